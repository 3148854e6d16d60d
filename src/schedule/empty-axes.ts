/** Work over no points: a Compute with an empty axis stores nothing and goes; a reduction over no terms is its neutral element. */

import type { Work } from "../graph/graph.ts";
import { withRegions } from "../graph/work.ts";
import { type Compute, compute, neutralElement } from "../loop/compute.ts";
import { rewriteExpr } from "../loop/rewrite-expr.ts";

/** The work that stores something. Schedules may then take every axis they know the extent of to have a point. */
export const withoutEmptyAxes = (work: readonly Work[]): readonly Work[] =>
  work.flatMap((w): readonly Work[] => {
    if (w.kind !== "compute") return [withRegions(w, withoutEmptyAxes)];
    return w.axes.some((a) => a.extent === 0) ? [] : [withoutEmptyReduction(w)];
  });

function withoutEmptyReduction(c: Compute): Compute {
  const { reduction, ...rest } = c;
  if (reduction === undefined || !reduction.axes.some((a) => a.extent === 0)) return c;
  const neutral = neutralElement(reduction.combine, reduction.result.dtype);
  return compute({ ...rest, value: rewriteExpr(c.value, { expr: (x) => (x === reduction.result ? neutral : x) }) });
}
