import { describe, expect, test } from "vitest";
import { dimOf } from "../../src/core/dim.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { buffer, type Expr, load } from "../../src/loop/expr.ts";
import { kernel, loop, store } from "../../src/loop/kernel.ts";
import * as math from "../../src/loop/math/index.ts";
import { erf, mathCases, points, pointsOf, ulps } from "../support/math-cases.ts";

type Float = "f32" | "f64";

/** f over whole arrays. */
function apply(dtype: Float, f: (...x: readonly Expr[]) => Expr, ...args: readonly (readonly number[])[]): number[] {
  const n = args[0]?.length ?? 0;
  const make = (values: readonly number[]): ElementArray => (dtype === "f32" ? Float32Array.from(values) : Float64Array.from(values));
  const params = args.map((_, i) => buffer(`x${i}`, dtype, n, "in"));
  const y = buffer("y", dtype, n, "out");
  const body = [loop("i", n, (i) => [store(y, dimOf(i), f(...params.map((p) => load(p, dimOf(i)))))])];
  const out = make(new Array(n).fill(0));
  evaluateKernel(kernel({ name: "math", doc: [], params: [...params, y], body }), [...args.map(make), out]);
  return Array.from(out, Number);
}

describe.each(mathCases)("$name", (c) => {
  const { f, reference, limit, specials } = c;
  test.each(["f32", "f64"] as const)("%s is within its limit", (dtype) => {
    const x = pointsOf(c, dtype === "f32" ? 20000 : 4000);
    const got = apply(dtype, f, x);
    const worst = x
      .map((v, i) => ({ x: v, got: got[i] ?? 0, wanted: reference(v), ulp: ulps(dtype, got[i] ?? 0, reference(v)) }))
      .reduce((a, b) => (b.ulp > a.ulp ? b : a));
    if (process.env.AOT_SHOW_ULP) console.log(dtype, reference.name, worst);
    expect(worst.ulp, JSON.stringify(worst)).toBeLessThanOrEqual(dtype === "f32" ? limit : 6);
  });

  test("special values", () => {
    for (const dtype of ["f32", "f64"] as const) {
      const x = specials?.map(([v]) => (dtype === "f32" ? Math.fround(v) : v)) ?? [];
      const got = apply(dtype, f, x);
      // 1000 does not overflow e^x in f64 only where the test says so; values that depend on the type are compared by ULP.
      specials?.forEach(([, y], i) => {
        const wanted = Number.isFinite(y) && y !== 0 ? reference(x[i] ?? 0) : y;
        expect(ulps(dtype, got[i] ?? 0, wanted), `${dtype} f(${x[i]}) = ${got[i]}, wanted ${wanted}`).toBeLessThanOrEqual(3);
      });
    }
  });
});

test("sin, cos and tan of f64 are as exact for the angle that is nearest to a multiple of pi/2, and for the largest", () => {
  const x = [6381956970095103 * 2 ** 797, -6381956970095103 * 2 ** 797, Number.MAX_VALUE, 1e22, 2 ** 20, 2 ** 53 + 2];
  for (const [f, reference] of [
    [math.sin, Math.sin],
    [math.cos, Math.cos],
    [math.tan, Math.tan],
  ] as const)
    apply("f64", f, x).forEach((y, i) => {
      expect(ulps("f64", y, reference(x[i] ?? 0)), `${reference.name}(${x[i]}) = ${y}`).toBeLessThanOrEqual(3);
    });
});

test("gelu is within 5 units in the last place of the larger of max(x, 0) and |x| P(-|x|)", () => {
  const x = points(-12, 12);
  // P(-a) by its continued fraction, where 1 + erf would cancel.
  const below = (a: number): number => {
    if (a < 2) return 0.5 * (1 - erf(a / Math.SQRT2));
    let fraction = 0;
    for (let k = 300; k > 0; k--) fraction = k / (a + fraction);
    return Math.exp((-a * a) / 2) / Math.sqrt(2 * Math.PI) / (a + fraction);
  };
  for (const dtype of ["f32", "f64"] as const) {
    const unit = dtype === "f32" ? 2 ** -23 : 2 ** -50;
    const got = apply(dtype, math.gelu, x);
    x.forEach((v, i) => {
      const tail = Math.abs(v) * below(Math.abs(v));
      const error = Math.abs((got[i] ?? Number.NaN) - (Math.max(v, 0) - tail));
      expect(error, `${dtype} gelu(${v})`).toBeLessThanOrEqual(5 * unit * Math.max(dtype === "f32" ? v : Math.abs(v), tail, 0.02));
    });
    const [nan, infinite, negative] = apply(dtype, math.gelu, [Number.NaN, Number.POSITIVE_INFINITY, -1000]);
    expect(nan).toBeNaN();
    expect(infinite).toBe(Number.POSITIVE_INFINITY);
    expect(Math.abs(negative ?? 1)).toBeLessThan(1e-8);
  }
});

test("pow is within 4 ULP", () => {
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < 20000; i++) {
    const base = Math.fround(2 ** (((i * 0.6180339) % 1) * 20 - 10));
    const most = 120 / Math.max(1e-3, Math.abs(Math.log2(base)));
    x.push(base);
    y.push(Math.fround((((i * 0.7548776) % 1) * 2 - 1) * Math.min(most, 1e4)));
  }
  for (const dtype of ["f32", "f64"] as const) {
    const got = apply(dtype, math.pow as (...a: readonly Expr[]) => Expr, x, y);
    const worst = x.map((v, i) => ({ x: v, y: y[i], ulp: ulps(dtype, got[i] ?? 0, v ** (y[i] ?? 0)) })).reduce((a, b) => (b.ulp > a.ulp ? b : a));
    if (process.env.AOT_SHOW_ULP) console.log("pow", dtype, worst);
    expect(worst.ulp, JSON.stringify(worst)).toBeLessThanOrEqual(4);
  }
});

test("pow has C's special values", () => {
  const values = [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    -3,
    2.5,
    -2.5,
    1e-42,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    1e30,
    -1e30,
  ];
  const x = values.flatMap((v) => values.map(() => v));
  const y = values.flatMap(() => values);
  const got = apply("f32", math.pow as (...a: readonly Expr[]) => Expr, x, y);
  x.forEach((a, i) => {
    const b = Math.fround(y[i] ?? 0);
    const base = Math.fround(a);
    // JavaScript differs from C in 1 ** NaN and (+-1) ** +-inf.
    const wanted = base === 1 || (base === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : base ** b;
    expect(ulps("f32", got[i] ?? 0, wanted), `${base} ^ ${b} = ${got[i]}, wanted ${wanted}`).toBeLessThanOrEqual(2);
  });
});
