/**
 * Elu, Selu, Celu: x where it is positive, and alpha * (e^x - 1), gamma * alpha * (e^x - 1), alpha * (e^(x/alpha) - 1) elsewhere.
 * Since opset 1, 1 and 12 (22: bf16). https://onnx.ai/onnx/operators/onnx__Elu.html and onnx__Selu, onnx__Celu.
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { constant, div, type Expr, lt, mul, select } from "../loop/expr.ts";
import { expm1 } from "../loop/math/index.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats } from "./families/type-sets.ts";

const decay = expm1;
const whereNegative = (x: Expr, below: Expr, above: Expr): Expr => select(lt(x, constant(x.dtype, 0)), below, above);
const decayed = Math.expm1;

export const Elu = defineOp({
  name: "Elu",
  opset: 22,
  since: 1,
  doc: "x where it is positive, else alpha * (e^x - 1)",
  attrs: (raw) => ({ alpha: raw.float("alpha", 1) }),
  transcendental: true,
  ...pointwise<{ readonly alpha: number }>({
    kernel: "elu",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) =>
        whereNegative(x, mul(constant(x.dtype, attrs.alpha), decay(x)), x),
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "alpha 2",
      attrs: { alpha: 2 },
      inputs: [{ shape: [3], values: [-1, 0, 1] }],
      outputs: [{ shape: [3], values: [2 * decayed(-1), 0, 1] }],
    },
  ],
});

const seluAlpha = Math.fround(1.6732632);
const seluGamma = Math.fround(1.050701);

export const Selu = defineOp({
  name: "Selu",
  opset: 22,
  since: 1,
  doc: "gamma * x where x is positive, else gamma * alpha * (e^x - 1)",
  attrs: (raw) => ({ alpha: raw.float("alpha", seluAlpha), gamma: raw.float("gamma", seluGamma) }),
  transcendental: true,
  ...pointwise<{ readonly alpha: number; readonly gamma: number }>({
    kernel: "selu",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) => {
        const below = mul(constant(x.dtype, attrs.alpha), decay(x));
        return mul(constant(x.dtype, attrs.gamma), whereNegative(x, below, x));
      },
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "default alpha and gamma",
      inputs: [{ shape: [3], values: [-1, 0, 1] }],
      outputs: [{ shape: [3], values: [seluGamma * seluAlpha * decayed(-1), 0, seluGamma] }],
    },
  ],
});

export const Celu = defineOp({
  name: "Celu",
  opset: 28,
  since: 12,
  doc: "x where it is positive, else alpha * (e^(x/alpha) - 1)",
  attrs: (raw) => ({ alpha: raw.float("alpha", 1) }),
  transcendental: true,
  ...pointwise<{ readonly alpha: number }>({
    kernel: "celu",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) => {
        const alpha = constant(x.dtype, attrs.alpha);
        return whereNegative(x, mul(alpha, decay(div(x, alpha))), x);
      },
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "alpha 2",
      attrs: { alpha: 2 },
      inputs: [{ shape: [3], values: [-1, 0, 1] }],
      outputs: [{ shape: [3], values: [2 * decayed(-0.5), 0, 1] }],
    },
  ],
});
