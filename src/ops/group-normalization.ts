/**
 * GroupNormalization: the channels of each sample in num_groups groups, each group normalized by its own mean and variance, then scaled and
 * shifted per channel. Since opset 18 (21: scale and bias per channel). https://onnx.ai/onnx/operators/onnx__GroupNormalization.html
 */
import { type Dim, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type LowerContext, type NodeContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, type Expr, mul, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkPerChannel, moments, normalized, toCompute } from "./families/normalize.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver, spatialLetter } from "./families/window.ts";

export const GroupNormalization = defineOp({
  name: "GroupNormalization",
  opset: 21,
  since: 18,
  doc: "normalization of each group of channels of each sample",
  inputs: ["X", "scale", "bias"],
  attrs: (raw) => {
    const num_groups = raw.int("num_groups");
    if (num_groups < 1) raw.fail(`num_groups is ${num_groups}, at least 1 is expected`);
    return { epsilon: raw.float("epsilon", 1e-5), num_groups, stash_type: raw.int("stash_type", 1) };
  },
  infer: (context) => {
    const x = typed(context, 0, floats);
    const channels = channelsOf(context, x.shape);
    for (const i of [1, 2]) sameDType(context, 0, i);
    checkPerChannel(context, channels, 2);
    return [tensorType(x.dtype, x.shape)];
  },
  lower,
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two groups of two channels",
      attrs: { num_groups: 2, epsilon: 0 },
      inputs: [
        { shape: [1, 4, 2], values: [1, 1, 3, 3, 0, 4, 0, 4] },
        { shape: [4], values: [1, 2, 1, 2] },
        { shape: [4], values: [0, 0, 1, 1] },
      ],
      outputs: [{ shape: [1, 4, 2], values: [-1, -1, 2, 2, 0, 2, -1, 3] }],
    },
  ],
});

function channelsOf(
  { attrs, inputName, fail }: Pick<NodeContext<{ readonly num_groups: number }>, "attrs" | "inputName" | "fail">,
  shape: readonly Dim[],
): number {
  const channels = shape[1];
  const groups = attrs.num_groups;
  if (typeof channels === "number" && channels % groups === 0) return channels;
  return fail(`${inputName(0)} has shape ${shapeText(shape)}, its channels are no multiple of num_groups ${groups}`);
}

function lower(context: LowerContext<{ readonly num_groups: number; readonly epsilon: number }>): readonly Work[] {
  const x = context.input(0);
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const size = channelsOf(context, x.shape) / context.attrs.num_groups;
  const spatial = x.shape.slice(2);
  const found = moments(context, {
    x,
    kept: axesOf(x.shape.slice(0, 2)),
    reduced: reducedOver(spatial.map((extent, i) => [`r${spatialLetter(spatial.length, i)}`, extent] as const)),
    count: product(spatial),
    at: (kept, reduced) => [...kept, ...reduced],
    epsilon: context.attrs.epsilon,
    group: size,
  });
  const axes = axesOf(x.shape);
  const at = axes.map(coordinate);
  const element = read(x, at);
  const parameter = (i: number): Expr => toCompute(read(context.input(i), [at[1] as Dim]), element.dtype);
  const value = add(mul(normalized(element, found, at.slice(0, 2)), parameter(1)), parameter(2));
  return [...found.work, compute({ name: "group_norm", output, axes, value })];
}
