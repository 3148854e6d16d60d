/**
 * MultiHeadAttention (com.microsoft): attention of queries to keys and values given apart, packed together, or already split into heads; a bias for
 * all three, masks, past keys and values. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { add, type Dim, mul } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type Type, tensorType } from "../graph/types.ts";
import { DecoderMaskedMultiHeadAttention } from "./decoder-masked-attention.ts";
import { attend, attention, joinHeads, splitHeads } from "./families/attention.ts";
import { type MaskExtents, maskingOf, maskKind } from "./families/attention-masks.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { rearranged } from "./families/rearranged.ts";
import { floats, typed } from "./families/type-sets.ts";
import { Identity } from "./identity.ts";

/** Inputs by position. */
const [Q, K, V, Bias, Mask, Added, PastKey, PastValue, PastLength, Beams] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

const attrs = (raw: AttrReader) => ({
  heads: raw.int("num_heads"),
  causal: raw.int("unidirectional", 0) !== 0,
  scale: raw.float("scale", 0),
  hidden: raw.float("mask_filter_value", -10_000),
});

type Attributes = ReturnType<typeof attrs>;

type Context = Pick<InferContext<Attributes>, "attrs" | "fail" | "tensor" | "inputs" | "inputName">;

interface Shapes extends MaskExtents {
  readonly heads: number;
  readonly size: number;
  readonly valueSize: number;
  readonly past: Dim;
  /** Where keys and values stand: beside queries, in one tensor of their own, in two, or in two split into heads. */
  readonly form: "all packed" | "pairs packed" | "apart" | "split";
}

const ranks: Readonly<Record<number, Shapes["form"]>> = { 3: "apart", 4: "split", 5: "pairs packed" };

function shapesOf(context: Context): Shapes {
  const { shape } = context.tensor(Q);
  const { heads } = context.attrs;
  const packed = shape.length === 5;
  const width = packed ? mul(shape[2] as Dim, shape[4] as Dim) : (shape[2] as Dim);
  const keys = packed ? shape : (context.inputs[K] === undefined ? context.fail("has no keys, and queries of 3 axes") : context.tensor(K)).shape;
  const form = packed ? "all packed" : ranks[keys.length];
  if (form === undefined || (shape.length !== 3 && !packed)) return context.fail(`queries have shape ${shapeText(shape)}, keys ${shapeText(keys)}`);
  if (typeof width !== "number" || width % heads !== 0) return context.fail(`queries of shape ${shapeText(shape)} do not divide into ${heads} heads`);
  const size = width / heads;
  const valueShape = context.inputs[V] === undefined ? undefined : context.tensor(V).shape;
  const valueWidth = form === "apart" ? valueShape?.[2] : form === "split" ? mul(valueShape?.[3] ?? 0, heads) : width;
  if (typeof valueWidth !== "number" || valueWidth === 0) return context.fail(`has no values for keys of shape ${shapeText(keys)}`);
  const past = context.inputs[PastKey] === undefined ? 0 : (context.tensor(PastKey).shape[2] as Dim);
  const fresh = (form === "split" ? keys[2] : keys[1]) as Dim;
  return { batch: shape[0] as Dim, queries: shape[1] as Dim, keys: add(past, fresh), heads, size, valueSize: valueWidth / heads, past, form };
}

/** Past and present share buffers, which hold a run-time number of old keys: DecoderMaskedMultiHeadAttention under another name. */
const isShared = ({ inputs }: Context): boolean => inputs[PastLength] !== undefined || inputs[Beams] !== undefined;

/** The inputs in DecoderMaskedMultiHeadAttention's order. */
const shared = [Q, K, V, Mask, Added, PastKey, PastValue, PastLength, undefined, Beams, Bias] as const;

function sharedTypes(context: InferContext<Attributes>): readonly Type[] {
  const left = [K, V, PastKey, PastValue, PastLength, Beams].find((i) => context.inputs[i] === undefined);
  if (left !== undefined)
    context.fail(`shares buffers for past and present, and ${context.inputName(left)} is left out`, "export without shared buffers");
  return DecoderMaskedMultiHeadAttention.infer(rearranged(context, shared));
}

function typesOf(context: InferContext<Attributes>): readonly Type[] {
  const { dtype } = typed(context, Q, floats);
  if (isShared(context)) return sharedTypes(context);
  const shapes = shapesOf(context);
  const { batch, queries, keys, heads, size, valueSize } = shapes;
  if (context.inputs[Mask] !== undefined) maskKind(context, Mask, shapes);
  return [
    tensorType(dtype, [batch, queries, heads * valueSize]),
    tensorType(dtype, [batch, heads, keys, size]),
    tensorType(dtype, [batch, heads, keys, valueSize]),
    tensorType(dtype, [batch, heads, queries, keys]),
  ].slice(0, Math.max(1, context.outputCount));
}

/** Queries, keys and values in heads, with their parts of the bias. */
function parts(
  c: Composer,
  { inputs }: ExpandContext<Attributes>,
  { form, heads, size, valueSize, batch, queries }: Shapes,
): readonly [Value, Value, Value] {
  const [q, k, v, bias] = [inputs[Q] as Value, inputs[K], inputs[V], inputs[Bias]];
  const starts = [0, heads * size, 2 * heads * size];
  const biased = (x: Value, i: number): Value => {
    const width = heads * (i === 2 ? valueSize : size);
    return bias === undefined ? x : c.add(x, c.slice(bias, 0, starts[i] as number, (starts[i] as number) + width));
  };
  /** Entry `i` of the fourth axis of [batch, length, heads, entries, size], heads joined. */
  const unpacked = (x: Value, i: number): Value => c.reshape(c.slice(x, 3, i, i + 1), [batch, typeOf(x).shape[1] as Dim, heads * size]);
  const joined = (x: Value | undefined, i: number): Value => splitHeads(c, biased(x as Value, i), heads);
  const whole = form === "all packed" ? unpacked(q, 0) : c.reshape(q, [batch, queries, heads * size]);
  if (form === "split") return [joined(whole, 0), k as Value, v as Value];
  if (form === "apart") return [joined(whole, 0), joined(k, 1), joined(v, 2)];
  const [from, first] = form === "all packed" ? [q, 1] : [k as Value, 0];
  return [joined(whole, 0), joined(unpacked(from, first), 1), joined(unpacked(from, first + 1), 2)];
}

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const c = composer(context);
  const { inputs, attrs } = context;
  if (isShared(context)) {
    const options = { num_heads: attrs.heads, scale: attrs.scale, mask_filter_value: attrs.hidden };
    const operands = shared.map((i) => (i === undefined ? undefined : inputs[i]));
    return context.emit(DecoderMaskedMultiHeadAttention, operands, options, context.node.outputs.length);
  }
  const shapes = shapesOf(context);
  const [q, newKeys, newValues] = parts(c, context, shapes);
  const grown = (past: Value | undefined, fresh: Value): Value => (past === undefined ? fresh : c.concat([past, fresh], 2));
  const [k, v] = [grown(inputs[PastKey], newKeys), grown(inputs[PastValue], newValues)];
  const masking = maskingOf(c, context, { mask: inputs[Mask], bias: inputs[Added], dtype: typeOf(q).dtype }, shapes);
  const scale = attrs.scale || 1 / Math.sqrt(shapes.size);
  const spec = { q, k, v, scale, masking };
  const stages = context.node.outputs.length > 3 ? attention(c, spec) : undefined;
  const result = stages?.result ?? attend(c, spec);
  // Outputs stand for values of their own, inputs included.
  const others = [k, v, ...(stages === undefined ? [] : [stages.scores])].slice(0, context.node.outputs.length - 1);
  return [joinHeads(c, result), ...others.map((x) => c.node(Identity, [x]))];
}

export const MultiHeadAttention = defineOp({
  name: "MultiHeadAttention",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "attention of projected queries, keys and values",
  inputs: [
    "query",
    "key",
    "value",
    "bias",
    "key_padding_mask",
    "attention_bias",
    "past_key",
    "past_value",
    "past_sequence_length",
    "cache_indirection",
  ],
  attrs,
  infer: typesOf,
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "a bias, two keys alike",
      attrs: { num_heads: 1 },
      inputs: [
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 2, 1], values: [1, 1] },
        { shape: [1, 2, 1], values: [2, 4] },
        { shape: [3], values: [1, 2, 3] },
      ],
      outputs: [{ shape: [1, 1, 1], values: [6] }],
    },
    {
      note: "all packed",
      attrs: { num_heads: 2 },
      inputs: [{ shape: [1, 1, 2, 3, 1], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ shape: [1, 1, 2], values: [3, 6] }],
    },
  ],
});
