/** Engine processes of node: emitted JavaScript programs, and ONNX Runtime in its two packages. */
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TargetBuild } from "../build.ts";
import type { DType } from "../core/dtype.ts";
import { writeParts } from "../core/files.ts";
import { templatePath } from "../targets/templates.ts";
import { type Engine, engineProcess } from "./engine.ts";

/** Inputs on disk, and the outputs asked for, as templates/bench/engine.mjs takes them. Emitted programs go by identifiers, others by names. */
export interface Described {
  readonly inputs: readonly DescribedInput[];
  readonly outputs: readonly { readonly name: string; readonly identifier?: string }[];
}

export interface DescribedInput {
  readonly name: string;
  readonly identifier: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Its bytes. */
  readonly file: string;
}

export type Clock = "wall" | "cpu";

export interface NodeOptions {
  /** Default: wall. */
  readonly clock?: Clock;
  /** The program that is node. Default: the one that runs this. */
  readonly node?: string;
}

/** Starts an engine with `opener`, the path of a module as templates/bench/emitted.mjs is one, which is told `description`. */
export const nodeEngine = (
  name: string,
  opener: string,
  description: Described & Readonly<Record<string, unknown>>,
  folder: string,
  { clock = "wall", node = process.execPath }: NodeOptions = {},
): Promise<Engine> => {
  const args = [templatePath("bench/engine.mjs"), opener, JSON.stringify(description), clock];
  return engineProcess(name, { command: node, args, isCompiled: false }, folder);
};

/** Writes an emitted JavaScript program to `folder` and starts it. */
export async function emittedEngine(build: TargetBuild, described: Described, folder: string, options?: NodeOptions): Promise<Engine> {
  await mkdir(folder, { recursive: true });
  for (const { path, content } of build.files) await writeParts(join(folder, path), content);
  const path = join(folder, `${build.compiled.program.name}.mjs`);
  const outputs = described.outputs.map(({ name, identifier }) => ({ name, identifier }));
  return nodeEngine(`aot-${build.target}`, templatePath("bench/emitted.mjs"), { inputs: described.inputs, outputs, path }, folder, options);
}

export type OnnxRuntimePackage = "onnxruntime-node" | "onnxruntime-web";

/** A file beside which node finds the package: in the folder the user works in, or where this compiler is installed. */
export function installedBeside(name: string, ...more: readonly string[]): string | undefined {
  const places = [...more, join(process.cwd(), "package.json"), fileURLToPath(import.meta.url)];
  return places.find((from) => {
    try {
      return createRequire(from).resolve(name) !== "";
    } catch {
      return false;
    }
  });
}

interface OnnxRuntimeOptions extends NodeOptions {
  readonly described: Described;
  readonly from: string;
  readonly threads: number;
  readonly folder: string;
}

/** Starts the model at `path` in ONNX Runtime; `from` is what `installedBeside` gave. */
export function onnxRuntimeEngine(
  name: OnnxRuntimePackage,
  path: string,
  { described, from, threads, folder, ...node }: OnnxRuntimeOptions,
): Promise<Engine> {
  return nodeEngine(name, templatePath("bench/onnxruntime.mjs"), { ...described, path, package: name, from, threads }, folder, node);
}
