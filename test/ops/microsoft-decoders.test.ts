/** Operators of com.microsoft that decoders of language models hold beside attention of whole sequences, against ONNX Runtime on seeded cases. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import type { Elements } from "../../src/core/dtype.ts";
import { DecoderMaskedMultiHeadAttention } from "../../src/ops/decoder-masked-attention.ts";
import { MoE, QMoE } from "../../src/ops/mixture-of-experts.ts";
import { MultiHeadAttention } from "../../src/ops/multi-head-attention.ts";
import { buildFor, errorsOf, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { float, GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import {
  agreesOnTargets,
  agreesWithRuntime,
  type CaseInput,
  type Choices,
  choices,
  expectResults,
  type NodeCase,
  runHere,
  runOnnxRuntime,
} from "../support/single-node.ts";

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);
const integers = (dtype: CaseInput["dtype"], shape: readonly number[], make: (i: number) => number, constant = false): CaseInput => ({
  ...(dtype === undefined ? {} : { dtype }),
  shape,
  constant,
  values: Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => make(i)),
});
const floatAttrs = ["scale", "activation_alpha", "activation_beta", "swiglu_limit", "mask_filter_value"];

/** Every case is evaluated, some are built for every target. */
const agrees = async (spec: NodeCase, tolerance: number, onTargets: boolean): Promise<void> => {
  await agreesWithRuntime(spec, tolerance);
  if (onTargets) await agreesOnTargets(spec, tolerance);
};

describe("DecoderMaskedMultiHeadAttention", () => {
  test("over a cache: a bias, masks, beams", { timeout: 60_000 }, async () => {
    for (const seed of seeds(16)) {
      const c = choices(seed);
      const [heads, size, places, beams] = [c.int(1, 3), c.int(1, 4), 6, seed % 4 === 0 ? 2 : 1];
      const batch = beams * c.int(1, 2);
      // With none, ONNX Runtime leaves the new key out of its cache.
      const past = c.int(1, places - 1);
      const width = heads * size;
      const isMasked = beams > 1 || seed % 2 === 0;
      const given = Array.from({ length: 3 }, () => c.tensor([batch, 1, width]));
      const cache = [batch, heads, places, size];
      const inputs = [
        ...given,
        isMasked ? integers("i32", [batch, past + 1], (i) => (i % (past + 1) === past ? 1 : c.int(0, 1))) : undefined,
        beams > 1 || seed % 5 === 0 ? c.tensor([1, heads, 1, past + 1]) : undefined,
        c.tensor(cache),
        c.tensor(cache),
        integers("i32", [1], () => past),
        integers("i32", [1], () => beams),
        beams > 1 ? integers("i32", [batch / beams, beams, places], () => c.int(0, beams - 1)) : undefined,
        seed % 2 === 1 ? c.tensor([3 * width]) : undefined,
      ];
      const attrs = { num_heads: heads, past_present_share_buffer: 1, ...(seed % 7 === 0 ? { scale: 0.3 } : {}) };
      await agrees({ op: DecoderMaskedMultiHeadAttention, attrs, floatAttrs, inputs, outputCount: 3 }, 1e-4, seed === 4 || seed === 7);
    }
  });

  test("is what MultiHeadAttention computes over shared buffers", async () => {
    for (const seed of seeds(4)) {
      const c = choices(seed);
      const [heads, size, places, past] = [c.int(1, 3), c.int(1, 4), 6, c.int(1, 5)];
      const beams = seed % 2 === 0 ? 2 : 1;
      const given = Array.from({ length: 3 }, () => c.tensor([beams, 1, heads * size]));
      const cache = [c.tensor([beams, heads, places, size]), c.tensor([beams, heads, places, size])];
      const rows = integers("i32", [1, beams, places], () => c.int(0, beams - 1));
      const inputs = [...given, undefined, undefined, undefined, ...cache, integers("i32", [1], () => past), rows];
      await agreesWithRuntime({ op: MultiHeadAttention, attrs: { num_heads: heads }, inputs, outputCount: 3 }, 1e-4);
    }
  });

  test("packed queries, keys and values are those apart", () => {
    const c = choices(1);
    const [batch, heads, size, places] = [2, 2, 3, 5];
    const apart = Array.from({ length: 3 }, () => c.tensor([batch, 1, heads * size]));
    const rows = (x: CaseInput, n: number): readonly number[] => x.values.slice(n * heads * size, (n + 1) * heads * size);
    const packed = { shape: [batch, 1, 3 * heads * size], values: [0, 1].flatMap((n) => apart.flatMap((x) => rows(x, n))) };
    const others = [
      undefined,
      undefined,
      c.tensor([batch, heads, places, size]),
      c.tensor([batch, heads, places, size]),
      integers("i32", [1], () => 2),
    ];
    const run = (given: readonly (CaseInput | undefined)[]) =>
      runHere({ op: DecoderMaskedMultiHeadAttention, attrs: { num_heads: heads }, inputs: [...given, ...others], outputCount: 3 });
    expect(run([packed, undefined, undefined])).toEqual(run(apart));
  });

  test("over the keys of an encoder", async () => {
    for (const seed of seeds(4)) {
      const c = choices(seed);
      const [batch, heads, size, keys] = [2, c.int(1, 3), c.int(1, 4), c.int(1, 5)];
      const given = [c.tensor([batch, 1, heads * size]), c.tensor([batch, heads, keys, size]), c.tensor([batch, heads, keys, size])];
      await agreesWithRuntime({ op: DecoderMaskedMultiHeadAttention, attrs: { num_heads: heads }, inputs: given }, 1e-4);
    }
  });
});

/** Router values that differ by enough for both sides to choose the same experts. */
function router(c: Choices, tokens: number, experts: number): CaseInput {
  const row = (): readonly number[] => {
    const left = Array.from({ length: experts }, (_, i) => i);
    const order = Array.from({ length: experts }, () => left.splice(c.int(0, left.length - 1), 1)[0] as number);
    return order.map((x) => Math.fround(x / 2 + c.int(0, 9) / 100));
  };
  return { shape: [tokens, experts], values: Array.from({ length: tokens }, row).flat() };
}

test("MoE: activations, biases, normalized weights", { timeout: 60_000 }, async () => {
  for (const seed of seeds(10)) {
    const c = choices(seed);
    const [tokens, width, inner, experts] = [c.int(1, 5), 8, 16, 4];
    const activation_type = c.pick(["relu", "gelu", "silu", "identity", "swiglu"]);
    const rows = activation_type === "swiglu" ? 2 * inner : inner;
    const gate: Readonly<Record<string, number>> =
      activation_type === "swiglu" ? { swiglu_fusion: 1, activation_alpha: 1.702, activation_beta: 1, swiglu_limit: 0.75 } : {};
    const attrs = { k: c.int(1, 3), activation_type, normalize_routing_weights: c.int(0, 1), ...gate };
    const bias = (rows: number): CaseInput | undefined => (seed % 2 === 0 ? c.tensor([experts, rows], true) : undefined);
    const layers = [c.tensor([experts, rows, width], true), bias(rows), c.tensor([experts, width, inner], true), bias(width)];
    const x = seed % 3 === 0 ? c.tensor([1, tokens, width]) : c.tensor([tokens, width]);
    await agrees({ op: MoE, attrs, floatAttrs, inputs: [x, router(c, tokens, experts), ...layers] }, 1e-4, seed === 3 || seed === 4);
  }
});

describe("MoE with gate and value in other places than ONNX Runtime computes on processors", () => {
  const [tokens, width, inner, experts] = [3, 8, 16, 4];
  const c = choices(1);
  const [x, routes] = [c.tensor([tokens, width]), router(c, tokens, experts)];
  const [matrix, bias] = [c.tensor([experts, 2 * inner, width], true), c.tensor([experts, 2 * inner], true)];
  const second = [c.tensor([experts, width, inner], true), c.tensor([experts, width], true)];
  /** Of rows of gates and values in turns: the gates or the values, expert by expert. */
  const every = ({ shape, values }: CaseInput, from: 0 | 1): CaseInput => {
    const size = shape[2] ?? 1;
    const rows = Array.from({ length: experts * inner }, (_, i) => values.slice((2 * i + from) * size, (2 * i + from + 1) * size));
    return { shape: shape.with(1, inner), values: rows.flat(), constant: true };
  };
  const halves = (given: CaseInput): CaseInput => {
    const [gates, others] = [every(given, 0), every(given, 1)].map((part) => part.values) as [readonly number[], readonly number[]];
    const each = gates.length / experts;
    const parts = Array.from({ length: experts }, (_, e) => [gates, others].flatMap((part) => part.slice(e * each, (e + 1) * each)));
    return { ...given, values: parts.flat() };
  };
  const inTurns = (attrs: Readonly<Record<string, number>>): NodeCase => ({
    op: MoE,
    attrs: { k: 2, activation_type: "swiglu", ...attrs, swiglu_fusion: 1 },
    floatAttrs,
    inputs: [x, routes, matrix, bias, ...second],
  });

  test.each([
    ["as halves", "swiglu", 2, { activation_alpha: 1.702, activation_beta: 1, swiglu_limit: 0.75 }, [halves(matrix), halves(bias), ...second]],
    [
      "in matrices of their own",
      "swiglu",
      0,
      { activation_alpha: 1.702, activation_beta: 1 },
      [every(matrix, 0), every(bias, 0), ...second, every(matrix, 1), every(bias, 1)],
    ],
    ["gated by silu", "silu", 0, {}, [every(matrix, 0), every(bias, 0), ...second, every(matrix, 1), every(bias, 1)]],
  ] as const)("%s is what it computes in turns", async (_, activation_type, swiglu_fusion, gate, layers) => {
    const found = runHere({ op: MoE, attrs: { k: 2, activation_type, swiglu_fusion, ...gate }, inputs: [x, routes, ...layers] });
    expectResults(found, await runOnnxRuntime(inTurns(gate)), activation_type, 1e-4);
  });

  test("a sparse mixer weighs as Phi-3.5-MoE's", () => {
    const softmaxAt = (scores: readonly number[], at: number): number =>
      Math.exp(scores[at] as number) / scores.reduce((sum, s) => sum + Math.exp(s), 0);
    const share = (all: readonly number[], left: readonly number[]): readonly [number, number] => {
      const most = Math.max(...left);
      const kept = left.map((s, e) =>
        (most - (all[e] as number)) / Math.max(Math.abs(all[e] as number), most) > 0.02 ? Number.NEGATIVE_INFINITY : s,
      );
      return [left.indexOf(most), softmaxAt(kept, left.indexOf(most))];
    };
    const scores = [2, 1.99, 1.97, -3, 0.4, 0.5, 0.401, 0.41].map(Math.fround);
    const identities = [1, 2, 4, 8];
    const found = runHere({
      op: MoE,
      attrs: { k: 2, use_sparse_mixer: 1, activation_type: "identity" },
      inputs: [
        { shape: [2, 1], values: [1, 1] },
        { shape: [2, 4], values: scores },
        { shape: [4, 1, 1], values: identities },
        undefined,
        { shape: [4, 1, 1], values: [1, 1, 1, 1] },
      ],
    });
    const wanted = [scores.slice(0, 4), scores.slice(4)].map((row) => {
      const [first, weight] = share(row, row);
      const [next, other] = share(row, row.with(first, Number.NEGATIVE_INFINITY));
      return weight * (identities[first] as number) + other * (identities[next] as number);
    });
    expectResults(found, [{ shape: [2, 1], values: wanted }], "sparse mixer", 1e-5);
  });
});

test("QMoE: 4 and 8 bits, scales of rows and blocks, zero points, given weights", { timeout: 60_000 }, async () => {
  for (const seed of seeds(16)) {
    const c = choices(seed);
    const [tokens, width, inner, experts] = [c.int(1, 4), 64, 128, 3];
    const bits = c.pick([4, 8]);
    const block = c.pick([0, 32]);
    const isGated = seed % 2 === 0;
    const rows = isGated ? 2 * inner : inner;
    const hasZeros = seed % 3 === 0;
    const each = 8 / bits;
    const bytes = (shape: readonly number[]): CaseInput => integers("u8", shape, () => c.int(0, 255), true);
    const scales = (rows: number, depth: number): CaseInput => {
      const shape = block === 0 ? [experts, rows] : [experts, rows, depth / block];
      return { ...c.tensor(shape, true), values: c.tensor(shape).values.map((v) => Math.fround((v + 2) / (16 * 2 ** bits))) };
    };
    const zeros = (rows: number, depth: number): CaseInput | undefined =>
      hasZeros ? bytes(block === 0 ? [experts, rows / each] : [experts, rows, Math.ceil(depth / block / each)]) : undefined;
    const inputs = [
      c.tensor([tokens, width]),
      router(c, tokens, experts),
      bytes([experts, rows, width / each]),
      scales(rows, width),
      seed % 5 === 0 ? c.tensor([experts, rows], true) : undefined,
      bytes([experts, width, inner / each]),
      scales(width, inner),
      undefined,
      undefined,
      undefined,
      undefined,
      zeros(rows, width),
      zeros(width, inner),
      undefined,
      seed % 4 === 0 ? { ...c.tensor([tokens, experts]), values: c.tensor([tokens, experts]).values.map((v) => Math.fround(v + 2)) } : undefined,
    ];
    const attrs = {
      k: c.int(1, 2),
      expert_weight_bits: bits,
      normalize_routing_weights: c.int(0, 1),
      ...(block === 0 ? {} : { block_size: block }),
      ...(isGated
        ? { activation_type: "swiglu", swiglu_fusion: 1, activation_alpha: 1.702, activation_beta: 1, swiglu_limit: 7 }
        : { activation_type: "silu" }),
    };
    // ONNX Runtime rounds activations to 8 bits where it multiplies blocks of weights.
    await agrees({ op: QMoE, attrs, floatAttrs, inputs }, block === 0 ? 1e-3 : 3e-2, seed === 4 || seed === 6);
  }
});

const folder = mkdtempSync(join(tmpdir(), "aot-decoders-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("SparseAttention", () => {
  const [batch, heads, keyHeads, size, block, places] = [2, 4, 2, 16, 16, 64];
  const blocks = places / block;
  /** Of two layouts: all blocks before the query's, and every other one. */
  const layouts = [0, 1].map((l) =>
    Array.from({ length: blocks }, (_, r) => Array.from({ length: r + 1 }, (_, k) => k).filter((k) => l === 0 || (r - k) % 2 === 0)),
  );

  function model(queries: number, total: number): GraphBuilder {
    const g = new GraphBuilder("sparse");
    const rows = layouts.flatMap((l) => [0, ...l.map((_, r) => l.slice(0, r + 1).flat().length)]);
    const most = Math.max(...layouts.map((l) => l.flat().length));
    const columns = layouts.flatMap((l) => [...l.flat(), ...Array<number>(most - l.flat().length).fill(-1)]);
    const cache = (name: string): string => g.input(name, [batch, keyHeads, places, size]);
    const x = (name: string, n: number): string => g.input(name, [batch, queries, n * size]);
    const [y, key, value] = g.nodes(
      "SparseAttention",
      [
        x("q", heads),
        x("k", keyHeads),
        x("v", keyHeads),
        cache("past_key"),
        cache("past_value"),
        g.initializer("rows", "i32", [2, blocks + 1], rows),
        g.initializer("columns", "i32", [2, most], columns),
        g.initializer("total", "i32", [1], [total]),
        g.input("lengths", [batch], "i32"),
        g.initializer("cos", "f32", [places, size / 2], g.random.floats((places * size) / 2, -1, 1)),
        g.initializer("sin", "f32", [places, size / 2], g.random.floats((places * size) / 2, -1, 1)),
      ],
      { num_heads: heads, kv_num_heads: keyHeads, sparse_block_size: block, do_rotary: 1, scale: float(0.3) },
      { domain: "com.microsoft", outputs: ["y", "key", "value"] },
    ) as readonly [string, string, string];
    g.output(y, [batch, queries, heads * size]);
    for (const name of [key, value]) g.output(name, [batch, keyHeads, places, size]);
    return g;
  }

  /** ONNX Runtime's outputs; it wants the new cache to be the memory of the old one. */
  async function overwritten(path: string, given: ReadonlyMap<string, Elements>): Promise<ReadonlyMap<string, Elements>> {
    const session = await InferenceSession.create(path, { logSeverityLevel: 4, intraOpNumThreads: 1 });
    const shapes = new Map(session.inputMetadata.map((x) => [x.name, x.isTensor ? x.shape.map(Number) : []]));
    const feeds = new Map([...given].map(([name, array]) => [name, new Tensor(array.slice() as Float32Array, shapes.get(name) ?? [])]));
    const fetches = { y: null, key: feeds.get("past_key") as Tensor, value: feeds.get("past_value") as Tensor };
    const results = await session.run(Object.fromEntries(feeds), fetches);
    await session.release();
    return new Map(Object.entries(results).map(([name, t]) => [name, t.data as Elements]));
  }

  test.each([
    ["a prompt", 40, 40, [40, 40]],
    // Of sequences of unequal lengths, ONNX Runtime takes the second one's probabilities from the wrong place.
    ["one more key", 1, 51, [51, 51]],
  ] as const)(
    "%s, on every target",
    async (name, queries, total, lengths) => {
      const path = join(folder, `${name.replaceAll(" ", "_")}.onnx`);
      const g = model(queries, total);
      writeModel(path, g, { domains: { "com.microsoft": 1 }, opset: 17 });
      const floats = (count: number): Elements => g.random.floats(count, -1, 1);
      const given = new Map<string, Elements>([
        ...(["past_key", "past_value"] as const).map((n) => [n, floats(batch * keyHeads * places * size)] as const),
        ...(
          [
            ["q", heads],
            ["k", keyHeads],
            ["v", keyHeads],
          ] as const
        ).map(([n, h]) => [n, floats(batch * queries * h * size)] as const),
        ["lengths", Int32Array.from(lengths)],
      ]);
      const expected = await overwritten(path, given);
      for (const way of ways) {
        const build = await buildFor(path, way);
        for (const error of errorsOf(build, await runBuilt(build, way, given), expected)) expect(error).toMatchObject({ passed: true });
      }
    },
    60_000,
  );
});
