/**
 * Finding what Winograd's way computes: a convolution of stride 1 by 3 or 5 taps along either or both axes of a plane, which may lie apart, and any number of them along the
 * depth in front of it; its channels fill lanes and its input has a halo as far as tiles read.
 */
import { add, type Dim, dimOf, equalDims, mul, type Sym, sub, sym } from "../../core/dim.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { addressOf, haloOf } from "../../core/layout.ts";
import { type Axis, type Compute, coordinate, type Reduction } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import type { Machine } from "../machine.ts";
import { splitGuard } from "./guards.ts";
import { canRunAlongLanes } from "./tile-axes.ts";
import { type Side, sideOf } from "./winograd-transforms.ts";

/** Tiles along a spatial axis of `extent` outputs whose taps lie `dilation` apart: those of each of the interleaved images that this is. */
export const winogradTiles = (extent: number, { outputs }: Side, dilation = 1): number => dilation * Math.ceil(extent / (dilation * outputs));
/** Inputs that the tiles along such an axis read, padding included. */
export const winogradReach = (extent: number, side: Side, dilation = 1): number =>
  winogradTiles(extent, side, dilation) * side.outputs + (side.taps - 1) * dilation;

/** The sides of a tile for so many taps along y and x; undefined where there are none, or nothing to gain. */
export function tileSides(taps: readonly (Dim | undefined)[]): readonly [Side, Side] | undefined {
  const [y, x] = taps.map((n) => (typeof n === "number" ? sideOf(n) : undefined));
  return y === undefined || x === undefined || y.inputs * x.inputs === 1 ? undefined : [y, x];
}

/**
 * Which of the spatial axes are the depth, if there are three, and a tile's rows and columns. Taps along the first of three alone make that the rows, and the second, where
 * there is one tap, the depth. Applied to these, it gives the axes' order again.
 */
export const rolesOf = (taps: readonly Dim[]): readonly number[] =>
  taps.length === 3 && taps[1] === 1 && taps[2] === 1 ? [1, 0, 2] : taps.map((_, i) => i);

/** An axis in front of the plane. */
export interface DepthAxis {
  /** Outputs. */
  readonly at: Axis;
  readonly extent: number;
  /** The reduction's axis, where there are several taps. */
  readonly tap: Axis | undefined;
  readonly taps: number;
  readonly pad: number;
}

/** The convolution found in a Compute. */
export interface WinogradConvolution {
  readonly reduction: Reduction;
  readonly x: Tensor;
  readonly w: Tensor;
  readonly n: Axis;
  readonly oc: Axis;
  /** By `rolesOf`. */
  readonly roles: readonly number[];
  readonly depth: DepthAxis | undefined;
  readonly oy: Axis;
  readonly ox: Axis;
  readonly ic: Axis;
  readonly channels: number;
  readonly outChannels: number;
  /** A tile along y and x. */
  readonly sides: readonly [Side, Side];
  /** Outputs along y and x, the padding before them, and how far apart taps lie. */
  readonly size: readonly [number, number];
  readonly pads: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Results of a vector of channels do not stand side by side (rows of pixels): they are finished and stored one by one. */
  readonly scatters: boolean;
}

/** The convolution, or undefined where the Compute is none that this way serves. */
export function winogradConvolution(c: Compute, machine: Machine): WinogradConvolution | undefined {
  const { reduction } = c;
  const [n, oc, ...places] = c.axes;
  const [ic, ...windows] = reduction?.axes ?? [];
  if (reduction === undefined || n === undefined || oc === undefined || (places.length !== 2 && places.length !== 3)) return undefined;
  if (ic === undefined || reduction.combine !== "sum" || reduction.result.dtype !== "f32") return undefined;
  const { body, clips } = splitGuard(
    c,
    places.map((a) => a.sym),
  );
  if (clips.size > 0 || body.kind !== "binary" || body.op !== "mul" || body.a.kind !== "read" || body.b.kind !== "read") return undefined;
  const [x, w] = body.a.tensor.constant ? [body.b, body.a] : [body.a, body.b];
  // An axis of one tap is none of the reduction's.
  const tapAxes = w.at.slice(2).map((at) => windows.find((k) => equalDims(at, coordinate(k))));
  const isFilter = [oc, ic, ...tapAxes].every((a, i) => equalDims(w.at[i] ?? -1, a === undefined ? 0 : coordinate(a)));
  const rank = places.length + 2;
  if (!isFilter || w.at.length !== rank || x.tensor.dtype !== "f32" || x.at.length !== rank) return undefined;
  const taps = tapAxes.map((k) => k?.extent ?? 1);
  const roles = rolesOf(taps);
  const [ix, iy, id] = roles.toReversed() as [number, number, number?];
  const [ox, oy] = [places[ix], places[iy]] as [Axis, Axis];
  const sides = tileSides([taps[iy], taps[ix]]);
  if (sides === undefined || windows.some((k) => !tapAxes.includes(k))) return undefined;
  const [channels, outChannels, height, width] = [ic.extent, oc.extent, oy.extent, ox.extent];
  if (typeof channels !== "number" || typeof outChannels !== "number" || typeof height !== "number" || typeof width !== "number") return undefined;
  const alongY = windowAlong(x.at[2 + iy], oy, tapAxes[iy]);
  const alongX = windowAlong(x.at[2 + ix], ox, tapAxes[ix]);
  const depth = id === undefined ? undefined : depthAxis(x.at[2 + id], places[id] as Axis, tapAxes[id]);
  if (alongY === undefined || alongX === undefined || (id !== undefined && depth === undefined)) return undefined;
  if (!equalDims(x.at[0] ?? -1, coordinate(n)) || !equalDims(x.at[1] ?? -1, coordinate(ic))) return undefined;
  const made: WinogradConvolution = {
    reduction,
    x: x.tensor,
    w: w.tensor,
    n,
    oc,
    roles,
    depth,
    oy,
    ox,
    ic,
    channels,
    outChannels,
    sides,
    size: [height, width],
    pads: [alongY.pad, alongX.pad],
    dilations: [alongY.dilation, alongX.dilation],
    scatters: machine.lanes > 1 && !canRunAlongLanes(c, oc, machine.lanes),
  };
  return fillsLanes(made, machine.lanes) && hasReach(made) ? made : undefined;
}

/** `at` = o + dilation * k - pad; without k one tap. */
function windowAlong(at: Dim | undefined, o: Axis, k: Axis | undefined): { readonly dilation: number; readonly pad: number } | undefined {
  const dilation = at === undefined ? undefined : k === undefined ? 1 : linearIn(at, k.sym)?.coef;
  if (at === undefined || typeof dilation !== "number" || dilation < 1) return undefined;
  const pad = sub(add(coordinate(o), k === undefined ? 0 : mul(coordinate(k), dilation)), at);
  return typeof pad === "number" ? { dilation, pad } : undefined;
}

/** The depth, where slices of outputs read neighbouring slices of inputs. */
function depthAxis(at: Dim | undefined, o: Axis, k: Axis | undefined): DepthAxis | undefined {
  const pad = sub(add(coordinate(o), k === undefined ? 0 : coordinate(k)), at ?? 0);
  const taps = k?.extent ?? 1;
  return typeof pad === "number" && typeof taps === "number" && typeof o.extent === "number"
    ? { at: o, extent: o.extent, tap: k, taps, pad }
    : undefined;
}

function fillsLanes({ x, w, oc, ic, channels, outChannels }: WinogradConvolution, lanes: number): boolean {
  if (lanes === 1) return true;
  const [alongInput, alongOutput] = [sym("lane", 0, lanes - 1), sym("lane", 0, lanes - 1)];
  const stride = (t: Tensor, channel: 0 | 1, s: Sym): Dim | undefined => {
    const at = t.shape.map((_, i) => (i === channel ? dimOf(s) : 0));
    return linearIn(addressOf(t.layout, t.shape, at), s)?.coef;
  };
  const inputStride = stride(x, 1, alongInput);
  const filterStride = stride(w, 0, alongOutput);
  return channels % lanes === 0 && outChannels % lanes === 0 && inputStride === 1 && filterStride === 1 && ic !== oc;
}

const hasReach = ({ x, roles, depth, sides, size, pads, dilations }: WinogradConvolution): boolean => {
  const inside = (role: number, pad: number, reach: number): boolean => {
    const axis = 2 + (roles.at(role) as number);
    const extent = x.shape[axis];
    const { before, after } = haloOf(x.layout, axis);
    return typeof extent === "number" && before >= pad && extent + after >= reach - pad;
  };
  return (
    sides.every((side, i) => inside(i - 2, pads[i] ?? 0, winogradReach(size[i] ?? 0, side, dilations[i]))) &&
    (depth === undefined || inside(0, depth.pad, depth.extent + depth.taps - 1))
  );
};
