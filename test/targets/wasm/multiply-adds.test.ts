/** Multiplications and additions that engines with relaxed SIMD fuse: where they stand, and that programs compute the same with them. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelPath, sampleModels, samplesFolder } from "../../../scripts/samples.ts";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { seededInputs } from "../../../src/golden.ts";
import { assemble } from "../../../src/targets/wasm/assemble.ts";
import { multiplyAddsIn } from "../../../src/targets/wasm/multiply-adds.ts";
import { hasRelaxedSimd, relaxedSimdFlag, runInNode } from "../../support/relaxed-simd.ts";

const product = "(f32x4.mul (local.get 0) (local.get 1))";

/** A module of one function with 200 locals whose value is `body`. */
const moduleOf = (body: string): Promise<Uint8Array> =>
  assemble("m", `(module (memory 1) (func (param v128 v128) (result v128) ${"(local v128)".repeat(200)} ${body}))`);

test("a product to which a local is added is found, whatever stands before it", async () => {
  const sum = `(f32x4.add ${product} (local.get 150))`;
  for (const before of [
    "(drop (i32.const -1))",
    "(drop (f64.const 1.5))",
    "(memory.fill (i32.const 0) (i32.const 0) (i32.const 64))",
    "(block (br_table 0 0 0 (i32.const 1)))",
    "(drop (v128.load32_splat offset=70000 (i32.const 8)))",
    "(drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get 0) (local.get 1)))",
    "(drop (v128.load32_lane 3 (i32.const 0) (local.get 0)))",
  ]) {
    const bytes = await moduleOf(`${before} ${sum}`);
    const places = multiplyAddsIn(bytes);
    expect(places, before).toHaveLength(1);
    expect([...bytes.slice(places[0], (places[0] ?? 0) + 6)]).toEqual([0xfd, 0xe6, 0x01, 0x20, 150 | 128, 1]);
  }
});

test("nothing else is: sums of other values, and constants that look like code", async () => {
  // fd e6 01 20 00 fd e4 01 as the first eight bytes of a constant.
  const constant = "(v128.const i32x4 0x2001e6fd 0x01e4fd00 0 0)";
  for (const body of [`(f32x4.add ${product} ${constant})`, `(f32x4.sub ${product} (local.get 0))`, constant])
    expect(multiplyAddsIn(await moduleOf(body)), body).toEqual([]);
});

test.each(["digits", "recurrent"])("%s computes the same with fused multiply-adds", async (name) => {
  const sample = sampleModels.find((s) => s.name === name);
  const folder = join(samplesFolder, name, "wasm");
  const { model } = await loadModel(modelPath(sample as (typeof sampleModels)[number]), {});
  const feeds = seededInputs(model.graph.inputs);
  const run = (flags: readonly string[]) => runInNode(flags, folder, name, feeds);
  const fused = run(hasRelaxedSimd ? [] : [relaxedSimdFlag]);
  expect(fused.changed).toBeGreaterThan(0);
  const { outputs } = hasRelaxedSimd ? fused : run([]);
  if (!hasRelaxedSimd) expect(run([]).changed).toBe(0);
  outputs.forEach((values, i) => {
    values.forEach((x, j) => {
      expect(Math.abs(x - (fused.outputs[i]?.[j] ?? Number.NaN))).toBeLessThan(1e-5);
    });
  });
});

test("a deterministic program is never fused", async () => {
  const path = modelPath(sampleModels.find((s) => s.name === "recurrent") as (typeof sampleModels)[number]);
  const { model } = await loadModel(path, {});
  const text = async (deterministic: boolean): Promise<string> => {
    const { files, compiled } = await buildTarget(model, targetNamed("wasm"), path, { deterministic });
    return String(files.find((f) => f.path === `${compiled.program.name}.ts`)?.content);
  };
  expect(await text(false)).toContain("const multiplyAdds");
  expect(await text(true)).not.toContain("ultiplyAdd");
});
