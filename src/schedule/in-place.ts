/** In place: whether a Compute may write over an operand, since it reads each element no later than it writes there. */

import { equalDims } from "../core/dim.ts";
import { addressOf } from "../core/layout.ts";
import type { Compute } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";
import { walkExpr } from "../loop/rewrite-expr.ts";

/** Every read of `t` is at the address the result goes to, outside the reduction. */
export function isReadInPlace(c: Compute, t: Tensor): boolean {
  const target = addressOf(c.output.layout, c.output.shape, c.at);
  let inPlace = true;
  walkExpr(c.value, (x) => {
    if (x.kind === "read" && x.tensor === t && !equalDims(addressOf(t.layout, t.shape, x.at), target)) inPlace = false;
  });
  if (c.reduction !== undefined)
    walkExpr(c.reduction.body, (x) => {
      if (x.kind === "read" && x.tensor === t) inPlace = false;
    });
  return inPlace;
}
