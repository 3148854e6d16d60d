/**
 * QuantizedConv: y = (correction[oc] + sum over ic, k of x * w) * multiplier[oc], x and w bytes, as a float or rounded to bytes around y_zero.
 * Padding is x_zero. What DequantizeLinear, Conv and QuantizeLinear are together when weights are constant: `correction` holds the bias less x's
 * zero point times the sum of the weights. Signed bytes of x count from -128. Domain aot.
 */
import { inferContextOf } from "../graph/build.ts";
import { type Algorithm, defineOp, type Node } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { i32 } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { byteConvolutionAlgorithms } from "./families/byte-convolution-algorithms.ts";
import { type ConvolutionAttributes, convolution, convolutionAttrs, convolutionShape, convolvedShape, geometry } from "./families/convolution.ts";
import { unsignedByte } from "./families/quantized.ts";
import { checkRequantized, requantizeAttrs, requantized, unsignedZero } from "./families/requantize.ts";

export const QuantizedConv = defineOp({
  name: "QuantizedConv",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "convolution of bytes by constant signed bytes",
  inputs: ["X", "W", "correction", "multiplier"],
  attrs: (raw) => ({ ...convolutionAttrs(raw), ...requantizeAttrs(raw) }),
  infer(context) {
    const x = context.tensor(0);
    const shape = geometry(context, x.shape, context.tensor(1).shape);
    return [tensorType(checkRequantized(context, shape.outChannels), convolvedShape(x.shape, shape))];
  },
  lower(context) {
    const x = context.input(0);
    return context.outputs.map((output) =>
      convolution({
        kernel: "conv_bytes",
        context,
        x,
        w: context.input(1),
        output,
        input: (element) => unsignedByte(element, x),
        padding: i32(unsignedZero(context, x)),
        finish: (sum, oc) => requantized(context, sum, oc),
      }),
    );
  },
  algorithms: candidates,
  tolerance: { relative: 0, absolute: 1 },
  examples: [
    {
      note: "unsigned bytes, padding of zero points",
      attrs: { to: 2, x_zero: 3, y_zero: 100, pads: [1, 1] },
      inputs: [
        { dtype: "u8", shape: [1, 1, 3], values: [3, 5, 7] },
        { dtype: "i8", shape: [1, 1, 3], values: [1, -2, 4], constant: true },
        { dtype: "i32", shape: [1], values: [-9], constant: true },
        { shape: [1], values: [0.5], constant: true },
      ],
      outputs: [{ dtype: "u8", shape: [1, 1, 3], values: [104, 106, 97] }],
    },
    {
      note: "signed bytes as floats",
      attrs: { to: 1, x_zero: -1 },
      inputs: [
        { dtype: "i8", shape: [1, 2, 1], values: [-128, 127] },
        { dtype: "i8", shape: [1, 2, 1], values: [1, 1], constant: true },
        { dtype: "i32", shape: [1], values: [-254], constant: true },
        { shape: [1], values: [2], constant: true },
      ],
      outputs: [{ shape: [1, 1, 1], values: [2] }],
    },
    {
      note: "cut as an activation cuts",
      attrs: { to: 3, low: 0, high: 6 },
      inputs: [
        { dtype: "u8", shape: [1, 1, 3], values: [1, 5, 200] },
        { dtype: "i8", shape: [2, 1, 1], values: [1, -1], constant: true },
        { dtype: "i32", shape: [2], values: [0, 10], constant: true },
        { shape: [2], values: [0.5, 1], constant: true },
      ],
      outputs: [{ dtype: "i8", shape: [1, 2, 3], values: [0, 2, 6, 6, 5, 0] }],
    },
  ],
});

function candidates(n: Node<ConvolutionAttributes & { readonly x_zero: number }>, machine: Machine): readonly Algorithm[] {
  const context = inferContextOf(n);
  const [input, weight] = [context.tensor(0), context.tensor(1)];
  const output = n.outputs[0]?.type;
  if (n.inputs[1]?.data === undefined || output?.kind !== "tensor") return [];
  const shape = convolutionShape(context, input.shape, weight.shape, output.shape);
  return shape === undefined ? [] : byteConvolutionAlgorithms(shape, machine, n.attrs.x_zero, 2);
}
