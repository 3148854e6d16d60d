/** sin, cos, tan and their inverses. */
import { abs, add, and, call, cast, constant, div, type Expr, type FunctionDef, le, lt, mul, ne, neg, select, sqrt, sub } from "../expr.ts";
import {
  define,
  double,
  type FloatKind,
  float,
  type Keep,
  keepZero,
  nearestInteger,
  polynomial,
  single,
  unaryFunction,
  withSignOf,
} from "./define.ts";
import { leastLarge, type Quadrant, quadrantOfLarge } from "./large-angles.ts";

interface TrigonometricConstants {
  /** pi/2 in parts: a quadrant number times all but the last is exact below `large`. */
  readonly halfPi: readonly number[];
  readonly large: number;
  /** What rounding took from pi/2 and pi/4 as one number. */
  readonly halfPiLow: number;
  /** (sin r - r) / r^3 and (cos r - 1 + r^2/2) / r^4 in r^2, for |r| <= pi/4. */
  readonly sin: readonly number[];
  readonly cos: readonly number[];
  /** (atan t - t) / t^3 in t^2, for |t| <= tan(pi/8); (asin x - x) / x^3 in x^2, for |x| <= 1/2. */
  readonly atan: readonly number[];
  readonly asin: readonly number[];
}

const constants: Readonly<Record<FloatKind["dtype"], TrigonometricConstants>> = {
  f32: {
    halfPi: [1.5703125, 0.0004839897155761719, -1.6298145055770874e-7, 6.07710062827671e-11],
    large: 25000,
    halfPiLow: -4.371138828673793e-8,
    sin: [-0.16666653752326965, 0.008332112804055214, -0.0001950875303009525],
    cos: [0.04166664555668831, -0.0013887251261621714, 2.4425684387097135e-5],
    atan: [-0.3333294689655304, 0.19977587461471558, -0.1387624889612198, 0.08048771321773529],
    asin: [0.16666752099990845, 0.07495297491550446, 0.04547037556767464, 0.024179501459002495, 0.0421663373708725],
  },
  f64: {
    halfPi: [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32],
    large: 2 ** 20,
    halfPiLow: 6.123233995736766e-17,
    sin: [
      -0.16666666666666666, 0.008333333333333321, -0.0001984126984125322, 2.755731921324084e-6, -2.505210466596082e-8, 1.6058335510440253e-10,
      -7.577162483387934e-13,
    ],
    cos: [0.04166666666666658, -0.0013888888888871375, 2.4801587287783192e-5, -2.7557313865577966e-7, 2.0875657571891098e-9, -1.1356266379656548e-11],
    atan: [
      -0.3333333333333319, 0.19999999999952384, -0.14285714280075404, 0.11111110777412612, -0.09090897584123432, 0.07692057130485572,
      -0.06663069003520346, 0.058476342092167975, -0.05038154100007978, 0.038035283127983065, -0.01787508716993141,
    ],
    asin: [
      0.1666666666666676, 0.07499999999970801, 0.04464285717461028, 0.03038194270786724, 0.022372214985144852, 0.01735161206061083,
      0.013980819966519937, 0.011398917063832312, 0.010780225499339687, 0.003706511701230045, 0.021707197580028162, -0.020998711106204597,
      0.032628405034749085,
    ],
  },
};

function quadrant(kind: FloatKind, keep: Keep, x: Expr): Quadrant {
  const { integer, value } = nearestInteger(kind, keep, mul(x, float(kind, 2 / Math.PI)));
  return {
    n: integer,
    r: keep(
      "r",
      constants[kind.dtype].halfPi.reduce((r, part) => sub(r, mul(value, float(kind, part))), x),
    ),
  };
}

/** sin r and cos r. */
function series(kind: FloatKind, keep: Keep, r: Expr): { readonly sine: Expr; readonly cosine: Expr } {
  const { sin: sinCoefs, cos: cosCoefs } = constants[kind.dtype];
  const z = keep("z", mul(r, r));
  const sine = keep("sine", add(r, mul(r, mul(z, polynomial(kind, z, sinCoefs)))));
  const cosine = keep("cosine", add(sub(float(kind, 1), mul(z, float(kind, 0.5))), mul(mul(z, z), polynomial(kind, z, cosCoefs))));
  return { sine, cosine };
}

const bitSet = (kind: FloatKind, n: Expr, bit: number): Expr => ne(and(n, constant(kind.signed, bit)), constant(kind.signed, 0));
const plus = (kind: FloatKind, n: Expr, quarters: number): Expr => (quarters === 0 ? n : add(n, constant(kind.signed, quarters)));

/** The sine, `quarters` quarter turns further. */
function sineOf(kind: FloatKind, keep: Keep, { n, r }: Quadrant, quarters: 0 | 1): Expr {
  const { sine, cosine } = series(kind, keep, r);
  const value = keep("value", quarters === 0 ? select(bitSet(kind, n, 1), cosine, sine) : select(bitSet(kind, n, 1), sine, cosine));
  return select(bitSet(kind, plus(kind, n, quarters), 2), neg(value), value);
}

function tangentOf(kind: FloatKind, keep: Keep, { n, r }: Quadrant): Expr {
  const { sine, cosine } = series(kind, keep, r);
  const isOdd = keep("odd", bitSet(kind, n, 1));
  return div(select(isOdd, neg(cosine), sine), select(isOdd, sine, cosine));
}

type OfQuadrant = (kind: FloatKind, keep: Keep, at: Quadrant, x: Expr) => Expr;

/** A function of an angle: of large ones it is computed in f64, by a function of its own. */
function ofAngle(name: string, doc: string, of: OfQuadrant): (x: Expr) => Expr {
  const inDoubles = define(`${name}_of_large`, `${name} x for |x| >= ${leastLarge}; NaN of an infinity.`, double, ["x"], (keep, x) =>
    of(double, keep, quadrantOfLarge(keep, x), x),
  );
  const inSingles = define(`${name}_of_large`, `${inDoubles.doc.slice(0, -1)}; rounded from f64.`, single, ["x"], (_, x) =>
    cast("f32", call(inDoubles, [cast("f64", x)])),
  );
  const large: Readonly<Record<FloatKind["dtype"], FunctionDef>> = { f32: { ...inSingles, rare: true }, f64: { ...inDoubles, rare: true } };
  return unaryFunction((kind) =>
    define(name, doc, kind, ["x"], (keep, x) => {
      const isLarge = keep("large", le(float(kind, constants[kind.dtype].large), abs(x)));
      const result = keep("result", of(kind, keep, quadrant(kind, keep, x), x));
      return select(isLarge, call(large[kind.dtype], [x]), result);
    }),
  );
}

export const sin: (x: Expr) => Expr = ofAngle("sin", "sin x within 2 ULP.", (kind, keep, at, x) => keepZero(kind, x, sineOf(kind, keep, at, 0)));
export const cos: (x: Expr) => Expr = ofAngle("cos", "cos x within 2 ULP.", (kind, keep, at) => sineOf(kind, keep, at, 1));
export const tan: (x: Expr) => Expr = ofAngle("tan", "tan x within 4 ULP.", (kind, keep, at, x) => keepZero(kind, x, tangentOf(kind, keep, at)));

export const atan: (x: Expr) => Expr = unaryFunction((kind) =>
  define("atan", "atan x within 2 ULP: reduced to |t| <= tan(pi/8) by one quotient.", kind, ["x"], (keep, x) => {
    const one = float(kind, 1);
    const zero = float(kind, 0);
    const size = keep("size", abs(x));
    const isLarge = keep("large", lt(float(kind, 2.414213562373095), size));
    const isMiddle = keep("middle", lt(float(kind, 0.41421356237309503), size));
    const above = select(isLarge, float(kind, -1), select(isMiddle, sub(size, one), size));
    const below = select(isLarge, size, select(isMiddle, add(size, one), one));
    const t = keep("t", div(above, below));
    const z = keep("z", mul(t, t));
    const { atan: coefs, halfPiLow } = constants[kind.dtype];
    const base = (half: number, quarter: number): Expr => select(isLarge, float(kind, half), select(isMiddle, float(kind, quarter), zero));
    const series = add(mul(mul(t, z), polynomial(kind, z, coefs)), base(halfPiLow, halfPiLow / 2));
    return withSignOf(kind, add(base(Math.PI / 2, Math.PI / 4), add(t, series)), x);
  }),
);

/** The series of asin on |x| <= 1/2; above, that of sqrt((1 - |x|) / 2), from which asin and acos follow. */
function arcSeries(kind: FloatKind, keep: Keep, x: Expr): { readonly isLarge: Expr; readonly p: Expr } {
  const size = keep("size", abs(x));
  const isLarge = keep("large", lt(float(kind, 0.5), size));
  const z = keep("z", select(isLarge, mul(sub(float(kind, 1), size), float(kind, 0.5)), mul(size, size)));
  const s = keep("s", select(isLarge, sqrt(z), size));
  return { isLarge, p: keep("p", add(s, mul(s, mul(z, polynomial(kind, z, constants[kind.dtype].asin))))) };
}

/** NaN outside -1..1. */
export const asin: (x: Expr) => Expr = unaryFunction((kind) =>
  define("asin", "asin x within 3 ULP.", kind, ["x"], (keep, x) => {
    const { isLarge, p } = arcSeries(kind, keep, x);
    const { halfPiLow } = constants[kind.dtype];
    const large = sub(float(kind, Math.PI / 2), sub(mul(p, float(kind, 2)), float(kind, halfPiLow)));
    return withSignOf(kind, select(isLarge, large, p), x);
  }),
);

/** NaN outside -1..1. */
export const acos: (x: Expr) => Expr = unaryFunction((kind) =>
  define("acos", "acos x within 2 ULP.", kind, ["x"], (keep, x) => {
    const { isLarge, p } = arcSeries(kind, keep, x);
    const { halfPiLow } = constants[kind.dtype];
    const isNegative = keep("negative", lt(x, float(kind, 0)));
    const twice = keep("twice", mul(p, float(kind, 2)));
    const large = select(isNegative, sub(float(kind, Math.PI), sub(twice, float(kind, halfPiLow * 2))), twice);
    const small = sub(float(kind, Math.PI / 2), sub(select(isNegative, neg(p), p), float(kind, halfPiLow)));
    return select(isLarge, large, small);
  }),
);
