/**
 * WholeConv: the convolution of whole numbers that f32 holds, as i32. Its operands are such that no sum of products, nor part of one, is larger than 2^24, so that
 * every way to add them is exact. What ConvInteger becomes where vectors of floats are multiplied. Domain aot.
 */
import { inferContextOf } from "../graph/build.ts";
import { type Algorithm, defineOp, exactTolerance, type Node } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute } from "../loop/compute.ts";
import { cast } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { type ConvolutionAttributes, convolution, convolutionAttrs, convolutionShape, convolvedShape, geometry } from "./families/convolution.ts";
import { convolutionAlgorithms } from "./families/convolution-algorithms.ts";

export const WholeConv = defineOp({
  name: "WholeConv",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "convolution of whole numbers held by floats",
  inputs: ["X", "W"],
  attrs: convolutionAttrs,
  infer(context) {
    const x = context.tensor(0);
    return [tensorType("i32", convolvedShape(x.shape, geometry(context, x.shape, context.tensor(1).shape)))];
  },
  lower(context) {
    const [x, w] = [context.input(0), context.input(1)];
    const { algorithm } = context.node;
    return context.outputs.map((output) =>
      compute({ ...convolution({ kernel: "conv_whole", context, x, w, output, finish: (sum) => cast("i32", sum) }), algorithm }),
    );
  },
  algorithms: candidates,
  tolerance: exactTolerance,
  examples: [
    {
      note: "padding is 0",
      attrs: { pads: [1, 0] },
      inputs: [
        { shape: [1, 1, 3], values: [-255, 2, 255] },
        { shape: [1, 1, 2], values: [3, -1] },
      ],
      outputs: [{ dtype: "i32", shape: [1, 1, 3], values: [255, -767, -249] }],
    },
  ],
});

/** Those of Conv that add products of the operands themselves. */
function candidates(n: Node<ConvolutionAttributes>, machine: Machine): readonly Algorithm[] {
  const context = inferContextOf(n);
  const [input, weight, output] = [context.tensor(0), context.tensor(1), n.outputs[0]?.type];
  if (output?.kind !== "tensor") return [];
  const shape = convolutionShape(context, input.shape, weight.shape, output.shape);
  return shape === undefined ? [] : convolutionAlgorithms(shape, machine, false).filter(({ precise }) => precise);
}
