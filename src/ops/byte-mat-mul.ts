/**
 * ByteMatMul: y[..,m,n] = the sum over k of (a[..,m,k] - a_zero) * (b[..,k,n] - b_zero), an i32, or that times a multiplier as a float or rounded to
 * bytes around y_zero. What MatMulInteger, QLinearMatMul, and DequantizeLinear with MatMul and QuantizeLinear become whatever their operands are;
 * QuantizedMatMul is the same for constant weights around 0. `column_sums` are those of b where it is constant and signed. Domain aot.
 */
import { plainLayout } from "../core/layout.ts";
import { type Algorithm, defineOp, type LowerContext, type Node } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { i32, mul } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { byteProduct, packedColumns, word, type ZeroPoint } from "./families/byte-matrix-product.ts";
import { checkColumns, checkRows, columnRead, rowRead } from "./families/matrix-parameters.ts";
import { productShape } from "./families/matrix-product.ts";
import { bytes, single, wide } from "./families/quantized.ts";
import { asResult, resultAttrs } from "./families/requantize.ts";
import { sameDType, typed } from "./families/type-sets.ts";

/** Inputs by position; all but the first two may be left out. */
const [A, B, AZero, BZero, Multiplier, ColumnSums] = [0, 1, 2, 3, 4, 5] as const;

export const ByteMatMul = defineOp({
  name: "ByteMatMul",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "matrix product of bytes less their zero points",
  inputs: ["A", "B", "a_zero_point", "b_zero_point", "multiplier", "column_sums"],
  attrs: (raw) => resultAttrs(raw, ["i32"]),
  infer(context) {
    const [a, b] = [typed(context, A, bytes), typed(context, B, bytes)];
    for (const [q, zero] of [
      [A, AZero],
      [B, BZero],
    ] as const)
      if (context.inputs[zero] !== undefined) sameDType(context, q, zero);
    checkRows(context, a.shape, AZero);
    for (const i of [BZero, Multiplier, ColumnSums]) checkColumns(context, b.shape, i);
    const { to } = context.attrs;
    if ((to === "i32") !== (context.inputs[Multiplier] === undefined)) context.fail(`gives ${to}, which has ${to === "i32" ? "no" : "a"} multiplier`);
    return [tensorType(to as "i32" | "f32" | "u8" | "i8", productShape(context, a.shape, b.shape))];
  },
  lower: (context) =>
    context.outputs.flatMap((output) => {
      const columnSums = context.inputs[ColumnSums];
      const multiplier = context.inputs[Multiplier];
      return byteProduct({
        kernel: "matmul_bytes",
        context,
        a: context.input(A),
        b: context.input(B),
        output,
        zeroOfA: zeroPoint(context, AZero),
        zeroOfB: zeroPoint(context, BZero),
        columnSums,
        finish: (sum, _, rightAt) => (multiplier === undefined ? sum : asResult(context, mul(single(sum), columnRead(multiplier, rightAt)))),
      });
    }),
  algorithms: layouts,
  tolerance: { relative: 0, absolute: 0 },
  examples: [
    {
      note: "zero points of both, as floats",
      attrs: { to: 1 },
      inputs: [
        { dtype: "u8", shape: [2, 2], values: [11, 7, 3, 10] },
        { dtype: "u8", shape: [2, 1], values: [127, 132] },
        { dtype: "u8", shape: [], values: [12] },
        { dtype: "u8", shape: [], values: [128] },
        { shape: [], values: [0.5] },
      ],
      outputs: [{ shape: [2, 1], values: [-9.5, 0.5] }],
    },
    {
      note: "a zero point for each row and each column, as integers",
      attrs: { to: 6 },
      inputs: [
        { dtype: "i8", shape: [2, 1], values: [5, -5] },
        { dtype: "u8", shape: [1, 2], values: [200, 100] },
        { dtype: "i8", shape: [2], values: [1, -1] },
        { dtype: "u8", shape: [2], values: [100, 200] },
      ],
      outputs: [{ dtype: "i32", shape: [2, 2], values: [400, -400, -400, 400] }],
    },
    {
      note: "four rows of constant columns with known sums, quantized again",
      attrs: { to: 3, y_zero: -1 },
      inputs: [
        { dtype: "i8", shape: [4, 2], values: [1, 2, 3, 4, -5, -6, 0, 1] },
        { dtype: "i8", shape: [2, 1], values: [2, -3], constant: true },
        { dtype: "i8", shape: [], values: [1], constant: true },
        undefined,
        { shape: [1], values: [0.5], constant: true },
        { dtype: "i32", shape: [1], values: [-1], constant: true },
      ],
      outputs: [{ dtype: "i8", shape: [4, 1], values: [-3, -3, 3, -2] }],
    },
    {
      note: "a batch of signed bytes by unsigned ones, rows that are no whole words",
      attrs: { to: 6 },
      inputs: [
        { dtype: "i8", shape: [1, 4, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1] },
        { dtype: "u8", shape: [2, 3, 1], values: [128, 129, 130, 0, 1, 255] },
        { dtype: "i8", shape: [], values: [-1], constant: true },
        { dtype: "u8", shape: [], values: [129], constant: true },
      ],
      outputs: [{ dtype: "i32", shape: [2, 4, 1], values: [-1, 0, 1, 0, -260, -259, -5, -262] }],
    },
  ],
});

function zeroPoint(context: LowerContext, i: typeof AZero | typeof BZero): ZeroPoint {
  const t = context.inputs[i];
  if (t === undefined) return { number: 0, at: () => i32(0) };
  const numbers = context.constant(i);
  const [first] = numbers ?? [];
  const isOne = first !== undefined && numbers?.every((n) => n === first) === true;
  return { at: (at) => wide((i === AZero ? rowRead : columnRead)(t, at)), ...(isOne ? { number: first } : {}) };
}

/** Rows of a in words, row-major; constant columns packed for them. */
function layouts(n: Node, machine: Machine): readonly Algorithm[] {
  const { lanes, dot4 } = machine;
  const [a, b] = [n.inputs[A]?.type, n.inputs[B]?.type];
  if (a?.kind !== "tensor" || b?.kind !== "tensor" || b.shape.length < 2 || a.shape.length < 2 || !b.shape.every((d) => typeof d === "number"))
    return [];
  const rank = a.shape.length;
  const [depth, columns] = b.shape.slice(-2).map(Number) as [number, number];
  const whole = plainLayout(rank);
  const rows = dot4 && depth % word !== 0 ? Object.freeze({ ...whole, blocks: [{ axis: rank - 1, size: word }] }) : whole;
  const isPacked = n.inputs[B]?.data !== undefined && n.inputs[ColumnSums] !== undefined;
  const right = !isPacked || (lanes === 1 && !dot4) ? plainLayout(b.shape.length) : packedColumns(b.shape.length, machine);
  const weightBytes = isPacked ? Math.ceil(columns / lanes) * lanes * depth : 0;
  return [
    {
      name: dot4 ? "words" : "bytes",
      seconds: weightBytes / 20e9,
      weightBytes,
      scratchBytes: 0,
      inputs: n.inputs.map((_, i) => (i === A ? rows : i === B ? right : undefined)),
      outputs: [plainLayout(Math.max(rank, b.shape.length))],
      precise: true,
    },
  ];
}
