/** The TypeScript kernels of a program: functions over typed arrays, with the pure functions and helpers they call. */
import { apply } from "../../loop/code-piece.ts";
import { commonSubexpressions } from "../../loop/common-subexpressions.ts";
import { functionsOf } from "../../loop/functions.ts";
import { jsHelpers } from "../../loop/js-helpers.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { pairSums } from "../../loop/paired-sums.ts";
import { type Dialect, helpersUsed, printFunction, printKernel } from "../../loop/print-code.ts";
import { jsDialect } from "../../loop/print-js.ts";
import { hasVectors, scalarize } from "../../loop/scalarize.ts";
import { expandUnrolled } from "../../loop/unroll.ts";
import { either, isEither } from "./branch-free.ts";
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

/** f64: as the engine computes e^x. -708 is where e^-x nears the end of the range. */
const natives64: Readonly<Record<string, string>> = {
  pow_f64: nativePower("pow_f64"),
  sigmoid_f64: nativeFunction("sigmoid_f64", "1 / (1 + e^-x)", "  return 1 / (1 + Math.exp(-x));\n"),
  swish_f64: nativeFunction(
    "swish_f64",
    "x / (1 + e^-x); below -708 what it is there, which is nearly 0.",
    "  const top = x < -708 ? -708 : x;\n  return top / (1 + Math.exp(-top));\n",
  ),
};

/** f32: Math.exp takes twice the time of a polynomial in doubles, which is as exact where results are rounded to f32. */
const natives32: Readonly<Record<string, string>> = {
  pow_f32: nativePower("pow_f32"),
  powers_of_2: "/** 2^(n - 127) */\nconst powers_of_2 = Float64Array.from({ length: 256 }, (_, n) => (n === 255 ? Infinity : 2 ** (n - 127)));\n",
  // The polynomial is the Chebyshev series of degree 5 of (2^r - 1) / r for |r| <= 1/2: 2^r is within 5.2e-9.
  power_of_2: nativeFunction(
    "power_of_2",
    "2^x for x from -126 to 128, where it is infinite: that of the nearest integer times a polynomial in the rest.",
    [
      "  const n = (x + 127.5) | 0;",
      "  const r = x - (n - 127);",
      "  const high = 0.05550357104253095 + r * (0.009618056669889543 + r * (0.0013390867351329083 + r * 0.00015461447461506453));",
      "  return (1 + r * (0.6931471880293424 + r * (0.24022650922342728 + r * high))) * powers_of_2[n];\n",
    ].join("\n"),
  ),
  sigmoid_f32: nativeFunction(
    "sigmoid_f32",
    "1 / (1 + e^-x); 0 where it is less than every normal number.",
    `  const t = x * ${-Math.LOG2E};\n  return 1 / (1 + power_of_2(t < -126 ? -126 : t > 128 ? 128 : t));\n`,
  ),
  swish_f32: nativeFunction(
    "swish_f32",
    "x / (1 + e^-x); below -87 what it is there, which is nearly 0.",
    `  const top = x < -87 ? -87 : x;\n  const t = top * ${-Math.LOG2E};\n  return top / (1 + power_of_2(t < -126 ? -126 : t));\n`,
  ),
};

const natives: Readonly<Record<string, string>> = { ...natives32, ...natives64 };

/** Helpers, functions and kernels in that order, each after what it calls. Deterministic programs round every f32 operation. */
export function kernelsText(kernels: readonly Kernel[], deterministic: boolean): string {
  const own = jsDialect({ strict: deterministic, types: true });
  const dialect: Dialect = deterministic ? own : { ...own, call: (e, args) => apply(nativeNames[e.fn.name] ?? e.fn.name, ...args) };
  const ofKernels: Dialect = { ...dialect, select: (e, ...parts) => (isEither(e) ? either(...parts) : dialect.select(e, ...parts)) };
  const printed = kernels.map((kernel) => ({ ...readable(kernel), name: outsideShell(kernel.name) }));
  const functions = new Set(printed.flatMap((kernel) => functionsOf(kernel.body)));
  const texts = Object.fromEntries([...functions].map((fn) => [fn.name, printFunction(fn, dialect)]));
  const kernelTexts = printed.map((kernel) => printKernel(kernel, ofKernels)).join("\n");
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
  return commonSubexpressions(pairSums(expandUnrolled(hasVectors(kernel) ? scalarize(kernel) : kernel)));
}
