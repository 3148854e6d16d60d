/**
 * GatherND: the last axis of the indices holds coordinates of slices of the input, behind batch_dims shared axes.
 * Since opset 11 (batch_dims since 12). https://onnx.ai/onnx/operators/onnx__GatherND.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { gather } from "./families/movement.ts";
import { indexTypes, movables, pointsInto, typed } from "./families/type-sets.ts";

/** How many axes one row of the indices selects from. */
function depthOf(context: InferContext<{ readonly batch: number }>, data: readonly Dim[], indices: readonly Dim[]): number {
  const batch = context.attrs.batch;
  const depth = indices.at(-1);
  if (typeof depth !== "number")
    return context.fail(`the indices' last axis is ${depth === undefined ? "missing" : dimText(depth)}, a number is expected`);
  if (batch < 0 || batch >= indices.length) context.fail(`batch_dims is ${batch}, the indices have shape ${shapeText(indices)}`);
  if (depth < 1 || depth > data.length - batch)
    context.fail(`indices of ${depth} coordinates select from ${context.inputName(0)} of rank ${data.length} behind ${batch} batch axes`);
  const sharesBatch = data.slice(0, batch).every((d, a) => equalDims(d, indices[a] ?? 0));
  if (!sharesBatch)
    context.fail(`${context.inputName(0)} ${shapeText(data)} and the indices ${shapeText(indices)} differ in their first ${batch} axes`);
  return depth;
}

export const GatherND = defineOp({
  name: "GatherND",
  opset: 13,
  since: 11,
  doc: "slices picked by rows of coordinates",
  inputs: ["data", "indices"],
  strings: "moved",
  attrs: (raw) => ({ batch: raw.int("batch_dims", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const indices = typed(context, 1, indexTypes).shape;
    const depth = depthOf(context, shape, indices);
    const picked = [...indices.slice(0, -1), ...shape.slice(context.attrs.batch + depth)];
    pointsInto(context, 0, picked);
    return [tensorType(dtype, picked)];
  },
  lower: gather("gather_nd", (context, at) => {
    const { shape } = context.input(0);
    const indices = context.input(1);
    const batch = context.attrs.batch;
    const place = at.slice(0, indices.shape.length - 1);
    const depth = indices.shape.at(-1) as number;
    const picked = Array.from({ length: depth }, (_, k) => gatheredIndex(indices, [...place, k], shape[batch + k] ?? 1));
    return [...at.slice(0, batch), ...picked, ...at.slice(place.length)];
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "single elements",
      inputs: [
        { shape: [2, 2], values: [0, 1, 2, 3] },
        { dtype: "i64", shape: [2, 2], values: [0n, 0n, 1n, -1n] },
      ],
      outputs: [{ shape: [2], values: [0, 3] }],
    },
    {
      note: "rows behind a batch axis",
      attrs: { batch_dims: 1 },
      inputs: [
        { shape: [2, 2, 2], values: [0, 1, 2, 3, 4, 5, 6, 7] },
        { dtype: "i64", shape: [2, 1], values: [1n, 0n] },
      ],
      outputs: [{ shape: [2, 2], values: [2, 3, 4, 5] }],
    },
  ],
});
