/** Printed TypeScript kernels against the evaluator: native functions within rounding, deterministic ones to the bit. */
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import { abs, buffer, type Expr, eq, f32, load, mul, neg, rem, select } from "../../../src/loop/expr.ts";
import { type Kernel, kernel, loop, store } from "../../../src/loop/kernel.ts";
import * as math from "../../../src/loop/math/index.ts";
import { kernelsText } from "../../../src/targets/javascript/ts-kernels.ts";

const values = [0, -0, 1, -1, 0.5, -0.25, 2, -3, 0.001, 20, -20, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const pairs = values.flatMap((a) => values.map((b): readonly [number, number] => [a, b]));
const count = pairs.length;

function mapped(name: string, f: (x: Expr, y: Expr) => Expr): Kernel {
  const [x, y] = [buffer("x", "f32", count, "in"), buffer("y", "f32", count, "in")];
  const z = buffer("z", "f32", count, "out");
  const body = [loop("i", count, (i) => [store(z, dimOf(i), f(load(x, dimOf(i)), load(y, dimOf(i))))])];
  return kernel({ name: `${name}_${count}`, doc: [`${name} of every pair.`], params: [x, y, z], body });
}

function results(k: Kernel, deterministic: boolean): { readonly text: string; readonly printed: Float32Array; readonly evaluated: Float32Array } {
  const arrays = [Float32Array.from(pairs, ([a]) => a), Float32Array.from(pairs, ([, b]) => b)];
  const [printed, evaluated] = [new Float32Array(count), new Float32Array(count)];
  const text = kernelsText([k], deterministic);
  new Function(`${transformSync(text, { loader: "ts" }).code}; return ${k.name};`)()(...arrays, printed);
  evaluateKernel(k, [...arrays, evaluated]);
  return { text, printed, evaluated };
}

const { pow, expBelow0, exp2Below0, ...unaries } = math;
const functions: readonly (readonly [string, (x: Expr, y: Expr) => Expr])[] = [
  ...Object.entries(unaries).map(([name, f]): readonly [string, (x: Expr, y: Expr) => Expr] => [name, (x) => f(x)]),
  ["pow", pow],
  ["expBelow0", (x) => expBelow0(neg(abs(x)))],
  ["exp2Below0", (x) => exp2Below0(neg(abs(x)))],
];

describe.each(functions)("%s", (name, f) => {
  test("agrees with the evaluator, special values included", () => {
    const { printed, evaluated } = results(mapped(name, f), false);
    printed.forEach((x, i) => {
      const want = evaluated[i] ?? 0;
      const note = `${name}(${pairs[i]}) = ${x}, evaluated ${want}`;
      const isClose = Object.is(x, want) || x === want || Math.abs(x - want) <= 4e-6 * Math.max(Math.abs(want), 1e-30) + 3e-7;
      expect(isClose, note).toBe(true);
    });
  });

  test("is equal to the bit when deterministic", () => {
    const { text, printed, evaluated } = results(mapped(name, f), true);
    expect([...printed]).toEqual([...evaluated]);
    expect(text).not.toMatch(/Math\.(exp|log|sin|cos|tan|pow|a?tanh|a?sinh)/);
  });
});

test("computed floats are rounded where the last bit decides: they are equal, or a remainder is 0 or nearly the divisor", () => {
  const [x, y] = [buffer("x", "f32", 1, "in"), buffer("y", "f32", 2, "out")];
  const tenth = mul(load(x, 0), f32(0.1));
  const same = select(eq(tenth, f32(0.3)), f32(1), f32(0));
  const body = [store(y, 0, same), store(y, 1, rem(tenth, f32(0.3)))];
  const found = new Float32Array(2);
  const text = kernelsText([kernel({ name: "tenths", doc: [], params: [x, y], body })], false);
  new Function(`${transformSync(text, { loader: "ts" }).code}; return tenths;`)()(Float32Array.of(3), found);
  // 3 x 0.1 is 0.3 in floats: 0.30000001192.
  expect([...found]).toEqual([1, 0]);
});

test("a program calls the language's own functions and prints none it does not use", () => {
  const { text } = results(
    mapped("log", (x) => math.log(x)),
    false,
  );
  expect(text).toContain("Math.log(");
  expect(text).not.toContain("log_f32");
});

test("where a kernel calls more functions than V8 takes into it, tanh is the language's own", () => {
  const text = kernelsText([mapped("gates", (x, y) => mul(mul(math.sigmoid(x), math.tanh(y)), math.sigmoid(y)))], false);
  expect(text).toContain("Math.tanh(");
});

const steps = Float32Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 190);

test.each<[string, (x: Expr) => Expr, (x: number) => number]>([
  ["exp", math.exp, Math.exp],
  ["expm1", math.expm1, Math.expm1],
  ["expm1 near 0", (x) => math.expm1(mul(x, f32(1e-3))), (x) => Math.expm1(x * Math.fround(1e-3))],
  ["tanh", math.tanh, Math.tanh],
  ["tanh near 0", (x) => math.tanh(mul(x, f32(1e-3))), (x) => Math.tanh(x * Math.fround(1e-3))],
  ["2^x", (x) => math.exp2Below0(neg(abs(x))), (x) => 2 ** -Math.abs(x)],
])("%s by a polynomial is what the engine computes, rounded to f32", (_name, f, engine) => {
  const [x, y] = [buffer("x", "f32", steps.length, "in"), buffer("y", "f32", steps.length, "out")];
  const body = [loop("i", steps.length, (i) => [store(y, dimOf(i), f(load(x, dimOf(i))))])];
  const text = kernelsText([kernel({ name: "computed", doc: [], params: [x, y], body })], false);
  expect(text).toContain("powers_of_2[n]");
  const printed = new Float32Array(steps.length);
  new Function(`${transformSync(text, { loader: "ts" }).code}; return computed;`)()(steps, printed);
  const worst = steps.reduce((least, given, i) => {
    const want = engine(given);
    const ulp = Math.max(Math.abs(Math.fround(want)) * 2 ** -23, 2 ** -149);
    return Math.fround(want) === printed[i] ? least : Math.max(least, Math.abs((printed[i] as number) - want) / ulp);
  }, 0);
  expect(worst).toBeLessThan(1);
});

test("a helper that only a comment names is not printed", () => {
  const [x, y] = [buffer("x", "f32", 1, "in"), buffer("y", "f32", 1, "out")];
  const spec = { name: "copied", params: [x, y], body: [store(y, 0, load(x, 0))] };
  const text = kernelsText([kernel({ ...spec, doc: ["The greater of a size, the nearest of others."] })], false);
  expect(text).toContain("greater");
  expect(text).not.toMatch(/(const|function) (greater|nearest)\b/);
});
