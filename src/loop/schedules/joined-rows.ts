/**
 * Rows that tiles walk as one: of 7 pixels a tile of two columns leaves one in each row, of 7 rows of 7 side by side one in all. What is summed has to lie
 * as far from the end of a row to the next one as within it; where results go, rows may lie apart (a halo).
 */
import { type Dim, dimOf, floorDiv, mul, sub, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { addressOf } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Machine } from "../machine.ts";
import { walkExpr } from "../rewrite-expr.ts";
import { splitGuard } from "./guards.ts";
import { cyclesOfQuickest } from "./tile-cycles.ts";

/** Row and column of the element `at` of rows of `width` that lie behind each other. */
export function inRows(at: Dim, width: number): readonly [row: Dim, column: Dim] {
  const row = floorDiv(at, width);
  return [row, sub(at, mul(row, width))];
}

/** The axis of rows right outside of the columns, and inside of the lanes, where tiles of both take fewer cycles than tiles of each row. */
export function joinedRows(c: Compute, machine: Machine, order: readonly Axis[], laneAxis: Axis, column: Axis): Axis | undefined {
  const row = order[order.indexOf(column) - 1];
  if (row === undefined || !machine.shortBodies || machine.lanes === 1 || order.indexOf(laneAxis) >= order.indexOf(row)) return undefined;
  if (typeof row.extent !== "number" || typeof column.extent !== "number" || typeof laneAxis.extent !== "number") return undefined;
  const vectors = Math.ceil(laneAxis.extent / machine.lanes);
  const apart = row.extent * cyclesOfQuickest(machine, vectors, column.extent);
  return cyclesOfQuickest(machine, vectors, row.extent * column.extent) < apart && readsAsOneRow(c, row, column, column.extent) ? row : undefined;
}

/** True where all that is summed is read as from one row: nothing asks which row or column it is. */
function readsAsOneRow(c: Compute, row: Axis, column: Axis, width: number): boolean {
  const { body, clips } = splitGuard(c, [row.sym, column.sym]);
  const at = sym("at", 0, (row.sym.hi + 1) * width - 1);
  const [y, x] = inRows(dimOf(at), width);
  const joined = (d: Dim): Dim => substitute(d, (s) => (s === row.sym ? y : s === column.sym ? x : undefined));
  const depends = (d: Dim): boolean => dependsOn(d, row.sym) || dependsOn(d, column.sym);
  let isOne = [...clips.values()].every(({ from, to }) => !depends(from) && !depends(to));
  walkExpr(body, (e) => {
    if (e.kind === "read") isOne &&= linearIn(joined(addressOf(e.tensor.layout, e.tensor.shape, e.at)), at) !== undefined;
    if (e.kind === "index") isOne &&= !depends(e.dim);
  });
  return isOne;
}
