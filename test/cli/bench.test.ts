/** aot bench: what it prints, what it refuses, and that nothing is timed which computes something else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type BenchResult, bench } from "../../src/bench.ts";
import { loadModel, machineFor, targetNamed } from "../../src/build.ts";
import { benchCommand } from "../../src/cli/bench-command.ts";
import { CompileError } from "../../src/core/diagnostics.ts";
import { seededInputs } from "../../src/golden.ts";
import { installedBeside } from "../../src/measure/javascript-engine.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const digits = resolve(import.meta.dirname, "../../generated-samples/digits/digits.onnx");
const flags = { target: "c,wasm,ts", dim: [], dump: [], weights: "auto", tolerance: "1e-4", rounds: "1", threads: "1" };

test("every target and both ONNX Runtimes are measured in turns and agree", async () => {
  const result: BenchResult = await bench(digits, { vs: "onnxruntime", rounds: 1, milliseconds: 2 });
  expect(result.results.map((r) => r.engine)).toEqual(["aot-c", "aot-wasm", "aot-ts", "onnxruntime-node", "onnxruntime-web"]);
  for (const r of result.results) {
    expect(r.threads).toBe(1);
    expect(r.runs).toBeGreaterThan(0);
    expect(r.min_ms).toBeGreaterThan(0);
    expect(r.median_ms).toBeGreaterThanOrEqual(r.min_ms);
    expect(r.max_abs_error).toBeLessThan(1e-4);
  }
  expect(Object.keys(result.results[0] ?? {})).toEqual(["engine", "threads", "median_ms", "min_ms", "runs", "max_abs_error"]);
  expect(result.machine).toContain(`c for ${machineFor(targetNamed("c"), "native").name}`);
  expect(result.diagnostics).toEqual([]);
}, 60_000);

test("a machine that this processor is not is told with the figures", async () => {
  const timed = (machine: string) => bench(digits, { targets: ["c"], machine, rounds: 1, milliseconds: 1 });
  const [own, other] = [await timed("native"), await timed(process.arch === "arm64" ? "x86-64-v4" : "armv8-a")];
  expect(own.machine).not.toContain("without");
  expect(other.machine).toMatch(/; c for [\w-]+, compiled without -march=.*, which this processor cannot run$/);
}, 60_000);

test("a program that computes something else is not timed", async () => {
  const failure = await bench(digits, { targets: ["ts"], tolerance: 0, milliseconds: 1 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CompileError);
  expect((failure as CompileError).diagnostics.map((d) => [d.code, d.where])).toEqual([["AOT513", "aot-ts"]]);
}, 60_000);

/** Native code fuses products and sums of two terms; WebAssembly on node 20 rounds both, whoever wrote it. */
test("a program is held against the runtime that it is timed against, too, which is not held against the other", async () => {
  const g = new GraphBuilder("two");
  g.output(g.node("MatMul", [g.input("x", [64, 2]), g.weights("w", [2, 32], 2)]), [64, 32]);
  const path = join(folder, "two.onnx");
  writeModel(path, g);
  const exactly = { tolerance: 0, vs: "onnxruntime", rounds: 1, milliseconds: 1 } as const;
  const { results } = await bench(path, { ...exactly, targets: ["c", "wasm"] });
  expect(results.map((r) => r.engine)).toEqual(["aot-c", "aot-wasm", "onnxruntime-node", "onnxruntime-web"]);
  const failure = await bench(path, { ...exactly, targets: ["ts"] }).catch((error: unknown) => error);
  expect((failure as CompileError).diagnostics.map((d) => d.where)).toEqual(["aot-ts"]);
}, 60_000);

test("a program whose output is strings is measured, and ONNX Runtime is not", async () => {
  const g = new GraphBuilder("named");
  const attrs = { keys_int64s: [1, 2], values_strings: ["a", "b"] };
  g.output(g.node("LabelEncoder", [g.input("x", [2], "i64")], attrs, { outputs: ["label"], domain: "ai.onnx.ml" }), [2], "string");
  const path = join(folder, "named.onnx");
  writeModel(path, g, { domains: { "ai.onnx.ml": 2 } });
  const { results, diagnostics } = await bench(path, { targets: ["ts"], vs: "onnxruntime", rounds: 1, milliseconds: 1 });
  expect(results.map((r) => r.engine)).toEqual(["aot-ts"]);
  expect(diagnostics.map((d) => [d.severity, d.code, d.where])).toEqual([["warning", "AOT514", "label"]]);
}, 60_000);

test("runtimes are looked for where the user works and where we are installed", () => {
  expect(installedBeside("onnxruntime-node")).toBeDefined();
  expect(installedBeside("a-runtime-nobody-has")).toBeUndefined();
});

test("inputs of one's own are taken", async () => {
  const { model } = await loadModel(digits, {});
  const [[value, array] = []] = seededInputs(model.graph.inputs);
  const inputs = [{ name: value?.name ?? "", dtype: "f32" as const, shape: [1, 1, 28, 28], array: array ?? new Float32Array() }];
  const { results } = await bench(digits, { targets: ["wasm"], inputs, rounds: 1, milliseconds: 1 });
  expect(results).toHaveLength(1);
}, 60_000);

test.each([
  [{ vs: "tvm" }, "AOT306", "--vs tvm"],
  [{ threads: "0" }, "AOT318", "--threads 0"],
  [{ threads: "two" }, "AOT306", "--threads two"],
  [{ rounds: "0" }, "AOT306", "--rounds 0"],
  [{ layers: true, threads: "2" }, "AOT306", "--layers"],
  [{ layers: true, vs: "onnxruntime" }, "AOT306", "--layers"],
  [{ tolerance: "-1" }, "AOT306", "--tolerance -1"],
  [{ tolerance: "1e999" }, "AOT306", "--tolerance 1e999"],
  [{ buckets: ["batch=1,2"] }, "AOT306", "--buckets"],
])("%j is refused", async (changed, code, where) => {
  const failure = await benchCommand(digits, { ...flags, ...changed }).catch((error: unknown) => error);
  expect((failure as CompileError).diagnostics.map((d) => [d.code, d.where])).toEqual([[code, where]]);
});
