/**
 * SparseAttention (com.microsoft): GroupQueryAttention whose heads see blocks of keys only, listed for each block of queries: of layout l, rows of blocks
 * in compressed form, columns[l, starts[l, r]] to columns[l, starts[l, r + 1]]. Head h has layout h modulo their number.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import type { Type } from "../graph/types.ts";
import { BlockMask } from "./block-mask.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { rearranged } from "./families/rearranged.ts";
import { countAttribute, ranked } from "./families/type-sets.ts";
import { GroupQueryAttention } from "./group-query-attention.ts";
import { Tile } from "./tile.ts";
import { Max } from "./variadic.ts";

/** Inputs by position. */
const [Q, K, V, PastKey, PastValue, Starts, Columns, Total, Lengths, Cos, Sin] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** Those of GroupQueryAttention but its bias, by ours; lengths count one less there. */
const grouped = [Q, K, V, PastKey, PastValue, Lengths, Total, Cos, Sin] as const;

const attrs = (raw: AttrReader) => ({
  heads: countAttribute(raw, "num_heads"),
  keyHeads: countAttribute(raw, "kv_num_heads"),
  block: countAttribute(raw, "sparse_block_size"),
  rotary: raw.int("do_rotary", 0) !== 0,
  interleaved: raw.int("rotary_interleaved", 0) !== 0,
  scale: raw.float("scale", 0),
});

type Attributes = ReturnType<typeof attrs>;

function typesOf(context: InferContext<Attributes>): readonly Type[] {
  const [starts, columns] = [Starts, Columns].map((i) => ranked(context, i, 2, "[layouts, entries]")) as [readonly Dim[], readonly Dim[]];
  const layouts = starts[0];
  if (layouts !== columns[0] || typeof layouts !== "number" || context.attrs.heads % layouts !== 0)
    context.fail(
      `block rows have shape ${shapeText(starts)}, block columns ${shapeText(columns)}; layouts must be as many, and divide ${context.attrs.heads} heads`,
    );
  if (context.inputs[PastKey] === undefined) context.fail("has no past keys, which say how many there are at most");
  const cache = context.tensor(PastKey).shape[2];
  const most = (Number(starts[1]) - 1) * context.attrs.block;
  if (typeof cache !== "number" || cache > most) context.fail(`has room for ${shapeText([cache ?? 0])} keys, the layouts are of ${most}`);
  return GroupQueryAttention.infer({
    ...rearranged(context, grouped),
    attrs: { ...context.attrs, window: -1, softcap: 0, causal: true, smooth: false, shown: 0, keeps: 1 },
  });
}

/** Which keys the query at each place of each sequence may see, as [batch, heads, queries, keys]. */
function seen(c: Composer, { inputs, attrs }: ExpandContext<Attributes>, starts: Value): Value {
  const { block, heads } = attrs;
  const [batch, queries] = typeOf(inputs[Q] as Value).shape.map(Number) as [number, number];
  const keys = Number(typeOf(inputs[PastKey] as Value).shape[2]);
  const [layouts, entries] = typeOf(inputs[Starts] as Value).shape.map(Number) as [number, number];
  const blocks = entries - 1;
  // A block that is longer than the cache shows no more of itself.
  const width = Math.min(block, Math.max(1, keys));
  const mask = c.node(BlockMask, [inputs[Starts], inputs[Columns]]);
  const row = c.cast(c.integers(Array.from({ length: queries }, (_, i) => i)), "i32");
  const rows = c.div(c.add(c.reshape(starts, [batch, 1]), row), c.scalar("i32", block));
  const wide = c.reshape(c.transpose(c.gather(mask, rows, 1), [1, 0, 2, 3]), [batch, layouts, queries, blocks, 1]);
  const repeated = c.node(Tile, [wide, c.integers([1, heads / layouts, 1, 1, width])]);
  return c.slice(c.reshape(repeated, [batch, heads, queries, blocks * width]), 3, 0, keys);
}

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const c = composer(context);
  const { inputs, attrs, node } = context;
  const lengths = c.cast(inputs[Lengths] as Value, "i32");
  const queries = Number(typeOf(inputs[Q] as Value).shape[1]);
  const starts = c.node(Max, [c.sub(lengths, c.scalar("i32", queries)), c.scalar("i32", 0)]);
  const given = grouped.map((i) => (i === Lengths ? c.sub(lengths, c.scalar("i32", 1)) : inputs[i]));
  const { heads, keyHeads, scale, rotary, interleaved } = attrs;
  return context.emit(
    GroupQueryAttention,
    [...given, undefined, seen(c, context, starts)],
    {
      num_heads: heads,
      kv_num_heads: keyHeads,
      scale,
      do_rotary: rotary ? 1 : 0,
      rotary_interleaved: interleaved ? 1 : 0,
      // Its caches before and after are one buffer.
      "aot.keeps": 1,
    },
    node.outputs.length,
  );
}

export const SparseAttention = defineOp({
  name: "SparseAttention",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "causal attention over a cache to blocks of keys that are listed",
  inputs: [
    "query",
    "key",
    "value",
    "past_key",
    "past_value",
    "block_row_indices",
    "block_col_indices",
    "total_sequence_length",
    "key_total_sequence_lengths",
    "cos_cache",
    "sin_cache",
  ],
  attrs,
  infer: typesOf,
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "blocks of one key: the second of two old keys is hidden",
      attrs: { num_heads: 1, kv_num_heads: 1, sparse_block_size: 1, scale: 1 },
      inputs: [
        { shape: [1, 1, 1], values: [1] },
        { shape: [1, 1, 1], values: [Math.log(3)] },
        { shape: [1, 1, 1], values: [8] },
        { shape: [1, 1, 3, 1], values: [0, 50, 0] },
        { shape: [1, 1, 3, 1], values: [4, 1000, 0] },
        { dtype: "i32", shape: [1, 4], values: [0, 1, 3, 5] },
        { dtype: "i32", shape: [1, 5], values: [0, 0, 1, 0, 2] },
        { dtype: "i32", shape: [1], values: [3], constant: true },
        { dtype: "i32", shape: [1], values: [3] },
      ],
      outputs: [
        { shape: [1, 1, 1], values: [7] },
        { shape: [1, 1, 3, 1], values: [0, 50, Math.log(3)] },
        { shape: [1, 1, 3, 1], values: [4, 1000, 8] },
      ],
    },
  ],
});
