/**
 * Max, Min, Sum, Mean of any number of inputs, broadcast together; Max and Min are NaN where any input is.
 * Since opset 1 (broadcasting since 8, integers for Max and Min since 12).
 * https://onnx.ai/onnx/operators/onnx__Max.html and onnx__Min, onnx__Sum, onnx__Mean.
 */
import * as dims from "../core/dim.ts";
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { add, constant, div, type Expr, max, min } from "../loop/expr.ts";
import { folded } from "../loop/folded.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats, numbers } from "./families/type-sets.ts";

const combined =
  (f: (a: Expr, b: Expr) => Expr) =>
  () =>
  (...elements: readonly Expr[]) =>
    folded(elements, f);

export const Max = defineOp({
  name: "Max",
  opset: 13,
  since: 1,
  doc: "the largest of the inputs' elements",
  ...pointwise({
    kernel: "max",
    inputs: { "...data_0": numbers },
    value: combined(max),
    known:
      () =>
      (...d) =>
        d.reduce(dims.max),
  }),
  examples: [
    {
      note: "three inputs, NaN wins",
      inputs: [
        { shape: [3], values: [3, 2, 1] },
        { shape: [3], values: [1, 4, Number.NaN] },
        { shape: [], values: [2.5] },
      ],
      outputs: [{ shape: [3], values: [3, 4, Number.NaN] }],
    },
    {
      note: "unsigned integers",
      inputs: [
        { dtype: "u8", shape: [2], values: [200, 1] },
        { dtype: "u8", shape: [2], values: [100, 2] },
      ],
      outputs: [{ dtype: "u8", shape: [2], values: [200, 2] }],
    },
  ],
});

export const Min = defineOp({
  name: "Min",
  opset: 13,
  since: 1,
  doc: "the smallest of the inputs' elements",
  ...pointwise({
    kernel: "min",
    inputs: { "...data_0": numbers },
    value: combined(min),
    known:
      () =>
      (...d) =>
        d.reduce(dims.min),
  }),
  examples: [
    {
      note: "broadcast both ways",
      inputs: [
        { shape: [2, 1], values: [0, 5] },
        { shape: [3], values: [-1, 3, 9] },
      ],
      outputs: [{ shape: [2, 3], values: [-1, 0, 0, -1, 3, 5] }],
    },
    { note: "one input", inputs: [{ dtype: "i64", shape: [2], values: [5n, -6n] }], outputs: [{ dtype: "i64", shape: [2], values: [5n, -6n] }] },
  ],
});

export const Sum = defineOp({
  name: "Sum",
  opset: 13,
  since: 1,
  doc: "the sum of the inputs' elements",
  ...pointwise({ kernel: "sum", inputs: { "...data_0": floats }, value: combined(add) }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "three inputs",
      inputs: [
        { shape: [2], values: [3, 0] },
        { shape: [2], values: [1, 3] },
        { shape: [1], values: [2] },
      ],
      outputs: [{ shape: [2], values: [6, 5] }],
    },
  ],
});

export const Mean = defineOp({
  name: "Mean",
  opset: 13,
  since: 1,
  doc: "the mean of the inputs' elements",
  ...pointwise({
    kernel: "mean",
    inputs: { "...data_0": floats },
    value:
      () =>
      (...elements) => {
        const total = folded(elements, add);
        return elements.length === 1 ? total : div(total, constant(total.dtype, elements.length));
      },
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "three inputs",
      inputs: [
        { shape: [2], values: [3, 0] },
        { shape: [2], values: [1, 3] },
        { shape: [2], values: [2, 6] },
      ],
      outputs: [{ shape: [2], values: [2, 3] }],
    },
  ],
});
