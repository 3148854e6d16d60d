/** Dropout at inference: the input; the mask is all true. Since opset 1. https://onnx.ai/onnx/operators/onnx__Dropout.html */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axesOver, compute, coordinate } from "../loop/compute.ts";
import { bool, read } from "../loop/expr.ts";

export const Dropout = defineOp({
  name: "Dropout",
  opset: 22,
  since: 1,
  doc: "the input, as at inference",
  infer: (context) => {
    const x = context.tensor(0);
    return context.outputCount > 1 ? [x, tensorType("bool", x.shape)] : [x];
  },
  lower: (context) => {
    const x = context.input(0);
    const copies = context.outputs.slice(0, 1).map((output) => {
      const axes = axesOver(x.shape, "");
      return compute({ name: "copy", output, axes, value: read(x, axes.map(coordinate)) });
    });
    const masks = context.outputs.slice(1).map((output) => compute({ name: "dropout_mask", output, axes: axesOver(x.shape, ""), value: bool(true) }));
    return [...copies, ...masks];
  },
  follows: 0,
  tolerance: exactTolerance,
  examples: [{ note: "the input", inputs: [{ shape: [2], values: [1, 2] }], outputs: [{ shape: [2], values: [1, 2] }] }],
});
