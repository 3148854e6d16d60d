/**
 * Sqrt and Reciprocal: the square root (NaN below 0) and 1 / x. Since opset 1 (13: bf16).
 * https://onnx.ai/onnx/operators/onnx__Sqrt.html and onnx__Reciprocal.
 */
import { defineOp } from "../graph/graph.ts";
import { constant, div, sqrt } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats } from "./families/type-sets.ts";

export const Sqrt = defineOp({
  name: "Sqrt",
  opset: 13,
  since: 1,
  doc: "the square root of x",
  ...pointwise({ kernel: "sqrt", inputs: { X: floats }, value: () => (x) => sqrt(x) }),
  examples: [
    { note: "NaN below 0", inputs: [{ shape: [4], values: [0, 4, 2, -1] }], outputs: [{ shape: [4], values: [0, 2, Math.SQRT2, Number.NaN] }] },
    { note: "doubles", inputs: [{ dtype: "f64", shape: [1], values: [2] }], outputs: [{ dtype: "f64", shape: [1], values: [Math.SQRT2] }] },
  ],
});

export const Reciprocal = defineOp({
  name: "Reciprocal",
  opset: 13,
  since: 1,
  doc: "1 / x",
  ...pointwise({ kernel: "reciprocal", inputs: { X: floats }, value: () => (x) => div(constant(x.dtype, 1), x) }),
  examples: [
    {
      note: "0 gives infinity",
      inputs: [{ shape: [3], values: [4, -2, 0] }],
      outputs: [{ shape: [3], values: [0.25, -0.5, Number.POSITIVE_INFINITY] }],
    },
  ],
});
