/**
 * GroupQueryAttention (com.microsoft): attention with grouped queries, causal or not, over a cache that holds a run-time number of old keys in each
 * sequence, with rotary embeddings, a window, a softcap, and a sink: a score for each head (0 with smooth_softmax) that softmax counts and that stands
 * for no key.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { bounds, type Dim, max } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { Equal } from "./comparison.ts";
import { Expand } from "./expand.ts";
import { type Attended, attend, attention, joinHeads, splitHeads } from "./families/attention.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { checkSingle } from "./families/single-element.ts";
import { countAttribute, floats, indexTypes, onlyDefault, ranked, typed } from "./families/type-sets.ts";
import { GrownCache } from "./grown-cache.ts";
import { RotaryEmbedding } from "./rotary-embedding.ts";
import { Max } from "./variadic.ts";
import { Where } from "./where.ts";

/** Inputs by position. */
const [Q, K, V, PastKey, PastValue, LastKeys, Total, Cos, Sin, PositionIds, Added, Sink] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

function attrs(raw: AttrReader) {
  const [causal, window] = [raw.int("causal", 1), raw.int("local_window_size", -1)];
  if (causal === 0 && window !== -1) raw.fail(`attribute local_window_size is ${window} beside causal, which is 0; -1 is expected`);
  onlyDefault(raw, "sliding_window_cache", 0);
  for (const kind of ["k_quant_type", "v_quant_type"]) onlyDefault(raw, kind, "NONE");
  return {
    heads: countAttribute(raw, "num_heads"),
    keyHeads: countAttribute(raw, "kv_num_heads"),
    rotary: raw.int("do_rotary", 0) !== 0,
    interleaved: raw.int("rotary_interleaved", 0) !== 0,
    causal: causal !== 0,
    window,
    softcap: raw.float("softcap", 0),
    scale: raw.float("scale", 0),
    smooth: raw.int("smooth_softmax", 0) === 1,
    shown: raw.int("qk_output", 0),
    // Of SparseAttention: caches hold what they held behind the last key, not 0.
    keeps: raw.int("aot.keeps", 0),
  };
}

type Attributes = ReturnType<typeof attrs>;

type Context = Pick<InferContext<Attributes>, "attrs" | "fail" | "tensor" | "inputs" | "inputName" | "known">;

interface Shapes {
  readonly batch: number;
  readonly queries: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly size: number;
  /** Positions of the cache afterwards. */
  readonly keys: number;
}

/** Keys and values, now and before, and how many there are, against the queries. */
function checkOthers(context: Context, { batch, queries, keyHeads, size }: Pick<Shapes, "batch" | "queries" | "keyHeads" | "size">): void {
  const expect = (inputs: readonly number[], shape: readonly (number | undefined)[]): void => {
    for (const i of inputs) {
      const found = context.tensor(i).shape;
      if (found.length !== shape.length || shape.some((d, a) => d !== undefined && found[a] !== d))
        context.fail(`${context.inputName(i)} has shape ${shapeText(found)}, [${shape.map((d) => d ?? "any").join(", ")}] is expected`);
    }
  };
  if (context.inputs[K] !== undefined || context.inputs[V] !== undefined) expect([K, V], [batch, queries, keyHeads * size]);
  expect([LastKeys], [batch]);
  if (context.inputs[PastKey] === undefined && context.inputs[PastValue] === undefined) return;
  const past = context.tensor(PastKey).shape[2];
  expect([PastKey, PastValue], [batch, keyHeads, typeof past === "number" ? past : undefined, size]);
}

function shapesOf(context: Context): Shapes {
  const { shape } = context.tensor(Q);
  const { heads, keyHeads } = context.attrs;
  const [batch, queries, width] = shape;
  if (shape.length !== 3 || typeof batch !== "number" || typeof queries !== "number" || typeof width !== "number")
    return context.fail(
      `queries have shape ${shapeText(shape)}, [batch, length, width] of numbers is expected`,
      "give free dims values (--dim name=value)",
    );
  const size = width / (context.inputs[K] === undefined ? heads + 2 * keyHeads : heads);
  if (!Number.isInteger(size) || size < 1 || heads % keyHeads !== 0)
    context.fail(`queries are ${width} wide, which does not divide into ${heads} heads of ${keyHeads} groups`);
  checkOthers(context, { batch, queries, keyHeads, size });
  const past = context.inputs[PastKey] === undefined ? 0 : (context.tensor(PastKey).shape[2] as Dim);
  const total = context.known(Total)?.[0] ?? (bounds(past)[1] === 0 ? queries : past);
  const keys = max(past, total);
  if (typeof keys !== "number") return context.fail("has a free number of keys", "give free dims values (--dim name=value)");
  return { batch, queries, heads, keyHeads, size, keys };
}

function typesOf(context: InferContext<Attributes>): readonly TensorType[] {
  const { dtype } = typed(context, Q, floats);
  typed(context, LastKeys, indexTypes);
  typed(context, Total, indexTypes);
  checkSingle(context, Total);
  const { batch, queries, heads, keyHeads, size, keys } = shapesOf(context);
  if (context.attrs.rotary) for (const i of [Cos, Sin]) ranked(context, i, 2, "[positions, pairs]");
  const sink = context.inputs[Sink] === undefined ? [heads] : ranked(context, Sink, 1, "[heads]");
  if (sink[0] !== heads) context.fail(`head_sink has shape ${shapeText(sink)}, one number for each of ${heads} heads is expected`);
  const cache = tensorType(dtype, [batch, keyHeads, keys, size]);
  if (context.outputCount > 3 && context.attrs.shown === 0)
    context.fail("names output 3, scores or probabilities, and attribute qk_output does not say which");
  const shown = tensorType(dtype, [batch, heads, queries, shownKeys(context, keys)]);
  return [tensorType(dtype, [batch, queries, heads * size]), cache, cache, shown].slice(0, Math.max(1, context.outputCount));
}

/** Keys of the scores that are an output: those that count, of the places of the cache. */
function shownKeys(context: Context, keys: number): number {
  const [total] = context.known(Total) ?? [];
  return typeof total === "number" ? total : keys;
}

/** Scores with 0 for keys that are hidden, or probabilities, as an output. */
function shownOf(c: Composer, context: ExpandContext<Attributes>, { masked, weights }: Attended, keys: number): Value {
  const { dtype } = typeOf(masked);
  const isHidden = c.node(Equal, [masked, c.scalar(dtype, Number.NEGATIVE_INFINITY)]);
  const shown = context.attrs.shown === 2 ? weights : c.node(Where, [isHidden, c.scalar(dtype, 0), masked]);
  return c.slice(shown, 3, 0, shownKeys(context, keys));
}

/** Where each sequence's new keys begin: its last key less those given now, at least 0. */
function startsOf(c: Composer, { inputs }: ExpandContext<Attributes>, queries: number): Value {
  const last = c.cast(inputs[LastKeys] as Value, "i32");
  return c.node(Max, [c.add(last, c.scalar("i32", 1 - queries)), c.scalar("i32", 0)]);
}

/** x turned by the angles of its positions: those given, or those from each start on. */
function turned(c: Composer, { inputs, attrs }: ExpandContext<Attributes>, x: Value, starts: Value, { batch, queries }: Shapes): Value {
  if (!attrs.rotary) return x;
  const row = c.integers(Array.from({ length: queries }, (_, i) => i));
  const ids = inputs[PositionIds] ?? c.add(c.reshape(c.cast(starts, "i64"), [batch, 1]), row);
  const half = Number(typeOf(inputs[Cos] as Value).shape[1]);
  const part = 2 * half === Number(typeOf(x).shape[3]) ? 0 : 2 * half;
  const options = { interleaved: attrs.interleaved ? 1 : 0, rotary_embedding_dim: part };
  return c.node(RotaryEmbedding, [x, inputs[Cos], inputs[Sin], ids], options);
}

/** The sink of a smooth softmax, a score of 0 beside those of the keys. */
const zeros = (c: Composer, heads: number): Value => c.node(Expand, [c.scalar("f32", 0), c.integers([heads])]);

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const c = composer(context);
  const { inputs, attrs } = context;
  const shapes = shapesOf(context);
  const { batch, queries, heads, keyHeads, size, keys } = shapes;
  const widths = [heads, keyHeads, keyHeads].map((n) => n * size);
  const given = inputs[K] === undefined ? c.split(inputs[Q] as Value, 2, widths) : ([inputs[Q], inputs[K], inputs[V]] as readonly Value[]);
  const [q, newKeys, newValues] = given.map((x, i) => splitHeads(c, x, i === 0 ? heads : keyHeads)) as [Value, Value, Value];
  const starts = startsOf(c, context, queries);
  const grown = (past: Value | undefined, fresh: Value): Value => {
    const old = past ?? c.slice(fresh, 2, 0, 0);
    return c.node(GrownCache, [old, fresh, starts], { length: keys, keeps: attrs.keeps });
  };
  const k = grown(inputs[PastKey], turned(c, context, newKeys, starts, shapes));
  const v = grown(inputs[PastValue], newValues);
  const lengths = c.add(starts, c.scalar("i32", queries));
  const { window, softcap } = attrs;
  const masking = { mask: inputs[Added], lengths, attrs: { causal: Number(attrs.causal), aligned: 1, window } };
  const scale = attrs.scale || 1 / Math.sqrt(size);
  const sink = inputs[Sink] ?? (attrs.smooth ? zeros(c, heads) : undefined);
  const spec = { q: turned(c, context, q, starts, shapes), k, v, scale, softcap, masking, sink };
  const stages = context.node.outputs.length > 3 ? attention(c, spec) : undefined;
  const y = c.reshape(joinHeads(c, stages?.result ?? attend(c, spec)), [batch, queries, heads * size]);
  return [y, k, v, ...(stages === undefined ? [] : [shownOf(c, context, stages, keys)])].slice(0, context.node.outputs.length);
}

export const GroupQueryAttention = defineOp({
  name: "GroupQueryAttention",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "attention with grouped queries over a cache",
  // Those behind are scales of quantized caches, and weights that normalize queries and keys.
  inputs: [
    "query",
    "key",
    "value",
    "past_key",
    "past_value",
    "seqlens_k",
    "total_sequence_length",
    "cos_cache",
    "sin_cache",
    "position_ids",
    "attention_bias",
    "head_sink",
  ],
  attrs,
  // Of quantized caches, and of queries and keys that are normalized.
  ignores: ["kv_cache_bit_width", "qk_norm_epsilon"],
  infer: typesOf,
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two query heads on one key head, one old key",
      attrs: { num_heads: 2, kv_num_heads: 1, scale: 1 },
      inputs: [
        { shape: [1, 1, 2], values: [0, 1] },
        { shape: [1, 1, 1], values: [Math.log(3)] },
        { shape: [1, 1, 1], values: [8] },
        { shape: [1, 1, 1, 1], values: [0] },
        { shape: [1, 1, 1, 1], values: [4] },
        { dtype: "i32", shape: [1], values: [1] },
        { dtype: "i32", shape: [1], values: [2], constant: true },
      ],
      outputs: [
        { shape: [1, 1, 2], values: [6, 7] },
        { shape: [1, 1, 2, 1], values: [0, Math.log(3)] },
        { shape: [1, 1, 2, 1], values: [4, 8] },
      ],
    },
  ],
});
