/**
 * The order of a contraction's loops over tiles, by what comes from beyond the second-level cache. A panel of weights stays in the first-level cache
 * while a tile walks the columns. Where it walks all rows of an image, too, each panel reads the whole image; where panels take turns within a row, the
 * image is read once, and each row reads all weights.
 */
import { bounds, type Dim } from "../../core/dim.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { bytesOf } from "../../core/dtype.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import type { Machine } from "../machine.ts";
import { walkExpr } from "../rewrite-expr.ts";

/** What tiles lie along: the axis of the lanes, vectors of it in a tile, and the axis of columns. */
interface Tiling {
  readonly laneAxis: Axis;
  readonly lanes: number;
  readonly laneTile: number;
  readonly columnAxis: Axis;
}

/**
 * `order` with the loop over panels outside of the one over columns, and inside of all others where that reads an image once instead of for each panel; axes along
 * which windows overlap inside of those along which they do not, where the second-level cache does not hold an image (not in V8, whose multiply-adds bound a tile, not what it reads).
 */
export function tileOrder(c: Compute, machine: Machine, memory: readonly Axis[], tiling: Tiling): readonly Axis[] {
  const order = overlapsInside(c, machine, memory, tiling);
  const { laneAxis, columnAxis } = tiling;
  const column = order.indexOf(columnAxis);
  const lane = order.indexOf(laneAxis);
  const between = order.slice(lane + 1, column);
  if (lane < column && !fetchesAgain(c, machine, between, tiling)) return order;
  const without = order.filter((a) => a !== laneAxis);
  const at = without.indexOf(columnAxis);
  return [...without.slice(0, at), laneAxis, ...without.slice(at)];
}

/** A window over time alone reads each row of a slice again for the slices beside it: these follow each other row by row. */
function overlapsInside(c: Compute, { l2, shortBodies }: Machine, order: readonly Axis[], { laneAxis, columnAxis }: Tiling): readonly Axis[] {
  const [lane, column] = [order.indexOf(laneAxis), order.indexOf(columnAxis)];
  const between = order.slice(lane + 1, column);
  const [image] = operandBytes(c, laneAxis);
  if (shortBodies || lane > column || image <= l2) return order;
  const overlapping = between.filter((a) => overlaps(c, a));
  return [...order.slice(0, lane + 1), ...between.filter((a) => !overlapping.includes(a)), ...overlapping, ...order.slice(column)];
}

/** True where neighbours along an axis read the same elements, by another term of their sums. */
function overlaps({ reduction }: Compute, a: Axis): boolean {
  let found = false;
  if (reduction !== undefined)
    walkExpr(reduction.body, (x) => {
      if (x.kind === "read") found ||= x.at.some((d) => dependsOn(d, a.sym) && reduction.axes.some((k) => dependsOn(d, k.sym)));
    });
  return found;
}

/** True where panels walking all of `between` would each fetch an image that the second-level cache does not hold, while it does hold all weights. */
function fetchesAgain(c: Compute, { l2, shortBodies }: Machine, between: readonly Axis[], { laneAxis, lanes, laneTile }: Tiling): boolean {
  const panels = most(laneAxis.extent) / (lanes * laneTile);
  const rounds = between.reduce((n, a) => n * most(a.extent), 1);
  const [image, weights] = operandBytes(c, laneAxis);
  const written = bytesIn(c.output);
  // In V8 multiply-adds bound a tile, not what it reads; few channels write more than they read, which only images that come from memory outweigh.
  const isBound = !shortBodies && image > (l2 * 3) / 4 && (image > written || (image === written && image > 4 * l2));
  return isBound && panels > 1 && rounds > 1 && weights <= l2;
}

const most = (d: Dim): number => bounds(d)[1];

/** Bytes of operands of the sum that do not change, and of those that do, along an axis. */
function operandBytes({ reduction }: Compute, a: Axis): readonly [same: number, other: number] {
  const [same, other] = [new Set<Tensor>(), new Set<Tensor>()];
  if (reduction !== undefined)
    walkExpr(reduction.body, (x) => {
      if (x.kind === "read") (x.at.some((d) => dependsOn(d, a.sym)) ? other : same).add(x.tensor);
    });
  const bytes = (tensors: ReadonlySet<Tensor>): number => [...tensors].reduce((n, t) => n + bytesIn(t), 0);
  return [bytes(same), bytes(other)];
}

const bytesIn = (t: Tensor): number => t.shape.reduce<number>((n, d) => n * most(d), bytesOf(t.dtype));
