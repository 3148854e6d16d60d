/**
 * Resampling one axis: where output positions lie in the input as exact fractions, the nearest input position, and interpolation weights.
 * Coordinates stay Dims (floor divisions of linear functions), so no position depends on how floats round. Which axes, and how extents
 * follow from scales, is the operator's.
 */
import { add, bounds, ceilDiv, type Dim, equalDims, floorDiv, max, min, mod, mul, sub } from "../../core/dim.ts";
import {
  abs,
  and,
  cast,
  ceil,
  computedDim,
  constant,
  div,
  type Expr,
  eq,
  floor,
  index,
  max as larger,
  le,
  lt,
  sub as minus,
  not,
  or,
  add as plus,
  read,
  select,
  min as smaller,
  type Tensor,
  mul as times,
  within,
} from "../../loop/expr.ts";

/** p / q in lowest terms. */
export interface Fraction {
  readonly p: Dim;
  readonly q: Dim;
}

/** Position numerator / denominator in the input, or a float where scales or crops are only known at run time. */
export type Position = ExactPosition | FloatPosition;

export interface ExactPosition {
  readonly numerator: Dim;
  readonly denominator: number;
  readonly input: Dim;
}

export interface FloatPosition {
  /** f32 */
  readonly value: Expr;
  readonly input: Dim;
}

export const coordinateModes = [
  "half_pixel",
  "half_pixel_symmetric",
  "pytorch_half_pixel",
  "tf_half_pixel_for_nn",
  "align_corners",
  "asymmetric",
  "tf_crop_and_resize",
] as const;
export type CoordinateMode = (typeof coordinateModes)[number];

export const nearestModes = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"] as const;
export type NearestMode = (typeof nearestModes)[number];

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

export const fraction = (p: Dim, q: Dim): Fraction => {
  // Extents of 0 are equal, too.
  if (equalDims(p, q)) return { p: 1, q: 1 };
  if (typeof p !== "number" || typeof q !== "number") return { p, q };
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
  /** Where operands at run time decide: a table of positions, one f32 an output position, and the scale if it is such an operand. */
  readonly atRunTime?: { readonly positions: Tensor; readonly scale?: Expr };
}

/** The input position of output position `x`; undefined when its denominator is not known. */
export function positionOf(map: AxisMap, x: Dim): Position | undefined {
  const {
    mode,
    input,
    output,
    scale: { p, q },
    crop,
    atRunTime,
  } = map;
  if (atRunTime !== undefined) return { value: read(atRunTime.positions, [x]), input };
  const at = (numerator: Dim, denominator: Dim): Position | undefined =>
    typeof denominator === "number" ? reduced({ numerator, denominator, input }) : undefined;
  const last = sub(input, 1);
  // Nothing is read for an axis without positions, whose scale may be anything.
  if (output === 0) return at(0, 1);
  switch (mode) {
    case "asymmetric":
      return at(mul(x, q), p);
    case "half_pixel":
      return at(sub(mul(add(mul(x, 2), 1), q), p), mul(p, 2));
    case "pytorch_half_pixel":
      return output === 1 ? at(0, 1) : at(sub(mul(add(mul(x, 2), 1), q), p), mul(p, 2));
    case "tf_half_pixel_for_nn":
      // An axis that keeps its scale, as the channels do, is not resized: half a pixel on, the larger neighbour would be the next channel.
      return equalDims(p, q) ? at(x, 1) : at(mul(add(mul(x, 2), 1), q), mul(p, 2));
    case "half_pixel_symmetric":
      return at(add(sub(mul(add(mul(x, 2), 1), q), p), sub(mul(input, p), mul(output, q))), mul(p, 2));
    case "align_corners":
      // The last position is that of the exact length, which is not a whole number where a scale is not.
      if (output === 1) return at(0, 1);
      return typeof p === "number" && typeof q === "number" ? at(mul(x, last, q), sub(mul(input, p), q)) : at(mul(x, last), sub(output, 1));
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

const asFloat = (d: Dim): Expr => (typeof d === "number" ? constant("f32", d) : cast("f32", index(d)));
const half = constant("f32", 0.5);

/** The position by a scale that only the run knows; undefined where the scale does not matter. */
export function scaledPosition({ mode, input, output }: AxisMap, scale: Expr, x: Dim): Expr | undefined {
  const centered = minus(div(plus(asFloat(x), half), scale), half);
  switch (mode) {
    case "asymmetric":
      return div(asFloat(x), scale);
    case "half_pixel":
      return centered;
    case "pytorch_half_pixel":
      return output === 1 ? undefined : centered;
    case "tf_half_pixel_for_nn":
      return select(eq(scale, constant("f32", 1)), asFloat(x), div(plus(asFloat(x), half), scale));
    case "half_pixel_symmetric": {
      const adjustment = div(asFloat(output), times(scale, asFloat(input)));
      return plus(times(times(asFloat(input), half), minus(constant("f32", 1), adjustment)), centered);
    }
    case "align_corners":
      if (output === 1 || input === 1) return undefined;
      return div(asFloat(mul(x, sub(input, 1))), minus(times(scale, asFloat(input)), constant("f32", 1)));
    case "tf_crop_and_resize":
      return undefined;
  }
}

/** The position in a crop that only the run knows. */
export function croppedPosition({ input, output }: AxisMap, [start, end]: readonly [Expr, Expr], x: Dim): Expr {
  const last = asFloat(sub(input, 1));
  if (output === 1) return times(times(half, plus(start, end)), last);
  return plus(times(start, last), div(times(times(asFloat(x), minus(end, start)), last), asFloat(sub(output, 1))));
}

/** A whole float as a coordinate from `least` to `beyond` after the last input position, in which it is kept. */
function wholeDim(value: Expr, input: Dim, least: number, beyond: number): Dim {
  const most = typeof input === "number" ? constant("i32", input - 1 + beyond) : cast("i32", index(add(input, beyond - 1)));
  const kept = smaller(larger(cast("i32", value), constant("i32", least)), most);
  return computedDim("at", kept, [least, Math.max(least, bounds(input)[1] - 1 + beyond)]);
}

function reduced(position: ExactPosition): ExactPosition {
  const { numerator, denominator } = position;
  const coefs = typeof numerator === "number" ? [numerator] : [numerator.constant, ...numerator.terms.map((t) => t.coef)];
  const common = coefs.reduce(gcd, denominator);
  if (common <= 1) return position;
  return { ...position, numerator: floorDiv(numerator, common), denominator: denominator / common };
}

/** True when output position `x` is input position `x`. */
export const isIdentity = (at: Position, x: Dim): boolean => "numerator" in at && at.denominator === 1 && equalDims(at.numerator, x);

/** `at` moved into the input. */
export const clamped = (at: Dim, input: Dim): Dim => max(0, min(at, sub(input, 1)));

export function nearestPosition(position: Position, mode: NearestMode): Dim {
  if ("value" in position) return nearestFloat(position, mode);
  const { numerator, denominator, input } = position;
  const twice = mul(numerator, 2);
  const rounded: Readonly<Record<NearestMode, () => Dim>> = {
    floor: () => floorDiv(numerator, denominator),
    ceil: () => ceilDiv(numerator, denominator),
    round_prefer_floor: () => ceilDiv(sub(twice, denominator), 2 * denominator),
    round_prefer_ceil: () => floorDiv(add(twice, denominator), 2 * denominator),
  };
  return clamped(rounded[mode](), input);
}

function nearestFloat({ value, input }: FloatPosition, mode: NearestMode): Dim {
  const rounded: Readonly<Record<NearestMode, () => Expr>> = {
    floor: () => floor(value),
    ceil: () => ceil(value),
    round_prefer_floor: () => ceil(minus(value, half)),
    round_prefer_ceil: () => floor(plus(value, half)),
  };
  return wholeDim(rounded[mode](), input, 0, 0);
}

/** True where the position lies in the input; undefined where that is certain. */
export function positionInside(position: Position): Expr | undefined {
  if ("value" in position) return and(le(constant("f32", 0), position.value), le(position.value, asFloat(sub(position.input, 1))));
  const { numerator, denominator, input } = position;
  return within(numerator, 0, add(mul(sub(input, 1), denominator), 1));
}

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

/** How a filter is stretched: a number up to 1, or one that only the run knows and that is at least `least`. */
export type Shrink = number | { readonly least: number; readonly value: Expr };

/** The taps around a position; with `shrink` (the scale, below 1) the filter is stretched to cover all input elements. */
export function tapsOf(position: Position, filter: Filter, dtype: Float, shrink: Shrink = 1): Taps {
  const first = Math.floor(-filter.reach / (typeof shrink === "number" ? shrink : shrink.least)) + 1;
  const { whole, rest } = splitPosition(position, dtype, 2 - first);
  const distance = (t: Dim): Expr => abs(minus(cast(dtype, index(add(t, first))), rest));
  const factor = typeof shrink === "number" ? constant(dtype, shrink) : cast(dtype, smaller(shrink.value, constant("f32", 1)));
  const scaled = (d: Expr): Expr => (shrink === 1 ? d : times(d, factor));
  return { count: 2 - 2 * first, at: (t) => add(whole, first, t), weight: (t) => filter.weight(scaled(distance(t))) };
}

/** The input position at or before a position (floats: kept within `margin` of the input), and how far the position lies behind it. */
function splitPosition(position: Position, dtype: Float, margin: number): { readonly whole: Dim; readonly rest: Expr } {
  if ("value" in position) {
    const { value, input } = position;
    const start = floor(value);
    return { whole: wholeDim(start, input, -margin, margin), rest: cast(dtype, minus(value, start)) };
  }
  const { numerator, denominator } = position;
  return { whole: floorDiv(numerator, denominator), rest: div(cast(dtype, index(mod(numerator, denominator))), constant(dtype, denominator)) };
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
