/** The functions of a module: helpers, functions of the loop language, kernels; each printed once however many call it. */
import type { Buffer } from "../../loop/expr.ts";
import { inlineVectorCalls } from "../../loop/inline-calls.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { scalarize } from "../../loop/scalarize.ts";
import { straighten } from "../../loop/straighten.ts";
import { functionName, Needs } from "./context.ts";
import { copiesInVectors } from "./copied-runs.ts";
import { helperTexts } from "./helpers.ts";
import { printFunction, printKernel } from "./print-kernel.ts";
import { hasNativeVectors } from "./value-types.ts";

export interface PrintedFunctions {
  /** Data that functions read, then each function's text; all indented by two. */
  readonly texts: readonly string[];
  /** Bytes under the lowest buffer that bases may point to. */
  readonly reserve: number;
}

/** A function of up to so many operations stands where it is called: a call makes V8 put all sums aside, and functions load their constants. pow stays one. */
const mostInlined = 128;

/** The kernel as it is printed: unrolled, straight, with no vector but those of SIMD128. Computes the same. */
export const prepare = (kernel: Kernel): Kernel => {
  const native = hasNativeVectors(kernel) ? inlineVectorCalls(kernel, mostInlined) : scalarize(kernel);
  return straighten(copiesInVectors(native));
};

/** `ofSmallBytes`: kernels whose products of bytes relaxed SIMD may take (../small-bytes.ts); `finite`: memory of f16 without infinities and NaNs (finite-halves.ts). */
export function printFunctions(
  kernels: readonly Kernel[],
  ofSmallBytes: ReadonlySet<Kernel> = new Set(),
  finite: ReadonlySet<Buffer> = new Set(),
): PrintedFunctions {
  const needs = new Needs();
  const printed = kernels.map((kernel) => printKernel(prepare(kernel), needs, { hasSmallBytes: ofSmallBytes.has(kernel), finite }));
  const functions = calledFunctions(needs);
  const helpers = helperTexts(needs.helpers).map((text) => text.replace(/^/gm, "  "));
  const vectors = [...needs.vectors].map(([spelling, address]) => `  (data (i32.const ${address}) "${vectorBytes(spelling)}") ;; ${spelling}`);
  const data = vectors.length === 0 ? [] : [vectors.join("\n")];
  const loops = [...needs.loops.values()].map(({ text }) => text);
  return { texts: [...data, ...helpers, ...functions, ...loops, ...printed], reserve: needs.reserve };
}

/** Pure functions, also those that others call; each lane count its own. */
function calledFunctions(needs: Needs): readonly string[] {
  const printed = new Map<string, string>();
  for (let before = -1; before !== printed.size; ) {
    before = printed.size;
    for (const [fn, lanes] of [...needs.functions])
      for (const n of [...lanes]) {
        const name = functionName(fn, n);
        if (!printed.has(name)) printed.set(name, printFunction(fn, n, needs));
      }
  }
  return [...printed.values()];
}

/** The 16 bytes of "f32x4 1 1 1 1" as text of a data segment. */
function vectorBytes(spelling: string): string {
  const [shape, ...lanes] = spelling.split(" ");
  const values = lanes.map(Number);
  const array = shape === "f32x4" ? new Float32Array(values) : new Int32Array(values.map((x) => x | 0));
  return [...new Uint8Array(array.buffer)].map((b) => `\\${b.toString(16).padStart(2, "0")}`).join("");
}
