/**
 * --deterministic: one hash of the output bytes for every target, machine and form. The models hold every way a sum is scheduled: blocked and
 * plain channels, tiles, rows, depthwise, first layers, pools, products, normalizations, and elements that arithmetic treats apart.
 */

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { samplesFolder } from "../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import type { Elements } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { seededInputs } from "../../src/golden.ts";
import { ops } from "../../src/ops/index.ts";
import { namedOutputs } from "../../src/run.ts";
import { models } from "../models/index.ts";
import { asShipped, runBuilt, scalar, type Way, ways, wide } from "../support/against-onnx-runtime.ts";
import { exampleModel } from "../support/example-model.ts";
import { manyNodesModel } from "../support/many-nodes.ts";
import { modelBytes } from "../support/onnx-writer.ts";
import { graphOf } from "../support/pass-test.ts";
import { recurrentCase } from "../support/recurrent-cases.ts";
import { quick } from "../support/run-c.ts";
import { threaded } from "../support/threaded.ts";
import { convCase, convTransposeCase, poolCase, productCase } from "../support/window-cases.ts";

/** With `threads`, every step that can be is shared among them, however short. */
type DeterministicWay = Way & { readonly threads?: number };

const allWays: readonly DeterministicWay[] = [
  ...[...ways, wide, scalar].map(asShipped),
  { name: "C on two threads", target: "c", machine: "x86-64-v3", threads: 2, flags: [quick] },
  { name: "WASM on two threads", target: "wasm", machine: "wasm-simd128", threads: 2 },
];

const folder = mkdtempSync(join(tmpdir(), "aot-deterministic-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly model: SourceModel;
  readonly inputs: ReadonlyMap<string, Elements>;
}

async function caseOf(path: string): Promise<Case> {
  const { model } = await loadModel(path, {});
  return { model, inputs: new Map([...seededInputs(model.graph.inputs)].map(([v, array]) => [v.name, array])) };
}

function written(name: string, bytes: Uint8Array): Promise<Case> {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, bytes);
  return caseOf(path);
}

const network = (name: string): Promise<Case> => {
  const entry = models[name];
  if (entry === undefined) throw new Error(`no network ${name}`);
  return written(name, modelBytes(entry.build(entry.small).graph));
};

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Of operators that round; what all others give is the examples' own on every target. */
function examples(): Case {
  const rounding = ops.filter((op) => op.tolerance.relative > 0);
  const { model, inputs } = exampleModel(rounding.filter((op) => op.domain !== "aot" && op.expand === undefined));
  return { model, inputs: new Map(inputs.map((x) => [x.name, x.array])) };
}

/** Rows and columns of no whole number of vectors, outer and inner axes, and zeros, infinities and NaNs of either sign among the elements. */
function reductions(): Case {
  const graph = graphOf(`
    x: f32[3,37]
    y: f32[2,5,7,19]
    odd: f32[3,8]
    w: f32[37,21] = random(1)
    v: f32[21,37] = random(2)
    first: i64[1] = [0]
    last: i64[1] = [-1]
    inner: i64[2] = [1,3]
    scale: f32[19] = random(3)
    channel: f32[5] = random(4)
    a0 = ReduceSum(x, last)
    a1 = ReduceSum(x, first)
    a2 = ReduceMean(y, inner)
    a3 = ReduceProd(x, last)
    a4 = ReduceMax(y, inner)
    a5 = ReduceL2(y, last)
    a6 = ReduceLogSumExp(y, first)
    b0 = Softmax(x)
    b1 = Softmax(y) axis=1
    b2 = LogSoftmax(y) axis=2
    b3 = LayerNormalization(y, scale, scale)
    b4 = InstanceNormalization(y, channel, channel)
    b5 = LRN(y) size=3
    b6 = GlobalAveragePool(y)
    b7 = CumSum(x, last)
    c0 = MatMul(x, w)
    c1 = Gemm(x, v) transB=1
    c2 = Transpose(y) perm=[0,1,3,2]
    c3 = MatMul(y, c2)
    d0 = Relu(odd)
    d1 = Max(odd, d0)
    d2 = Neg(odd)
    d3 = Min(odd, d2)
    d4 = Add(odd, d2)
    d5 = Sqrt(odd)
    d6 = Tanh(odd)
    d7 = ReduceMin(odd, last)
    d8 = ReduceSum(odd, last)
    d9 = Div(odd, odd)
    e0 = Cast(d5) to=10
    e1 = Identity(odd)
    return a0, a1, a2, a3, a4, a5, a6, b0, b1, b2, b3, b4, b5, b6, b7, c0, c1, c3, d0, d1, d3, d4, d5, d6, d7, d8, d9, e0, e1
  `);
  const inputs = new Map([...seededInputs(graph.inputs)].map(([v, array]) => [v.name, array]));
  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  const odd = Float32Array.from([0, -0, 1, -1, 1e-45, -1e-45, 3e38, -3e38, inf, -inf, nan, 2, 1e-38, -1e-38, 0, -0, -0, -0, -0, -0, -0, -0, -0, -0]);
  // A negative NaN with a payload.
  new Uint32Array(odd.buffer)[12] = 0xffc12345;
  return { model: { graph, inputs: graph.inputs, format: "text", producer: "", opset: "" }, inputs: new Map([...inputs, ["odd", odd]]) };
}

type Built = Awaited<ReturnType<typeof threaded>>;

/** Programs of a model for ways to run them; ways that differ only in flags of the C compiler share one. */
function programsOf({ model }: Case, deterministic: boolean): (way: DeterministicWay) => Promise<Built> {
  const built = new Map<string, Promise<Built>>();
  return ({ target, machine, threads }) => {
    const key = [target, machine, threads].join();
    const options = { name: "model", machine, deterministic, golden: false };
    const build =
      built.get(key) ??
      (threads === undefined
        ? buildTarget(model, targetNamed(target), import.meta.filename, options)
        : threaded(model, target as "c" | "wasm", machine, { threads, deterministic }));
    built.set(key, build);
    return build;
  };
}

/** The first sixteen digits of the hash of all outputs' bytes, by name. */
async function bitsOf(build: Built, { inputs }: Case, way: DeterministicWay): Promise<string> {
  const outputs = await runBuilt(build, way, inputs);
  const hash = createHash("sha256");
  for (const { shape, array } of namedOutputs(build.compiled.program, outputs))
    hash.update(shape.join()).update(ArrayBuffer.isView(array) ? array : JSON.stringify(array));
  return hash.digest("hex").slice(0, 16);
}

describe("one hash everywhere", () => {
  test.each([
    ["digits", () => caseOf(join(samplesFolder, "digits/digits.onnx"))],
    ["ds_cnn", () => network("ds_cnn")],
    ["squeezenet1_1", () => network("squeezenet1_1")],
    ["efficientnet_b0", () => network("efficientnet_b0")],
    ["convolutions and pools", () => written("windows", manyNodesModel([...seeds(8).map(convCase), ...seeds(6).map(poolCase)], 22))],
    ["transposed convolutions", () => written("transposed", manyNodesModel(seeds(5).map(convTransposeCase), 22))],
    ["products", () => written("products", manyNodesModel(seeds(12).map(productCase), 22))],
    ["recurrent layers", () => written("recurrent", manyNodesModel(seeds(8).map(recurrentCase), 22))],
    ["examples of every operator that rounds", examples],
    ["reductions and odd elements", reductions],
  ] as const)(
    "%s",
    async (_, make) => {
      const made = await make();
      const program = programsOf(made, true);
      const found: Record<string, string> = {};
      for (const way of allWays) found[way.name] = await bitsOf(await program(way), made, way);
      const [expected] = Object.values(found);
      expect(found).toEqual(Object.fromEntries(allWays.map((way) => [way.name, expected])));
    },
    300_000,
  );
});

test("without the flag targets differ, so that these models show an order", async () => {
  const made = await network("squeezenet1_1");
  const program = programsOf(made, false);
  const found = new Set<string>();
  for (const way of allWays) if (way.target !== "c") found.add(await bitsOf(await program(way), made, way));
  expect(found.size).toBe(2);
});

test("C refuses to be compiled with flags that reorder or approximate floats", async () => {
  const made = await caseOf(join(samplesFolder, "digits/digits.onnx"));
  const fast: Way = { name: "fast", target: "c", machine: "generic", flags: ["-ffast-math"] };
  const program = await programsOf(made, true)(fast);
  await expect(bitsOf(program, made, fast)).rejects.toThrow("--deterministic: compile without -ffast-math");
});
