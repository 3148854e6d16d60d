/** How large an expression is when it is written out: what occurs twice counts twice, however it is shared in memory. */

import type { Expr } from "./expr.ts";
import { childrenOf, dimsOf } from "./rewrite-expr.ts";
import { computedIn } from "./value-numbering.ts";

/** A size that counts what `parts` says stands in an expression, each found once. */
function sizeBy(parts: (e: Expr) => readonly Expr[]): (e: Expr) => number {
  const sizes = new WeakMap<Expr, number>();
  return function size(e): number {
    const known = sizes.get(e);
    if (known !== undefined) return known;
    const found = parts(e).reduce((sum, part) => sum + size(part), 1);
    sizes.set(e, found);
    return found;
  };
}

/** Operations and leaves. */
export const expressionSize = sizeBy(childrenOf);

/** The same, and those of computed coordinates, which stand in the text as well. */
export const writtenSize = sizeBy((e) => [...childrenOf(e), ...dimsOf(e).flatMap(computedIn)]);
