/** The TypeScript kernels of a program: functions over typed arrays, with the pure functions and helpers they call. */
import { apply } from "../../loop/code-piece.ts";
import { commonSubexpressions } from "../../loop/common-subexpressions.ts";
import { functionsOf } from "../../loop/functions.ts";
import { jsHelpers } from "../../loop/js-helpers.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { type Dialect, helpersUsed, printFunction, printKernel } from "../../loop/print-code.ts";
import { jsDialect } from "../../loop/print-js.ts";
import { hasVectors, scalarize } from "../../loop/scalarize.ts";
import { expandUnrolled } from "../../loop/unroll.ts";
import { outsideShell } from "./names.ts";

/** Functions the language has: as exact as ours or better, faster, and shorter to read. Not under --deterministic: engines may differ. */
const nativeNames: Readonly<Record<string, string>> = Object.fromEntries(
  "exp expm1 log log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp_below_0"
    .split(" ")
    .flatMap((name) => [`${name}_f32`, `${name}_f64`].map((ours) => [ours, `Math.${name.replace("_below_0", "")}`])),
);

const nativePower = (name: string): string =>
  "/** x^y; 1 where C says so and Math.pow says NaN. */\n" +
  `function ${name}(x: number, y: number): number {\n  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);\n}\n`;

const nativeFunction = (name: string, doc: string, body: string): string => `/** ${doc} */\nfunction ${name}(x: number): number {\n${body}}\n`;

/** `least` is where e^-x nears the end of its type's range. */
const nativesOf = (kind: "f32" | "f64", least: number): Readonly<Record<string, string>> => ({
  [`pow_${kind}`]: nativePower(`pow_${kind}`),
  [`sigmoid_${kind}`]: nativeFunction(`sigmoid_${kind}`, "1 / (1 + e^-x)", "  return 1 / (1 + Math.exp(-x));\n"),
  [`swish_${kind}`]: nativeFunction(
    `swish_${kind}`,
    `x / (1 + e^-x); below ${least} what it is there, which is nearly 0.`,
    `  const top = x < ${least} ? ${least} : x;\n  return top / (1 + Math.exp(-top));\n`,
  ),
});

const natives: Readonly<Record<string, string>> = { ...nativesOf("f32", -87), ...nativesOf("f64", -708) };

/** Helpers, functions and kernels in that order, each after what it calls. Deterministic programs round every f32 operation. */
export function kernelsText(kernels: readonly Kernel[], deterministic: boolean): string {
  const own = jsDialect({ strict: deterministic, types: true });
  const dialect: Dialect = deterministic ? own : { ...own, call: (e, args) => apply(nativeNames[e.fn.name] ?? e.fn.name, ...args) };
  const printed = kernels.map((kernel) => ({ ...readable(kernel), name: outsideShell(kernel.name) }));
  const functions = new Set(printed.flatMap((kernel) => functionsOf(kernel.body)));
  const texts = Object.fromEntries([...functions].map((fn) => [fn.name, printFunction(fn, dialect)]));
  const kernelTexts = printed.map((kernel) => printKernel(kernel, dialect)).join("\n");
  const used = helpersUsed(kernelTexts, deterministic ? texts : { ...texts, ...natives });
  const text = [...used, kernelTexts].join("\n");
  const helpers = helpersUsed(text, jsHelpers).join("\n");
  return helpers === "" ? text : `${helpers}\n\n${text}`;
}

/**
 * One lane, no small arrays: accumulators become named locals, and what is computed twice is computed once. Addresses stay as they are
 * written: running indices instead gained nothing on node 20 (2.4 GFLOP/s either way on ResNet's layers, two busy cores).
 */
function readable(kernel: Kernel): Kernel {
  return commonSubexpressions(expandUnrolled(hasVectors(kernel) ? scalarize(kernel) : kernel));
}
