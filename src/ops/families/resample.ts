/**
 * Resampling one axis: where output positions lie in the input as exact fractions, the nearest input position, and interpolation weights.
 * Coordinates stay Dims (floor divisions of linear functions), so no position depends on how floats round. Which axes, and how extents
 * follow from scales, is the operator's.
 */
import { add, ceilDiv, type Dim, equalDims, floorDiv, max, min, mod, mul, sub } from "../../core/dim.ts";
import {
  abs,
  cast,
  constant,
  div,
  type Expr,
  index,
  max as larger,
  le,
  lt,
  sub as minus,
  not,
  or,
  add as plus,
  select,
  mul as times,
  within,
} from "../../loop/expr.ts";

/** p / q in lowest terms. */
export interface Fraction {
  readonly p: Dim;
  readonly q: Dim;
}

/** Position numerator / denominator in the input. */
export interface Position {
  readonly numerator: Dim;
  readonly denominator: number;
  readonly input: Dim;
}

export const coordinateModes = [
  "half_pixel",
  "half_pixel_symmetric",
  "pytorch_half_pixel",
  "align_corners",
  "asymmetric",
  "tf_crop_and_resize",
] as const;
export type CoordinateMode = (typeof coordinateModes)[number];

export const nearestModes = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"] as const;
export type NearestMode = (typeof nearestModes)[number];

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

export const fraction = (p: Dim, q: Dim): Fraction => {
  if (typeof p !== "number" || typeof q !== "number") return equalDims(p, q) ? { p: 1, q: 1 } : { p, q };
  const common = gcd(p, q) || 1;
  return { p: p / common, q: q / common };
};

/** Fractions stay small enough for 32-bit index arithmetic on a few thousand positions. */
const largestDenominator = 4096;

/** The simplest fraction that is `x` as a 32-bit float: 0.6 is 3/5, though its float is a little more. */
export function fractionOf(x: number): Fraction {
  let [p0, q0, p1, q1] = [0, 1, 1, 0];
  for (let rest = x; ; ) {
    const whole = Math.floor(rest);
    const [p, q] = [whole * p1 + p0, whole * q1 + q0];
    if (q > largestDenominator) return { p: p1, q: q1 };
    [p0, q0, p1, q1] = [p1, q1, p, q];
    if (Math.fround(p / q) === Math.fround(x) || rest === whole) return { p, q };
    rest = 1 / (rest - whole);
  }
}

export interface AxisMap {
  readonly mode: CoordinateMode;
  readonly input: Dim;
  readonly output: Dim;
  readonly scale: Fraction;
  /** Start and end of the crop, 0..1 of the input; only for tf_crop_and_resize. */
  readonly crop: readonly [Fraction, Fraction];
}

/** The input position of output position `x`; undefined when its denominator is not known. */
export function positionOf({ mode, input, output, scale: { p, q }, crop }: AxisMap, x: Dim): Position | undefined {
  const at = (numerator: Dim, denominator: Dim): Position | undefined =>
    typeof denominator === "number" ? reduced({ numerator, denominator, input }) : undefined;
  const last = sub(input, 1);
  switch (mode) {
    case "asymmetric":
      return at(mul(x, q), p);
    case "half_pixel":
      return at(sub(mul(add(mul(x, 2), 1), q), p), mul(p, 2));
    case "pytorch_half_pixel":
      return output === 1 ? at(0, 1) : at(sub(mul(add(mul(x, 2), 1), q), p), mul(p, 2));
    case "half_pixel_symmetric":
      return at(add(sub(mul(add(mul(x, 2), 1), q), p), sub(mul(input, p), mul(output, q))), mul(p, 2));
    case "align_corners":
      return output === 1 ? at(0, 1) : at(mul(x, last), sub(output, 1));
    case "tf_crop_and_resize": {
      const [start, end] = crop;
      const common = mul(start.q, end.q);
      const [a, b] = [mul(start.p, end.q), mul(end.p, start.q)];
      if (output === 1) return at(mul(add(a, b), last), mul(common, 2));
      const steps = sub(output, 1);
      return at(add(mul(a, last, steps), mul(x, sub(b, a), last)), mul(common, steps));
    }
  }
}

function reduced(position: Position): Position {
  const { numerator, denominator } = position;
  const coefs = typeof numerator === "number" ? [numerator] : [numerator.constant, ...numerator.terms.map((t) => t.coef)];
  const common = coefs.reduce(gcd, denominator);
  if (common <= 1) return position;
  return { ...position, numerator: floorDiv(numerator, common), denominator: denominator / common };
}

/** True when output position `x` is input position `x`. */
export const isIdentity = ({ numerator, denominator }: Position, x: Dim): boolean => denominator === 1 && equalDims(numerator, x);

/** `at` moved into the input. */
export const clamped = (at: Dim, input: Dim): Dim => max(0, min(at, sub(input, 1)));

export function nearestPosition({ numerator, denominator, input }: Position, mode: NearestMode): Dim {
  const twice = mul(numerator, 2);
  const rounded: Readonly<Record<NearestMode, () => Dim>> = {
    floor: () => floorDiv(numerator, denominator),
    ceil: () => ceilDiv(numerator, denominator),
    round_prefer_floor: () => ceilDiv(sub(twice, denominator), 2 * denominator),
    round_prefer_ceil: () => floorDiv(add(twice, denominator), 2 * denominator),
  };
  return clamped(rounded[mode](), input);
}

/** True where the position lies in the input; undefined where that is certain. */
export const positionInside = ({ numerator, denominator, input }: Position): Expr | undefined =>
  within(numerator, 0, add(mul(sub(input, 1), denominator), 1));

type Float = "f32" | "f64";

/** How an axis is interpolated: weight of a tap at a distance, and how far taps reach (in input positions, without antialiasing). */
export interface Filter {
  readonly reach: number;
  /** Of the distance from the position, at least 0. */
  readonly weight: (distance: Expr) => Expr;
}

const c = (x: Expr, value: number): Expr => constant(x.dtype, value);

/** 1 - d up to a distance of 1. */
export const linearFilter: Filter = { reach: 1, weight: (d) => larger(c(d, 0), minus(c(d, 1), d)) };

/** Keys' cubic with coefficient `a`: ((a+2)d - (a+3))d^2 + 1 up to 1, then ((ad - 5a)d + 8a)d - 4a up to 2. */
export const cubicFilter = (a: number): Filter => ({
  reach: 2,
  weight: (d) => {
    const near = plus(times(times(minus(times(c(d, a + 2), d), c(d, a + 3)), d), d), c(d, 1));
    const far = minus(times(plus(times(minus(times(c(d, a), d), c(d, 5 * a)), d), c(d, 8 * a)), d), c(d, 4 * a));
    return select(le(d, c(d, 1)), near, select(lt(d, c(d, 2)), far, c(d, 0)));
  },
});

export interface Taps {
  readonly count: number;
  /** Input position of tap `t` (0..count-1), not yet moved into the input. */
  readonly at: (t: Dim) => Dim;
  /** Its weight before normalization. */
  readonly weight: (t: Dim) => Expr;
}

/** The taps around a position; with `shrink` (the scale, below 1) the filter is stretched to cover all input elements. */
export function tapsOf({ numerator, denominator }: Position, filter: Filter, dtype: Float, shrink = 1): Taps {
  const first = Math.floor(-filter.reach / shrink) + 1;
  const floor = floorDiv(numerator, denominator);
  const rest = div(cast(dtype, index(mod(numerator, denominator))), constant(dtype, denominator));
  const distance = (t: Dim): Expr => abs(minus(cast(dtype, index(add(t, first))), rest));
  const scaled = (d: Expr): Expr => (shrink === 1 ? d : times(d, constant(dtype, shrink)));
  return { count: 2 - 2 * first, at: (t) => add(floor, first, t), weight: (t) => filter.weight(scaled(distance(t))) };
}

/** The weight, or 0 where the tap lies outside the input. */
export function insideOnly(weight: Expr, at: Dim, input: Dim): Expr {
  const inside = within(at, 0, input);
  return inside === undefined ? weight : select(inside, weight, c(weight, 0));
}

/** `x` where all positions lie inside, `outside` elsewhere. */
export function orOutside(x: Expr, inside: readonly (Expr | undefined)[], outside: number): Expr {
  const beyond = inside.flatMap((e) => (e === undefined ? [] : [not(e)]));
  return beyond.length === 0 ? x : select(beyond.reduce(or), c(x, outside), x);
}
