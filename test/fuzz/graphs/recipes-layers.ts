/** Recipes of whole layers: recurrent networks, attention, products by equations, norms of groups, sampling, and products of bytes. */
import { type Attributes, float } from "../../support/onnx-writer.ts";
import type { Operand } from "./growing.ts";
import { axisOf, divisorOf, hasRank, i64, isFloat, type Recipe } from "./operands.ts";

const gates = { LSTM: 4, GRU: 3, RNN: 1 } as const;

const recurrent: Recipe = (g) => {
  const x = g.operand(hasRank(3));
  if (x === undefined) return;
  const op = g.pick(["LSTM", "GRU", "RNN"] as const);
  const direction = g.pick(["forward", "reverse", "bidirectional"]);
  const [steps, batch, width] = x.shape as readonly [number, number, number];
  const [sides, hidden] = [direction === "bidirectional" ? 2 : 1, g.pick([1, 3, 4, 8])];
  const weights = (...shape: readonly number[]): Operand => g.given("f32", [sides, ...shape], g.chance(0.9), [-0.5, 0.5]);
  const rows = gates[op] * hidden;
  const lengths =
    g.chance(0.3) && batch > 0
      ? g.constantOf(
          "i32",
          [batch],
          Array.from({ length: batch }, () => g.int(1, steps)),
          g.chance(0.5),
        )
      : undefined;
  const state = (): Operand | undefined => (g.chance(0.4) ? weights(batch, hidden) : undefined);
  const inputs = [x, weights(rows, width), weights(rows, hidden), g.chance(0.7) ? weights(2 * rows) : undefined, lengths, state()];
  const attrs = { direction, hidden_size: hidden, ...(op === "GRU" ? { linear_before_reset: g.int(0, 1) } : {}) };
  g.add(op, op === "LSTM" ? [...inputs, state(), g.chance(0.2) ? weights(3 * hidden) : undefined] : inputs, {
    attrs,
    outputs: op === "LSTM" ? 3 : 2,
  });
};

const equations: Readonly<Record<number, readonly (readonly [equation: string, other: (s: readonly number[]) => readonly number[] | undefined])[]>> =
  {
    2: [
      ["ij,jk->ik", ([, j = 1]) => [j, 5]],
      ["ij,ij->i", ([i = 1, j = 1]) => [i, j]],
      ["ij->ji", () => undefined],
      ["ij->j", () => undefined],
    ],
    3: [
      ["bij,bkj->bik", ([b = 1, , j = 1]) => [b, 3, j]],
      ["bij,bjk->bik", ([b = 1, , j = 1]) => [b, j, 8]],
      ["bij,jk->bki", ([, , j = 1]) => [j, 4]],
      ["...ij,j->...i", ([, , j = 1]) => [j]],
    ],
    4: [
      ["bhid,bhjd->bhij", ([b = 1, h = 1, , d = 1]) => [b, h, 5, d]],
      ["bchw,oc->bohw", ([, c = 1]) => [3, c]],
      ["bchw->bwc", () => undefined],
    ],
  };

const einsum: Recipe = (g) => {
  const x = g.operand(hasRank(2, 4));
  if (x === undefined) return;
  const [equation, other] = g.pick(equations[x.shape.length] ?? []);
  const shape = other(x.shape);
  g.add("Einsum", shape === undefined ? [x] : [x, g.given("f32", shape, g.chance(0.6), [-1, 1])], { attrs: { equation } });
};

/** Heads of scaled products and a softmax between two transposes, as exporters write attention. */
const attention: Recipe = (g) => {
  const x = g.operand((y) => hasRank(3)(y) && (y.shape[2] as number) % 2 === 0);
  if (x === undefined) return;
  const [batch, rows, width] = x.shape as readonly [number, number, number];
  const heads = divisorOf(g, width, [2, 4]);
  const split = (): Operand | undefined => {
    const [y] = g.add("MatMul", [x, g.given("f32", [width, width], true, [-0.5, 0.5])]) ?? [];
    const [z] = y === undefined ? [] : (g.add("Reshape", [y, i64(g, [batch, rows, heads, width / heads])]) ?? []);
    return z === undefined ? undefined : g.add("Transpose", [z], { attrs: { perm: [0, 2, 1, 3] } })?.[0];
  };
  const [q, k, v] = [split(), split(), split()];
  if (q === undefined || k === undefined || v === undefined) return;
  const [turned] = g.add("Transpose", [k], { attrs: { perm: [0, 1, 3, 2] } }) ?? [];
  const [scores] = g.add("MatMul", [q, turned]) ?? [];
  const [scaled] = g.add("Mul", [scores, g.constantOf("f32", [], [Math.fround(1 / Math.sqrt(width / heads))])]) ?? [];
  const [masked] = g.chance(0.4) ? (g.add("Add", [scaled, g.given("f32", [batch, 1, 1, rows], false)]) ?? []) : [scaled];
  const [shares] = g.add("Softmax", [masked], { attrs: { axis: -1 } }) ?? [];
  const [mixed] = g.add("MatMul", [shares, v]) ?? [];
  const [back] = g.add("Transpose", [mixed], { attrs: { perm: [0, 2, 1, 3] } }) ?? [];
  g.add("Reshape", [back, i64(g, [batch, rows, width])]);
};

const norms: Recipe = (g) => {
  const x = g.operand(hasRank(2, 4));
  if (x === undefined) return;
  const channels = x.shape[1] as number;
  const kind = g.int(0, 2);
  if (kind === 0 && x.shape.length > 2) {
    const vector = (): Operand => g.given("f32", [channels], true, [0.5, 2]);
    g.add("GroupNormalization", [x, vector(), vector()], { attrs: { num_groups: divisorOf(g, channels, [2, 4]), epsilon: float(0.01) } });
  } else if (kind === 1) g.add("LpNormalization", [x], { attrs: { axis: axisOf(g, x), p: g.int(1, 2) } });
  else g.add(g.pick(["ReduceLogSumExp", "ReduceProd"]), [x, i64(g, [g.int(0, x.shape.length - 1)])], { attrs: { keepdims: g.int(0, 1) } });
};

const sampling: Recipe = (g) => {
  const x = g.operand(hasRank(4));
  if (x === undefined) return;
  const kind = g.int(0, 3);
  if (kind === 0) {
    const grid = g.given("f32", [x.shape[0] as number, g.int(1, 5), g.int(1, 5), 2], g.chance(0.3), [-1.2, 1.2]);
    g.add("GridSample", [x, grid], {
      attrs: { mode: g.pick(["linear", "cubic"]), padding_mode: g.pick(["zeros", "border"]), align_corners: g.int(0, 1) },
    });
  } else if (kind === 1) {
    const sizes = i64(g, [...x.shape.slice(0, 2), g.int(1, 12), g.int(1, 12)]);
    g.add("Resize", [x, undefined, undefined, sizes], { attrs: { mode: "cubic", coordinate_transformation_mode: "half_pixel" } });
  } else if (kind === 2) {
    const sizes = i64(g, [...x.shape.slice(0, 2), g.int(1, x.shape[2] as number), g.int(1, x.shape[3] as number)]);
    g.add("Resize", [x, undefined, undefined, sizes], { attrs: { mode: "linear", antialias: 1, coordinate_transformation_mode: "half_pixel" } });
  } else if (x.isExact) {
    const [pooled, places] = g.add("MaxPool", [x], { attrs: { kernel_shape: [2, 2], strides: [2, 2] }, outputs: 2, isExact: true }) ?? [];
    if (pooled !== undefined && g.chance(0.5)) g.add("MaxUnpool", [pooled, places], { attrs: { kernel_shape: [2, 2], strides: [2, 2] } });
  } else g.add(g.pick(["GlobalMaxPool", "LpPool"]), [x], { attrs: {} });
};

/**
 * Products of bytes as integers, and as the operators that round them to bytes again: those may be a step off. Without VNNI, ONNX Runtime's sums of two products of u8
 * and i8 end at 16 bits, so the right operand's elements have 7 bits where signs differ.
 */
const byteProducts: Recipe = (g) => {
  const rank = g.pick([2, 3, 4]);
  const shape = Array.from({ length: rank }, () => g.pick([1, 2, 3, 4, 7, 8, 17]));
  const [left, right] = [g.pick(["u8", "i8"] as const), g.pick(["u8", "i8"] as const)];
  const ranges = { u8: [0, 255], i8: [-127, 127] } as const;
  const x = g.given(left, shape, false, ranges[left]);
  const zero = (dtype: "u8" | "i8"): Operand => g.constantOf(dtype, [], [dtype === "u8" ? g.int(0, 255) : g.int(-10, 10)]);
  const scale = (): Operand => g.constantOf("f32", [], [Math.fround(g.random.uniform(0.01, 0.1))]);
  const isConv = rank === 4;
  const [columns, k] = [g.pick([1, 3, 8, 17]), g.pick([1, 1, 3])];
  const range = left === right ? ranges[right] : ({ u8: [0, 127], i8: [-64, 63] } as const)[right];
  const w = g.given(right, isConv ? [columns, shape[1] as number, k, k] : [shape.at(-1) as number, columns], g.chance(0.8), range);
  const attrs: Attributes = isConv ? { pads: [k >> 1, k >> 1, k >> 1, k >> 1], strides: [g.int(1, 2), 1] } : {};
  if (g.chance(0.5)) g.add(isConv ? "ConvInteger" : "MatMulInteger", [x, w, zero(left), zero(right)], { attrs, isExact: true });
  else {
    const ends = [scale(), zero(left)];
    const [y] = g.add(isConv ? "QLinearConv" : "QLinearMatMul", [x, scale(), zero(left), w, scale(), zero(right), ...ends], { attrs }) ?? [];
    if (y !== undefined) g.ends(y, 1);
  }
};

const dynamicBytes: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.isExact);
  if (x === undefined) return;
  const [y] = g.add("DynamicQuantizeLinear", [x], { outputs: 3 }) ?? [];
  if (y !== undefined) g.ends(y, 1);
};

export const layerRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [2, recurrent],
  [1, einsum],
  [2, attention],
  [2, norms],
  [2, sampling],
  [2, byteProducts],
  [1, dynamicBytes],
];
