/** The math functions with their references, ranges, limits and special values; each target is held to them. */
import type { Expr } from "../../src/loop/expr.ts";
import { withUnfused } from "../../src/loop/functions.ts";
import * as math from "../../src/loop/math/index.ts";

/** Units in the last place of `wanted` by which `got` is off; infinity for a zero of the other sign. */
export function ulps(dtype: "f32" | "f64", got: number, wanted: number): number {
  const rounded = dtype === "f32" ? Math.fround(wanted) : wanted;
  if (Object.is(got, rounded) || (Number.isNaN(got) && Number.isNaN(rounded))) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(rounded) || (got === 0 && rounded === 0)) return Number.POSITIVE_INFINITY;
  const [bits, least] = dtype === "f32" ? [24, -149] : [53, -1074];
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(wanted) || 2 ** least)) - bits + 1, least);
  return Math.abs(got - wanted) / 2 ** exponent;
}

/** Points from lo to hi, evenly and (where the range has 0) by powers of 2. */
export function points(lo: number, hi: number, count = 20000): number[] {
  const even = Array.from({ length: count }, (_, i) => Math.fround(lo + ((hi - lo) * (i + 0.37)) / count));
  const small = Array.from({ length: 400 }, (_, i) => Math.fround(1.37 * 2 ** (-i / 3))).flatMap((v) => [v, -v]);
  return [...even, ...small].filter((v) => v >= lo && v <= hi);
}

/** Angles of all sizes, and those nearest to multiples of pi/2. */
const angles = [
  ...Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? 1 : -1) * Math.fround(2 ** ((i / 3000) * 138 - 10))),
  ...Array.from({ length: 6000 }, (_, i) => Math.fround((i < 4000 ? i : 13 * i) * (Math.PI / 2))),
];

/** What a function is tested at. */
export const pointsOf = ({ lo, hi, also }: MathCase, count?: number): readonly number[] => [...points(lo, hi, count), ...(also ?? [])];

/** erf by its Taylor series or continued fraction, to full double precision. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6.5) return Math.sign(x);
  if (a < 1.4) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 120; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (sum * 2) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let k = 400; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

export interface MathCase {
  readonly name: string;
  readonly f: (x: Expr) => Expr;
  readonly reference: (x: number) => number;
  readonly lo: number;
  readonly hi: number;
  readonly also?: readonly number[];
  /** Largest error, in ULP, for f32; f64 is held to 6 ULP against Math.*, which is itself not exact. */
  readonly limit: number;
  readonly specials?: readonly (readonly [x: number, y: number])[];
}

const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
const odd = [
  [0, 0],
  [-0, -0],
  [1e-42, 1e-42],
  [nan, nan],
] as const;

const swish2 = (name: string, f: MathCase["f"]): MathCase => ({
  name,
  f,
  reference: (x) => (x * Math.LN2 * (x < 0 ? 2 ** x : 1)) / (1 + 2 ** -Math.abs(x)),
  lo: -64,
  hi: 30,
  limit: 3.7,
  specials: [...odd.slice(0, 2), [nan, nan], [inf, inf]],
});

export const mathCases: readonly MathCase[] = [
  {
    name: "exp",
    f: math.exp,
    reference: Math.exp,
    lo: -104,
    hi: 89,
    limit: 1,
    specials: [
      [0, 1],
      [-0, 1],
      [inf, inf],
      [-inf, 0],
      [nan, nan],
      [1000, inf],
      [-1000, 0],
    ],
  },
  {
    name: "exp_below_0",
    f: math.expBelow0,
    reference: Math.exp,
    lo: -87.3,
    hi: 0,
    limit: 1,
    specials: [
      [0, 1],
      [-0, 1],
      [-inf, 0],
      [-1000, 0],
      [nan, nan],
    ],
  },
  {
    name: "exp2_below_0",
    f: math.exp2Below0,
    reference: (x) => 2 ** x,
    lo: -126,
    hi: 0,
    limit: 1.1,
    specials: [
      [0, 1],
      [-0, 1],
      [-3, 0.125],
      [-inf, 0],
      [-2000, 0],
      [nan, nan],
    ],
  },
  { name: "expm1", f: math.expm1, reference: Math.expm1, lo: -90, hi: 88.7, limit: 2, specials: [...odd, [inf, inf], [-inf, -1]] },
  {
    name: "sigmoid",
    f: math.sigmoid,
    reference: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    lo: -87.3,
    hi: 20,
    limit: 2,
    specials: [
      [0, 0.5],
      [inf, 1],
      [-inf, 0],
      [-1000, 0],
      [nan, nan],
    ],
  },
  {
    name: "swish",
    f: math.swish,
    reference: (x) => (x < 0 ? (x * Math.exp(x)) / (1 + Math.exp(x)) : x / (1 + Math.exp(-x))),
    lo: -87,
    hi: 20,
    limit: 2.2,
    specials: [...odd.slice(0, 2), [nan, nan], [inf, inf]],
  },
  swish2("swish2", math.swish2),
  swish2("swish2_unfused", (x) => withUnfused(math.swish2(x))),
  { name: "tanh", f: math.tanh, reference: Math.tanh, lo: -10, hi: 10, limit: 2.6, specials: [...odd, [inf, 1], [-inf, -1]] },
  { name: "sinh", f: math.sinh, reference: Math.sinh, lo: -89.4, hi: 89.4, limit: 2, specials: [...odd, [inf, inf], [-inf, -inf]] },
  {
    name: "cosh",
    f: math.cosh,
    reference: Math.cosh,
    lo: -89.4,
    hi: 89.4,
    limit: 2,
    specials: [
      [0, 1],
      [inf, inf],
      [-inf, inf],
      [nan, nan],
    ],
  },
  {
    name: "log",
    f: math.log,
    reference: Math.log,
    lo: 1e-45,
    hi: 3,
    limit: 1,
    specials: [
      [0, -inf],
      [-0, -inf],
      [1, 0],
      [-1, nan],
      [inf, inf],
      [-inf, nan],
      [nan, nan],
      [3e38, Math.log(Math.fround(3e38))],
    ],
  },
  { name: "log1p", f: math.log1p, reference: Math.log1p, lo: -0.99999, hi: 10, limit: 2, specials: [...odd, [-1, -inf], [-2, nan], [inf, inf]] },
  {
    name: "asinh",
    f: math.asinh,
    reference: Math.asinh,
    lo: -30,
    hi: 30,
    limit: 3,
    // Behind 2^14 (f64: 2^28), squares are left out.
    specials: [...odd, [inf, inf], [-inf, -inf], ...[2e4, -2e4, 1e9, 3e38].map((x): readonly [number, number] => [x, Math.asinh(Math.fround(x))])],
  },
  {
    name: "acosh",
    f: math.acosh,
    reference: Math.acosh,
    lo: 1,
    hi: 30,
    limit: 3,
    specials: [
      [1, 0],
      [0.5, nan],
      [inf, inf],
      [nan, nan],
      [3e38, Math.acosh(Math.fround(3e38))],
      [-5000, nan],
      [-1e10, nan],
      [-3e38, nan],
      [-inf, nan],
    ],
  },
  { name: "atanh", f: math.atanh, reference: Math.atanh, lo: -0.99999, hi: 0.99999, limit: 3, specials: [...odd, [1, inf], [-1, -inf], [2, nan]] },
  {
    name: "erf",
    f: math.erf,
    reference: erf,
    lo: -7,
    hi: 7,
    limit: 2,
    specials: [
      [0, 0],
      [-0, -0],
      [nan, nan],
      [inf, 1],
      [-inf, -1],
    ],
  },
  { name: "sin", f: math.sin, reference: Math.sin, lo: -3, hi: 3, also: angles, limit: 2, specials: [...odd, [inf, nan], [-inf, nan]] },
  {
    name: "cos",
    f: math.cos,
    reference: Math.cos,
    lo: -1.5,
    hi: 1.5,
    also: angles,
    limit: 2,
    specials: [
      [0, 1],
      [inf, nan],
      [nan, nan],
    ],
  },
  { name: "tan", f: math.tan, reference: Math.tan, lo: -1.5, hi: 1.5, also: angles, limit: 4, specials: [...odd, [inf, nan]] },
  { name: "asin", f: math.asin, reference: Math.asin, lo: -1, hi: 1, limit: 3, specials: [...odd, [1.5, nan], [1, Math.PI / 2]] },
  {
    name: "acos",
    f: math.acos,
    reference: Math.acos,
    lo: -1,
    hi: 1,
    limit: 2,
    specials: [
      [1, 0],
      [-1, Math.PI],
      [-1.5, nan],
      [nan, nan],
    ],
  },
  { name: "atan", f: math.atan, reference: Math.atan, lo: -30, hi: 30, limit: 2, specials: [...odd, [inf, Math.PI / 2], [-inf, -Math.PI / 2]] },
];
