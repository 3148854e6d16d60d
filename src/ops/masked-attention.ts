/**
 * MaskedAttention: max(softcap * tanh(scale q k^T / softcap) + masks, least), its softmax along the keys, times v, of [batch, heads, length, size]; query heads
 * share key heads in equal groups. Domain aot; attention that is spelled out becomes it.
 */
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { attend } from "./families/attention.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { composer } from "./families/composing.ts";
import { floats, sameDType, type TypeSet, typed } from "./families/type-sets.ts";

/** The first mask. */
const first = 3;

const masks: TypeSet = { text: "bool or f32", dtypes: ["bool", "f32"] };

function infer(context: InferContext) {
  const { dtype, shape } = typed(context, 0, floats);
  const [q, k, v] = [0, 1, 2].map((i) => {
    sameDType(context, 0, i);
    const { shape } = context.tensor(i);
    return shape.length === 4 ? shape : context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, 4 axes are expected`);
  }) as [typeof shape, typeof shape, typeof shape];
  for (let i = first; i < context.inputs.length; i++) checkBroadcastsTo(context, typed(context, i, masks).shape, [...q.slice(0, 3), k[2] ?? 0]);
  return [tensorType(dtype, [...q.slice(0, 3), v[3] ?? 0])];
}

function expand(context: ExpandContext<{ readonly scale: number; readonly softcap: number; readonly least: number }>): readonly Value[] {
  const [q, k, v, mask, ...others] = context.inputs as readonly [Value, Value, Value, ...Value[]];
  const { scale, softcap, least } = context.attrs;
  const masking = mask === undefined ? undefined : { mask, others, attrs: {} };
  return [attend(composer(context), { q, k, v, scale, softcap, least, masking })];
}

export const MaskedAttention = defineOp({
  name: "MaskedAttention",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "attention under any number of masks",
  inputs: ["Q", "K", "V", "...masks"],
  attrs: (raw) => ({
    scale: raw.float("scale", 1),
    /** Scores become softcap * tanh(score / softcap); 0: they stay. */
    softcap: raw.float("softcap", 0),
    /** No score is less, those of hidden keys included. */
    least: raw.float("least", Number.NEGATIVE_INFINITY),
  }),
  infer,
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two query heads share a key head, one mask is added, one hides a key",
      inputs: [
        { shape: [1, 2, 1, 1], values: [0, 1] },
        { shape: [1, 1, 3, 1], values: [0, Math.log(3), 5] },
        { shape: [1, 1, 3, 1], values: [4, 8, 100] },
        { shape: [2, 1, 1], values: [0, 3] },
        { dtype: "bool", shape: [1, 3], values: [true, true, false] },
      ],
      outputs: [{ shape: [1, 2, 1, 1], values: [6, 7] }],
    },
    {
      note: "what no score is less than",
      attrs: { least: -1e9 },
      inputs: [
        { shape: [1, 1, 2, 1], values: [0, 0] },
        { shape: [1, 1, 2, 1], values: [1, 2] },
        { shape: [1, 1, 2, 1], values: [3, 5] },
        { dtype: "bool", shape: [2, 2], values: [true, false, false, false] },
      ],
      outputs: [{ shape: [1, 1, 2, 1], values: [3, 4] }],
    },
  ],
});
