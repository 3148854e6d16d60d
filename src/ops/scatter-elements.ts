/**
 * ScatterElements: a copy of the data in which element (.., indices[.., i, ..], ..) along an axis is update (.., i, ..), or combined with it.
 * Of several updates of one element without a reduction, the last one stays. Since opset 11 (16: reductions; Scatter before).
 * https://onnx.ai/onnx/operators/onnx__ScatterElements.html
 */
import { type Dim, equalShapes } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Routine } from "../loop/kernel.ts";
import { normalizeAxis } from "./families/axes.ts";
import { indexInside } from "./families/gathered-index.ts";
import { bound, copyAll, memory, overShape, routine } from "./families/routines.ts";
import { checkScattered, combined, scatterReduction } from "./families/scattering.ts";
import { indexTypes, pointsInto, typed } from "./families/type-sets.ts";

function scatter(context: LowerContext<{ readonly axis: number; readonly reduction: string }>, output: Tensor): Routine {
  const [x, i, u] = [memory("x", context.input(0), "in"), memory("indices", context.input(1), "in"), memory("updates", context.input(2), "in")];
  const y = memory("y", output, "out");
  const { shape } = output;
  const axis = normalizeAxis(context, context.attrs.axis, shape.length);
  const reduction = context.attrs.reduction;
  const updates = overShape(context.input(1).shape, (at) => {
    const { statement, dim } = bound("target", indexInside(i.get(at), shape[axis] as Dim));
    const place = at.with(axis, dim);
    return [statement, y.put(place, combined(reduction, y.get(place), u.get(at)))];
  });
  const doc = `${reduction === "none" ? "updates" : `${reduction} of updates`} ${shapeText(context.input(2).shape)} along axis ${axis} of ${shapeText(shape)}`;
  return routine("scatter_elements", doc, [x, i, u, y], [...copyAll(x, y), ...updates]);
}

export const ScatterElements = defineOp({
  name: "ScatterElements",
  opset: 18,
  since: 11,
  doc: "a copy of the data with elements along an axis updated, each at its own index",
  inputs: ["data", "indices", "updates"],
  attrs: (raw) => ({ axis: raw.int("axis", 0), reduction: scatterReduction(raw) }),
  infer(context) {
    const dtype = checkScattered(context);
    const { shape } = context.tensor(0);
    const indices = typed(context, 1, indexTypes).shape;
    const updates = context.tensor(2).shape;
    const axis = normalizeAxis(context, context.attrs.axis, shape.length);
    if (!equalShapes(indices, updates)) context.fail(`indices have shape ${shapeText(indices)}, updates ${shapeText(updates)}; they must be equal`);
    if (indices.length !== shape.length) context.fail(`${context.inputName(0)} has rank ${shape.length} but the indices have rank ${indices.length}`);
    indices.forEach((d, a) => {
      const [have, most] = [d, shape[a] as Dim];
      if (a !== axis && typeof have === "number" && typeof most === "number" && have > most)
        context.fail(`updates have ${dimText(have)} elements along axis ${a}, the data ${dimText(most)}`);
    });
    pointsInto(context, 0, indices);
    return [tensorType(dtype, shape)];
  },
  lower: (context) => context.outputs.map((output) => scatter(context, output)),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "columns, from both ends",
      attrs: { axis: 1 },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [2, 1], values: [1n, -1n] },
        { shape: [2, 1], values: [10, 20] },
      ],
      outputs: [{ shape: [2, 3], values: [1, 10, 3, 4, 5, 20] }],
    },
    {
      note: "two updates of one row are added",
      attrs: { reduction: "add" },
      inputs: [
        { dtype: "i32", shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i32", shape: [2, 1], values: [1, 1] },
        { dtype: "i32", shape: [2, 1], values: [10, 100] },
      ],
      outputs: [{ dtype: "i32", shape: [2, 2], values: [1, 2, 113, 4] }],
    },
    {
      note: "the largest stays",
      attrs: { reduction: "max" },
      inputs: [
        { dtype: "u8", shape: [3], values: [5, 6, 7] },
        { dtype: "i64", shape: [3], values: [0n, 0n, 2n] },
        { dtype: "u8", shape: [3], values: [200, 9, 1] },
      ],
      outputs: [{ dtype: "u8", shape: [3], values: [200, 6, 7] }],
    },
  ],
});
