/**
 * Sinh, Cosh, Tanh and their inverses Asinh, Acosh, Atanh. Since opset 9, Tanh since 1 (22: bf16, Tanh 13).
 * https://onnx.ai/onnx/operators/onnx__Sinh.html and onnx__Cosh, onnx__Tanh, onnx__Asinh, onnx__Acosh, onnx__Atanh.
 */
import { defineOp } from "../graph/graph.ts";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "../loop/math/index.ts";
import { transcendental } from "./families/transcendental.ts";

export const Sinh = defineOp({
  name: "Sinh",
  opset: 22,
  since: 9,
  doc: "the hyperbolic sine of x",
  ...transcendental("sinh", sinh),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-2, 0, 0.25, 5] }],
      outputs: [{ shape: [4], values: [Math.sinh(-2), Math.sinh(0), Math.sinh(0.25), Math.sinh(5)] }],
    },
  ],
});

export const Cosh = defineOp({
  name: "Cosh",
  opset: 22,
  since: 9,
  doc: "the hyperbolic cosine of x",
  ...transcendental("cosh", cosh),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-2, 0, 0.25, 5] }],
      outputs: [{ shape: [4], values: [Math.cosh(-2), Math.cosh(0), Math.cosh(0.25), Math.cosh(5)] }],
    },
  ],
});

export const Tanh = defineOp({
  name: "Tanh",
  opset: 13,
  since: 1,
  doc: "the hyperbolic tangent of x",
  ...transcendental("tanh", tanh),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-20, -0.5, 0, 1] }],
      outputs: [{ shape: [4], values: [Math.tanh(-20), Math.tanh(-0.5), Math.tanh(0), Math.tanh(1)] }],
    },
  ],
});

export const Asinh = defineOp({
  name: "Asinh",
  opset: 22,
  since: 9,
  doc: "the inverse hyperbolic sine of x",
  ...transcendental("asinh", asinh),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-2, 0, 0.25, 50] }],
      outputs: [{ shape: [4], values: [Math.asinh(-2), Math.asinh(0), Math.asinh(0.25), Math.asinh(50)] }],
    },
  ],
});

export const Acosh = defineOp({
  name: "Acosh",
  opset: 22,
  since: 9,
  doc: "the inverse hyperbolic cosine of x",
  ...transcendental("acosh", acosh),
  examples: [
    {
      note: "from 1 on",
      inputs: [{ shape: [4], values: [1, 1.5, 2, 50] }],
      outputs: [{ shape: [4], values: [Math.acosh(1), Math.acosh(1.5), Math.acosh(2), Math.acosh(50)] }],
    },
  ],
});

export const Atanh = defineOp({
  name: "Atanh",
  opset: 22,
  since: 9,
  doc: "the inverse hyperbolic tangent of x",
  ...transcendental("atanh", atanh),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-0.5, 0, 0.25, 0.75] }],
      outputs: [{ shape: [4], values: [Math.atanh(-0.5), Math.atanh(0), Math.atanh(0.25), Math.atanh(0.75)] }],
    },
  ],
});
