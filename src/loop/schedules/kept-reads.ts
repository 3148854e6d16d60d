/**
 * Reads that an inner loop does not change, bound once before it: for JavaScript engines, which load anew in each round, all of them, elsewhere where places are
 * read themselves (tables, indices).
 */
import type { Sym } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { type Expr, type Var, variable } from "../expr.ts";
import { exprKey } from "../expr-key.ts";
import { letStmt, type Stmt } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { computedValue, rewriteExpr, tensorsRead, walkExpr } from "../rewrite-expr.ts";
import { mentions, someExpr } from "../some.ts";
import { rangeOf } from "../value-range.ts";
import type { Parameters } from "./parameters.ts";
import { isGuard, isSafe, vectorized } from "./vectorize.ts";

export interface KeptReads {
  readonly lets: readonly Stmt[];
  /** The expression, or one made of it, with the names of what is kept. */
  readonly named: (e: Expr) => Expr;
}

/** What `value`, computed in a loop over `inner`, reads again in each round. */
export function keptReads(value: Expr, inner: Sym, parameters: Parameters, { shortBodies }: Machine): KeptReads {
  const names = new Map<string, Var>();
  const lets: Stmt[] = [];
  const walk = (e: Expr, unknown: (x: Expr & { kind: "read" }, key: string) => Expr): Expr =>
    rewriteExpr(e, {
      expr(x) {
        if (x.kind !== "read") return x;
        const key = exprKey(x);
        return names.get(key) ?? unknown(x, key);
      },
    });
  if ((shortBodies || hasKeptPlace(value, inner)) && !isGuarded(value))
    walk(value, (x, key) => {
      if (parameters.bufferOf(x.tensor) === parameters.output || mentions(x, inner)) return x;
      const once = vectorized(x, undefined, parameters);
      const kept = variable("kept", x.dtype, 1, rangeOf(once));
      names.set(key, kept);
      lets.push(letStmt(kept, once));
      return kept;
    });
  return { lets, named: (e) => (lets.length === 0 ? e : walk(e, (x) => x)) };
}

/** True where something is read at a place that is read before, and that stays in the inner loop. */
export function hasKeptPlace(value: Expr, inner: Sym): boolean {
  let has = false;
  walkExpr(value, (x) => {
    if (x.kind !== "read" || !x.at.some((d) => dependsOn(d, inner))) return;
    const places = x.at.flatMap(symbolsOf).map(computedValue);
    if (places.some((p) => p !== undefined && tensorsRead(p).length > 0 && !mentions(p, inner))) has = true;
  });
  return has;
}

/** True where conditions on coordinates keep reads inside their tensor. */
const isGuarded = (value: Expr): boolean => someExpr(value, (x) => x.kind === "select" && isGuard(x.condition) && !isSafe(x));
