/** exp and what is made of it: expm1, sigmoid, tanh, sinh, cosh. Polynomials are minimax on the reduced range, found by the Remez exchange. */
import { abs, add, call, constant, div, type Expr, eq, type FunctionDef, lt, min, mul, neg, select, sub } from "../expr.ts";
import {
  clamp,
  define,
  double,
  type FloatKind,
  float,
  floatVariant,
  type Keep,
  keepZero,
  nearestInteger,
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
  /** ln 2 in two parts; an exponent times the first is exact. */
  readonly ln2: readonly [number, number];
  /** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. */
  readonly exp: readonly number[];
  /** The same with relative error in e^r - 1. */
  readonly expm1: readonly number[];
  /** (tanh x - x) / x^3 in x^2 for |x| <= 0.625, and (sinh x - x) / x^3 for |x| <= 1. */
  readonly tanh: readonly number[];
  /** From here on 1 - 2 / (e^x + 1) is 1. */
  readonly whole: number;
  readonly sinh: readonly number[];
}

const constants: Readonly<Record<FloatKind["dtype"], ExpConstants>> = {
  f32: {
    lo: -104,
    hi: 89,
    ln2: [0.693115234375, 3.194618329871446e-5],
    exp: [0.5, 0.16666485369205475, 0.04166553169488907, 0.00837265606969595, 0.0014036911306902766],
    expm1: [0.5, 0.1666666716337204, 0.041666314005851746, 0.008333215489983559, 0.0013944316888228059, 0.00019964802777394652],
    tanh: [-0.3333328068256378, 0.13331441581249237, -0.05373971536755562, 0.020639078691601753, -0.005704974289983511],
    whole: 20,
    sinh: [0.1666666716337204, 0.008333349600434303, 0.0001983615948120132, 2.8169517918286147e-6],
  },
  f64: {
    lo: -746,
    hi: 710,
    ln2: [0.6931471803691238, 1.9082149292705877e-10],
    exp: [
      0.5, 0.16666666666666685, 0.04166666666666603, 0.008333333333315705, 0.001388888888913423, 0.0001984126989972544, 2.4801586903760158e-5,
      2.755723148326537e-6, 2.755759245050499e-7, 2.5113226021645914e-8, 2.0825613430536548e-9,
    ],
    expm1: [
      0.5, 0.16666666666666666, 0.0416666666666667, 0.008333333333333345, 0.0013888888888868671, 0.00019841269841202474, 2.480158735683337e-5,
      2.755731937129005e-6, 2.7557245839143033e-7, 2.505196158755035e-8, 2.0923549044502652e-9, 1.6121457942241616e-10,
    ],
    tanh: [
      -0.33333333333333315, 0.13333333333329742, -0.05396825396605883, 0.02186948846871363, -0.008863234312553713, 0.003592113999658551,
      -0.0014557259468221996, 0.0005894517941677418, -0.00023701171784058824, 9.155839121792693e-5, -3.018720036039165e-5, 6.042459525188529e-6,
    ],
    whole: 40,
    sinh: [
      0.16666666666666666, 0.008333333333333333, 0.000198412698412696, 2.755731922411629e-6, 2.5052108346509174e-8, 1.6059050601239818e-10,
      7.646482897148948e-13, 2.8482329732039093e-15,
    ],
  },
};

/** x = n ln 2 + r with |r| <= ln 2 / 2. */
function reduce(kind: FloatKind, keep: Keep, x: Expr): { readonly n: Expr; readonly r: Expr } {
  const { ln2 } = constants[kind.dtype];
  const { integer, value } = nearestInteger(kind, keep, mul(x, float(kind, Math.LOG2E)));
  return { n: integer, r: keep("r", sub(sub(x, mul(value, float(kind, ln2[0]))), mul(value, float(kind, ln2[1])))) };
}

/** e^x = m * 2^n with m between 0.7 and 1.42, for x that `clamp` has kept in range. */
function exponential(kind: FloatKind, keep: Keep, x: Expr): { readonly n: Expr; readonly m: Expr } {
  const { n, r } = reduce(kind, keep, x);
  const m = add(add(mul(mul(r, r), polynomial(kind, r, constants[kind.dtype].exp)), r), float(kind, 1));
  return { n, m: keep("m", m) };
}

const expOf = (kind: FloatKind): FunctionDef =>
  define("exp", "e^x within 1 ULP: x = n ln 2 + r, a polynomial in r, then n into the exponent.", kind, ["x"], (keep, x) => {
    const { lo, hi } = constants[kind.dtype];
    const { n, m } = exponential(kind, keep, keep("t", clamp(kind, keep, x, lo, hi)));
    return scale(kind, keep, m, n);
  });

/** e^x where x is between -80 and 80, for functions that have made sure of it; a NaN stays. */
export function expWithin80(kind: FloatKind, keep: Keep, x: Expr): Expr {
  const { n, m } = exponential(kind, keep, keep("t", x));
  return mul(m, powerOfTwo(kind, n));
}

/** exp of one float type, for functions made of it. */
export const expFunction: Readonly<Record<FloatKind["dtype"], FunctionDef>> = { f32: expOf(single), f64: expOf(double) };

/** e^x */
export const exp = (x: Expr): Expr => call(floatVariant(expFunction, x.dtype), [x]);

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
  define("sigmoid", "1 / (1 + e^-x) within 2.1 ULP, from e^-|x|, which cannot overflow.", kind, ["x"], (keep, x) => {
    const e = keep("e", call(expFunction[kind.dtype], [neg(abs(x))]));
    return div(select(lt(x, float(kind, 0)), e, float(kind, 1)), add(e, float(kind, 1)));
  }),
);

/** (e^x - e^-x) / (e^x + e^-x) */
export const tanh: (x: Expr) => Expr = unaryFunction((kind) =>
  define("tanh", "tanh x within 2 ULP: a polynomial below 0.625, 1 - 2 / (e^2|x| + 1) above.", kind, ["x"], (keep, x) => {
    const size = keep("size", abs(x));
    const z = keep("z", mul(x, x));
    const small = add(size, mul(size, mul(z, polynomial(kind, z, constants[kind.dtype].tanh))));
    const { n, m } = exponential(kind, keep, keep("t", min(add(size, size), float(kind, constants[kind.dtype].whole))));
    const e = keep("e", mul(m, powerOfTwo(kind, n)));
    const large = sub(float(kind, 1), div(float(kind, 2), add(e, float(kind, 1))));
    return withSignOf(kind, select(lt(size, float(kind, 0.625)), small, large), x);
  }),
);

/** e^|x| / 2: infinite only where cosh is. */
function halfExp(kind: FloatKind, keep: Keep, size: Expr): Expr {
  const { n, m } = exponential(kind, keep, keep("t", min(size, float(kind, constants[kind.dtype].hi + 1))));
  return keep("e", scale(kind, keep, m, sub(n, constant(kind.signed, 1))));
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
