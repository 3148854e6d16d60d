/**
 * BitwiseAnd, BitwiseOr, BitwiseXor (with broadcasting) and BitwiseNot of integers. Since opset 18.
 * https://onnx.ai/onnx/operators/onnx__BitwiseAnd.html and onnx__BitwiseOr, onnx__BitwiseXor, onnx__BitwiseNot.
 */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { and, or, unary, xor } from "../loop/expr.ts";
import { pointwise } from "./families/pointwise.ts";
import { integers } from "./families/type-sets.ts";

const inputs = { A: integers, B: integers };
const bits = [
  { dtype: "i32", shape: [2], values: [12, -1] },
  { dtype: "i32", shape: [2], values: [10, 255] },
] as const;

export const BitwiseAnd = defineOp({
  name: "BitwiseAnd",
  opset: 18,
  since: 18,
  doc: "a & b",
  ...pointwise({ kernel: "bitwise_and", inputs, value: () => (a, b) => and(a, b) }),
  tolerance: exactTolerance,
  examples: [
    { note: "signed", inputs: bits, outputs: [{ dtype: "i32", shape: [2], values: [8, 255] }] },
    {
      note: "64 bits, broadcast",
      inputs: [
        { dtype: "u64", shape: [2], values: [0xffffffff00000001n, 3n] },
        { dtype: "u64", shape: [], values: [0xf00000000000000fn] },
      ],
      outputs: [{ dtype: "u64", shape: [2], values: [0xf000000000000001n, 3n] }],
    },
  ],
});

export const BitwiseOr = defineOp({
  name: "BitwiseOr",
  opset: 18,
  since: 18,
  doc: "a | b",
  ...pointwise({ kernel: "bitwise_or", inputs, value: () => (a, b) => or(a, b) }),
  tolerance: exactTolerance,
  examples: [{ note: "signed", inputs: bits, outputs: [{ dtype: "i32", shape: [2], values: [14, -1] }] }],
});

export const BitwiseXor = defineOp({
  name: "BitwiseXor",
  opset: 18,
  since: 18,
  doc: "a ^ b",
  ...pointwise({ kernel: "bitwise_xor", inputs, value: () => (a, b) => xor(a, b) }),
  tolerance: exactTolerance,
  examples: [{ note: "signed", inputs: bits, outputs: [{ dtype: "i32", shape: [2], values: [6, -256] }] }],
});

export const BitwiseNot = defineOp({
  name: "BitwiseNot",
  opset: 18,
  since: 18,
  doc: "~x",
  ...pointwise({ kernel: "bitwise_not", inputs: { X: integers }, value: () => (x) => unary("bitnot", x) }),
  tolerance: exactTolerance,
  examples: [
    { note: "signed", inputs: [{ dtype: "i32", shape: [2], values: [0, -6] }], outputs: [{ dtype: "i32", shape: [2], values: [-1, 5] }] },
    { note: "unsigned bytes", inputs: [{ dtype: "u8", shape: [2], values: [0, 200] }], outputs: [{ dtype: "u8", shape: [2], values: [255, 55] }] },
  ],
});
