/**
 * Shape and Size: the extents of the input (of axes start to before end) as i64, and their product. Known before anything runs, so that
 * what is computed from them is exact; kernels exist for extents that depend on free dims.
 * Since opset 1 (start and end since 15). https://onnx.ai/onnx/operators/onnx__Shape.html and onnx__Size.
 */
import { type Dim, product } from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute } from "../loop/compute.ts";
import { cast, constant, type Expr, index } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { withKnown } from "./families/known-elements.ts";
import { movables, typed } from "./families/type-sets.ts";

const asElement = (d: Dim): Expr => (typeof d === "number" ? constant("i64", d) : cast("i64", index(d)));

/** The extents asked for; bounds count from the end when negative and stop at the ends. */
function extentsOf(attrs: { readonly start: number; readonly end: number | undefined }, shape: readonly Dim[]): readonly Dim[] {
  const clamp = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + shape.length : bound, 0), shape.length);
  return shape.slice(clamp(attrs.start), attrs.end === undefined ? shape.length : clamp(attrs.end));
}

export const Shape = defineOp({
  name: "Shape",
  opset: 25,
  since: 1,
  doc: "the extents of the input",
  inputs: ["data"],
  strings: "moved",
  attrs: (raw) => ({ start: raw.int("start", 0), end: raw.has("end") ? raw.int("end") : undefined }),
  infer(context) {
    const extents = extentsOf(context.attrs, typed(context, 0, movables).shape);
    return [withKnown(tensorType("i64", [extents.length]), extents)];
  },
  lower(context) {
    const extents = extentsOf(context.attrs, context.input(0).shape);
    return context.outputs.flatMap((output) => {
      // No extents asked for: a loop over nothing still defines the output.
      if (extents.length === 0) return [compute({ name: "shape", output, axes: axesOf(output.shape), value: constant("i64", 0) })];
      return extents.map((d, a) => compute({ name: "shape", output, axes: [], at: [a], value: asElement(d) }));
    });
  },
  tolerance: exactTolerance,
  examples: [
    { note: "all axes", inputs: [{ shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6] }], outputs: [{ dtype: "i64", shape: [3], values: [2n, 1n, 3n] }] },
    {
      note: "from an axis counted from the end, beyond the last",
      attrs: { start: -2, end: 7 },
      inputs: [{ shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ dtype: "i64", shape: [2], values: [1n, 3n] }],
    },
    {
      note: "no axes",
      attrs: { start: 1, end: 0 },
      inputs: [{ shape: [1, 1], values: [5] }],
      outputs: [{ dtype: "i64", shape: [0], values: [] as readonly bigint[] }],
    },
  ],
});

export const Size = defineOp({
  name: "Size",
  opset: 25,
  since: 1,
  doc: "how many elements the input has",
  inputs: ["data"],
  strings: "moved",
  infer: (context) => [withKnown(tensorType("i64", []), [product(typed(context, 0, movables).shape)])],
  lower: (context) => context.outputs.map((output) => compute({ name: "size", output, axes: [], value: asElement(product(context.input(0).shape)) })),
  tolerance: exactTolerance,
  examples: [{ note: "a matrix", inputs: [{ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }], outputs: [{ dtype: "i64", shape: [], values: [6n] }] }],
});
