/**
 * Neg, Abs, Sign: -x, |x|, and -1, 0 or 1 (NaN stays NaN). The least integer has no positive counterpart and stays itself.
 * Since opset 1, Sign since 9 (13: bf16). https://onnx.ai/onnx/operators/onnx__Neg.html and onnx__Abs, onnx__Sign.
 */
import { bounds, mul } from "../core/dim.ts";
import { isFloat } from "../core/dtype.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { abs, add, constant, type Expr, gt, lt, neg, select } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { numbers, signedNumbers } from "./families/type-sets.ts";

const isUnsigned = (x: Expr): boolean => x.dtype === "u32" || x.dtype === "u64";

export const Neg = defineOp({
  name: "Neg",
  opset: 13,
  since: 1,
  doc: "-x",
  ...pointwise({
    kernel: "neg",
    inputs: { X: signedNumbers },
    value: () => (x) => neg(x),
    known: (context) => (x) => (typeof x === "number" && isFloat(context.tensor(0).dtype) ? -x : mul(x, -1)),
  }),
  tolerance: exactTolerance,
  examples: [
    { note: "floats", inputs: [{ shape: [3], values: [-4, 2, 0.5] }], outputs: [{ shape: [3], values: [4, -2, -0.5] }] },
    {
      note: "the least integer",
      inputs: [{ dtype: "i8", shape: [2], values: [-128, 5] }],
      outputs: [{ dtype: "i8", shape: [2], values: [-128, -5] }],
    },
  ],
});

export const Abs = defineOp({
  name: "Abs",
  opset: 13,
  since: 1,
  doc: "|x|",
  ...pointwise({
    kernel: "abs",
    inputs: { X: numbers },
    value: () => (x) => (isUnsigned(x) ? x : abs(x)),
    known: () => (x) => (bounds(x)[0] >= 0 ? x : bounds(x)[1] <= 0 ? mul(x, -1) : undefined),
  }),
  tolerance: exactTolerance,
  examples: [
    { note: "floats", inputs: [{ shape: [3], values: [-4, 2, -0.5] }], outputs: [{ shape: [3], values: [4, 2, 0.5] }] },
    { note: "64-bit integers", inputs: [{ dtype: "i64", shape: [2], values: [-5n, 7n] }], outputs: [{ dtype: "i64", shape: [2], values: [5n, 7n] }] },
    { note: "unsigned", inputs: [{ dtype: "u8", shape: [1], values: [200] }], outputs: [{ dtype: "u8", shape: [1], values: [200] }] },
  ],
});

function signOf(x: Expr): Expr {
  const zero = constant(x.dtype, 0);
  const one = constant(x.dtype, 1);
  // The last branch keeps NaN, and gives 0 for both zeros.
  const rest = x.dtype === "f32" || x.dtype === "f64" ? add(x, zero) : x;
  const notPositive = isUnsigned(x) ? x : select(lt(x, zero), constant(x.dtype, -1), rest);
  return select(gt(x, zero), one, notPositive);
}

export const Sign = defineOp({
  name: "Sign",
  opset: 13,
  since: 9,
  doc: "-1, 0 or 1",
  ...pointwise({ kernel: "sign", inputs: { input: numbers }, value: () => signOf }),
  tolerance: exactTolerance,
  examples: [
    { note: "NaN stays", inputs: [{ shape: [5], values: [-4, 0, -0, 3, Number.NaN] }], outputs: [{ shape: [5], values: [-1, 0, 0, 1, Number.NaN] }] },
    { note: "unsigned", inputs: [{ dtype: "u32", shape: [2], values: [4000000000, 0] }], outputs: [{ dtype: "u32", shape: [2], values: [1, 0] }] },
  ],
});
