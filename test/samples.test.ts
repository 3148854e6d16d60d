/** Committed samples are what the compiler makes today, byte for byte, and they run: the digits are classified, the others give what ONNX Runtime gives. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  buildOptionsOf,
  buildSample,
  digits,
  encoder,
  modelPath,
  recurrent,
  sampleFiles,
  samples,
  samplesFolder,
  tagger,
} from "../scripts/samples.ts";
import { loadModule } from "../src/run-module.ts";
import { runCProgram } from "../src/targets/c/host.ts";
import { verify } from "../src/verify.ts";

const pixels = readFileSync(join(samplesFolder, "digits/samples.bin"));
const image = (i: number): Float32Array => Float32Array.from(pixels.subarray(i * 784, (i + 1) * 784), (p) => p / 255);
const best = (score: ArrayLike<number>): number => Array.from(score).indexOf(Math.max(...Array.from(score)));

describe.each(samples.map((s) => [s.folder, s] as const))("%s", (folder, sample) => {
  test("is what the compiler makes, byte for byte", async () => {
    const files = await sampleFiles(sample);
    expect(readdirSync(join(samplesFolder, folder)).sort()).toEqual(files.map((f) => f.path).sort());
    for (const f of files) {
      const committed = readFileSync(join(samplesFolder, folder, f.path));
      expect(committed.equals(Buffer.from(f.content)), `${folder}/${f.path}; npm run samples writes it anew`).toBe(true);
    }
  });
});

test.each(["digits/ts", "digits/wasm"])("%s classifies the sample digits", async (folder) => {
  const model = await loadModule(join(samplesFolder, folder, "digits.mjs"));
  const right = Array.from(
    { length: 20 },
    (_, i) => best(model.run(new Map([["image", image(i)]])).get("score") as Float32Array) === Math.floor(i / 2),
  );
  expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(19);
});

test("digits/c classifies a sample digit, and make test passes", async () => {
  const build = await buildSample({ model: digits, target: "c" });
  const outputs = await runCProgram(build.compiled.program, build.files, new Map([["image", image(14)]]));
  expect(best(outputs.get("score") as Float32Array)).toBe(7);
  const folder = mkdtempSync(join(tmpdir(), "aot-sample-"));
  cpSync(join(samplesFolder, "digits/c"), folder, { recursive: true });
  expect(execFileSync("make", ["-s", "test"], { cwd: folder, encoding: "utf8" })).toContain("self-test passed");
  expect(existsSync(join(folder, "libdigits.a"))).toBe(true);
});

test("the tagger gives what ONNX Runtime gives in every bucket, and make test passes", async () => {
  const result = await verify(modelPath(tagger), { targets: ["ts", "wasm"], ...buildOptionsOf(tagger) });
  expect(result).toMatchObject({ passed: true, reference: expect.stringContaining("ONNX Runtime") });
  expect(result.verifications.length).toBe(2 * 4);
  const folder = mkdtempSync(join(tmpdir(), "aot-sample-"));
  cpSync(join(samplesFolder, "tagger/c"), folder, { recursive: true });
  const shown = execFileSync("make", ["-s", "test"], { cwd: folder, encoding: "utf8" });
  for (const bucket of ["batch=1 seq=4", "batch=1 seq=6", "batch=2 seq=4", "batch=2 seq=6"]) expect(shown).toContain(`${bucket}: tags: max error`);
  expect(shown).toContain("self-test passed");
}, 60_000);

test.each([encoder, recurrent].map((model) => [model.name, model] as const))(
  "%s gives what ONNX Runtime gives, and make test passes",
  async (name, model) => {
    const result = await verify(modelPath(model), { targets: ["ts", "wasm"] });
    expect(result).toMatchObject({ passed: true, reference: expect.stringContaining("ONNX Runtime") });
    const folder = mkdtempSync(join(tmpdir(), "aot-sample-"));
    cpSync(join(samplesFolder, name, "c"), folder, { recursive: true });
    expect(execFileSync("make", ["-s", "test"], { cwd: folder, encoding: "utf8" })).toContain("self-test passed");
  },
  60_000,
);
