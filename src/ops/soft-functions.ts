/**
 * Softplus log(1 + e^x), Softsign x / (1 + |x|), Mish x * tanh(softplus(x)). Since opset 1, 1 and 18 (22: bf16).
 * https://onnx.ai/onnx/operators/onnx__Softplus.html and onnx__Softsign, onnx__Mish.
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { abs, add, constant, div, type Expr, lt, max, mul, neg, select } from "../loop/expr.ts";
import { exp, log1p } from "../loop/math/index.ts";
import { pointwise } from "./families/pointwise.ts";
import { transcendental } from "./families/transcendental.ts";
import { floats } from "./families/type-sets.ts";

/** max(x, 0) + log(1 + e^-|x|): never overflows. */
const softplus = (x: Expr): Expr => add(max(x, constant(x.dtype, 0)), log1p(exp(neg(abs(x)))));
const softplusOf = (x: number): number => Math.log1p(Math.exp(x));

export const Softplus = defineOp({
  name: "Softplus",
  opset: 22,
  since: 1,
  doc: "log(1 + e^x)",
  ...transcendental("softplus", softplus, "X"),
  examples: [
    {
      note: "large numbers stay finite",
      inputs: [{ shape: [4], values: [-1, 0, 1, 500] }],
      outputs: [{ shape: [4], values: [softplusOf(-1), Math.LN2, softplusOf(1), 500] }],
    },
  ],
});

export const Softsign = defineOp({
  name: "Softsign",
  opset: 22,
  since: 1,
  doc: "x / (1 + |x|)",
  ...pointwise({ kernel: "softsign", inputs: { input: floats }, value: () => (x) => div(x, add(constant(x.dtype, 1), abs(x))) }),
  tolerance: f32Tolerance,
  examples: [{ note: "both signs", inputs: [{ shape: [3], values: [-1, 0, 3] }], outputs: [{ shape: [3], values: [-0.5, 0, 0.75] }] }],
});

/** tanh(log(1 + e^x)) = n / (n + 2), n = e^x (e^x + 2): of 20 on it is 1. */
function mish(x: Expr): Expr {
  const [two, most] = [constant(x.dtype, 2), constant(x.dtype, 20)];
  const power = exp(select(lt(most, x), most, x));
  const n = mul(power, add(power, two));
  return mul(x, div(n, add(n, two)));
}

export const Mish = defineOp({
  name: "Mish",
  opset: 22,
  since: 18,
  doc: "x * tanh(log(1 + e^x))",
  ...transcendental("mish", mish, "X"),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [3], values: [-1, 0, 2] }],
      outputs: [{ shape: [3], values: [-Math.tanh(softplusOf(-1)), 0, 2 * Math.tanh(softplusOf(2))] }],
    },
    {
      note: "large numbers of both signs",
      inputs: [{ shape: [4], values: [-12, 19.5, 50, 1000] }],
      outputs: [{ shape: [4], values: [-12 * Math.tanh(softplusOf(-12)), 19.5, 50, 1000] }],
    },
  ],
});
