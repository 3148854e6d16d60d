/**
 * ScatterND: a copy of the data in which slices are updated; the last axis of the indices holds coordinates of a slice. Of several updates
 * of one slice without a reduction, the last one stays. Since opset 11 (16 and 18: reductions).
 * https://onnx.ai/onnx/operators/onnx__ScatterND.html
 */
import { type Dim, equalShapes } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Routine } from "../loop/kernel.ts";
import { indexInside } from "./families/gathered-index.ts";
import { bound, copyAll, memory, overShape, routine } from "./families/routines.ts";
import { checkScattered, combined, scatterReduction } from "./families/scattering.ts";
import { indexTypes, pointsInto, typed } from "./families/type-sets.ts";

/** How many axes one row of the indices selects from. */
function depthOf(context: Pick<InferContext | LowerContext, "fail">, data: readonly Dim[], indices: readonly Dim[]): number {
  const depth = indices.at(-1);
  if (typeof depth === "number" && depth <= data.length) return depth;
  const found = depth === undefined ? "missing" : dimText(depth);
  return context.fail(`the indices' last axis is ${found}, a number of at most ${data.length} (the data's rank) is expected`);
}

function scatter(context: LowerContext<{ readonly reduction: string }>, output: Tensor): Routine {
  const [x, i, u] = [memory("x", context.input(0), "in"), memory("indices", context.input(1), "in"), memory("updates", context.input(2), "in")];
  const y = memory("y", output, "out");
  const { shape } = output;
  const indices = context.input(1).shape;
  const depth = depthOf(context, shape, indices);
  const reduction = context.attrs.reduction;
  const updates = overShape(indices.slice(0, -1), (row) => {
    const places = shape.slice(0, depth).map((extent, a) => bound(`target${a}`, indexInside(i.get([...row, a]), extent)));
    const slice = overShape(shape.slice(depth), (inner) => {
      const place = [...places.map((p) => p.dim), ...inner];
      return [y.put(place, combined(reduction, y.get(place), u.get([...row, ...inner])))];
    });
    return [...places.map((p) => p.statement), ...slice];
  });
  const doc = `${reduction === "none" ? "updates" : `${reduction} of updates`} ${shapeText(context.input(2).shape)} of ${shapeText(shape)}`;
  return routine("scatter_nd", doc, [x, i, u, y], [...copyAll(x, y), ...updates]);
}

export const ScatterND = defineOp({
  name: "ScatterND",
  opset: 18,
  since: 11,
  doc: "a copy of the data with slices updated",
  inputs: ["data", "indices", "updates"],
  attrs: (raw) => ({ reduction: scatterReduction(raw) }),
  infer(context) {
    const dtype = checkScattered(context);
    const { shape } = context.tensor(0);
    const indices = typed(context, 1, indexTypes).shape;
    const wanted = [...indices.slice(0, -1), ...shape.slice(depthOf(context, shape, indices))];
    const updates = context.tensor(2).shape;
    if (!equalShapes(updates, wanted)) context.fail(`updates have shape ${shapeText(updates)}, ${shapeText(wanted)} is expected`);
    pointsInto(context, 0, updates);
    return [tensorType(dtype, shape)];
  },
  lower: (context) => context.outputs.map((output) => scatter(context, output)),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "single elements, one from the end",
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [2, 2], values: [0n, 1n, -1n, 0n] },
        { shape: [2], values: [20, 30] },
      ],
      outputs: [{ shape: [2, 2], values: [1, 20, 30, 4] }],
    },
    {
      note: "rows, multiplied twice",
      attrs: { reduction: "mul" },
      inputs: [
        { dtype: "i64", shape: [2, 2], values: [1n, 2n, 3n, 4n] },
        { dtype: "i64", shape: [2, 1], values: [1n, 1n] },
        { dtype: "i64", shape: [2, 2], values: [2n, 3n, 5n, 7n] },
      ],
      outputs: [{ dtype: "i64", shape: [2, 2], values: [1n, 2n, 30n, 84n] }],
    },
  ],
});
