/** Programs for two threads with branches, loops, checks and buckets, in C and WebAssembly: the bits of one thread. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { Diagnostics } from "../../src/core/diagnostics.ts";
import { bytesOfArray, type ElementArray, type Elements } from "../../src/core/dtype.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import { stepsOf, type Variant } from "../../src/schedule/program.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { wordTagger } from "../models/word-tagger.ts";
import { modelBytes } from "../support/onnx-writer.ts";
import { Random } from "../support/random.ts";
import { controlFlowModel } from "../support/random-control-flow.ts";
import { quick } from "../support/run-c.ts";
import { type Threaded, threaded } from "../support/threaded.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-two-threads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machines = { c: "x86-64-v3", wasm: "wasm-simd128" } as const;
const targets = ["c", "wasm"] as const;

async function outputsOf(
  { compiled, files }: Threaded,
  target: (typeof targets)[number],
  inputs: ReadonlyMap<string, Elements>,
  variant: Variant,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const dims = variant.dims.length === 0 ? undefined : Object.fromEntries(variant.dims.map((d) => [d.sym.name, Number(d.value)]));
  const flags = [quick, ...(compiled.program.threads > 1 ? ["-fsanitize=thread"] : [])];
  const found =
    target === "c" ? await runCProgram(compiled.program, files, inputs, { flags, variant }) : await runEmittedModule(files, inputs, {}, dims);
  return [...found].map(([name, array]) => [name, bytesOfArray(array)]);
}

test.each(targets)("random branches and loops in %s", async (target) => {
  let shared = 0;
  for (let seed = 0; seed < (target === "c" ? 3 : 6); seed++) {
    const model = readOnnx(controlFlowModel(new Random(seed), 3), "control.onnx", { dims: {}, diagnostics: new Diagnostics() });
    const random = new Random(seed + 100);
    const inputs = new Map<string, ElementArray>([
      ["a", random.floats(4)],
      ["b", random.floats(4)],
      ["p", Uint8Array.of(seed & 1)],
      ["q", Uint8Array.of((seed >> 1) & 1)],
      ["rounds", BigInt64Array.of(BigInt(seed % 4))],
    ]);
    const [one, two] = [
      await threaded(model, target, machines[target], { threads: 1 }),
      await threaded(model, target, machines[target], { threads: 2 }),
    ];
    const [variant] = two.compiled.program.variants as readonly [Variant];
    shared += stepsOf(variant.region).filter((s) => s.kind === "call" && s.parts !== undefined).length;
    expect(await outputsOf(two, target, inputs, variant), `seed ${seed}`).toEqual(
      await outputsOf(one, target, inputs, one.compiled.program.variants[0] as Variant),
    );
  }
  expect(shared).toBeGreaterThan(3);
});

test.each(targets)("every bucket in %s", async (target) => {
  const path = join(folder, "tagger.onnx");
  writeFileSync(path, modelBytes(wordTagger({ width: 16 })));
  const { model } = await loadModel(path, {});
  const buckets = { batch: [1, 2], seq: [4] };
  const [one, two] = [
    await threaded(model, target, machines[target], { threads: 1, buckets }),
    await threaded(model, target, machines[target], { threads: 2, buckets }),
  ];
  for (const [i, variant] of two.compiled.program.variants.entries()) {
    const inputs = new Map(
      variant.inputs.map((p) => [p.name, Float32Array.from({ length: p.shape.reduce<number>((n, d) => n * Number(d), 1) }, (_, k) => Math.sin(k))]),
    );
    expect(stepsOf(variant.region).some((s) => s.kind === "call" && s.parts !== undefined)).toBe(true);
    expect(await outputsOf(two, target, inputs, variant)).toEqual(await outputsOf(one, target, inputs, one.compiled.program.variants[i] as Variant));
  }
});
