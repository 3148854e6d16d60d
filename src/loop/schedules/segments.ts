/** How tiles cover an axis: whole ones, then one of what remains. */
import { invariant } from "../../core/diagnostics.ts";
import type { Dim } from "../../core/dim.ts";
import { physicalAxes } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import type { TilePlan } from "./tile-plan.ts";

/** A part of an axis covered by tiles of one size. */
export interface Segment {
  readonly size: number;
  readonly count: Dim;
  readonly start: Dim;
  /** Of its vectors, where fewer than the plan's hold all that is left. */
  readonly lanes?: number;
  /** Valid lanes of its (only) vector where the axis ends inside it. */
  readonly valid?: Dim;
}

/** Whole tiles of `size`, then one of what remains. */
export function segmentsOf(extent: Dim, size: number): readonly Segment[] {
  invariant(typeof extent === "number" || size === 1, "tiles along a dynamic axis");
  if (typeof extent !== "number") return [{ size: 1, count: extent, start: 0 }];
  const whole = Math.floor(extent / size);
  const rest = extent - whole * size;
  const segments: Segment[] = whole > 0 ? [{ size, count: whole, start: 0 }] : [];
  return rest > 0 ? [...segments, { size: rest, count: 1, start: whole * size }] : segments;
}

/** True where memory goes on behind the last elements of the innermost axis, up to a whole block. */
export const isPadded = ({ layout, shape }: Tensor): boolean => physicalAxes(layout, shape).at(-1)?.part === "inner";

export function laneSegments(c: Compute, plan: TilePlan, a: Axis): readonly Segment[] {
  if (plan.lanes === 1) return segmentsOf(a.extent, plan.laneTile);
  invariant(typeof a.extent === "number", `lanes along the dynamic axis ${a.sym.name}`);
  const rest = a.extent % plan.lanes;
  const narrow = plan.narrows ? narrowLanes(rest, plan.lanes) : undefined;
  const fills = isPadded(c.output) && narrow === undefined;
  const whole = fills ? Math.ceil(a.extent / plan.lanes) : Math.floor(a.extent / plan.lanes);
  const segments = whole > 0 ? segmentsOf(whole, Math.min(plan.laneTile, whole)) : [];
  if (rest === 0 || fills) return segments;
  return [...segments, { size: 1, count: 1, start: whole, ...(narrow === undefined ? { valid: rest } : { lanes: narrow }) }];
}

/** Lanes of a narrower vector that `rest` elements fill; undefined where there is none. */
const narrowLanes = (rest: number, lanes: number): number | undefined => [lanes / 2, lanes / 4].find((n) => n >= 4 && n === rest);
