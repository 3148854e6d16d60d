/** Committed samples are what the compiler makes today, byte for byte, and they run: every program classifies the sample digits. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sampleFiles, samples, samplesFolder } from "../scripts/samples.ts";
import { loadModel } from "../src/build.ts";
import { loadModule } from "../src/bundle/run-module.ts";
import { compile } from "../src/compile.ts";
import { machineNamed } from "../src/loop/machine.ts";
import { runCProgram } from "../src/targets/c/host.ts";

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
  const path = join(samplesFolder, "digits/digits.onnx");
  const { model } = await loadModel(path, {});
  const { program } = compile(model, {
    machine: machineNamed("x86-64-v3"),
    level: 2,
    deterministic: false,
    precise: false,
    name: "digits",
    source: "digits.onnx",
    verify: true,
  });
  const files = await sampleFiles({ model: "digits/digits.onnx", folder: "digits/c", target: "c" });
  const outputs = await runCProgram(program, files, new Map([["image", image(14)]]));
  expect(best(outputs.get("score") as Float32Array)).toBe(7);
  const folder = mkdtempSync(join(tmpdir(), "aot-sample-"));
  cpSync(join(samplesFolder, "digits/c"), folder, { recursive: true });
  expect(execFileSync("make", ["-s", "test"], { cwd: folder, encoding: "utf8" })).toContain("self-test passed");
  expect(existsSync(join(folder, "libdigits.a"))).toBe(true);
});
