/** How tiles cover an axis: whole ones, then one of what remains. */
import { invariant } from "../../core/diagnostics.ts";
import { bounds, type Dim, floorDiv, mul } from "../../core/dim.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { physicalAxes } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import type { TilePlan } from "./tile-plan.ts";

/** A part of an axis covered by tiles of one size. */
export interface Segment {
  readonly size: number;
  readonly start: Dim;
  /** The first of its tiles and the one behind the last, counted from `start`. */
  readonly from: Dim;
  readonly to: Dim;
  /** From a vector of a tile to its next; left out where they are neighbours. */
  readonly step?: number;
  /** Of its vectors, where fewer than the plan's hold all that is left. */
  readonly lanes?: number;
  /** Valid lanes of its (only) vector where the axis ends inside it. */
  readonly valid?: Dim;
}

/** Columns of the tiles behind those of a size that is more, where the run decides how many are left. */
const someColumns = 4;

/** Whole tiles of `size`, then one of what remains; of an extent that the run decides, some of 4 and then of 1, which a size that 4 divides leaves whole. */
export function segmentsOf(extent: Dim, size: number): readonly Segment[] {
  if (typeof extent !== "number") {
    const sizes = [...new Set([size, ...(size % someColumns === 0 ? [someColumns] : []), 1])];
    return sizes.map((own, i): Segment => {
      const before = sizes[i - 1];
      const from = before === undefined ? 0 : mul(floorDiv(extent, before), before / own);
      return { size: own, start: 0, from, to: floorDiv(extent, own) };
    });
  }
  const whole = Math.floor(extent / size);
  const rest = extent - whole * size;
  const segments: Segment[] = whole > 0 ? [{ size, start: 0, from: 0, to: whole }] : [];
  return rest > 0 ? [...segments, { size: rest, start: whole * size, from: 0, to: 1 }] : segments;
}

/** The largest size of tiles of up to `most` columns along an extent that the run decides. */
export const sizeOfUnknown = (extent: Dim, most: number): number => {
  const few = Math.min(most, Math.max(1, bounds(extent)[1]));
  return few < someColumns ? few : few - (few % someColumns);
};

/** True where memory goes on behind the last elements of the innermost axis, up to a whole block. */
export const isPadded = ({ layout, shape }: Tensor): boolean => physicalAxes(layout, shape).at(-1)?.part === "inner";

export function laneSegments(c: Compute, plan: TilePlan, a: Axis): readonly Segment[] {
  if (plan.lanes === 1) return segmentsOf(a.extent, plan.laneTile);
  invariant(typeof a.extent === "number", `lanes along the dynamic axis ${a.sym.name}`);
  const rest = a.extent % plan.lanes;
  const narrow = plan.narrows ? narrowLanes(rest, plan.lanes) : undefined;
  // Sums that are finished one by one end where the axis does: what is added to them may not reach further.
  const isRoom = plan.scatters === undefined || (plan.scatters === "results" && holdsLast(c, a, Math.ceil(a.extent / plan.lanes) * plan.lanes));
  const fills = isPadded(c.output) && narrow === undefined && isRoom;
  const whole = fills ? Math.ceil(a.extent / plan.lanes) : Math.floor(a.extent / plan.lanes);
  const neighbours = whole > 0 ? segmentsOf(whole, Math.min(plan.laneTile, whole)) : [];
  const segments = plan.apart === true ? neighbours.map((s) => (s.size > 1 && typeof s.to === "number" ? { ...s, step: s.to } : s)) : neighbours;
  if (rest === 0 || fills) return segments;
  return [...segments, { size: 1, start: whole, from: 0, to: 1, ...(narrow === undefined ? { valid: rest } : { lanes: narrow }) }];
}

/** True where the output's last block, and nothing else, holds what `reach` elements along an axis leave behind its last. */
function holdsLast({ output, at }: Compute, a: Axis, reach: number): boolean {
  const inner = physicalAxes(output.layout, output.shape).at(-1);
  const [size, place] = [Number(output.shape[inner?.axis ?? 0]), linearIn(at[inner?.axis ?? 0] ?? 0, a.sym)];
  const [first, block] = [Number(place?.rest), Number(inner?.extent)];
  return place?.coef === 1 && first + Number(a.extent) === size && first + reach <= Math.ceil(size / block) * block;
}

/** Lanes of a narrower vector that `rest` elements fill; undefined where there is none. */
const narrowLanes = (rest: number, lanes: number): number | undefined => [lanes / 2, lanes / 4].find((n) => n >= 4 && n === rest);
