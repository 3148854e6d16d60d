/** Weights files of several parts: what hashes them, in TypeScript and in WebAssembly, finds damage in each part. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { targets } from "../../src/targets/index.ts";
import { shortestF32, weightsFingerprint } from "../../src/targets/weights.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { Random } from "../support/random.ts";

interface Emitted {
  load(options: object): Promise<{ close?(): void }>;
}

/** x[1,600] times a matrix of 1.68 MB. */
function model(): Uint8Array {
  const graph = new GraphBuilder("net");
  const x = graph.input("x", [1, 600]);
  const w = graph.weights("w", [600, 700], 600, 1);
  const y = graph.node("MatMul", [x, w]);
  graph.output(y, [1, 700]);
  return modelBytes(graph);
}

test("weights of a retrained model are taken, unless a number in the code is another one, too", () => {
  const fingerprint = (seed: number, bound: number): number => {
    const graph = new GraphBuilder("net");
    const product = graph.node("MatMul", [graph.input("x", [4, 16]), graph.weights("w", [16, 16], 16, seed)]);
    const [low, high] = [graph.initializer("low", "f32", [], [0]), graph.initializer("high", "f32", [], [bound])];
    graph.output(graph.node("Clip", [product, low, high]), [4, 16]);
    const options = { level: 2, deterministic: false, precise: false, name: "net", source: "net.onnx", verify: true } as const;
    return weightsFingerprint(compile(readBytes(modelBytes(graph)), { ...options, machine: machineNamed("generic") }).program);
  };
  expect(fingerprint(2, 6)).toBe(fingerprint(1, 6));
  expect(fingerprint(1, 4)).not.toBe(fingerprint(1, 6));
});

test("floats are written with the fewest digits that read back, powers of two and subnormal numbers too", () => {
  const random = new Random(7);
  const anyBits = [...new Float32Array(Uint32Array.from({ length: 3000 }, () => random.bits()).buffer)].filter(Number.isFinite);
  const powers = Array.from({ length: 277 }, (_, i) => 2 ** (i - 149));
  const short = [0.1, 0.25, -1.5, 3e-7, 16777216, 1e10, -1e-40];
  for (const x of new Float32Array([...short, ...powers, ...random.floats(1000), ...anyBits])) {
    const fewest = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digits) => Number(x.toPrecision(digits))).find((y) => Math.fround(y) === x);
    expect(shortestF32(x)).toBe(`${fewest}`);
  }
});

test("weights of f16 with an infinity are refused by code for finite ones", () => {
  const fingerprint = (bits: number): number => {
    const graph = new GraphBuilder("net");
    const given = graph.initializer("w", "f16", [4], Uint16Array.of(0x3c00, bits, 0, 1));
    graph.output(graph.node("Add", [graph.input("x", [4], "f16"), given]), [4], "f16");
    const options = { level: 2, deterministic: false, precise: false, name: "net", source: "net.onnx", verify: true } as const;
    return weightsFingerprint(compile(readBytes(modelBytes(graph)), { ...options, machine: machineNamed("wasm-simd128") }).program);
  };
  expect(fingerprint(0xbc01)).toBe(fingerprint(0x3c00));
  expect(fingerprint(0xfc00)).not.toBe(fingerprint(0x3c00));
});

test.each([
  ["ts", "js", 1],
  ["wasm", "wasm-simd128", 1],
  ["wasm", "wasm-simd128", 2],
  ["wasm", "generic", 1],
] as const)("%s for %s, %i threads", async (name, machineName, threads) => {
  const machine = machineNamed(machineName);
  const options = { level: 2, deterministic: false, precise: false, name: "net", source: "net.onnx", verify: true, machine, threads } as const;
  const { program } = compile(readBytes(model()), options);
  const files = await targets[name].emit(program, { machine, weights: "file", deterministic: false });
  const folder = mkdtempSync(join(tmpdir(), "aot-weights-"));
  for (const { path, content } of files) writeFileSync(join(folder, path), content);
  const { load }: Emitted = await import(/* @vite-ignore */ pathToFileURL(join(folder, "net.mjs")).href);
  (await load({})).close?.();
  const weights = files.find((f) => f.path === "net.weights.bin")?.content as Uint8Array;
  expect(weights.length).toBeGreaterThan(1.5 * 2 ** 20);
  for (const at of [64, 64 + 2 ** 20 - 1, 64 + 2 ** 20, weights.length - 1]) {
    const damaged = weights.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 128;
    await expect(load({ weights: damaged })).rejects.toThrow("expected checksum");
  }
});
