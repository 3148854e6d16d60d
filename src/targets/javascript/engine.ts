/** Engine: what the shared shell of JavaScript programs must know of the code that computes. One implementation a kind of kernels. */
import type { Program } from "../../schedule/program.ts";

/** Name of the constant with an engine's sizes: `arena` bytes, bytes of the `weights` file, and its `fingerprint`. */
export const memoryName = (engine: Engine["name"]): string => (engine === "ts" ? "memory" : "wasmMemory");

export interface Engine {
  readonly name: "ts" | "wasm";
  /** The program it computes: its weights stand in its own file. */
  readonly program: Program;
  /** Bytes of the arena that the module allocates; none where the engine brings its own memory. */
  readonly arenaBytes?: number;
  /** Assembled WebAssembly, which the module embeds as base64. */
  readonly embedded?: Uint8Array;
  /** Module-level text: tables and kernels. */
  readonly declarations: string;
  /** Private readonly members of the class besides `engine` and `outputs`. */
  readonly properties: readonly { readonly name: string; readonly type: string }[];
  /** The constructor's only parameter; left out for TypeScript kernels without weights. */
  readonly parameter: { readonly name: string; readonly type: string };
  /** Statements of the constructor; they assign `this.outputs`. */
  readonly construct: readonly string[];
  /** Statements of `run` between the checks of `inputs` and `outputs` and `return outputs`. */
  readonly run: readonly string[];
  /**
   * Statements that declare the constructor's argument and, when the program has weights (`bytes` names the size of their file), `file`:
   * the bytes where the weights file is to lie.
   */
  readonly place: (bytes: string | undefined) => readonly string[];
}
