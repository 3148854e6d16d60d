/**
 * Hardmax: 1 at the first largest element along an axis, 0 elsewhere. Since opset 1; one axis instead of all from it on since 13.
 * https://onnx.ai/onnx/operators/onnx__Hardmax.html
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, eq, index, read, scalarOf, select } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { extremeIndex } from "./families/extreme-index.ts";
import { reducedShape } from "./families/reduction.ts";
import { floats, typed } from "./families/type-sets.ts";

export const Hardmax = defineOp({
  name: "Hardmax",
  opset: 13,
  since: 1,
  doc: "1 at the first largest element along an axis, 0 elsewhere",
  inputs: ["input"],
  attrs: (raw) => ({ axis: raw.int("axis", -1) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    normalizeAxis(context, context.attrs.axis, shape.length);
    return [tensorType(dtype, shape)];
  },
  lower(context) {
    const from = context.input(0);
    const axis = normalizeAxis(context, context.attrs.axis, from.shape.length);
    const how = { axes: new Set([axis]), keepdims: true };
    const place = context.scratch("place", "i32", reducedShape(from.shape, how));
    const find = extremeIndex({ kernel: "hardmax_place", context, from, output: place, how, axis, which: "max", last: false, finish: (i) => i });
    const axes = axesOf(from.shape);
    const at = axes.map(coordinate);
    const rowAt = at.map((d, a): Dim => (a === axis ? 0 : d));
    const dtype = scalarOf(from.dtype);
    const isPlace = eq(cast("i32", index(at[axis] ?? 0)), read(place, rowAt));
    const value = select(isPlace, constant(dtype, 1), constant(dtype, 0));
    return [...find, ...context.outputs.map((output) => compute({ name: "hardmax", output, axes, value }))];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "the first of equals",
      inputs: [{ shape: [2, 3], values: [3, 0, 3, 1, 2, 0] }],
      outputs: [{ shape: [2, 3], values: [1, 0, 0, 0, 1, 0] }],
    },
    { note: "outer axis", attrs: { axis: 0 }, inputs: [{ shape: [2, 2], values: [1, 5, 2, 4] }], outputs: [{ shape: [2, 2], values: [0, 1, 1, 0] }] },
  ],
});
