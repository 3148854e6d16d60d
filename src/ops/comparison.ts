/**
 * Equal, Less, LessOrEqual, Greater, GreaterOrEqual: comparisons with broadcasting, false where an operand is NaN.
 * Since opset 1, LessOrEqual and GreaterOrEqual since 12 (all numbers since 9, bf16 since 13; Equal of strings since 19 is not here).
 * https://onnx.ai/onnx/operators/onnx__Equal.html and onnx__Less, onnx__LessOrEqual, onnx__Greater, onnx__GreaterOrEqual.
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type OpDef } from "../graph/graph.ts";
import { type Expr, eq, ge, gt, le, lt } from "../loop/expr.ts";
import { certainOrder } from "./families/known-elements.ts";
import { pointwise } from "./families/pointwise.ts";
import { elements, numbers, type TypeSet } from "./families/type-sets.ts";

interface Comparison {
  readonly kernel: string;
  readonly set: TypeSet;
  readonly value: (a: Expr, b: Expr) => Expr;
  readonly known: (a: Dim, b: Dim) => Dim | undefined;
}

const comparison = ({ kernel, set, value, known }: Comparison): Pick<OpDef, "infer" | "lower" | "follows" | "tolerance"> => ({
  ...pointwise({ kernel, inputs: [set, set], result: () => "bool", value: () => value, known: () => known }),
  tolerance: exactTolerance,
});

const ordered = [
  { shape: [4], values: [1, 2, 3, Number.NaN] },
  { shape: [4], values: [2, 2, 2, 2] },
] as const;

export const Equal = defineOp({
  name: "Equal",
  opset: 19,
  since: 1,
  doc: "a = b",
  ...comparison({ kernel: "equal", set: elements, value: eq, known: (a, b) => certainOrder("eq", a, b) }),
  examples: [
    { note: "less, equal, greater, NaN", inputs: ordered, outputs: [{ dtype: "bool", shape: [4], values: [false, true, false, false] }] },
    {
      note: "64-bit integers beyond a double",
      inputs: [
        { dtype: "i64", shape: [2], values: [9007199254740993n, 5n] },
        { dtype: "i64", shape: [2], values: [9007199254740992n, 5n] },
      ],
      outputs: [{ dtype: "bool", shape: [2], values: [false, true] }],
    },
    {
      note: "bools",
      inputs: [
        { dtype: "bool", shape: [2], values: [true, false] },
        { dtype: "bool", shape: [], values: [false] },
      ],
      outputs: [{ dtype: "bool", shape: [2], values: [false, true] }],
    },
  ],
});

export const Less = defineOp({
  name: "Less",
  opset: 13,
  since: 1,
  doc: "a < b",
  ...comparison({ kernel: "less", set: numbers, value: lt, known: (a, b) => certainOrder("lt", a, b) }),
  examples: [{ note: "less, equal, greater, NaN", inputs: ordered, outputs: [{ dtype: "bool", shape: [4], values: [true, false, false, false] }] }],
});

export const LessOrEqual = defineOp({
  name: "LessOrEqual",
  opset: 16,
  since: 12,
  doc: "a <= b",
  ...comparison({ kernel: "less_or_equal", set: numbers, value: le, known: (a, b) => certainOrder("le", a, b) }),
  examples: [{ note: "less, equal, greater, NaN", inputs: ordered, outputs: [{ dtype: "bool", shape: [4], values: [true, true, false, false] }] }],
});

export const Greater = defineOp({
  name: "Greater",
  opset: 13,
  since: 1,
  doc: "a > b",
  ...comparison({ kernel: "greater", set: numbers, value: gt, known: (a, b) => certainOrder("lt", b, a) }),
  examples: [
    { note: "less, equal, greater, NaN", inputs: ordered, outputs: [{ dtype: "bool", shape: [4], values: [false, false, true, false] }] },
    {
      note: "unsigned integers with the top bit",
      inputs: [
        { dtype: "u32", shape: [2], values: [4294967295, 1] },
        { dtype: "u32", shape: [2], values: [1, 4294967295] },
      ],
      outputs: [{ dtype: "bool", shape: [2], values: [true, false] }],
    },
  ],
});

export const GreaterOrEqual = defineOp({
  name: "GreaterOrEqual",
  opset: 16,
  since: 12,
  doc: "a >= b",
  ...comparison({ kernel: "greater_or_equal", set: numbers, value: ge, known: (a, b) => certainOrder("le", b, a) }),
  examples: [{ note: "less, equal, greater, NaN", inputs: ordered, outputs: [{ dtype: "bool", shape: [4], values: [false, true, true, false] }] }],
});
