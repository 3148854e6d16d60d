/**
 * LSTM: i, o, f = f(W x + R h + P c + b), c' = f c + i g(W x + R h + b), h' = o h(c') over a sequence, forward, backward or both. Since opset 1
 * (7: sequence_lens, 14: layout, 22: bf16). https://onnx.ai/onnx/operators/onnx__LSTM.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { recurrentAttrs, recurrentNodes, recurrentTypes } from "./families/recurrent.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const first = sigmoid(1) * Math.tanh(1);
const second = sigmoid(2) * first + sigmoid(2) * Math.tanh(2);

export const LSTM = defineOp({
  name: "LSTM",
  opset: 22,
  since: 1,
  doc: "long short-term memory over a sequence",
  inputs: ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"],
  attrs: (raw) => ({ ...recurrentAttrs(raw, "LSTM"), input_forget: raw.int("input_forget", 0) !== 0 }),
  infer: (context) => recurrentTypes(context, "LSTM"),
  expand: (context) => recurrentNodes(context, "LSTM"),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two steps of one unit that does not read its state",
      attrs: { hidden_size: 1 },
      inputs: [
        { shape: [2, 1, 1], values: [1, 2] },
        { shape: [1, 4, 1], values: [1, 1, 1, 1] },
        { shape: [1, 4, 1], values: [0, 0, 0, 0] },
      ],
      outputs: [
        { shape: [2, 1, 1, 1], values: [sigmoid(1) * Math.tanh(first), sigmoid(2) * Math.tanh(second)] },
        { shape: [1, 1, 1], values: [sigmoid(2) * Math.tanh(second)] },
        { shape: [1, 1, 1], values: [second] },
      ],
    },
    {
      note: "both directions, batch first, coupled gates, initial states, lengths: i = 1/2 keeps half of c and takes half of x",
      attrs: {
        hidden_size: 1,
        direction: "bidirectional",
        layout: 1,
        input_forget: 1,
        activations: ["HardSigmoid", "Affine", "Affine", "HardSigmoid", "Affine", "Affine"],
      },
      inputs: [
        { shape: [2, 2, 1], values: [4, 2, 8, 100] },
        { shape: [2, 4, 1], values: [0, 0, 0, 1, 0, 0, 0, 1], constant: true },
        { shape: [2, 4, 1], values: [0, 0, 0, 0, 0, 0, 0, 0], constant: true },
        undefined,
        { dtype: "i32", shape: [2], values: [2, 1] },
        undefined,
        { shape: [2, 2, 1], values: [2, 4, 6, 8] },
      ],
      outputs: [
        { shape: [2, 2, 2, 1], values: [1.5, 1.75, 1.25, 1.5, 3.5, 4, 0, 0] },
        { shape: [2, 2, 1], values: [1.25, 1.75, 3.5, 4] },
        { shape: [2, 2, 1], values: [2.5, 3.5, 7, 8] },
      ],
    },
  ],
});
