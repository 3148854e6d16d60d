/** How random nodes come to be: one recipe a family of operators, with random attributes on operands that fit. */
import { float } from "../../support/onnx-writer.ts";
import type { Operand } from "./growing.ts";
import { axisOf, hasRank, i64, isFloat, narrower, permutation, type Recipe } from "./operands.ts";
import { elementRecipes } from "./recipes-elements.ts";
import { imageRecipes } from "./recipes-images.ts";
import { layerRecipes } from "./recipes-layers.ts";
import { microsoftRecipes } from "./recipes-microsoft.ts";
import { placeRecipes } from "./recipes-places.ts";
import { quantized } from "./recipes-quantized.ts";
import { sequences } from "./recipes-sequences.ts";
import { stringRecipes } from "./recipes-strings.ts";
import { convolution, pool, transposedConvolution } from "./recipes-windows.ts";

const exactUnary = ["Relu", "Abs", "Neg"];
const smoothUnary = [
  "Sigmoid",
  "Tanh",
  "Erf",
  "HardSwish",
  "HardSigmoid",
  "Elu",
  "Selu",
  "Softplus",
  "Softsign",
  "Mish",
  "LeakyRelu",
  "Gelu",
  "Sin",
  "Cos",
  "Celu",
];
const jumps = ["Floor", "Ceil", "Round", "Sign"];

const unary: Recipe = (g) => {
  const x = g.operand(isFloat);
  if (x === undefined) return;
  if (g.chance(0.25)) g.add(g.pick(exactUnary), [x], { isExact: true });
  else if (g.chance(0.2) && x.isExact) g.add(g.pick(jumps), [x], { isExact: true });
  else g.add(g.pick(smoothUnary), [x]);
};

const binary: Recipe = (g) => {
  const x = g.operand(isFloat);
  if (x === undefined) return;
  const op = g.pick(["Add", "Sub", "Mul", "Min", "Max", "Div"]);
  const same = op === "Div" ? undefined : g.operand((y) => isFloat(y) && y !== x && y.shape.join() === x.shape.join());
  const y = same !== undefined && g.chance(0.6) ? same : g.given("f32", narrower(g, x.shape), g.chance(0.7), op === "Div" ? [0.5, 2] : [-2, 2]);
  const isExact = op === "Min" || op === "Max";
  if (op !== "Div" && g.chance(0.4)) g.add(op, [y, x], { isExact });
  else g.add(op, [x, y], { isExact });
};

const comparison: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.isExact);
  if (x === undefined) return;
  const y = g.given("f32", narrower(g, x.shape), g.chance(0.5));
  const [mask] = g.add(g.pick(["Less", "Greater", "LessOrEqual", "Equal"]), [x, y], { isExact: true }) ?? [];
  const z = g.operand((v) => isFloat(v) && v.shape.join() === x.shape.join());
  if (mask !== undefined && z !== undefined && mask.shape.join() === z.shape.join())
    g.add("Where", [mask, z, g.given("f32", narrower(g, z.shape), true)], { isExact: true });
};

const casts: Recipe = (g) => {
  const x = g.operand((y) => y.isExact && (isFloat(y) || y.dtype === "i32" || y.dtype === "i64" || y.dtype === "bool"));
  if (x !== undefined) g.add("Cast", [x], { attrs: { to: g.pick([1, 6, 7, 9, 1]) }, isExact: true });
};

const integers: Recipe = (g) => {
  const x = g.operand((y) => y.dtype === "i32" || y.dtype === "i64");
  if (x === undefined) return;
  g.add(g.pick(["Add", "Sub", "Mul", "Max", "Min"]), [x, g.given(x.dtype, narrower(g, x.shape), true, [-5, 5])], { isExact: true });
};

const clip: Recipe = (g) => {
  const x = g.operand(isFloat);
  if (x === undefined) return;
  const [low, high] = [g.random.uniform(-2, 0), g.random.uniform(0, 2)].map((v) => g.constantOf("f32", [], [Math.fround(v)]));
  g.add("Clip", [x, g.chance(0.8) ? low : undefined, g.chance(0.8) ? high : undefined], { isExact: true });
};

const transpose: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 2);
  if (x === undefined) return;
  g.add("Transpose", [x], { attrs: { perm: permutation(g, x.shape.length) }, isExact: true });
};

const reshape: Recipe = (g) => {
  const x = g.operand(() => true);
  if (x === undefined) return;
  const kind = g.int(0, 3);
  if (kind === 0) g.add("Flatten", [x], { attrs: { axis: g.int(0, x.shape.length) }, isExact: true });
  else if (kind === 1) g.add("Unsqueeze", [x, i64(g, [g.int(0, x.shape.length)])], { isExact: true });
  else if (kind === 2) {
    const ones = x.shape.flatMap((d, i) => (d === 1 ? [i] : []));
    if (ones.length > 0) g.add("Squeeze", [x, i64(g, [g.pick(ones)])], { isExact: true });
  } else {
    const count = x.shape.reduce((n, d) => n * d, 1);
    const first = g.pick([1, 2, 3, 4, 6].filter((d) => count % d === 0));
    const second = g.pick([1, 2, 5].filter((d) => (count / first) % d === 0));
    g.add("Reshape", [x, i64(g, g.chance(0.5) ? [first, -1] : [first, second, count / first / second])], { isExact: true });
  }
};

const slice: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined) return;
  const axis = g.int(0, x.shape.length - 1);
  const extent = x.shape[axis] as number;
  const isBackward = g.chance(0.25);
  const [from, to] = [g.int(0, extent - 1), g.int(1, extent)];
  const [start, end, step] = isBackward ? [g.int(0, extent - 1), -extent - 1, -g.int(1, 2)] : [Math.min(from, to - 1), to, g.int(1, 3)];
  g.add("Slice", [x, i64(g, [start]), i64(g, [end]), i64(g, [axis]), i64(g, [step])], { isExact: true });
};

const concat: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const axis = g.int(0, x.shape.length - 1);
  const fits = (y: Operand): boolean => isFloat(y) && y.shape.length === x.shape.length && y.shape.every((d, i) => i === axis || d === x.shape[i]);
  const other =
    g.operand((y) => fits(y) && y !== x) ??
    g.given(
      "f32",
      x.shape.map((d, i) => (i === axis ? g.int(1, 3) : d)),
      g.chance(0.5),
    );
  g.add("Concat", g.chance(0.5) ? [x, other] : [other, x, other], { attrs: { axis }, isExact: true });
};

const split: Recipe = (g) => {
  const x = g.operand((y) => y.shape.some((d) => d >= 2));
  if (x === undefined) return;
  const axis = g.pick(x.shape.flatMap((d, i) => (d >= 2 ? [i] : [])));
  const extent = x.shape[axis] as number;
  const first = g.int(1, extent - 1);
  g.add("Split", [x, i64(g, [first, extent - first])], { attrs: { axis }, outputs: 2, isExact: true });
};

const pad: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const mode = g.pick(["constant", "reflect", "edge"]);
  const most = (d: number): number => (mode === "reflect" ? Math.min(2, d - 1) : 2);
  const pads = [...x.shape, ...x.shape].map((d) => (g.chance(0.5) ? g.int(0, most(d)) : 0));
  g.add("Pad", [x, i64(g, pads), mode === "constant" && g.chance(0.5) ? g.constantOf("f32", [], [1.5]) : undefined], {
    attrs: { mode },
    isExact: true,
  });
};

const repeat: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined) return;
  if (g.chance(0.5))
    g.add(
      "Tile",
      [
        x,
        i64(
          g,
          x.shape.map(() => g.int(1, 2)),
        ),
      ],
      { isExact: true },
    );
  else g.add("Expand", [x, i64(g, [g.int(1, 2), ...x.shape.map((d) => (d === 1 ? g.int(1, 3) : d))])], { isExact: true });
};

const gather: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined) return;
  // Along another axis than the last, ONNX Runtime takes one string of each row.
  const axis = x.dtype === "string" ? x.shape.length - 1 : g.int(0, x.shape.length - 1);
  const extent = x.shape[axis] as number;
  const shape = g.pick([[], [3], [2, 2]]);
  const indices = g.constantOf(
    "i64",
    shape,
    Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => g.int(-extent, extent - 1)),
  );
  g.add("Gather", [x, indices], { attrs: { axis }, isExact: true });
};

const blocks: Recipe = (g) => {
  const x = g.operand(hasRank(4));
  if (x === undefined) return;
  if (g.chance(0.5)) g.add("DepthToSpace", [x], { attrs: { blocksize: 2, mode: g.pick(["DCR", "CRD"]) }, isExact: true });
  else g.add("SpaceToDepth", [x], { attrs: { blocksize: 2 }, isExact: true });
};

const reduction: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const op = g.pick(["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2", "ReduceL1", "ReduceSumSquare"]);
  const axes = x.shape.map((_, i) => i).filter(() => g.chance(0.5));
  g.add(op, [x, axes.length === 0 ? undefined : i64(g, axes)], {
    attrs: { keepdims: g.int(0, 1) },
    isExact: op === "ReduceMax" || op === "ReduceMin",
  });
};

const rows: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const axis = axisOf(g, x);
  const kind = g.int(0, 4);
  if (kind === 0) g.add("Softmax", [x], { attrs: { axis } });
  else if (kind === 1) g.add("LogSoftmax", [x], { attrs: { axis } });
  else if (kind === 2) g.add("CumSum", [x, g.constantOf("i64", [], [axis])], { attrs: { exclusive: g.int(0, 1), reverse: g.int(0, 1) } });
  else if (kind === 3 && x.isExact) g.add(g.pick(["ArgMax", "ArgMin"]), [x], { attrs: { axis, keepdims: g.int(0, 1) }, isExact: true });
  else if (kind === 4 && x.isExact)
    g.add("TopK", [x, i64(g, [g.int(1, x.shape.at(axis) as number)])], { attrs: { axis, largest: g.int(0, 1) }, outputs: 2, isExact: true });
};

const normalization: Recipe = (g) => {
  const x = g.operand(hasRank(2, 4));
  if (x === undefined) return;
  const channels = x.shape[1] as number;
  const vector = (range: readonly [number, number]): Operand => g.given("f32", [channels], true, range);
  const kind = g.int(0, 3);
  if (kind === 0) g.add("BatchNormalization", [x, vector([0.5, 2]), vector([-1, 1]), vector([-1, 1]), vector([0.5, 2])]);
  else if (kind === 1 && x.shape.length >= 3)
    g.add("InstanceNormalization", [x, vector([0.5, 2]), vector([-1, 1])], { attrs: { epsilon: float(0.01) } });
  else if (kind === 2) {
    const axis = g.int(1, x.shape.length - 1);
    const shape = x.shape.slice(axis);
    g.add("LayerNormalization", [x, g.given("f32", shape, true), g.chance(0.5) ? g.given("f32", shape, true) : undefined], {
      attrs: { axis, epsilon: float(0.01) },
    });
  } else if (x.shape.length === 4) g.add("LRN", [x], { attrs: { size: g.pick([1, 3, 5]), alpha: float(0.1), beta: float(0.75) } });
};

const products: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const [depth, columns] = [x.shape.at(-1) as number, g.pick([1, 2, 3, 5, 8, 16, 17])];
  if (x.shape.length === 2 && g.chance(0.4)) {
    const transB = g.int(0, 1);
    const w = g.given("f32", transB === 1 ? [columns, depth] : [depth, columns], g.chance(0.8), [-1, 1]);
    const c = g.chance(0.6) ? g.given("f32", g.pick([[columns], [1, columns], [x.shape[0] as number, 1]]), g.chance(0.8)) : undefined;
    g.add("Gemm", [x, w, c], { attrs: { transB, alpha: float(g.pick([1, 0.5])), beta: float(g.pick([1, 2])) } });
  } else {
    const batch = g.chance(0.3) ? x.shape.slice(0, -2) : [];
    g.add("MatMul", [x, g.given("f32", [...batch, depth, columns], g.chance(0.7), [-1, 1])]);
  }
};

const resize: Recipe = (g) => {
  const x = g.operand(hasRank(4));
  if (x === undefined) return;
  const mode = g.pick(["nearest", "linear"]);
  const factors = [g.pick([0.5, 2, 1.5]), g.pick([1, 2, 3])];
  // ONNX aligns corners by the length before it is rounded, ONNX Runtime by the rounded one.
  const isWhole = factors.every((f, i) => Number.isInteger(f * (x.shape[i + 2] as number)));
  const coordinate_transformation_mode = g.pick(["half_pixel", "asymmetric", "pytorch_half_pixel", ...(isWhole ? ["align_corners"] : [])]);
  const attrs = { mode, coordinate_transformation_mode, nearest_mode: g.pick(["floor", "round_prefer_floor"]) };
  g.add("Resize", [x, undefined, g.constantOf("f32", [4], [1, 1, ...factors])], { attrs });
};

/** Recipes by how often they are tried. */
export const recipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [4, unary],
  [4, binary],
  [1, comparison],
  [1, casts],
  [1, integers],
  [1, clip],
  [2, transpose],
  [2, reshape],
  [2, slice],
  [2, concat],
  [1, split],
  [1, pad],
  [1, repeat],
  [1, gather],
  [1, blocks],
  [2, reduction],
  [2, rows],
  [2, normalization],
  [4, convolution],
  [2, transposedConvolution],
  [2, pool],
  [2, products],
  [1, resize],
  [2, quantized],
  [1, sequences],
  ...elementRecipes,
  ...placeRecipes,
  ...layerRecipes,
  ...imageRecipes,
  ...microsoftRecipes,
  ...stringRecipes,
];
