/**
 * QEmbedLayerNormalization (com.microsoft): EmbedLayerNormalization whose tables, scale and bias are 8-bit integers, each with a scale and a zero
 * point. The result is float. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { defineOp, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { DequantizeLinear } from "./dequantize-linear.ts";
import { EmbedLayerNormalization } from "./embed-layer-normalization.ts";
import { composer } from "./families/composing.ts";
import { bytes } from "./families/quantized.ts";
import { checkSingle } from "./families/single-element.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

/** Inputs by position: ids, segments, the quantized ones, the mask. */
const [Ids, Segments, Words, Positions, SegmentTable, Scale, Bias, Mask] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const quantized = [Words, Positions, SegmentTable, Scale, Bias] as const;
/** Where the scale and the zero point of a quantized input stand. */
const scaleOf = (i: number): number => i - Words + 8;
const zeroOf = (i: number): number => i - Words + 13;

/** The inputs as EmbedLayerNormalization takes them, each quantized one as a float. */
const asFloats = (context: InferContext): InferContext => ({
  ...context,
  inputs: context.inputs.slice(0, Mask + 1),
  tensor(i) {
    const type = context.tensor(i);
    return quantized.some((q) => q === i) ? tensorType("f32", type.shape) : type;
  },
});

export const QEmbedLayerNormalization = defineOp({
  name: "QEmbedLayerNormalization",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "layer normalization of summed embeddings of 8-bit integers",
  inputs: [
    "input_ids",
    "segment_ids",
    "word_embedding_quant",
    "position_embedding_quant",
    "segment_embedding",
    "gamma_quant",
    "beta_quant",
    "mask",
    "word_embedding_scale",
    "position_embedding_scale",
    "segment_embedding_scale",
    "gamma_scale",
    "beta_scale",
    "word_embedding_zero_point",
    "position_embedding_zero_point",
    "segment_embedding_zero_point",
    "gamma_zero_point",
    "beta_zero_point",
  ],
  attrs: (raw) => ({ epsilon: raw.float("epsilon", 1e-12) }),
  infer(context) {
    for (const i of quantized) {
      if (context.inputs[i] === undefined) continue;
      typed(context, i, bytes);
      typed(context, scaleOf(i), floats);
      sameDType(context, i, zeroOf(i));
      checkSingle(context, scaleOf(i));
      checkSingle(context, zeroOf(i));
    }
    return EmbedLayerNormalization.infer({ ...asFloats(context), attrs: { ...context.attrs, mask_index_type: 0 } }).slice(0, 2);
  },
  expand(context) {
    const { inputs, attrs, node, emit } = context;
    const c = composer(context);
    const given = [Ids, Segments, ...quantized, Mask].map((i): Value | undefined => {
      const x = inputs[i];
      const isQuantized = quantized.some((q) => q === i);
      return x === undefined || !isQuantized ? x : c.node(DequantizeLinear, [x, inputs[scaleOf(i)], inputs[zeroOf(i)]]);
    });
    return emit(EmbedLayerNormalization, given, { epsilon: attrs.epsilon }, node.outputs.length);
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "words and positions, scales and zero points of their own",
      attrs: { epsilon: 0 },
      inputs: [
        { dtype: "i32", shape: [1, 2], values: [1, 0] },
        undefined,
        { dtype: "u8", shape: [2, 2], values: [10, 12, 14, 16] },
        { dtype: "u8", shape: [3, 2], values: [0, 1, 0, 3, 9, 9] },
        undefined,
        { dtype: "u8", shape: [2], values: [3, 4] },
        { dtype: "u8", shape: [2], values: [0, 2] },
        undefined,
        { shape: [], values: [0.5] },
        { shape: [], values: [1] },
        undefined,
        { shape: [], values: [1] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [10] },
        { dtype: "u8", shape: [], values: [0] },
        undefined,
        { dtype: "u8", shape: [], values: [2] },
        { dtype: "u8", shape: [], values: [0] },
      ],
      outputs: [
        { shape: [1, 2, 2], values: [-1, 3, -1, 3] },
        { dtype: "i32", shape: [1], values: [0] },
      ],
    },
  ],
});
