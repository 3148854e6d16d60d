/** Attention and what belongs to it against ONNX Runtime on seeded cases, and what is refused. */
import { describe, expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { type Value, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { Attention } from "../../src/ops/attention.ts";
import { RMSNormalization } from "../../src/ops/rms-normalization.ts";
import { RotaryEmbedding } from "../../src/ops/rotary-embedding.ts";
import { agreesWithRuntime, type CaseInput, choices } from "../support/single-node.ts";

test("Attention: heads in groups, past keys, masks, causal, softcap, every stage", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const c = choices(seed);
    const [batch, keyHeads, size, valueSize] = [c.int(1, 2), c.int(1, 2), c.int(1, 4), c.int(1, 4)];
    const heads = keyHeads * c.int(1, 3);
    const [queries, past] = [c.int(1, 4), c.pick([0, 0, 3])];
    const keys = past > 0 ? queries : c.int(queries, 5);
    const total = past + keys;
    const is3d = c.int(0, 1) === 1;
    const part = (count: number, length: number, width: number): CaseInput =>
      c.tensor(is3d ? [batch, length, count * width] : [batch, count, length, width]);
    const maskShape = c.pick([undefined, [queries, total], [1, 1, queries, total], [batch, heads, queries, total]]);
    const isBool = c.int(0, 1) === 1;
    const size_ = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
    // The first key stays visible: rows without any are ONNX's own cases.
    const seen = (shape: readonly number[]): number[] => Array.from({ length: size_(shape) }, (_, i) => (i % total === 0 ? 1 : c.int(0, 1)));
    const mask: CaseInput | undefined =
      maskShape === undefined ? undefined : isBool ? { dtype: "bool", shape: maskShape, values: seen(maskShape) } : c.tensor(maskShape);
    const pastInputs = past === 0 ? [] : [c.tensor([batch, keyHeads, past, size]), c.tensor([batch, keyHeads, past, valueSize])];
    // Stage 2 has -infinity where a key is hidden, ONNX Runtime the least finite number.
    const attrs: Record<string, number> = { qk_matmul_output_mode: c.pick([0, 1, 3]), is_causal: c.int(0, 1), softcap: c.pick([0, 1.5]) };
    if (c.int(0, 1) === 1) attrs.scale = 0.3;
    if (is3d) Object.assign(attrs, { q_num_heads: heads, kv_num_heads: keyHeads });
    await agreesWithRuntime({
      op: Attention,
      opset: 23,
      attrs,
      floatAttrs: ["softcap", "scale"],
      inputs: [part(heads, queries, size), part(keyHeads, keys, size), part(keyHeads, keys, valueSize), mask, ...pastInputs],
      outputCount: 4,
    });
  }
});

test("RotaryEmbedding: pairs, part of a head, ids", async () => {
  for (let seed = 1; seed <= 16; seed++) {
    const c = choices(seed);
    const [batch, heads, length, half] = [c.int(1, 2), c.int(1, 3), c.int(1, 4), c.int(1, 3)];
    const turned = c.pick([0, 2 * half]);
    const size = 2 * half + (turned === 0 ? 0 : c.int(0, 1) * 2);
    const is3d = c.int(0, 1) === 1;
    const x = c.tensor(is3d ? [batch, length, heads * size] : [batch, heads, length, size]);
    const attrs = { interleaved: c.int(0, 1), rotary_embedding_dim: turned, num_heads: is3d || turned > 0 ? heads : 0 };
    const pairs = (turned === 0 ? size : turned) / 2;
    const ids: CaseInput = { dtype: "i64", shape: [batch, length], values: Array.from({ length: batch * length }, () => c.int(0, 6)) };
    const shape = c.int(0, 1) === 1 ? [7, pairs] : [batch, length, pairs];
    const inputs = [x, c.tensor(shape), c.tensor(shape), ...(shape.length === 2 ? [ids] : [])];
    await agreesWithRuntime({ op: RotaryEmbedding, attrs, inputs });
  }
});

test("RMSNormalization: any axes", async () => {
  for (const axis of [-1, 0, 1]) {
    const c = choices(axis + 2);
    const shape = [2, 3, 4];
    const attrs = { axis, epsilon: 0.01 };
    await agreesWithRuntime({ op: RMSNormalization, attrs, floatAttrs: ["epsilon"], inputs: [c.tensor(shape), c.tensor(shape.slice(axis))] });
  }
});

describe("refused", () => {
  const tensors = (shapes: readonly (readonly number[] | undefined)[]): readonly (Value | undefined)[] =>
    shapes.map((shape, i) => (shape === undefined ? undefined : value(`x${i}`, tensorType("f32", shape))));
  const q = [1, 4, 2, 8];

  test.each([
    ["head sizes", [q, [1, 4, 2, 6], [1, 4, 2, 6]], {}, "queries have 8 elements a head, keys 6"],
    ["numbers of heads", [q, [1, 3, 2, 8], [1, 3, 2, 8]], {}, "4 query heads do not divide among 3 key heads"],
    [
      "joined heads of an unknown number",
      [
        [1, 2, 8],
        [1, 2, 8],
        [1, 2, 8],
      ],
      {},
      "which does not divide into 0 heads",
    ],
    ["past keys without values", [q, q, q, undefined, q], {}, "has one of past_key and past_value"],
    ["a stage there is not", [q, q, q], { qk_matmul_output_mode: 4 }, "qk_matmul_output_mode is 4, expected 0 to 3"],
  ] as const)("%s", (_, shapes, attrs, message) => {
    const make = (): unknown => makeNode({ op: Attention, attrs, inputs: tensors(shapes), outputs: ["y"], origin: ["attention"] });
    expect(make).toThrow(message);
  });
});
