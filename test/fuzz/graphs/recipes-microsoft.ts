/** Recipes of com.microsoft: what ONNX Runtime's optimizers and quantizers write. */
import { float } from "../../support/onnx-writer.ts";
import type { Operand } from "./growing.ts";
import { divisorOf, hasRank, isFloat, type Recipe } from "./operands.ts";

const domain = "com.microsoft";

const activations: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 1);
  if (x === undefined) return;
  const bias = g.given("f32", [x.shape.at(-1) as number], true);
  const kind = g.int(0, 3);
  if (kind === 0) g.add("QuickGelu", [x], { domain, attrs: { alpha: float(g.pick([1.702, 1])) } });
  else if (kind === 1) g.add("FastGelu", g.chance(0.5) ? [x, bias] : [x], { domain });
  else if (kind === 2) g.add("BiasGelu", [x, bias], { domain });
  else g.add("Gelu", [x], { domain });
};

const skips: Recipe = (g) => {
  const x = g.operand(hasRank(3));
  if (x === undefined) return;
  const vector = (): Operand => g.given("f32", [x.shape[2] as number], true);
  const attrs = { epsilon: float(0.01) };
  const skip = g.given("f32", x.shape, g.chance(0.3));
  const bias = g.chance(0.5) ? vector() : undefined;
  if (g.chance(0.5)) g.add("SkipSimplifiedLayerNormalization", [x, skip, vector(), bias], { domain, attrs });
  else g.add("SkipLayerNormalization", [x, skip, vector(), g.chance(0.6) ? vector() : undefined, bias], { domain, attrs });
};

const products: Recipe = (g) => {
  const x = g.operand(hasRank(2, 4));
  if (x === undefined) return;
  const [rows, depth] = x.shape.slice(-2) as [number, number];
  const [transA, transB] = [g.int(0, 1), g.int(0, 1)];
  const inner = transA === 1 ? rows : depth;
  const columns = g.pick([1, 3, 8, 16, 17]);
  const w = g.given("f32", transB === 1 ? [columns, inner] : [inner, columns], g.chance(0.8), [-1, 1]);
  g.add("FusedMatMul", [x, w], { domain, attrs: { transA, transB, alpha: float(g.pick([1, 0.5])) } });
};

const heads: Recipe = (g) => {
  const x = g.operand((y) => hasRank(3)(y) && (y.shape[2] as number) % 2 === 0);
  if (x === undefined) return;
  const [batch, rows, width] = x.shape as readonly [number, number, number];
  const num_heads = divisorOf(g, width, [2, 4]);
  const keys = g.chance(0.5) ? rows : g.int(1, 9);
  const [k, v] = [g.given("f32", [batch, keys, width], g.chance(0.3)), g.given("f32", [batch, keys, width], g.chance(0.3))];
  const bias = g.chance(0.4) ? g.given("f32", [3 * width], true) : undefined;
  const added = g.chance(0.3) ? g.given("f32", [batch, num_heads, rows, keys], false) : undefined;
  const attrs = { num_heads, ...(g.chance(0.4) ? { unidirectional: 1 } : {}) };
  g.add("MultiHeadAttention", added === undefined ? [x, k, v, bias] : [x, k, v, bias, undefined, added], { domain, attrs });
};

/** Weights of few bits in blocks along the depth. */
const fewBits: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2);
  if (x === undefined) return;
  const [bits, N, K, block_size] = [g.pick([4, 8]), g.pick([1, 3, 8, 17]), x.shape.at(-1) as number, g.pick([16, 32])];
  const blocks = Math.ceil(K / block_size);
  const weights = g.given("u8", [N, blocks, (block_size * bits) / 8], true, [0, 255]);
  const zeros = g.chance(0.5) ? g.given("u8", [N * Math.ceil((blocks * bits) / 8)], true, [0, 255]) : undefined;
  g.add("MatMulNBits", [x, weights, g.given("f32", [N * blocks], true, [0.01, 0.1]), zeros], { domain, attrs: { bits, N, K, block_size } });
};

/** Bytes through an operator of quantizing tools; the result may be a step off. */
const quantized: Recipe = (g) => {
  const dtype = g.pick(["u8", "i8"] as const);
  const shape = g.pick([
    [2, 3, 4, 5],
    [1, 8, 7, 7],
    [3, 17],
    [2, 8, 16],
  ]);
  const bytes = (of: readonly number[]): Operand => g.given(dtype, of, false, dtype === "u8" ? [0, 255] : [-128, 127]);
  const step = (): readonly Operand[] => [
    g.constantOf("f32", [], [Math.fround(g.random.uniform(0.01, 0.1))]),
    g.constantOf(dtype, [], [dtype === "u8" ? g.int(0, 255) : g.int(-128, 127)]),
  ];
  const x = bytes(shape);
  const kind = g.int(0, 3);
  const [y] =
    kind === 0
      ? (g.add(g.pick(["QLinearAdd", "QLinearMul"]), [x, ...step(), bytes(g.chance(0.5) ? shape : shape.slice(1)), ...step(), ...step()], {
          domain,
        }) ?? [])
      : kind === 1
        ? (g.add(g.pick(["QLinearSigmoid", "QLinearLeakyRelu"]), [x, ...step(), ...step()], { domain }) ?? [])
        : kind === 2 && shape.length === 4
          ? (g.add("QLinearGlobalAveragePool", [x, ...step(), ...step()], { domain, attrs: { channels_last: g.int(0, 1) } }) ?? [])
          : (g.add("QLinearConcat", [...step(), x, ...step(), bytes(shape), ...step()], { domain, attrs: { axis: g.int(0, shape.length - 1) } }) ??
            []);
  if (y !== undefined) g.ends(y, 1);
};

export const microsoftRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [1, activations],
  [1, skips],
  [1, products],
  [1, heads],
  [1, fewBits],
  [2, quantized],
];
