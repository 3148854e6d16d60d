/** Runs an emitted JavaScript program in this process: `aot run`, `aot verify` and tests. Building it is left to the targets. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileError } from "./core/diagnostics.ts";
import type { DType, ElementArray, Elements } from "./core/dtype.ts";
import { writeParts } from "./core/files.ts";
import { withTemporaryFolder } from "./core/temporary.ts";
import type { EmittedFile } from "./targets/target.ts";

/** A row of an emitted module's `signature`. */
export interface ModuleTensor {
  /** The model's own name. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly array: string;
  readonly length: number;
}

type Arrays = Readonly<Record<string, Elements>>;

/** An instance of an emitted program, addressed by the model's own value names. */
export interface LoadedModule {
  readonly engine: "ts" | "wasm";
  /** Of the first bucket, when the program has several. */
  readonly inputs: readonly ModuleTensor[];
  readonly outputs: readonly ModuleTensor[];
  /** Arrays (of strings: lists) by the model's value names; results are copies, strings among them as offsets and bytes. Throws AOT501 for a missing input, and what the program throws for a wrong one. */
  run(inputs: ReadonlyMap<string, Elements>, dims?: Readonly<Record<string, number>>): ReadonlyMap<string, ElementArray>;
  /** Ends the workers of a program for several threads. */
  close(): void;
}

type Signature = Readonly<Record<"inputs" | "outputs", Readonly<Record<string, ModuleTensor>>>>;

interface EmittedModule {
  readonly signature?: Signature;
  /** In place of the signature: one for each bucket. */
  readonly buckets?: readonly Signature[];
  load(options?: object): Promise<EmittedModel>;
}

interface EmittedModel {
  readonly engine: "ts" | "wasm";
  run(inputs: Arrays, dims?: Readonly<Record<string, number>>): Arrays;
  close?(): void;
}

/** Loads the .mjs at `path` (with its weights beside it). `options` are those of the module's own `load`. */
export async function loadModule(path: string, options: object = {}): Promise<LoadedModule> {
  const module: EmittedModule = await import(/* @vite-ignore */ pathToFileURL(path).href);
  const model = await module.load(options);
  const signature = module.buckets?.[0] ?? module.signature;
  if (signature === undefined) throw new Error("internal: an emitted module without a signature");
  const inputs = Object.entries(signature.inputs);
  const outputs = Object.entries(signature.outputs);
  return {
    engine: model.engine,
    inputs: inputs.map(([, info]) => info),
    outputs: outputs.map(([, info]) => info),
    close: () => model.close?.(),
    run(given, dims) {
      const arrays = inputs.map(([identifier, { name }]): [string, Elements] => {
        const array = given.get(name);
        if (array !== undefined) return [identifier, array];
        throw compileError({ code: "AOT501", where: name, message: `the input is missing; given are ${[...given.keys()].join(", ") || "none"}` });
      });
      const results = dims === undefined ? model.run(Object.fromEntries(arrays)) : model.run(Object.fromEntries(arrays), dims);
      const held = outputs.filter(([, { dtype }]) => dtype !== "string");
      return new Map(held.map(([identifier, { name }]) => [name, (results[identifier] as Float32Array).slice()]));
    },
  };
}

/** Writes emitted files to a folder of their own, runs the program once on `inputs` (in the bucket of `dims`), and removes the folder. */
export async function runEmittedModule(
  files: readonly EmittedFile[],
  inputs: ReadonlyMap<string, Elements>,
  options: object = {},
  dims?: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, ElementArray>> {
  return withTemporaryFolder(async (folder) => {
    for (const { path, content } of files) await writeParts(join(folder, path), content);
    const module = files.find((f) => f.path.endsWith(".mjs"));
    if (module === undefined) throw new Error("internal: the target emitted no module");
    const loaded = await loadModule(join(folder, module.path), options);
    const results = loaded.run(inputs, dims);
    loaded.close();
    return results;
  });
}
