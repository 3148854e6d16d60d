/** Finding what Winograd's way computes: a 3x3 convolution of stride 1 whose channels fill lanes and whose input has a halo as far as tiles read. */
import { add, type Dim, dimOf, equalDims, type Sym, sub, sym } from "../../core/dim.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { addressOf, haloOf } from "../../core/layout.ts";
import { type Axis, type Compute, coordinate, type Reduction } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import type { Machine } from "../machine.ts";
import { splitGuard } from "./guards.ts";
import { canRunAlongLanes } from "./tile-plan.ts";
import { outputTile, taps } from "./winograd-transforms.ts";

/** Tiles along a spatial axis of `extent` outputs. */
export const winogradTiles = (extent: number): number => Math.ceil(extent / outputTile);
/** Inputs that the tiles along such an axis read, padding included. */
export const winogradReach = (extent: number): number => winogradTiles(extent) * outputTile + taps - 1;

/** The convolution found in a Compute. */
export interface WinogradConvolution {
  readonly reduction: Reduction;
  readonly x: Tensor;
  readonly w: Tensor;
  readonly n: Axis;
  readonly oc: Axis;
  readonly oy: Axis;
  readonly ox: Axis;
  readonly ic: Axis;
  readonly channels: number;
  readonly outChannels: number;
  /** Outputs along y and x, and the padding before them. */
  readonly size: readonly [number, number];
  readonly pads: readonly [number, number];
}

/** The convolution, or undefined where the Compute is none that this way serves. */
export function winogradConvolution(c: Compute, machine: Machine): WinogradConvolution | undefined {
  const [n, oc, oy, ox, ...more] = c.axes;
  const { reduction } = c;
  const [ic, ky, kx, ...deeper] = reduction?.axes ?? [];
  if (reduction === undefined || n === undefined || oc === undefined || oy === undefined || ox === undefined || more.length > 0) return undefined;
  if (ic === undefined || ky === undefined || kx === undefined || deeper.length > 0) return undefined;
  if (reduction.combine !== "sum" || reduction.result.dtype !== "f32" || ky.extent !== taps || kx.extent !== taps) return undefined;
  const [channels, outChannels, height, width] = [ic.extent, oc.extent, oy.extent, ox.extent];
  if (typeof channels !== "number" || typeof outChannels !== "number" || typeof height !== "number" || typeof width !== "number") return undefined;
  const { body, clips } = splitGuard(c, [oy.sym, ox.sym]);
  if (clips.size > 0 || body.kind !== "binary" || body.op !== "mul" || body.a.kind !== "read" || body.b.kind !== "read") return undefined;
  const [x, w] = body.a.tensor.constant ? [body.b, body.a] : [body.a, body.b];
  const isFilter = w.at.length === 4 && [oc, ic, ky, kx].every((a, i) => equalDims(w.at[i] ?? -1, coordinate(a)));
  const padding = [oy, ox].map((a, i) => sub(add(coordinate(a), coordinate(i === 0 ? ky : kx)), x.at[i + 2] ?? 0));
  const [py, px] = padding;
  if (!isFilter || x.tensor.dtype !== "f32" || x.at.length !== 4 || typeof py !== "number" || typeof px !== "number") return undefined;
  if (!equalDims(x.at[0] ?? -1, coordinate(n)) || !equalDims(x.at[1] ?? -1, coordinate(ic))) return undefined;
  const made: WinogradConvolution = {
    reduction,
    x: x.tensor,
    w: w.tensor,
    n,
    oc,
    oy,
    ox,
    ic,
    channels,
    outChannels,
    size: [height, width],
    pads: [py, px],
  };
  return fillsLanes(c, made, machine.lanes) && hasReach(made) ? made : undefined;
}

function fillsLanes(c: Compute, { x, w, oc, ic, channels, outChannels }: WinogradConvolution, lanes: number): boolean {
  if (lanes === 1) return true;
  const [alongInput, alongOutput] = [sym("lane", 0, lanes - 1), sym("lane", 0, lanes - 1)];
  const stride = (t: Tensor, at: readonly Dim[], s: Sym): Dim | undefined => linearIn(addressOf(t.layout, t.shape, at), s)?.coef;
  const inputStride = stride(x, [0, dimOf(alongInput), 0, 0], alongInput);
  const filterStride = stride(w, [dimOf(alongOutput), 0, 0, 0], alongOutput);
  return (
    channels % lanes === 0 && outChannels % lanes === 0 && inputStride === 1 && filterStride === 1 && ic !== oc && canRunAlongLanes(c, oc, lanes)
  );
}

const hasReach = ({ x, size, pads }: WinogradConvolution): boolean =>
  [0, 1].every((i) => {
    const [extent, pad] = [x.shape[i + 2], pads[i] ?? 0];
    const { before, after } = haloOf(x.layout, i + 2);
    return typeof extent === "number" && before >= pad && extent + after >= winogradReach(size[i] ?? 0) - pad;
  });
