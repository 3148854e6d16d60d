/**
 * Masks of com.microsoft's attention operators: keys that count (0, added to their scores) and keys that do not (a large negative number), made of a
 * matrix of 1 and 0, of the ends of the sequences, or of their ends and starts.
 */
import { add, type Dim, equalDims, mul } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import type { DType } from "../../core/dtype.ts";
import type { ExpandContext, InferContext, Value } from "../../graph/graph.ts";
import { Less, LessOrEqual } from "../comparison.ts";
import { And } from "../logic.ts";
import { Where } from "../where.ts";
import type { Masking } from "./attention.ts";
import { type Composer, typeOf } from "./composing.ts";
import { indexTypes, typed } from "./type-sets.ts";

export interface MaskExtents {
  readonly batch: Dim;
  readonly queries: Dim;
  readonly keys: Dim;
}

/** Which shape of mask input `i` has; refuses others. */
export function maskKind(context: InferContext, i: number, { batch, queries, keys }: MaskExtents): "ends" | "ranges" | "keys" | "pairs" {
  const { shape } = typed(context, i, indexTypes);
  const is = (...wanted: readonly Dim[]): boolean => shape.length === wanted.length && wanted.every((d, a) => equalDims(d, shape[a] as Dim));
  if (is(batch, keys)) return "keys";
  if (is(batch, queries, keys)) return "pairs";
  if (is(batch)) return "ends";
  if (is(mul(2, batch))) return "ranges";
  const sizes = `batch ${dimText(batch)}, ${dimText(queries)} queries and ${dimText(keys)} keys`;
  return context.fail(
    `${context.inputName(i)} has shape ${shapeText(shape)}, which is none of (batch), (2 batch), (batch, keys), (batch, queries, keys) of ${sizes}`,
  );
}

/** What is added to scores, broadcast to [batch, heads, queries, keys]: `hidden` where the mask hides a key, and `bias`; undefined for neither. */
function scoreBias(
  c: Composer,
  {
    mask,
    bias,
    hidden,
    dtype,
  }: { readonly mask?: Value | undefined; readonly bias?: Value | undefined; readonly hidden: number; readonly dtype: DType },
  extents: MaskExtents,
): Value | undefined {
  if (mask === undefined) return bias;
  const hiding = c.node(Where, [seen(c, c.cast(mask, "i32"), extents), c.scalar(dtype, 0), c.scalar(dtype, hidden)]);
  return bias === undefined ? hiding : c.add(hiding, bias);
}

/**
 * What hides keys of an attention from its queries: mask, bias and, where it is causal, what comes after them; `past` keys come before the first query.
 * The last query sees all keys, as in ONNX Runtime, also those behind its place.
 */
export function maskingOf(
  c: Composer,
  context: ExpandContext<{ readonly hidden: number; readonly causal: boolean }>,
  { dtype, ...inputs }: { readonly mask: Value | undefined; readonly bias: Value | undefined; readonly dtype: DType },
  extents: MaskExtents & { readonly past: Dim },
): Masking | undefined {
  const { queries, keys, past } = extents;
  const causal = context.attrs.causal && !equalDims(queries, 1);
  const endsTogether = equalDims(keys, add(past, queries));
  const needed = !causal ? [] : endsTogether ? [past] : [past, queries, keys];
  if (needed.some((d) => typeof d !== "number"))
    context.fail(
      `has ${dimText(past)} past keys, ${dimText(queries)} queries and ${dimText(keys)} keys`,
      "give the free dims values (--dim name=value)",
    );
  const given = scoreBias(c, { ...inputs, dtype, hidden: context.attrs.hidden }, extents);
  if (!causal) return given === undefined ? undefined : { mask: given, attrs: {} };
  if (endsTogether) return { mask: given, attrs: { causal: 1, offset: Number(past) } };
  const later = laterKeys(c, dtype, { past: Number(past), queries: Number(queries), keys: Number(keys) });
  return { mask: given === undefined ? later : c.add(given, later), attrs: {} };
}

/** What is added to scores, [queries, keys]: 0 where a query sees a key, -infinity where the key comes after the query, which is not the last one. */
function laterKeys(c: Composer, dtype: DType, { past, queries, keys }: Readonly<Record<"past" | "queries" | "keys", number>>): Value {
  const ends = Array.from({ length: queries }, (_, query) => (query === queries - 1 ? keys : past + query + 1));
  const isSeen = c.node(Less, [placesOf(c, keys), c.reshape(c.cast(c.integers(ends), "i32"), [queries, 1])]);
  return c.node(Where, [isSeen, c.scalar(dtype, 0), c.scalar(dtype, Number.NEGATIVE_INFINITY)]);
}

/** 0, 1, 2.. of keys. */
const placesOf = (c: Composer, keys: number): Value => c.cast(c.integers(Array.from({ length: keys }, (_, i) => i)), "i32");

function seen(c: Composer, mask: Value, { batch, queries, keys }: MaskExtents): Value {
  const { shape } = typeOf(mask);
  if (shape.length === 2) return c.reshape(c.cast(mask, "bool"), [batch, 1, 1, keys]);
  if (shape.length === 3) return c.reshape(c.cast(mask, "bool"), [batch, 1, queries, keys]);
  const places = placesOf(c, Number(keys));
  const column = (first: number): Value => c.reshape(c.slice(mask, 0, first, first + Number(batch)), [batch, 1, 1, 1]);
  const before = c.node(Less, [places, column(0)]);
  return equalDims(shape[0] as Dim, batch) ? before : c.node(And, [before, c.node(LessOrEqual, [column(Number(batch)), places])]);
}
