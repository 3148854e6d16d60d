/** One NaN: which of the many NaNs an operation gives is left to the machine (semantics.ts), so equal bits need a choice. */
import { type Expr, eq, select } from "../expr.ts";
import { define, float, unaryFunction } from "./define.ts";

/** x, with the positive quiet NaN without payload in place of every NaN. */
export const withOneNaN: (x: Expr) => Expr = unaryFunction((kind) =>
  define("one_nan", "x, any NaN made the positive quiet one without payload.", kind, ["x"], (_, x) => select(eq(x, x), x, float(kind, Number.NaN))),
);
