/**
 * LayerNormalization: normalization over the axes from `axis` on, then scaled and shifted element by element; optionally also the mean and
 * 1 / deviation it used. Since opset 17. https://onnx.ai/onnx/operators/onnx__LayerNormalization.html
 */
import { type Dim, product } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext, type NodeContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, mul, read } from "../loop/expr.ts";
import { axesOf, axisLetter, normalizeAxis } from "./families/axes.ts";
import { broadcastRead, checkBroadcastsTo } from "./families/broadcast.ts";
import { moments, normalized } from "./families/normalize.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

export const LayerNormalization = defineOp({
  name: "LayerNormalization",
  opset: 17,
  since: 17,
  doc: "normalization over the last axes",
  inputs: ["X", "Scale", "B"],
  attrs: (raw) => ({ axis: raw.int("axis", -1), epsilon: raw.float("epsilon", 1e-5), stash_type: raw.int("stash_type", 1) }),
  infer: (context) => {
    const x = typed(context, 0, floats);
    const first = firstAxis(context, x.shape);
    for (const i of [1, 2]) {
      if (context.inputs[i] === undefined) continue;
      sameDType(context, 0, i);
      checkBroadcastsTo(context, context.tensor(i).shape, x.shape);
    }
    const statistic = tensorType(x.dtype === "f64" ? "f64" : "f32", [...x.shape.slice(0, first), ...x.shape.slice(first).map(() => 1)]);
    return [tensorType(x.dtype, x.shape), statistic, statistic].slice(0, Math.max(1, context.outputCount));
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "rows, with the statistics",
      attrs: { epsilon: 0 },
      inputs: [
        { shape: [2, 4], values: [1, 1, 3, 3, 0, 4, 0, 4] },
        { shape: [4], values: [1, 2, 1, 2] },
        { shape: [4], values: [0, 0, 1, 1] },
      ],
      outputs: [
        { shape: [2, 4], values: [-1, -2, 2, 3, -1, 2, 0, 3] },
        { shape: [2, 1], values: [2, 2] },
        { shape: [2, 1], values: [1, 0.5] },
      ],
    },
    {
      note: "no bias, all axes but the first",
      attrs: { axis: 1, epsilon: 0 },
      inputs: [
        { shape: [1, 2, 2], values: [1, 1, 3, 3] },
        { shape: [2, 2], values: [1, 2, 3, 4] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [-1, -2, 3, 4] }],
    },
  ],
});

type Attributes = { readonly axis: number; readonly epsilon: number };

const firstAxis = (context: Pick<NodeContext<Attributes>, "attrs" | "fail">, shape: readonly Dim[]): number =>
  normalizeAxis(context, context.attrs.axis, shape.length);

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const x = context.input(0);
  const [output, mean, inverseDeviation] = context.outputs;
  if (output === undefined) return context.fail("has 0 outputs, at least 1 is expected");
  const first = firstAxis(context, x.shape);
  const axes = axesOf(x.shape);
  const last = x.shape.slice(first);
  const found = moments(context, {
    x,
    kept: axesOf(x.shape).slice(0, first),
    reduced: reducedOver(last.map((extent, i) => [`r${axisLetter(x.shape.length, first + i)}`, extent])),
    count: product(last),
    at: (kept, reduced) => [...kept, ...reduced],
    epsilon: context.attrs.epsilon,
    mean,
    inverseDeviation,
  });
  const at = axes.map(coordinate);
  const scaled = mul(normalized(read(x, at), found, at.slice(0, first)), broadcastRead(context.input(1), at));
  const bias = context.inputs[2];
  return [...found.work, compute({ name: "layer_norm", output, axes, value: bias === undefined ? scaled : add(scaled, broadcastRead(bias, at)) })];
}
