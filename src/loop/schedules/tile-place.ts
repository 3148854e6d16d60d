/** Where a register tile lies within the loops around it, and the loops over its vectors and columns. */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import type { Axis } from "../compute.ts";
import { loop, type Stmt } from "../kernel.ts";
import type { Segment } from "./segments.ts";

/** Where a tile lies: replacements for the compute's axis symbols, and the sizes of this tile. */
export interface Place {
  readonly coordinates: ReadonlyMap<Sym, (tb: Dim, tw: Dim) => Dim>;
  /** Lanes of its vectors, and the symbol that stands for one of them; undefined for scalars. */
  readonly lanes: number;
  readonly lane: Sym | undefined;
  readonly laneCount: number;
  readonly columnCount: number;
  readonly valid?: Dim;
}

export const lanesOf = (lanes: number): Pick<Place, "lanes" | "lane"> => ({ lanes, lane: lanes > 1 ? sym("lane", 0, lanes - 1) : undefined });

export const withAxis = (place: Place, a: Axis, at: (tb: Dim, tw: Dim) => Dim): Place => ({
  ...place,
  coordinates: new Map([...place.coordinates, [a.sym, at]]),
});

/** A loop, or just its body when it runs once. */
export function simpleLoop(name: string, extent: Dim, body: (i: Dim) => readonly Stmt[], from: Dim = 0): readonly Stmt[] {
  if (from === 0 && extent === 1) return body(0);
  return [loop(name, extent, (s) => body(dimOf(s)), { from })];
}

export function overSegment(name: string, { size, start, from, to, step }: Segment, body: (base: Dim) => readonly Stmt[]): readonly Stmt[] {
  if (from === 0 && to === 1) return body(start);
  return simpleLoop(size === 1 ? name : `${name}_tile`, to, (i) => body(add(start, mul(i, step === undefined ? size : 1))), from);
}

export function overTile(place: Place, body: (tb: Dim, tw: Dim) => Stmt | readonly Stmt[], unroll = true): readonly Stmt[] {
  const columns = (tb: Dim): readonly Stmt[] =>
    place.columnCount === 1 ? [body(tb, 0)].flat() : [loop("tw", place.columnCount, (tw) => [body(tb, dimOf(tw))].flat(), { unroll })];
  return place.laneCount === 1 ? columns(0) : [loop("tb", place.laneCount, (tb) => columns(dimOf(tb)), { unroll })];
}
