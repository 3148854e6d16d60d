/**
 * And, Or, Xor (with broadcasting) and Not of bools. Since opset 1 (broadcasting as numpy's since 7).
 * https://onnx.ai/onnx/operators/onnx__And.html and onnx__Or, onnx__Xor, onnx__Not.
 */
import * as dims from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { and, not, or, xor } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { bools } from "./families/type-sets.ts";

const inputs = { A: bools, B: bools };
const allFour = [
  { dtype: "bool", shape: [2, 1], values: [false, true] },
  { dtype: "bool", shape: [2], values: [false, true] },
] as const;

export const And = defineOp({
  name: "And",
  opset: 7,
  since: 1,
  doc: "a and b",
  ...pointwise({ kernel: "and", inputs, value: () => (a, b) => and(a, b), known: () => (a, b) => dims.min(a, b) }),
  tolerance: exactTolerance,
  examples: [{ note: "all four cases", inputs: allFour, outputs: [{ dtype: "bool", shape: [2, 2], values: [false, false, false, true] }] }],
});

export const Or = defineOp({
  name: "Or",
  opset: 7,
  since: 1,
  doc: "a or b",
  ...pointwise({ kernel: "or", inputs, value: () => (a, b) => or(a, b), known: () => (a, b) => dims.max(a, b) }),
  tolerance: exactTolerance,
  examples: [{ note: "all four cases", inputs: allFour, outputs: [{ dtype: "bool", shape: [2, 2], values: [false, true, true, true] }] }],
});

export const Xor = defineOp({
  name: "Xor",
  opset: 7,
  since: 1,
  doc: "a or b, not both",
  ...pointwise({ kernel: "xor", inputs, value: () => (a, b) => xor(a, b) }),
  tolerance: exactTolerance,
  examples: [{ note: "all four cases", inputs: allFour, outputs: [{ dtype: "bool", shape: [2, 2], values: [false, true, true, false] }] }],
});

export const Not = defineOp({
  name: "Not",
  opset: 1,
  since: 1,
  doc: "not x",
  ...pointwise({ kernel: "not", inputs: { X: bools }, value: () => (x) => not(x), known: () => (x) => dims.sub(1, x) }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "both cases",
      inputs: [{ dtype: "bool", shape: [2], values: [false, true] }],
      outputs: [{ dtype: "bool", shape: [2], values: [true, false] }],
    },
  ],
});
