/**
 * BatchNormalization in its inference form: y = (x - mean[c]) / sqrt(var[c] + epsilon) * scale[c] + bias[c], c the second axis. Since opset 1
 * (14: training_mode, 15: own types for the statistics). https://onnx.ai/onnx/operators/onnx__BatchNormalization.html
 */
import { type Dim, dimText, equalDims, shapeText } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Compute, compute, coordinate } from "../loop/compute.ts";
import { add, constant, div, type Expr, mul, read, sqrt, sub } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { toCompute } from "./families/normalize.ts";
import { floats, typed } from "./families/type-sets.ts";

export const BatchNormalization = defineOp({
  name: "BatchNormalization",
  opset: 15,
  since: 1,
  doc: "normalization of each channel with given statistics",
  attrs: (raw) => {
    if (raw.int("training_mode", 0) !== 0)
      raw.fail("training_mode is 1, only inference (0) is supported", "export the model in evaluation mode: model.eval()");
    return { epsilon: raw.float("epsilon", 1e-5) };
  },
  infer: (context) => {
    const x = typed(context, 0, floats);
    if (context.outputCount > 1) context.fail(`names ${context.outputCount} outputs, inference has 1`, "export the model in evaluation mode");
    checkParameters(context, x.shape);
    return [tensorType(x.dtype, x.shape)];
  },
  lower: (context) => [normalization(context)],
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two channels",
      attrs: { epsilon: 0 },
      inputs: [
        { shape: [1, 2, 2], values: [1, 2, 3, 5] },
        { shape: [2], values: [1, 10] },
        { shape: [2], values: [0, 1] },
        { shape: [2], values: [1, 3] },
        { shape: [2], values: [4, 0.25] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [0, 0.5, 1, 41] }],
    },
  ],
});

const parameters = ["scale", "bias", "mean", "variance"];

function checkParameters(context: InferContext, x: readonly Dim[]): void {
  // Without a channel axis there is one channel.
  const channels = x[1] ?? 1;
  parameters.forEach((name, i) => {
    const { shape } = typed(context, i + 1, floats);
    if (shape.length !== 1 || !equalDims(shape[0] as Dim, channels))
      context.fail(`${name} has shape ${shapeText(shape)}, the input ${dimText(channels)} channels`);
  });
}

function normalization(context: LowerContext): Compute {
  const x = context.input(0);
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const axes = axesOf(x.shape);
  const at = axes.map(coordinate);
  const element = read(x, at);
  const [scale, bias, mean, variance] = parameters.map((_, i) => toCompute(read(context.input(i + 1), [at[1] ?? 0]), element.dtype)) as [
    Expr,
    Expr,
    Expr,
    Expr,
  ];
  const deviation = sqrt(add(variance, constant(element.dtype, context.attrs.epsilon as number)));
  return compute({ name: "batch_norm", output, axes, value: add(mul(sub(element, mean), div(scale, deviation)), bias) });
}
