/**
 * GatherElements: element (.., i, ..) of the output is element (.., indices[.., i, ..], ..) of the input along an axis.
 * Since opset 11. https://onnx.ai/onnx/operators/onnx__GatherElements.html
 */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { normalizeAxis } from "./families/axes.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { gather } from "./families/movement.ts";
import { indexTypes, movables, pointsInto, typed } from "./families/type-sets.ts";

export const GatherElements = defineOp({
  name: "GatherElements",
  opset: 13,
  since: 11,
  doc: "elements along an axis, each picked by its own index",
  inputs: ["data", "indices"],
  strings: "moved",
  attrs: (raw) => ({ axis: raw.int("axis", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const indices = typed(context, 1, indexTypes);
    normalizeAxis(context, context.attrs.axis, shape.length);
    if (indices.shape.length !== shape.length)
      context.fail(`${context.inputName(0)} has rank ${shape.length} but the indices have rank ${indices.shape.length}`);
    pointsInto(context, 0, indices.shape);
    return [tensorType(dtype, indices.shape)];
  },
  lower: gather("gather_elements", (context, at) => {
    const { shape } = context.input(0);
    const axis = normalizeAxis(context, context.attrs.axis, shape.length);
    return at.map((d, a) => (a === axis ? gatheredIndex(context.input(1), at, shape[a] ?? 1) : d));
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "columns",
      attrs: { axis: 1 },
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [2, 2], values: [0n, 0n, 1n, 0n] },
      ],
      outputs: [{ shape: [2, 2], values: [1, 1, 4, 3] }],
    },
    {
      note: "fewer rows, negative indices",
      inputs: [
        { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i32", shape: [1, 2], values: [-1, -2] },
      ],
      outputs: [{ shape: [1, 2], values: [5, 4] }],
    },
  ],
});
