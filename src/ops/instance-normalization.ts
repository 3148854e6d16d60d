/**
 * InstanceNormalization: each channel of each sample normalized by its own mean and variance, then scaled and shifted per channel. Since
 * opset 1 (22: bf16). https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html
 */
import { type Dim, product } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, mul, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkPerChannel, moments, normalized } from "./families/normalize.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver, spatialLetter } from "./families/window.ts";

export const InstanceNormalization = defineOp({
  name: "InstanceNormalization",
  opset: 22,
  since: 1,
  doc: "normalization of each channel of each sample",
  inputs: ["input", "scale", "B"],
  attrs: (raw) => ({ epsilon: raw.float("epsilon", 1e-5) }),
  infer: (context) => {
    const x = typed(context, 0, floats);
    if (x.shape.length < 2) context.fail(`${context.inputName(0)} has rank ${x.shape.length}, at least 2 is expected (batch, channels)`);
    for (const i of [1, 2]) sameDType(context, 0, i);
    checkPerChannel(context, x.shape[1] as Dim, 2);
    return [tensorType(x.dtype, x.shape)];
  },
  lower,
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two channels, the second scaled and shifted",
      attrs: { epsilon: 0 },
      inputs: [
        { shape: [1, 2, 4], values: [1, 1, 3, 3, 0, 4, 0, 4] },
        { shape: [2], values: [1, 10] },
        { shape: [2], values: [0, 1] },
      ],
      outputs: [{ shape: [1, 2, 4], values: [-1, -1, 1, 1, -9, 11, -9, 11] }],
    },
  ],
});

function lower(context: LowerContext<{ readonly epsilon: number }>): readonly Work[] {
  const x = context.input(0);
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const axes = axesOf(x.shape);
  const spatial = x.shape.slice(2);
  const found = moments(context, {
    x,
    kept: axesOf(x.shape.slice(0, 2)),
    reduced: reducedOver(spatial.map((extent, i) => [`r${spatialLetter(spatial.length, i)}`, extent])),
    count: product(spatial),
    at: (kept, reduced) => [...kept, ...reduced],
    epsilon: context.attrs.epsilon,
  });
  const at = axes.map(coordinate);
  const [scale, bias] = [1, 2].map((i) => read(context.input(i), [at[1] as Dim])) as [ReturnType<typeof read>, ReturnType<typeof read>];
  const value = add(mul(normalized(read(x, at), found, at.slice(0, 2)), scale), bias);
  return [...found.work, compute({ name: "instance_norm", output, axes, value })];
}
