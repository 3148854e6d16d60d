/** The operators of com.microsoft that exports of transformers hold, against ONNX Runtime on seeded cases. */
import { describe, expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { BiasGelu, FastGelu, MicrosoftGelu, QuickGelu } from "../../src/ops/biased-activations.ts";
import { EmbedLayerNormalization } from "../../src/ops/embed-layer-normalization.ts";
import { FusedConv } from "../../src/ops/fused-conv.ts";
import { FusedGemm } from "../../src/ops/fused-gemm.ts";
import { FusedMatMul } from "../../src/ops/fused-mat-mul.ts";
import { GroupQueryAttention } from "../../src/ops/group-query-attention.ts";
import { IndexedRotaryEmbedding } from "../../src/ops/indexed-rotary-embedding.ts";
import { MatMulNBits } from "../../src/ops/mat-mul-n-bits.ts";
import { MultiHeadAttention } from "../../src/ops/multi-head-attention.ts";
import { PackedAttention } from "../../src/ops/packed-attention.ts";
import { SkipLayerNormalization, SkipSimplifiedLayerNormalization } from "../../src/ops/skip-layer-normalization.ts";
import { agreesOnTargets, agreesWithRuntime, type CaseInput, type Choices, choices, runHere, runOnnxRuntime } from "../support/single-node.ts";

const floatAttrs = ["epsilon", "alpha", "scale", "mask_filter_value", "softcap", "activation_alpha", "activation_beta", "activation_params", "beta"];
const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);
const integers = (shape: readonly number[], make: (i: number) => number, dtype: "i32" | "i64" = "i32"): CaseInput => ({
  dtype,
  shape,
  values: Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => make(i)),
});

test("SkipLayerNormalization and its simplified form: a bias, the sum", async () => {
  for (const seed of seeds(4)) {
    const c = choices(seed);
    const [shape, width] = [[2, 3, 8], [8]];
    const inputs = [c.tensor(shape), c.tensor(shape), c.tensor(width)];
    const bias = seed % 2 === 0 ? [c.tensor(width)] : [];
    const attrs = { epsilon: 0.01 };
    await agreesWithRuntime({ op: SkipLayerNormalization, attrs, floatAttrs, inputs: [...inputs, c.tensor(width), ...bias] });
    await agreesWithRuntime({ op: SkipSimplifiedLayerNormalization, attrs, floatAttrs, inputs: [...inputs, ...bias] });
  }
});

test("EmbedLayerNormalization: segments or none, masks, position ids", async () => {
  for (const seed of seeds(6)) {
    const c = choices(seed);
    const [batch, length, width] = [2, 4, 6];
    const ids = (most: number): CaseInput => integers([batch, length], () => c.int(0, most));
    const hasSegments = seed % 2 === 0;
    const inputs = [
      ids(9),
      hasSegments ? ids(1) : undefined,
      c.tensor([10, width]),
      c.tensor([7, width]),
      hasSegments ? c.tensor([2, width]) : undefined,
      c.tensor([width]),
      c.tensor([width]),
      seed > 3 ? ids(1) : undefined,
      seed > 4 ? ids(6) : undefined,
    ];
    await agreesWithRuntime({ op: EmbedLayerNormalization, attrs: { epsilon: 0.01 }, floatAttrs, inputs, outputCount: 2 });
  }
});

test("activations with and without a bias", async () => {
  const c = choices(1);
  const x = c.tensor([3, 8]);
  await agreesWithRuntime({ op: MicrosoftGelu, inputs: [x] });
  await agreesWithRuntime({ op: BiasGelu, inputs: [x, c.tensor([8])] });
  await agreesWithRuntime({ op: FastGelu, inputs: [x] });
  await agreesWithRuntime({ op: FastGelu, inputs: [x, c.tensor([8])] });
  await agreesWithRuntime({ op: QuickGelu, attrs: { alpha: 1.5 }, floatAttrs, inputs: [x] });
});

test("FusedMatMul: every way to turn its operands", async () => {
  for (const bits of Array.from({ length: 16 }, (_, i) => i)) {
    const c = choices(bits);
    const [transA, transB, transBatchA, transBatchB] = [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1, bits >> 3];
    const [rows, columns, depth, batch] = [3, 4, 5, 2];
    const shape = (first: number, second: number, isSwapped: number, isInside: number): readonly number[] => {
      const [a, b] = isSwapped === 1 ? [second, first] : [first, second];
      return isInside === 1 ? [a, batch, b] : [batch, a, b];
    };
    const inputs = [c.tensor(shape(rows, depth, transA, transBatchA)), c.tensor(shape(depth, columns, transB, transBatchB))];
    await agreesWithRuntime({ op: FusedMatMul, attrs: { alpha: 0.5, transA, transB, transBatchA, transBatchB }, floatAttrs, inputs });
  }
});

test("FusedGemm and FusedConv: activations and their parameters", async () => {
  const c = choices(1);
  for (const activation of ["Relu", "Tanh", "Sigmoid"])
    await agreesWithRuntime({ op: FusedGemm, attrs: { activation, transB: 1 }, inputs: [c.tensor([2, 3]), c.tensor([4, 3]), c.tensor([4])] });
  const leaky = { activation: "LeakyRelu", activation_alpha: 0.3 };
  await agreesWithRuntime({ op: FusedGemm, attrs: leaky, floatAttrs, inputs: [c.tensor([2, 3]), c.tensor([3, 4]), c.tensor([4])] });
  const conv = [c.tensor([1, 2, 5, 5]), c.tensor([3, 2, 3, 3]), c.tensor([3])];
  const pads = [1, 1, 1, 1];
  for (const [activation, activation_params] of [
    ["Relu", []],
    ["LeakyRelu", [0.3]],
    ["Clip", [-0.5, 0.5]],
    ["HardSigmoid", [0.3, 0.4]],
  ] as const)
    await agreesWithRuntime({ op: FusedConv, attrs: { activation, activation_params, pads }, floatAttrs, inputs: conv });
  await agreesWithRuntime({ op: FusedConv, attrs: { activation: "Relu", pads }, inputs: [...conv, c.tensor([1, 3, 5, 5])] });
});

/** A mask of one of the shapes operators take; the first key always counts. */
function maskOf(c: Choices, kind: number, [batch, queries, keys]: readonly [number, number, number]): CaseInput | undefined {
  if (kind === 1) return integers([batch], () => c.int(1, keys));
  if (kind === 2) return integers([batch, keys], (i) => (i % keys === 0 ? 1 : c.int(0, 1)));
  if (kind === 3) return integers([2 * batch], (i) => (i < batch ? c.int(2, keys) : c.int(0, 1)));
  return kind === 4 ? integers([batch, queries, keys], (i) => (i % keys === 0 ? 1 : c.int(0, 1))) : undefined;
}

test("Attention: masks, causal, past, an added bias", async () => {
  for (const seed of seeds(20)) {
    const c = choices(seed);
    const [batch, length, heads, size] = [c.int(1, 2), c.int(2, 4), c.int(1, 3), c.int(1, 3)];
    const past = c.pick([0, 2]);
    const keys = past + length;
    const width = heads * size;
    const attrs: Record<string, number | readonly number[]> = { num_heads: heads, unidirectional: c.int(0, 1) };
    if (seed % 5 === 0) attrs.scale = 0.4;
    const inputs = [
      c.tensor([batch, length, 5]),
      c.tensor([5, 3 * width]),
      c.tensor([3 * width]),
      maskOf(c, c.pick([0, 1, 2, 3, 4]), [batch, length, keys]),
      past === 0 ? undefined : c.tensor([2, batch, heads, past, size]),
      past === 0 && c.int(0, 1) === 1 ? c.tensor([batch, heads, length, keys]) : undefined,
      past === 0 ? undefined : integers([1], () => past),
    ];
    await agreesWithRuntime({ op: PackedAttention, attrs, floatAttrs, inputs, outputCount: 2 });
  }
});

test("MultiHeadAttention: apart or split, a bias, masks, past, causal", async () => {
  for (const seed of seeds(24)) {
    const c = choices(seed);
    const [batch, heads, size] = [c.int(1, 2), c.int(1, 3), c.int(1, 3)];
    const isSplit = seed % 2 === 0;
    const [length, fresh] = [c.int(2, 4), c.int(2, 4)];
    const past = !isSplit && c.int(0, 1) === 1 ? 2 : 0;
    const keys = past + fresh;
    const width = heads * size;
    const each = isSplit ? [batch, heads, fresh, size] : [batch, fresh, width];
    const inputs = [
      c.tensor([batch, length, width]),
      c.tensor(each),
      c.tensor(each),
      !isSplit && c.int(0, 1) === 1 ? c.tensor([3 * width]) : undefined,
      maskOf(c, c.pick([0, 1, 2]), [batch, length, keys]),
      c.int(0, 1) === 1 ? c.tensor([1, heads, length, keys]) : undefined,
      ...(past === 0 ? [] : [c.tensor([batch, heads, past, size]), c.tensor([batch, heads, past, size])]),
    ];
    const unidirectional = c.int(0, 1);
    const outputCount = past === 0 ? 1 : 3;
    await agreesWithRuntime({ op: MultiHeadAttention, attrs: { num_heads: heads, unidirectional }, inputs, outputCount });
  }
});

test("MultiHeadAttention: packed inputs, which ONNX Runtime takes on other devices only, are the same apart", async () => {
  const c = choices(1);
  const [heads, length, size] = [2, 3, 2];
  const whole = c.tensor([1, length, heads, 3, size]);
  const at = (s: number, h: number, part: number, e: number): number => whole.values[((s * heads + h) * 3 + part) * size + e] as number;
  const joined = (parts: readonly number[]): readonly number[] =>
    seeds(length).flatMap((s) => seeds(heads).flatMap((h) => parts.flatMap((part) => seeds(size).map((e) => at(s - 1, h - 1, part, e - 1)))));
  const part = (i: number): CaseInput => ({ shape: [1, length, heads * size], values: joined([i]) });
  const attrs = { num_heads: heads };
  const [expected] = await runOnnxRuntime({ op: MultiHeadAttention, attrs, inputs: [part(0), part(1), part(2)] });
  const pairs = { shape: [1, length, heads, 2, size], values: joined([1, 2]) };
  for (const inputs of [[whole], [part(0), pairs]]) {
    const [found] = runHere({ op: MultiHeadAttention, attrs, inputs });
    found?.values.forEach((x, i) => expect(x).toBeCloseTo(expected?.values[i] as number, 5));
    expect(found?.shape).toEqual(expected?.shape);
  }
});

test("GroupQueryAttention: prompts and single tokens, packed or apart, rotary, windows, softcap, sinks", { timeout: 60_000 }, async () => {
  for (const seed of seeds(24)) {
    const c = choices(seed);
    const [batch, keyHeads, half] = [c.int(1, 2), c.int(1, 2), c.int(1, 2)];
    // ONNX Runtime's rotary kernel takes sizes of 16 only.
    const size = 16;
    const heads = keyHeads * c.int(1, 2);
    const isPrompt = c.int(0, 1) === 1;
    const [length, past] = isPrompt ? [c.int(1, 4), 0] : [1, c.int(1, 4)];
    const total = past + length;
    const isPacked = c.int(0, 1) === 1;
    const parts = [heads, keyHeads, keyHeads].map((n) => n * size) as [number, number, number];
    const query = isPacked
      ? [c.tensor([batch, length, parts[0] + parts[1] + parts[2]]), undefined, undefined]
      : parts.map((width) => c.tensor([batch, length, width]));
    const isRotary = c.int(0, 1);
    const cache = (): CaseInput => c.tensor([batch, keyHeads, past, size]);
    const angles = isRotary === 1 ? [c.tensor([8, size / 2]), c.tensor([8, size / 2])] : [];
    const inputs = [
      ...query,
      ...(past === 0 ? [undefined, undefined] : [cache(), cache()]),
      integers([batch], () => total - 1),
      { ...integers([1], () => total), constant: true },
      ...(angles.length === 0 ? [undefined, undefined] : angles),
      ...(seed % 5 === 0 ? [undefined, undefined, c.tensor([heads])] : []),
    ];
    const attrs: Record<string, number> = { num_heads: heads, kv_num_heads: keyHeads, do_rotary: isRotary, rotary_interleaved: c.int(0, 1) };
    if (seed % 3 === 0) attrs.local_window_size = half;
    if (seed % 6 === 1) attrs.causal = 0;
    if (seed % 4 === 0) attrs.softcap = 1.5;
    if (seed % 7 === 0) attrs.smooth_softmax = 1;
    if (seed % 2 === 0) attrs.qk_output = 1 + (seed % 3 === 0 ? 1 : 0);
    const spec = { op: GroupQueryAttention, attrs, floatAttrs, inputs, outputCount: seed % 2 === 0 ? 4 : 3 };
    await agreesWithRuntime(spec);
    if ([5, 7, 14].includes(seed)) await agreesOnTargets(spec, 1e-4);
  }
});

test.each([
  ["local_window_size is 2 beside causal, which is 0; -1 is expected", { causal: 0, local_window_size: 2 }],
  ["sliding_window_cache is 1, only 0 is supported", { sliding_window_cache: 1 }],
  ["k_quant_type is PER_TENSOR, only NONE is supported", { k_quant_type: "PER_TENSOR" }],
])("GroupQueryAttention whose attribute %s", (rule, attrs) => {
  const spec = { op: GroupQueryAttention, inputs: [], outputs: ["y"], origin: ["attention"] };
  expect(() => makeNode({ ...spec, attrs: { num_heads: 2, kv_num_heads: 1, ...attrs } })).toThrow(`attribute ${rule}`);
});

test("GroupQueryAttention with do_rotary and no angles is refused", () => {
  const shapes = [[1, 1, 4], [1, 1, 4], [1, 1, 4], undefined, undefined, [1], []] as const;
  const inputs = shapes.map((shape, i) => shape && value(`x${i}`, tensorType(i < 3 ? "f32" : "i32", shape)));
  const attrs = { num_heads: 2, kv_num_heads: 2, do_rotary: 1 };
  expect(() => makeNode({ op: GroupQueryAttention, attrs, inputs, outputs: ["y", "k", "v"], origin: ["attention"] })).toThrow(
    "input 7 (cos_cache) is missing",
  );
});

test("GroupQueryAttention: behind the last key of each sequence the caches hold 0", async () => {
  const c = choices(1);
  const [batch, heads, size, past] = [3, 2, 16, 4];
  const inputs = [
    ...[0, 1, 2].map(() => c.tensor([batch, 1, heads * size])),
    c.tensor([batch, heads, past, size]),
    c.tensor([batch, heads, past, size]),
    integers([batch], (b) => b + 1),
    { ...integers([1], () => past + 1), constant: true },
  ];
  const spec = { op: GroupQueryAttention, attrs: { num_heads: heads, kv_num_heads: heads }, inputs, outputCount: 3 };
  await agreesWithRuntime(spec);
  await agreesOnTargets(spec, 1e-4);
});

test("RotaryEmbedding: one first position, or ids", async () => {
  for (const seed of seeds(8)) {
    const c = choices(seed);
    const [batch, heads, length, pairs] = [2, c.int(1, 2), c.int(1, 3), c.int(1, 3)];
    const x = c.tensor([batch, length, heads * 2 * pairs]);
    const ids = seed % 2 === 0 ? integers([1], () => 3, "i64") : integers([batch, length], () => c.int(0, 6), "i64");
    const inputs = [x, ids, c.tensor([7, pairs]), c.tensor([7, pairs])];
    const attrs = { interleaved: c.int(0, 1), is_packed_batching: seed > 6 ? 1 : 0 };
    await agreesWithRuntime({ op: IndexedRotaryEmbedding, attrs, inputs });
  }
});

test("MatMulNBits: 4 and 8 bits, zero points, a last block that is not full", async () => {
  for (const seed of seeds(8)) {
    const c = choices(seed);
    const bits = c.pick([4, 8]);
    const [rows, N, block] = [c.int(1, 3), c.int(1, 5), 16];
    const K = c.pick([16, 32, 40]);
    const blocks = Math.ceil(K / block);
    const bytes = (shape: readonly number[]): CaseInput => ({ ...integers(shape, () => c.int(0, 255)), dtype: "u8", constant: true });
    const inputs = [
      c.tensor([2, rows, K]),
      bytes([N, blocks, (block * bits) / 8]),
      c.tensor([N * blocks], true),
      c.int(0, 1) === 1 ? bytes([N * Math.ceil((blocks * bits) / 8)]) : undefined,
    ];
    await agreesWithRuntime({ op: MatMulNBits, attrs: { K, N, bits, block_size: block }, inputs });
  }
});

describe("refused", () => {
  const make = (op: Parameters<typeof makeNode>[0]["op"], shapes: readonly (readonly number[])[], attrs: Record<string, number | string>): unknown =>
    makeNode({ op, attrs, inputs: shapes.map((shape, i) => value(`x${i}`, tensorType("f32", shape))), outputs: ["y"], origin: ["node"] });

  test.each([
    ["a width that heads do not divide", PackedAttention, [[1, 2, 4], [4, 10], [10]], { num_heads: 3 }, "weights are 10 wide"],
    ["queries without keys", MultiHeadAttention, [[1, 2, 4]], { num_heads: 2 }, "has no keys"],
    [
      "an activation there is not",
      FusedGemm,
      [
        [1, 2],
        [2, 2],
      ],
      { activation: "Gelo" },
      'activation is "Gelo"',
    ],
    ["blocks of half a byte", MatMulNBits, [[1, 2], [1, 2, 1], [2]], { K: 2, N: 1, bits: 4, block_size: 1 }, "attribute block_size is 1"],
    ["three bits", MatMulNBits, [[1, 16], [1, 1, 8], [1]], { K: 16, N: 1, bits: 3, block_size: 16 }, "attribute bits is 3"],
  ] as const)("%s", (_, op, shapes, attrs, message) => {
    expect(() => make(op, shapes, attrs)).toThrow(message);
  });
});
