/** Flatten: all axes before `axis` as one and the others as one. Since opset 1. https://onnx.ai/onnx/operators/onnx__Flatten.html */
import { product } from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { movables, typed } from "./families/type-sets.ts";

export const Flatten = defineOp({
  name: "Flatten",
  opset: 25,
  since: 1,
  doc: "the same elements as a matrix, split before an axis",
  inputs: ["input"],
  attrs: (raw) => ({ axis: raw.int("axis", 1) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const asked = context.attrs.axis;
    if (asked < -shape.length || asked > shape.length)
      context.fail(`axis ${asked} is out of range for rank ${shape.length} (${-shape.length}..${shape.length})`);
    const axis = asked < 0 ? asked + shape.length : asked;
    return [tensorType(dtype, [product(shape.slice(0, axis)), product(shape.slice(axis))])];
  },
  view: true,
  tolerance: exactTolerance,
  examples: [
    { note: "default axis", inputs: [{ shape: [2, 1, 2], values: [1, 2, 3, 4] }], outputs: [{ shape: [2, 2], values: [1, 2, 3, 4] }] },
    { note: "axis 0", attrs: { axis: 0 }, inputs: [{ shape: [2, 2], values: [1, 2, 3, 4] }], outputs: [{ shape: [1, 4], values: [1, 2, 3, 4] }] },
  ],
});
