/**
 * Normalization by statistics of the data itself: the mean and the variance over some axes as two reductions, then y = (x - mean) *
 * 1 / sqrt(variance + epsilon); or the mean of squares alone. Which axes, and what is scaled by what, is the operator's.
 */
import { add as addDims, type Dim, equalDims, floorDiv, mul as mulDims } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import type { InferContext, LowerContext } from "../../graph/graph.ts";
import { type Axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { add, cast, constant, div, type Expr, index, mul, read, type Scalar, scalarOf, sqrt, sub, type Tensor, variable } from "../../loop/expr.ts";
import { type Reduced, reducedOver } from "./window.ts";

/** A float in another float type of arithmetic. */
export const toCompute = (x: Expr, dtype: Scalar): Expr => (x.dtype === dtype ? x : cast(dtype === "f64" ? "f64" : "f32", x));

/** Refuses the node where one of `count` inputs from 1 on does not hold one number for each channel of input 0. */
export function checkPerChannel(context: InferContext, channels: Dim, count: number): void {
  for (let i = 1; i <= count; i++) {
    const { shape } = context.tensor(i);
    if (shape.length !== 1 || !equalDims(shape[0] as Dim, channels))
      context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, the input ${dimText(channels)} channels`);
  }
}

export interface Moments {
  readonly work: readonly Compute[];
  /** Both over the kept axes, in arithmetic precision. */
  readonly mean: Tensor;
  readonly inverseDeviation: Tensor;
}

interface StatisticSpec {
  readonly x: Tensor;
  /** One statistic for every point of these. */
  readonly kept: readonly Axis[];
  readonly reduced: Reduced;
  readonly count: Dim;
  /** Coordinates in x of kept and reduced coordinates. */
  readonly at: (kept: readonly Dim[], reduced: readonly Dim[]) => readonly Dim[];
  readonly epsilon: number;
}

export interface MomentsSpec extends StatisticSpec {
  /** Where the results go; scratch where undefined. Their shape is the kept axes' followed by ones. */
  readonly mean?: Tensor | undefined;
  readonly inverseDeviation?: Tensor | undefined;
  /** So many neighbours along the second kept axis (channels) share their statistics; default 1. */
  readonly group?: number;
}

/** The type statistics of `x` are kept in. */
const precisionOf = (x: Tensor): "f32" | "f64" => (scalarOf(x.dtype) === "f64" ? "f64" : "f32");

/** One reduction: `finish` of the mean of `body` goes to `output`. */
interface Mean {
  readonly name: string;
  readonly output: Tensor;
  readonly body: Expr;
  readonly finish: (mean: Expr) => Expr;
}

function statistic({ x, kept, reduced, count }: StatisticSpec, { name, output, body, finish }: Mean): Compute {
  const dtype = precisionOf(x);
  const places = kept.map(coordinate);
  const number = typeof count === "number" ? constant(dtype, count) : cast(dtype, index(count));
  const stored = [...places, ...Array.from({ length: output.shape.length - places.length }, () => 0)];
  const common = { name, output, axes: kept, at: stored };
  const held = (sum: Expr): Expr => toCompute(finish(div(sum, number)), scalarOf(output.dtype));
  if (reduced.axes.length === 0) return compute({ ...common, value: held(body) });
  const result = variable("sum", dtype);
  return compute({ ...common, reduction: { axes: reduced.axes, combine: "sum", body, result }, value: held(result) });
}

const inverseRoot = (x: Expr, epsilon: number): Expr => div(constant(x.dtype, 1), sqrt(add(x, constant(x.dtype, epsilon))));

/**
 * The two reductions: the mean, then the mean of squared deviations (two passes, which keeps all digits). Those of a group are means of its channels', each
 * of which has as many elements: so lanes run along channels, of which a block may hold parts of groups.
 */
export function moments(context: LowerContext, spec: MomentsSpec): Moments {
  const { x, kept, reduced, at, epsilon, group = 1 } = spec;
  const dtype = precisionOf(x);
  const extents = kept.map((a) => a.extent);
  const mean = spec.mean ?? context.scratch("mean", dtype, extents);
  const inverseDeviation = spec.inverseDeviation ?? context.scratch("inverse_deviation", dtype, extents);
  const places = kept.map(coordinate);
  const element = read(x, at(places, reduced.at));
  const deviation = sub(element, statisticAt(mean, places, dtype));
  const found = (wanted: Mean): readonly Compute[] => {
    if (group === 1) return [statistic(spec, wanted)];
    const name = `channel_${wanted.name}`;
    const output = context.scratch(name, dtype, extents);
    return [statistic(spec, { ...wanted, name, output, finish: (m) => m }), shared(kept, group, output, wanted)];
  };
  const squares = mul(deviation, deviation);
  const work = [
    ...found({ name: "mean", output: mean, body: element, finish: (m) => m }),
    ...found({ name: "inverse_deviation", output: inverseDeviation, body: squares, finish: (variance) => inverseRoot(variance, epsilon) }),
  ];
  return { work, mean, inverseDeviation };
}

/** For each channel the mean of what `from` says of the channels of its group. */
function shared(kept: readonly Axis[], group: number, from: Tensor, { name, output, finish }: Omit<Mean, "body">): Compute {
  const [n, c] = kept.map(coordinate) as [Dim, Dim];
  const members = reducedOver([["rc", group]]);
  const body = read(from, [n, addDims(mulDims(floorDiv(c, group), group), members.at[0] as Dim)]);
  const result = variable("sum", body.dtype);
  const value = finish(div(result, constant(result.dtype, group)));
  return compute({ name, output, axes: kept, reduction: { axes: members.axes, combine: "sum", body, result }, value });
}

/** 1 / sqrt(mean of squares + epsilon): one reduction. */
export function inverseRootMeanSquare(
  context: LowerContext,
  spec: StatisticSpec & { readonly output?: Tensor | undefined },
): { readonly work: readonly Compute[]; readonly statistic: Tensor } {
  const { x, kept, reduced, at, epsilon } = spec;
  const extents = kept.map((a) => a.extent);
  const output = spec.output ?? context.scratch("inverse_root_mean_square", precisionOf(x), extents);
  const element = read(x, at(kept.map(coordinate), reduced.at));
  const finish = (mean: Expr): Expr => inverseRoot(mean, epsilon);
  return { work: [statistic(spec, { name: "inverse_root_mean_square", output, body: mul(element, element), finish })], statistic: output };
}

/** A statistic at coordinates of the kept axes, in the arithmetic of `dtype`. */
export const statisticAt = (t: Tensor, kept: readonly Dim[], dtype: Scalar): Expr =>
  toCompute(
    read(
      t,
      t.shape.map((_, i) => kept[i] ?? 0),
    ),
    dtype,
  );

/** (x - mean) / deviation of `element`, which belongs to the statistics at `kept`. */
export const normalized = (element: Expr, { mean, inverseDeviation }: Moments, kept: readonly Dim[]): Expr =>
  mul(sub(element, statisticAt(mean, kept, element.dtype)), statisticAt(inverseDeviation, kept, element.dtype));
