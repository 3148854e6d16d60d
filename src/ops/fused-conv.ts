/**
 * FusedConv (com.microsoft): Conv, plus an input of the result's shape, under an activation that an attribute names.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { Conv } from "./conv.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { composer } from "./families/composing.ts";
import { activated, activationName } from "./families/fused-activation.ts";
import { sameDType } from "./families/type-sets.ts";

export const FusedConv = defineOp({
  name: "FusedConv",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "Conv plus another value under an activation",
  inputs: ["X", "W", "B", "Z"],
  attrs: (raw) => ({
    ...Conv.attrs(raw),
    activation: activationName(raw),
    parameters: raw.floats("activation_params", []),
  }),
  infer(context) {
    const types = Conv.infer({ ...context, inputs: context.inputs.slice(0, 3) });
    const [type] = types;
    if (context.inputs[3] !== undefined && type?.kind === "tensor") {
      sameDType(context, 0, 3);
      checkBroadcastsTo(context, context.tensor(3).shape, type.shape);
    }
    return types;
  },
  expand(context) {
    const c = composer(context);
    const { activation, parameters, ...conv } = context.attrs;
    const [, , , other] = context.inputs;
    const sum = c.node(Conv, context.inputs.slice(0, 3), conv);
    return [activated(c, other === undefined ? sum : c.add(sum, other), activation as string, parameters as readonly number[])];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "a sum under a clip",
      attrs: { activation: "Clip", activation_params: [0, 5] },
      inputs: [
        { shape: [1, 1, 1, 3], values: [1, 2, -3] },
        { shape: [1, 1, 1, 1], values: [2] },
        { shape: [1], values: [1] },
        { shape: [1, 1, 1, 3], values: [0.5, 1, 1] },
      ],
      outputs: [{ shape: [1, 1, 1, 3], values: [3.5, 5, 0] }],
    },
  ],
});
