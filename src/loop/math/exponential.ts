/** exp and what is made of it: expm1, sigmoid, swish, tanh, sinh, cosh. Polynomials are minimax on the reduced range, found by the Remez exchange. */
import { abs, add, call, constant, div, type Expr, eq, type FunctionDef, lt, min, mul, neg, select, shl, sub } from "../expr.ts";
import {
  atLeast,
  atMost,
  bitConstant,
  bitsOf,
  clamp,
  define,
  double,
  type FloatKind,
  float,
  floatVariant,
  type Keep,
  keepZero,
  nearestInteger,
  ofBits,
  polynomial,
  powerOfTwo,
  scale,
  single,
  unaryFunction,
  withSignOf,
} from "./define.ts";

interface ExpConstants {
  /** Beyond these the result is 0 or infinite. */
  readonly lo: number;
  readonly hi: number;
  /** From here on it is a normal number. */
  readonly least: number;
  /** ln 2 in two parts; an exponent times the first is exact. */
  readonly ln2: readonly [number, number];
  /** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. */
  readonly exp: readonly number[];
  /** The same with relative error in e^r - 1. */
  readonly expm1: readonly number[];
  /** (log2 e (2^r - 1) - r) / r^2 for |r| <= 1/2. */
  readonly exp2: readonly number[];
  /** From here on 1 - e^-x is 1. */
  readonly whole: number;
  /** (sinh x - x) / x^3 in x^2 for |x| <= 1. */
  readonly sinh: readonly number[];
}

const constants: Readonly<Record<FloatKind["dtype"], ExpConstants>> = {
  f32: {
    lo: -104,
    hi: 89,
    least: -87,
    ln2: [0.693115234375, 3.194618329871446e-5],
    exp: [0.5, 0.16666485369205475, 0.04166553169488907, 0.00837265606969595, 0.0014036911306902766],
    expm1: [0.5, 0.1666666716337204, 0.041666314005851746, 0.008333215489983559, 0.0013944316888228059, 0.00019964802777394652],
    exp2: [0.34656861424446106, 0.08007774502038956, 0.01394923310726881, 0.0019184054108336568],
    whole: 20,
    sinh: [0.1666666716337204, 0.008333349600434303, 0.0001983615948120132, 2.8169517918286147e-6],
  },
  f64: {
    lo: -746,
    hi: 710,
    least: -708,
    ln2: [0.6931471803691238, 1.9082149292705877e-10],
    exp: [
      0.5, 0.16666666666666685, 0.04166666666666603, 0.008333333333315705, 0.001388888888913423, 0.0001984126989972544, 2.4801586903760158e-5,
      2.755723148326537e-6, 2.755759245050499e-7, 2.5113226021645914e-8, 2.0825613430536548e-9,
    ],
    expm1: [
      0.5, 0.16666666666666666, 0.0416666666666667, 0.008333333333333345, 0.0013888888888868671, 0.00019841269841202474, 2.480158735683337e-5,
      2.755731937129005e-6, 2.7557245839143033e-7, 2.505196158755035e-8, 2.0923549044502652e-9, 1.6121457942241616e-10,
    ],
    // ln 2^(k - 1) / k!
    exp2: Array.from({ length: 12 }, (_, i) => Array.from({ length: i + 2 }, (_, k) => 1 / (k + 1)).reduce((a, b) => a * b, Math.LN2 ** (i + 1))),
    whole: 40,
    sinh: [
      0.16666666666666666, 0.008333333333333333, 0.000198412698412696, 2.755731922411629e-6, 2.5052108346509174e-8, 1.6059050601239818e-10,
      7.646482897148948e-13, 2.8482329732039093e-15,
    ],
  },
};

/** r of x = n ln 2 + r, for the nearest integer n as a float: |r| <= ln 2 / 2. */
function remainder(kind: FloatKind, keep: Keep, x: Expr, n: Expr): Expr {
  const { ln2 } = constants[kind.dtype];
  return keep("r", sub(sub(x, mul(n, float(kind, ln2[0]))), mul(n, float(kind, ln2[1]))));
}

function reduce(kind: FloatKind, keep: Keep, x: Expr): { readonly n: Expr; readonly r: Expr } {
  const { integer, value } = nearestInteger(kind, keep, mul(x, float(kind, Math.LOG2E)));
  return { n: integer, r: remainder(kind, keep, x, value) };
}

/** The same with 2^n in place of n, for n from -127 (where it is 0) to bias + 1 (where it is infinite). */
function reduceToPower(kind: FloatKind, keep: Keep, x: Expr): { readonly power: Expr; readonly r: Expr } {
  // The lowest bits of the sum hold n + bias, which stands where an exponent does once it is shifted.
  const magic = float(kind, kind.magic + kind.bias);
  const shifted = keep("z", bitsOf(kind, add(mul(x, float(kind, Math.LOG2E)), magic)));
  const n = keep("n", sub(ofBits(kind, shifted), magic));
  return { power: keep("s", ofBits(kind, shl(shifted, bitConstant(kind, BigInt(kind.fraction))))), r: remainder(kind, keep, x, n) };
}

/** 2^n and log2 e times 2^r, for -x = n + r within the exponents of normal numbers; sums only, so that both are exact before the polynomial. */
export function powersOf2Below(kind: FloatKind, keep: Keep, x: Expr): { readonly power: Expr; readonly scaled: Expr } {
  const { power, r } = exponentOf2Below(kind, keep, x);
  return { power, scaled: polynomial(kind, r, [Math.LOG2E, 1, ...constants[kind.dtype].exp2]) };
}

/** 2^n and r of -x = n + r, for the nearest integer n, within the exponents of normal numbers. */
function exponentOf2Below(kind: FloatKind, keep: Keep, x: Expr): { readonly power: Expr; readonly r: Expr } {
  const magic = float(kind, kind.magic + kind.bias);
  const { moved, power } = powerAt(kind, keep, sub(magic, x));
  return { power, r: keep("r", sub(sub(magic, moved), x)) };
}

/** 2^n and r of x = n + r, for the nearest integer n, from -bias (where 2^n is 0) to bias. */
function exponentOf2(kind: FloatKind, keep: Keep, x: Expr): { readonly power: Expr; readonly r: Expr } {
  const magic = float(kind, kind.magic + kind.bias);
  const { moved, power } = powerAt(kind, keep, add(x, magic));
  return { power, r: keep("r", sub(x, sub(moved, magic))) };
}

/** 2^n of `moved`, the magic number plus n: the low bits that it rounded to are those of the exponent. */
function powerAt(kind: FloatKind, keep: Keep, sum: Expr): { readonly moved: Expr; readonly power: Expr } {
  const shifted = keep("z", bitsOf(kind, sum));
  const power = keep("s", ofBits(kind, shl(shifted, bitConstant(kind, BigInt(kind.fraction)))));
  return { moved: ofBits(kind, shifted), power };
}

/** e^r between 0.7 and 1.42. */
const expOfRemainder = (kind: FloatKind, r: Expr): Expr =>
  add(add(mul(mul(r, r), polynomial(kind, r, constants[kind.dtype].exp)), r), float(kind, 1));

const expOf = (kind: FloatKind): FunctionDef =>
  define("exp", "e^x within 1 ULP: x = n ln 2 + r, a polynomial in r, then n into the exponent.", kind, ["x"], (keep, x) => {
    const { lo, hi } = constants[kind.dtype];
    const { n, r } = reduce(kind, keep, keep("t", clamp(kind, keep, x, lo, hi)));
    return scale(kind, keep, keep("m", expOfRemainder(kind, r)), n);
  });

/** e^x for functions that have made sure of -87 <= x <= 89 (f64: -708 to 710); infinite from 88.4 on, where it nearly is. A NaN stays. */
export function boundedExp(kind: FloatKind, keep: Keep, x: Expr): Expr {
  const { power, r } = reduceToPower(kind, keep, keep("t", x));
  return keep("e", mul(expOfRemainder(kind, r), power));
}

/** exp of one float type, for functions made of it. */
const expFunction: Readonly<Record<FloatKind["dtype"], FunctionDef>> = { f32: expOf(single), f64: expOf(double) };

/** e^x */
export const exp = (x: Expr): Expr => call(floatVariant(expFunction, x.dtype), [x]);

/** e^x where x <= 0, as powers of a softmax are: half the instructions of exp. */
export const expBelow0: (x: Expr) => Expr = unaryFunction((kind) =>
  define("exp_below_0", "e^x for x <= 0 within 1 ULP; 0 where the result would be subnormal.", kind, ["x"], (keep, x) =>
    boundedExp(kind, keep, atLeast(kind, x, constants[kind.dtype].least - 1)),
  ),
);

/** 2^x where x <= 0, for powers of a softmax whose scores are log2 e times as large. */
export const exp2Below0: (x: Expr) => Expr = unaryFunction((kind) =>
  define("exp2_below_0", "2^x for x <= 0 within 1.1 ULP; 0 where the result would be subnormal.", kind, ["x"], (keep, x) => {
    const t = keep("t", atLeast(kind, x, -kind.bias));
    const { power, r } = exponentOf2(kind, keep, t);
    const coefs = constants[kind.dtype].exp.map((c, i) => c * Math.LN2 ** (i + 2));
    return mul(polynomial(kind, r, [1, Math.LN2, ...coefs]), power);
  }),
);

/** e^x - 1 */
export const expm1: (x: Expr) => Expr = unaryFunction((kind) =>
  define("expm1", "e^x - 1 within 2 ULP, also near 0.", kind, ["x"], (keep, x) => {
    const { hi, expm1: coefs } = constants[kind.dtype];
    const t = keep("t", clamp(kind, keep, x, -40, hi));
    const { n, r } = reduce(kind, keep, t);
    const p = keep("p", add(r, mul(mul(r, r), polynomial(kind, r, coefs))));
    // Half of 2^n, so that n = bias + 1 does not overflow before the result does.
    const s = keep("s", powerOfTwo(kind, sub(n, constant(kind.signed, 1))));
    const whole = mul(add(mul(s, p), sub(s, float(kind, 0.5))), float(kind, 2));
    return keepZero(kind, x, select(eq(n, constant(kind.signed, 0)), p, whole));
  }),
);

/** 1 / (1 + e^-x) */
export const sigmoid: (x: Expr) => Expr = unaryFunction((kind) =>
  define("sigmoid", "1 / (1 + e^-x) within 2 ULP; 0 where the result would be subnormal.", kind, ["x"], (keep, x) => {
    const { least, hi } = constants[kind.dtype];
    const e = boundedExp(kind, keep, clamp(kind, keep, neg(x), least, hi));
    return div(float(kind, 1), add(e, float(kind, 1)));
  }),
);

/** x / (1 + e^-x) */
export const swish: (x: Expr) => Expr = unaryFunction((kind) =>
  define("swish", "x / (1 + e^-x) within 2.2 ULP; below -87 (f64: -708) what it is there, which is nearly 0.", kind, ["x"], (keep, x) => {
    const { least } = constants[kind.dtype];
    const top = keep("top", atLeast(kind, x, least));
    const e = boundedExp(kind, keep, neg(atMost(kind, top, -least)));
    return div(top, add(e, float(kind, 1)));
  }),
);

/** r coth(r ln 2 / 2) in r^2 for |r| <= 1/2, by relative error in 2^r = (p + r) / (p - r). */
const evenPart = [2.885390043258667, 0.11552395671606064, -0.0009204538073390722];

/** x ln 2 / (1 + 2^-x): swish of x ln 2, for what gives its results log2 e times. */
export const swish2: (x: Expr) => Expr = unaryFunction((kind) => {
  const fused = swish2By(kind, (keep, top, x) => {
    const { power, scaled } = powersOf2Below(kind, keep, x);
    return div(top, add(mul(scaled, power), float(kind, Math.LOG2E)));
  });
  if (kind.dtype === "f64") return fused;
  const unfused = swish2By(kind, (keep, top, x) => {
    const { power, r } = exponentOf2Below(kind, keep, x);
    const p = keep("p", polynomial(kind, keep("u", mul(r, r)), evenPart));
    const below = keep("q", sub(p, r));
    return mul(div(mul(top, float(kind, Math.LN2)), add(mul(add(p, r), power), below)), below);
  });
  return { ...fused, unfused };
});

/**
 * swish2 from x kept from below (`top`) and from both sides, so that 2^-x is a normal number. Below half of the exponents it stays what it is there, so that a product
 * of two results is normal, too: machines that round each product may take several times as long for subnormal ones.
 */
function swish2By(kind: FloatKind, quotient: (keep: Keep, top: Expr, x: Expr) => Expr): FunctionDef {
  const least = -(kind.bias + 1) / 2;
  const doc = `x ln 2 / (1 + 2^-x) within 3.7 ULP; constant below ${least}, where it is nearly 0.`;
  return define("swish2", doc, kind, ["x"], (keep, x) => {
    const top = keep("top", atLeast(kind, x, least));
    return quotient(keep, top, keep("t", atMost(kind, top, kind.bias - 1)));
  });
}

/** (e^x - e^-x) / (e^x + e^-x) */
export const tanh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("tanh", "tanh x within 2.6 ULP: q / (2 - q) with q = 1 - e^(-2|x|).", kind, ["x"], (keep, x) => {
    const { expm1: coefs, whole } = constants[kind.dtype];
    const { power, r } = reduceToPower(kind, keep, keep("t", neg(atMost(kind, mul(abs(x), float(kind, 2)), whole))));
    const p = keep("p", add(r, mul(mul(r, r), polynomial(kind, r, coefs))));
    const q = keep("q", sub(sub(float(kind, 1), power), mul(power, p)));
    return withSignOf(kind, div(q, sub(float(kind, 2), q)), x);
  }),
);

/** e^|x| / 2: infinite only where cosh is. */
function halfExp(kind: FloatKind, keep: Keep, size: Expr): Expr {
  const { n, r } = reduce(kind, keep, keep("t", min(size, float(kind, constants[kind.dtype].hi + 1))));
  return keep("e", scale(kind, keep, keep("m", expOfRemainder(kind, r)), sub(n, constant(kind.signed, 1))));
}

/** (e^x - e^-x) / 2 */
export const sinh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("sinh", "sinh x within 2 ULP: a polynomial below 1, (e^|x| - e^-|x|) / 2 above.", kind, ["x"], (keep, x) => {
    const size = keep("size", abs(x));
    const z = keep("z", mul(x, x));
    const small = add(size, mul(size, mul(z, polynomial(kind, z, constants[kind.dtype].sinh))));
    const e = halfExp(kind, keep, size);
    return withSignOf(kind, select(lt(size, float(kind, 1)), small, sub(e, div(float(kind, 0.25), e))), x);
  }),
);

/** (e^x + e^-x) / 2 */
export const cosh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("cosh", "cosh x within 2 ULP: e^|x| / 2 + e^-|x| / 2.", kind, ["x"], (keep, x) => {
    const e = halfExp(kind, keep, abs(x));
    return add(e, div(float(kind, 0.25), e));
  }),
);
