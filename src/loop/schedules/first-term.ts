/** What sums start with: a constant that is added to each of them, as a bias is, costs nothing as their first term. */
import { type Compute, compute, type Reduction } from "../compute.ts";
import type { Expr } from "../expr.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { dependsOnOrder } from "./combine.ts";

export interface FromFirstTerm {
  /** The compute without the addition. */
  readonly compute: Compute;
  /** What is added, at the coordinates of a result. */
  readonly first: Expr;
}

/** Undefined where no constant is added to the sum itself, or the sum is used besides. */
export function fromFirstTerm(c: Compute, reduction: Reduction): FromFirstTerm | undefined {
  const { result } = reduction;
  if (reduction.combine !== "sum" || !dependsOnOrder(reduction)) return undefined;
  let uses = 0;
  walkExpr(c.value, (x) => {
    if (x === result) uses++;
  });
  if (uses !== 1) return undefined;
  let first: Expr | undefined;
  const withoutAddition = (x: Expr): Expr => {
    if (x.kind !== "binary" || x.op !== "add" || (x.a !== result && x.b !== result)) return x;
    const other = x.a === result ? x.b : x.a;
    if (other.kind !== "read" || !other.tensor.constant) return x;
    first = other;
    return result;
  };
  const value = rewriteExpr(c.value, { expr: (x) => (first === undefined ? withoutAddition(x) : x) });
  return first === undefined ? undefined : { compute: compute({ ...c, value }), first };
}
