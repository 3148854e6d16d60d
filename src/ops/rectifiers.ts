/**
 * Relu, LeakyRelu, PRelu, ThresholdedRelu: x where it is positive, and 0, alpha * x, slope * x, or 0 up to alpha elsewhere. Relu keeps NaN.
 * Since opset 1, 6, 1, 10 (PRelu's slope broadcasts one way since 7; integers since 9 and 14).
 * https://onnx.ai/onnx/operators/onnx__Relu.html and onnx__LeakyRelu, onnx__PRelu, onnx__ThresholdedRelu.
 */
import { max } from "../core/dim.ts";
import { defineOp } from "../graph/graph.ts";
import { atLeast } from "../loop/bounded.ts";
import { constant, gt, lt, mul, select } from "../loop/expr.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats, numbers, signedNumbers } from "./families/type-sets.ts";

export const Relu = defineOp({
  name: "Relu",
  opset: 14,
  since: 1,
  doc: "x where it is positive, else 0",
  ...pointwise({
    kernel: "relu",
    inputs: { X: signedNumbers },
    value: () => (x) => atLeast(x, constant(x.dtype, 0)),
    known: () => (x) => max(x, 0),
  }),
  examples: [
    { note: "NaN stays", inputs: [{ shape: [4], values: [-1, 0, 2.5, Number.NaN] }], outputs: [{ shape: [4], values: [0, 0, 2.5, Number.NaN] }] },
    { note: "integers", inputs: [{ dtype: "i8", shape: [2], values: [-5, 5] }], outputs: [{ dtype: "i8", shape: [2], values: [0, 5] }] },
  ],
});

export const LeakyRelu = defineOp({
  name: "LeakyRelu",
  opset: 16,
  since: 1,
  doc: "x where it is positive, else alpha * x",
  attrs: (raw) => ({ alpha: raw.float("alpha", 0.01) }),
  ...pointwise<{ readonly alpha: number }>({
    kernel: "leaky_relu",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) =>
        select(lt(x, constant(x.dtype, 0)), mul(x, constant(x.dtype, attrs.alpha)), x),
  }),
  examples: [
    { note: "alpha 0.1", attrs: { alpha: 0.1 }, inputs: [{ shape: [3], values: [-1, 0, 1] }], outputs: [{ shape: [3], values: [-0.1, 0, 1] }] },
    { note: "default alpha", inputs: [{ shape: [2], values: [-2, 2] }], outputs: [{ shape: [2], values: [-0.02, 2] }] },
  ],
});

const parametric = pointwise({
  kernel: "prelu",
  inputs: { X: numbers, slope: numbers },
  value: () => (x, slope) => select(lt(x, constant(x.dtype, 0)), mul(slope, x), x),
});

export const PRelu = defineOp({
  name: "PRelu",
  opset: 16,
  since: 1,
  doc: "x where it is positive, else slope * x",
  ...parametric,
  infer(context) {
    checkBroadcastsTo(context, context.tensor(1).shape, context.tensor(0).shape);
    return parametric.infer(context);
  },
  examples: [
    {
      note: "a slope for each channel",
      inputs: [
        { shape: [1, 2, 2], values: [-1, 2, -3, 4] },
        { shape: [2, 1], values: [0.5, 0.25] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [-0.5, 2, -0.75, 4] }],
    },
  ],
});

export const ThresholdedRelu = defineOp({
  name: "ThresholdedRelu",
  opset: 22,
  since: 10,
  doc: "x where it is above alpha, else 0",
  attrs: (raw) => ({ alpha: raw.float("alpha", 1) }),
  ...pointwise<{ readonly alpha: number }>({
    kernel: "thresholded_relu",
    inputs: { X: floats },
    value:
      ({ attrs }) =>
      (x) =>
        select(gt(x, constant(x.dtype, attrs.alpha)), x, constant(x.dtype, 0)),
  }),
  examples: [
    {
      note: "alpha itself gives 0",
      attrs: { alpha: 2 },
      inputs: [{ shape: [4], values: [-3, 1.5, 2, 2.5] }],
      outputs: [{ shape: [4], values: [0, 0, 0, 2.5] }],
    },
  ],
});
