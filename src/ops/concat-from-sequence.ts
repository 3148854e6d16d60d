/**
 * ConcatFromSequence: the items of a sequence joined along an axis, or along a new one. resolve-sequences writes it as a Concat.
 * Since opset 11. https://onnx.ai/onnx/operators/onnx__ConcatFromSequence.html
 */
import { add, equalDims } from "../core/dim.ts";
import { defineOp } from "../graph/graph.ts";
import { tensorType, typeText } from "../graph/types.ts";
import { normalizeAxis } from "./families/axes.ts";
import { sequenceAt } from "./families/sequences.ts";

export const ConcatFromSequence = defineOp({
  name: "ConcatFromSequence",
  opset: 11,
  since: 11,
  doc: "the items of a sequence joined",
  inputs: ["input_sequence"],
  attrs: (raw) => ({ axis: raw.int("axis"), new_axis: raw.int("new_axis", 0) !== 0 }),
  infer(context) {
    const { items } = sequenceAt(context, 0);
    const [first] = items;
    if (first === undefined) return context.fail("the sequence has no items to join");
    const isNew = context.attrs.new_axis;
    const axis = normalizeAxis(context, context.attrs.axis, first.shape.length + (isNew ? 1 : 0));
    const alike = items.every(
      (t) =>
        t.dtype === first.dtype &&
        t.shape.length === first.shape.length &&
        t.shape.every((d, a) => (a === axis && !isNew) || equalDims(d, first.shape[a] ?? -1)),
    );
    if (!alike) return context.fail(`its items are ${items.map(typeText).join(", ")}, equal ones but for axis ${axis} are expected`);
    const shape = isNew ? first.shape.toSpliced(axis, 0, items.length) : first.shape.with(axis, add(...items.map((t) => t.shape[axis] ?? 0)));
    return [tensorType(first.dtype, shape)];
  },
  examples: [],
});
