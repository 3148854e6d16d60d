/**
 * SplitToSequence: a tensor cut along an axis into a sequence: parts of the sizes given, of one size (the last may be smaller), or single slices,
 * whose axis goes unless keepdims. Since opset 11. https://onnx.ai/onnx/operators/onnx__SplitToSequence.html
 */
import { add, type Dim } from "../core/dim.ts";
import { defineOp, type InferContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { normalizeAxis } from "./families/axes.ts";
import { isSteeredAtRunTime } from "./families/plan.ts";
import { sequenceOf } from "./families/sequences.ts";
import { steeringNumbers } from "./families/steering.ts";

/** The axis cut along, the size of each part (an extent of its own where the run decides), and whether the axis goes. */
export function cutsOf(context: InferContext<{ readonly axis: number; readonly keepdims: boolean }>): {
  readonly axis: number;
  readonly sizes: readonly Dim[];
  readonly isDropped: boolean;
} {
  const { shape } = context.tensor(0);
  const axis = normalizeAxis(context, context.attrs.axis, shape.length);
  const extent = shape[axis];
  if (typeof extent !== "number") return context.fail(`axis ${axis} is not of a known size`, "give the free dim a value (--dim name=value)");
  if (context.inputs[1] === undefined) return { axis, sizes: Array.from({ length: extent }, () => 1), isDropped: !context.attrs.keepdims };
  const [count] = context.tensor(1).shape;
  if (typeof count === "number" && isSteeredAtRunTime(context, 1))
    return { axis, sizes: Array.from({ length: count }, () => runtimeExtent("part", 0, extent)), isDropped: false };
  const given = steeringNumbers(context, 1);
  const [size] = given;
  if (context.tensor(1).shape.length === 0 && size !== undefined) {
    if (size < 1) return context.fail(`split is ${size}, 1 at least is expected`);
    return { axis, sizes: Array.from({ length: Math.ceil(extent / size) }, (_, i) => Math.min(size, extent - i * size)), isDropped: false };
  }
  const total = add(0, ...given);
  if (total !== extent || given.some((n) => n < 0)) return context.fail(`split is ${given.join(", ")}, sizes that add up to ${extent} are expected`);
  return { axis, sizes: given, isDropped: false };
}

/** Each item becomes a value of its own. */
const mostItems = 1024;

export const SplitToSequence = defineOp({
  name: "SplitToSequence",
  opset: 24,
  since: 11,
  doc: "a tensor cut into a sequence",
  inputs: ["input", "split"],
  attrs: (raw) => ({ axis: raw.int("axis", 0), keepdims: raw.int("keepdims", 1) !== 0 }),
  infer(context) {
    const { dtype, shape } = context.tensor(0);
    const { axis, sizes, isDropped } = cutsOf(context);
    if (sizes.length > mostItems) return context.fail(`cuts axis ${axis} into ${sizes.length} items, at most ${mostItems} are followed one by one`);
    const items = sizes.map((n) => tensorType(dtype, isDropped ? shape.toSpliced(axis, 1) : shape.with(axis, n)));
    return [sequenceOf(items, tensorType(dtype, shape))];
  },
  examples: [],
});
