/** How large an expression is when it is written out: what occurs twice counts twice, however it is shared in memory. */

import type { Expr } from "./expr.ts";
import { childrenOf } from "./rewrite-expr.ts";

const sizes = new WeakMap<Expr, number>();

/** Operations and leaves. */
export function expressionSize(e: Expr): number {
  const known = sizes.get(e);
  if (known !== undefined) return known;
  const size = childrenOf(e).reduce((sum, part) => sum + expressionSize(part), 1);
  sizes.set(e, size);
  return size;
}
