/** A model whose nodes fit one another at some values of its free dims only: inspect, build, run and buckets say so or work. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CompileError } from "../../src/core/diagnostics.ts";
import { build, inspect, run, verify } from "../../src/index.ts";
import type { NamedTensor } from "../../src/run.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-fitting-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** x and what is left of it after halving and doubling its height: equal shapes where the height is even. */
const path = ((): string => {
  const net = new GraphBuilder("even");
  const x = net.input("x", ["batch", 1, "height", 4]);
  const half = net.node("MaxPool", [x], { kernel_shape: [2, 1], strides: [2, 1] });
  const whole = net.node("Resize", [half, "", net.constant("f32", [4], [1, 1, 2, 1])]);
  net.output(net.node("Add", [x, whole]), ["batch", 1, "height", 4]);
  const file = join(folder, "even.onnx");
  writeFileSync(file, modelBytes(net, { opset: 13 }));
  return file;
})();

const rows = (height: number): NamedTensor => ({
  name: "x",
  dtype: "f32",
  shape: [2, 1, height, 4],
  array: Float32Array.from({ length: 8 * height }, (_, i) => i),
});

const problems = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CompileError) return error.diagnostics.map((d) => `${d.code} ${d.message} ${d.hint ?? ""}`).join("\n");
  throw error ?? new Error("nothing was refused");
};

test("inspect lists inputs and free dims, and the nodes that do not fit", async () => {
  const { inspection, diagnostics } = await inspect(path);
  expect(inspection?.freeDims.map((d) => d.name)).toEqual(["batch", "height"]);
  expect(inspection?.nodes).toBeUndefined();
  expect(diagnostics.map((d) => d.code)).toEqual(["AOT202"]);
  expect((await inspect(path, { height: 6 })).diagnostics).toEqual([]);
});

test("build asks for values, and gives some that fit", async () => {
  const text = await problems(build(path, { out: join(folder, "out") }));
  expect(text).toContain("AOT304");
  expect(text).toContain("not every value fits: shapes [batch,1,height,4] and [batch,1,height/2*2,4] do not broadcast");
  expect(text).toContain("--dim batch=1 --dim height=32");
});

test("run and verify take the dims from their inputs", async () => {
  const { outputs } = await run(path, [rows(6)], { target: "ts" });
  expect(outputs[0]?.shape).toEqual([2, 1, 6, 4]);
  expect(outputs[0]?.array.slice(0, 8)).toEqual(Float32Array.of(4, 6, 8, 10, 8, 10, 12, 14));
  expect((await verify(path, { inputs: [rows(4)], targets: ["ts"] })).passed).toBe(true);
  expect(await problems(run(path, [rows(5)], { target: "ts" }))).toContain("AOT202 shapes [2,1,5,4] and [2,1,4,4] do not broadcast");
});

test("a program of buckets", async () => {
  const options = { buckets: { height: [4, 8] }, dims: { batch: 2 }, targets: ["ts"] } as const;
  const { passed, verifications } = await verify(path, options);
  expect(verifications.map((v) => v.bucket)).toEqual(["height=4", "height=8"]);
  expect(passed).toBe(true);
  expect(await problems(verify(path, { ...options, buckets: { height: [4, 5] } }))).toContain("AOT202");
});

/** A decoder's scores over a cache and what is new, and a mask of its own dim: `total`, past + fresh. */
function decoderWith(total: string, name: string): string {
  const net = new GraphBuilder("decoder");
  const past = net.input("past", ["past", 2]);
  const fresh = net.input("fresh", ["fresh", 2]);
  const mask = net.input("mask", [total, 1]);
  net.output(net.node("Add", [net.node("Concat", [past, fresh], { axis: 0 }), mask]), ["whole", 2]);
  const file = join(folder, `${name}.onnx`);
  writeFileSync(file, modelBytes(net, { opset: 13 }));
  return file;
}

const decoder = decoderWith("total", "decoder");

test("buckets of dims that go together are the combinations that fit", async () => {
  const options = { buckets: { past: [3, 7], total: [4, 8] }, dims: { fresh: 1 } } as const;
  const { passed, verifications } = await verify(decoder, { ...options, targets: ["c", "ts", "wasm"] });
  expect([...new Set(verifications.map((v) => v.bucket))]).toEqual(["past=3 total=4", "past=7 total=8"]);
  expect(passed).toBe(true);
  const rows = (name: string, n: number, width: number): NamedTensor => ({
    name,
    dtype: "f32",
    shape: [n, width],
    array: new Float32Array(n * width),
  });
  const inputs = (past: number, total: number): NamedTensor[] => [rows("past", past, 2), rows("fresh", 1, 2), rows("mask", total, 1)];
  expect((await run(decoder, inputs(7, 8), { target: "ts", buckets: options.buckets })).outputs[0]?.shape).toEqual([8, 2]);
  expect(await problems(run(decoder, inputs(7, 4), { target: "ts", buckets: options.buckets }))).toMatch(/AOT\d+ /);
  expect(await problems(verify(decoder, { ...options, buckets: { past: [3, 7], total: [4, 8, 9] } }))).toContain("AOT202");
});

test("values are suggested that fit one another, where one dim is the sum of two others", async () => {
  const text = await problems(build(decoder, { out: join(folder, "out") }));
  expect(text).toContain("--dim past=32 --dim fresh=32 --dim total=64");
  expect(text).toContain("--buckets past=32,128 fresh=32,128 total=64,256");
  const options = { buckets: { past: [32, 128], fresh: [32, 128], total: [64, 256] }, targets: ["ts"] } as const;
  expect((await verify(decoder, options)).verifications.map((v) => v.bucket)).toEqual(["past=32 fresh=32 total=64", "past=128 fresh=128 total=256"]);
});

test("lists are suggested only of dims that can grow", async () => {
  const text = await problems(build(decoder, { out: join(folder, "out"), dims: { past: 3, fresh: 1 } }));
  expect(text).toContain("--dim past=3 --dim fresh=1 --dim total=4");
  expect(text).not.toContain("--buckets");
});

test("a dim whose name is a formula of others has the value that follows from theirs, unless it is given one", async () => {
  const named = decoderWith("past + fresh", "named");
  const text = await problems(build(named, { out: join(folder, "out") }));
  expect(text).toContain("--dim past=32 --dim fresh=32\n");
  expect(text).toContain("--buckets past=32,128 fresh=32,128");
  expect((await verify(named, { dims: { past: 3, fresh: 1 }, targets: ["ts"] })).passed).toBe(true);
  const { passed, verifications } = await verify(named, { dims: { fresh: 2 }, buckets: { past: [1, 5] }, targets: ["c", "ts", "wasm"] });
  expect(verifications.map((v) => v.bucket).slice(0, 2)).toEqual(["past=1", "past=5"]);
  expect(passed).toBe(true);
  expect((await verify(named, { dims: { past: 3, fresh: 1, "past + fresh": 4 }, targets: ["ts"] })).passed).toBe(true);
  expect(await problems(verify(named, { dims: { past: 3, fresh: 1, "past + fresh": 5 }, targets: ["ts"] }))).toContain("AOT202");
  const other = decoderWith("past - 9*fresh", "other");
  expect(await problems(build(other, { out: join(folder, "out") }))).toContain("--dim past=32 --dim fresh=32 --dim 'past - 9*fresh=64'");
});

test("a cache may be empty in one bucket", async () => {
  const named = decoderWith("past + fresh", "named");
  const { passed, verifications } = await verify(named, { dims: { fresh: 2 }, buckets: { past: [0, 5] }, targets: ["c", "ts", "wasm"] });
  expect(verifications.length).toBe(6);
  expect(passed).toBe(true);
});

test("a node that does not fit is told with the dims that were given", async () => {
  const net = new GraphBuilder("third");
  net.output(net.node("Gather", [net.input("x", ["n", 2]), net.constant("i64", [1], [2n])], { axis: 0 }), [1, 2]);
  const third = join(folder, "third.onnx");
  writeFileSync(third, modelBytes(net, { opset: 13 }));
  expect((await inspect(third, { n: 2 })).diagnostics[0]?.message).toBe("index 2 is out of range for an axis of 2 elements (-2..1), with n=2");
  expect((await inspect(third, { n: 3 })).diagnostics).toEqual([]);
  const text = await problems(build(path, { out: join(folder, "out"), dims: { batch: 2, height: 5 } }));
  expect(text).toContain("AOT202 shapes [2,1,5,4] and [2,1,4,4] do not broadcast: 5 against 4 at axis -2 from the end, with batch=2 height=5");
});
