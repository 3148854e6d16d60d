/** Pools: what all operators that slide a window over each channel share. How a window becomes one element is the operator's. */
import type { Dim } from "../../core/dim.ts";
import type { AttrReader, InferContext, LowerContext } from "../../graph/graph.ts";
import { type TensorType, tensorType } from "../../graph/types.ts";
import { type Axis, axis, coordinate } from "../../loop/compute.ts";
import type { Expr, Tensor } from "../../loop/expr.ts";
import { type TypeSet, typed } from "./type-sets.ts";
import {
  insideInput,
  type Reduced,
  type Refusing,
  reducedOver,
  spatialExtents,
  tapPosition,
  type WindowAxis,
  windowAttrs,
  windowsOf,
} from "./window.ts";

/** A window's attributes and ceil_mode; kernel_shape must be there. */
export function poolAttrs(raw: AttrReader) {
  const attrs = windowAttrs(raw);
  const kernel_shape = attrs.kernel_shape ?? raw.fail("attribute kernel_shape (a list of integers) is missing");
  const ceil_mode: 0 | 1 = raw.int("ceil_mode", 0) === 0 ? 0 : 1;
  return { ...attrs, kernel_shape, ceil_mode };
}

export type PoolAttributes = ReturnType<typeof poolAttrs>;

const windowsFor = (context: Refusing<PoolAttributes>, shape: readonly Dim[]): readonly WindowAxis[] =>
  windowsOf(context, spatialExtents(context, shape), context.attrs.kernel_shape);

/** The type of the pooled input 0. */
export function inferPool(context: InferContext<PoolAttributes>, types: TypeSet): TensorType {
  const x = typed(context, 0, types);
  return tensorType(x.dtype, [...x.shape.slice(0, 2), ...windowsFor(context, x.shape).map((w) => w.output)]);
}

/** A pool being lowered: its axes (n, c, spatial), the taps, and the coordinates a tap reads. */
export interface Pool {
  readonly x: Tensor;
  readonly windows: readonly WindowAxis[];
  readonly axes: readonly Axis[];
  readonly taps: Reduced;
  /** Coordinates in the input, inside it where `inside` holds. */
  readonly at: readonly Dim[];
  readonly inside: Expr | undefined;
  /** Output position along each spatial axis. */
  readonly positions: readonly Dim[];
}

export function poolOf(context: LowerContext<PoolAttributes>): Pool {
  const x = context.input(0);
  const windows = windowsFor(context, x.shape);
  const [n, c] = [axis("n", x.shape[0] as Dim), axis("c", x.shape[1] as Dim)];
  const spatial = windows.map((w) => axis(`o${w.letter}`, w.output));
  const positions = spatial.map(coordinate);
  const taps = reducedOver(windows.map((w) => [`k${w.letter}`, w.kernel]));
  const places = windows.map((w, i) => tapPosition(w, positions[i] as Dim, taps.at[i] as Dim));
  return {
    x,
    windows,
    axes: [n, c, ...spatial],
    taps,
    at: [coordinate(n), coordinate(c), ...places],
    inside: insideInput(windows, places),
    positions,
  };
}
