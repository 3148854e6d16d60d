/**
 * EmbedLayerNormalization (com.microsoft): rows of a word, a position and a segment table summed and normalized over the last axis; also how many
 * positions of each sequence the mask keeps, and the sum. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { Equal } from "./comparison.ts";
import { ConstantOfShape } from "./constant-of-shape.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { floats, indexTypes, sameDType, typed } from "./families/type-sets.ts";
import { Identity } from "./identity.ts";
import { LayerNormalization } from "./layer-normalization.ts";
import { ReduceSum } from "./reduce.ts";

/** Inputs by position. */
const [Ids, Segments, Words, Positions, SegmentTable, Scale, Bias, Mask, PositionIds] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

function typesOf(context: InferContext): readonly TensorType[] {
  const { shape } = typed(context, Ids, indexTypes);
  const words = typed(context, Words, floats);
  if (shape.length !== 2) context.fail(`input_ids have shape ${shapeText(shape)}, [batch, length] is expected`);
  for (const i of [Positions, Scale, Bias]) sameDType(context, Words, i);
  const width = words.shape[1] as Dim;
  for (const i of [Words, Positions, SegmentTable]) {
    if (context.inputs[i] === undefined) continue;
    const table = context.tensor(i).shape;
    if (table.length !== 2 || !equalDims(table[1] as Dim, width))
      context.fail(
        `${context.inputName(i)} has shape ${shapeText(table)}, a table of rows as wide as the words' ${shapeText(words.shape)} is expected`,
      );
  }
  const embedded = tensorType(words.dtype, [...shape, width]);
  return [embedded, tensorType("i32", [shape[0] as Dim]), embedded].slice(0, Math.max(1, context.outputCount));
}

/** Rows of the position table: by ids, or the first ones in order. */
function placed(c: Composer, { inputs, fail }: ExpandContext): Value {
  const [table, ids, words] = [inputs[Positions] as Value, inputs[PositionIds], inputs[Ids] as Value];
  if (ids !== undefined) return c.gather(table, ids, 0);
  const length = typeOf(words).shape[1] as Dim;
  if (typeof length !== "number") return fail("has a free length", "give it a value (--dim name=value)");
  return c.slice(table, 0, 0, length);
}

function counted(c: Composer, { inputs }: ExpandContext): Value {
  const mask = inputs[Mask];
  if (mask === undefined) {
    const batch = typeOf(inputs[Ids] as Value).shape[0] as number;
    return c.cast(c.node(ConstantOfShape, [c.integers([batch])]), "i32");
  }
  const kept = c.node(Equal, [c.cast(mask, "i32"), c.scalar("i32", 1)]);
  return c.node(ReduceSum, [c.cast(kept, "i32"), c.integers([1])], { keepdims: 0 });
}

export const EmbedLayerNormalization = defineOp({
  name: "EmbedLayerNormalization",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "layer normalization of summed embeddings",
  inputs: ["input_ids", "segment_ids", "word_embedding", "position_embedding", "segment_embedding", "gamma", "beta", "mask", "position_ids"],
  attrs: (raw) => ({ epsilon: raw.float("epsilon", 1e-12), mask_index_type: raw.int("mask_index_type", 1) }),
  infer: typesOf,
  expand(context) {
    const c = composer(context);
    const { inputs } = context;
    const [ids, segments, table] = [inputs[Ids] as Value, inputs[Segments], inputs[SegmentTable]];
    const words = c.add(c.gather(inputs[Words] as Value, ids, 0), placed(c, context));
    const all = segments === undefined || table === undefined ? words : c.add(words, c.gather(table, segments, 0));
    const y = c.node(LayerNormalization, [all, inputs[Scale], inputs[Bias]], { epsilon: context.attrs.epsilon });
    const { length } = context.node.outputs;
    return [y, ...(length > 1 ? [counted(c, context)] : []), ...(length > 2 ? [c.node(Identity, [all])] : [])];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "words, positions and segments, a mask",
      attrs: { epsilon: 0 },
      inputs: [
        { dtype: "i32", shape: [1, 2], values: [1, 0] },
        { dtype: "i32", shape: [1, 2], values: [0, 1] },
        { shape: [2, 2], values: [0, 1, 2, 3] },
        { shape: [3, 2], values: [0, 1, 0, 3, 9, 9] },
        { shape: [2, 2], values: [0, 0, 0, 2] },
        { shape: [2], values: [1, 2] },
        { shape: [2], values: [0, 1] },
        { dtype: "i32", shape: [1, 2], values: [1, 0] },
      ],
      outputs: [
        { shape: [1, 2, 2], values: [-1, 3, -1, 3] },
        { dtype: "i32", shape: [1], values: [1] },
        { shape: [1, 2, 2], values: [2, 4, 0, 6] },
      ],
    },
  ],
});
