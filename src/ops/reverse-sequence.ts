/**
 * ReverseSequence: the first sequence_lens[b] elements of each batch element turned around along the time axis, the rest kept.
 * Since opset 10. https://onnx.ai/onnx/operators/onnx__ReverseSequence.html
 */
import type { Dim } from "../core/dim.ts";
import { equalDims } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { cast, constant, index, lt, read, select, sub } from "../loop/expr.ts";
import { indexInside } from "./families/gathered-index.ts";
import { gather } from "./families/movement.ts";
import { indexTypes, movables, typed } from "./families/type-sets.ts";

function axesFrom(
  context: NodeContext<{ readonly batch_axis: number; readonly time_axis: number }>,
  shape: readonly Dim[],
): readonly [batch: number, time: number] {
  const [batch, time] = [context.attrs.batch_axis, context.attrs.time_axis];
  if (!((batch === 0 && time === 1) || (batch === 1 && time === 0)) || shape.length < 2)
    context.fail(`batch_axis is ${batch} and time_axis ${time} of ${shapeText(shape)}, expected axes 0 and 1`);
  return [batch, time];
}

export const ReverseSequence = defineOp({
  name: "ReverseSequence",
  opset: 10,
  since: 10,
  doc: "the beginning of each sequence turned around",
  inputs: ["input", "sequence_lens"],
  strings: "moved",
  attrs: (raw) => ({ batch_axis: raw.int("batch_axis", 1), time_axis: raw.int("time_axis", 0) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const lengths = typed(context, 1, indexTypes);
    const [batch] = axesFrom(context, shape);
    if (lengths.shape.length !== 1 || !equalDims(lengths.shape[0] as Dim, shape[batch] as Dim))
      context.fail(
        `sequence_lens has shape ${shapeText(lengths.shape)}, one length for each of ${dimText(shape[batch] as Dim)} sequences is expected`,
      );
    return [tensorType(dtype, shape)];
  },
  lower: gather("reverse_sequence", (context, at) => {
    const { shape } = context.input(0);
    const [batch, time] = axesFrom(context, shape);
    const length = cast("i32", read(context.input(1), [at[batch] as Dim]));
    const step = cast("i32", index(at[time] as Dim));
    const turned = select(lt(step, length), sub(sub(length, constant("i32", 1)), step), step);
    return at.map((d, a) => (a === time ? indexInside(turned, shape[time] as Dim) : d));
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "sequences in columns",
      inputs: [
        { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [2], values: [3n, 2n] },
      ],
      outputs: [{ shape: [3, 2], values: [5, 4, 3, 2, 1, 6] }],
    },
    {
      note: "sequences in rows",
      attrs: { batch_axis: 0, time_axis: 1 },
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [2], values: [1n, 3n] },
      ],
      outputs: [{ shape: [2, 3], values: [1, 2, 3, 6, 5, 4] }],
    },
  ],
});
