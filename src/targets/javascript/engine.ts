/** Engine: what the shared shell of JavaScript programs must know of the code that computes. One implementation a kind of kernels. */
import type { Program } from "../../schedule/program.ts";
import { bucketText, hasBuckets } from "../buckets.ts";

/** Name of the constant with an engine's sizes: `arena` bytes, bytes of the `weights` file, and the `fingerprint` of one beside the module. */
export const memoryName = (engine: Engine["name"]): string => (engine === "ts" ? "memory" : "wasmMemory");

/** Statements of the bucket that runs, whose row of `buckets` is called `bucket`; of the only variant, they stand alone. */
export function byBucket(program: Program, statements: readonly (readonly string[])[]): readonly string[] {
  if (!hasBuckets(program)) return statements.flat();
  const cases = statements.flatMap((lines, i) => [
    `  case ${i}: {`,
    `    // ${program.variants[i] === undefined ? "" : bucketText(program.variants[i])}`,
    ...lines.map((line) => `    ${line}`),
    "    break;",
    "  }",
  ]);
  return ["switch (bucket) {", ...cases, "}"];
}

export interface Engine {
  readonly name: "ts" | "wasm";
  /** The program it computes: its weights stand in its own file. */
  readonly program: Program;
  /** Bytes of the arena that the module allocates; none where the engine brings its own memory. */
  readonly arenaBytes?: number;
  /** Assembled WebAssembly, which the module embeds as base64. */
  readonly embedded?: Uint8Array;
  /** Where its multiplications and additions may be fused: byte offsets, in order. */
  readonly multiplyAdds?: readonly number[];
  /** Where it sums products of bytes that relaxed SIMD may take, likewise. */
  readonly byteProducts?: readonly number[];
  /** Module-level text: tables and kernels. */
  readonly declarations: string;
  /** Readonly members of the class besides `engine` and `outputs`; private ones have no `doc`. */
  readonly properties: readonly { readonly name: string; readonly type: string; readonly doc?: string }[];
  /** Methods besides `run`. */
  readonly methods?: readonly { readonly name: string; readonly doc: string; readonly returns: string; readonly statements: readonly string[] }[];
  /** The constructor's only parameter; left out for TypeScript kernels without weights. */
  readonly parameter: { readonly name: string; readonly type: string };
  /** Statements of the constructor; they assign `this.outputs`: of a program with buckets, one row for each. */
  readonly construct: readonly string[];
  /** Kernels read `inputs` where the caller holds them, and write `outputs` there. */
  readonly readsInputs?: boolean;
  /** Statements of `run` between the checks of `inputs` and `outputs` and `return outputs`; of a program with buckets, `bucket` is the row. */
  readonly run: readonly string[];
  /**
   * Statements that declare the constructor's argument and, when the program has weights (`bytes` names the size of their file, which is `saved` less than
   * header and weights in memory), `file`: the bytes where the weights file is to lie, which end where weights do.
   */
  readonly place: (bytes: string | undefined, saved: number) => readonly string[];
  /** Byte address of the first weight in the memory of `file`. */
  readonly weightsAt: number;
  /** A function that makes f32 of a number of narrow weights, from and to byte addresses in the memory of `file`; none where `widenFloats` does. */
  readonly widen?: string;
  /** A function that hashes the weights between two byte addresses in the memory of `file`. */
  readonly checksum: string;
  /** Statements of `load` once the weights are there. */
  readonly ready?: readonly string[];
  /** What the module-level text of threads needs to know; none for one thread. */
  readonly threads?: { readonly count: number; readonly pages: number; readonly sharedAt: number; readonly needless: boolean };
}
