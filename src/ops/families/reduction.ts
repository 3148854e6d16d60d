/**
 * reduction(...): the parts of operators that combine elements along axes: which axes (ONNX's optional input, keepdims and
 * noop_with_empty_axes), the resulting shape, and the Compute. An operator says what is combined and what is made of the result.
 */
import type { Dim } from "../../core/dim.ts";
import { product } from "../../core/dim.ts";
import { type DType, isFloat } from "../../core/dtype.ts";
import type { AttrReader, Attrs, InferContext, LowerContext, OpDef, Work } from "../../graph/graph.ts";
import { type TensorType, tensorType } from "../../graph/types.ts";
import { type Axis, type Combine, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { cast, constant, type Expr, index, read, type Scalar, scalarOf, type Tensor, variable } from "../../loop/expr.ts";
import { axesOf, normalizeAxes, reducedAxis } from "./axes.ts";
import { hasInput, steeringNumbers } from "./steering.ts";
import { type TypeSet, typed } from "./type-sets.ts";

/** Which axes of an input of some rank are combined. */
export interface Reduced {
  readonly axes: ReadonlySet<number>;
  readonly keepdims: boolean;
}

export const reductionAttrs = (raw: AttrReader): Attrs => ({
  keepdims: raw.int("keepdims", 1) !== 0,
  noop: raw.int("noop_with_empty_axes", 0) !== 0,
});

/** The axes input 1 names: all when it names none, unless noop_with_empty_axes asks for none then. */
export function reducedAxes(context: InferContext | LowerContext, rank: number): Reduced {
  const named = hasInput(context, 1) ? normalizeAxes(context, steeringNumbers(context, 1, "axes"), rank) : [];
  const all = named.length === 0 && context.attrs.noop !== true;
  return { axes: new Set(all ? Array.from({ length: rank }, (_, a) => a) : named), keepdims: context.attrs.keepdims === true };
}

export const reducedShape = (shape: readonly Dim[], { axes, keepdims }: Reduced): readonly Dim[] =>
  shape.flatMap((d, a): readonly Dim[] => (axes.has(a) ? (keepdims ? [1] : []) : [d]));

/** Axes of the output, axes reduced along, and the input coordinates they make. */
export interface ReductionNest {
  readonly axes: readonly Axis[];
  readonly reduced: readonly Axis[];
  readonly at: readonly Dim[];
}

export function reductionNest(shape: readonly Dim[], how: Reduced): ReductionNest {
  const axes = axesOf(reducedShape(shape, how));
  const reduced: Axis[] = [];
  let kept = 0;
  const at = shape.map((_, a): Dim => {
    if (!how.axes.has(a)) return coordinate(axes[kept++] as Axis);
    if (how.keepdims) kept++;
    const along = reducedAxis(shape, a);
    reduced.push(along);
    return coordinate(along);
  });
  return { axes, reduced, at };
}

export interface ReductionStep {
  readonly kernel: string;
  readonly from: Tensor;
  readonly output: Tensor;
  readonly how: Reduced;
  readonly combine: Combine;
  /** What is combined: a function of the element, its place in `from`, and the place in `output`. */
  readonly body: (x: Expr, at: readonly Dim[], outputAt: readonly Dim[]) => Expr;
  /** What becomes of the combined value. */
  readonly finish: (result: Expr, outputAt: readonly Dim[]) => Expr;
}

/** One Compute that reduces `from` into `output`; without axes to reduce, the body of the one element is finished directly. */
export function reduceStep(step: ReductionStep): Compute {
  const { axes, reduced, at } = reductionNest(step.from.shape, step.how);
  const outputAt = axes.map(coordinate);
  const body = step.body(read(step.from, at), at, outputAt);
  const spec = { name: step.kernel, output: step.output, axes };
  if (reduced.length === 0) return compute({ ...spec, value: step.finish(body, outputAt) });
  const result = variable("result", body.dtype);
  return compute({ ...spec, reduction: { axes: reduced, combine: step.combine, body, result }, value: step.finish(result, outputAt) });
}

/** How many elements each result combines, as a number of type `dtype`. */
export function countOf(shape: readonly Dim[], how: Reduced, dtype: Scalar & DType): Expr {
  const count = product(shape.filter((_, a) => how.axes.has(a)));
  return typeof count === "number" ? constant(dtype, count) : cast(dtype, index(count));
}

export interface ReductionSpec {
  readonly types: TypeSet;
  readonly lower: (context: LowerContext, from: Tensor, output: Tensor, how: Reduced) => readonly Work[];
}

export const reduction = ({ types, lower }: ReductionSpec): Pick<OpDef, "attrs" | "infer" | "lower"> => ({
  attrs: reductionAttrs,
  infer(context): readonly TensorType[] {
    const type = typed(context, 0, types);
    return [tensorType(type.dtype, reducedShape(type.shape, reducedAxes(context, type.shape.length)))];
  },
  lower(context) {
    const from = context.input(0);
    return context.outputs.flatMap((output) => lower(context, from, output, reducedAxes(context, from.shape.length)));
  },
});

/** The type sums of powers and logarithms of `dtype` are kept in: its own for floats, f64 for integers. */
export const floatScalar = (dtype: DType): "f32" | "f64" => (isFloat(dtype) && scalarOf(dtype) === "f32" ? "f32" : "f64");
