/**
 * FusedGemm (com.microsoft): Gemm under an activation that an attribute names.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { composer } from "./families/composing.ts";
import { activated, activationName } from "./families/fused-activation.ts";
import { Gemm } from "./gemm.ts";

const parameters = ["activation_alpha", "activation_beta", "activation_gamma"] as const;

export const FusedGemm = defineOp({
  name: "FusedGemm",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "Gemm under an activation",
  inputs: ["A", "B", "C"],
  attrs: (raw) => ({
    ...Gemm.attrs(raw),
    activation: activationName(raw),
    parameters: parameters.filter((name) => raw.has(name)).map((name) => raw.float(name)),
  }),
  infer: Gemm.infer,
  expand(context) {
    const c = composer(context);
    const { activation, parameters: given, ...gemm } = context.attrs;
    return [activated(c, c.node(Gemm, context.inputs, gemm), activation, given)];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "a leaky rectifier",
      attrs: { transB: 1, activation: "LeakyRelu", activation_alpha: 0.5 },
      inputs: [
        { shape: [1, 2], values: [1, -2] },
        { shape: [2, 2], values: [1, 1, 1, 0] },
        { shape: [2], values: [0, 1] },
      ],
      outputs: [{ shape: [1, 2], values: [-0.5, 2] }],
    },
  ],
});
