/** Sums of byte products that engines with relaxed SIMD take by their instruction: of which kernels, where they stand, and that nothing else comes out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { seededInputs } from "../../../src/golden.ts";
import { kernelsOfSmallBytes } from "../../../src/targets/small-bytes.ts";
import { assembleWasm } from "../../../src/targets/wasm/module.ts";
import { byteProductsIn, isOfSmallBytes } from "../../../src/targets/wasm/relaxed-products.ts";
import { quantizedDsCnn } from "../../models/ds-cnn.ts";
import type { NetOptions } from "../../models/layers.ts";
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";
import { hasRelaxedSimd, relaxedSimdFlag, runInNode } from "../../support/relaxed-simd.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-relaxed-products-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function built(name: string, options: NetOptions) {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, modelBytes(quantizedDsCnn({ width: 0.25, ...options }).graph));
  const { model } = await loadModel(path, {});
  const { compiled, files } = await buildTarget(model, targetNamed("wasm"), path, { verify: true, deterministic: true });
  for (const f of files) writeFileSync(join(folder, f.path), f.content);
  return { program: compiled.program, inputs: seededInputs(model.graph.inputs) };
}

test("kernels multiply by small constants where two neighbours cannot leave 16 bits", async () => {
  const [whole, reduced] = [await built("whole", {}), await built("reduced", { reducedRange: true })];
  const names = ({ program }: typeof whole): readonly string[] => [...kernelsOfSmallBytes(program)].map((k) => k.name.replace(/_\d.*/, ""));
  expect(names(whole)).toEqual([]);
  expect(names(reduced)).toEqual(["conv_bytes2d", "conv_bytes2d_dequantize", "matmul_bytes_dequantize"]);
  for (const { program } of [whole, reduced]) {
    const { bytes } = await assembleWasm(program, false);
    const places = byteProductsIn(bytes);
    expect(places.length).toBeGreaterThan(10);
    expect(places.map((at) => isOfSmallBytes(bytes, at))).toEqual(places.map(() => program === reduced.program));
  }
});

test("the instruction gives the same, in the optimizing tier and in the baseline", async () => {
  const { inputs } = await built("reduced", { reducedRange: true });
  const relaxed = hasRelaxedSimd ? [] : [relaxedSimdFlag];
  const optimized = runInNode([...relaxed, "--no-liftoff"], folder, "reduced", inputs);
  expect(optimized.changed).toBeGreaterThan(0);
  // Node 20's baseline adds some of these products twice, which the loader finds out.
  const baseline = runInNode([...relaxed, "--liftoff-only"], folder, "reduced", inputs);
  expect(baseline.outputs).toEqual(optimized.outputs);
  if (hasRelaxedSimd) return;
  const without = runInNode([], folder, "reduced", inputs);
  expect(without.changed).toBe(0);
  expect(without.outputs).toEqual(optimized.outputs);
});

test("constants of all eight bits are multiplied by it where the engine adds four products in 32 bits", async () => {
  const g = new GraphBuilder("all_bits", 3);
  const weights = Array.from(g.random.floats(64 * 16, -128, 127), Math.round);
  g.output(g.rename(g.node("MatMulInteger", [g.input("x", [8, 64], "u8"), g.initializer("w", "i8", [64, 16], weights)]), "y"), [8, 16], "i32");
  const path = join(folder, "all_bits.onnx");
  writeFileSync(path, modelBytes(g));
  const { model } = await loadModel(path, {});
  const { files } = await buildTarget(model, targetNamed("wasm"), path, { verify: true });
  for (const f of files) writeFileSync(join(folder, f.path), f.content);
  // Two products with numbers below 128 fit in 16 bits, so an engine that adds them there gives the same.
  const [value] = model.graph.inputs;
  const inputs = new Map(value === undefined ? [] : [[value, Uint8Array.from({ length: 8 * 64 }, (_, i) => (i * 37) % 128)]]);
  const relaxed = hasRelaxedSimd ? [] : [relaxedSimdFlag];
  const asItIs = runInNode([...relaxed, "--no-liftoff"], folder, "all_bits", inputs);
  const module = join(folder, "all_bits.mjs");
  const text = readFileSync(module, "utf8");
  expect(text).toMatch(/-130560.*129540/s);
  writeFileSync(module, text.replace("-130560", "-65536").replace("129540", "65534"));
  const inSixteenBits = runInNode([...relaxed, "--no-liftoff"], folder, "all_bits", inputs);
  expect(asItIs.changed + inSixteenBits.changed).toBeGreaterThan(0);
  expect(inSixteenBits.outputs).toEqual(asItIs.outputs);
});
