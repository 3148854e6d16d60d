/** Where the results of a register tile that functions are called for are finished. Data only; tiled-reduction.ts makes loops of it. */
import { linearIn } from "../../core/dim-terms.ts";
import { addressOf } from "../../core/layout.ts";
import { type Axis, type Compute, operandsOf } from "../compute.ts";
import type { Machine } from "../machine.ts";
import { walkExpr } from "../rewrite-expr.ts";
import { someExpr } from "../some.ts";
import { splitGuard } from "./guards.ts";

/**
 * Loops in which functions stand once and have the registers for themselves: over the sums of a tile, over those of so many columns that are put aside, or over a
 * row (of one result: all) of those that were stored where results go, where vectors lie side by side.
 */
export type Finishing = { readonly where: "tile" } | { readonly where: "aside"; readonly columns: number } | { readonly where: "output" };

/** Columns whose sums are put aside at least: fewer chains of operations than that leave the units idle, and what is multiplied behind them waits in the schedulers. */
const leastAside = 14;

/** How results along the lanes are finished; `tile` is the columns of a tile whose products are those of a window that slides, which are too few to work behind. */
export function finishingOf(c: Compute, { shortBodies, lanes }: Machine, column: Axis | undefined, tile: number | undefined): Finishing | undefined {
  if (lanes === 1 || !callsFunctions(c)) return undefined;
  // V8 is to see functions once.
  if (shortBodies) return keepsSums(c, column, lanes) ? { where: "output" } : undefined;
  return tile === undefined ? { where: "tile" } : { where: "aside", columns: tile * Math.ceil(leastAside / tile) };
}

/** True for a window that moves by one element from column to column, so that neighbours share all but one of what they read in a row. */
export function slides(c: Compute, column: Axis): boolean {
  let byOne = false;
  walkExpr(splitGuard(c, []).body, (x) => {
    if (x.kind === "read" && !x.tensor.constant) byOne ||= x.at.some((d) => linearIn(d, column.sym)?.coef === 1);
  });
  return byOne;
}

/** True where the output can hold sums until they are finished: of their type, read for nothing else, the vectors of a row side by side. */
function keepsSums(c: Compute, column: Axis | undefined, lanes: number): boolean {
  const { dtype, layout, shape } = c.output;
  const isOwn = dtype === c.reduction?.result.dtype && !operandsOf(c).includes(c.output);
  return isOwn && (column === undefined || linearIn(addressOf(layout, shape, c.at), column.sym)?.coef === lanes);
}

export const callsFunctions = ({ value }: Compute): boolean => someExpr(value, (x) => x.kind === "call");
