/** Transpose: axes in another order, reversed by default. Since opset 1. https://onnx.ai/onnx/operators/onnx__Transpose.html */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { movedKnown } from "./families/known-elements.ts";
import { gather } from "./families/movement.ts";
import { movables, typed } from "./families/type-sets.ts";

/** Axis a of the output is axis order[a] of the input. */
function orderOf(context: NodeContext<{ readonly perm: readonly number[] }>, rank: number): readonly number[] {
  const perm = context.attrs.perm;
  if (perm.length === 0) return Array.from({ length: rank }, (_, a) => rank - 1 - a);
  const isPermutation = perm.length === rank && new Set(perm).size === rank && perm.every((p) => p >= 0 && p < rank);
  return isPermutation ? perm : context.fail(`perm [${perm.join(", ")}] is no order of the ${rank} axes of ${context.inputName(0)}`);
}

/** Where the element at `at` of the output stands in the input. */
function sourceOf(order: readonly number[], at: readonly Dim[]): readonly Dim[] {
  const coordinates: Dim[] = [...at];
  order.forEach((from, a) => {
    coordinates[from] = at[a] ?? 0;
  });
  return coordinates;
}

export const Transpose = defineOp({
  name: "Transpose",
  opset: 25,
  since: 1,
  doc: "axes in another order",
  inputs: ["data"],
  strings: "moved",
  attrs: (raw) => ({ perm: raw.ints("perm", []) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const order = orderOf(context, shape.length);
    const type = tensorType(
      dtype,
      order.map((from) => shape[from] ?? 1),
    );
    return [movedKnown(context, type, (at) => sourceOf(order, at))];
  },
  lower: gather("transpose", (context, at) => sourceOf(orderOf(context, at.length), at)),
  tolerance: exactTolerance,
  examples: [
    {
      note: "reversed by default",
      inputs: [{ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ shape: [3, 2], values: [1, 4, 2, 5, 3, 6] }],
    },
    {
      note: "a cycle of three axes",
      attrs: { perm: [1, 2, 0] },
      inputs: [{ shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ shape: [1, 3, 2], values: [1, 4, 2, 5, 3, 6] }],
    },
  ],
});
