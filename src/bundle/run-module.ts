/** Runs an emitted JavaScript program in this process: `aot run`, `aot verify` and tests. Building it is left to the targets. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileError } from "../core/diagnostics.ts";
import type { DType, ElementArray } from "../core/dtype.ts";
import type { EmittedFile } from "../targets/target.ts";

/** A row of an emitted module's `signature`. */
export interface ModuleTensor {
  /** The model's own name. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly array: string;
  readonly length: number;
}

type Arrays = Readonly<Record<string, ElementArray>>;

/** An instance of an emitted program, addressed by the model's own value names. */
export interface LoadedModule {
  readonly engine: "ts" | "wasm";
  readonly inputs: readonly ModuleTensor[];
  readonly outputs: readonly ModuleTensor[];
  /** Arrays by the model's value names; results are copies. Throws AOT501 for a missing input, and what the program throws for a wrong one. */
  run(inputs: ReadonlyMap<string, ElementArray>): ReadonlyMap<string, ElementArray>;
}

interface EmittedModule {
  readonly signature: Readonly<Record<"inputs" | "outputs", Readonly<Record<string, ModuleTensor>>>>;
  load(options?: object): Promise<{ readonly engine: "ts" | "wasm"; run(inputs: Arrays): Arrays }>;
}

/** Loads the .mjs at `path` (with its weights beside it). `options` are those of the module's own `load`. */
export async function loadModule(path: string, options: object = {}): Promise<LoadedModule> {
  const module: EmittedModule = await import(/* @vite-ignore */ pathToFileURL(path).href);
  const model = await module.load(options);
  const inputs = Object.entries(module.signature.inputs);
  const outputs = Object.entries(module.signature.outputs);
  return {
    engine: model.engine,
    inputs: inputs.map(([, info]) => info),
    outputs: outputs.map(([, info]) => info),
    run(given) {
      const arrays = inputs.map(([identifier, { name }]): [string, ElementArray] => {
        const array = given.get(name);
        if (array !== undefined) return [identifier, array];
        throw compileError({ code: "AOT501", where: name, message: `the input is missing; given are ${[...given.keys()].join(", ") || "none"}` });
      });
      const results = model.run(Object.fromEntries(arrays));
      return new Map(outputs.map(([identifier, { name }]) => [name, (results[identifier] as Float32Array).slice()]));
    },
  };
}

/** Writes emitted files to a folder of their own, runs the program once on `inputs`, and removes the folder. */
export async function runEmittedModule(
  files: readonly EmittedFile[],
  inputs: ReadonlyMap<string, ElementArray>,
  options: object = {},
): Promise<ReadonlyMap<string, ElementArray>> {
  const folder = await mkdtemp(join(tmpdir(), "aot-module-"));
  try {
    for (const { path, content } of files) await writeFile(join(folder, path), content);
    const module = files.find((f) => f.path.endsWith(".mjs"));
    if (module === undefined) throw new Error("internal: the target emitted no module");
    return (await loadModule(join(folder, module.path), options)).run(inputs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
