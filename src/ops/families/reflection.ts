/** Mirroring a place at the borders of an axis, as often as it takes. */
import { add, and, constant, div, type Expr, eq, floor, le, lt, mul, select, sub, trunc } from "../../loop/expr.ts";

/** x where it lies in lo..hi, else mirrored at the border it has passed, to and fro. */
export function reflected(x: Expr, lo: number, hi: number): Expr {
  const number = (value: number): Expr => constant(x.dtype, value);
  if (hi <= lo) return number(lo);
  const isLow = lt(x, number(lo));
  const beyond = select(isLow, sub(number(lo), x), sub(x, number(hi)));
  const range = number(hi - lo);
  const times = trunc(div(beyond, range));
  const rest = sub(beyond, mul(times, range));
  const isEven = eq(sub(times, mul(floor(mul(times, number(0.5))), number(2))), number(0));
  const mirrored = select(eq(isLow, isEven), add(number(lo), rest), sub(number(hi), rest));
  return select(and(le(number(lo), x), le(x, number(hi))), x, mirrored);
}
