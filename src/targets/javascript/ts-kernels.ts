/** The TypeScript kernels of a program: functions over typed arrays, with the pure functions and helpers they call. */
import { commonSubexpressions } from "../../loop/common-subexpressions.ts";
import { functionsOf } from "../../loop/functions.ts";
import { jsHelpers } from "../../loop/js-helpers.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { helpersUsed, printFunction, printKernel } from "../../loop/print-code.ts";
import { jsDialect } from "../../loop/print-js.ts";
import { hasVectors, scalarize } from "../../loop/scalarize.ts";
import { expandUnrolled } from "../../loop/unroll.ts";
import { outsideShell } from "./names.ts";

/** Helpers, functions and kernels in that order, each after what it calls. Deterministic programs round every f32 operation. */
export function kernelsText(kernels: readonly Kernel[], deterministic: boolean): string {
  const dialect = jsDialect({ strict: deterministic, types: true });
  const printed = kernels.map((kernel) => ({ ...readable(kernel), name: outsideShell(kernel.name) }));
  const functions = [...new Set(printed.flatMap((kernel) => functionsOf(kernel.body)))].map((fn) => printFunction(fn, dialect));
  const text = [...functions, ...printed.map((kernel) => printKernel(kernel, dialect))].join("\n");
  const helpers = helpersUsed(text, jsHelpers).join("\n");
  return helpers === "" ? text : `${helpers}\n\n${text}`;
}

/** One lane, no small arrays: accumulators become named locals, and what is computed twice is computed once. */
function readable(kernel: Kernel): Kernel {
  return commonSubexpressions(expandUnrolled(hasVectors(kernel) ? scalarize(kernel) : kernel));
}
