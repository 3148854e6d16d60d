/**
 * Add, Sub, Mul, Div: a + b, a - b, a * b, a / b with broadcasting; integers wrap and integer division truncates toward zero.
 * Since opset 1 (broadcasting as numpy's since 7, small integers and bf16 since 14).
 * https://onnx.ai/onnx/operators/onnx__Add.html and onnx__Sub, onnx__Mul, onnx__Div.
 */
import * as dims from "../core/dim.ts";
import { isFloat } from "../core/dtype.ts";
import { defineOp } from "../graph/graph.ts";
import { add, div, mul, sub } from "../loop/expr.ts";
import { exactQuotient, truncatedQuotient } from "./families/exact-division.ts";
import { pointwise } from "./families/pointwise.ts";
import { numbers } from "./families/type-sets.ts";

const inputs = { A: numbers, B: numbers };

export const Add = defineOp({
  name: "Add",
  opset: 14,
  since: 1,
  doc: "a + b",
  ...pointwise({ kernel: "add", inputs, value: () => (a, b) => add(a, b), known: () => (a, b) => dims.add(a, b) }),
  examples: [
    {
      note: "a row broadcast over a matrix",
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { shape: [3], values: [10, 20, 30] },
      ],
      outputs: [{ shape: [2, 3], values: [11, 22, 33, 14, 25, 36] }],
    },
    {
      note: "both sides broadcast",
      inputs: [
        { shape: [2, 1], values: [1, 2] },
        { shape: [1, 2], values: [0.5, -0.5] },
      ],
      outputs: [{ shape: [2, 2], values: [1.5, 0.5, 2.5, 1.5] }],
    },
    {
      note: "small integers wrap",
      inputs: [
        { dtype: "i8", shape: [2], values: [127, -128] },
        { dtype: "i8", shape: [2], values: [1, -1] },
      ],
      outputs: [{ dtype: "i8", shape: [2], values: [-128, 127] }],
    },
  ],
});

export const Sub = defineOp({
  name: "Sub",
  opset: 14,
  since: 1,
  doc: "a - b",
  ...pointwise({ kernel: "sub", inputs, value: () => (a, b) => sub(a, b), known: () => (a, b) => dims.sub(a, b) }),
  examples: [
    {
      note: "a scalar broadcast",
      inputs: [
        { shape: [2], values: [1, 2] },
        { shape: [], values: [3] },
      ],
      outputs: [{ shape: [2], values: [-2, -1] }],
    },
    {
      note: "unsigned integers wrap",
      inputs: [
        { dtype: "u8", shape: [2], values: [3, 200] },
        { dtype: "u8", shape: [2], values: [5, 100] },
      ],
      outputs: [{ dtype: "u8", shape: [2], values: [254, 100] }],
    },
  ],
});

export const Mul = defineOp({
  name: "Mul",
  opset: 14,
  since: 1,
  doc: "a * b",
  ...pointwise({
    kernel: "mul",
    inputs,
    value: () => (a, b) => mul(a, b),
    known: (context) => (isFloat(context.tensor(0).dtype) ? floatProduct : dims.mul),
  }),
  examples: [
    {
      note: "a channel scale",
      inputs: [
        { shape: [1, 2, 1, 2], values: [1, 2, 3, 4] },
        { shape: [2, 1, 1], values: [10, -1] },
      ],
      outputs: [{ shape: [1, 2, 1, 2], values: [10, 20, -3, -4] }],
    },
    {
      note: "64-bit integers stay exact",
      inputs: [
        { dtype: "i64", shape: [2], values: [3037000499n, -2n] },
        { dtype: "i64", shape: [2], values: [3037000499n, 7n] },
      ],
      outputs: [{ dtype: "i64", shape: [2], values: [9223372030926249001n, -14n] }],
    },
  ],
});

export const Div = defineOp({
  name: "Div",
  opset: 14,
  since: 1,
  doc: "a / b; integers truncate toward zero",
  ...pointwise({
    kernel: "div",
    inputs,
    value: () => (a, b) => div(a, b),
    known: (context) => (isFloat(context.tensor(0).dtype) ? floatQuotient : truncatedQuotient),
  }),
  examples: [
    {
      note: "floats, division by zero included",
      inputs: [
        { shape: [3], values: [1, -1, 7] },
        { shape: [3], values: [0, 0, 2] },
      ],
      outputs: [{ shape: [3], values: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3.5] }],
    },
    {
      note: "integers truncate toward zero",
      inputs: [
        { dtype: "i32", shape: [4], values: [7, -7, 7, -7] },
        { dtype: "i32", shape: [4], values: [2, 2, -2, -2] },
      ],
      outputs: [{ dtype: "i32", shape: [4], values: [3, -3, -3, 3] }],
    },
  ],
});

/** A Dim has no -0, which a product of numbers may be. */
const floatProduct = (a: dims.Dim, b: dims.Dim): dims.Dim => (typeof a === "number" && typeof b === "number" ? a * b : dims.mul(a, b));
const floatQuotient = (a: dims.Dim, b: dims.Dim): dims.Dim | undefined =>
  typeof a === "number" && typeof b === "number" ? a / b : exactQuotient(a, b);
