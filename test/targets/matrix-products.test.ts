/**
 * Matrix products as transformers have them, on every target against ONNX Runtime: a deep operand in row panels, an epilogue that calls functions. Those with
 * half the rows, depth and columns to halve, by Strassen's way where there are vectors of 16 and in WebAssembly, alone and on two threads.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import { stepsOf } from "../../src/schedule/program.ts";
import { agreeing, reference, type Way, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { expectBitsOfOneThread } from "../support/equal-bits.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { threaded } from "../support/threaded.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-products-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Tiles of so many rows that rows a multiple of 4 KiB long push themselves out of the first-level cache. */
const high: readonly Way[] = [wide, wideWithoutVectors];

/** 11 rows: 16 wide, 1024 wide under tanh, 24 wide. */
function model(): string {
  const g = new GraphBuilder("products");
  const x = g.input("x", [1, 11, 16]);
  const long = g.node("Tanh", [g.node("MatMul", [x, g.weights("a", [16, 1024], 16)])]);
  g.output(g.node("MatMul", [long, g.weights("b", [1024, 24], 1024)], {}, { outputs: ["y"] }), [1, 11, 24]);
  const path = join(folder, "products.onnx");
  writeModel(path, g);
  return path;
}

test.each([...ways, ...high].map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_, way) => {
    const path = model();
    const build = await agreeing(path, way);
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.algorithm));
    expect(algorithms.includes("packed, rows in panels")).toBe(high.includes(way));
    // The first product writes the panels itself, where there are any.
    expect(build.compiled.program.variants.flatMap((v) => stepsOf(v.region)).length).toBe(2);
  },
  60_000,
);

/** Few columns, whose sums have their lanes along the depth: depths that fill vectors and some that do not, rows as they lie and a transposed right operand. */
test.each([...ways, ...high].map((way) => [way.name, way] as const))(
  "few columns: %s agrees",
  async (_, way) => {
    const g = new GraphBuilder("few");
    const [x, odd] = [g.input("x", [2, 19, 128]), g.input("odd", [33, 101])];
    for (const columns of [1, 2, 3]) {
      g.output(g.node("MatMul", [x, g.weights(`w${columns}`, [128, columns], 128)], {}, { outputs: [`y${columns}`] }), [2, 19, columns]);
      const right = g.weights(`v${columns}`, [columns, 101], 101);
      const gemm = g.node("Gemm", [odd, right, g.weights(`b${columns}`, [columns], 1)], { transB: 1 });
      g.output(g.node("Sigmoid", [gemm], {}, { outputs: [`z${columns}`] }), [33, columns]);
    }
    const path = join(folder, "few.onnx");
    writeModel(path, g);
    const build = await agreeing(path, way);
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.algorithm));
    if (way.target !== "ts") expect(algorithms.filter((a) => a === "along-depth")).toHaveLength(6);
  },
  60_000,
);

/** Two sequences of tokens: a layer of 512 under tanh, one back that is added. Beside it as many channels of an image as a token has features to 512, pooled. */
function halved({ tokens, features }: { readonly tokens: number; readonly features: number }): string {
  const g = new GraphBuilder("halved");
  const x = g.input("x", [2, tokens, features]);
  const bias = g.weights("bias", [512], features);
  const long = g.node("Tanh", [g.node("Add", [g.node("MatMul", [x, g.weights("a", [features, 512], features)]), bias])]);
  g.output(g.node("Add", [x, g.node("MatMul", [long, g.weights("b", [512, features], 512)])], {}, { outputs: ["y"] }), [2, tokens, features]);
  const image = g.input("image", [1, features, 27, 27]);
  const strides = { strides: [2, 2] };
  const pixels = g.node("Relu", [g.node("Conv", [image, g.weights("c", [512, features, 1, 1], features)], strides)]);
  g.output(g.node("MaxPool", [pixels], { kernel_shape: [2, 2], strides: [2, 2] }, { outputs: ["pooled"] }), [1, 512, 7, 7]);
  const path = join(folder, `halved${tokens}.onnx`);
  writeModel(path, g);
  return path;
}

/** As large as is worth it. */
const ofVectors = { tokens: 65, features: 256 };
const ofWebAssembly = { tokens: 128, features: 512 };

test.each([
  ...high.map((way) => [way.name, way, ofVectors] as const),
  ["WASM", { name: "WASM", target: "wasm", machine: "wasm-simd128" }, ofWebAssembly] as const,
])("%s agrees where products are halved", async (_, way, size) => {
  const path = halved(size);
  const build = await agreeing(path, way);
  expect(build.compiled.program.kernels.filter((k) => k.plan?.schedule === "strassen")).toHaveLength(3);
});

test("two threads give the bits of one where products are halved", async () => {
  const path = halved(ofVectors);
  await expectBitsOfOneThread(path, ["c", "x86-64-v4"], ({ program }, threads) => {
    const shared = program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => s.kind === "call" && s.parts !== undefined);
    expect(shared.length > 0).toBe(threads > 1);
  });
}, 60_000);

test.each<[string, number, boolean]>([
  ["whole", 1024 * 1024, false],
  ["in parts, which a smaller cache holds", 128 * 1024, true],
])("in WebAssembly, too, with the depth %s", async (_, l2, waits) => {
  const { model } = await loadModel(halved(ofWebAssembly), {});
  const { inputs } = await reference(halved(ofWebAssembly));
  const bytesOn = async (threads: number): Promise<readonly Uint8Array[]> => {
    const { compiled, files } = await threaded(model, "wasm", "wasm-simd128", { threads, l2 });
    const kernels = compiled.program.kernels.filter((k) => k.plan?.schedule === "strassen");
    expect(kernels.map((k) => k.doc.some((line) => line.includes("Threads wait")))).toEqual(Array(3).fill(waits && threads > 1));
    const found = await runEmittedModule(files, inputs, {});
    return [...found.values()].map((a) => new Uint8Array((a as Float32Array).buffer.slice(0)));
  };
  expect(await bytesOn(2)).toEqual(await bytesOn(1));
});
