/** What outputs are held against: models with composites (Dropout) evaluate as written, and what ONNX Runtime refuses is checked against that. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bench } from "../../src/bench.ts";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { type Case, casesFor } from "../../src/cases.ts";
import { numberOfF16 } from "../../src/core/half-floats.ts";
import { seededInput } from "../../src/golden.ts";
import { referenceFor } from "../../src/onnx-runtime.ts";
import { compare, compareAll, compareWith } from "../../src/output-errors.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { verify } from "../../src/verify.ts";
import { quantizedEncoder, quantizedResiduals } from "../models/quantized-blocks.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-reference-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a model with Dropout evaluates as written and builds a self-test", async () => {
  const graph = new GraphBuilder("dropout");
  graph.output(graph.node("Relu", [graph.node("Dropout", [graph.input("x", [1, 3])])]), [1, 3]);
  const path = join(folder, "dropout.onnx");
  writeFileSync(path, modelBytes(graph));
  const { model } = await loadModel(path, {});
  const [only] = [...evaluateAsWritten(model.graph, new Map([["x", new Float32Array([-1, 0, 2])]])).values()];
  expect(only?.array).toEqual(new Float32Array([0, 0, 2]));
  const selfTest = async (golden?: boolean): Promise<string> => {
    const { files } = await buildTarget(model, targetNamed("c"), path, { golden });
    return String(files.find((f) => f.path.endsWith("_selftest.c"))?.content);
  };
  expect(await selfTest()).toContain("golden_");
  expect(await selfTest(false)).not.toContain("golden_");
});

test("a model that ONNX Runtime does not run is checked against our own evaluator, which says why", async () => {
  const graph = new GraphBuilder("later");
  graph.output(graph.node("Relu", [graph.input("x", [3])]), [3]);
  const path = join(folder, "later.onnx");
  writeFileSync(path, modelBytes(graph, { irVersion: 99 }));
  const { reference, passed } = await verify(path, { targets: ["ts"] });
  expect([passed, reference]).toEqual([true, expect.stringMatching(/^self-check, not an oracle \(ONNX Runtime .* IR version: 99/)]);
  const { results, diagnostics } = await bench(path, { targets: ["ts"], vs: "onnxruntime", rounds: 1, milliseconds: 1 });
  expect(results.map((r) => r.engine)).toEqual(["aot-ts"]);
  const message = expect.stringMatching(/^does not run the model.* IR version: 99/);
  expect(diagnostics).toEqual([expect.objectContaining({ severity: "warning", code: "AOT512", where: "onnxruntime-web", message })]);
});

test("a model whose optimization ends ONNX Runtime's process is held against its unoptimized run", async () => {
  const graph = new GraphBuilder("crash");
  const scale = graph.weights("scale", [4, 3], 1);
  graph.output(graph.node("LayerNormalization", [graph.input("x", [2, 4, 3]), scale, ""], { axis: 1 }), [2, 4, 3]);
  const path = join(folder, "crash.onnx");
  writeFileSync(path, modelBytes(graph));
  const { reference, passed } = await verify(path, { targets: ["ts"] });
  expect([passed, reference]).toEqual([true, expect.stringMatching(/^ONNX Runtime/)]);
  const { results, diagnostics } = await bench(path, { targets: ["c"], vs: "onnxruntime", rounds: 1, milliseconds: 1 });
  expect(results.map((r) => r.engine)).toEqual(["aot-c"]);
  const message = expect.stringMatching(/^does not run the model.* by signal SIGSEGV/);
  expect(diagnostics).toEqual([expect.objectContaining({ severity: "warning", code: "AOT512", where: "onnxruntime-node", message })]);
});

test("outputs of megabytes reach us whole", async () => {
  const graph = new GraphBuilder("large");
  graph.output(graph.node("Neg", [graph.input("x", [1 << 20])]), [1 << 20]);
  const path = join(folder, "large.onnx");
  writeFileSync(path, modelBytes(graph));
  const [one] = (await casesFor(path, { targets: ["ts"] })).cases;
  const { name, outputs } = await referenceFor(path, one as Case);
  expect(name).toMatch(/^ONNX Runtime/);
  expect(outputs.map((o) => [...o.values()].map((y) => y.length))).toEqual([[1 << 20], [1 << 20]]);
});

test("layers between quantized values are held against what each node gives, not against the integer kernels they become", async () => {
  const path = join(folder, "encoder.onnx");
  writeFileSync(path, modelBytes(quantizedEncoder()));
  const { reference, passed } = await verify(path, { targets: ["ts"] });
  expect([passed, reference]).toEqual([true, expect.stringMatching(/^ONNX Runtime/)]);
});

test("products of bytes are held against exact sums, which ONNX Runtime cuts to 16 bits by default on processors with AVX2 alone", async () => {
  const graph = new GraphBuilder("bytes");
  const [bytes = "", , zero = ""] = graph.nodes("DynamicQuantizeLinear", [graph.input("x", [4, 16])], {}, { outputs: ["bytes", "step", "zero"] });
  const weights = graph.initializer("weights", "i8", [16, 8], new Int8Array(128).fill(127));
  const product = graph.node("MatMulInteger", [bytes, weights, zero]);
  graph.output(graph.node("Cast", [product], { to: 1 }), [4, 8]);
  const path = join(folder, "bytes.onnx");
  writeFileSync(path, modelBytes(graph));
  const { reference, passed } = await verify(path, { targets: ["ts"] });
  expect([passed, reference]).toEqual([true, expect.stringMatching(/^ONNX Runtime/)]);
});

test("a network that ONNX Runtime does not run with exact sums is held against both of its roundings all the same", async () => {
  const path = join(folder, "residuals.onnx");
  writeFileSync(path, modelBytes(quantizedResiduals(), { opset: 21, irVersion: 10 }));
  const { cases } = await casesFor(path, {});
  expect((await referenceFor(path, cases[0] as (typeof cases)[number])).outputs).toHaveLength(2);
});

test("an output may meet either of a reference's roundings, and is told by the first when it meets none", () => {
  const output = (first: number) => ({ name: "y", dtype: "f32" as const, shape: [2], array: new Float32Array([first, 2]) });
  const reference = { name: "two", outputs: [1, 1.5].map((x) => new Map([["y", new Float32Array([x, 2])]])) };
  expect([1, 1.5, 1.25].map((x) => compareWith(output(x), reference, 1e-4))).toMatchObject([
    { passed: true, maxAbsolute: 0 },
    { passed: true, maxAbsolute: 0 },
    { passed: false, maxAbsolute: 0.25 },
  ]);
  expect(compareWith(output(1), undefined, 1e-4).passed).toBe(false);
});

test("16-bit floats are seeded and compared as the numbers they are, within what a program may leave unrounded", async () => {
  const type = { kind: "tensor", dtype: "f16", shape: [1000] } as const;
  const seeds = [...(seededInput(type, 1) as Uint16Array)].map(numberOfF16);
  const singles = seededInput({ ...type, dtype: "f32" }, 1) as Float32Array;
  expect(Math.max(...seeds.map((x, i) => Math.abs(x - (singles[i] as number))))).toBeLessThan(2 ** -11);
  const output = (second: number) => ({ name: "y", dtype: "f16" as const, shape: [2], array: new Uint16Array([0x3c00, second]) });
  const expected = new Uint16Array([0x3c00, 0x0001]);
  const found = [0x8001, 0x1400, 0x1401].map((bits) => compare(output(bits), expected, 2 ** -10));
  expect(found).toMatchObject([{ passed: true, maxAbsolute: 2 ** -23 }, { passed: true }, { passed: false }]);

  // Where node has a Float16Array, ONNX Runtime gives f16 in one: its memory counts, not its elements.
  const numbers = Object.defineProperty(new Uint8Array(expected.buffer), Symbol.toStringTag, { value: "Float16Array" });
  expect(compare(output(0x0001), numbers, 0)).toMatchObject({ passed: true, maxAbsolute: 0 });

  const graph = new GraphBuilder("half");
  const operands = [graph.input("x", [3, 400], "f16"), graph.input("w", [400, 20], "f16")];
  graph.output(graph.node("Tanh", [graph.node("MatMul", operands)]), [3, 20], "f16");
  const path = join(folder, "half.onnx");
  writeFileSync(path, modelBytes(graph));
  const { reference, tolerance, passed } = await verify(path, { targets: ["c", "wasm", "ts"] });
  expect([passed, tolerance, reference]).toEqual([true, 1e-4 + 2 ** -8, expect.stringMatching(/^ONNX Runtime/)]);
});

/** Layers tanh(x @ w), whose operands are quantized by their largest and smallest elements. */
function dynamicallyQuantized(layers: number): GraphBuilder {
  const graph = new GraphBuilder("dynamic");
  const [rows, width] = [64, 64];
  let x = graph.input("x", [rows, width]);
  for (let i = 0; i < layers; i++) {
    const [bytes = "", step = "", zero = ""] = graph.nodes("DynamicQuantizeLinear", [x], {}, { outputs: [`bytes${i}`, `step${i}`, `zero${i}`] });
    const weights = Int8Array.from({ length: width * width }, (_, at) => ((at * (2 * i + 37)) % 127) - 63);
    const product = graph.node("MatMulInteger", [bytes, graph.initializer(`weights${i}`, "i8", [width, width], weights), zero]);
    const scale = graph.node("Mul", [step, graph.initializer(`scale${i}`, "f32", [], new Float32Array([0.01]))]);
    const dense = graph.node("Mul", [graph.node("Cast", [product], { to: 1 }), scale]);
    x = graph.node("Tanh", [dense]);
  }
  graph.output(x, [rows, width]);
  return graph;
}

test("a network whose right results lie apart by rounding alone is allowed twice as much, and says so", async () => {
  const path = join(folder, "dynamic.onnx");
  writeFileSync(path, modelBytes(dynamicallyQuantized(8)));
  const { passed, reference, verifications } = await verify(path, { targets: ["wasm", "ts"] });
  expect([passed, reference]).toEqual([true, expect.stringMatching(/^ONNX Runtime/)]);
  for (const { spread = 0, maxRelative } of verifications.flatMap((v) => v.errors)) {
    expect(maxRelative).toBeGreaterThan(1e-3);
    expect(maxRelative).toBeLessThan(2 * spread);
  }
  const { results } = await bench(path, { targets: ["ts"], rounds: 1, milliseconds: 1 });
  expect(results[0]?.max_abs_error).toBeGreaterThan(1e-3);
});

test("a spread allows no more than twice itself, nothing where it is ordinary rounding or most of the result, and no NaN", async () => {
  const judged = async (first: number, spread: number) => {
    const output = { name: "y", dtype: "f32" as const, shape: [2], array: new Float32Array([first, 2]) };
    const reference = { name: "one", outputs: [new Map([["y", new Float32Array([1, 2])]])] };
    const [error] = await compareAll([output], reference, 1e-4, async () => new Map([["y", spread]]));
    return [error?.passed, error?.spread];
  };
  expect(await judged(1, 0.01)).toEqual([true, undefined]);
  expect(await judged(1.03, 0.01)).toEqual([true, 0.01]);
  expect(await judged(1.05, 0.01)).toEqual([false, 0.01]);
  expect(await judged(1.0005, 1e-4)).toEqual([false, undefined]);
  expect(await judged(1.1, 0.06)).toEqual([false, undefined]);
  expect(await judged(Number.NaN, 0.01)).toEqual([false, 0.01]);
});
