/**
 * Conv: y[n,oc,o] = b[oc] + sum over ic, k of x[n, ic, o*stride + k*dilation - pad] * w[oc,ic,k], in one to three (or more) spatial axes,
 * with groups. Since opset 1 (11: unchanged meaning, 22: bf16). https://onnx.ai/onnx/operators/onnx__Conv.html
 */
import type { Dim } from "../core/dim.ts";
import { inferContextOf } from "../graph/build.ts";
import { type Algorithm, defineOp, f32Tolerance, type Node } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute } from "../loop/compute.ts";
import { add, type Expr, read } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { strassenName } from "../loop/schedules/strassen-operands.ts";
import {
  type ConvolutionAttributes,
  checkBias,
  convolution,
  convolutionAttrs,
  convolutionShape,
  convolvedShape,
  geometry,
} from "./families/convolution.ts";
import { convolutionAlgorithms } from "./families/convolution-algorithms.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

export const Conv = defineOp({
  name: "Conv",
  opset: 22,
  since: 1,
  doc: "convolution of an input with a weight, plus a bias per output channel",
  inputs: ["X", "W", "B"],
  attrs: convolutionAttrs,
  infer: (context) => {
    const x = typed(context, 0, floats);
    const shape = geometry(context, x.shape, context.tensor(1).shape);
    sameDType(context, 0, 1);
    if (context.inputs[2] !== undefined) {
      sameDType(context, 0, 2);
      checkBias(context, context.tensor(2).shape, shape);
    }
    return [tensorType(x.dtype, convolvedShape(x.shape, shape))];
  },
  lower(context) {
    const [x, w, bias] = [context.input(0), context.input(1), context.inputs[2]];
    const withBias = (sum: Expr, oc: Dim): Expr => (bias === undefined ? sum : add(sum, read(bias, [oc])));
    const { algorithm } = context.node;
    return context.outputs.map((output) => compute({ ...convolution({ kernel: "conv", context, x, w, output, finish: withBias }), algorithm }));
  },
  algorithms: candidates,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one channel, padding 1",
      attrs: { pads: [1, 1, 1, 1] },
      inputs: [
        { shape: [1, 1, 3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
        { shape: [1, 1, 3, 3], values: [0, 0, 0, 0, 1, 2, 0, 0, 0] },
      ],
      outputs: [{ shape: [1, 1, 3, 3], values: [5, 8, 3, 14, 17, 6, 23, 26, 9] }],
    },
    {
      note: "two channels, bias, 1-D, stride 2",
      attrs: { strides: [2] },
      inputs: [
        { shape: [1, 2, 5], values: [1, 2, 3, 4, 5, 10, 20, 30, 40, 50] },
        { shape: [1, 2, 3], values: [1, 1, 1, 0, 1, 0] },
        { shape: [1], values: [0.5] },
      ],
      outputs: [{ shape: [1, 1, 2], values: [26.5, 52.5] }],
    },
    {
      note: "depthwise, dilation 2",
      attrs: { group: 2, dilations: [2] },
      inputs: [
        { shape: [1, 2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { shape: [2, 1, 2], values: [1, 1, 1, -1] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [4, 6, -2, -2] }],
    },
    {
      note: "two groups of two input channels",
      attrs: { group: 2 },
      inputs: [
        { shape: [1, 4, 1, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { shape: [2, 2, 1, 1], values: [1, 10, 100, 1000] },
      ],
      outputs: [{ shape: [1, 2, 1, 2], values: [31, 42, 7500, 8600] }],
    },
    {
      note: "auto_pad SAME_LOWER puts the odd element first",
      attrs: { auto_pad: "SAME_LOWER" },
      inputs: [
        { shape: [1, 1, 3], values: [1, 2, 3] },
        { shape: [1, 1, 2], values: [1, 10] },
      ],
      outputs: [{ shape: [1, 1, 3], values: [10, 21, 32] }],
    },
  ],
});

/** Ways whose schedules find lanes in what constants are packed for. */
const ofConstants: ReadonlySet<string> = new Set([strassenName, "along-depth", "grouped"]);

/** Packed weights and blocked channels, for f32; weights that the run finds are packed there. The plain lowering serves all others. */
function candidates(n: Node<ConvolutionAttributes>, machine: Machine): readonly Algorithm[] {
  const context = inferContextOf(n);
  const [input, weight] = [context.tensor(0), context.tensor(1)];
  const output = n.outputs[0]?.type;
  if (input.dtype !== "f32" || weight.shape.some((d) => typeof d !== "number") || output?.kind !== "tensor") return [];
  const shape = convolutionShape(context, input.shape, weight.shape, output.shape);
  const all = shape === undefined ? [] : convolutionAlgorithms(shape, machine, n.inputs[2] !== undefined);
  return n.inputs[1]?.data === undefined ? all.filter(({ name }) => !ofConstants.has(name)) : all;
}
