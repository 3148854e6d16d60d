/**
 * Gather: slices of the input along an axis, picked by indices (negative ones from the end).
 * Since opset 1. https://onnx.ai/onnx/operators/onnx__Gather.html
 */
import { add, type Dim, mul } from "../core/dim.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type NodeContext } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { normalizeAxis } from "./families/axes.ts";
import { gatheredIndex } from "./families/gathered-index.ts";
import { knownOf, withKnown } from "./families/known-elements.ts";
import { gather } from "./families/movement.ts";
import { indexTypes, movables, pointsInto, typed } from "./families/type-sets.ts";

const axisOf = (context: NodeContext<{ readonly axis: number }>, rank: number): number => normalizeAxis(context, context.attrs.axis, rank);

/** Known indices counted from the start; undefined when some is not a number. Refuses those beyond the axis. */
function knownIndices(context: InferContext | LowerContext, extent: Dim): readonly Dim[] | undefined {
  const indices = knownOf(context, 1);
  if (indices === undefined || !indices.every((i) => typeof i === "number")) return undefined;
  return indices.map((i): Dim => {
    if (typeof extent === "number" && (i < -extent || i >= extent))
      return context.fail(`index ${i} is out of range for an axis of ${extent} elements (${-extent}..${extent - 1})`);
    return i < 0 ? add(extent, i) : i;
  });
}

/** Indices first, first + step, ... as a function of where they stand; undefined when they are no such row. */
function asProgression(indices: readonly Dim[] | undefined): ((i: Dim) => Dim) | undefined {
  const [first, second] = indices ?? [];
  if (first === undefined || indices === undefined) return undefined;
  if (second === undefined) return () => first;
  if (typeof first !== "number" || typeof second !== "number") return undefined;
  const step = second - first;
  return indices.every((d, i) => d === first + i * step) ? (i) => add(first, mul(i, step)) : undefined;
}

function pickedElements(context: InferContext, type: TensorType): TensorType {
  const known = knownOf(context, 0);
  const indices = knownIndices(context, known?.length ?? 0);
  return withKnown(type, known === undefined ? undefined : indices?.map((i) => known[i as number]));
}

export const Gather = defineOp({
  name: "Gather",
  opset: 13,
  since: 1,
  doc: "slices along an axis, picked by indices",
  inputs: ["data", "indices"],
  strings: "moved",
  attrs: (raw) => ({ axis: raw.int("axis", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const indices = typed(context, 1, indexTypes);
    const axis = axisOf(context, shape.length);
    const type = tensorType(dtype, [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)]);
    pointsInto(context, 0, type.shape);
    knownIndices(context, shape[axis] ?? 1);
    return [knownOf(context, 0) === undefined ? type : pickedElements(context, type)];
  },
  lower: gather("gather", (context, at) => {
    const { shape } = context.input(0);
    const indices = context.input(1);
    const axis = axisOf(context, shape.length);
    const place = at.slice(axis, axis + indices.shape.length);
    const extent = shape[axis] ?? 1;
    const regular = asProgression(knownIndices(context, extent));
    const picked = regular === undefined ? gatheredIndex(indices, place, extent) : regular(place[0] ?? 0);
    return [...at.slice(0, axis), picked, ...at.slice(axis + indices.shape.length)];
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "rows, a matrix of indices at run time",
      inputs: [
        { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [1, 2], values: [2n, -3n] },
      ],
      outputs: [{ shape: [1, 2, 2], values: [5, 6, 1, 2] }],
    },
    {
      note: "rows of strings",
      inputs: [
        { dtype: "string", shape: [3, 2], values: ["a", "", "cd", "é", "e", "f"] },
        { dtype: "i64", shape: [2], values: [2n, -2n] },
      ],
      outputs: [{ dtype: "string", shape: [2, 2], values: ["e", "f", "cd", "é"] }],
    },
    {
      note: "one column, a constant scalar index",
      attrs: { axis: 1 },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [], values: [-1n], constant: true },
      ],
      outputs: [{ shape: [2], values: [3, 6] }],
    },
    {
      note: "every second column, constant indices",
      attrs: { axis: -1 },
      inputs: [
        { shape: [1, 4], values: [1, 2, 3, 4] },
        { dtype: "i32", shape: [2], values: [3, 1], constant: true },
      ],
      outputs: [{ shape: [1, 2], values: [4, 2] }],
    },
  ],
});
