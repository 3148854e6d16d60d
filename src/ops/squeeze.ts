/**
 * Squeeze and Unsqueeze: axes of one element removed (all of them when none is named) and added.
 * Since opset 1 (axes as an input since 13). https://onnx.ai/onnx/operators/onnx__Squeeze.html and onnx__Unsqueeze.
 */
import { type Dim, dimText } from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { normalizeAxes } from "./families/axes.ts";
import { knownTensor, withKnown } from "./families/known-elements.ts";
import { hasInput, steeringNumbers } from "./families/steering.ts";
import { elements, typed } from "./families/type-sets.ts";

export const Squeeze = defineOp({
  name: "Squeeze",
  opset: 25,
  since: 1,
  doc: "without axes of one element",
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const ones = shape.flatMap((d, a) => (d === 1 ? [a] : []));
    const axes = hasInput(context, 1) ? normalizeAxes(context, steeringNumbers(context, 1, "axes"), shape.length) : ones;
    for (const a of axes) if (shape[a] !== 1) context.fail(`axis ${a} has ${dimText(shape[a] ?? 1)} elements, only axes of 1 can be removed`);
    const removed = new Set(axes);
    const type = tensorType(
      dtype,
      shape.filter((_, a) => !removed.has(a)),
    );
    return [withKnown(type, knownTensor(context, 0))];
  },
  view: true,
  tolerance: exactTolerance,
  examples: [
    {
      note: "a named axis from the end",
      inputs: [
        { shape: [1, 2, 1], values: [1, 2] },
        { dtype: "i64", shape: [1], values: [-1n], constant: true },
      ],
      outputs: [{ shape: [1, 2], values: [1, 2] }],
    },
    { note: "all axes of 1", inputs: [{ shape: [1, 2, 1], values: [1, 2] }], outputs: [{ shape: [2], values: [1, 2] }] },
  ],
});

export const Unsqueeze = defineOp({
  name: "Unsqueeze",
  opset: 25,
  since: 1,
  doc: "with axes of one element added",
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const named = steeringNumbers(context, 1, "axes");
    const rank = shape.length + named.length;
    const added = new Set(normalizeAxes(context, named, rank));
    let next = 0;
    const widened = Array.from({ length: rank }, (_, a): Dim => (added.has(a) ? 1 : (shape[next++] ?? 1)));
    return [withKnown(tensorType(dtype, widened), knownTensor(context, 0))];
  },
  view: true,
  tolerance: exactTolerance,
  examples: [
    {
      note: "two axes, unsorted and from the end",
      inputs: [
        { shape: [2], values: [1, 2] },
        { dtype: "i64", shape: [2], values: [-1n, 0n], constant: true },
      ],
      outputs: [{ shape: [1, 2, 1], values: [1, 2] }],
    },
  ],
});
