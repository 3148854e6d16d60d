/**
 * Exp, Log, Erf: e^x, the natural logarithm (NaN below 0), the error function. Since opset 1, Erf since 9 (13: bf16).
 * https://onnx.ai/onnx/operators/onnx__Exp.html and onnx__Log, onnx__Erf.
 */
import { defineOp } from "../graph/graph.ts";
import { erf, exp, log } from "../loop/math/index.ts";
import { transcendental } from "./families/transcendental.ts";

export const Exp = defineOp({
  name: "Exp",
  opset: 13,
  since: 1,
  doc: "e to the power x",
  ...transcendental("exp", exp),
  examples: [
    {
      note: "overflow and underflow included",
      inputs: [{ shape: [5], values: [-1, 0, 1, 1000, -1000] }],
      outputs: [{ shape: [5], values: [Math.exp(-1), 1, Math.E, Number.POSITIVE_INFINITY, 0] }],
    },
    { note: "doubles", inputs: [{ dtype: "f64", shape: [1], values: [2.5] }], outputs: [{ dtype: "f64", shape: [1], values: [Math.exp(2.5)] }] },
  ],
});

export const Log = defineOp({
  name: "Log",
  opset: 13,
  since: 1,
  doc: "the natural logarithm of x",
  ...transcendental("log", log),
  examples: [
    {
      note: "0 and negative numbers included",
      inputs: [{ shape: [4], values: [1, 10, 0, -1] }],
      outputs: [{ shape: [4], values: [0, Math.LN10, Number.NEGATIVE_INFINITY, Number.NaN] }],
    },
  ],
});

export const Erf = defineOp({
  name: "Erf",
  opset: 13,
  since: 9,
  doc: "the error function of x",
  ...transcendental("erf", erf),
  examples: [
    {
      note: "both tails",
      inputs: [{ shape: [5], values: [-10, -0.5, 0, 1, 10] }],
      outputs: [{ shape: [5], values: [-1, -0.5204998778130465, 0, 0.8427007929497149, 1] }],
    },
  ],
});
