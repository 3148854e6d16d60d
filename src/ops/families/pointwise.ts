/**
 * pointwise(...): the parts of operators whose every output element is one expression over the elements at the same place of their inputs,
 * broadcast over any rank. An operator says its element types, its expression, and what is known of its integer elements.
 */
import type { Dim } from "../../core/dim.ts";
import type { DType } from "../../core/dtype.ts";
import { takesMore } from "../../graph/build.ts";
import type { Attrs, InferContext, LowerContext, OpDef } from "../../graph/graph.ts";
import { tensorType } from "../../graph/types.ts";
import { compute, coordinate } from "../../loop/compute.ts";
import type { Expr } from "../../loop/expr.ts";
import { axesOf } from "./axes.ts";
import { broadcastRead, broadcastShapes } from "./broadcast.ts";
import { elementwiseKnown, exactTensor } from "./known-elements.ts";
import { sameDType, type TypeSet, typed } from "./type-sets.ts";

export interface Pointwise<A extends Attrs = Attrs> {
  /** As kernels are named: "add". */
  readonly kernel: string;
  /** The element types of each input, by what its schema calls it, as in OpDef. Inputs of one and the same set must have one element type. */
  readonly inputs: Readonly<Record<string, TypeSet>>;
  /** The element type of the output; that of input 0 unless said otherwise. */
  readonly result?: (context: InferContext<A>) => DType;
  /** The output element, in the arithmetic type of the output's element type. */
  readonly value: (context: LowerContext<A>) => (...elements: readonly Expr[]) => Expr;
  /** The same for elements known before anything runs; undefined where it is not certain. */
  readonly known?: (context: InferContext<A>) => (...elements: readonly Dim[]) => Dim | undefined;
}

type PointwiseParts<A extends Attrs> = Pick<OpDef<A>, "inputs" | "infer" | "lower" | "follows" | "elementwise">;

export function pointwise<A extends Attrs>(spec: Pointwise<A>): PointwiseParts<A> {
  return {
    inputs: Object.keys(spec.inputs),
    follows: 0,
    elementwise: true,
    infer: (context) => [inferPointwise(spec, context)],
    lower: (context) => [lowerPointwise(spec, context)],
  };
}

function inferPointwise<A extends Attrs>(spec: Pointwise<A>, context: InferContext<A>): ReturnType<typeof tensorType> {
  const sets = setsOf(spec, context);
  const types = sets.map((set, i) => typed(context, i, set));
  sets.forEach((set, i) => {
    const first = sets.indexOf(set);
    if (first < i) sameDType(context, first, i);
  });
  const shape = broadcastShapes(
    context,
    types.map((type) => type.shape),
  );
  const type = tensorType(spec.result?.(context) ?? context.tensor(0).dtype, shape);
  if (spec.known === undefined) return type;
  return elementwiseKnown(
    type,
    types.map((t, i) => (t.shape.length <= 1 ? exactTensor(context, i) : undefined)),
    spec.known(context),
  );
}

function setsOf<A extends Attrs>(spec: Pointwise<A>, context: InferContext<A>): readonly TypeSet[] {
  const sets = Object.values(spec.inputs);
  if (!takesMore({ inputs: Object.keys(spec.inputs) })) return sets;
  if (context.inputs.length === 0) context.fail("has 0 inputs, 1 or more are expected");
  return context.inputs.map((_, i) => sets[Math.min(i, sets.length - 1)] as TypeSet);
}

function lowerPointwise<A extends Attrs>(spec: Pointwise<A>, context: LowerContext<A>): ReturnType<typeof compute> {
  const [output] = context.outputs;
  if (output === undefined) return context.fail("has 0 outputs, 1 is expected");
  const axes = axesOf(output.shape);
  const at = axes.map(coordinate);
  const elements = context.inputs.map((_, i) => broadcastRead(context.input(i), at));
  return compute({ name: spec.kernel, output, axes, value: spec.value(context)(...elements) });
}
