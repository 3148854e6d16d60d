/**
 * QAttention (com.microsoft): Attention whose input and weights are 8-bit integers, each with a scale and a zero point; of weights one for each column
 * on demand. The result is float. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { defineOp, f32Tolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { DequantizeLinear } from "./dequantize-linear.ts";
import { composer } from "./families/composing.ts";
import { bytes } from "./families/quantized.ts";
import { rearranged } from "./families/rearranged.ts";
import { floats, typed } from "./families/type-sets.ts";
import { PackedAttention } from "./packed-attention.ts";

/** Inputs by position. */
const [Input, Weights, Bias, InputScale, WeightScale, Mask, InputZero, WeightZero, Past] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Those that Attention takes, in its order. */
const passed = [Input, Weights, Bias, Mask, Past] as const;

export const QAttention = defineOp({
  name: "QAttention",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "attention of 8-bit integers",
  inputs: ["input", "weight", "bias", "input_scale", "weight_scale", "mask_index", "input_zero_point", "weight_zero_point", "past"],
  attrs: PackedAttention.attrs,
  ignores: PackedAttention.ignores,
  infer(context) {
    for (const i of [Input, Weights]) typed(context, i, bytes);
    for (const i of [Bias, InputScale, WeightScale]) typed(context, i, floats);
    const own = rearranged(context, passed);
    return PackedAttention.infer({ ...own, tensor: (k) => (k <= 1 ? tensorType("f32", own.tensor(k).shape) : own.tensor(k)) });
  },
  expand(context) {
    const { inputs, attrs, node, emit } = context;
    const c = composer(context);
    const x = c.node(DequantizeLinear, [inputs[Input], inputs[InputScale], inputs[InputZero]]);
    const weights = c.node(DequantizeLinear, [inputs[Weights], inputs[WeightScale], inputs[WeightZero]], { axis: 1 });
    const others = passed.slice(2).map((i): Value | undefined => inputs[i]);
    const { heads, causal, widths, scale, hidden } = attrs;
    const same = { num_heads: heads, unidirectional: Number(causal), qkv_hidden_sizes: widths, scale, mask_filter_value: hidden };
    return emit(PackedAttention, [x, weights, ...others], same, node.outputs.length);
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one head, the mean of equal keys",
      attrs: { num_heads: 1 },
      inputs: [
        { dtype: "u8", shape: [1, 2, 1], values: [10, 30] },
        { dtype: "i8", shape: [1, 3], values: [0, 0, 2] },
        { shape: [3], values: [0, 0, 1] },
        { shape: [], values: [0.5] },
        { shape: [], values: [1] },
        undefined,
        { dtype: "u8", shape: [], values: [10] },
        { dtype: "i8", shape: [], values: [0] },
      ],
      outputs: [{ shape: [1, 2, 1], values: [11, 11] }],
    },
  ],
});
