/**
 * Attention (com.microsoft): queries, keys and values by one projection, attention of all heads under a mask, an added bias, causal or not, with
 * past keys and values in one tensor. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { add, type Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { attend, joinHeads, splitHeads } from "./families/attention.ts";
import { type MaskExtents, maskingOf, maskKind } from "./families/attention-masks.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { floats, onlyDefault, ranked, sameDType, typed } from "./families/type-sets.ts";

/** Inputs by position. */
const [Input, Weights, Bias, Mask, Past, Added] = [0, 1, 2, 3, 4, 5] as const;

function attrs(raw: AttrReader) {
  // Without it, past_sequence_length says what the past's shape says as well.
  onlyDefault(raw, "past_present_share_buffer", 0, "export without shared buffers");
  onlyDefault(raw, "do_rotary", 0, "export rotary embeddings as their own operator");
  return {
    heads: raw.int("num_heads"),
    causal: raw.int("unidirectional", 0) !== 0,
    widths: raw.ints("qkv_hidden_sizes", []),
    scale: raw.float("scale", 0),
    hidden: raw.float("mask_filter_value", -10_000),
  };
}

type Attributes = ReturnType<typeof attrs>;

type Context = Pick<InferContext<Attributes>, "attrs" | "fail" | "tensor" | "inputs" | "inputName">;

interface Shapes extends MaskExtents {
  readonly past: Dim;
  readonly heads: number;
  /** Widths of queries, keys and values. */
  readonly widths: readonly [number, number, number];
}

function shapesOf(context: Context): Shapes {
  const { shape } = context.tensor(Input);
  const width = context.tensor(Weights).shape[1];
  const { heads, widths: given } = context.attrs;
  if (shape.length !== 3) return context.fail(`input has shape ${shapeText(shape)}, [batch, length, width] is expected`);
  if (typeof width !== "number") return context.fail("weights have a free width", "give it a value (--dim name=value)");
  const widths = (given.length === 3 ? given : [width / 3, width / 3, width / 3]) as [number, number, number];
  if (widths.reduce((a, b) => a + b, 0) !== width || widths[0] !== widths[1] || widths.some((w) => w % heads !== 0))
    context.fail(`weights are ${width} wide, which does not make queries, keys and values of [${widths.join()}] with ${heads} heads`);
  ranked(context, Weights, 2, "[width, widths of queries, keys and values]");
  const past = context.inputs[Past] === undefined ? 0 : (ranked(context, Past, 5, "[2, batch, heads, past, size]")[3] as Dim);
  return { batch: shape[0] as Dim, queries: shape[1] as Dim, keys: add(past, shape[1] as Dim), past, heads, widths };
}

function typesOf(context: InferContext<Attributes>): readonly TensorType[] {
  const { dtype } = typed(context, Input, floats);
  sameDType(context, Input, Weights);
  const shapes = shapesOf(context);
  const { batch, queries, keys, heads, widths } = shapes;
  if (context.inputs[Mask] !== undefined) maskKind(context, Mask, shapes);
  const present = tensorType(dtype, [2, batch, heads, keys, widths[2] / heads]);
  return [tensorType(dtype, [batch, queries, widths[2]]), present].slice(0, Math.max(1, context.outputCount));
}

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const c = composer(context);
  const { inputs, attrs } = context;
  const shapes = shapesOf(context);
  const { heads, widths, batch, queries } = shapes;
  const product = c.matMul(inputs[Input] as Value, inputs[Weights] as Value);
  const biased = inputs[Bias] === undefined ? product : c.add(product, inputs[Bias]);
  const [q, newKeys, newValues] = c.split(biased, 2, widths).map((x) => splitHeads(c, x, heads)) as [Value, Value, Value];
  const [k, v] = grown(c, inputs[Past], [newKeys, newValues]);
  const masking = maskingOf(c, context, { mask: inputs[Mask], bias: inputs[Added], dtype: typeOf(q).dtype }, shapes);
  const scale = attrs.scale || 1 / Math.sqrt(widths[0] / heads);
  const result = attend(c, { q, k, v, scale, masking });
  const y = c.reshape(joinHeads(c, result), [batch, queries, widths[2]]);
  return context.node.outputs.length === 1
    ? [y]
    : [
        y,
        c.concat(
          [k, v].map((x) => c.reshape(x, [1, ...typeOf(x).shape])),
          0,
        ),
      ];
}

/** New keys and values behind the past ones, which one tensor [2, batch, heads, past, size] holds. */
function grown(c: Composer, past: Value | undefined, fresh: readonly [Value, Value]): readonly [Value, Value] {
  if (past === undefined) return fresh;
  const [keys, values] = c.split(past, 0, [1, 1]) as [Value, Value];
  const behind = (part: Value, x: Value): Value => c.concat([c.reshape(part, typeOf(part).shape.slice(1)), x], 2);
  return [behind(keys, fresh[0]), behind(values, fresh[1])];
}

export const PackedAttention = defineOp({
  name: "Attention",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "self-attention with its projection",
  inputs: ["input", "weights", "bias", "mask_index", "past", "attention_bias", "past_sequence_length"],
  attrs,
  // Of rotary embeddings.
  ignores: ["rotary_embedding_dim"],
  infer: typesOf,
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one head, keys that the mask hides",
      attrs: { num_heads: 1 },
      inputs: [
        { shape: [1, 2, 1], values: [1, 3] },
        { shape: [1, 3], values: [0, 1, 1] },
        { shape: [3], values: [0, 0, 1] },
        { dtype: "i32", shape: [1, 2], values: [1, 0] },
      ],
      outputs: [{ shape: [1, 2, 1], values: [2, 2] }],
    },
    {
      note: "causal, a past key, the present",
      attrs: { num_heads: 1, unidirectional: 1 },
      inputs: [
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 3], values: [0, 1, 3] },
        { shape: [3], values: [0, 0, 0] },
        undefined,
        { shape: [2, 1, 1, 1, 1], values: [7, 5] },
      ],
      outputs: [
        { shape: [1, 1, 1], values: [4] },
        { shape: [2, 1, 1, 2, 1], values: [7, 1, 5, 3] },
      ],
    },
  ],
});
