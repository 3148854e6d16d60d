/**
 * Tile plans: which axes form the register tile, how large it is, how its terms are read and its results finished. Data only; tiled-reduction.ts makes loops of it.
 * The axes: tile-axes.ts. The sizes: register-tiles.ts.
 */

import { bounds, type Dim, mul } from "../../core/dim.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { type DepthLanes, depthLanes, depthTile } from "./depth-lanes.ts";
import { callsFunctions, type Finishing, finishingOf, slides } from "./finishing.ts";
import { joinedRows } from "./joined-rows.ts";
import { contractionTile, pixelTile, streamed, streamsPanels, tileOf } from "./register-tiles.ts";
import type { RowWindow } from "./row-window.ts";
import { type SharedRows, sharedRows } from "./shared-rows.ts";
import {
  type Asked,
  depthAxes,
  isValueVectorizable,
  laneAxisOf,
  neighbours,
  readsInRuns,
  sharedReads,
  type TileAxes,
  termsOf,
  tileAxes,
} from "./tile-axes.ts";
import { tileOrder } from "./tile-order.ts";
import { hasVectorForm } from "./vectorize.ts";

export interface TilePlan {
  /** Loop order, outermost first: a permutation of the compute's axes. */
  readonly order: readonly Axis[];
  /** Lanes of one vector; 1 means scalars. */
  readonly lanes: number;
  /** Scalar results are vectors of partial sums until they are folded. */
  readonly depth?: DepthLanes;
  /** The axis that runs along the lanes (or the first tile axis where lanes is 1), and its vectors in a tile. */
  readonly laneAxis?: Axis;
  readonly laneTile: number;
  /** Vectors of a tile lie as far from each other as the axis reaches: each reads a long stream of constants, which the processor asks for ahead. */
  readonly apart?: true;
  readonly columnAxis?: Axis;
  readonly columnTile: number;
  /** The axis right outside of the columns whose rows tiles walk as one. */
  readonly rowAxis?: Axis;
  /** The last elements along the lanes stand in a vector of half or a quarter of the lanes where they fill it. */
  readonly narrows: boolean;
  /** What columns share where lanes and columns are both sides of a window: rows. */
  readonly rows?: SharedRows;
  /** The window along the columns whose neighbours share positions. */
  readonly window?: RowWindow;
  /** The innermost terms are written out, where columns share what they read (a window that moves by less than it is wide). */
  readonly unrolls: boolean;
  /** A constant that is added to a sum is its first term: where a product and a sum are one instruction, that is no instruction less. */
  readonly startsWithConstants: boolean;
  /** How results are finished that functions are called for; left out where each is finished as it leaves its register. */
  readonly finishing?: Finishing;
  /** Sums, or results in vectors, are put aside before they are stored: those of the lanes do not stand side by side in the output. */
  readonly scatters?: "sums" | "results";
}

/** A window of so many taps takes two vectors of channels beside its columns, so that more sums wait; for fewer, twice the code gains a percent of a network. */
const largeWindow = 16;

/** Panels of fewer terms than that are read one behind the other in V8: so short ones come slower side by side. */
const leastSideBySide = 64;

/** The plan for a reduction. */
export function planTile(c: Compute, machine: Machine, asked: Asked = {}): TilePlan {
  const along = laneAxisOf(c, machine);
  const depth = along.lanes > 1 || asked.inOrder === true ? undefined : depthLanes(c, machine);
  if (depth !== undefined) return planDepth(c, machine, depth, asked.tile);
  const axes = tileAxes(c, machine, along, asked);
  const { order, lanes, laneAxis, columnAxis, isScattered, sliding } = axes;
  const startsWithConstants = !machine.fma;
  if (laneAxis === undefined) return { order, lanes: 1, laneTile: 1, columnTile: 1, narrows: false, unrolls: false, startsWithConstants };
  const rows = lanes > 1 && columnAxis !== undefined ? sharedRows(c, laneAxis, columnAxis) : undefined;
  const isContraction = sharedReads(c, laneAxis) > 0 && columnAxis !== undefined && rows === undefined;
  const isWindow = lanes > 1 && !isContraction && rows === undefined && columnAxis !== undefined && !isScattered && sharedReads(c, columnAxis) > 0;
  const isOfGroups = isWindow && readsInRuns(c, laneAxis, lanes);
  const isStream = sharedReads(c, laneAxis) > 0 && streamsPanels({ ...machine, lanes }, c);
  const rowAxis = isContraction ? joinedRows(c, machine, order, laneAxis, columnAxis) : undefined;
  const blocks: Dim = typeof laneAxis.extent === "number" ? Math.ceil(laneAxis.extent / lanes) : laneAxis.extent;
  const columns = columnAxis === undefined ? undefined : { ...columnAxis, extent: mul(columnAxis.extent, rowAxis?.extent ?? 1) };
  const tiled: Tiled = { ...axes, laneAxis, blocks, columns, hasRows: rows !== undefined, isContraction, isWindow, isOfGroups, isStream };
  const [laneTile, columnTile] = asked.tile === undefined ? sizesOf(c, machine, tiled) : askedSizes(asked.tile, blocks, columns?.extent);
  const isSliding = isWindow && slides(c, columnAxis);
  const scatters = !isScattered ? undefined : hasVectorForm(c.output.dtype) && isValueVectorizable(c, laneAxis, lanes) ? "results" : "sums";
  const finishesTile = machine.shortBodies || callsFunctions(c) ? ({ where: "tile" } as const) : undefined;
  return {
    order: isContraction ? tileOrder(c, machine, order, { laneAxis, laneTile, lanes, columnAxis }) : order,
    lanes,
    laneAxis,
    laneTile,
    ...(isStream && laneTile > 1 ? { apart: true } : {}),
    ...(columnAxis === undefined || columnTile === 1 ? {} : { columnAxis, rowAxis }),
    columnTile,
    narrows: isContraction && lanes > 1,
    startsWithConstants,
    rows,
    window: sliding?.window,
    unrolls: isWindow && (machine.shortBodies || isOfGroups || (isSliding && tapsAcross(c) >= leastUnrolled)),
    finishing: isScattered ? finishesTile : finishingOf(c, { ...machine, lanes }, columnAxis, isSliding && columnTile > 1 ? columnTile : undefined),
    scatters,
  };
}

/** Axes that sizes are to be found for, and how what is summed is read along them. */
interface Tiled extends TileAxes {
  readonly laneAxis: Axis;
  /** Vectors along the lanes. */
  readonly blocks: Dim;
  /** The axis of columns, as far as tiles walk it. */
  readonly columns: Axis | undefined;
  /** Columns share rows of a window. */
  readonly hasRows: boolean;
  /** Lanes share one operand, columns the other. */
  readonly isContraction: boolean;
  /** Columns share weights, lanes nothing. */
  readonly isWindow: boolean;
  readonly isOfGroups: boolean;
  /** Weights come from beyond the second-level cache. */
  readonly isStream: boolean;
}

const most = ({ registers }: Machine, few: number, many: number): number => (registers >= 32 ? many : few);

/** The cost model's tile. */
function sizesOf(c: Compute, machine: Machine, t: Tiled): Tiles {
  const { blocks, columns } = t;
  if (t.sliding !== undefined) return [1, t.sliding.columns];
  if (columns === undefined) return [vectorsBeside(c, machine, t), 1];
  if (t.hasRows) return [1, tileOf(columns.extent, most(machine, 8, 14))];
  if (!t.isContraction)
    return [vectorsBeside(c, machine, t), tileOf(columns.extent, machine.shortBodies ? 4 : t.isOfGroups ? most(machine, 8, 14) : 8)];
  if (t.isOfPixels && typeof blocks === "number") return pixelTile(machine, blocks, bounds(columns.extent)[1]);
  return contractionTile(machine, c, blocks, columns);
}

const askedSizes = ([vectors, columns]: Tiles, blocks: Dim, extent: Dim = 1): Tiles => [tileOf(blocks, vectors), tileOf(extent, columns)];

/** Vectors along the lanes that a tile holds beside each other. */
function vectorsBeside(c: Compute, machine: Machine, { laneAxis, columnAxis, lanes, blocks, isStreamed, isStream, isWindow }: Tiled): number {
  if (sharedReads(c, laneAxis) === 0) {
    if (columnAxis === undefined && lanes > 1) return tileOf(blocks, isStreamed ? most(machine, 4, 2 * neighbours) : 4);
    return isWindow && machine.shortBodies && termsOf(c) >= largeWindow ? tileOf(blocks, 2) : 1;
  }
  if (!machine.shortBodies) return tileOf(blocks, 8);
  if (lanes === 1) return tileOf(blocks, 4);
  return tileOf(blocks, termsOf(c) < leastSideBySide ? 1 : isStream ? streamed : 8);
}

/** A plan for few results: those that share an input beside those that share weights. */
function planDepth(c: Compute, machine: Machine, depth: DepthLanes, asked: Tiles | undefined): TilePlan {
  const { order, sharing, columns } = depthAxes(c);
  const [laneAxis, columnAxis] = sharing === undefined ? [columns, undefined] : [sharing, columns];
  const extents = [sharing, columns].map((a) => bounds(a?.extent ?? 1)[1]) as [number, number];
  const sizes = asked === undefined ? depthTile(machine, ...extents) : ([tileOf(extents[0], asked[0]), tileOf(extents[1], asked[1])] as const);
  const [laneTile, columnTile] = sharing === undefined ? [sizes[1], 1] : sizes;
  return {
    order,
    lanes: 1,
    depth,
    laneAxis,
    laneTile,
    ...(columnAxis === undefined || columnTile === 1 ? {} : { columnAxis }),
    columnTile,
    narrows: false,
    unrolls: false,
    startsWithConstants: false,
  };
}

/** Taps of a row that are worth writing out outside of V8: fewer are a tenth quicker in a loop. */
const leastUnrolled = 5;

const tapsAcross = ({ reduction }: Compute): number => bounds(reduction?.axes.at(-1)?.extent ?? 1)[1];
