/** Math functions of the loop language, by the type of their argument. */
import { add, abs, constant, div, type Expr, lt, max, min, mul, neg, select, sqrt, sub, eq } from "../expr.ts";
import { clamp, define, type FloatKind, float, type Keep, nearestInteger, polynomial, powerOfTwo, unaryFunction, withSignOf, bitsOf, ofBits, bitConstant } from "./define.ts";
import { and, bitcast, cast, shr } from "../expr.ts";

const expCoefs = { f32: [0.4999999403953552, 0.16666515171527863, 0.04166845604777336, 0.008369418792426586, 0.0013813178520649672], f64: [0.5, 0.16666666666666685, 0.04166666666666603, 0.008333333333315705, 0.001388888888913423, 0.0001984126989972544, 2.4801586903760158e-05, 2.755723148326537e-06, 2.755759245050499e-07, 2.5113226021645914e-08, 2.0825613430536548e-09] } as const;

function expOf(kind: FloatKind, keep: Keep, x: Expr): Expr {
  const [lo, hi] = kind.dtype === "f32" ? [-104, 88.8] : [-746, 709.8];
  const bounded = keep("bounded", clamp(kind, x, lo, hi));
  const { integer, value } = nearestInteger(kind, keep, mul(bounded, float(kind, Math.LOG2E)));
  const [high, low] = kind.dtype === "f32" ? [0.693359375, -2.12194440e-4] : [0.6931471803691238, 1.9082149292705877e-10];
  const r = keep("r", sub(sub(bounded, mul(value, float(kind, high))), mul(value, float(kind, low))));
  const tail = mul(mul(r, r), polynomial(kind, r, expCoefs[kind.dtype]));
  const p = keep("p", add(add(tail, r), float(kind, 1)));
  const half = keep("half", shr(integer, constant(kind.signed, 1)));
  return mul(mul(p, powerOfTwo(kind, half)), powerOfTwo(kind, sub(integer, half)));
}

export const exp = unaryFunction((kind) => define("exp", "e to the x", kind, ["x"], (keep, x) => expOf(kind, keep, x as Expr)));
export const sigmoid = unaryFunction((kind) =>
  define("sigmoid", "1 / (1 + exp(-x))", kind, ["x"], (keep, x) => div(float(kind, 1), add(float(kind, 1), expOf(kind, keep, neg(x as Expr))))),
);
export const tanh = unaryFunction((kind) =>
  define("tanh", "hyperbolic tangent", kind, ["x"], (keep, x) => {
    const a = keep("a", min(abs(x as Expr), float(kind, 20)));
    const e = keep("e", expOf(kind, keep, mul(a, float(kind, 2))));
    return withSignOf(kind, sub(float(kind, 1), div(float(kind, 2), add(e, float(kind, 1)))), x as Expr);
  }),
);
export const log = unaryFunction((kind) =>
  define("log", "natural logarithm", kind, ["x"], (keep, arg) => {
    const x = arg as Expr;
    const bits = keep("bits", bitsOf(kind, x));
    const exponent = keep("exponent", sub(bitcast(kind.signed, shr(bits, bitConstant(kind, BigInt(kind.fraction)))), constant(kind.signed, kind.bias)));
    const mask = (1n << BigInt(kind.fraction)) - 1n;
    const m = keep("m", ofBits(kind, add(and(bits, bitConstant(kind, mask)), bitConstant(kind, BigInt(kind.bias) << BigInt(kind.fraction)))));
    const s = keep("s", div(sub(m, float(kind, 1)), add(m, float(kind, 1))));
    const z = keep("z", mul(s, s));
    const terms = kind.dtype === "f32" ? 6 : 16;
    const series = polynomial(kind, z, Array.from({ length: terms }, (_, i) => 2 / (2 * i + 1)));
    const value = add(mul(s, series), mul(cast(kind.dtype, exponent), float(kind, Math.LN2)));
    return select(eq(x, float(kind, 0)), float(kind, -Infinity), select(lt(x, float(kind, 0)), float(kind, Number.NaN), select(lt(x, float(kind, Infinity)), value, x)));
  }),
);
export const erf = unaryFunction((kind) =>
  define("erf", "error function", kind, ["x"], (keep, arg) => {
    const a = keep("a", min(abs(arg as Expr), float(kind, 6)));
    const t = keep("t", div(float(kind, 1), add(float(kind, 1), mul(a, float(kind, 0.3275911)))));
    const p = mul(t, polynomial(kind, t, [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429]));
    return withSignOf(kind, sub(float(kind, 1), mul(p, expOf(kind, keep, neg(mul(a, a))))), arg as Expr);
  }),
);
export const pow = (x: Expr, y: Expr): Expr => exp(mul(y, log(x)));
const viaExp = (f: (e: Expr, one: Expr, x: Expr) => Expr) => (x: Expr): Expr => f(exp(x), constant(x.dtype, 1), x);
export const sinh = viaExp((e, one) => mul(sub(e, div(one, e)), constant(e.dtype, 0.5)));
export const cosh = viaExp((e, one) => mul(add(e, div(one, e)), constant(e.dtype, 0.5)));
export const asinh = (x: Expr): Expr => log(add(x, sqrt(add(mul(x, x), constant(x.dtype, 1)))));
export const acosh = (x: Expr): Expr => log(add(x, sqrt(sub(mul(x, x), constant(x.dtype, 1)))));
export const atanh = (x: Expr): Expr => mul(constant(x.dtype, 0.5), log(div(add(constant(x.dtype, 1), x), sub(constant(x.dtype, 1), x))));
export const sin = (x: Expr): Expr => x;
export const cos = (x: Expr): Expr => x;
export const tan = (x: Expr): Expr => x;
export const asin = (x: Expr): Expr => x;
export const acos = (x: Expr): Expr => x;
export const atan = (x: Expr): Expr => max(x, x);
