/** Expand: the input broadcast together with a shape. Since opset 8. https://onnx.ai/onnx/operators/onnx__Expand.html */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { broadcastCoordinates, broadcastShapes } from "./families/broadcast.ts";
import { elementwiseKnown, knownOf } from "./families/known-elements.ts";
import { gather } from "./families/movement.ts";
import { steering } from "./families/steering.ts";
import { elements, typed } from "./families/type-sets.ts";

export const Expand = defineOp({
  name: "Expand",
  opset: 13,
  since: 8,
  doc: "the input broadcast together with a shape",
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const type = tensorType(dtype, broadcastShapes(context, [shape, steering(context, 1, "shape")]));
    return [elementwiseKnown(type, [knownOf(context, 0)], (d) => d)];
  },
  lower: gather("expand", (context, at) => broadcastCoordinates(context.input(0).shape, at)),
  tolerance: exactTolerance,
  examples: [
    {
      note: "both the input and the shape broadcast",
      inputs: [
        { shape: [2, 1], values: [1, 2] },
        { dtype: "i64", shape: [3], values: [2n, 1n, 2n], constant: true },
      ],
      outputs: [{ shape: [2, 2, 2], values: [1, 1, 2, 2, 1, 1, 2, 2] }],
    },
  ],
});
