/**
 * The Computes of resampling: nearest reads, and interpolation from tables of places and weights, one axis after another or all at once. Tables are
 * computed once in a run, for all rows and channels.
 */
import { bounds, type Dim, equalDims } from "../../core/dim.ts";
import { isInteger } from "../../core/dtype.ts";
import type { Layout } from "../../core/layout.ts";
import type { LowerContext } from "../../graph/graph.ts";
import { axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { add, cast, computedDim, div, type Expr, index, mul, read, type Tensor, variable } from "../../loop/expr.ts";
import { axesOf } from "./axes.ts";
import {
  type AxisMap,
  clamped,
  cubicFilter,
  type Filter,
  insideOnly,
  isIdentity,
  linearFilter,
  type NearestMode,
  nearestPosition,
  orOutside,
  type Position,
  positionInside,
  positionOf,
  type Shrink,
  tapsOf,
} from "./resample.ts";
import { reducedOver } from "./window.ts";

const position = (m: AxisMap, x: Dim): Position => positionOf(m, x) as Position;

/** Guards of the axes that may leave the input: only cropping extrapolates. */
const insides = (maps: readonly AxisMap[], places: readonly Position[]): readonly (Expr | undefined)[] =>
  places.map((p, i) => (maps[i]?.mode === "tf_crop_and_resize" ? positionInside(p) : undefined));

export function nearest(x: Tensor, output: Tensor, maps: readonly AxisMap[], mode: NearestMode, outside: number): Compute {
  const axes = axesOf(output.shape);
  const at = axes.map(coordinate);
  const places = maps.map((m, i) => position(m, at[i] as Dim));
  const element = read(
    x,
    places.map((p, i) => (isIdentity(p, at[i] as Dim) ? (at[i] as Dim) : nearestPosition(p, mode))),
  );
  return compute({
    name: "resize_nearest",
    output,
    axes,
    value: element.dtype === "bool" ? element : orOutside(element, insides(maps, places), outside),
  });
}

export interface Interpolation {
  readonly x: Tensor;
  readonly output: Tensor;
  readonly maps: readonly AxisMap[];
  readonly outside: number;
}

/** Linear or cubic, by the node's attributes. */
export function interpolated(context: LowerContext, spec: Interpolation): readonly Compute[] {
  const { x, output, maps } = spec;
  const { mode, cubic_coeff_a, antialias, exclude_outside } = context.attrs;
  const filter = mode === "cubic" ? cubicFilter(cubic_coeff_a as number) : linearFilter;
  const how: How = { name: `resize_${mode}`, filter, excluding: exclude_outside !== 0 };
  const tables: Table[] = [];
  maps.forEach((m, a) => {
    const shrink = antialias === 0 ? 1 : shrinkOf(m);
    if (shrink === 1 && sameAxis(m)) return;
    const equal = tables.find((t) => isEqualMap(t.map, m));
    tables.push(equal === undefined ? table(context, a, m, { ...how, shrink, dtype: floatOf(x) }) : { ...equal, axis: a, work: [] });
  });
  const work = tables.flatMap((t) => t.work);
  const separate = separated(tables, spec, context.machine.lanes);
  let from = x;
  for (const [i, part] of separate.entries()) {
    const isLast = i === separate.length - 1;
    const shape = from.shape.map((d, a) => (part.some((t) => t.axis === a) ? (output.shape[a] ?? 1) : d));
    const to = isLast ? output : context.scratch(`axis${part[0]?.axis}`, floatOf(x), shape, withoutHalo(output.layout));
    work.push(pass({ from, to, tables: part, name: how.name, finish: isLast ? (e, at) => finished(e, at, spec) : undefined }));
    from = to;
  }
  return work;
}

/** True when the axis keeps its elements. */
const sameAxis = (m: AxisMap): boolean => {
  const probe = axesOf([m.output])[0];
  return probe !== undefined && isIdentity(position(m, coordinate(probe)), coordinate(probe));
};

/** True for axes that share a table. */
const isEqualMap = (a: AxisMap, b: AxisMap): boolean =>
  a.atRunTime === b.atRunTime &&
  a.crop === b.crop &&
  equalDims(a.input, b.input) &&
  equalDims(a.output, b.output) &&
  equalDims(a.scale.p, b.scale.p) &&
  equalDims(a.scale.q, b.scale.q);

/** A scale at run time is at least the ratio of the extents, which are rounded down. */
function shrinkOf({ scale, input, output, atRunTime }: AxisMap): Shrink {
  if (atRunTime?.scale === undefined) return Math.min(1, Number(scale.p) / Number(scale.q));
  return { least: Math.min(1, Number(output) / Number(input)), value: atRunTime.scale };
}

interface How {
  readonly name: string;
  readonly filter: Filter;
  readonly excluding: boolean;
}

type Float = "f32" | "f64";
const floatOf = (t: Tensor): Float => (t.dtype === "f64" ? "f64" : "f32");
const toFloat = (x: Expr, dtype: Float): Expr => (x.dtype === dtype ? x : cast(dtype, x));
const withoutHalo = ({ order, blocks }: Layout): Layout => ({ order, blocks, halo: [] });

/** Beyond a crop what is given for it, and back to the output's type; integers are cut. */
function finished(x: Expr, at: readonly Dim[], { output, maps, outside }: Interpolation): Expr {
  const places = maps.map((m, i) => position(m, at[i] as Dim));
  const value = orOutside(x, insides(maps, places), outside);
  return isInteger(output.dtype) || output.dtype === "bool" ? cast(output.dtype, value) : value;
}

/** What is read along an axis: for each tap and output position the input position and its weight. */
interface Table {
  readonly axis: number;
  readonly map: AxisMap;
  readonly taps: number;
  /** Output elements an input element. */
  readonly growth: number;
  readonly work: readonly Compute[];
  readonly place: (tap: Dim, at: Dim) => Dim;
  readonly weight: (tap: Dim, at: Dim) => Expr;
}

/** Weights of one result that are summed. */
const mostTaps = 4096;

function table(context: LowerContext, a: number, m: AxisMap, how: How & { readonly shrink: Shrink; readonly dtype: Float }): Table {
  const { shrink, dtype } = how;
  const along = axis("x", m.output);
  const x = coordinate(along);
  const taps = tapsOf(position(m, x), how.filter, dtype, shrink);
  const { count } = taps;
  if (count > mostTaps) context.fail(`axis ${a} shrinks by a filter of ${count} elements, at most ${mostTaps} are summed`, "shrink in two steps");
  const tap = axis("tap", count);
  const t = coordinate(tap);
  const axes = [tap, along];
  const scratch = (name: string, type: Float | "i32", shape: readonly Dim[] = [count, m.output]): Tensor =>
    context.scratch(`${name}${a}`, type, shape);
  const [places, weights] = [scratch("places", "i32"), scratch("weights", dtype)];
  const plain = how.excluding ? insideOnly(taps.weight(t), taps.at(t), m.input) : taps.weight(t);
  const work = [
    compute({ name: "resize_places", output: places, axes, value: cast("i32", index(clamped(taps.at(t), m.input))) }),
    compute({ name: "resize_weights", output: weights, axes, value: plain }),
  ];
  let used = weights;
  if (how.excluding || shrink !== 1) {
    // Where taps are left out, or a filter is stretched, weights do not sum to 1.
    const [total, shares] = [scratch("total", dtype, [m.output]), scratch("shares", dtype)];
    const over = reducedOver([["tap", count]]);
    const result = variable("sum", dtype);
    const reduction = { axes: over.axes, combine: "sum" as const, body: read(weights, [over.at[0] ?? 0, x]), result };
    work.push(compute({ name: "resize_total", output: total, axes: [along], reduction, value: result }));
    work.push(compute({ name: "resize_shares", output: shares, axes, value: div(read(weights, [t, x]), read(total, [x])) }));
    used = shares;
  }
  return {
    axis: a,
    map: m,
    taps: count,
    growth: bounds(m.output)[1] / Math.max(1, bounds(m.input)[1]),
    work,
    place: (k, at) => computedDim("place", read(places, [k, at]), [0, Math.max(0, bounds(m.input)[1] - 1)]),
    weight: (k, at) => read(used, [k, at]),
  };
}

/** Taps of one pass that are written out; more are a reduction. */
const mostWrittenOut = 16;

/**
 * The passes: all axes in one, or one after another where that reads and stores less. Axes that shrink come first, outer ones before inner
 * ones, since only the innermost reads one by one; of those that grow the innermost comes first, while there are few elements.
 */
function separated(tables: readonly Table[], { x, output }: Interpolation, lanes: number): readonly (readonly Table[])[] {
  const grows = (t: Table): boolean => t.growth >= 1;
  const sorted = [...tables].sort((a, b) => Number(grows(a)) - Number(grows(b)) || (grows(a) ? b.axis - a.axis : a.axis - b.axis));
  // What is inside is computed first: the same sums as one pass after another, to the bit.
  const one = [sorted.toReversed()];
  const each = sorted.map((t) => [t]);
  const { order, blocks } = output.layout;
  const innermost = blocks.at(-1)?.axis ?? order.at(-1);
  const cost = (passes: readonly (readonly Table[])[]): number => {
    let elements = x.shape.reduce<number>((n, d) => n * bounds(d)[1], 1);
    let sum = 0;
    for (const part of passes) {
      elements = part.reduce((n, t) => n * t.growth, elements);
      const step = part.some((t) => t.axis === innermost) ? 1 : lanes;
      sum += (elements * (1 + tapsTogether(part))) / step;
    }
    return sum;
  };
  return tables.length < 2 || (tapsTogether(tables) <= mostWrittenOut && cost(one) <= cost(each)) ? one : each;
}

const tapsTogether = (tables: readonly Table[]): number => tables.reduce((n, t) => n * t.taps, 1);

interface Pass {
  readonly name: string;
  readonly from: Tensor;
  readonly to: Tensor;
  readonly tables: readonly Table[];
  /** Of the last pass. */
  readonly finish: ((x: Expr, at: readonly Dim[]) => Expr) | undefined;
}

/** Each axis sums its taps, each of which sums those of the next axis. */
function pass({ name, from, to, tables, finish = (x) => x }: Pass): Compute {
  const axes = axesOf(to.shape);
  const at = axes.map(coordinate);
  const dtype = floatOf(from);
  const along = ([first, ...others]: readonly Table[], fixed: readonly Dim[]): Expr => {
    if (first === undefined) return toFloat(read(from, fixed), dtype);
    const { axis: a, taps, place, weight } = first;
    const o = at[a] as Dim;
    const tap = (k: Dim): Expr => mul(along(others, fixed.with(a, place(k, o))), weight(k, o));
    return Array.from({ length: taps }, (_, k) => tap(k)).reduce(add);
  };
  const [only] = tables;
  if (only === undefined || tapsTogether(tables) <= mostWrittenOut) return compute({ name, output: to, axes, value: finish(along(tables, at), at) });
  const over = reducedOver([["tap", only.taps]]);
  const [k, o] = [over.at[0] as Dim, at[only.axis] as Dim];
  const body = mul(toFloat(read(from, at.with(only.axis, only.place(k, o))), dtype), only.weight(k, o));
  const result = variable("sum", dtype);
  return compute({ name, output: to, axes, reduction: { axes: over.axes, combine: "sum", body, result }, value: finish(result, at) });
}
