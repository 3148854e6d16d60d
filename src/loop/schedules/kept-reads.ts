/** Reads that an inner loop does not change, of places that are read themselves (tables, indices): bound once before it, since JavaScript engines load them anew. */
import type { Sym } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { type Expr, exprKey, type Var, variable } from "../expr.ts";
import { letStmt, type Stmt } from "../kernel.ts";
import { computedValue, rewriteExpr, tensorsRead, walkExpr, walkSymbols } from "../rewrite-expr.ts";
import type { Parameters } from "./parameters.ts";
import { isGuard, isSafe, vectorized } from "./vectorize.ts";

export interface KeptReads {
  readonly lets: readonly Stmt[];
  /** The expression, or one made of it, with the names of what is kept. */
  readonly named: (e: Expr) => Expr;
}

/** What `value`, computed in a loop over `inner`, reads again in each round. */
export function keptReads(value: Expr, inner: Sym, parameters: Parameters): KeptReads {
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
  if (hasKeptPlace(value, inner) && !isGuarded(value))
    walk(value, (x, key) => {
      if (parameters.bufferOf(x.tensor) === parameters.output || isChangedBy(x, inner)) return x;
      const kept = variable("kept", x.dtype);
      names.set(key, kept);
      lets.push(letStmt(kept, vectorized(x, undefined, parameters)));
      return kept;
    });
  return { lets, named: (e) => (lets.length === 0 ? e : walk(e, (x) => x)) };
}

function isChangedBy(e: Expr, s: Sym): boolean {
  let changed = false;
  walkSymbols(e, (x) => {
    if (x === s) changed = true;
  });
  return changed;
}

/** True where something is read at a place that is read before, and that stays in the inner loop. */
export function hasKeptPlace(value: Expr, inner: Sym): boolean {
  let has = false;
  walkExpr(value, (x) => {
    if (x.kind !== "read" || !x.at.some((d) => dependsOn(d, inner))) return;
    const places = x.at.flatMap(symbolsOf).map(computedValue);
    if (places.some((p) => p !== undefined && tensorsRead(p).length > 0 && !isChangedBy(p, inner))) has = true;
  });
  return has;
}

/** True where conditions on coordinates keep reads inside their tensor. */
function isGuarded(value: Expr): boolean {
  let found = false;
  walkExpr(value, (x) => {
    if (x.kind === "select" && isGuard(x.condition) && !isSafe(x)) found = true;
  });
  return found;
}
