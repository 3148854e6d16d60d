/**
 * Gradient: the derivatives of a value with respect to others. The frontend hands over what lies between them as a graph (inputs: xs, then zs;
 * output: y); the pass `differentiate` writes the derivatives out. Since version 1 of ai.onnx.preview.training.
 * https://onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Gradient.html
 */
import { defineOp } from "../graph/graph.ts";
import { equalTypes, tensorType, typeText } from "../graph/types.ts";
import { heldGraph } from "./families/regions.ts";

export const Gradient = defineOp({
  name: "Gradient",
  domain: "ai.onnx.preview.training",
  opset: 1,
  since: 1,
  doc: "derivatives of a value, summed over its elements, with respect to others",
  inputs: ["...Inputs"],
  attrs: (raw) => ({ of: raw.graph("of"), count: raw.int("count") }),
  infer(context) {
    const of = heldGraph(context, "of");
    if (of.inputs.length !== context.inputs.length) return context.fail(`has ${context.inputs.length} inputs, xs and zs name ${of.inputs.length}`);
    of.inputs.forEach(({ type }, i) => {
      if (!equalTypes(context.tensor(i), type))
        context.fail(`${context.inputName(i)} is ${typeText(context.tensor(i))}, the value it stands for ${typeText(type)}`);
    });
    return Array.from({ length: context.attrs.count }, (_, i) => {
      const { dtype, shape } = context.tensor(i);
      if (dtype !== "f32" && dtype !== "f64") return context.fail(`derivatives are of f32 and f64 values, ${context.inputName(i)} is ${dtype}`);
      return tensorType(dtype, shape);
    });
  },
  examples: [],
});
