/** Which axes of scores are batch, heads and queries: products, masks and probabilities may join and split them differently. */

import { type Dim, equalDims, product } from "../core/dim.ts";
import { axesHad, commonAxes } from "./common-axes.ts";

/** Axes that all shapes are made of, of which the first `batch` ones count batches, the last one queries, those between heads. */
export interface Division {
  readonly axes: readonly Dim[];
  readonly batch: number;
}

/** Divisions of `rows`, [.., queries], and of other shapes of as many elements. The first axis of `rows` is a batch, else
 * heads are the last axes that allow it; a batch of unknown extent stands alone. */
export function divisions(rows: readonly Dim[], others: readonly (readonly Dim[])[]): readonly Division[] {
  const common = commonAxes([rows, ...others]);
  if (common === undefined) return [];
  const axes = rows.at(-1) === 1 ? [...common, 1] : common;
  if (typeof axes[0] !== "number") return axes.length > 1 ? [{ axes, batch: 1 }] : [];
  const batches = Array.from({ length: Math.max(1, axes.length - 1) }, (_, i) => Math.max(0, axes.length - 2 - i));
  const isFirst = (batch: number): boolean => rows.length > 2 && equalDims(product(axes.slice(0, batch)), rows[0] ?? 1);
  return [...batches.filter(isFirst), ...batches.filter((batch) => !isFirst(batch))].map((batch) => ({ axes, batch }));
}

/**
 * The extents [batch, heads, queries] of a tensor of `shape` that broadcasts to `whole`; undefined where it has some of the axes of one. Keys and values may
 * have some of the heads, the first: `areKeys`.
 */
export function extents(
  { axes, batch }: Division,
  whole: readonly Dim[],
  shape: readonly Dim[],
  areKeys = false,
): readonly [Dim, Dim, Dim] | undefined {
  const had = axesHad(axes, whole, shape);
  const extent = (from: number, to: number, some = false): Dim | undefined => {
    const missing = had.slice(from, to).indexOf(false);
    const count = missing < 0 ? to - from : missing;
    const isFit = !had.slice(from + count, to).includes(true) && (some || count === 0 || count === to - from);
    return isFit ? product(axes.slice(from, from + count)) : undefined;
  };
  const last = axes.length - 1;
  const [n, h, q] = [extent(0, batch), extent(batch, last, areKeys), extent(last, last + 1)];
  return n === undefined || h === undefined || q === undefined ? undefined : [n, h, q];
}
