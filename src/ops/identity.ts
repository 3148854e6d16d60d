/** Identity: the input. Since opset 1. https://onnx.ai/onnx/operators/onnx__Identity.html */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { knownOf, withKnown } from "./families/known-elements.ts";

export const Identity = defineOp({
  name: "Identity",
  opset: 25,
  since: 1,
  doc: "the input",
  inputs: ["input"],
  infer(context) {
    const type = context.inputs[0]?.type ?? context.fail(`${context.inputName(0)} is missing`);
    return [type.kind !== "tensor" || type.text !== undefined ? type : withKnown(type, knownOf(context, 0))];
  },
  view: true,
  elementwise: true,
  tolerance: exactTolerance,
  examples: [{ note: "a matrix", inputs: [{ shape: [1, 2], values: [1, 2] }], outputs: [{ shape: [1, 2], values: [1, 2] }] }],
});
