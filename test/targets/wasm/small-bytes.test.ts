/** Sums of byte products that engines with relaxed SIMD take by their instruction: of which kernels, where they stand, and that nothing else comes out. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { seededInputs } from "../../../src/golden.ts";
import { assembleWasm } from "../../../src/targets/wasm/module.ts";
import { kernelsOfSmallBytes, smallBytesIn } from "../../../src/targets/wasm/small-bytes.ts";
import { quantizedDsCnn } from "../../models/ds-cnn.ts";
import type { NetOptions } from "../../models/layers.ts";
import { modelBytes } from "../../support/onnx-writer.ts";
import { hasRelaxedSimd, relaxedSimdFlag, runInNode } from "../../support/relaxed-simd.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-small-bytes-"));
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
  expect(smallBytesIn((await assembleWasm(whole.program, false)).bytes)).toEqual([]);
  expect(smallBytesIn((await assembleWasm(reduced.program, false)).bytes).length).toBeGreaterThan(10);
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
