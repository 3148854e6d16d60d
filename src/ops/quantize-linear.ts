/**
 * QuantizeLinear: y = round(x / scale) + zero point, halves to even, cut to y's range. One scale a tensor, one a slice of `axis` (since
 * opset 13) or one a block of it (21). Since opset 10. https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html
 */
import type { DType } from "../core/dtype.ts";
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkZero, parametersAt, quantizationAttrs, quantized, quantizedTypes, scaleCoordinates, scales } from "./families/quantized.ts";
import { type TypeSet, typed } from "./families/type-sets.ts";

const sources: TypeSet = { text: "a float of at most 32 bits or i32", dtypes: [...scales.dtypes, "i32"] };

/** The zero point's type, else output_dtype, else u8. */
function resultType(context: InferContext<{ readonly to: DType | undefined }>): DType {
  const asked = context.attrs.to;
  if (context.inputs[2] === undefined) return asked ?? "u8";
  const { dtype } = typed(context, 2, quantizedTypes);
  if (asked !== undefined && asked !== dtype) context.fail(`output_dtype is ${asked} but the zero point is ${dtype}; they must be equal`);
  return dtype;
}

export const QuantizeLinear = defineOp({
  name: "QuantizeLinear",
  opset: 25,
  since: 10,
  doc: "floats as small integers (or floats) of a scale and a zero point",
  inputs: ["x", "y_scale", "y_zero_point"],
  attrs: (raw) => quantizationAttrs(raw, quantizedTypes),
  infer(context) {
    const { shape } = typed(context, 0, sources);
    const scale = typed(context, 1, scales);
    scaleCoordinates(context, shape, scale.shape);
    checkZero(context, scale, 2);
    return [tensorType(resultType(context), shape)];
  },
  lower(context) {
    const x = context.input(0);
    const parameters = parametersAt(context, x.shape);
    return context.outputs.map((output) => {
      const axes = axesOf(x.shape);
      const at = axes.map(coordinate);
      const { scale, zero } = parameters(at);
      return compute({ name: "quantize", output, axes, value: quantized(read(x, at), scale, zero, output.dtype) });
    });
  },
  follows: 0,
  tolerance: exactTolerance,
  examples: [
    {
      note: "halves to even, cut at both ends",
      inputs: [
        { shape: [6], values: [0, 1, 3, 1000, -254, -1000] },
        { shape: [], values: [2] },
        { dtype: "u8", shape: [], values: [128] },
      ],
      outputs: [{ dtype: "u8", shape: [6], values: [128, 128, 130, 255, 1, 0] }],
    },
    {
      note: "a scale for each row, no zero point",
      attrs: { axis: 0, output_dtype: 3 },
      inputs: [
        { shape: [2, 2], values: [1, -2, 300, -400] },
        { shape: [2], values: [1, 100] },
      ],
      outputs: [{ dtype: "i8", shape: [2, 2], values: [1, -2, 3, -4] }],
    },
    {
      note: "floats of eight bits, cut at the greatest",
      inputs: [
        { shape: [3], values: [1, 200, 100000] },
        { shape: [], values: [2] },
        { dtype: "f8e4m3fn", shape: [1], values: [0] },
      ],
      outputs: [{ dtype: "f8e4m3fn", shape: [3], values: [48, 108, 126] }],
    },
    {
      note: "blocks of two columns",
      attrs: { axis: 1, block_size: 2 },
      inputs: [
        { shape: [1, 3], values: [6, -8, 9] },
        { shape: [1, 2], values: [2, 3] },
        { dtype: "i16", shape: [1, 2], values: [1, -1] },
      ],
      outputs: [{ dtype: "i16", shape: [1, 3], values: [4, -3, 2] }],
    },
  ],
});
