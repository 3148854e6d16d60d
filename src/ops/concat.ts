/**
 * Concat: the inputs one behind the other along an axis; one Compute an input, each storing its part of the output.
 * Since opset 1 (negative axes since 11). https://onnx.ai/onnx/operators/onnx__Concat.html
 */
import { add, type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { read } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { knownOf, withKnown } from "./families/known-elements.ts";
import { movables, sameDType, typed } from "./families/type-sets.ts";

function joinedType(context: InferContext<{ readonly axis: number }>): TensorType {
  const first = typed(context, 0, movables);
  const axis = normalizeAxis(context, context.attrs.axis, first.shape.length);
  const shape = [...first.shape];
  for (let i = 1; i < context.inputs.length; i++) {
    sameDType(context, 0, i);
    const next = context.tensor(i).shape;
    const fits = next.length === shape.length && next.every((d, a) => a === axis || equalDims(d, shape[a] ?? 0));
    if (!fits)
      context.fail(
        `${context.inputName(0)} is ${shapeText(first.shape)} and ${context.inputName(i)} is ${shapeText(next)}; they may differ only along axis ${axis}`,
      );
    shape[axis] = add(shape[axis] ?? 0, next[axis] ?? 0);
  }
  return tensorType(first.dtype, shape);
}

/** The inputs' elements in a row, when all are known. */
function joinedElements(context: InferContext): readonly Dim[] | undefined {
  const joined: Dim[] = [];
  for (let i = 0; i < context.inputs.length; i++) {
    const part = knownOf(context, i);
    if (part === undefined) return undefined;
    joined.push(...part);
  }
  return joined;
}

export const Concat = defineOp({
  name: "Concat",
  opset: 13,
  since: 1,
  doc: "the inputs one behind the other along an axis",
  inputs: ["...inputs"],
  strings: "moved",
  attrs: (raw) => ({ axis: raw.int("axis") }),
  follows: 0,
  infer: (context) => [withKnown(joinedType(context), joinedElements(context))],
  lower(context) {
    const [output] = context.outputs;
    if (output === undefined) return context.fail("has 0 outputs, 1 is expected");
    const axis = normalizeAxis(context, context.attrs.axis, output.shape.length);
    let offset: Dim = 0;
    return context.inputs.map((_, i) => {
      const part = context.input(i);
      const start = offset;
      offset = add(offset, part.shape[axis] ?? 0);
      const axes = axesOf(part.shape);
      const from = axes.map(coordinate);
      const at = from.map((d, a) => (a === axis ? add(d, start) : d));
      return compute({ name: "concat", output, axes, at, value: read(part, from) });
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "columns of different widths",
      attrs: { axis: -1 },
      inputs: [
        { shape: [2, 1], values: [1, 2] },
        { shape: [2, 2], values: [3, 4, 5, 6] },
      ],
      outputs: [{ shape: [2, 3], values: [1, 3, 4, 2, 5, 6] }],
    },
    {
      note: "three inputs, outer axis",
      attrs: { axis: 0 },
      inputs: [
        { dtype: "i64", shape: [1], values: [1n] },
        { dtype: "i64", shape: [0], values: [] as readonly bigint[] },
        { dtype: "i64", shape: [2], values: [2n, 3n] },
      ],
      outputs: [{ dtype: "i64", shape: [3], values: [1n, 2n, 3n] }],
    },
  ],
});
