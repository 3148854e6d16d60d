/**
 * Attention: softmax(scale * q k^T under masks) v for every head; query heads share key heads in equal groups. What operators call their
 * inputs, and how heads lie in them, is theirs.
 */
import { type Dim, equalDims, mul } from "../../core/dim.ts";
import { type DType, dtypes } from "../../core/dtype.ts";
import type { Value } from "../../graph/graph.ts";
import { Expand } from "../expand.ts";
import { FusedAttention } from "../fused-attention.ts";
import { MaskedScores } from "../masked-scores.ts";
import { MaskedSoftmax } from "../softmax.ts";
import { Max } from "../variadic.ts";
import { Where } from "../where.ts";
import { type Composer, typeOf } from "./composing.ts";

export interface Attention {
  /** [batch, heads, queries, size] */
  readonly q: Value;
  /** [batch, key heads, keys, size] and [batch, key heads, keys, value size] */
  readonly k: Value;
  readonly v: Value;
  readonly scale: number;
  /** Scores become softcap * tanh(score / softcap); 0: they stay. */
  readonly softcap?: number;
  /** No score is less, those of hidden keys included; -infinity: any. */
  readonly least?: number;
  /** What hides keys; undefined where every query sees all. */
  readonly masking?: Masking | undefined;
  /** What softmax is computed in; the type of q unless said otherwise. */
  readonly precision?: DType | undefined;
  /** A score of each head, [heads], that takes part in softmax and stands for no key: probabilities add up to less than 1. */
  readonly sink?: Value | undefined;
}

export interface Masking {
  /** Broadcasts to [batch, heads, queries, keys]: bool (true is seen) or float (added). */
  readonly mask?: Value | undefined;
  /** More of these. */
  readonly others?: readonly Value[];
  /** Keys of each batch element that count. */
  readonly lengths?: Value | undefined;
  /** Attributes that families/hidden-keys.ts names: causal, offset, aligned, window. */
  readonly attrs: Readonly<Record<string, number>>;
}

/** Every stage, [batch, heads, queries, keys], and the result [batch, heads, queries, value size]. */
export interface Attended {
  readonly scores: Value;
  readonly capped: Value;
  readonly masked: Value;
  readonly weights: Value;
  readonly result: Value;
}

/** The result alone: by one kernel that never stores all scores, where that computes it. */
export function attend(c: Composer, spec: Attention): Value {
  const gathered = withHeadsAsQueries(c, spec);
  if (gathered !== undefined && isFused(c, gathered)) {
    const [batch, heads] = typeOf(spec.q).shape as readonly [Dim, Dim];
    return c.reshape(fused(c, gathered), [batch, heads, 1, typeOf(spec.v).shape[3] as Dim]);
  }
  return isFused(c, spec) ? fused(c, spec) : attention(c, spec).result;
}

const masksOf = (masking: Masking | undefined): readonly Value[] => [masking?.mask ?? [], masking?.others ?? []].flat();

/** A token's only query: the heads that share a key head are its queries, where what hides keys is the same for all of them. */
function withHeadsAsQueries(c: Composer, spec: Attention): Attention | undefined {
  const { q, k, masking } = spec;
  const [batch, heads, queries, size] = typeOf(q).shape as readonly [Dim, Dim, Dim, Dim];
  const [, keyHeads, keys] = typeOf(k).shape as readonly [Dim, Dim, Dim];
  const { causal = 0, offset = 0, aligned = 0, window = -1 } = masking?.attrs ?? {};
  const isLast = causal === 0 || (aligned === 1 && masking?.lengths !== undefined) || offset + 1 >= Number(keys);
  const isShared = masksOf(masking).every((mask) => (typeOf(mask).shape.at(-3) ?? 1) === 1);
  if (queries !== 1 || typeof keys !== "number" || !isLast || window >= 0 || !isShared) return undefined;
  const shown = masking === undefined || (masking.mask === undefined && masking.lengths === undefined) ? undefined : { ...masking, attrs: {} };
  return { ...spec, q: c.reshape(q, [batch, keyHeads, Number(heads) / Number(keyHeads), size]), masking: shown };
}

/** Fewer queries leave most lanes empty. */
const fewestQueries = 4;

/** Powers that are summed along other lanes and divided in the end round otherwise than the plain formula. */
function isFused({ options: { level, precise, deterministic } }: Composer, { q, k, v, masking, precision = "f32", sink }: Attention): boolean {
  const operands = [q, k, v].map(typeOf);
  const isSingle = precision === "f32" && operands.every(({ dtype }) => dtype === "f32");
  const isKnown = operands.every(({ shape }) => shape.slice(1).every((d) => typeof d === "number" && d > 0));
  const masks = masksOf(masking).map(typeOf);
  const isWhole = masks.every(({ shape }) => shape.at(-1) === 1 || equalDims(shape.at(-1) ?? 0, operands[1]?.shape[2] ?? 1));
  const isAdded = masks.every(({ dtype }) => dtype === "f32" || dtypes[dtype].kind !== "float");
  const enough = Number(operands[0]?.shape[2]) >= fewestQueries;
  return level >= 2 && !precise && !deterministic && sink === undefined && isSingle && isKnown && isWhole && isAdded && enough;
}

function fused(c: Composer, { q, k, v, scale, softcap = 0, least = Number.NEGATIVE_INFINITY, masking }: Attention): Value {
  const turned = masksOf(masking).map((given) => {
    const mask = added(c, given, "f32");
    const axes = typeOf(mask).shape.map((_, a) => a);
    return c.transpose(mask, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
  });
  const [mask, ...others] = turned;
  return c.node(FusedAttention, [q, k, v, mask, masking?.lengths, ...others], { ...masking?.attrs, scale, softcap, least });
}

/** Every stage by itself. */
export function attention(c: Composer, spec: Attention): Attended {
  const { q, k, v, scale, softcap = 0, least = Number.NEGATIVE_INFINITY, masking, precision, sink } = spec;
  const [batch, heads, queries, size] = typeOf(q).shape as readonly [Dim, Dim, Dim, Dim];
  const [, keyHeads, keys] = typeOf(k).shape as readonly [Dim, Dim, Dim];
  const { dtype } = typeOf(q);
  // The queries of the heads that share a key head are rows of one product.
  const rows = mul(queries, Number(heads) / Number(keyHeads));
  const products = c.matMul(c.reshape(q, [batch, keyHeads, rows, size]), c.transpose(k, [0, 1, 3, 2]));
  const scores = c.mul(c.reshape(products, [batch, heads, queries, keys]), c.scalar(dtype, scale));
  const capped = softcap === 0 ? scores : c.mul(c.tanh(c.div(scores, c.scalar(dtype, softcap))), c.scalar(dtype, softcap));
  const first = masking?.mask && added(c, masking.mask, dtype);
  const seen = masking === undefined ? capped : c.node(MaskedScores, [capped, first, masking.lengths], masking.attrs);
  const seenByAll = (masking?.others ?? []).reduce((x, mask) => c.add(x, added(c, mask, dtype)), seen);
  const masked = Number.isFinite(least) ? c.node(Max, [seenByAll, c.scalar(dtype, least)]) : seenByAll;
  const probabilities = (x: Value): Value => (masking === undefined ? c.softmax(x) : c.node(MaskedSoftmax, [x]));
  const exact = c.cast(masked, precision ?? dtype);
  const weights = c.cast(sink === undefined ? probabilities(exact) : withSink(c, exact, sink, probabilities), dtype);
  const mixed = c.matMul(c.reshape(weights, [batch, keyHeads, rows, keys]), c.cast(v, dtype));
  return { scores, capped, masked, weights, result: c.reshape(mixed, [batch, heads, queries, typeOf(v).shape[3] as Dim]) };
}

/** Probabilities of scores [batch, heads, queries, keys] and one score more for each head, less the last one. */
function withSink(c: Composer, scores: Value, sink: Value, probabilities: (x: Value) => Value): Value {
  const { dtype, shape } = typeOf(scores);
  const [batch, heads, queries, keys] = shape.map(Number) as [number, number, number, number];
  const column = c.node(Expand, [c.reshape(c.cast(sink, dtype), [1, heads, 1, 1]), c.integers([batch, heads, queries, 1])]);
  return c.slice(probabilities(c.concat([scores, column], 3)), 3, 0, keys);
}

/** A bool mask as what is added for it, 0 or -infinity: sums run along lanes, choices by bits in memory do not. Integers are added as floats. */
function added(c: Composer, mask: Value, dtype: DType): Value {
  if (dtypes[typeOf(mask).dtype].kind === "float") return mask;
  return typeOf(mask).dtype === "bool" ? c.node(Where, [mask, c.scalar(dtype, 0), c.scalar(dtype, Number.NEGATIVE_INFINITY)]) : c.cast(mask, dtype);
}

/** [batch, length, heads * size] as [batch, heads, length, size]. */
export function splitHeads(c: Composer, x: Value, heads: number): Value {
  const [batch, length, width] = typeOf(x).shape as readonly [Dim, Dim, Dim];
  return c.transpose(c.reshape(x, [batch, length, heads, Number(width) / heads]), [0, 2, 1, 3]);
}

/** The way back. */
export function joinHeads(c: Composer, x: Value): Value {
  const [batch, heads, length, size] = typeOf(x).shape as readonly [Dim, Dim, Dim, Dim];
  return c.reshape(c.transpose(x, [0, 2, 1, 3]), [batch, length, mul(heads, size)]);
}
