/** The math functions of the loop language, one expression constructor each; f32 or f64 follows the argument. */
export { erf } from "./error-function.ts";
export { cosh, exp, expm1, sigmoid, sinh, tanh } from "./exponential.ts";
export { acosh, asinh, atanh, log, log1p } from "./logarithm.ts";
export { pow } from "./power.ts";
export { acos, asin, atan, cos, sin, tan } from "./trigonometric.ts";
