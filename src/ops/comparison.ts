/**
 * Equal, Less, LessOrEqual, Greater, GreaterOrEqual: comparisons with broadcasting, false where an operand is NaN.
 * Since opset 1, LessOrEqual and GreaterOrEqual since 12 (all numbers since 9, bf16 since 13; Equal of strings since 19).
 * https://onnx.ai/onnx/operators/onnx__Equal.html and onnx__Less, onnx__LessOrEqual, onnx__Greater, onnx__GreaterOrEqual.
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { type Expr, eq, ge, gt, i32, le, lt } from "../loop/expr.ts";
import { broadcastCoordinates } from "./families/broadcast.ts";
import { flattened } from "./families/counting.ts";
import { certainOrder } from "./families/known-elements.ts";
import { pointwise } from "./families/pointwise.ts";
import { memory, routine } from "./families/routines.ts";
import { compareStrings, counted, eachOf, partsOf, spanOf, strings, stringTypeOf } from "./families/strings.ts";
import { movables, numbers, type TypeSet } from "./families/type-sets.ts";

interface Comparison {
  readonly kernel: string;
  readonly set: TypeSet;
  readonly value: (a: Expr, b: Expr) => Expr;
  readonly known: (a: Dim, b: Dim) => Dim | undefined;
}

const comparison = ({ kernel, set, value, known }: Comparison): Pick<OpDef, "inputs" | "infer" | "lower" | "follows" | "tolerance"> => ({
  ...pointwise({ kernel, inputs: { A: set, B: set }, result: () => "bool", value: () => value, known: () => known }),
  tolerance: exactTolerance,
});

const ordered = [
  { shape: [4], values: [1, 2, 3, Number.NaN] },
  { shape: [4], values: [2, 2, 2, 2] },
] as const;

/** Strings are equal where all their bytes are. */
function equalStrings(context: LowerContext): readonly Work[] {
  const [a, b] = [strings("a", context.input(0), "in"), strings("b", context.input(1), "in")];
  const shapes = [0, 1].map((i) => stringTypeOf(context, i).shape);
  return context.outputs.map((output) => {
    const [to, order] = [memory("y", output, "out"), counted("order")];
    const body = eachOf(output.shape, (at) => {
      const [x, y] = [a, b].map((from, i) => {
        const shape = shapes[i] ?? [];
        return spanOf(from, flattened(shape, broadcastCoordinates(shape, at)), i === 0 ? "a_" : "b_");
      }) as [ReturnType<typeof spanOf>, ReturnType<typeof spanOf>];
      const compared = compareStrings(a, x.span, b, y.span, order);
      return [...x.statements, ...y.statements, ...compared, to.put(at, eq(order.value, i32(0)))];
    });
    return routine("equal_strings", "whether strings have the same bytes", [...partsOf(a), ...partsOf(b), to], [order.start, ...body]);
  });
}

const numbersEqual = comparison({ kernel: "equal", set: movables, value: eq, known: (a, b) => certainOrder("eq", a, b) });

export const Equal = defineOp({
  name: "Equal",
  opset: 19,
  since: 1,
  doc: "a = b",
  strings: "held",
  ...numbersEqual,
  lower: (context) => (context.input(0).bytes === undefined ? (numbersEqual.lower?.(context) ?? []) : equalStrings(context)),
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
      note: "strings",
      inputs: [
        { dtype: "string", shape: [2, 2], values: ["ab", "b", "é", ""] },
        { dtype: "string", shape: [2], values: ["ab", ""] },
      ],
      outputs: [{ dtype: "bool", shape: [2, 2], values: [true, false, false, true] }],
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
