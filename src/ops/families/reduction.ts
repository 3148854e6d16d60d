/**
 * reduction(...): the parts of operators that combine elements along axes: which axes (ONNX's optional input, keepdims and
 * noop_with_empty_axes), the resulting shape, and the Compute. An operator says what is combined and what is made of the result.
 */
import { bounds, type Dim, equalDims, product } from "../../core/dim.ts";
import { dimText } from "../../core/dim-fold.ts";
import { type DType, isFloat } from "../../core/dtype.ts";
import type { AttrReader, DeclaredShape, InferContext, LowerContext, OpDef, Work } from "../../graph/graph.ts";
import { type TensorType, tensorType } from "../../graph/types.ts";
import { type Axis, type Combine, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { cast, constant, type Expr, eq, i32, index, or, read, type Scalar, scalarOf, select, type Tensor, variable } from "../../loop/expr.ts";
import { runtimeExtent } from "../../loop/runtime-extent.ts";
import { axesOf, normalizeAxes, reducedAxis } from "./axes.ts";
import { exactTensor, heldAs, isAlgebraic, withKnown } from "./known-elements.ts";
import { axesMask, axisSets, caseOf, isSteeredAtRunTime, maskOf, Plan } from "./plan.ts";
import { hasInput, steeringNumbers } from "./steering.ts";
import { type TypeSet, typed } from "./type-sets.ts";

/** Which axes of an input of some rank are combined. */
export interface Reduced {
  readonly axes: ReadonlySet<number>;
  readonly keepdims: boolean;
}

const reductionAttrs = (raw: AttrReader) => ({
  keepdims: raw.int("keepdims", 1) !== 0,
  noop: raw.int("noop_with_empty_axes", 0) !== 0,
});

/** The axes input 1 names: all when it names none, unless noop_with_empty_axes asks for none then. */
function reducedAxes(context: InferContext | LowerContext, rank: number): Reduced {
  const named = hasInput(context, 1) ? normalizeAxes(context, steeringNumbers(context, 1), rank) : [];
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

function reductionNest(shape: readonly Dim[], how: Reduced): ReductionNest {
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

/** What axes at run time may be: each set of as many, and what it makes of the shape, as far as the declaration allows it. */
function candidates(context: InferContext | LowerContext, shape: readonly Dim[], count: number, declared: DeclaredShape): readonly Reduced[] {
  const keepdims = context.attrs.keepdims === true;
  const all = axisSets(context, shape.length, count).map((axes): Reduced => ({ axes: new Set(axes), keepdims }));
  const agrees = (to: readonly Dim[]): boolean =>
    declared?.length !== to.length || to.every((d, a) => declared[a] === undefined || typeof d !== "number" || d === declared[a]);
  const fitting = all.filter((how) => agrees(reducedShape(shape, how)));
  return fitting.length > 0 ? fitting : all;
}

/** The shape all candidates give, with the extents they disagree in left to the run. */
function anyShape(context: InferContext, shape: readonly Dim[]): readonly Dim[] {
  const [count] = context.tensor(1).shape;
  if (typeof count !== "number" || count > shape.length)
    return context.fail(`${context.inputName(1)} has ${count === undefined ? 1 : dimText(count)} elements, rank is ${shape.length}`);
  const shapes = candidates(context, shape, count, context.declared(0)).map((how) => reducedShape(shape, how));
  const [first = []] = shapes;
  return first.map((d, a) => {
    const extents = shapes.map((s) => s[a] ?? 1);
    if (extents.every((e) => equalDims(e, d))) return d;
    return runtimeExtent("extent", Math.min(...extents.map((e) => bounds(e)[0])), Math.max(...extents.map((e) => bounds(e)[1])));
  });
}

/** Axes at run time: the work of each candidate, of which one is done. */
function overAny(context: LowerContext, output: Tensor, lower: (how: Reduced) => readonly Work[]): readonly Work[] {
  const { shape } = context.input(0);
  const plan = new Plan(context);
  const declared = output.shape.map((d) => (typeof d === "number" ? d : undefined));
  const all = candidates(context, shape, plan.count(1), declared);
  const mask = axesMask(plan, 1, shape.length);
  const cases = all.map((how) => ({ how, is: eq(mask, i32(maskOf(how.axes))) }));
  plan.expect(cases.map(({ is }) => is).reduce(or));
  output.shape.forEach((d, a) => {
    if (typeof d === "number") return;
    const extentOf = (how: Reduced): Expr => cast("i32", index(reducedShape(shape, how)[a] ?? 1));
    plan.extent(
      d,
      cases.reduce<Expr>((rest, { how, is }) => select(is, extentOf(how), rest), i32(bounds(d)[0])),
    );
  });
  const work = cases.flatMap(({ how, is }) => caseOf(plan, is).guarded(lower(how)));
  return [plan.routine("reduce_operands", output), ...work];
}

export interface ReductionSpec {
  readonly types: TypeSet;
  /** Two elements that are known before anything runs, combined; undefined where that is not certain for the type. */
  readonly known?: (dtype: DType) => ((a: Dim, b: Dim) => Dim) | undefined;
  readonly lower: (context: LowerContext, from: Tensor, output: Tensor, how: Reduced) => readonly Work[];
}

/** What all elements come to, where they are known: the largest of a shape, the product of one. */
function knownWhole(context: InferContext, { dtype, shape }: TensorType, how: Reduced, known: ReductionSpec["known"]): readonly Dim[] | undefined {
  const elements = how.axes.size === shape.length ? exactTensor(context, 0) : undefined;
  const combine = known?.(dtype);
  const [first, ...rest] = elements ?? [];
  if (elements === undefined || first === undefined || combine === undefined || !isAlgebraic(elements)) return undefined;
  const whole = rest.reduce<Dim | undefined>((part, d) => (part === undefined ? undefined : heldAs(dtype, combine(part, d))), first);
  return whole === undefined ? undefined : [whole];
}

export const reduction = ({ types, known, lower }: ReductionSpec): Pick<OpDef, "inputs" | "attrs" | "infer" | "lower"> => ({
  inputs: ["data", "axes"],
  attrs: reductionAttrs,
  infer(context): readonly TensorType[] {
    const type = typed(context, 0, types);
    if (isSteeredAtRunTime(context, 1)) return [tensorType(type.dtype, anyShape(context, type.shape))];
    const how = reducedAxes(context, type.shape.length);
    return [withKnown(tensorType(type.dtype, reducedShape(type.shape, how)), knownWhole(context, type, how, known))];
  },
  lower(context) {
    const from = context.input(0);
    return context.outputs.flatMap((output) => {
      if (isSteeredAtRunTime(context, 1)) return overAny(context, output, (how) => lower(context, from, output, how));
      return lower(context, from, output, reducedAxes(context, from.shape.length));
    });
  },
});

/** The type sums of powers and logarithms of `dtype` are kept in: its own for floats, f64 for integers. */
export const floatScalar = (dtype: DType): "f32" | "f64" => (isFloat(dtype) && scalarOf(dtype) === "f32" ? "f32" : "f64");
