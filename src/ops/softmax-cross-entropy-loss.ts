/**
 * SoftmaxCrossEntropyLoss: the negative log likelihood of the labels under the softmax of the scores along axis 1, and its logarithm on demand.
 * Since opset 12. https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html
 */
import { type AttrValue, defineOp, f32Tolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { lossAttrs } from "./families/loss.ts";
import { floats, indexTypes, typed } from "./families/type-sets.ts";
import { NegativeLogLikelihoodLoss } from "./negative-log-likelihood-loss.ts";
import { LogSoftmax } from "./softmax.ts";

export const SoftmaxCrossEntropyLoss = defineOp({
  name: "SoftmaxCrossEntropyLoss",
  opset: 13,
  since: 12,
  doc: "the negative log likelihood of labels under a softmax",
  inputs: ["scores", "labels", "weights"],
  attrs: lossAttrs,
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    const labels = typed(context, 1, indexTypes);
    const loss = tensorType(dtype, context.attrs.reduction === "none" ? labels.shape : []);
    return [loss, tensorType(dtype, shape)].slice(0, Math.max(1, context.outputCount));
  },
  expand({ attrs, inputs, node, emit }) {
    const [scores, labels, weights] = inputs;
    const [logarithms] = emit(LogSoftmax, [scores], { axis: 1 });
    const passed: Record<string, AttrValue> = { reduction: attrs.reduction };
    if (attrs.ignore_index !== undefined) passed.ignore_index = attrs.ignore_index;
    const [loss] = emit(NegativeLogLikelihoodLoss, [logarithms, labels, weights], passed);
    return [loss as Value, logarithms as Value].slice(0, node.outputs.length);
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "equal scores, and their logarithms",
      inputs: [
        { shape: [2, 2], values: [0, 0, 3, 3] },
        { dtype: "i64", shape: [2], values: [0n, 1n] },
      ],
      outputs: [
        { shape: [], values: [Math.log(2)] },
        { shape: [2, 2], values: [-Math.log(2), -Math.log(2), -Math.log(2), -Math.log(2)] },
      ],
    },
  ],
});
