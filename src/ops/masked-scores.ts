/**
 * MaskedScores: attention scores [batch, head, query, key] under everything that hides keys from queries: a bool mask (true is seen) or a
 * float one that is added, keys behind the end of their sequence, keys after their query (causal), keys too long before it (window). What
 * is hidden is -infinity. Domain aot; attention operators become it.
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, and, cast, type Expr, guarded, read, within } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { broadcastCoordinates, checkBroadcastsTo } from "./families/broadcast.ts";
import { hidden, visibilityAttributes, visibilityOf, visible } from "./families/hidden-keys.ts";
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

export const MaskedScores = defineOp({
  name: "MaskedScores",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "attention scores, -infinity where a key is hidden from a query",
  inputs: ["scores", "mask", "lengths"],
  attrs: visibilityAttributes,
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    if (shape.length !== 4) context.fail(`scores have shape ${shapeText(shape)}, 4 axes are expected`);
    if (context.inputs[1] !== undefined) checkMask(context, typed(context, 1, masks).shape, shape);
    if (context.inputs[2] !== undefined) checkBroadcastsTo(context, typed(context, 2, indexTypes).shape, shape.slice(0, 1));
    return [tensorType(dtype, shape)];
  },
  lower(context) {
    const scores = context.input(0);
    const visibility = visibilityOf(context.attrs, scores.shape[2] as Dim, context.inputs[2]);
    return context.outputs.map((output) => {
      const axes = axesOf(scores.shape);
      const place = axes.map(coordinate);
      const score = masked(context, read(scores, place), place);
      const seen = visible(visibility, place[0] as Dim, place[2] as Dim, place[3] as Dim);
      return compute({ name: "masked", output, axes, value: guarded(seen, score, hidden(score)) });
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
