/**
 * GRU: z, r = f(W x + R h + b), h~ = g(W x + R (r h) + b) or, with linear_before_reset, g(W x + r (R h + b) + b), h' = (1 - z) h~ + z h over a
 * sequence, forward, backward or both. Since opset 1 (3: linear_before_reset, 7: sequence_lens, 14: layout, 22: bf16).
 * https://onnx.ai/onnx/operators/onnx__GRU.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { recurrentAttrs, recurrentNodes, recurrentTypes } from "./families/recurrent.ts";

/** Two units whose gates are all 1/2 and whose candidate state is x plus the sum of what it sees of the state. */
const halves = { hidden_size: 2, activations: ["HardSigmoid", "Affine"] } as const;
const weights = [
  { shape: [1, 6, 1], values: [0, 0, 0, 0, 1, 1], constant: true },
  { shape: [1, 6, 2], values: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], constant: true },
] as const;
const biases = { shape: [1, 12], values: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4], constant: true } as const;
const initial = { shape: [1, 1, 2], values: [2, 6] } as const;

export const GRU = defineOp({
  name: "GRU",
  opset: 22,
  since: 1,
  doc: "gated recurrent units over a sequence",
  inputs: ["X", "W", "R", "B", "sequence_lens", "initial_h"],
  attrs: (raw) => ({ ...recurrentAttrs(raw, "GRU"), linear_before_reset: raw.int("linear_before_reset", 0) !== 0 }),
  infer: (context) => recurrentTypes(context, "GRU"),
  expand: (context) => recurrentNodes(context, "GRU"),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "the reset gate works on the state",
      attrs: halves,
      inputs: [{ shape: [1, 1, 1], values: [10] }, ...weights, biases, undefined, initial],
      outputs: [
        { shape: [1, 1, 1, 2], values: [9, 12] },
        { shape: [1, 1, 2], values: [9, 12] },
      ],
    },
    {
      note: "the reset gate works on the product and its bias",
      attrs: { ...halves, linear_before_reset: 1 },
      inputs: [{ shape: [1, 1, 1], values: [10] }, ...weights, biases, undefined, initial],
      outputs: [
        { shape: [1, 1, 1, 2], values: [8.5, 11] },
        { shape: [1, 1, 2], values: [8.5, 11] },
      ],
    },
  ],
});
