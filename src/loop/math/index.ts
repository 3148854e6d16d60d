/**
 * The math functions of the loop language, one expression constructor each; f32 or f64 follows the argument.
 *
 * Largest errors of the f32 versions in ULP, measured against f64 over 20,000 points of their range by test/loop/math.test.ts:
 * exp and exp_below_0 0.95, exp2_below_0 1.06, expm1 1.0, log 0.75, log1p 1.3, sigmoid 1.9, swish 2.15, swish2 3.1, tanh 2.5, sinh 1.2, cosh 1.3, erf 1.2, asinh 1.3,
 * acosh 1.6, atanh 1.9, sin 1.4, cos 1.5 and tan 2.9 for angles of any size, asin 2.3, acos 1.1, atan 1.7, pow 3.5. f64: at
 * most 2, erf 5.
 */
export { erf, gelu } from "./error-function.ts";
export { cosh, exp, exp2Below0, expBelow0, expm1, sigmoid, sinh, swish, swish2, tanh } from "./exponential.ts";
export { acosh, asinh, atanh, log, log1p } from "./logarithm.ts";
export { pow } from "./power.ts";
export { acos, asin, atan, cos, sin, tan } from "./trigonometric.ts";
