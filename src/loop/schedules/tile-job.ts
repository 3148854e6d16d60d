/** What the loops of a tiled reduction share: what is computed, how, where sums lie until they are finished, how results are stored. */
import type { Dim, Sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { type Axis, type Compute, neutralElement, type Reduction } from "../compute.ts";
import { add, type Buffer, type Expr, splat, type Tile, tileGet, variable } from "../expr.ts";
import { letStmt, type Stmt, setTile, store } from "../kernel.ts";
import { type Clip, reachedTerms } from "./guards.ts";
import type { Parameters } from "./parameters.ts";
import type { Place } from "./tile-place.ts";
import type { TilePlan } from "./tile-plan.ts";
import type { Total } from "./totals.ts";

/** What a nest stores to besides. */
export interface Besides {
  /** Memory for a tile, where a plan that scatters wants it. */
  readonly put?: Buffer | undefined;
  readonly total?: Total | undefined;
}

/** Sums of a part of a row that begins at column `from`: by vectors along the lanes, where there are several, and columns. */
export interface Aside {
  readonly sums: Tile;
  readonly from: Dim;
}

export const asideAt = ({ sums }: Aside, tb: Dim, column: Dim): readonly Dim[] => (sums.shape.length > 1 ? [tb, column] : [column]);

/** What is computed, and what of it the loops at hand do. */
export interface Job extends Besides {
  readonly c: Compute;
  readonly plan: TilePlan;
  readonly inOrder: boolean;
  readonly parameters: Parameters;
  readonly reduction: Reduction;
  /** What the sums start with, at the coordinates of a result; left out, with what changes nothing. */
  readonly first?: Expr | undefined;
  /** What a tile does where a row is finished after all its sums: stores the sums themselves, or finishes what was stored. */
  readonly stage?: "sum" | "finish";
  /** Where the sums of a part of a row are put aside. */
  readonly aside?: Aside;
  /** Where what is stored is added up. */
  readonly sums?: Tile;
}

/** The statements that store a result, and add it to the total. */
export function stores({ parameters, sums }: Job, place: Place, tb: Dim, at: Dim, value: Expr): readonly Stmt[] {
  if (sums === undefined) return [store(parameters.output, at, value, place.valid)];
  const name = variable("value", sums.dtype, place.lanes);
  const own = sums.shape.length > 0 ? [tb] : [];
  return [letStmt(name, value), store(parameters.output, at, name, place.valid), setTile(sums, own, add(tileGet(sums, own), name))];
}

/** What sums of so many lanes start with. */
export function startOf({ combine, result }: Reduction, lanes: number): Expr {
  const neutral = neutralElement(combine, result.dtype);
  return lanes > 1 ? splat(neutral, lanes) : neutral;
}

/** Terms that reach the input for any column of a tile: from those of the last column to those of the first. */
export function reachedByTile({ c, plan, inOrder }: Job, { coordinates, columnCount }: Place): readonly (readonly [Axis, Clip])[] {
  if (inOrder || plan.rowAxis !== undefined) return [];
  const { laneAxis } = plan;
  const isOfLanes = ({ from, to }: Clip): boolean => laneAxis !== undefined && (dependsOn(from, laneAxis.sym) || dependsOn(to, laneAxis.sym));
  const at = (d: Dim, column: Dim): Dim => substitute(d, (s) => coordinates.get(s)?.(0, column));
  const clips = [...reachedTerms(c)].filter(([, clip]) => !isOfLanes(clip));
  return clips.map(([a, { from, to }]) => [a, { from: at(from, columnCount - 1), to: at(to, 0) }]);
}

/** The axes whose coordinates differ inside one tile; a clip may not depend on them. */
export function tileSyms({ plan }: Job, place: Place): readonly Sym[] {
  const syms: Sym[] = [];
  if (plan.laneAxis !== undefined && (plan.lanes > 1 || place.laneCount > 1)) syms.push(plan.laneAxis.sym);
  if (plan.columnAxis !== undefined && place.columnCount > 1)
    syms.push(plan.columnAxis.sym, ...(plan.rowAxis === undefined ? [] : [plan.rowAxis.sym]));
  return syms;
}
