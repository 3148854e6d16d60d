/**
 * Split: the input cut along an axis into parts of the given sizes, or into equal ones (the last may be smaller).
 * Since opset 1 (sizes as an input since 13, num_outputs since 18). https://onnx.ai/onnx/operators/onnx__Split.html
 */
import { add, bounds, type Dim, equalDims } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type NodeContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add as addExpr, cast, eq, i32, index, le, read } from "../loop/expr.ts";
import { folded } from "../loop/folded.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { knownOf, withKnown } from "./families/known-elements.ts";
import { isSteeredAtRunTime, Plan, settledExtent } from "./families/plan.ts";
import { hasInput, steering } from "./families/steering.ts";
import { movables, typed } from "./families/type-sets.ts";

/** The sizes of those of `parts` parts that are outputs. */
function equalParts(context: InferContext, extent: Dim, parts: number): readonly Dim[] {
  if (parts < context.outputCount) return context.fail(`num_outputs is ${parts}, the node has ${context.outputCount} outputs`);
  if (parts === 1) return [extent];
  if (typeof extent !== "number")
    return context.fail(`splits ${dimText(extent)} elements into ${parts} equal parts`, "give the free dim a value (--dim name=value)");
  const size = Math.ceil(extent / parts);
  return Array.from({ length: context.outputCount }, (_, i) => Math.max(0, Math.min(size, extent - i * size)));
}

function partSizes(context: InferContext<{ readonly parts: number }>, axis: number, extent: Dim): readonly Dim[] {
  const parts = context.attrs.parts;
  if (!hasInput(context, 1)) return equalParts(context, extent, parts > 0 ? parts : context.outputCount);
  if (isSteeredAtRunTime(context, 1)) {
    const most = bounds(extent)[1];
    const all = Array.from({ length: context.outputCount }, (_, i) => i);
    const settled = all.map((i) => settledExtent(context, i, axis, "part", [0, most]));
    const left = settled.reduce<number>((rest, d) => (typeof d === "number" ? rest - d : rest), most);
    // Declared parts that are more than there is are none the run can make; the others share what those leave.
    if (left < 0) return all.map(() => runtimeExtent("part", 0, most));
    return settled.map((d) => (typeof d === "number" || left === 0 ? bounds(d)[0] : runtimeExtent("part", 0, left)));
  }
  const sizes = steering(context, 1);
  if (sizes.length !== context.outputCount) context.fail(`split names ${sizes.length} sizes but the node has ${context.outputCount} outputs`);
  const total = add(0, ...sizes);
  if (!equalDims(total, extent)) context.fail(`split sizes add up to ${dimText(total)} but the axis has ${dimText(extent)} elements`);
  return sizes;
}

const axisOf = (context: NodeContext<{ readonly axis: number }>, rank: number): number => normalizeAxis(context, context.attrs.axis, rank);

/** Sizes at run time: each part's extent, and that together they are the axis. */
function checkSizes(context: LowerContext, axis: number): readonly Work[] {
  const [first] = context.outputs;
  if (first === undefined || !isSteeredAtRunTime(context, 1)) return [];
  const plan = new Plan(context);
  const sizes = context.outputs.map((output, i) => {
    const size = plan.let(`size${i}`, plan.operand(1, i));
    plan.expect(le(i32(0), size));
    plan.extent(output.shape[axis] ?? 0, size);
    return size;
  });
  plan.expect(eq(folded(sizes, addExpr), cast("i32", index(context.input(0).shape[axis] ?? 0))));
  return [plan.routine("split_operands", first)];
}

export const Split = defineOp({
  name: "Split",
  opset: 18,
  since: 1,
  doc: "the input cut into parts along an axis",
  inputs: ["input", "split"],
  strings: "moved",
  attrs: (raw) => ({ axis: raw.int("axis", 0), parts: raw.int("num_outputs", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const axis = axisOf(context, shape.length);
    const known = knownOf(context, 0);
    let offset = 0;
    return partSizes(context, axis, shape[axis] ?? 1).map((size) => {
      const type = tensorType(
        dtype,
        shape.map((d, a) => (a === axis ? size : d)),
      );
      if (typeof size !== "number") return type;
      offset += size;
      return withKnown(type, known?.slice(offset - size, offset));
    });
  },
  lower(context) {
    const x = context.input(0);
    const axis = axisOf(context, x.shape.length);
    let offset: Dim = 0;
    const parts = context.outputs.map((output) => {
      const start = offset;
      offset = add(offset, output.shape[axis] ?? 0);
      const axes = axesOf(output.shape);
      const at = axes.map((along, a) => (a === axis ? add(coordinate(along), start) : coordinate(along)));
      return compute({ name: "split", output, axes, value: read(x, at) });
    });
    return [...checkSizes(context, axis), ...parts];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "given sizes along columns",
      attrs: { axis: 1 },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [2], values: [1n, 2n], constant: true },
      ],
      outputs: [
        { shape: [2, 1], values: [1, 4] },
        { shape: [2, 2], values: [2, 3, 5, 6] },
      ],
    },
    {
      note: "equal parts, the last smaller",
      attrs: { num_outputs: 2 },
      inputs: [{ shape: [3], values: [1, 2, 3] }],
      outputs: [
        { shape: [2], values: [1, 2] },
        { shape: [1], values: [3] },
      ],
    },
  ],
});
