/**
 * IsNaN and IsInf: which kind of float an element is. Since opset 9 and 10 (20: all floats).
 * https://onnx.ai/onnx/operators/onnx__IsNaN.html and onnx__IsInf.
 */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { bool, constant, eq, ne, or } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats } from "./families/type-sets.ts";

const kinds = [{ shape: [5], values: [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0] }];

export const IsNaN = defineOp({
  name: "IsNaN",
  opset: 20,
  since: 9,
  doc: "true where x is NaN",
  ...pointwise({ kernel: "is_nan", inputs: { X: floats }, result: () => "bool", value: () => (x) => ne(x, x) }),
  tolerance: exactTolerance,
  examples: [{ note: "every kind", inputs: kinds, outputs: [{ dtype: "bool", shape: [5], values: [true, false, false, false, false] }] }],
});

export const IsInf = defineOp({
  name: "IsInf",
  opset: 20,
  since: 10,
  doc: "true where x is infinite, of the signs asked for",
  attrs: (raw) => ({ positive: raw.int("detect_positive", 1) !== 0, negative: raw.int("detect_negative", 1) !== 0 }),
  ...pointwise({
    kernel: "is_inf",
    inputs: { X: floats },
    result: () => "bool",
    value:
      ({ attrs }) =>
      (x) => {
        const above = attrs.positive === true ? eq(x, constant(x.dtype, Number.POSITIVE_INFINITY)) : bool(false);
        return attrs.negative === true ? or(above, eq(x, constant(x.dtype, Number.NEGATIVE_INFINITY))) : above;
      },
  }),
  tolerance: exactTolerance,
  examples: [
    { note: "both signs", inputs: kinds, outputs: [{ dtype: "bool", shape: [5], values: [false, false, true, true, false] }] },
    {
      note: "negative only",
      attrs: { detect_positive: 0 },
      inputs: kinds,
      outputs: [{ dtype: "bool", shape: [5], values: [false, false, false, true, false] }],
    },
  ],
});
