/** The error function, of which GELU is made. */
import { abs, add, call, type Expr, lt, mul, neg, select, sub } from "../expr.ts";
import { atLeast, atMost, define, double, type FloatKind, float, polynomial, single, unaryFunction, withSignOf } from "./define.ts";
import { boundedExp, powersOf2Below } from "./exponential.ts";

interface ErfConstants {
  /** erf(x) / x - 1 in x^2, for |x| <= 0.95. */
  readonly small: readonly number[];
  /** -log(1 - erf(x)) from 0.9 to `end`, where erf is 1. */
  readonly tail: readonly number[];
  readonly end: number;
}

const constants: Readonly<Record<FloatKind["dtype"], ErfConstants>> = {
  f32: {
    small: [0.12837913632392883, -0.37612447142601013, 0.11281320452690125, -0.026748863980174065, 0.00496750557795167, -0.000586207490414381],
    tail: [
      0.0001665114687057212, 1.12779700756073, 0.6369765996932983, 0.10411316901445389, -0.022314948961138725, 0.0030654186848551035,
      -0.00019821181194856763,
    ],
    end: 4,
  },
  f64: {
    small: [
      0.1283791670955126, -0.3761263890318375, 0.11283791670954704, -0.026866170645030062, 0.00522397762417632, -0.0008548326929054327,
      0.00012055328457332889, -1.4925504870462453e-5, 1.6458908467643814e-6, -1.6317276977528056e-7, 1.430940623403758e-8, -8.986248093228589e-10,
      -3.474499296901074e-11, 1.6435930356840895e-11,
    ],
    tail: [
      -1.4121023874275385e-8, 1.12837935456995, 0.6366185955944779, 0.10277724888726204, -0.019141388324942245, -0.00018214384832333083,
      0.0016521769541724886, -0.0005329965192928989, -3.40734988803232e-5, 0.00011574636798533076, -6.541551874408482e-5, 2.3440492750520162e-5,
      -5.9569082296766165e-6, 1.0240098663985841e-6, -7.731819774024732e-8, -1.7390345298327723e-8, 7.985705528969387e-9, -1.698569212930253e-9,
      2.3965419616025214e-10, -2.352682981097887e-11, 1.5614483982059192e-12, -6.343800102419707e-14, 1.196433073696418e-15,
    ],
    end: 6.2,
  },
};

/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
export const erf: (x: Expr) => Expr = unaryFunction((kind) =>
  define("erf", "The error function within 2 ULP: a polynomial below 0.92, 1 - e^-p(|x|) above.", kind, ["x"], (keep, x) => {
    const { small, tail, end } = constants[kind.dtype];
    const size = keep("size", atMost(kind, abs(x), end));
    const z = keep("z", mul(size, size));
    const below = add(size, mul(size, polynomial(kind, z, small)));
    const above = sub(float(kind, 1), boundedExp(kind, keep, neg(polynomial(kind, size, tail))));
    return withSignOf(kind, select(lt(size, float(kind, 0.92)), below, above), x);
  }),
);

/** -log2(P(-x) ln 2), P the probability of the normal distribution below a number, for 0 <= x <= 6: within 6e-8 where x P(-x) counts. In x, its lowest power first. */
export const tailExponent = [
  1.528766253735608, 1.1511088609695435, 0.4591871500015259, 0.0525398924946785, -0.007094998378306627, 0.00012867071200162172,
  0.00021075207041576505, -5.3188348829280585e-5, 6.119583304098342e-6, -2.8917517624904576e-7,
];

const geluOfF32 = define(
  "gelu",
  "x P(x) = max(x, 0) - |x| P(-|x|), where P(-|x|) = 2^-q(|x|): within 5 ULP of the larger part or of 0.02.",
  single,
  ["x"],
  (keep, x) => {
    const size = keep("size", atMost(single, abs(x), 6));
    const { power, scaled } = powersOf2Below(single, keep, keep("t", polynomial(single, size, tailExponent)));
    return sub(atLeast(single, x, 0), mul(mul(scaled, power), size));
  },
);

/** x times the probability P(x) = (1 + erf(x / sqrt 2)) / 2 of the normal distribution; f32 below -6 what it is there, -6e-9. */
export function gelu(x: Expr): Expr {
  if (x.dtype === "f32") return call(geluOfF32, [x]);
  const half = mul(x, float(double, 0.5));
  return add(half, mul(half, erf(mul(x, float(double, Math.SQRT1_2)))));
}
