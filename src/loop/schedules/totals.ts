/**
 * Totals: sums over what a reduction gives, added up while it is stored. The means behind a convolution (squeeze and excitation, classifiers) then read no image
 * again. Which computes go together; tiled-reduction.ts makes loops of it.
 */
import { add, type Dim, dimOf, equalDims, mul, type Sym, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { addressOf, hasHalo, storageElements } from "../../core/layout.ts";
import { type Axis, type Compute, coordinate, operandsOf, type Reduction } from "../compute.ts";
import { type Buffer, buffer, type Tensor } from "../expr.ts";
import { isPadded } from "./segments.ts";
import type { TilePlan } from "./tile-plan.ts";

export interface Total {
  readonly c: Compute;
  readonly reduction: Reduction;
  /** Axes of the first compute that are summed over: the last ones of its loops. */
  readonly over: ReadonlySet<Sym>;
  /** Where a result is stored, over the other axes of the first. */
  readonly address: Dim;
  readonly output: Buffer;
  /** Sums go on from what is stored there, and are stored as they are. */
  readonly continues?: true;
}

/** True for a sum over what a tensor holds, whatever it sums over. */
export const isSumOf = ({ reduction }: Compute, t: Tensor): boolean =>
  reduction?.combine === "sum" && reduction.body.kind === "read" && reduction.body.tensor === t;

/** The second compute as a total of what the first gives; undefined where it is none, or where the loops of the plan do not end a result before the next one begins. */
export function totalOf(first: Compute, second: Compute, plan: TilePlan): Total | undefined {
  const { reduction } = second;
  if (first.reduction === undefined || reduction?.body.kind !== "read" || !isSumOf(second, first.output) || plan.scatters !== undefined)
    return undefined;
  const types = [first.output, second.output, first.reduction.result, reduction.result].map((x) => x.dtype);
  const readsIt = operandsOf(second).every((t) => t === first.output);
  if (!readsIt || types.some((t) => t !== "f32") || hasHalo(second.output.layout)) return undefined;
  if (!first.at.every((d, i) => equalDims(d, coordinate(first.axes[i] as Axis)))) return undefined;
  const matched = matchedAxes(first, reduction.body.at, [...second.axes, ...reduction.axes]);
  if (matched === undefined) return undefined;
  const over = new Set(reduction.axes.flatMap((a) => matched.get(a.sym)?.sym ?? []));
  if (over.size === 0 || !endsResults(plan, over)) return undefined;
  const at = second.at.map((d) => substitute(d, (s) => (matched.has(s) ? dimOf((matched.get(s) as Axis).sym) : undefined)));
  const address = addressOf(second.output.layout, second.output.shape, at);
  if (plan.lanes > 1 && !(runsAlongLanes(address, plan) && holdsVectors(first, second, plan))) return undefined;
  const { dtype, layout, shape } = second.output;
  return { c: second, reduction, over, address, output: buffer("total", dtype, storageElements(layout, shape), "out") };
}

/** True where the loops of a plan end a result over such axes before the next one begins. */
export function endsResults({ order, columnAxis }: TilePlan, over: ReadonlySet<Sym>): boolean {
  const isOver = order.filter((a) => a.extent !== 1).map((a) => over.has(a.sym));
  return isOver.lastIndexOf(false) <= isOver.indexOf(true) && (columnAxis === undefined || over.has(columnAxis.sym));
}

/** For each axis of the second compute the one of the first that it reads along; undefined where it reads in another way, or not all. */
function matchedAxes(first: Compute, at: readonly Dim[], own: readonly Axis[]): ReadonlyMap<Sym, Axis> | undefined {
  const found = new Map<Sym, Axis>();
  for (const [i, d] of at.entries()) {
    const axis = first.axes[i] as Axis;
    const reading = own.find((a) => equalDims(coordinate(a), d) && equalDims(a.extent, axis.extent));
    if (axis.extent === 1 && d === 0) continue;
    if (reading === undefined || typeof axis.extent !== "number") return undefined;
    found.set(reading.sym, axis);
  }
  return own.every((a) => a.extent === 1 || found.has(a.sym)) ? found : undefined;
}

/** True where a last vector of the first compute that fills a block beyond its channels finds as much room in the second result. */
const holdsVectors = (first: Compute, second: Compute, { laneAxis, lanes }: TilePlan): boolean =>
  Number(laneAxis?.extent) % lanes === 0 || !isPadded(first.output) || isPadded(second.output);

/** True where the results of a vector along the lanes stand side by side. */
function runsAlongLanes(address: Dim, { laneAxis, lanes }: TilePlan): boolean {
  if (laneAxis === undefined) return false;
  const [block, lane] = [sym("block", 0, laneAxis.sym.hi), sym("lane", 0, lanes - 1)];
  const inVector = add(mul(dimOf(block), lanes), dimOf(lane));
  return (
    linearIn(
      substitute(address, (s) => (s === laneAxis.sym ? inVector : undefined)),
      lane,
    )?.coef === 1
  );
}
