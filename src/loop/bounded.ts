/** Floats kept at or above a bound, or at or below one. */
import { type Expr, lt, max, min, select } from "./expr.ts";

/** A choice, which vectors have one instruction for; a maximum looks for NaN on both sides, which takes up to eight. */
const isChoice = ({ dtype }: Expr, bound: Expr): boolean =>
  (dtype === "f32" || dtype === "f64") && bound.kind === "const" && !Number.isNaN(bound.value);

/** `low` where x is under it, else x: NaN stays unless the bound is one, and a zero keeps its sign. */
export const atLeast = (x: Expr, low: Expr): Expr => (isChoice(x, low) ? select(lt(x, low), low, x) : max(x, low));

/** `high` where x is over it, else x, alike. */
export const atMost = (x: Expr, high: Expr): Expr => (isChoice(x, high) ? select(lt(high, x), high, x) : min(x, high));
