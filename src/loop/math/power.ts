/** x^y: a logarithm to base 2 in two parts, their product with y, and a power of 2. */
import {
  abs,
  add,
  and,
  bitcast,
  call,
  cast,
  constant,
  div,
  type Expr,
  eq,
  type FunctionDef,
  lt,
  max,
  min,
  mul,
  ne,
  not,
  or,
  select,
  shl,
  shr,
  sub,
  trunc,
} from "../expr.ts";
import {
  bitConstant,
  bitsOf,
  clamp,
  define,
  double,
  type FloatKind,
  float,
  floatVariant,
  type Keep,
  nearestInteger,
  ofBits,
  polynomial,
  scale,
  single,
} from "./define.ts";

interface PowerConstants {
  readonly rootHalf: bigint;
  readonly lift: number;
  /** Keeps the upper half of a significand, so that products of two such numbers are exact. */
  readonly upper: bigint;
  /** log2(e) with half a significand, and what is missing. */
  readonly log2e: readonly [number, number];
  /** (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2, and (2^r - 1) / r for |r| <= 1/2. */
  readonly series: readonly number[];
  readonly exp2: readonly number[];
  /** Exponents beyond these give 0 and infinity; a y beyond the last does so for every x but 1. */
  readonly lo: number;
  readonly hi: number;
  readonly most: number;
}

const constants: Readonly<Record<FloatKind["dtype"], PowerConstants>> = {
  f32: {
    rootHalf: 0x3f3504f3n,
    lift: 23,
    upper: 0xfffff000n,
    log2e: [1.4423828125, 0.00031222839606925845],
    series: [0.6666677594184875, 0.3997747600078583, 0.29873794317245483],
    exp2: [0.6931472420692444, 0.24022652208805084, 0.05550306290388107, 0.00961767416447401, 0.0013408184750005603, 0.0001559869124321267],
    lo: -152,
    hi: 130,
    most: 2 ** 33,
  },
  f64: {
    rootHalf: 0x3fe6a09e667f3bcdn,
    lift: 52,
    upper: 0xfffffffff8000000n,
    log2e: [1.4426950216293335, 1.9259629911266175e-8],
    series: [
      0.6666666666666735, 0.3999999999940874, 0.2857142874387975, 0.22222198403595067, 0.18183573948181522, 0.1531378471594419, 0.14798797507897352,
    ],
    exp2: [
      Math.LN2,
      0.24022650695910072,
      0.05550410866482175,
      0.00961812910762857,
      0.0013333558146377752,
      0.00015403530393153886,
      1.5252733868693686e-5,
      1.3215487017012377e-6,
      1.0178045923922967e-7,
      7.05481073037663e-9,
      4.4574812097592044e-10,
      2.5859020932258837e-11,
    ],
    lo: -1078,
    hi: 1026,
    most: 2 ** 65,
  },
};

/** log2 of a positive, finite `size` as hi + lo, hi with half a significand. */
function logarithm(kind: FloatKind, keep: Keep, size: Expr): { readonly hi: Expr; readonly lo: Expr } {
  const { rootHalf, lift, log2e, series } = constants[kind.dtype];
  const upper = (x: Expr): Expr => upperHalf(kind, x);
  const two = float(kind, 2);
  const isSmall = keep("small", lt(size, float(kind, kind.leastNormal)));
  const bits = keep("bits", bitsOf(kind, select(isSmall, mul(size, float(kind, 2 ** lift)), size)));
  const above = bitcast(kind.signed, sub(bits, bitConstant(kind, rootHalf)));
  const n = keep("n", shr(above, constant(kind.signed, kind.fraction)));
  const k = keep("k", sub(cast(kind.dtype, n), select(isSmall, float(kind, lift), float(kind, 0))));
  const m = ofBits(kind, sub(bits, shl(bitcast(kind.bits, n), bitConstant(kind, BigInt(kind.fraction)))));
  const f = keep("f", sub(m, float(kind, 1)));
  const s = keep("s", div(f, add(f, two)));
  const z = keep("z", mul(s, s));
  const sHi = keep("s_hi", upper(s));
  const fHi = keep("f_hi", upper(f));
  const left = sub(sub(sub(f, mul(sHi, two)), mul(sHi, fHi)), mul(sHi, sub(f, fHi)));
  const sLo = keep("s_lo", div(left, add(f, two)));
  const rest = keep("rest", add(mul(sLo, two), mul(mul(s, z), polynomial(kind, z, series))));
  const twice = keep("twice", mul(sHi, two));
  const natural = keep("natural", upper(add(twice, rest)));
  const remainder = add(sub(twice, natural), rest);
  const main = keep("main", mul(natural, float(kind, log2e[0])));
  const low = add(mul(remainder, float(kind, log2e[0] + log2e[1])), mul(natural, float(kind, log2e[1])));
  const sum = keep("sum", add(k, main));
  const hi = keep("log_hi", upper(sum));
  return { hi, lo: keep("log_lo", add(add(sub(sum, hi), sub(main, sub(sum, k))), low)) };
}

const upperHalf = (kind: FloatKind, x: Expr): Expr => ofBits(kind, and(bitsOf(kind, x), bitConstant(kind, constants[kind.dtype].upper)));

/** 2^(y * (hi + lo)) */
function powerOf(kind: FloatKind, keep: Keep, y: Expr, log: { readonly hi: Expr; readonly lo: Expr }): Expr {
  const { lo, hi, most, exp2 } = constants[kind.dtype];
  const bounded = keep("y_bounded", clamp(kind, keep, y, -most, most));
  const yHi = keep("y_hi", upperHalf(kind, bounded));
  const main = keep("product_hi", mul(yHi, log.hi));
  const rest = keep("product_lo", add(mul(yHi, log.lo), mul(sub(bounded, yHi), add(log.hi, log.lo))));
  const { integer, value } = nearestInteger(kind, keep, clamp(kind, keep, add(main, rest), lo, hi));
  const r = keep("r", min(max(add(sub(main, value), rest), float(kind, -0.6)), float(kind, 0.6)));
  return scale(kind, keep, add(mul(r, polynomial(kind, r, exp2)), float(kind, 1)), integer);
}

const powOf = (kind: FloatKind): FunctionDef =>
  define("pow", "x^y within 4 ULP (f64: 8), special values as in C: the logarithm is in two parts.", kind, ["x", "y"], (keep, x, y) => {
    const [zero, one, infinity] = [float(kind, 0), float(kind, 1), float(kind, Number.POSITIVE_INFINITY)];
    const size = keep("size", abs(x));
    const value = keep("value", powerOf(kind, keep, y, logarithm(kind, keep, size)));
    const isInteger = keep("integer", eq(trunc(y), y));
    const half = keep("half_y", mul(y, float(kind, 0.5)));
    const isOdd = and(isInteger, ne(trunc(half), half));
    const isEdge = or(eq(size, zero), eq(size, infinity));
    const edge = select(ne(eq(size, zero), lt(y, zero)), zero, infinity);
    const isUndefined = or(ne(x, x), and(and(lt(x, zero), lt(size, infinity)), not(isInteger)));
    const magnitude = keep("magnitude", select(isUndefined, float(kind, Number.NaN), select(and(isEdge, eq(y, y)), edge, value)));
    const sign = and(bitsOf(kind, x), select(isOdd, bitConstant(kind, kind.signBit), bitConstant(kind, 0n)));
    return select(or(eq(y, zero), eq(x, one)), one, ofBits(kind, or(bitsOf(kind, magnitude), sign)));
  });

const powFunction: Readonly<Record<FloatKind["dtype"], FunctionDef>> = { f32: powOf(single), f64: powOf(double) };

/** x^y; NaN for a negative x and a y that is no integer. */
export const pow = (x: Expr, y: Expr): Expr => call(floatVariant(powFunction, x.dtype), [x, y]);
