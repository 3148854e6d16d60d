/** Recipes of recurrent networks, attention, normalizations and products with the attributes and operands that exporters seldom write. */
import { type Attributes, float } from "../../support/onnx-writer.ts";
import type { Operand } from "./growing.ts";
import { countOf, hasRank, isFloat, type Recipe, some, when } from "./operands.ts";

const activationNames = [
  "Relu",
  "Tanh",
  "Sigmoid",
  "Affine",
  "LeakyRelu",
  "ThresholdedRelu",
  "ScaledTanh",
  "HardSigmoid",
  "Elu",
  "Softsign",
  "Softplus",
];
const gates = { LSTM: 4, GRU: 3, RNN: 1 } as const;
const functions = { LSTM: 3, GRU: 2, RNN: 1 } as const;

const recurrent: Recipe = (g) => {
  const x = g.operand(hasRank(3));
  if (x === undefined) return;
  const op = g.pick(["LSTM", "GRU", "RNN"] as const);
  const direction = g.pick(["forward", "reverse", "bidirectional"]);
  const [steps, batch, width] = x.shape as readonly [number, number, number];
  if (countOf(x.shape) === 0) return;
  const [sides, hidden] = [direction === "bidirectional" ? 2 : 1, g.pick([1, 3, 4, 8, 16, 20])];
  const weights = (...shape: readonly number[]): Operand => g.given("f32", [sides, ...shape], g.chance(0.8), [-0.5, 0.5]);
  const rows = gates[op] * hidden;
  const lengths = some(g, 0.5, () =>
    g.constantOf(
      "i32",
      [batch],
      Array.from({ length: batch }, () => g.int(1, steps)),
      g.chance(0.5),
    ),
  );
  const state = (): Operand | undefined => some(g, 0.5, () => weights(batch, hidden));
  const inputs = [x, weights(rows, width), weights(rows, hidden), some(g, 0.6, () => weights(2 * rows)), lengths, state()];
  const names = Array.from({ length: functions[op] * sides }, () => g.pick(activationNames.slice(0, 3)));
  const attrs = {
    direction,
    hidden_size: hidden,
    ...when(g.chance(0.5), { activations: names }),
    ...when(g.chance(0.3), { clip: float(0.4) }),
    ...when(op === "GRU", { linear_before_reset: g.int(0, 1) }),
    ...when(op === "LSTM" && g.chance(0.2), { input_forget: 1 }),
  };
  const last = some(g, 0.3, () => weights(3 * hidden));
  g.add(op, op === "LSTM" ? [...inputs, state(), last] : inputs, { attrs, outputs: op === "LSTM" ? g.int(1, 3) : g.int(1, 2) });
};

/** What Attention of the standard takes: heads in an axis or side by side, shared keys, masks, caches. */
const attention: Recipe = (g) => {
  const [batch, kv, shared] = [g.int(1, 2), g.int(1, 3), g.pick([1, 1, 2, 4])];
  const heads = kv * shared;
  const [queries, keys, past] = [g.pick([1, 2, 5, 9]), g.pick([1, 3, 5, 12]), g.pick([0, 0, 3])];
  const [width, valued] = [g.pick([2, 4, 8, 16]), g.pick([2, 4, 8, 16])];
  const isFlat = g.chance(0.4);
  const rows = (n: number, count: number, size: number): Operand =>
    g.given("f32", isFlat ? [batch, count, n * size] : [batch, n, count, size], false);
  const mask = some(g, 0.4, () =>
    g.chance(0.5)
      ? g.given(
          "bool",
          g.pick([
            [queries, keys + past],
            [batch, 1, queries, keys + past],
            [batch, heads, queries, keys + past],
          ]),
          g.chance(0.3),
          [1, 1],
        )
      : g.given(
          "f32",
          g.pick([
            [queries, keys + past],
            [1, 1, queries, keys + past],
            [batch, heads, queries, keys + past],
          ]),
          g.chance(0.3),
        ),
  );
  const cache = past === 0 ? [] : [g.given("f32", [batch, kv, past, width], false), g.given("f32", [batch, kv, past, valued], false)];
  const attrs: Attributes = {
    ...when(isFlat, { q_num_heads: heads, kv_num_heads: kv }),
    // One query behind past keys sees all keys in ONNX Runtime, however many there are; by the standard, the past ones and one more.
    ...when(g.chance(0.4) && (past === 0 || queries > 1 || keys === 1), { is_causal: 1 }),
    ...when(g.chance(0.3), { scale: float(0.3) }),
    ...when(g.chance(0.3), { softcap: float(1.5) }),
  };
  const outputs = past === 0 ? 1 : 3;
  g.add("Attention", [rows(heads, queries, width), rows(kv, keys, width), rows(kv, keys, valued), mask, ...cache], { attrs, outputs });
};

const rotary: Recipe = (g) => {
  const [batch, heads, rows, width] = [g.int(1, 2), g.int(1, 3), g.int(1, 6), g.pick([4, 8, 16])];
  const part = g.chance(0.3) ? width / 2 : 0;
  const half = (part || width) / 2;
  const isFlat = g.chance(0.4);
  const x = g.given("f32", isFlat ? [batch, rows, heads * width] : [batch, heads, rows, width], false);
  const isPlaced = g.chance(0.5);
  const tables = (): Operand => g.given("f32", isPlaced ? [9, half] : [batch, rows, half], g.chance(0.5), [-1, 1]);
  const at = isPlaced
    ? g.constantOf(
        "i64",
        [batch, rows],
        Array.from({ length: batch * rows }, () => g.int(0, 8)),
        g.chance(0.4),
      )
    : undefined;
  g.add("RotaryEmbedding", [x, tables(), tables(), at], {
    attrs: { interleaved: g.int(0, 1), ...when(isFlat, { num_heads: heads }), ...when(part > 0, { rotary_embedding_dim: part }) },
  });
};

const norms: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2);
  if (x === undefined || x.shape.includes(0)) return;
  const axis = g.int(-x.shape.length, x.shape.length - 1);
  const shape = x.shape.slice(axis);
  const kind = g.int(0, 3);
  if (kind === 0) g.add("RMSNormalization", [x, g.given("f32", shape, g.chance(0.8))], { attrs: { axis, epsilon: float(0.02) } });
  else if (kind === 1)
    g.add("LayerNormalization", [x, g.given("f32", shape, g.chance(0.8)), some(g, 0.5, () => g.given("f32", shape, true))], {
      attrs: { axis, epsilon: float(0.02) },
      outputs: g.int(1, 3),
    });
  else if (kind === 2)
    g.add("MeanVarianceNormalization", [x], { attrs: { axes: [...new Set([0, x.shape.length - 1, g.int(0, x.shape.length - 1)])].sort() } });
  else g.add("LRN", [x], { attrs: { size: g.pick([3, 5, 7]), alpha: float(0.3), beta: float(0.5), bias: float(2) } });
};

const gemms: Recipe = (g) => {
  const x = g.operand(hasRank(2));
  if (x === undefined || x.shape.includes(0)) return;
  const [transA, transB] = [g.int(0, 1), g.int(0, 1)];
  const [rows, depth] = (transA === 1 ? x.shape.toReversed() : x.shape) as [number, number];
  const columns = g.pick([1, 2, 3, 4, 5, 8, 9, 16, 17, 33]);
  const w = g.given("f32", transB === 1 ? [columns, depth] : [depth, columns], g.chance(0.6), [-1, 1]);
  const c = some(g, 0.7, () => g.given("f32", g.pick([[], [1], [columns], [1, columns], [rows, 1], [rows, columns]]), g.chance(0.6)));
  g.add("Gemm", g.chance(0.3) && transA === 0 && transB === 0 && columns === depth ? [x, w, c] : [x, w, c], {
    attrs: { transA, transB, alpha: float(g.pick([1, 0.5, -2])), beta: float(g.pick([1, 2, 0.25])) },
  });
};

const products: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined || x.shape.includes(0)) return;
  const depth = x.shape.at(-1) as number;
  const columns = g.pick([1, 2, 5, 8, 16, 33]);
  const kind = g.int(0, 4);
  if (kind === 0) g.add("MatMul", [x, g.given("f32", [depth], g.chance(0.5), [-1, 1])]);
  else if (kind === 1)
    g.add("MatMul", [g.given("f32", [depth], g.chance(0.5), [-1, 1]), g.given("f32", [...x.shape.slice(0, -2), depth, columns], false)]);
  else if (kind === 2)
    g.add("MatMul", [x, g.given("f32", [2, ...x.shape.slice(0, -2).map((d) => (g.chance(0.5) ? 1 : d)), depth, columns], g.chance(0.5), [-1, 1])]);
  else if (kind === 3 && x.shape.length >= 2) {
    const perm = x.shape.map((_, i) => i);
    const last = perm.splice(-2).toReversed();
    const [turned] = g.add("Transpose", [x], { attrs: { perm: [...perm, ...last] }, isExact: true }) ?? [];
    if (turned !== undefined) g.add("MatMul", g.chance(0.5) ? [x, turned] : [turned, x]);
  } else g.add("MatMul", [g.given("f32", [g.pick([1, 3, 8]), x.shape.at(-2) ?? depth], true, [-1, 1]), x]);
};

export const layerAttributeRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [2, recurrent],
  [2, attention],
  [1, rotary],
  [1, norms],
  [1, gemms],
  [1, products],
];
