/**
 * SkipLayerNormalization and SkipSimplifiedLayerNormalization (com.microsoft): the sum of an input, a skipped input and a bias, normalized over the
 * last axis with its mean or without; also the statistics and the sum itself.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, type ExpandContext, f32Tolerance, type InferContext, type OpDef, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { type Composer, composer } from "./families/composing.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { Identity } from "./identity.ts";
import { LayerNormalization } from "./layer-normalization.ts";
import { SimplifiedLayerNormalization } from "./rms-normalization.ts";

/** Types of the output, its statistics and the sum; inputs from the third on are vectors along the last axis. */
function typesOf(context: InferContext): readonly TensorType[] {
  const { dtype, shape } = typed(context, 0, floats);
  checkBroadcastsTo(context, context.tensor(1).shape, shape);
  context.inputs.forEach((v, i) => {
    if (v === undefined || i === 0) return;
    sameDType(context, 0, i);
    if (i > 1) checkBroadcastsTo(context, context.tensor(i).shape, shape.slice(-1));
  });
  const statistic = tensorType("f32", [...shape.slice(0, -1), 1 as Dim]);
  return [tensorType(dtype, shape), statistic, statistic, tensorType(dtype, shape)].slice(0, Math.max(1, context.outputCount));
}

/** input + skip, then the bias (input `at`) where there is one. */
function sum(c: Composer, { inputs }: ExpandContext, at: number): Value {
  const [x, skip, bias] = [inputs[0], inputs[1], inputs[at]];
  const both = c.add(x as Value, skip as Value);
  return bias === undefined ? both : c.add(both, bias);
}

const attrs: OpDef["attrs"] = (raw) => ({ epsilon: raw.float("epsilon", 1e-12) });
const common = { domain: "com.microsoft", opset: 1, since: 1, attrs, infer: typesOf, tolerance: f32Tolerance } as const;

export const SkipLayerNormalization = defineOp({
  ...common,
  name: "SkipLayerNormalization",
  doc: "layer normalization of a sum",
  inputs: ["input", "skip", "gamma", "beta", "bias"],
  expand(context) {
    const c = composer(context);
    const all = sum(c, context, 4);
    const [y, mean, deviation] = context.emit(LayerNormalization, [all, ...context.inputs.slice(2, 4)], { epsilon: context.attrs.epsilon }, 3);
    return [y, mean, deviation, c.node(Identity, [all])].slice(0, context.node.outputs.length) as readonly Value[];
  },
  examples: [
    {
      note: "a bias, the sum as fourth output",
      attrs: { epsilon: 0 },
      inputs: [
        { shape: [1, 1, 2], values: [1, 2] },
        { shape: [1, 1, 2], values: [0, 1] },
        { shape: [2], values: [2, 3] },
        { shape: [2], values: [0, 1] },
        { shape: [2], values: [0, 1] },
      ],
      outputs: [
        { shape: [1, 1, 2], values: [-2, 4] },
        { shape: [1, 1, 1], values: [2.5] },
        { shape: [1, 1, 1], values: [1 / 1.5] },
        { shape: [1, 1, 2], values: [1, 4] },
      ],
    },
  ],
});

export const SkipSimplifiedLayerNormalization = defineOp({
  ...common,
  name: "SkipSimplifiedLayerNormalization",
  doc: "RMS normalization of a sum",
  inputs: ["input", "skip", "gamma", "bias"],
  expand(context) {
    const c = composer(context);
    const all = sum(c, context, 3);
    const [y, deviation] = context.emit(SimplifiedLayerNormalization, [all, context.inputs[2]], { epsilon: context.attrs.epsilon }, 2);
    // There is no mean; its output stands for nothing and holds the other statistic.
    return [y, c.node(Identity, [deviation as Value]), deviation, c.node(Identity, [all])].slice(0, context.node.outputs.length) as readonly Value[];
  },
  examples: [
    {
      note: "a skip of one row",
      attrs: { epsilon: 0 },
      inputs: [
        { shape: [1, 2, 2], values: [3, 3, -1, 7] },
        { shape: [1, 2], values: [0, 1] },
        { shape: [2], values: [1, 2] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [3 / Math.sqrt(12.5), 8 / Math.sqrt(12.5), -1 / Math.sqrt(32.5), 16 / Math.sqrt(32.5)] }],
    },
  ],
});
