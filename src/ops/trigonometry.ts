/**
 * Sin, Cos, Tan and their inverses Asin, Acos, Atan, in radians. Since opset 7 (22: bf16).
 * https://onnx.ai/onnx/operators/onnx__Sin.html and onnx__Cos, onnx__Tan, onnx__Asin, onnx__Acos, onnx__Atan.
 */
import { defineOp } from "../graph/graph.ts";
import { acos, asin, atan, cos, sin, tan } from "../loop/math/index.ts";
import { transcendental } from "./families/transcendental.ts";

export const Sin = defineOp({
  name: "Sin",
  opset: 22,
  since: 7,
  doc: "the sine of x (radians)",
  ...transcendental("sin", sin),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-1, 0, 2, 100] }],
      outputs: [{ shape: [4], values: [Math.sin(-1), Math.sin(0), Math.sin(2), Math.sin(100)] }],
    },
  ],
});

export const Cos = defineOp({
  name: "Cos",
  opset: 22,
  since: 7,
  doc: "the cosine of x (radians)",
  ...transcendental("cos", cos),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-1, 0, 2, 100] }],
      outputs: [{ shape: [4], values: [Math.cos(-1), Math.cos(0), Math.cos(2), Math.cos(100)] }],
    },
  ],
});

export const Tan = defineOp({
  name: "Tan",
  opset: 22,
  since: 7,
  doc: "the tangent of x (radians)",
  ...transcendental("tan", tan),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-1, 0, 0.5, 2] }],
      outputs: [{ shape: [4], values: [Math.tan(-1), Math.tan(0), Math.tan(0.5), Math.tan(2)] }],
    },
  ],
});

export const Asin = defineOp({
  name: "Asin",
  opset: 22,
  since: 7,
  doc: "the arc sine of x",
  ...transcendental("asin", asin),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-1, 0, 0.5, 1] }],
      outputs: [{ shape: [4], values: [Math.asin(-1), Math.asin(0), Math.asin(0.5), Math.asin(1)] }],
    },
  ],
});

export const Acos = defineOp({
  name: "Acos",
  opset: 22,
  since: 7,
  doc: "the arc cosine of x",
  ...transcendental("acos", acos),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-1, 0, 0.5, 1] }],
      outputs: [{ shape: [4], values: [Math.acos(-1), Math.acos(0), Math.acos(0.5), Math.acos(1)] }],
    },
  ],
});

export const Atan = defineOp({
  name: "Atan",
  opset: 22,
  since: 7,
  doc: "the arc tangent of x",
  ...transcendental("atan", atan),
  examples: [
    {
      note: "both signs",
      inputs: [{ shape: [4], values: [-2, 0, 0.5, 50] }],
      outputs: [{ shape: [4], values: [Math.atan(-2), Math.atan(0), Math.atan(0.5), Math.atan(50)] }],
    },
  ],
});
