/**
 * Tile plans: which axis runs along the lanes, which two axes form the register tile, how large it is. Data only; tiled-reduction.ts
 * makes loops of it. The sizes: register-tiles.ts.
 */

import { add, bounds, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import type { DType } from "../../core/dtype.ts";
import { addressOf, physicalAxes } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import { type Expr, i32, read } from "../expr.ts";
import type { Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { word } from "./byte-products.ts";
import { type DepthLanes, depthLanes, depthTile } from "./depth-lanes.ts";
import { callsFunctions, type Finishing, finishingOf, slides } from "./finishing.ts";
import { splitGuard } from "./guards.ts";
import { joinedRows } from "./joined-rows.ts";
import { contractionTile, pixelTile, streamed, streamsPanels, tileOf } from "./register-tiles.ts";
import type { RowWindow } from "./row-window.ts";
import { type SharedRows, sharedRows } from "./shared-rows.ts";
import { slidingWindow } from "./sliding-windows.ts";
import { tileOrder } from "./tile-order.ts";
import { hasVectorForm, isVectorizable } from "./vectorize.ts";

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

/** The body along an axis, as if it were the lane: undefined where a part has no vector form. */
export const canRunAlongLanes = (c: Compute, a: Axis, lanes: number): boolean => {
  const lane = sym("lane", 0, lanes - 1);
  const parts = [c.value, read(c.output, c.at), ...(c.reduction === undefined ? [] : [splitGuard(c, [a.sym]).body])];
  return parts.every((e) => isVectorizable(alongLanes(e, a, lane), lane));
};

/** A window of so many taps takes two vectors of channels beside its columns, so that more sums wait; for fewer, twice the code gains a percent of a network. */
const largeWindow = 16;

/** Vectors along a row that are worth more than as many rows, where nothing is shared. */
const neighbours = 8;

/** Panels of fewer terms than that are read one behind the other in V8: so short ones come slower side by side. */
const leastSideBySide = 64;

/** Terms of each result's reduction; the most, where the run decides. */
const termsOf = ({ reduction }: Compute): number => reduction?.axes.reduce((n, a) => n * bounds(a.extent)[1], 1) ?? 0;

/** Products of each result: a term of bytes is four. */
const productsOf = (c: Compute): number => termsOf(c) * (isOfBytes(c) ? word : 1);

const isOfBytes = ({ reduction }: Compute): boolean => reduction?.body.kind === "binary" && reduction.body.op === "dot4";

/** Fewer products than that cost no more as scalars than storing results one by one does; results in blocks are stored in runs of lanes. */
const leastScattered = { alone: 16, inRuns: 4 };

/**
 * An axis along which what is summed lies in vectors while results do not: a convolution that writes rows of pixels, not channels side by side, or adds
 * what does not lie as it stores. Vectors may reach beyond the axis where blocks of the lanes' size do.
 */
function scatteredAxis(c: Compute, lanes: number): Axis | undefined {
  const { reduction } = c;
  if (lanes === 1 || reduction === undefined || !hasVectorForm(reduction.result.dtype as DType)) return undefined;
  const lane = sym("lane", 0, lanes - 1);
  return c.axes.find((a) => {
    const isInRuns = c.output.layout.blocks.some((b) => dependsOn(c.at[b.axis] ?? 0, a.sym));
    if (typeof a.extent !== "number" || productsOf(c) < (isInRuns ? leastScattered.inRuns : leastScattered.alone)) return false;
    const { body } = splitGuard(c, [a.sym]);
    let fills = false;
    walkExpr(body, (x) => {
      if (x.kind !== "read") return;
      const isBlocked = x.tensor.layout.blocks.some((b) => b.size === lanes && dependsOn(x.at[b.axis] ?? 0, a.sym));
      fills ||= isBlocked || (Number(a.extent) >= lanes && x.at.some((d) => dependsOn(d, a.sym)));
    });
    return fills && isVectorizable(alongLanes(body, a, lane), lane);
  });
}

const isValueVectorizable = (c: Compute, a: Axis, lanes: number): boolean => {
  const lane = sym("lane", 0, lanes - 1);
  return isVectorizable(alongLanes(c.value, a, lane), lane);
};

/** The expression with the lanes inside an axis. */
function alongLanes(e: Expr, a: Axis, lane: Sym): Expr {
  const lanes = lane.hi + 1;
  const block = sym(a.sym.name, 0, Math.max(0, Math.ceil(bounds(a.extent)[1] / lanes) - 1));
  return rewriteExpr(e, { sym: (s: Sym) => (s === a.sym ? add(mul(dimOf(block), lanes), dimOf(lane)) : undefined) });
}

/**
 * The compute's axis behind the innermost physical axis of its output; undefined where the store is no plain axis. Of several (a group of channels and the
 * channels of a group) the one that walks neighbours, where it fills vectors.
 */
export function innermostAxis(c: Compute, lanes: number): Axis | undefined {
  const physical = physicalAxes(c.output.layout, c.output.shape);
  for (const p of [...physical].reverse()) {
    if (p.extent === 1) continue;
    const at = c.at[p.axis];
    if (at === undefined) return undefined;
    const walking = c.axes.filter((a) => dependsOn(at, a.sym));
    const fillsVectors = (a: Axis): boolean => typeof a.extent === "number" && a.extent % lanes === 0 && linearIn(at, a.sym)?.coef === 1;
    return walking.find(fillsVectors) ?? walking[0];
  }
  return undefined;
}

/** Axes in the order of the output's memory, outermost first. */
function memoryOrder(c: Compute): readonly Axis[] {
  const inOrder: Axis[] = [];
  for (const p of physicalAxes(c.output.layout, c.output.shape)) {
    const at = c.at[p.axis];
    for (const a of c.axes) if (at !== undefined && dependsOn(at, a.sym) && !inOrder.includes(a)) inOrder.push(a);
  }
  return [...inOrder, ...c.axes.filter((a) => !inOrder.includes(a))];
}

/** Reads of the reduction body that do not change along `a`: what a tile along it shares. */
function sharedReads(c: Compute, a: Axis): number {
  let shared = 0;
  walkExpr(c.reduction?.body ?? c.value, (x) => {
    if (x.kind === "read" && !x.at.some((d) => dependsOn(d, a.sym))) shared++;
  });
  return shared;
}

/** What a plan may be asked for. */
export interface Asked {
  /** A tile, as far as its axes reach. */
  readonly tile?: Tiles | undefined;
  /** The terms of each result are combined in the order of the reduction axes. */
  readonly inOrder?: boolean;
}

/** The plan for a reduction; lanes follow the output's innermost axis where every part has a vector form, else an axis along which what is summed lies in vectors. */
export function planTile(c: Compute, machine: Machine, { tile: asked, inOrder = false }: Asked = {}): TilePlan {
  const order = memoryOrder(c);
  const innermost = innermostAxis(c, machine.lanes);
  const isAlongMemory =
    machine.lanes > 1 && hasVectorForm(c.output.dtype) && typeof innermost?.extent === "number" && canRunAlongLanes(c, innermost, machine.lanes);
  const scattered = isAlongMemory ? undefined : scatteredAxis(c, machine.lanes);
  const lanes = isAlongMemory || scattered !== undefined ? machine.lanes : 1;
  const candidates = order.filter((a) => typeof a.extent === "number" && a.extent !== 1 && isFreeOfClips(c, a));
  const depth = lanes > 1 || inOrder ? undefined : depthLanes(c, machine);
  if (depth !== undefined) return planDepth(c, machine, { order, candidates, depth, asked });
  // The column axis shares reads (the weights) from tile to tile; the lane axis shares the others (the input).
  const laneAxis =
    lanes > 1 ? (scattered ?? innermost) : [...candidates].sort((a, b) => sharedReads(c, b) - sharedReads(c, a)).find((a) => sharedReads(c, a) > 0);
  const besides = candidates.filter((a) => a !== laneAxis);
  // Lanes along pixels read weights as numbers; what they read as vectors is shared by channels.
  const channels = lanes > 1 && laneAxis !== undefined && !sharesInput(c, laneAxis) ? besides.filter((a) => sharesInput(c, a)) : [];
  const sliding = isAlongMemory && laneAxis !== undefined && !inOrder && asked === undefined ? slidingWindow(c, laneAxis, order, machine) : undefined;
  const picked =
    sliding?.window.results ??
    pickColumn(
      c,
      channels.length > 0 ? channels : besides,
      laneAxis !== undefined && sharedReads(c, laneAxis) > 0 ? order.filter((a) => typeof a.extent !== "number" && isFreeOfClips(c, a)) : [],
    );
  // Where nothing is shared, neighbouring vectors are one stream from memory, columns are several.
  const isStreamed = lanes > 1 && typeof laneAxis?.extent === "number" && laneAxis.extent >= neighbours * lanes;
  const columnAxis =
    isStreamed && sliding === undefined && picked !== undefined && sharedReads(c, picked) + sharedReads(c, laneAxis) === 0 ? undefined : picked;
  const startsWithConstants = !machine.fma;
  if (laneAxis === undefined) return { order, lanes: 1, laneTile: 1, columnTile: 1, narrows: false, unrolls: false, startsWithConstants };
  const blocks: Dim = typeof laneAxis.extent === "number" ? Math.ceil(laneAxis.extent / lanes) : laneAxis.extent;
  const rows = lanes > 1 && columnAxis !== undefined ? sharedRows(c, laneAxis, columnAxis) : undefined;
  const isContraction = sharedReads(c, laneAxis) > 0 && columnAxis !== undefined && rows === undefined;
  const isWindow =
    lanes > 1 && !isContraction && rows === undefined && columnAxis !== undefined && scattered === undefined && sharedReads(c, columnAxis) > 0;
  const isOfGroups = isWindow && readsInRuns(c, laneAxis, lanes);
  const rowAxis = isContraction ? joinedRows(c, machine, order, laneAxis, columnAxis) : undefined;
  const columns = columnAxis === undefined ? undefined : { ...columnAxis, extent: mul(columnAxis.extent, rowAxis?.extent ?? 1) };
  const isStream = sharedReads(c, laneAxis) > 0 && streamsPanels({ ...machine, lanes }, c);
  const most = (few: number, many: number): number => (machine.registers >= 32 ? many : few);
  /** Vectors along the lanes that a tile holds beside each other. */
  const vectors = (): number => {
    if (sharedReads(c, laneAxis) === 0) {
      if (columnAxis === undefined && lanes > 1) return tileOf(blocks, isStreamed ? most(4, 2 * neighbours) : 4);
      return isWindow && machine.shortBodies && termsOf(c) >= largeWindow ? tileOf(blocks, 2) : 1;
    }
    if (!machine.shortBodies) return tileOf(blocks, 8);
    if (lanes === 1) return tileOf(blocks, 4);
    return tileOf(blocks, termsOf(c) < leastSideBySide ? 1 : isStream ? streamed : 8);
  };
  const sizes = (): readonly [number, number] => {
    if (asked !== undefined) return [tileOf(blocks, asked[0]), columns === undefined ? 1 : tileOf(columns.extent, asked[1])];
    if (sliding !== undefined) return [1, sliding.columns];
    if (columns === undefined) return [vectors(), 1];
    if (rows !== undefined) return [1, tileOf(columns.extent, most(8, 14))];
    if (!isContraction) return [vectors(), tileOf(columns.extent, machine.shortBodies ? 4 : isOfGroups ? most(8, 14) : 8)];
    if (channels.length > 0 && typeof blocks === "number") return pixelTile(machine, blocks, bounds(columns.extent)[1]);
    return contractionTile(machine, c, blocks, columns);
  };
  const [laneTile, columnTile] = sizes();
  const isSliding = isWindow && slides(c, columnAxis);
  const scatters =
    scattered === undefined ? undefined : hasVectorForm(c.output.dtype) && isValueVectorizable(c, scattered, lanes) ? "results" : "sums";
  const finishing =
    scatters === undefined
      ? finishingOf(c, { ...machine, lanes }, columnAxis, isSliding && columnTile > 1 ? columnTile : undefined)
      : machine.shortBodies || callsFunctions(c)
        ? ({ where: "tile" } as const)
        : undefined;
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
    finishing,
    scatters,
  };
}

/** A plan for few results: those that share an input beside those that share weights. */
function planDepth(
  c: Compute,
  machine: Machine,
  { order, candidates, depth, asked }: Pick<TilePlan, "order"> & { candidates: readonly Axis[]; depth: DepthLanes; asked: Tiles | undefined },
): TilePlan {
  const sharing = candidates.find((a) => sharesInput(c, a));
  const columns = pickColumn(
    c,
    candidates.filter((a) => a !== sharing),
  );
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

/** True where results along an axis read the same of what is no constant. */
function sharesInput(c: Compute, a: Axis): boolean {
  let isShared = true;
  walkExpr(splitGuard(c, []).body, (x) => {
    if (x.kind === "read" && !x.tensor.constant) isShared &&= !x.at.some((d) => dependsOn(d, a.sym));
  });
  return isShared;
}

/** True where runs of lanes each read an element of their own: a vector of output channels meets several groups. */
function readsInRuns({ reduction }: Compute, a: Axis, lanes: number): boolean {
  const lane = sym("lane", 0, lanes - 1);
  let inRuns = false;
  walkExpr(alongLanes(reduction?.body ?? i32(0), a, lane), (x) => {
    if (x.kind === "read") inRuns ||= linearIn(addressOf(x.tensor.layout, x.tensor.shape, x.at), lane) === undefined;
  });
  return inRuns;
}

/** Taps of a row that are worth writing out outside of V8: fewer are a tenth quicker in a loop. */
const leastUnrolled = 5;

const tapsAcross = ({ reduction }: Compute): number => bounds(reduction?.axes.at(-1)?.extent ?? 1)[1];

/** Sharing first, then sharing as far as the run goes, then the innermost. */
function pickColumn(c: Compute, candidates: readonly Axis[], open: readonly Axis[] = []): Axis | undefined {
  const innermostSharing = (axes: readonly Axis[]): Axis | undefined => axes.findLast((a) => sharedReads(c, a) > 0);
  return innermostSharing(candidates) ?? innermostSharing(open) ?? candidates.at(-1);
}

/** False when tiling along `a` would keep a guard that a clip could take out of the inner loops. */
const isFreeOfClips = (c: Compute, a: Axis): boolean =>
  c.reduction === undefined || splitGuard(c, [a.sym]).body.kind !== "select" || splitGuard(c, []).body.kind === "select";
