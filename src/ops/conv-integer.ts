/**
 * ConvInteger: the convolution of 8-bit integers less their zero points, in i32; padding is the zero point. Since opset 10.
 * https://onnx.ai/onnx/operators/onnx__ConvInteger.html
 */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { convolution, convolutionAttrs, convolvedShape, geometry } from "./families/convolution.ts";
import { bytes, centered, checkPerChannel, perChannel, zeroAt } from "./families/quantized.ts";
import { checkSingle } from "./families/single-element.ts";
import { sameDType, typed } from "./families/type-sets.ts";

export const ConvInteger = defineOp({
  name: "ConvInteger",
  opset: 10,
  since: 10,
  doc: "convolution of 8-bit integers",
  inputs: ["x", "w", "x_zero_point", "w_zero_point"],
  attrs: convolutionAttrs,
  infer(context) {
    const [x, w] = [typed(context, 0, bytes), typed(context, 1, bytes)];
    const shape = geometry(context, x.shape, w.shape);
    for (const i of [2, 3]) if (context.inputs[i] !== undefined) sameDType(context, i - 2, i);
    checkSingle(context, 2);
    checkPerChannel(context, 3, shape.outChannels);
    return [tensorType("i32", convolvedShape(x.shape, shape))];
  },
  lower(context) {
    const zero = context.inputs[3];
    return context.outputs.map((output) =>
      convolution({
        kernel: "conv_integer",
        context,
        x: context.input(0),
        w: context.input(1),
        output,
        input: (x) => centered(x, zeroAt(context, 2)),
        weight: (w, oc) => centered(w, zero === undefined ? undefined : perChannel(zero, oc)),
        finish: (sum) => sum,
      }),
    );
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "padding is the zero point",
      attrs: { pads: [1, 0] },
      inputs: [
        { dtype: "u8", shape: [1, 1, 3], values: [2, 3, 4] },
        { dtype: "u8", shape: [1, 1, 2], values: [1, 1] },
        { dtype: "u8", shape: [], values: [1] },
      ],
      outputs: [{ dtype: "i32", shape: [1, 1, 3], values: [1, 3, 5] }],
    },
    {
      note: "a zero point for each output channel",
      inputs: [
        { dtype: "u8", shape: [1, 1, 1, 2], values: [200, 100] },
        { dtype: "i8", shape: [2, 1, 1, 1], values: [-3, 7] },
        undefined,
        { dtype: "i8", shape: [2], values: [1, 2] },
      ],
      outputs: [{ dtype: "i32", shape: [1, 2, 1, 2], values: [-800, -400, 1000, 500] }],
    },
  ],
});
