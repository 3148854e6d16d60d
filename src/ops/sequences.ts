/**
 * SequenceConstruct, SequenceEmpty, SequenceInsert, SequenceErase, SequenceAt, SequenceLength: lists of tensors. Their structure is known when
 * the model is compiled, so that resolve-sequences puts the items themselves in their place. Since opset 11.
 * https://onnx.ai/onnx/operators/onnx__SequenceConstruct.html
 */
import type { DType } from "../core/dtype.ts";
import { type Attrs, defineOp, type OpDef } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { withKnown } from "./families/known-elements.ts";
import { gapPlace, itemPlace, sequenceAt, sequenceOf } from "./families/sequences.ts";

/** Nothing is computed: examples are in the tests of resolve-sequences. */
const structure = <A extends Attrs>(spec: Pick<OpDef<A>, "name" | "doc" | "inputs" | "infer"> & Partial<Pick<OpDef<A>, "attrs">>): OpDef =>
  defineOp({ opset: 11, since: 11, examples: [], ...spec });

export const SequenceConstruct = structure({
  name: "SequenceConstruct",
  doc: "its inputs as a sequence",
  inputs: ["...inputs"],
  infer(context) {
    const items = context.inputs.map((_, i) => context.tensor(i));
    const [first] = items;
    if (first === undefined) return context.fail("has no inputs, 1 at least is expected");
    return [sequenceOf(items, first)];
  },
});

/** Element types by their number in the format, as far as sequences of them are made. */
const elementTypes: Readonly<Record<number, DType>> = { 1: "f32", 2: "u8", 3: "i8", 6: "i32", 7: "i64", 9: "bool", 10: "f16", 11: "f64", 16: "bf16" };

export const SequenceEmpty = structure({
  name: "SequenceEmpty",
  doc: "a sequence without items",
  inputs: [],
  attrs: (raw) => ({ dtype: raw.int("dtype", 1) }),
  infer: ({ attrs, fail }) => [
    sequenceOf([], tensorType(elementTypes[attrs.dtype] ?? fail(`dtype is ${attrs.dtype}, no element type of sequences`), [])),
  ],
});

export const SequenceInsert = structure({
  name: "SequenceInsert",
  doc: "a sequence with a tensor put in",
  inputs: ["input_sequence", "tensor", "position"],
  infer(context) {
    const { items, element } = sequenceAt(context, 0);
    return [sequenceOf(items.toSpliced(gapPlace(context, 2, items.length), 0, context.tensor(1)), element)];
  },
});

export const SequenceErase = structure({
  name: "SequenceErase",
  doc: "a sequence without one of its items",
  inputs: ["input_sequence", "position"],
  infer(context) {
    const { items, element } = sequenceAt(context, 0);
    return [sequenceOf(items.toSpliced(itemPlace(context, 1, items.length, items.length - 1), 1), element)];
  },
});

export const SequenceAt = structure({
  name: "SequenceAt",
  doc: "one item of a sequence",
  inputs: ["input_sequence", "position"],
  infer(context) {
    const { items } = sequenceAt(context, 0);
    return [items[itemPlace(context, 1, items.length)] ?? context.fail("the sequence has no items")];
  },
});

export const SequenceLength = structure({
  name: "SequenceLength",
  doc: "how many items a sequence has",
  inputs: ["input_sequence"],
  infer: (context) => [withKnown(tensorType("i64", []), [sequenceAt(context, 0).items.length])],
});
