/** What sums start with: a constant that is added to each of them, as a bias is, costs nothing as their first term. Extrema start with their first term itself. */
import { add, type Dim } from "../../core/dim.ts";
import { axis, type Compute, compute, coordinate, type Reduction } from "../compute.ts";
import type { Expr } from "../expr.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { someExpr } from "../some.ts";
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

/** The largest or least of terms along one axis, the first of them taken before all others; undefined elsewhere, and where some are left out. */
export function fromFirstOfAll(c: Compute, reduction: Reduction): FromFirstTerm | undefined {
  const [a, ...more] = reduction.axes;
  const isExtremum = reduction.combine === "max" || reduction.combine === "min";
  if (!isExtremum || a === undefined || more.length > 0 || typeof a.extent !== "number" || a.extent < 2 || asks(reduction.body)) return undefined;
  const rest = axis(a.sym.name, a.extent - 1);
  const at = (d: Dim): Expr => rewriteExpr(reduction.body, { sym: (s) => (s === a.sym ? d : undefined) });
  return { compute: compute({ ...c, reduction: { ...reduction, axes: [rest], body: at(add(coordinate(rest), 1)) } }), first: at(0) };
}

const asks = (e: Expr): boolean => someExpr(e, (x) => x.kind === "select");
