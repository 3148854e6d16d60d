/** The TypeScript kernels of a program: functions over typed arrays, with the pure functions and helpers they call. */
import { apply } from "../../loop/code-piece.ts";
import { commonSubexpressions } from "../../loop/common-subexpressions.ts";
import { functionsOf, walkExpressions } from "../../loop/functions.ts";
import { jsHelpers } from "../../loop/js-helpers.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { pairSums } from "../../loop/paired-sums.ts";
import { type Dialect, helpersUsed, printFunction, printKernel } from "../../loop/print-code.ts";
import { jsDialect } from "../../loop/print-js.ts";
import { hasVectors, scalarize } from "../../loop/scalarize.ts";
import { expandUnrolled } from "../../loop/unroll.ts";
import { either, extremum, isEither, isExtremum, runningChoices } from "./branch-free.ts";
import { decisiveValues } from "./decisive-values.ts";
import { outsideShell } from "./names.ts";
import { nativeNames, natives, ownInShortKernels } from "./native-functions.ts";

/** Helpers, functions and kernels in that order, each after what it calls. Deterministic programs round every f32 operation. */
export function kernelsText(kernels: readonly Kernel[], deterministic: boolean): string {
  const own = jsDialect({ strict: deterministic, types: true });
  const dialect: Dialect = deterministic ? own : { ...own, call: (e, args) => apply(nativeNames[e.fn.name] ?? e.fn.name, ...args) };
  const printed = kernels.map((kernel) => ({ ...readable(kernel), name: outsideShell(kernel.name) }));
  const running = runningChoices(printed);
  const select: Dialect["select"] = (e, ...parts) => (isEither(e) && !running.has(e) ? either(...parts) : dialect.select(e, ...parts));
  const binary: Dialect["binary"] = (e, ...sides) =>
    !deterministic && isExtremum(e) && !running.has(e) ? extremum(e, ...sides) : dialect.binary(e, ...sides);
  const decisive = decisiveValues(printed);
  const value: Dialect["value"] = (e, piece) => (decisive.has(e) ? apply("fround", piece) : piece);
  const ofKernels: Dialect = { ...dialect, select, binary, ...(deterministic ? {} : { value }) };
  const functions = new Set(printed.flatMap((kernel) => functionsOf(kernel.body)));
  const texts = Object.fromEntries([...functions].map((fn) => [fn.name, printFunction(fn, dialect)]));
  const ofShortKernels: Dialect = {
    ...ofKernels,
    call: (e, args) => (ownInShortKernels.has(e.fn.name) ? apply(e.fn.name, ...args) : (ofKernels.call?.(e, args) ?? apply(e.fn.name, ...args))),
  };
  const dialectOf = (kernel: Kernel): Dialect => (!deterministic && callsIn(kernel) <= mostCalls ? ofShortKernels : ofKernels);
  const kernelTexts = printed.map((kernel) => printKernel(kernel, dialectOf(kernel))).join("\n");
  const used = helpersUsed(kernelTexts, deterministic ? texts : { ...texts, ...natives });
  const text = [...used, kernelTexts].join("\n");
  const helpers = helpersUsed(text, jsHelpers).join("\n");
  return helpers === "" ? text : `${helpers}\n\n${text}`;
}

/** Calls of a kernel all of which V8 takes into it. */
const mostCalls = 2;

function callsIn({ body }: Kernel): number {
  let count = 0;
  walkExpressions(body, ({ kind }) => {
    if (kind === "call") count++;
  });
  return count;
}

/**
 * One lane, no small arrays: accumulators become named locals, and what is computed twice is computed once. Addresses stay as they are
 * written: running indices instead gained nothing on node 20 (2.4 GFLOP/s either way on ResNet's layers, two busy cores).
 */
function readable(kernel: Kernel): Kernel {
  return commonSubexpressions(pairSums(expandUnrolled(hasVectors(kernel) ? scalarize(kernel) : kernel)));
}
