/** SwiGLU: a * sigmoid(alpha * a) * b, the gate of a feed-forward block. Since opset 28. https://onnx.ai/onnx/operators/onnx__SwiGLU.html */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { constant, mul } from "../loop/expr.ts";
import { sigmoid } from "../loop/math/index.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats } from "./families/type-sets.ts";

export const SwiGLU = defineOp({
  name: "SwiGLU",
  opset: 28,
  since: 28,
  doc: "a * sigmoid(alpha * a) * b",
  attrs: (raw) => ({ alpha: raw.float("alpha", 1) }),
  ...pointwise<{ readonly alpha: number }>({
    kernel: "swiglu",
    inputs: { A: floats, B: floats },
    value: (context) => (a, b) => mul(mul(a, sigmoid(mul(constant(a.dtype, context.attrs.alpha), a))), b),
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "the gate half open and open",
      attrs: { alpha: 2 },
      inputs: [
        { shape: [2], values: [0, 1] },
        { shape: [2], values: [5, 3] },
      ],
      outputs: [{ shape: [2], values: [0, 3 / (1 + Math.exp(-2))] }],
    },
  ],
});
