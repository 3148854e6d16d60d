/** What becomes of a combined result: the Compute's value of it, and where a vector of that is stored. */
import type { Dim, Sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import type { Compute, Reduction } from "../compute.ts";
import { type Expr, variable, widen } from "../expr.ts";
import { letStmt, type Stmt, store } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { type Parameters, storeAddress } from "./parameters.ts";
import { vectorized } from "./vectorize.ts";

/** The value with the reduction's (scalar) result replaced by a tile's element or a name; widened as a whole. */
export function withResult(value: Expr, reduction: Reduction, result: Expr, lanes: number): Expr {
  const replaced = rewriteExpr(value, { expr: (x) => (x === reduction.result ? result : x) });
  return widen(replaced, lanes);
}

/** Stores the Compute's value of `result`, whose `lanes` run along the symbol `lane`, at the coordinates that `move` gives its axes. */
export function storedResult(
  c: Compute,
  parameters: Parameters,
  result: Expr,
  { lane, move }: { readonly lane: Sym; readonly move: (s: Sym) => Dim | undefined },
): readonly Stmt[] {
  const { lanes } = result;
  const name = variable("result", result.dtype, lanes);
  const value = vectorized(rewriteExpr(c.value, { sym: move }), lanes === 1 ? undefined : { sym: lane, count: lanes }, parameters);
  const at = c.at.map((d) => substitute(d, move));
  const start = substitute(storeAddress(c, at, parameters.bufferOf), (s) => (s === lane ? 0 : undefined));
  return [letStmt(name, result), store(parameters.output, start, withResult(value, c.reduction as Reduction, name, lanes))];
}
