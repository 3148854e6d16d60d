/** Functions in the words of JavaScript: as exact as ours or better, faster, and shorter to read. Not under --deterministic: engines may differ. */
import { tailExponent } from "../../loop/math/error-function.ts";

/** Those the language has. */
export const nativeNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "log log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh"
      .split(" ")
      .flatMap((name) => [`${name}_f32`, `${name}_f64`].map((ours) => [ours, `Math.${name}`])),
  ),
  exp_f64: "Math.exp",
  exp_below_0_f64: "Math.exp",
  expm1_f64: "Math.expm1",
};

/** Those the language has which ours replace in kernels of few calls: V8 has a budget for what it takes into a kernel, which those of recurrent networks use up. */
export const ownInShortKernels: ReadonlySet<string> = new Set(["tanh_f32"]);

const nativePower = (name: string): string =>
  "/** x^y; 1 where C defines it as 1 and Math.pow returns NaN. */\n" +
  `function ${name}(x: number, y: number): number {\n  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);\n}\n`;

const nativeFunction = (name: string, doc: string, ...body: readonly string[]): Readonly<Record<string, string>> => ({
  [name]: `/** ${doc} */\nfunction ${name}(x: number): number {\n${body.map((line) => `  ${line}\n`).join("")}}\n`,
});

/** f64: as the engine computes e^x. -708 is where e^-x nears the end of the range. */
const natives64: Readonly<Record<string, string>> = {
  pow_f64: nativePower("pow_f64"),
  ...nativeFunction("sigmoid_f64", "1 / (1 + e^-x)", "return 1 / (1 + Math.exp(-x));"),
  ...nativeFunction(
    "swish_f64",
    "x / (1 + e^-x); constant below -708, where it is nearly 0.",
    "const top = x < -708 ? -708 : x;",
    "return top / (1 + Math.exp(-top));",
  ),
};

/** The next integer's power of 2, and the Chebyshev series of degree 5 of (2^r - 1) / r for |r| <= 1/2: with it 2^r is within 5.2e-9. */
const reduced: readonly string[] = [
  "const n = (x + 255.5) | 0;",
  "const r = x - (n - 255);",
  "const high = 0.05550357104253095 + r * (0.009618056669889543 + r * (0.0013390867351329083 + r * 0.00015461447461506453));",
];
const slope = "r * (0.6931471880293424 + r * (0.24022650922342728 + r * high))";

const inPowersOf2 = `x * ${Math.LOG2E}`;
const inNegativePowersOf2 = `x * ${-Math.LOG2E}`;
const exponential = [`const t = ${inPowersOf2};`, "return power_of_2(t < -255 ? -255 : t > 256 ? 256 : t);"];

/** f32: Math.exp takes twice the time of a polynomial in doubles, which is as exact where results are rounded to f32. */
const natives32: Readonly<Record<string, string>> = {
  pow_f32: nativePower("pow_f32"),
  powers_of_2:
    "/** 2^(n - 255), except 0 and infinity at the ends. */\n" +
    "const powers_of_2 = Float64Array.from({ length: 512 }, (_, n) => (n === 0 ? 0 : n === 511 ? Infinity : 2 ** (n - 255)));\n",
  ...nativeFunction(
    "power_of_2",
    "2^x for x from -255 (0) to 256 (infinity): the power of the closest integer times a polynomial in the remainder.",
    ...reduced,
    `return (1 + ${slope}) * powers_of_2[n];`,
  ),
  ...nativeFunction(
    "power_of_2_less_1",
    "2^x - 1 for x from -255 to 255, accurate also near 0.",
    ...reduced,
    "const power = powers_of_2[n];",
    `return ${slope} * power - (1 - power);`,
  ),
  ...nativeFunction("exp_f32", "e^x", ...exponential),
  ...nativeFunction("exp_below_0_f32", "e^x for x <= 0", `const t = ${inPowersOf2};`, "return power_of_2(t < -255 ? -255 : t);"),
  ...nativeFunction("exp2_below_0_f32", "2^x for x <= 0", "return power_of_2(x < -255 ? -255 : x);"),
  ...nativeFunction(
    "expm1_f32",
    "e^x - 1, accurate also near 0",
    `const t = ${inPowersOf2};`,
    "return t > 255 ? Infinity : power_of_2_less_1(t < -255 ? -255 : t);",
  ),
  ...nativeFunction(
    "tanh_f32",
    "tanh x = (e^2x - 1) / (e^2x + 1)",
    `const t = x * ${2 * Math.LOG2E};`,
    "const e = power_of_2_less_1(t < -126 ? -126 : t > 126 ? 126 : t);",
    "return e / (e + 2);",
  ),
  ...nativeFunction(
    "sigmoid_f32",
    "1 / (1 + e^-x); 0 where the result would be subnormal.",
    `const t = ${inNegativePowersOf2};`,
    "return 1 / (1 + power_of_2(t < -126 ? -126 : t > 127.5 ? 256 : t));",
  ),
  ...nativeFunction(
    "swish_f32",
    "x / (1 + e^-x); constant below -87, where it is nearly 0.",
    "const top = x < -87 ? -87 : x;",
    `const t = top * ${-Math.LOG2E};`,
    "return top / (1 + power_of_2(t < -126 ? -126 : t));",
  ),
  ...nativeFunction(
    "gelu_f32",
    "x P(x) = max(x, 0) - |x| P(-|x|), with P the cumulative distribution function of the normal distribution; |x| is bounded by 6.",
    "const size = Math.min(Math.abs(x), 6);",
    `const t = ${tailExponent.slice(0, -1).reduceRight((sum, c) => `${c} + size * (${sum})`, String(tailExponent.at(-1)))};`,
    `return either(choices, Number(x < 0), 0, x) - size * power_of_2(-t) * ${Math.LOG2E};`,
  ),
};

export const natives: Readonly<Record<string, string>> = { ...natives32, ...natives64 };
