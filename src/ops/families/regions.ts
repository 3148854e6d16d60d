/** What operators that hold graphs share: their bodies' types checked, and the work that hands values from round to round. */
import { bounds, type Dim, equalDims, product } from "../../core/dim.ts";
import { plainLayout } from "../../core/layout.ts";
import type { Attrs, Graph, InferContext, LowerContext, Value, Work } from "../../graph/graph.ts";
import { elementCount, equalTypes, knownKey, stringType, type TensorType, type Type, tensorType, typeText } from "../../graph/types.ts";
import { copyStrings, copyWork } from "../../graph/work.ts";
import { axesOver, compute, coordinate } from "../../loop/compute.ts";
import { cast, computedDim, constant, type Expr, index, read, scalarOf, stringTensor, type Tensor, tensor } from "../../loop/expr.ts";
import { runtimeExtent, slotOfDim } from "../../loop/runtime-extent.ts";

type Failing = Pick<InferContext, "fail">;

/** The graph held by an attribute, which must be there. */
export function heldGraph({ attrs, fail }: Failing & { readonly attrs: Attrs }, name: string): Graph {
  const held = attrs[name];
  if (typeof held === "object" && "kind" in held && held.kind === "graph") return held;
  return fail(`attribute ${name} (a graph) is missing`);
}

/** The type without what is known of its elements: those of another round or branch may differ. */
export function unknown(type: Type): Type {
  if (type.kind !== "tensor") return type;
  return type.text === undefined ? tensorType(type.dtype, type.shape) : stringType(type.shape, type.text.longest, type.text.total);
}

/** What holds of a value that is of type `a` or of type `b`; undefined when they differ in more than what is known of the elements. */
export function either(a: Type, b: Type): Type | undefined {
  if (a.kind === "optional" && b.kind === "optional") {
    const element = a.isPresent === false ? b.element : b.isPresent === false ? a.element : either(a.element, b.element);
    if (element === undefined) return undefined;
    return { kind: "optional", element, ...(a.isPresent !== undefined && a.isPresent === b.isPresent ? { isPresent: a.isPresent } : {}) };
  }
  if (!equalTypes(a, b)) return undefined;
  if (a.kind === "tensor" && b.kind === "tensor" && a.text !== undefined && b.text !== undefined)
    return stringType(a.shape, Math.max(a.text.longest, b.text.longest), Math.max(a.text.total, b.text.total));
  return a.kind === "tensor" && b.kind === "tensor" && knownKey(a) === knownKey(b) ? a : unknown(a);
}

/** As `either`, where extents that differ are decided by which of both it is; undefined where one of them has no bound. */
export function whichever(a: Type, b: Type): Type | undefined {
  const same = either(a, b);
  if (same !== undefined || a.kind !== "tensor" || b.kind !== "tensor") return same;
  if (a.dtype !== b.dtype || a.dtype === "string" || a.shape.length !== b.shape.length) return undefined;
  const shape = a.shape.map((d, i): Dim => {
    const other = b.shape[i] as Dim;
    const [[lo, hi], [otherLo, otherHi]] = [bounds(d), bounds(other)];
    return equalDims(d, other) ? d : runtimeExtent("either", Math.min(lo, otherLo), Math.max(hi, otherHi));
  });
  return shape.every((d) => Number.isFinite(bounds(d)[1])) ? tensorType(a.dtype, shape) : undefined;
}

/**
 * `from` stored as `to`, whose extents that are decided here are those of `from`. The shapes are those of the values, which tensors of strings
 * do not have.
 */
export function settle(from: Tensor, to: Tensor, fromShape = from.shape, toShape = to.shape): readonly Work[] {
  const sizes = toShape.flatMap((d, a): Work[] => {
    const slot = equalDims(d, fromShape[a] as Dim) ? undefined : slotOfDim(d);
    return slot === undefined ? [] : [fill(slot, cast("i32", index(fromShape[a] as Dim)))];
  });
  if (to.bytes !== undefined) return [...sizes, ...copyStrings(from, to)];
  // Nothing is to copy of what is empty: `to`, which may be more, counts as written for as many elements as it has then.
  const isEmpty = product(from.shape) === 0 && product(to.shape) !== 0;
  return [...sizes, isEmpty ? fill(to, constant(scalarOf(to.dtype), 0)) : copyWork(from, to)];
}

/** Refuses a body with another number of inputs or outputs. */
export function checkCounts({ fail }: Failing, body: Graph, inputs: number, outputs: number): void {
  if (body.inputs.length !== inputs) fail(`${body.name} takes ${body.inputs.length} inputs, the node gives it ${inputs}`);
  if (body.outputs.length !== outputs) fail(`${body.name} has ${body.outputs.length} outputs, ${outputs} are expected`);
}

/** Refuses a body whose input is not of the type that the node gives it. */
export function checkInput({ fail }: Failing, body: Graph, i: number, given: Type): void {
  const v = body.inputs[i] as Value;
  if (!equalTypes(v.type, given)) fail(`input ${v.name} of ${body.name} is ${typeText(v.type)}, the node gives it ${typeText(given)}`);
}

/** The tensor type of a body's output; refuses what is none. */
export function tensorOutput({ fail }: Failing, body: Graph, i: number): TensorType {
  const out = body.outputs[i] as Value;
  return out.type.kind === "tensor" ? out.type : fail(`output ${out.name} of ${body.name} is ${typeText(out.type)}, a tensor is expected`);
}

/** The number of the round, in 0..most-1, and the i32 it is read from. */
export interface Counter {
  readonly most: number;
  readonly dim: Dim;
  readonly held: Tensor;
}

export function counter(most: number): Counter {
  const held = tensor("round", "i32", [], plainLayout(0));
  return { most, held, dim: most <= 1 ? 0 : computedDim("round", read(held, []), [0, most - 1]) };
}

/** Memory for an input of a body that is written anew in each round. */
export const scratchFor = (context: LowerContext, v: Value): Tensor =>
  v.type.kind === "tensor" ? scratchTensor(context, v.name, v.type) : context.fail(`${v.name} is ${typeText(v.type)}, a tensor is expected`);

/** Memory for elements of a type, strings among them. */
export function scratchTensor(context: LowerContext, name: string, type: TensorType): Tensor {
  if (type.text === undefined) return context.scratch(name, type.dtype, type.shape);
  return stringTensor(`${context.node.outputs[0]?.name ?? context.node.op.name}.${name}`, elementCount(type), type.text.total);
}

/** `part` stored as slice `at` along `axis` of `whole`. */
export function putSlice(part: Tensor, whole: Tensor, axis: number, at: Dim): Work {
  const axes = axesOver(part.shape, "");
  const value = read(part, axes.map(coordinate));
  return compute({ name: "put_slice", output: whole, axes, at: axes.map(coordinate).toSpliced(axis, 0, at), value });
}

/** Slice `at` along `axis` of `whole` as a tensor of its own. */
export function takeSlice(whole: Tensor, part: Tensor, axis: number, at: Dim): Work {
  const axes = axesOver(part.shape, "");
  return compute({ name: "take_slice", output: part, axes, value: read(whole, axes.map(coordinate).toSpliced(axis, 0, at)) });
}

/** Every element of a tensor set to `value`. */
export const fill = (t: Tensor, value: Expr): Work => compute({ name: "fill", output: t, axes: axesOver(t.shape, ""), value });

/**
 * The end of a round: every carried tensor takes over its new value. One that passes straight into another is saved first, since the other
 * may be overwritten before.
 */
export function handOver(context: LowerContext, pairs: readonly { readonly from: Tensor; readonly to: Tensor }[]): readonly Work[] {
  const moving = pairs.filter(({ from, to }) => from !== to);
  const carried = new Set(moving.map(({ to }) => to));
  const saved = new Map<Tensor, Tensor>();
  for (const { from } of moving)
    if (carried.has(from) && !saved.has(from)) saved.set(from, context.scratch(`${from.name}.before`, from.dtype, from.shape, from.layout));
  return [...[...saved].map(([from, to]) => copyWork(from, to)), ...moving.map(({ from, to }) => copyWork(saved.get(from) ?? from, to))];
}
