/**
 * The axes of a register tile: which one runs along the lanes, and which one beside it the columns lie along. What they share decides: columns the weights, lanes
 * the input. The sizes, and all else that a plan says: tile-plan.ts.
 */
import { add, bounds, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import type { DType } from "../../core/dtype.ts";
import { addressOf, physicalAxes } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import { type Expr, i32, read } from "../expr.ts";
import type { Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { word } from "./byte-products.ts";
import { splitGuard } from "./guards.ts";
import { slidingWindow } from "./sliding-windows.ts";
import { hasVectorForm, isVectorizable } from "./vectorize.ts";

/** What a plan may be asked for. */
export interface Asked {
  /** A tile, as far as its axes reach. */
  readonly tile?: Tiles | undefined;
  /** The terms of each result are combined in the order of the reduction axes. */
  readonly inOrder?: boolean;
}

/** The axis along the lanes; undefined for scalars. */
interface LaneAxis {
  readonly lanes: number;
  readonly laneAxis: Axis | undefined;
  /** Lanes stand side by side in what is summed, not in the output. */
  readonly isScattered: boolean;
}

/** The output's innermost axis where every part has a vector form, else one along which what is summed lies in vectors. */
export function laneAxisOf(c: Compute, { lanes }: Machine): LaneAxis {
  const innermost = innermostAxis(c, lanes);
  if (lanes > 1 && hasVectorForm(c.output.dtype) && typeof innermost?.extent === "number" && canRunAlongLanes(c, innermost, lanes))
    return { lanes, laneAxis: innermost, isScattered: false };
  const scattered = scatteredAxis(c, lanes);
  return { lanes: scattered === undefined ? 1 : lanes, laneAxis: scattered, isScattered: scattered !== undefined };
}

export interface TileAxes extends LaneAxis {
  /** All axes, in the order of the output's memory. */
  readonly order: readonly Axis[];
  readonly columnAxis: Axis | undefined;
  /** Lanes lie along pixels, columns along channels. */
  readonly isOfPixels: boolean;
  /** Neighbouring vectors are one stream from memory. */
  readonly isStreamed: boolean;
  readonly sliding: ReturnType<typeof slidingWindow>;
}

/** The axes of a tile whose lanes are settled; scalars lie along an axis, too. */
export function tileAxes(c: Compute, machine: Machine, along: LaneAxis, { tile, inOrder = false }: Asked): TileAxes {
  const { lanes, isScattered } = along;
  const order = memoryOrder(c);
  const candidates = tileCandidateAxes(c, order);
  // The column axis shares reads (the weights) from tile to tile; the lane axis shares the others (the input).
  const laneAxis = along.laneAxis ?? [...candidates].sort((a, b) => sharedReads(c, b) - sharedReads(c, a)).find((a) => sharedReads(c, a) > 0);
  const besides = candidates.filter((a) => a !== laneAxis);
  // Lanes along pixels read weights as numbers; what they read as vectors is shared by channels.
  const channels = lanes > 1 && laneAxis !== undefined && !sharesInput(c, laneAxis) ? besides.filter((a) => sharesInput(c, a)) : [];
  const isOfPixels = channels.length > 0;
  const isSlidable = lanes > 1 && !isScattered && laneAxis !== undefined && !inOrder && tile === undefined;
  const sliding = isSlidable ? slidingWindow(c, laneAxis, order, machine) : undefined;
  const isSharing = laneAxis !== undefined && sharedReads(c, laneAxis) > 0;
  const open = isSharing ? order.filter((a) => typeof a.extent !== "number" && isFreeOfClips(c, a)) : [];
  const picked = sliding?.window.results ?? pickColumn(c, isOfPixels ? channels : besides, open);
  // Where nothing is shared, neighbouring vectors are one stream from memory, columns are several.
  const isStreamed = lanes > 1 && typeof laneAxis?.extent === "number" && laneAxis.extent >= neighbours * lanes;
  const isAlone = isStreamed && sliding === undefined && picked !== undefined && sharedReads(c, picked) + sharedReads(c, laneAxis) === 0;
  return { order, lanes, laneAxis, isScattered, columnAxis: isAlone ? undefined : picked, isOfPixels, isStreamed, sliding };
}

/** Axes that a tile can lie along. */
const tileCandidateAxes = (c: Compute, order: readonly Axis[]): readonly Axis[] =>
  order.filter((a) => typeof a.extent === "number" && a.extent !== 1 && isFreeOfClips(c, a));

/** The axes of a tile of few results, whose lanes run along the depth: one that shares an input beside one that shares weights. */
export function depthAxes(c: Compute): Pick<TileAxes, "order"> & { readonly sharing: Axis | undefined; readonly columns: Axis | undefined } {
  const order = memoryOrder(c);
  const candidates = tileCandidateAxes(c, order);
  const sharing = candidates.find((a) => sharesInput(c, a));
  const columns = pickColumn(
    c,
    candidates.filter((a) => a !== sharing),
  );
  return { order, sharing, columns };
}

/** The body along an axis, as if it were the lane: undefined where a part has no vector form. */
export const canRunAlongLanes = (c: Compute, a: Axis, lanes: number): boolean => {
  const lane = sym("lane", 0, lanes - 1);
  const parts = [c.value, read(c.output, c.at), ...(c.reduction === undefined ? [] : [splitGuard(c, [a.sym]).body])];
  return parts.every((e) => isVectorizable(alongLanes(e, a, lane), lane));
};

/** Vectors along a row that are worth more than as many rows, where nothing is shared. */
export const neighbours = 8;

/** Terms of each result's reduction; the most, where the run decides. */
export const termsOf = ({ reduction }: Compute): number => reduction?.axes.reduce((n, a) => n * bounds(a.extent)[1], 1) ?? 0;

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

export const isValueVectorizable = (c: Compute, a: Axis, lanes: number): boolean => {
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
export function sharedReads(c: Compute, a: Axis): number {
  let shared = 0;
  walkExpr(c.reduction?.body ?? c.value, (x) => {
    if (x.kind === "read" && !x.at.some((d) => dependsOn(d, a.sym))) shared++;
  });
  return shared;
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
export function readsInRuns({ reduction }: Compute, a: Axis, lanes: number): boolean {
  const lane = sym("lane", 0, lanes - 1);
  let inRuns = false;
  walkExpr(alongLanes(reduction?.body ?? i32(0), a, lane), (x) => {
    if (x.kind === "read") inRuns ||= linearIn(addressOf(x.tensor.layout, x.tensor.shape, x.at), lane) === undefined;
  });
  return inRuns;
}

/** Sharing first, then sharing as far as the run goes, then the innermost. */
function pickColumn(c: Compute, candidates: readonly Axis[], open: readonly Axis[] = []): Axis | undefined {
  const innermostSharing = (axes: readonly Axis[]): Axis | undefined => axes.findLast((a) => sharedReads(c, a) > 0);
  return innermostSharing(candidates) ?? innermostSharing(open) ?? candidates.at(-1);
}

/** False when tiling along `a` would keep a guard that a clip could take out of the inner loops. */
const isFreeOfClips = (c: Compute, a: Axis): boolean =>
  c.reduction === undefined || splitGuard(c, [a.sym]).body.kind !== "select" || splitGuard(c, []).body.kind === "select";
