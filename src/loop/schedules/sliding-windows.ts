/**
 * Windows that slide along the columns of a tile, lanes along channels: the terms of the other axes are combined once for each position that a column reads, in registers, and the
 * columns combine those. Tiles at the borders stand apart, so that no column asks whether it reads padding.
 */
import { add, bounds, type Dim, dimOf, mul, sub } from "../../core/dim.ts";
import type { Axis, Compute, Reduction } from "../compute.ts";
import { type Expr, type Tile, tile, tileGet } from "../expr.ts";
import { loop, type Stmt, setTile } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { combined } from "./combine.ts";
import type { Clip } from "./guards.ts";
import { tileOf } from "./register-tiles.ts";
import { type RowWindow, windowAlong } from "./row-window.ts";
import { type Segment, segmentsOf } from "./segments.ts";
import { overTile, type Place } from "./tile-place.ts";

/** Positions whose terms stay in registers beside what becomes of them. */
const mostPositions = ({ registers, shortBodies }: Machine): number => (shortBodies ? 8 : registers >= 32 ? 24 : 12);

const positionsOf = ({ stride, dilation, taps }: RowWindow, columns: number): number =>
  stride * (columns - 1) + dilation * ((taps.extent as number) - 1) + 1;

/** The window along the innermost axis that has one beside that of the lanes, and its columns; undefined where neighbours share too little. */
export function slidingWindow(
  c: Compute,
  lane: Axis,
  order: readonly Axis[],
  machine: Machine,
): { readonly window: RowWindow; readonly columns: number } | undefined {
  const window = order
    .filter((a) => a !== lane)
    .map((a) => windowAlong(c, a))
    .findLast((w) => w !== undefined);
  if (window === undefined) return undefined;
  const [extent, taps] = [window.results.extent as number, window.taps.extent as number];
  const columns = tileOf(extent, Math.max(1, 1 + Math.floor((mostPositions(machine) - positionsOf(window, 1)) / window.stride)));
  return columns > 1 && positionsOf(window, columns) < Math.min(columns * taps, mostPositions(machine) + 1) ? { window, columns } : undefined;
}

/** Tiles of columns, each whose windows reach out of a row by itself. */
export function windowSegments(window: RowWindow, columns: number): readonly Segment[] {
  const { results, stride, first, from, to } = window;
  return segmentsOf(results.extent, columns).flatMap(({ size, start, to: count }) => {
    const at = (i: number): number => (start as number) + i * size;
    const reachesOut = (i: number): boolean => first + stride * at(i) < from || first + stride * at(i) + positionsOf(window, size) > to;
    const apart: Segment[] = [];
    for (let i = 0; i < (count as number); ) {
      let end = i + 1;
      while (!reachesOut(i) && end < (count as number) && !reachesOut(end)) end++;
      apart.push({ size, start: at(i), from: 0, to: end - i });
      i = end;
    }
    return apart;
  });
}

/** Where a tile's positions are combined. */
export function lineOf(window: RowWindow, { result }: Reduction, { lanes, laneCount, columnCount }: Place): Tile {
  return tile("line", result.dtype, lanes, [...(laneCount > 1 ? [laneCount] : []), positionsOf(window, columnCount)]);
}

const slot = ({ laneCount }: Place, tb: Dim, position: Dim): readonly Dim[] => [...(laneCount > 1 ? [tb] : []), position];

/** The first of the largest or least terms along the one axis besides the window's, and the others; undefined where there is another or some results have none. */
export function firstOfLine(
  { combine, axes: [a, ...more] }: Reduction,
  clips: ReadonlyMap<Axis, Clip>,
): { readonly axis: Axis; readonly at: Dim; readonly others: Clip } | undefined {
  if ((combine !== "max" && combine !== "min") || a === undefined || more.length > 0) return undefined;
  const { from, to } = clips.get(a) ?? { from: 0, to: a.extent };
  return bounds(sub(to, from))[0] < 1 ? undefined : { axis: a, at: from, others: { from: add(from, 1), to } };
}

/** The term of each position of a tile that there is, as `set` joins it to what is combined there: `vector` is an expression for vector `tb` of the tile. */
export function overPositions(
  window: RowWindow,
  line: Tile,
  place: Place,
  vector: (tb: Dim, position: Dim) => Expr,
  set: (held: Expr, term: Expr) => Expr,
): readonly Stmt[] {
  const { results, stride, first, from, to } = window;
  const column = place.coordinates.get(results.sym)?.(0, 0) ?? 0;
  const begin = add(mul(column, stride), first);
  const count = positionsOf(window, place.columnCount);
  const [own, end] = typeof begin === "number" ? [Math.max(0, from - begin), Math.min(count, to - begin)] : [0, count];
  return overTile({ ...place, columnCount: 1 }, (tb) => [
    loop(
      "position",
      end,
      (s) => {
        const at = slot(place, tb, dimOf(s));
        return [setTile(line, at, set(tileGet(line, at), vector(tb, add(begin, dimOf(s)))))];
      },
      { from: own, unroll: true },
    ),
  ]);
}

/** The results of a tile: of each column what its window's positions hold. */
export function windowsOfLine(
  window: RowWindow,
  line: Tile,
  r: Reduction,
  place: Place,
  set: (tb: Dim, tw: Dim, value: Expr) => Stmt,
): readonly Stmt[] {
  const { taps, stride, dilation } = window;
  return overTile(place, (tb, tw) => {
    const held = Array.from({ length: taps.extent as number }, (_, tap) => tileGet(line, slot(place, tb, add(mul(tw, stride), tap * dilation))));
    return set(
      tb,
      tw,
      held.reduce((a, b) => combined(r.combine, a, b)),
    );
  });
}
