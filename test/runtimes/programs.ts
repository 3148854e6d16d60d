/** The programs that tests run in other hosts: a network of convolutions and a hand-made one, with the outputs this process computes. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../src/build.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import type { EmittedFile } from "../../src/targets/target.ts";
import { models } from "../models/index.ts";
import { modelBytes } from "../support/onnx-writer.ts";

export interface BuiltProgram {
  /** Folder with the emitted files. */
  readonly folder: string;
  readonly files: readonly EmittedFile[];
  readonly input: readonly number[];
  /** Largest output of `input`, as this process computes it. */
  readonly expected: readonly number[];
}

/** The same input in every host: the formula as text for pages and workers, and here. */
export const inputFormula = "(k) => ((k * 37) % 101) / 50 - 1";
const inputAt = (k: number): number => ((k * 37) % 101) / 50 - 1;

/** The small variant of a test network, emitted for `target` into `folder/name`; the module is `net.mjs`, its ports `input` and `output`. */
export async function builtProgram(
  target: "ts" | "wasm",
  weights: "inline" | "file",
  model = "vgg11",
  fallback = false,
  threads = 1,
): Promise<BuiltProgram> {
  const entry = models[model];
  if (entry === undefined) throw new Error(`there is no model ${model}`);
  const folder = await mkdtemp(join(tmpdir(), "aot-runtime-"));
  const path = join(folder, "net.onnx");
  await writeFile(path, modelBytes(entry.build(entry.small).graph));
  const out = join(folder, "net");
  const { builds } = await build(path, { targets: [target], out, weights, fallback, threads });
  const files = builds[0]?.files ?? [];
  const module = await import(/* @vite-ignore */ join(out, "net.mjs"));
  const { length } = module.signature.inputs.input;
  const input = Float32Array.from({ length }, (_, k) => inputAt(k));
  const expected = (await runEmittedModule(files, new Map([["input", input]]))).get("output");
  return { folder: out, files, input: [...input], expected: [...(expected as Float32Array)] };
}
