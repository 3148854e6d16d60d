/** Where: condition ? a : b with broadcasting of all three. Since opset 9 (16: bf16). https://onnx.ai/onnx/operators/onnx__Where.html */
import { equalDims } from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { select } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { bools, movables } from "./families/type-sets.ts";

export const Where = defineOp({
  name: "Where",
  opset: 16,
  since: 9,
  doc: "condition ? a : b",
  strings: "moved",
  ...pointwise({
    kernel: "where",
    inputs: { condition: bools, X: movables, Y: movables },
    result: (context) => context.tensor(1).dtype,
    value: () => (condition, a, b) => select(condition, a, b),
    known: () => (condition, a, b) => (condition === 1 || equalDims(a, b) ? a : condition === 0 ? b : undefined),
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "a condition for each column, one default",
      inputs: [
        { dtype: "bool", shape: [2], values: [true, false] },
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { shape: [], values: [9] },
      ],
      outputs: [{ shape: [2, 2], values: [1, 9, 3, 9] }],
    },
    {
      note: "NaN on the side not taken stays there",
      inputs: [
        { dtype: "bool", shape: [2], values: [true, false] },
        { shape: [2], values: [1, Number.NaN] },
        { shape: [2], values: [Number.NaN, 2] },
      ],
      outputs: [{ shape: [2], values: [1, 2] }],
    },
  ],
});
