/**
 * Compress: the slices along an axis (without one: the elements) where a condition holds; what lies beyond the condition's end is left out.
 * Since opset 9 (negative axes since 11). https://onnx.ai/onnx/operators/onnx__Compress.html
 */
import { bounds, type Dim, dimOf, min, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { staticShape, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, computedDim, index, read, type Tensor } from "../loop/expr.ts";
import { ifStmt, loop } from "../loop/kernel.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { counter, slotMemory, storeExtent, unflattened } from "./families/counting.ts";
import { knownOf } from "./families/known-elements.ts";
import { memory, routine } from "./families/routines.ts";
import { bools, movables, typed } from "./families/type-sets.ts";

type Context = InferContext | LowerContext;

/** The axis compressed along; undefined for all elements in a row. */
function axisOf(context: Context, rank: number): number | undefined {
  const { axis } = context.attrs;
  return axis === undefined ? undefined : normalizeAxis(context, axis as number, rank);
}

/** How many places the condition speaks of. */
function candidates(context: Context, shape: readonly Dim[], conditions: readonly Dim[]): Dim {
  const [asked = 0] = conditions;
  const axis = axisOf(context, shape.length);
  const most = axis === undefined ? product(shape) : (shape[axis] ?? 1);
  return min(asked, most);
}

function kept(context: InferContext, from: readonly Dim[]): Dim {
  const condition = typed(context, 1, bools);
  if (condition.shape.length !== 1) context.fail(`the condition has shape ${shapeText(condition.shape)}, rank 1 is expected`);
  const all = candidates(context, from, condition.shape);
  const most = bounds(all)[1];
  const known = knownOf(context, 1);
  return known === undefined ? runtimeExtent("kept", 0, most, all) : known.slice(0, most).filter((d) => d !== 0).length;
}

/** The numbers of the places kept of `all`, and how many they are. */
function listKept(context: LowerContext, extent: Dim, all: Dim, places: Tensor): Work {
  const [condition, list, slot, found] = [
    memory("condition", context.input(1), "in"),
    memory("places", places, "out"),
    slotMemory(extent),
    counter("found"),
  ];
  const most = bounds(all)[1];
  const each = loop("i", all, (s) => [
    ifStmt(condition.get([dimOf(s)]), [...found.at(most, (place) => [list.put([place], cast("i32", index(dimOf(s))))]), found.next]),
  ]);
  const memories = [condition, list, ...(slot === undefined ? [] : [slot])];
  return routine("compress_places", `where a condition of ${most} holds`, memories, [found.start, each, ...storeExtent(slot, found.value)]);
}

function lower(context: LowerContext): readonly Work[] {
  const x = context.input(0);
  const axis = axisOf(context, x.shape.length);
  const all = candidates(context, x.shape, context.input(1).shape);
  const most = bounds(all)[1];
  const places = context.scratch("places", "i32", [most]);
  return context.outputs.flatMap((output) => {
    const axes = axesOf(output.shape);
    const at = axes.map(coordinate);
    const place = computedDim("place", read(places, [at[axis ?? 0] ?? 0]), [0, Math.max(0, most - 1)]);
    const flat = staticShape(x.shape);
    if (axis === undefined && flat === undefined)
      return context.fail(
        `without an axis, ${context.inputName(0)} of shape ${shapeText(x.shape)} must have a known shape`,
        "give the free dims values (--dim name=value)",
      );
    const from = axis === undefined ? unflattened(flat ?? [], place) : at.with(axis, place);
    return [listKept(context, output.shape[axis ?? 0] ?? 0, all, places), compute({ name: "compress", output, axes, value: read(x, from) })];
  });
}

export const Compress = defineOp({
  name: "Compress",
  opset: 11,
  since: 9,
  doc: "slices along an axis where a condition holds",
  inputs: ["input", "condition"],
  strings: "moved",
  attrs: (raw) => ({ axis: raw.has("axis") ? raw.int("axis") : undefined }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const axis = axisOf(context, shape.length);
    const count = kept(context, shape);
    return [tensorType(dtype, axis === undefined ? [count] : shape.with(axis, count))];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "rows, a condition shorter than the axis",
      attrs: { axis: 0 },
      inputs: [
        { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "bool", shape: [2], values: [false, true] },
      ],
      outputs: [{ shape: [1, 2], values: [3, 4] }],
    },
    {
      note: "columns, the last axis",
      attrs: { axis: -1 },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "bool", shape: [3], values: [true, false, true] },
      ],
      outputs: [{ shape: [2, 2], values: [1, 3, 4, 6] }],
    },
    {
      note: "elements of the whole",
      inputs: [
        { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "bool", shape: [5], values: [false, true, false, false, true] },
      ],
      outputs: [{ shape: [2], values: [2, 5] }],
    },
    {
      note: "a constant condition",
      attrs: { axis: 0 },
      inputs: [
        { shape: [3], values: [1, 2, 3] },
        { dtype: "bool", shape: [3], values: [true, false, true], constant: true },
      ],
      outputs: [{ shape: [2], values: [1, 3] }],
    },
  ],
});
