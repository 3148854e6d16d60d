/**
 * Sizes over 2 GiB on every target. A small network stands behind an input of more than 2^31 bytes, of which only a slice near the end is
 * read, so that its arena, weights and outputs lie past 2 GiB and its addresses pass 2^31; what is never touched takes no memory.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../../src/build.ts";
import type { DType } from "../../src/core/dtype.ts";
import { loadModule } from "../../src/run-module.ts";
import { assembleWasm } from "../../src/targets/wasm/module.ts";
import { reference } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { strictFlags } from "../support/run-c.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-large-sizes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [start, length] = [384, 64];
const part = Uint8Array.from({ length }, (_, i) => (i * 7) % 50);
const image = Float32Array.from({ length: 16 * 64 }, (_, i) => Math.sin(i));

/** slice of `large` -> f32[1,1,8,8], times image f32[1,16,8,8], Conv, Relu, MaxPool. `row` elements a row of `large`; 0: the slice itself is the input. */
function network(dtype: DType, row: number): GraphBuilder {
  const g = new GraphBuilder("large", 3);
  const list = (name: string, ...values: readonly number[]): string => g.constant("i64", [values.length], values, name);
  const large = g.input("large", row === 0 ? [1, length] : [2, row], dtype);
  const from = row === 0 ? [0, 0] : [1, row - start];
  const bounds = [list("starts", ...from), list("ends", (from[0] as number) + 1, (from[1] as number) + length), list("axes", 0, 1)];
  const slice = g.node("Cast", [g.node("Slice", [large, ...bounds])], { to: 1 });
  const square = g.node("Reshape", [slice, list("shape", 1, 1, 8, 8)]);
  const product = g.node("Mul", [g.input("image", [1, 16, 8, 8]), square]);
  const convolved = g.node("Conv", [product, g.weights("weight", [32, 16, 3, 3], 144)], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  const pooled = g.node("MaxPool", [g.node("Relu", [convolved])], { kernel_shape: [2, 2], strides: [2, 2] });
  g.output(g.rename(pooled, "y"), [1, 32, 4, 4]);
  return g;
}

let expected: Float32Array;
beforeAll(async () => {
  const path = join(folder, "small.onnx");
  writeFileSync(path, modelBytes(network("u8", 0)));
  const inputs = new Map<string, Uint8Array | Float32Array>([
    ["large", part],
    ["image", image],
  ]);
  expected = (await reference(path, {}, inputs)).outputs.get("y") as Float32Array;
});

async function built(target: "c" | "ts" | "wasm", dtype: DType, row: number): Promise<TargetBuild> {
  const path = join(folder, "large.onnx");
  writeFileSync(path, modelBytes(network(dtype, row)));
  const { model } = await loadModel(path, {});
  return buildTarget(model, targetNamed(target), path, { verify: true });
}

function expectNear(actual: ArrayLike<number>): void {
  const largest = Math.max(...expected);
  expect(largest).toBeGreaterThan(1);
  expect(actual.length).toBe(expected.length);
  expected.forEach((e, i) => expect(Math.abs((actual[i] as number) - e)).toBeLessThanOrEqual(1e-4 * largest));
}

// 2^31 + 4096 elements of a byte: element numbers pass 2^31, too.
const byteRow = 2 ** 30 + 2048;

test("C counts elements past 2^31", async () => {
  const build = await built("c", "u8", byteRow);
  for (const f of build.files) writeFileSync(join(folder, f.path), f.content);
  writeFileSync(join(folder, "image.bin"), image);
  writeFileSync(join(folder, "part.bin"), part);
  const main = `#include <stdio.h>
#include <stdlib.h>
#include "large.h"
static float image[LARGE_IMAGE_ELEMENTS], y[LARGE_Y_ELEMENTS];
static _Alignas(64) unsigned char arena[LARGE_ARENA_BYTES];
static void transfer(const char *name, void *bytes, size_t size, int out) {
  FILE *file = fopen(name, out ? "wb" : "rb");
  if (file == NULL || (out ? fwrite(bytes, 1, size, file) : fread(bytes, 1, size, file)) != size) exit(9);
  fclose(file);
}
int main(void) {
  const size_t elements = LARGE_LARGE_ELEMENTS;
  unsigned char *const large = calloc(elements, 1);
  if (large == NULL) return 8;
  transfer("part.bin", large + elements - ${start}, ${length}, 0);
  transfer("image.bin", image, sizeof image, 0);
  const struct large_inputs inputs = { .large = large, .image = image };
  const struct large_outputs outputs = { .y = y };
  const int status = large_run(&inputs, &outputs, NULL, arena);
  transfer("y.bin", y, sizeof y, 1);
  free(large);
  return status;
}
`;
  writeFileSync(join(folder, "main.c"), main);
  for (const form of [["-march=x86-64-v3"], ["-DAOT_NO_VECTOR"]]) {
    execFileSync("gcc", [...strictFlags, "-O1", ...form, "large.c", "main.c", "-o", "main"], { cwd: folder, stdio: "pipe" });
    execFileSync("./main", { cwd: folder, stdio: "pipe" });
    expectNear(new Float32Array(new Uint8Array(readFileSync(join(folder, "y.bin"))).buffer));
  }
  // Linkers place no variables of that size.
  execFileSync("gcc", [...strictFlags, "-O0", "large.c", "large_selftest.c", "-o", "selftest"], { cwd: folder, stdio: "pipe" });
}, 120_000);

test("TypeScript counts elements past 2^31", async () => {
  const build = await built("ts", "u8", byteRow);
  for (const f of build.files) writeFileSync(join(folder, f.path), f.content);
  const model = await loadModule(join(folder, "large.mjs"));
  const large = new Uint8Array(2 * byteRow);
  large.set(part, large.length - start);
  const inputs = new Map<string, Uint8Array | Float32Array>([
    ["large", large],
    ["image", image],
  ]);
  expectNear(model.run(inputs).get("y") as Float32Array);
}, 120_000);

test("WebAssembly addresses pass 2^31 without a sign; longer tensors than it counts and memory past 4 GiB are refused by name", async () => {
  const { compiled } = await built("wasm", "f32", 2 ** 28 + 512);
  const { program } = compiled;
  const { bytes, memory } = await assembleWasm(program, false);
  const { instance } = await webAssembly.instantiate(bytes);
  const { exports } = instance;
  const port = (name: string, elements: number): Float32Array => {
    const found = [...program.inputs, ...program.outputs].find((p) => p.name === name);
    if (found === undefined) throw new Error(`no port ${name}`);
    return new Float32Array(exports.memory.buffer, memory.addressOf(found.storage), elements);
  };
  expect(memory.weightsAt).toBeGreaterThan(2 ** 31);
  expect(port("y", 1).byteOffset).toBeGreaterThan(2 ** 31);
  const large = port("large", 2 * (2 ** 28 + 512));
  large.set(part, large.length - start);
  port("image", image.length).set(image);
  for (const w of program.weights) new Uint8Array(exports.memory.buffer, memory.weightsAt + w.offset).set(w.bytes);
  exports.run();
  expectNear(port("y", expected.length));
  await expect(built("wasm", "u8", byteRow)).rejects.toThrow(/AOT422 large: has 2147487744 elements, WebAssembly kernels count to 2147483647/);
  await expect(built("wasm", "f32", 2 ** 29)).rejects.toThrow(/AOT420 large: .* WebAssembly memory ends at 4294967296/);
}, 120_000);

test("TypeScript arrays past 4 GiB are refused by name", async () => {
  await expect(built("ts", "f32", 2 ** 29 + 16)).rejects.toThrow(/AOT431 large: large takes 4294967424 bytes, JavaScript arrays end at 4294967296/);
});

/** What of WebAssembly is used here; the types of this project have no DOM. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    instantiate(
      bytes: Uint8Array,
    ): Promise<{ readonly instance: { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer }; run(): void } } }>;
  };
};
