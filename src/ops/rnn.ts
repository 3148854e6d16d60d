/**
 * RNN: h' = f(W x + R h + b) over a sequence, forward, backward or both. Since opset 1 (7: sequence_lens, 14: layout, 22: bf16).
 * https://onnx.ai/onnx/operators/onnx__RNN.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { recurrentAttrs, recurrentNodes, recurrentTypes } from "./families/recurrent.ts";

export const RNN = defineOp({
  name: "RNN",
  opset: 22,
  since: 1,
  doc: "a plain recurrent layer over a sequence",
  inputs: ["X", "W", "R", "B", "sequence_lens", "initial_h"],
  attrs: (raw) => recurrentAttrs(raw, "RNN"),
  infer: (context) => recurrentTypes(context, "RNN"),
  expand: (context) => recurrentNodes(context, "RNN"),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "backward, both biases, a clipped sum",
      attrs: { hidden_size: 1, direction: "reverse", activations: ["Affine"], clip: 6 },
      inputs: [
        { shape: [3, 1, 1], values: [1, 2, 3] },
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 2], values: [0.25, 0.25] },
      ],
      outputs: [
        { shape: [3, 1, 1, 1], values: [6, 6, 3.5] },
        { shape: [1, 1, 1], values: [6] },
      ],
    },
  ],
});
