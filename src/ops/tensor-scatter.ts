/**
 * TensorScatter: a cache whose elements from write_indices[batch] on along an axis are replaced by an update; `circular` goes on at the start.
 * Since opset 24. https://onnx.ai/onnx/operators/onnx__TensorScatter.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, and, cast, constant, index, le, lt, read, select, sub } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { indexInside } from "./families/gathered-index.ts";
import { hasInput } from "./families/steering.ts";
import { elements, indexTypes, sameDType, typed } from "./families/type-sets.ts";

function lower(context: LowerContext<{ readonly axis: number; readonly mode: string }>): readonly Work[] {
  const [cache, update] = [context.input(0), context.input(1)];
  const axis = normalizeAxis(context, context.attrs.axis, cache.shape.length);
  const [size, count] = [cast("i32", index(cache.shape[axis] as Dim)), cast("i32", index(update.shape[axis] as Dim))];
  const zero = constant("i32", 0);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const first = hasInput(context, 2) ? cast("i32", read(context.input(2), [at[0] as Dim])) : zero;
    const ahead = sub(cast("i32", index(at[axis] as Dim)), first);
    const step = context.attrs.mode === "circular" ? select(lt(ahead, zero), add(ahead, size), ahead) : ahead;
    const place = indexInside(select(lt(step, zero), zero, step), update.shape[axis] as Dim);
    const written = read(update, at.with(axis, place));
    return compute({ name: "tensor_scatter", output, axes, value: select(and(le(zero, step), lt(step, count)), written, read(cache, at)) });
  });
}

export const TensorScatter = defineOp({
  name: "TensorScatter",
  opset: 24,
  since: 24,
  doc: "a cache with a piece replaced",
  inputs: ["past_cache", "update", "write_indices"],
  attrs(raw) {
    const mode = raw.string("mode", "linear");
    if (mode !== "linear" && mode !== "circular") raw.fail(`mode is "${mode}", expected linear or circular`);
    return { axis: raw.int("axis", -2), mode };
  },
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const update = typed(context, 1, elements);
    sameDType(context, 0, 1);
    const axis = normalizeAxis(context, context.attrs.axis, shape.length);
    if (axis === 0) context.fail("axis is 0, which is the batch");
    if (update.shape.length !== shape.length || !shape.every((d, a) => a === axis || equalDims(d, update.shape[a] as Dim)))
      context.fail(`update has shape ${shapeText(update.shape)}, the cache ${shapeText(shape)}; they may differ at axis ${axis} only`);
    const at = hasInput(context, 2) ? typed(context, 2, indexTypes).shape : undefined;
    if (at !== undefined && (at.length !== 1 || !equalDims(at[0] as Dim, shape[0] as Dim)))
      context.fail(`write_indices have shape ${shapeText(at)}, the cache has a batch of ${shapeText(shape.slice(0, 1))}`);
    return [tensorType(dtype, shape)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "each sequence at its own place",
      inputs: [
        { shape: [2, 3, 1], values: [1, 2, 3, 4, 5, 6] },
        { shape: [2, 1, 1], values: [-1, -2] },
        { dtype: "i64", shape: [2], values: [0n, 2n] },
      ],
      outputs: [{ shape: [2, 3, 1], values: [-1, 2, 3, 4, 5, -2] }],
    },
    {
      note: "on at the start",
      attrs: { mode: "circular" },
      inputs: [
        { shape: [1, 3, 1], values: [1, 2, 3] },
        { shape: [1, 2, 1], values: [-1, -2] },
        { dtype: "i64", shape: [1], values: [2n] },
      ],
      outputs: [{ shape: [1, 3, 1], values: [-2, 2, -1] }],
    },
  ],
});
