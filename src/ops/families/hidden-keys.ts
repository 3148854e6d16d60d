/** Which keys a query of attention sees: those that count, not after it (causal), not too long before it (window). */
import { add, type Dim, sub } from "../../core/dim.ts";
import type { AttrReader } from "../../graph/graph.ts";
import { allOf, cast, constant, type Expr, index, le, lt, add as plus, read, type Tensor } from "../../loop/expr.ts";

export interface Visibility {
  readonly causal: boolean;
  /** Keys before the first query. */
  readonly offset: number;
  /** The queries are the last of the keys that `lengths` counts. */
  readonly aligned: boolean;
  /** Keys a query sees, its own included; -1: all. */
  readonly window: number;
  readonly queries: Dim;
  /** Keys of each batch element that count; undefined: all. */
  readonly lengths: Tensor | undefined;
}

/** The attributes that say so. */
export const visibilityAttributes = (raw: AttrReader) => ({
  causal: raw.int("causal", 0) !== 0,
  /** Keys before the first query. */
  offset: raw.int("offset", 0),
  /** 1: the queries are the last of the keys that the lengths count. */
  aligned: raw.int("aligned", 0) !== 0,
  /** Keys a query sees, its own included; -1: all. */
  window: raw.int("window", -1),
});

export const visibilityOf = (attrs: ReturnType<typeof visibilityAttributes>, queries: Dim, lengths: Tensor | undefined): Visibility => ({
  ...attrs,
  queries,
  lengths,
});

/** The last key a query sees: its own place among the keys, which start `offset` before the queries or end where they end. */
function lastKey({ offset, aligned, queries, lengths }: Visibility, n: Dim, query: Dim): Expr {
  if (!aligned || lengths === undefined) return at(add(query, offset));
  return plus(at(sub(query, queries)), cast("i32", read(lengths, [n])));
}

const at = (d: Dim): Expr => cast("i32", index(d));

/** Whether a query of batch element `n` sees a key; undefined where every query sees all. */
export function visible(v: Visibility, n: Dim, query: Dim, key: Dim): Expr | undefined {
  const { causal, window, lengths } = v;
  const last = lastKey(v, n, query);
  return allOf([
    lengths === undefined ? undefined : lt(at(key), cast("i32", read(lengths, [n]))),
    causal ? le(at(key), last) : undefined,
    window < 0 ? undefined : lt(last, plus(at(key), constant("i32", window))),
  ]);
}

export const hidden = (score: Expr): Expr => constant(score.dtype, Number.NEGATIVE_INFINITY);
