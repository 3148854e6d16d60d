/** log and what is made of it: log1p, asinh, acosh, atanh. */
import {
  abs,
  add,
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
  select,
  shl,
  shr,
  sqrt,
  sub,
} from "../expr.ts";
import {
  bitConstant,
  bitsOf,
  define,
  double,
  type FloatKind,
  float,
  floatVariant,
  type Keep,
  keepZero,
  ofBits,
  polynomial,
  powerOfTwo,
  single,
  unaryFunction,
  withSignOf,
} from "./define.ts";

interface LogConstants {
  /** The bits of sqrt(1/2), where a significand's range begins. */
  readonly rootHalf: bigint;
  /** ln 2 in two parts; an exponent times the first is exact. */
  readonly ln2: readonly [number, number];
  /** (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2, for |s| <= 0.172. */
  readonly series: readonly number[];
  /** Multiplies subnormals into the normal range. */
  readonly lift: number;
  /** From here on x^2 + 1 is x^2. */
  readonly large: number;
}

const constants: Readonly<Record<FloatKind["dtype"], LogConstants>> = {
  f32: {
    rootHalf: 0x3f3504f3n,
    ln2: [0.693115234375, 3.194618329871446e-5],
    series: [0.6666677594184875, 0.3997747600078583, 0.29873794317245483],
    lift: 23,
    large: 2 ** 14,
  },
  f64: {
    rootHalf: 0x3fe6a09e667f3bcdn,
    ln2: [0.6931471803691238, 1.9082149292705877e-10],
    series: [
      0.6666666666666735, 0.3999999999940874, 0.2857142874387975, 0.22222198403595067, 0.18183573948181522, 0.1531378471594419, 0.14798797507897352,
    ],
    lift: 52,
    large: 2 ** 28,
  },
};

/** The exponent n of u, for which u / 2^n is between sqrt(1/2) and sqrt(2), and that quotient. */
function split(kind: FloatKind, keep: Keep, bits: Expr): { readonly n: Expr; readonly m: Expr } {
  const above = bitcast(kind.signed, sub(bits, bitConstant(kind, constants[kind.dtype].rootHalf)));
  const n = keep("n", shr(above, constant(kind.signed, kind.fraction)));
  return { n, m: ofBits(kind, sub(bits, shl(bitcast(kind.bits, n), bitConstant(kind, BigInt(kind.fraction))))) };
}

/** k ln 2 + log(1 + f): with s = f / (2 + f), log(1 + f) = f - f^2/2 + s (f^2/2 + s^2 series(s^2)). */
function logarithm(kind: FloatKind, keep: Keep, k: Expr, f: Expr): Expr {
  const { ln2, series } = constants[kind.dtype];
  const s = keep("s", div(f, add(f, float(kind, 2))));
  const z = keep("z", mul(s, s));
  const h = keep("h", mul(mul(f, f), float(kind, 0.5)));
  const rest = add(mul(s, add(h, mul(z, polynomial(kind, z, series)))), mul(k, float(kind, ln2[1])));
  return add(mul(k, float(kind, ln2[0])), sub(f, sub(h, rest)));
}

/** The result where x is positive and finite; otherwise -inf, inf or NaN as a logarithm of `x`. */
function withSpecialValues(kind: FloatKind, x: Expr, value: Expr): Expr {
  const ofZero = select(eq(x, float(kind, 0)), float(kind, Number.NEGATIVE_INFINITY), float(kind, Number.NaN));
  return select(lt(x, float(kind, Number.POSITIVE_INFINITY)), select(lt(float(kind, 0), x), value, ofZero), x);
}

const logOf = (kind: FloatKind): FunctionDef =>
  define("log", "The natural logarithm within 1 ULP: exponent times ln 2, and a series for the significand.", kind, ["x"], (keep, x) => {
    const { lift } = constants[kind.dtype];
    const isSmall = keep("small", lt(x, float(kind, kind.leastNormal)));
    const bits = keep("bits", bitsOf(kind, select(isSmall, mul(x, float(kind, 2 ** lift)), x)));
    const { n, m } = split(kind, keep, bits);
    const k = keep("k", sub(cast(kind.dtype, n), select(isSmall, float(kind, lift), float(kind, 0))));
    const f = keep("f", sub(m, float(kind, 1)));
    return withSpecialValues(kind, x, logarithm(kind, keep, k, f));
  });

const log1pOf = (kind: FloatKind): FunctionDef =>
  define("log1p", "log(1 + x) within 2 ULP, also near 0.", kind, ["x"], (keep, x) => {
    const one = float(kind, 1);
    const bits = keep("bits", bitsOf(kind, add(x, one)));
    // Through its bits, 1 + x is rounded also where a language computes in more precision.
    const u = keep("u", ofBits(kind, bits));
    const { n, m } = split(kind, keep, bits);
    // What rounding took from 1 + x, in units of 2^n; from some n on it is nothing.
    const lost = select(lt(one, x), sub(one, sub(u, x)), sub(x, sub(u, one)));
    const unit = powerOfTwo(kind, sub(constant(kind.signed, 0), min(n, constant(kind.signed, kind.fraction + 2))));
    const isExact = eq(n, constant(kind.signed, 0));
    const f = keep("f", select(isExact, x, add(sub(m, one), mul(lost, unit))));
    const value = logarithm(kind, keep, keep("k", cast(kind.dtype, n)), f);
    return keepZero(kind, x, withSpecialValues(kind, u, value));
  });

const logFunction: Readonly<Record<FloatKind["dtype"], FunctionDef>> = { f32: logOf(single), f64: logOf(double) };
const log1pFunction: Readonly<Record<FloatKind["dtype"], FunctionDef>> = { f32: log1pOf(single), f64: log1pOf(double) };

/** The natural logarithm: -inf at 0, NaN below. */
export const log = (x: Expr): Expr => call(floatVariant(logFunction, x.dtype), [x]);
/** log(1 + x): -inf at -1, NaN below. */
export const log1p = (x: Expr): Expr => call(floatVariant(log1pFunction, x.dtype), [x]);

/** The inverse of sinh. */
export const asinh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("asinh", "asinh x within 3 ULP: log1p(|x| + x^2 / (1 + sqrt(x^2 + 1))).", kind, ["x"], (keep, x) => {
    const one = float(kind, 1);
    const size = keep("size", abs(x));
    const isLarge = keep("large", lt(float(kind, constants[kind.dtype].large), size));
    // -1 makes the argument |x| - 1, whose log1p is log |x|.
    const square = keep("square", select(isLarge, float(kind, -1), mul(x, x)));
    const argument = add(size, div(square, add(one, sqrt(add(square, one)))));
    const value = add(call(log1pFunction[kind.dtype], [argument]), select(isLarge, float(kind, Math.LN2), float(kind, 0)));
    return withSignOf(kind, value, x);
  }),
);

/** The inverse of cosh: NaN below 1. */
export const acosh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("acosh", "acosh x within 3 ULP: log1p(t + sqrt(t^2 + 2t)) with t = x - 1, which below -2 has no root.", kind, ["x"], (keep, x) => {
    const isLarge = keep("large", lt(float(kind, constants[kind.dtype].large), x));
    const t = keep("t", sub(x, float(kind, 1)));
    const tail = select(isLarge, float(kind, 0), sqrt(mul(t, max(add(t, float(kind, 2)), float(kind, 0)))));
    return add(call(log1pFunction[kind.dtype], [add(t, tail)]), select(isLarge, float(kind, Math.LN2), float(kind, 0)));
  }),
);

/** The inverse of tanh: infinite at -1 and 1, NaN beyond. */
export const atanh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("atanh", "atanh x within 3 ULP: log1p(2|x| / (1 - |x|)) / 2.", kind, ["x"], (keep, x) => {
    const size = keep("size", abs(x));
    const ratio = div(add(size, size), sub(float(kind, 1), size));
    return withSignOf(kind, mul(call(log1pFunction[kind.dtype], [ratio]), float(kind, 0.5)), x);
  }),
);
