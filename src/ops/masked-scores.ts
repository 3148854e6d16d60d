/**
 * MaskedScores: attention scores [batch, head, query, key] under everything that hides keys from queries: a bool mask (true is seen) or a
 * float one that is added, keys behind the end of their sequence, keys after their query (causal), keys too long before it (window). What
 * is hidden is -infinity. Domain aot; attention operators become it.
 */
import { add as addDims, type Dim, shapeText, sub } from "../core/dim.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, allOf, and, cast, constant, type Expr, guarded, index, le, lt, read, within } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { broadcastCoordinates, checkBroadcastsTo } from "./families/broadcast.ts";
import { bools, floats, indexTypes, type TypeSet, typed } from "./families/type-sets.ts";

const masks: TypeSet = { text: "bool or a float", dtypes: [...bools.dtypes, ...floats.dtypes] };

/** A mask may end before the last key: what is behind it is hidden. */
function checkMask(context: InferContext, mask: readonly Dim[], scores: readonly Dim[]): void {
  if (mask.length < 2) context.fail(`mask has shape ${shapeText(mask)}, at least 2 axes (query, key) are expected`);
  const keys = mask.at(-1) as Dim;
  const all = scores.at(-1) as Dim;
  const isShorter = typeof keys === "number" && typeof all === "number" && keys < all;
  checkBroadcastsTo(context, isShorter ? [...mask.slice(0, -1), all] : mask, scores);
}

/** The last key a query sees: its own place among the keys, which start `offset` before the queries or end where they end. */
function lastKey(context: LowerContext, [n, , query]: readonly Dim[], queries: Dim): Expr {
  const lengths = context.inputs[2];
  if (context.attrs.aligned !== true || lengths === undefined) return at(addDims(query as Dim, context.attrs.offset as number));
  return add(at(sub(query as Dim, queries)), cast("i32", read(lengths, [n as Dim])));
}

const at = (d: Dim): Expr => cast("i32", index(d));

function visible(context: LowerContext, place: readonly Dim[], shape: readonly Dim[]): Expr | undefined {
  const { causal, window } = context.attrs as { readonly causal: boolean; readonly window: number };
  const key = at(place[3] as Dim);
  const lengths = context.inputs[2];
  const last = lastKey(context, place, shape[2] as Dim);
  return allOf([
    lengths === undefined ? undefined : lt(key, cast("i32", read(lengths, [place[0] as Dim]))),
    causal ? le(key, last) : undefined,
    window < 0 ? undefined : lt(last, add(key, constant("i32", window))),
  ]);
}

/** The score under the mask of input 1. */
function masked(context: LowerContext, score: Expr, place: readonly Dim[]): Expr {
  const mask = context.inputs[1];
  if (mask === undefined) return score;
  const element = read(mask, broadcastCoordinates(mask.shape, place));
  const covered = mask.shape.at(-1) === 1 ? undefined : within(place[3] as Dim, 0, mask.shape.at(-1) as Dim);
  if (element.dtype !== "bool") return guarded(covered, add(score, toType(element, score)), hidden(score));
  return guarded(covered === undefined ? element : and(covered, element), score, hidden(score));
}

const toType = (x: Expr, like: Expr): Expr => (x.dtype === like.dtype ? x : cast(like.dtype === "f64" ? "f64" : "f32", x));
const hidden = (score: Expr): Expr => constant(score.dtype, Number.NEGATIVE_INFINITY);

export const MaskedScores = defineOp({
  name: "MaskedScores",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "attention scores, -infinity where a key is hidden from a query",
  attrs: (raw) => ({
    causal: raw.int("causal", 0) !== 0,
    /** Keys before the first query. */
    offset: raw.int("offset", 0),
    /** 1: the queries are the last of the keys that input 2 counts. */
    aligned: raw.int("aligned", 0) !== 0,
    /** Keys a query sees, its own included; -1: all. */
    window: raw.int("window", -1),
  }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    if (shape.length !== 4) context.fail(`scores have shape ${shapeText(shape)}, 4 axes are expected`);
    if (context.inputs[1] !== undefined) checkMask(context, typed(context, 1, masks).shape, shape);
    if (context.inputs[2] !== undefined) checkBroadcastsTo(context, typed(context, 2, indexTypes).shape, shape.slice(0, 1));
    return [tensorType(dtype, shape)];
  },
  lower(context) {
    const scores = context.input(0);
    return context.outputs.map((output) => {
      const axes = axesOf(scores.shape);
      const place = axes.map(coordinate);
      const score = masked(context, read(scores, place), place);
      return compute({ name: "masked", output, axes, value: guarded(visible(context, place, scores.shape), score, hidden(score)) });
    });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "a short mask, causal with one key before",
      attrs: { causal: 1, offset: 1 },
      inputs: [
        { shape: [1, 1, 2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { dtype: "bool", shape: [2, 3], values: [true, true, true, false, true, true] },
      ],
      outputs: [{ shape: [1, 1, 2, 4], values: [1, 2, -Infinity, -Infinity, -Infinity, 6, 7, -Infinity] }],
    },
  ],
});
