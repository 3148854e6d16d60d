/** Recipes of standard operators with the attributes and operands that exporters seldom write. */
import type { Attributes } from "../../support/onnx-writer.ts";
import type { Operand } from "./growing.ts";
import { axisOf, countOf, i64, isFloat, narrower, type Recipe, some, when } from "./operands.ts";

const slices: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 1);
  if (x === undefined || x.shape.includes(0)) return;
  const axes = x.shape
    .map((_, i) => i)
    .filter((_, i) => i === 0 || g.chance(0.6))
    .toReversed();
  const dtype = g.pick(["i64", "i32"] as const);
  const list = (values: readonly number[]): Operand => g.constantOf(dtype, [values.length], values);
  const steps = axes.map(() => g.pick([1, 1, 2, -1, -2, -3]));
  const ends = axes.map((a, i) =>
    (steps[i] as number) < 0 ? g.pick([-100, -(x.shape[a] as number) - 1]) : g.pick([1 << 30, x.shape[a] as number, -1, 100]),
  );
  const starts = axes.map((a, i) =>
    (steps[i] as number) < 0 ? g.pick([-1, 1 << 30, x.shape[a] as number]) : g.pick([0, -100, -(x.shape[a] as number), 1]),
  );
  g.add("Slice", [x, list(starts), list(ends), list(axes.map((a) => (g.chance(0.5) ? a : a - x.shape.length))), list(steps)], { isExact: true });
};

const splits: Recipe = (g) => {
  const x = g.operand((y) => y.shape.some((d) => d >= 3));
  if (x === undefined) return;
  const axis = g.pick(x.shape.flatMap((d, i) => (d >= 3 ? [i] : [])));
  const count = g.pick([2, 3]);
  if (Math.ceil((x.shape[axis] as number) / count) * (count - 1) >= (x.shape[axis] as number)) return;
  g.add("Split", [x], { attrs: { axis: g.chance(0.5) ? axis : axis - x.shape.length, num_outputs: count }, outputs: count, isExact: true });
};

const reductions: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const op = g.pick(["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2", "ReduceL1", "ReduceSumSquare", "ReduceLogSumExp"]);
  const noop = g.int(0, 1);
  // ONNX Runtime takes axes from the back for none where there are no elements.
  const back = x.shape.includes(0) ? 0 : x.shape.length;
  const axes = some(g, 0.7, () =>
    i64(
      g,
      x.shape
        .map((_, i) => i - back)
        .filter((_, i) => i === 0 || g.chance(0.5))
        .toReversed(),
    ),
  );
  if (axes === undefined && op !== "ReduceSum" && op !== "ReduceMean") return;
  g.add(op, [x, axes], { attrs: { keepdims: g.int(0, 1), noop_with_empty_axes: noop } });
};

const orders: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.isExact && y.shape.length >= 1);
  if (x === undefined || x.shape.includes(0)) return;
  const [rounded] = g.add("Round", [x], { isExact: true }) ?? [];
  if (rounded === undefined) return;
  const axis = axisOf(g, x);
  const kind = g.int(0, 1);
  if (kind === 0)
    g.add(g.pick(["ArgMax", "ArgMin"]), [rounded], { attrs: { axis, keepdims: g.int(0, 1), select_last_index: g.int(0, 1) }, isExact: true });
  else
    g.add("TopK", [rounded, i64(g, [g.int(1, x.shape.at(axis) as number)])], {
      attrs: { axis, largest: g.int(0, 1), sorted: 1 },
      outputs: 2,
      isExact: true,
    });
};

const signals: Recipe = (g) => {
  const length = g.pick([8, 16, 20, 32, 15]);
  const kind = g.int(0, 3);
  if (kind === 0) {
    const frame = g.pick([4, 5, 8]);
    const window = some(g, 0.6, () => g.given("f32", [frame], true, [0, 1]));
    g.add(
      "STFT",
      [g.given("f32", [g.int(1, 2), length, 1], false), g.constantOf("i64", [], [g.int(1, 4)]), window, g.constantOf("i64", [], [frame])],
      {
        attrs: { onesided: g.int(0, 1) },
      },
    );
  } else if (kind === 1) {
    const inverse = g.int(0, 1);
    g.add(
      "DFT",
      [
        g.given("f32", [g.int(1, 2), length, 3, 2], false),
        some(g, 0.4, () => g.constantOf("i64", [], [g.pick([7, 16, 24])])),
        g.constantOf("i64", [], [1]),
      ],
      {
        attrs: { inverse },
      },
    );
  } else if (kind === 2) {
    const [height, width] = [g.int(4, 8), g.int(4, 8)];
    const [kh, kw] = [g.int(1, 3), g.int(1, 3)];
    const [dh, dw, sh, sw] = [g.int(1, 2), g.int(1, 2), g.int(1, 2), g.int(1, 2)];
    const at = [g.int(0, 1), g.int(0, 1), g.int(0, 1), g.int(0, 1)] as const;
    const count = (n: number, k: number, d: number, s: number, p: number): number => Math.floor((n + p - d * (k - 1) - 1) / s) + 1;
    const [rows, columns] = [count(height, kh, dh, sh, at[0] + at[2]), count(width, kw, dw, sw, at[1] + at[3])];
    if (rows < 1 || columns < 1) return;
    g.add("Col2Im", [g.given("f32", [g.int(1, 2), g.int(1, 3) * kh * kw, rows * columns], false), i64(g, [height, width]), i64(g, [kh, kw])], {
      attrs: { dilations: [dh, dw], strides: [sh, sw], pads: [...at] },
    });
  } else g.add(g.pick(["HannWindow", "HammingWindow", "BlackmanWindow"]), [g.constantOf("i64", [], [length])], { attrs: { periodic: g.int(0, 1) } });
};

const losses: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2 && y.shape.length <= 4 && !y.shape.includes(0));
  if (x === undefined) return;
  const classes = x.shape[1] as number;
  const shape = x.shape.toSpliced(1, 1);
  const ignored = g.chance(0.4);
  const labels = g.constantOf(
    "i64",
    shape,
    Array.from({ length: countOf(shape) }, (_, i) => (ignored && i % 3 === 1 ? -1 : g.int(0, classes - 1))),
    g.chance(0.4),
  );
  const weight = some(g, 0.5, () => g.given("f32", [classes], true, [0.5, 2]));
  const attrs: Attributes = { reduction: g.pick(["none", "mean", "sum"]), ...when(ignored, { ignore_index: -1 }) };
  const isCross = g.chance(0.5);
  g.add(isCross ? "SoftmaxCrossEntropyLoss" : "NegativeLogLikelihoodLoss", [x, labels, weight], { attrs, outputs: isCross ? g.int(1, 2) : 1 });
};

const quantizedParts: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.isExact && y.shape.length >= 2 && !y.shape.includes(0));
  if (x === undefined) return;
  const dtype = g.pick(["u8", "i8", "u16", "i16", "i4", "u4"] as const);
  const axis = g.int(0, x.shape.length - 1);
  const kind = g.int(0, 2);
  const block = g.pick([2, 4, 16]);
  const shape = kind === 0 ? [] : kind === 1 ? [x.shape[axis] as number] : x.shape.with(axis, Math.ceil((x.shape[axis] as number) / block));
  const [low, high] = { u8: [0, 255], i8: [-128, 127], u16: [0, 65535], i16: [-32768, 32767], i4: [-8, 7], u4: [0, 15] }[dtype] as [number, number];
  const scale = g.given("f32", shape, g.chance(0.8), dtype.endsWith("4") ? [0.2, 0.5] : dtype.endsWith("16") ? [0.0001, 0.001] : [0.01, 0.05]);
  const zero = some(g, 0.6, () =>
    g.constantOf(
      dtype,
      shape,
      Array.from({ length: countOf(shape) }, () => g.pick([low, high, g.int(low, high)])),
    ),
  );
  if (zero === undefined && dtype !== "u8") return;
  const attrs = { ...when(kind > 0, { axis: g.chance(0.5) ? axis : axis - x.shape.length }), ...when(kind === 2, { block_size: block }) };
  const [q] = g.add("QuantizeLinear", [x, scale, zero], { attrs, isExact: true }) ?? [];
  if (q !== undefined) g.add("DequantizeLinear", [q, scale, zero], { attrs, isExact: true });
};

const trilu: Recipe = (g) => {
  const x = g.operand((y) => y.shape.length >= 2 && y.dtype !== "string");
  if (x !== undefined) g.add("Trilu", [x, g.constantOf("i64", [], [g.int(-9, 9)])], { attrs: { upper: g.int(0, 1) }, isExact: true });
};

const centred: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1 && !y.shape.includes(0));
  if (x === undefined) return;
  const kind = g.int(0, 4);
  if (kind === 0) g.add("CumSum", [x, g.constantOf("i32", [], [axisOf(g, x)])], { attrs: { exclusive: g.int(0, 1), reverse: g.int(0, 1) } });
  else if (kind === 1) g.add("Mod", [x, g.given("f32", narrower(g, x.shape), true, [0.5, 2])], { attrs: { fmod: 1 } });
  else if (kind === 2) g.add("Shape", [x], { attrs: { start: g.int(-2, 2), end: g.int(-2, 3) }, isExact: true });
  else if (kind === 3) g.add("EyeLike", [x], { attrs: { k: g.int(-2, 2), dtype: g.pick([1, 7]) }, isExact: true });
  else g.add("Flatten", [x], { attrs: { axis: -g.int(0, x.shape.length) }, isExact: true });
};

const sums: Recipe = (g) => {
  const [i, j, k, b] = [g.int(1, 4), g.int(1, 5), g.int(1, 8), g.int(1, 3)];
  const [equation, ...shapes] = g.pick<readonly [string, ...(readonly number[])[]]>([
    ["ii->i", [j, j]],
    ["ii", [j, j]],
    ["bii->b", [b, j, j]],
    ["i,j->ij", [i], [j]],
    ["ij,jk,k->i", [i, j], [j, k], [k]],
    ["bij,bkj->", [b, i, j], [b, k, j]],
    ["...ij,...jk->...ik", [b, i, j], [j, k]],
    ["i...,i...->...", [i, j, k], [i, 1, k]],
    ["ijk,ilm->jlkm", [i, j, k], [i, 2, 3]],
    ["ij,ij,ij->ji", [i, j], [i, j], [i, j]],
    ["bhwc,hkc->bhwk", [b, i, j, k], [i, 3, k]],
    ["abc,cd,def->abef", [b, i, j], [j, k], [k, 2, 3]],
    ["...i->...", [b, i, j]],
    ["ij->", [i, j]],
    ["bij,bj->ib", [b, i, j], [b, j]],
  ]);
  g.add(
    "Einsum",
    shapes.map((shape) => g.given("f32", shape, g.chance(0.2))),
    { attrs: { equation } },
  );
};

const chosen: Recipe = (g) => {
  const count = g.int(2, 12);
  const corners = Array.from({ length: count }, () => [
    g.random.uniform(0, 9),
    g.random.uniform(0, 9),
    g.random.uniform(1, 9),
    g.random.uniform(1, 9),
  ]);
  const center_point_box = g.int(0, 1);
  const boxes = corners.map(([y = 0, x = 0, h = 0, w = 0]) =>
    center_point_box === 1 ? [x, y, w, h] : g.chance(0.5) ? [y, x, y + h, x + w] : [y + h, x + w, y, x],
  );
  const classes = g.int(1, 3);
  const scores = g.given("f32", [1, classes, count], g.chance(0.5), [0, 1]);
  g.add(
    "NonMaxSuppression",
    [
      g.constantOf("f32", [1, count, 4], boxes.flat().map(Math.fround)),
      scores.name.startsWith("c")
        ? scores
        : g.constantOf(
            "f32",
            [1, classes, count],
            Array.from({ length: classes * count }, () => Math.fround(g.random.uniform())),
          ),
      g.constantOf("i64", [], [g.int(1, 5)]),
      g.constantOf("f32", [], [0.4]),
      some(g, 0.5, () => g.constantOf("f32", [], [0.3])),
    ],
    { attrs: { center_point_box }, isExact: true },
  );
};

export const attributeRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [1, slices],
  [1, splits],
  [1, reductions],
  [1, orders],
  [1, signals],
  [1, losses],
  [1.5, quantizedParts],
  [0.5, trilu],
  [0.5, centred],
  [1, sums],
  [0.3, chosen],
];
