/**
 * Sigmoid 1/(1+e^-x), HardSigmoid max(0, min(1, alpha*x + beta)), HardSwish x * max(0, min(1, x/6 + 1/2)), Swish x * sigmoid(alpha*x).
 * Since opset 1, 1, 14 and 24 (13 and 22: bf16).
 * https://onnx.ai/onnx/operators/onnx__Sigmoid.html and onnx__HardSigmoid, onnx__HardSwish, onnx__Swish.
 * Swish2 (domain aot) is Swish of x ln 2, which powers of 2 give without a product.
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { atLeast, atMost } from "../loop/bounded.ts";
import { add, constant, div, type Expr, mul } from "../loop/expr.ts";
import { sigmoid, swish, swish2 } from "../loop/math/index.ts";
import { pointwise } from "./families/pointwise.ts";
import { transcendental } from "./families/transcendental.ts";
import { floats } from "./families/type-sets.ts";

const between0And1 = (x: Expr): Expr => atLeast(atMost(x, constant(x.dtype, 1)), constant(x.dtype, 0));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const Sigmoid = defineOp({
  name: "Sigmoid",
  opset: 13,
  since: 1,
  doc: "1 / (1 + e^-x)",
  ...transcendental("sigmoid", sigmoid, "X"),
  examples: [
    {
      note: "both tails",
      inputs: [{ shape: [5], values: [-1000, -1, 0, 1, 1000] }],
      outputs: [{ shape: [5], values: [0, logistic(-1), 0.5, logistic(1), 1] }],
    },
  ],
});

export const HardSigmoid = defineOp({
  name: "HardSigmoid",
  opset: 22,
  since: 1,
  doc: "alpha * x + beta, kept between 0 and 1",
  attrs: (raw) => ({ alpha: raw.float("alpha", 0.2), beta: raw.float("beta", 0.5) }),
  ...pointwise<{ readonly alpha: number; readonly beta: number }>({
    kernel: "hard_sigmoid",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) =>
        between0And1(add(mul(x, constant(x.dtype, attrs.alpha)), constant(x.dtype, attrs.beta))),
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "both clamps and the slope",
      attrs: { alpha: 0.5, beta: 0.6 },
      inputs: [{ shape: [4], values: [-2, 0, 0.5, 1] }],
      outputs: [{ shape: [4], values: [0, 0.6, 0.85, 1] }],
    },
  ],
});

export const HardSwish = defineOp({
  name: "HardSwish",
  opset: 22,
  since: 14,
  doc: "x * max(0, min(1, x/6 + 1/2))",
  ...pointwise({
    kernel: "hard_swish",
    inputs: { X: floats },
    value: () => (x) => mul(x, between0And1(add(div(x, constant(x.dtype, 6)), constant(x.dtype, 0.5)))),
  }),
  tolerance: f32Tolerance,
  examples: [
    { note: "both clamps and the slope", inputs: [{ shape: [4], values: [-4, 0, 1, 3] }], outputs: [{ shape: [4], values: [0, 0, 2 / 3, 3] }] },
  ],
});

export const Swish = defineOp({
  name: "Swish",
  opset: 24,
  since: 24,
  doc: "x * sigmoid(alpha * x)",
  attrs: (raw) => ({ alpha: raw.float("alpha", 1) }),
  ...pointwise<{ readonly alpha: number }>({
    kernel: "swish",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) =>
        attrs.alpha === 1 ? swish(x) : mul(x, sigmoid(mul(constant(x.dtype, attrs.alpha), x))),
  }),
  tolerance: f32Tolerance,
  examples: [
    { note: "alpha 1", inputs: [{ shape: [3], values: [-1, 0, 2] }], outputs: [{ shape: [3], values: [-logistic(-1), 0, 2 * logistic(2)] }] },
    { note: "alpha 2", attrs: { alpha: 2 }, inputs: [{ shape: [1], values: [1] }], outputs: [{ shape: [1], values: [logistic(2)] }] },
  ],
});

export const Swish2 = defineOp({
  name: "Swish2",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "Swish of x ln 2",
  ...transcendental("swish", swish2, "X"),
  examples: [
    {
      note: "both tails",
      inputs: [{ shape: [5], values: [-1000, -1, 0, 2, 1000] }],
      outputs: [{ shape: [5], values: [0, -Math.LN2 / 3, 0, 1.6 * Math.LN2, 1000 * Math.LN2] }],
    },
  ],
});
