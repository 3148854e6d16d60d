/**
 * DequantizeLinear: y = (x - zero point) * scale. One scale a tensor, one a slice of `axis` (since opset 13) or one a block of it (21).
 * Since opset 10. https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkZero, dequantized, parametersAt, quantizationAttrs, quantizedTypes, scaleCoordinates, scales } from "./families/quantized.ts";
import { sameDType, type TypeSet, typed } from "./families/type-sets.ts";

const sources: TypeSet = { text: "an integer of at most 32 bits or a float of at most 8", dtypes: [...quantizedTypes.dtypes, "i32"] };

export const DequantizeLinear = defineOp({
  name: "DequantizeLinear",
  opset: 25,
  since: 10,
  doc: "small integers (or floats) of a scale and a zero point as floats",
  inputs: ["x", "x_scale", "x_zero_point"],
  attrs: (raw) => quantizationAttrs(raw, scales),
  infer(context) {
    const { shape } = typed(context, 0, sources);
    const scale = typed(context, 1, scales);
    scaleCoordinates(context, shape, scale.shape);
    if (context.inputs[2] !== undefined) sameDType(context, 0, 2);
    checkZero(context, scale, 2);
    return [tensorType(context.attrs.to ?? scale.dtype, shape)];
  },
  lower(context) {
    const x = context.input(0);
    const parameters = parametersAt(context, x.shape);
    return context.outputs.map((output) => {
      const axes = axesOf(x.shape);
      const at = axes.map(coordinate);
      const { scale, zero } = parameters(at);
      return compute({ name: "dequantize", output, axes, value: dequantized(read(x, at), scale, zero) });
    });
  },
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one scale, a zero point in the middle",
      inputs: [
        { dtype: "u8", shape: [4], values: [0, 3, 128, 255] },
        { shape: [], values: [2] },
        { dtype: "u8", shape: [], values: [128] },
      ],
      outputs: [{ shape: [4], values: [-256, -250, 0, 254] }],
    },
    {
      note: "a scale for each column",
      inputs: [
        { dtype: "i8", shape: [2, 2], values: [1, -2, 3, -128] },
        { shape: [2], values: [0.5, 2] },
      ],
      outputs: [{ shape: [2, 2], values: [0.5, -4, 1.5, -256] }],
    },
    {
      note: "blocks of two rows, 16 bits",
      attrs: { axis: 0, block_size: 2 },
      inputs: [
        { dtype: "u16", shape: [3, 1], values: [65535, 1, 2] },
        { shape: [2, 1], values: [1, 10] },
        { dtype: "u16", shape: [2, 1], values: [1, 0] },
      ],
      outputs: [{ shape: [3, 1], values: [65534, 0, 20] }],
    },
    {
      note: "floats of four bits",
      inputs: [
        { dtype: "f4e2m1", shape: [3], values: [2, 10, 14] },
        { shape: [], values: [2] },
      ],
      outputs: [{ shape: [3], values: [2, -2, -8] }],
    },
    {
      note: "sums of products",
      inputs: [
        { dtype: "i32", shape: [2], values: [1000000, -3] },
        { shape: [1], values: [0.25] },
      ],
      outputs: [{ shape: [2], values: [250000, -0.75] }],
    },
  ],
});
