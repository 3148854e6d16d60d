/** The Computes of resampling: nearest reads, interpolation over all axes at once, and antialiased interpolation axis by axis. */
import type { Dim } from "../../core/dim.ts";
import { isInteger } from "../../core/dtype.ts";
import type { LowerContext } from "../../graph/graph.ts";
import { type Compute, compute, coordinate } from "../../loop/compute.ts";
import { add, cast, div, type Expr, mul, read, type Tensor, variable } from "../../loop/expr.ts";
import { folded } from "../../loop/folded.ts";
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
  type Taps,
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
  const { mode, cubic_coeff_a, antialias, exclude_outside } = context.attrs;
  const filter = mode === "cubic" ? cubicFilter(cubic_coeff_a as number) : linearFilter;
  const how: How = { name: `resize_${mode}`, filter, excluding: exclude_outside !== 0 };
  const shrinks = spec.maps.map((m) => (antialias === 0 ? 1 : shrinkOf(m)));
  // Which axes keep their elements is not known at run time: all of them at once would be a sum over the taps of each.
  const isSeparate = (antialias !== 0 && shrinks.some((s) => typeof s !== "number" || s < 1)) || spec.maps.some((m) => m.atRunTime !== undefined);
  return isSeparate ? axisByAxis(context, spec, how, shrinks) : [allAxes(spec, how)];
}

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

const floatOf = (t: Tensor): "f32" | "f64" => (t.dtype === "f64" ? "f64" : "f32");
const toFloat = (x: Expr, dtype: "f32" | "f64"): Expr => (x.dtype === dtype ? x : cast(dtype, x));

/** Back to the output's type; integers are cut. */
const stored = (x: Expr, output: Tensor): Expr => (isInteger(output.dtype) || output.dtype === "bool" ? cast(output.dtype, x) : x);

/** Weights of an axis' taps, normalized where some are left out. */
function weightsOf(taps: Taps, { excluding }: How, input: Dim): readonly Expr[] {
  const plain = Array.from({ length: taps.count }, (_, t) => taps.weight(t));
  if (!excluding) return plain;
  const kept = plain.map((w, t) => insideOnly(w, taps.at(t), input));
  const total = kept.reduce(add);
  return kept.map((w) => div(w, total));
}

/** One expression: the outermost axis sums its taps, each of which sums the next axis' taps. */
function allAxes({ x, output, maps, outside }: Interpolation, how: How): Compute {
  const axes = axesOf(output.shape);
  const at = axes.map(coordinate);
  const dtype = floatOf(x);
  const places = maps.map((m, i) => position(m, at[i] as Dim));
  const along = (i: number, fixed: readonly Dim[]): Expr => {
    const [p, o, m] = [places[i], at[i], maps[i]];
    if (p === undefined || o === undefined || m === undefined) return toFloat(read(x, fixed), dtype);
    if (isIdentity(p, o)) return along(i + 1, [...fixed, o]);
    const taps = tapsOf(p, how.filter, dtype);
    const weights = weightsOf(taps, how, m.input);
    return weights.map((w, t) => mul(along(i + 1, [...fixed, clamped(taps.at(t), m.input)]), w)).reduce(add);
  };
  return compute({ name: how.name, output, axes, value: stored(orOutside(along(0, []), insides(maps, places), outside), output) });
}

/** Weights of one result that are written out. */
const mostTaps = 4096;

/** Each resized axis in its own pass, taps as a reduction, weights normalized by their sum. */
function axisByAxis(context: LowerContext, { x, output, maps, outside }: Interpolation, how: How, shrinks: readonly Shrink[]): readonly Compute[] {
  const resized = maps.flatMap((m, i) => (sameAxis(m) ? [] : [i]));
  const work: Compute[] = [];
  let from = x;
  resized.forEach((a, step) => {
    const isLast = step === resized.length - 1;
    const m = maps[a] as AxisMap;
    const { count } = tapsOf(position(m, 0), how.filter, floatOf(x), shrinks[a]);
    if (count > mostTaps) context.fail(`axis ${a} shrinks by a filter of ${count} elements, at most ${mostTaps} are summed`, "shrink in two steps");
    const shape = from.shape.map((d, i) => (i === a ? m.output : d));
    const to = isLast ? output : context.scratch(`axis${a}`, floatOf(x), shape);
    work.push(onePass({ from, to, axis: a, map: m, how, shrink: shrinks[a] ?? 1, outside: isLast ? { maps, value: outside } : undefined }));
    from = to;
  });
  return work;
}

/** True when the axis keeps its elements. */
const sameAxis = (m: AxisMap): boolean => {
  const probe = axesOf([m.output])[0];
  return probe !== undefined && isIdentity(position(m, coordinate(probe)), coordinate(probe));
};

interface Pass {
  readonly from: Tensor;
  readonly to: Tensor;
  readonly axis: number;
  readonly map: AxisMap;
  readonly how: How;
  readonly shrink: Shrink;
  /** What the last pass puts where any axis leaves the input. */
  readonly outside: { readonly maps: readonly AxisMap[]; readonly value: number } | undefined;
}

function onePass({ from, to, axis, map, how, shrink, outside }: Pass): Compute {
  const axes = axesOf(to.shape);
  const at = axes.map(coordinate);
  const dtype = floatOf(from);
  const taps = tapsOf(position(map, at[axis] as Dim), how.filter, dtype, shrink);
  const reduced = reducedOver([["tap", taps.count]]);
  const weight = (t: Dim): Expr => (how.excluding ? insideOnly(taps.weight(t), taps.at(t), map.input) : taps.weight(t));
  const t = reduced.at[0] as Dim;
  const element = toFloat(
    read(
      from,
      at.map((d, i) => (i === axis ? clamped(taps.at(t), map.input) : d)),
    ),
    dtype,
  );
  const result = variable("sum", dtype);
  const total = folded(
    Array.from({ length: taps.count }, (_, k) => weight(k)),
    add,
  );
  const mean = div(result, total);
  const value =
    outside === undefined
      ? mean
      : orOutside(
          mean,
          insides(
            outside.maps,
            outside.maps.map((m, i) => position(m, at[i] as Dim)),
          ),
          outside.value,
        );
  const reduction = { axes: reduced.axes, combine: "sum" as const, body: mul(element, weight(t)), result };
  return compute({ name: `${how.name}_antialias`, output: to, axes, reduction, value: stored(value, to) });
}
