/** Broadcasting, multidirectional (ONNX's, which is numpy's): shapes aligned at their last axes, an extent of 1 repeated. */
import { type Dim, equalDims } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import { type Expr, read, type Tensor } from "../../loop/expr.ts";

type Fail = (rule: string, hint?: string) => never;

/** The shape all of `shapes` broadcast to. A symbol broadcasts only as itself: whether it is 1 is not known. */
export function broadcastShapes(context: { readonly fail: Fail }, shapes: readonly (readonly Dim[])[]): readonly Dim[] {
  return shapes.reduce((a, b) => broadcastPair(context, a, b));
}

function broadcastPair(context: { readonly fail: Fail }, a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Dim => {
    const da = a[i - rank + a.length] ?? 1;
    const db = b[i - rank + b.length] ?? 1;
    if (equalDims(da, db) || db === 1) return da;
    if (da === 1) return db;
    const hint = typeof da === "number" && typeof db === "number" ? undefined : "give the free dim a value (--dim name=value)";
    return context.fail(
      `shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast: ${dimText(da)} against ${dimText(db)} at axis ${i - rank} from the end`,
      hint,
    );
  });
}

/** Refuses the node unless `from` broadcasts to exactly `to` (unidirectional broadcasting). */
export function checkBroadcastsTo(context: { readonly fail: Fail }, from: readonly Dim[], to: readonly Dim[]): void {
  const fits = from.length <= to.length && from.every((d, i) => d === 1 || equalDims(d, to[to.length - from.length + i] ?? 1));
  if (!fits) context.fail(`shape ${shapeText(from)} does not broadcast to ${shapeText(to)}`);
}

/** Coordinates in a tensor of `shape` of the element that broadcasts to coordinates `at`. */
export const broadcastCoordinates = (shape: readonly Dim[], at: readonly Dim[]): readonly Dim[] =>
  shape.map((extent, i) => (extent === 1 ? 0 : (at[at.length - shape.length + i] ?? 0)));

/** The element of `source` that broadcasts to coordinates `at`. */
export const broadcastRead = (source: Tensor, at: readonly Dim[]): Expr => read(source, broadcastCoordinates(source.shape, at));
