/**
 * DynamicQuantizeLinear: u8 elements by the range the tensor has at run time, together with the scale and zero point found. Since opset 11.
 * https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { dynamicRange } from "./families/dynamic-range.ts";
import { quantized } from "./families/quantized.ts";
import { type TypeSet, typed } from "./families/type-sets.ts";

const single: TypeSet = { text: "f32", dtypes: ["f32"] };

export const DynamicQuantizeLinear = defineOp({
  name: "DynamicQuantizeLinear",
  opset: 11,
  since: 11,
  doc: "floats as u8 by the range they have at run time",
  inputs: ["x"],
  infer(context) {
    const { shape } = typed(context, 0, single);
    return [tensorType("u8", shape), tensorType("f32", []), tensorType("u8", [])];
  },
  lower(context) {
    const x = context.input(0);
    const [output, scale, zero] = context.outputs;
    if (output === undefined) return context.fail("has 0 outputs, 3 are expected");
    const range = dynamicRange(context, x, { ...(scale && { scale }), ...(zero && { zero }) });
    const axes = axesOf(x.shape);
    const value = quantized(read(x, axes.map(coordinate)), read(range.scale, []), read(range.zero, []), "u8");
    return [...range.work, compute({ name: "quantize", output, axes, value })];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "0 is exact",
      inputs: [{ shape: [4], values: [0, 153, -102, 51] }],
      outputs: [
        { dtype: "u8", shape: [4], values: [102, 255, 0, 153] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [102] },
      ],
    },
    {
      note: "zeros only",
      inputs: [{ shape: [2, 1], values: [0, 0] }],
      outputs: [
        { dtype: "u8", shape: [2, 1], values: [0, 0] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
      ],
    },
  ],
});
