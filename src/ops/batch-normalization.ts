/**
 * BatchNormalization: y = (x - mean[c]) / sqrt(var[c] + epsilon) * scale[c] + bias[c], c the second axis. In training mode mean and variance are
 * those of x itself, and running ones are outputs: running * momentum + own * (1 - momentum). Since opset 1 (14: training_mode, 15: own types
 * for the statistics). https://onnx.ai/onnx/operators/onnx__BatchNormalization.html
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Compute, compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, div, type Expr, mul, read, sqrt, sub, type Tensor } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkPerChannel, toCompute } from "./families/normalize.ts";
import { countOf, type Reduced, reduceStep } from "./families/reduction.ts";
import { floats, typed } from "./families/type-sets.ts";

export const BatchNormalization = defineOp({
  name: "BatchNormalization",
  opset: 15,
  since: 1,
  doc: "normalization of each channel with given statistics",
  inputs: ["X", "scale", "B", "input_mean", "input_var"],
  attrs: (raw) => ({ epsilon: raw.float("epsilon", 1e-5), momentum: raw.float("momentum", 0.9), training: raw.int("training_mode", 0) !== 0 }),
  infer: (context) => {
    const x = typed(context, 0, floats);
    checkParameters(context, x.shape);
    const types = [tensorType(x.dtype, x.shape), ...[3, 4].map((i) => typed(context, i, floats))];
    if (context.attrs.training && x.shape.length < 2)
      context.fail(`trains on an input of shape ${shapeText(x.shape)}, a batch and channels are expected`);
    if (context.attrs.training) return types.slice(0, Math.max(1, context.outputCount));
    if (context.outputCount > 1) context.fail(`names ${context.outputCount} outputs, inference has 1`, "export the model in evaluation mode");
    return types.slice(0, 1);
  },
  lower: (context) => (context.attrs.training ? training(context) : [normalization(context, context.input(3), context.input(4))]),
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
    {
      note: "training: its own statistics, and running ones",
      attrs: { epsilon: 0, momentum: 0.5, training_mode: 1 },
      inputs: [
        { shape: [2, 1, 2], values: [1, 3, 1, 3] },
        { shape: [1], values: [1] },
        { shape: [1], values: [10] },
        { shape: [1], values: [4] },
        { shape: [1], values: [3] },
      ],
      outputs: [
        { shape: [2, 1, 2], values: [9, 11, 9, 11] },
        { shape: [1], values: [3] },
        { shape: [1], values: [2] },
      ],
    },
  ],
});

/** Scale, bias, mean and variance. */
const parameters = [1, 2, 3, 4];

type Attributes = { readonly epsilon: number; readonly momentum: number };

function checkParameters(context: InferContext, x: readonly Dim[]): void {
  for (const i of parameters) typed(context, i, floats);
  // Without a channel axis there is one channel.
  checkPerChannel(context, x[1] ?? 1, parameters.length);
}

function normalization(context: LowerContext<Attributes>, mean: Tensor, variance: Tensor): Compute {
  const x = context.input(0);
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const axes = axesOf(x.shape);
  const at = axes.map(coordinate);
  const element = read(x, at);
  const ofChannel = (t: Tensor): Expr => toCompute(read(t, [at[1] ?? 0]), element.dtype);
  const deviation = sqrt(add(ofChannel(variance), constant(element.dtype, context.attrs.epsilon)));
  const [scale, bias] = [ofChannel(context.input(1)), ofChannel(context.input(2))];
  return compute({ name: "batch_norm", output, axes, value: add(mul(sub(element, ofChannel(mean)), div(scale, deviation)), bias) });
}

/** Mean and variance of each channel first, then what an inference does, and the running statistics. */
function training(context: LowerContext<Attributes>): readonly Work[] {
  const x = context.input(0);
  const dtype = x.dtype === "f64" ? "f64" : "f32";
  const channels = x.shape[1] ?? 1;
  const how: Reduced = { axes: new Set(x.shape.flatMap((_, a) => (a === 1 ? [] : [a]))), keepdims: false };
  const count = countOf(x.shape, how, dtype);
  const [mean, variance] = [context.scratch("mean", dtype, [channels]), context.scratch("variance", dtype, [channels])];
  const average = (name: string, output: Tensor, body: (element: Expr, c: Dim) => Expr): Compute =>
    reduceStep({
      kernel: `batch_${name}`,
      from: x,
      output,
      how,
      combine: "sum",
      body: (element, at) => body(toCompute(element, dtype), at[1] ?? 0),
      finish: (sum) => div(sum, count),
    });
  const centered = (element: Expr, c: Dim): Expr => sub(element, read(mean, [c]));
  const running = context.outputs.slice(1).map((output, i): Compute => {
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const before = toCompute(read(context.input(3 + i), at), dtype);
    const momentum = constant(dtype, context.attrs.momentum);
    const value = add(mul(before, momentum), mul(read(i === 0 ? mean : variance, at), sub(constant(dtype, 1), momentum)));
    return compute({ name: "running_statistic", output, axes, value: output.dtype === dtype ? value : cast(output.dtype, value) });
  });
  return [
    average("mean", mean, (element) => element),
    average("variance", variance, (element, c) => mul(centered(element, c), centered(element, c))),
    normalization(context, mean, variance),
    ...running,
  ];
}
