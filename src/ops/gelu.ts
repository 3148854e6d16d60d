/**
 * Gelu: x/2 * (1 + erf(x/sqrt(2))), or with approximate="tanh" x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))). Since opset 20.
 * https://onnx.ai/onnx/operators/onnx__Gelu.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { add, constant, type Expr, mul } from "../loop/expr.ts";
import { gelu, sigmoid } from "../loop/math/index.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats } from "./families/type-sets.ts";

/** (1 + tanh z) / 2 = 1 / (1 + e^-2z) */
function byTanh(x: Expr): Expr {
  const cube = mul(mul(x, x), x);
  return mul(x, sigmoid(mul(constant(x.dtype, 2 * Math.sqrt(2 / Math.PI)), add(x, mul(constant(x.dtype, 0.044715), cube)))));
}

const byTanhOf = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

export const Gelu = defineOp({
  name: "Gelu",
  opset: 20,
  since: 20,
  doc: "x times the normal distribution's probability of being below x",
  attrs(raw) {
    const approximate = raw.string("approximate", "none");
    if (approximate !== "none" && approximate !== "tanh") raw.fail(`attribute approximate is "${approximate}", expected none or tanh`);
    return { approximate };
  },
  transcendental: true,
  ...pointwise({ kernel: "gelu", inputs: { X: floats }, value: ({ attrs }) => (attrs.approximate === "tanh" ? byTanh : gelu) }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "by erf",
      inputs: [{ shape: [3], values: [-1, 0, 1] }],
      outputs: [{ shape: [3], values: [-0.15865525393145707, 0, 0.8413447460685429] }],
    },
    {
      note: "the limits at infinities",
      inputs: [{ shape: [3], values: [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY] }],
      outputs: [{ shape: [3], values: [0, 0.8413447460685429, Number.POSITIVE_INFINITY] }],
    },
    {
      note: "by tanh",
      attrs: { approximate: "tanh" },
      inputs: [{ shape: [3], values: [-1, 0, 1] }],
      outputs: [{ shape: [3], values: [byTanhOf(-1), 0, byTanhOf(1)] }],
    },
  ],
});
