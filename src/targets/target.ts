/** Target: a Program in, files out. One folder each; targets know neither operators nor file formats nor each other. */
import type { ItemLists } from "../core/structure.ts";
import type { Tiles } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import type { Program } from "../schedule/program.ts";
import type { Render } from "./templates.ts";

export interface EmittedFile {
  /** Relative to the output folder, with forward slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** In one phrase, what the file is for and whether deployment needs it. */
  readonly purpose: string;
  /** Files of kind "code" count as the code of a build's size report. */
  readonly kind: "code" | "weights" | "build" | "review" | "test";
}

/** Seeded inputs and the outputs they must give, for self-tests; bytes little endian in port order. */
export interface GoldenVectors {
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
  /** max |a - b| <= tolerance * max |b| for each output. */
  readonly tolerance: number;
}

export interface EmitOptions {
  readonly machine: Machine;
  readonly weights: "auto" | "inline" | "file";
  readonly deterministic: boolean;
  /** wasm: the TypeScript kernels too, chosen at load where WebAssembly is missing. `program` is scheduled for the js machine. */
  readonly fallback?: Program;
  /** Fills the templates; ours where it is left out. */
  readonly render?: Render;
  /** In the order of the program's variants; undefined where evaluating would take too long. */
  readonly golden?: readonly (GoldenVectors | undefined)[];
  readonly record?: BuildRecord;
}

/** What the manifest records of a build beside what the program says: enough to make it again, and to tell why two builds differ. */
export interface BuildRecord {
  /** Of this compiler. */
  readonly toolVersion: string;
  /** Of the model file; of its graph without numbers; of its numbers. SHA-256, hex. */
  readonly model: { readonly sha256: string; readonly structure: string; readonly parameters: string };
  /** Multiply-adds of a run, at the upper bound of every dim. */
  readonly multiplyAdds: number;
  readonly options: RecordedOptions;
}

/** The options that decide what a target's files hold, beside its machine and the model's name. */
export interface RecordedOptions {
  readonly level: 0 | 1 | 2 | 3;
  readonly dims: Readonly<Record<string, number>>;
  /** Left out where none are given. */
  readonly items?: ItemLists;
  readonly stringBytes?: number;
  readonly imageFormats?: readonly string[];
  readonly buckets?: Readonly<Record<string, readonly number[]>>;
  readonly weights: "auto" | "inline" | "file";
  /** Left out for 1. */
  readonly threads?: number;
  readonly fallback: boolean;
  readonly deterministic: boolean;
  readonly precise: boolean;
  /** Register tiles that were given and taken, by machine and kernel. */
  readonly tiles?: Readonly<Record<string, Readonly<Record<string, Tiles>>>>;
  /** True where templates of the user's replaced ours. */
  readonly templates: boolean;
}

export interface Target<Name extends string = string> {
  readonly name: Name;
  readonly defaultMachine: string;
  /** Machines it can print for. */
  readonly machines: readonly string[];
  /** Which of them this processor is, where that is known; absent where programs run in an engine that hides it. */
  readonly nativeMachine?: () => string | undefined;
  /** Whether its programs can share steps among threads. */
  readonly threads: boolean;
  readonly emit: (program: Program, options: EmitOptions) => Promise<readonly EmittedFile[]>;
}
