/**
 * DecoderMaskedMultiHeadAttention (com.microsoft): attention of one query a sequence. Keys and values given now enter a cache at a run-time place, the
 * number of old ones; with beams, each sequence reads old ones of other beams. Without a cache, keys and values of an encoder are given in heads.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { attention, joinHeads, type Masking, splitHeads } from "./families/attention.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { countAttribute, floats, indexTypes, ranked, typed } from "./families/type-sets.ts";
import { GatherND } from "./gather-nd.ts";
import { GrownCache } from "./grown-cache.ts";
import { Identity } from "./identity.ts";
import { Tile } from "./tile.ts";
import { Where } from "./where.ts";

/** Inputs by position; what input 8 says, the width of a beam, the shape of the indirection says as well. */
const [Q, K, V, Mask, Added, PastKey, PastValue, PastLength, , Beams, Bias] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

const attrs = (raw: AttrReader) => ({
  heads: countAttribute(raw, "num_heads"),
  scale: raw.float("scale", 0),
  hidden: raw.float("mask_filter_value", -10_000),
});

type Attributes = ReturnType<typeof attrs>;

type Context = Pick<InferContext<Attributes>, "attrs" | "fail" | "tensor" | "inputs" | "inputName">;

interface Shapes {
  readonly batch: number;
  readonly heads: number;
  readonly size: number;
  /** Places of the cache, or keys of the encoder. */
  readonly keys: Dim;
  readonly hasCache: boolean;
}

function shapesOf(context: Context): Shapes {
  const { inputs } = context;
  const { heads } = context.attrs;
  const queries = ranked(context, Q, 3, "[batch, 1, width]");
  const [batch, length, whole] = queries;
  const width = Number(whole) / (inputs[K] === undefined ? 3 : 1);
  if (typeof batch !== "number" || length !== 1 || !Number.isInteger(width / heads))
    return context.fail(
      `queries have shape ${shapeText(queries)}, [batch, 1, ${heads} heads] of numbers is expected`,
      "give free dims values (--dim name=value)",
    );
  const size = width / heads;
  const hasCache = inputs[PastKey] !== undefined;
  const [keys, values] = (hasCache ? [PastKey, PastValue] : [K, V]).map((i) => ranked(context, i, 4, "[batch, heads, keys, size]")) as [
    readonly Dim[],
    readonly Dim[],
  ];
  if (
    [keys, values].some((shape) => shape[0] !== batch || shape[1] !== heads || shape[3] !== size) ||
    typeof keys[2] !== "number" ||
    keys[2] !== values[2]
  )
    context.fail(
      `queries have shape ${shapeText(queries)}, keys ${shapeText(keys)}, values ${shapeText(values)}; [${batch}, ${heads}, keys, ${size}] is expected`,
    );
  for (const i of hasCache && inputs[K] !== undefined ? [K, V] : []) {
    const added = ranked(context, i, 3, "[batch, 1, width]");
    if (added[0] !== batch || added[1] !== 1 || added[2] !== width)
      context.fail(
        `${context.inputName(i)} has shape ${shapeText(added)}, one key and value of each sequence, [${batch}, 1, ${width}], are expected`,
      );
  }
  return { batch, heads, size, keys: keys[2] as Dim, hasCache };
}

/** How many keys mask, bias and scores are of: all of the encoder, or what mask or bias say of the cache. */
function countedKeys(context: Context, { keys, hasCache }: Shapes): Dim | undefined {
  const says = [Mask, Added].find((i) => context.inputs[i] !== undefined);
  return hasCache ? (says === undefined ? undefined : context.tensor(says).shape.at(-1)) : keys;
}

function typesOf(context: InferContext<Attributes>): readonly TensorType[] {
  const { dtype } = typed(context, Q, floats);
  const shapes = shapesOf(context);
  const { batch, heads, size, keys, hasCache } = shapes;
  if (hasCache) typed(context, PastLength, indexTypes);
  if (context.inputs[Mask] !== undefined) typed(context, Mask, indexTypes);
  const counted = countedKeys(context, shapes);
  if (context.outputCount > 3 && counted === undefined)
    context.fail("gives scores of a number of keys that is only known at run time", "give a mask of a known shape, or leave the scores out");
  const cache = tensorType(dtype, [batch, heads, keys, size]);
  return [tensorType(dtype, [batch, 1, heads * size]), cache, cache, tensorType(dtype, [batch, heads, 1, counted ?? keys])].slice(
    0,
    Math.max(1, context.outputCount),
  );
}

/** Queries, keys and values as given, each with its part of the bias. */
function parts(c: Composer, { inputs }: ExpandContext<Attributes>, { heads, size, hasCache }: Shapes): readonly Value[] {
  const width = heads * size;
  const q = inputs[Q] as Value;
  const given = inputs[K] === undefined ? c.split(q, 2, [width, width, width]) : [q, inputs[K], inputs[V] as Value];
  const bias = inputs[Bias];
  const isSplit = (i: number): boolean => i > 0 && !hasCache;
  return given.map((x, i) => {
    if (isSplit(i)) return x;
    return splitHeads(c, bias === undefined ? x : c.add(x, c.slice(bias, 0, i * width, (i + 1) * width)), heads);
  });
}

/** Old entries of each sequence, those of the beam that its row of the indirection names for each place. */
function ofBeams(c: Composer, past: Value, beams: Value, { batch }: Shapes): Value {
  const [, each, places] = typeOf(beams).shape.map(Number) as [number, number, number];
  const firsts = c.reshape(c.integers(Array.from({ length: batch }, (_, b) => b - (b % each))), [batch, 1]);
  const rows = c.add(c.reshape(c.cast(beams, "i64"), [batch, places]), firsts);
  const where = c.integers(Array.from({ length: batch * places }, (_, i) => i % places));
  const pairs = c.concat([c.reshape(rows, [batch, places, 1]), c.reshape(where, [batch, places, 1])], 2);
  return c.transpose(c.node(GatherND, [c.transpose(past, [0, 2, 1, 3]), pairs]), [0, 2, 1, 3]);
}

function maskingOf(
  c: Composer,
  { inputs, attrs }: ExpandContext<Attributes>,
  lengths: Value | undefined,
  dtype: TensorType["dtype"],
): Masking | undefined {
  const [mask, added] = [inputs[Mask], inputs[Added]];
  if (mask === undefined && added === undefined && lengths === undefined) return undefined;
  if (mask === undefined) return { mask: added, lengths, attrs: {} };
  const [batch, keys] = typeOf(mask).shape as readonly [Dim, Dim];
  const isSeen = c.reshape(c.cast(mask, "bool"), [batch, 1, 1, keys]);
  const hiding = c.node(Where, [isSeen, c.scalar(dtype, 0), c.scalar(dtype, attrs.hidden)]);
  return { mask: added === undefined ? hiding : c.add(hiding, added), lengths, attrs: {} };
}

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const c = composer(context);
  const { inputs, attrs, node } = context;
  const shapes = shapesOf(context);
  const { batch, size, keys, hasCache } = shapes;
  const [q, newKeys, newValues] = parts(c, context, shapes) as [Value, Value, Value];
  const { dtype } = typeOf(q);
  const scale = attrs.scale || 1 / Math.sqrt(size);
  const counted = countedKeys(context, shapes);
  const finished = (k: Value, v: Value, lengths: Value | undefined, kept: readonly Value[]): readonly Value[] => {
    const { result, scores } = attention(c, { q, k, v, scale, masking: maskingOf(c, context, lengths, dtype) });
    const shown = counted === undefined || counted === keys ? scores : c.slice(scores, 3, 0, Number(counted));
    return [joinHeads(c, result), ...[...kept, shown].map((x) => c.node(Identity, [x]))].slice(0, node.outputs.length);
  };
  if (!hasCache) return finished(newKeys, newValues, undefined, [newKeys, newValues]);
  const starts = c.node(Tile, [c.reshape(c.cast(inputs[PastLength] as Value, "i32"), [1]), c.integers([batch])]);
  const grown = (past: Value, fresh: Value): Value => c.node(GrownCache, [past, fresh, starts], { length: Number(keys), keeps: 1 });
  const [pastKey, pastValue, beams] = [inputs[PastKey], inputs[PastValue], inputs[Beams]] as readonly [Value, Value, Value | undefined];
  const present = [grown(pastKey, newKeys), grown(pastValue, newValues)] as const;
  const [k, v] =
    beams === undefined ? present : [grown(ofBeams(c, pastKey, beams, shapes), newKeys), grown(ofBeams(c, pastValue, beams, shapes), newValues)];
  return finished(k, v, c.add(starts, c.scalar("i32", 1)), present);
}

export const DecoderMaskedMultiHeadAttention = defineOp({
  name: "DecoderMaskedMultiHeadAttention",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "attention of one query a sequence over a cache of keys and values",
  inputs: [
    "query",
    "key",
    "value",
    "mask_index",
    "attention_bias",
    "past_key",
    "past_value",
    "past_sequence_length",
    "beam_width",
    "cache_indirection",
    "bias",
  ],
  // Scores are an output where the node names them, and a cache is a buffer that past and present share.
  ignores: ["output_qk", "past_present_share_buffer"],
  attrs,
  infer: typesOf,
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one old key of three places",
      attrs: { num_heads: 1, scale: 1, past_present_share_buffer: 1 },
      inputs: [
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 1, 1], values: [Math.log(3)] },
        { shape: [1, 1, 1], values: [8] },
        undefined,
        undefined,
        { shape: [1, 1, 3, 1], values: [0, 5, 5] },
        { shape: [1, 1, 3, 1], values: [4, 50, 50] },
        { dtype: "i32", shape: [1], values: [1] },
      ],
      outputs: [
        { shape: [1, 1, 1], values: [7] },
        { shape: [1, 1, 3, 1], values: [0, Math.log(3), 5] },
        { shape: [1, 1, 3, 1], values: [4, 8, 50] },
      ],
    },
    {
      note: "keys of an encoder",
      attrs: { num_heads: 1, scale: 1 },
      inputs: [
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 1, 2, 1], values: [0, Math.log(3)] },
        { shape: [1, 1, 2, 1], values: [4, 8] },
      ],
      outputs: [{ shape: [1, 1, 1], values: [7] }],
    },
  ],
});
