/**
 * QLinearMatMul: the matrix product of quantized matrices, quantized again. Scales and zero points of a and b are one a tensor, or one a
 * row of a and one a column of b. Since opset 10 (21: f16 and bf16 scales). https://onnx.ai/onnx/operators/onnx__QLinearMatMul.html
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { div, type Expr, mul } from "../loop/expr.ts";
import { checkColumns, checkRows, columnRead, rowRead } from "./families/matrix-parameters.ts";
import { matrixProduct, productShape } from "./families/matrix-product.ts";
import { bytes, centered, rounded, scales, single } from "./families/quantized.ts";
import { checkSingle, only } from "./families/single-element.ts";
import { sameDType, typed } from "./families/type-sets.ts";

/** Inputs by position. */
const [A, AScale, AZero, B, BScale, BZero, YScale, YZero] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

function check(context: InferContext): void {
  for (const i of [AScale, BScale, YScale]) typed(context, i, scales);
  for (const [q, zero] of [
    [A, AZero],
    [B, BZero],
  ] as const)
    sameDType(context, q, zero);
  for (const i of [AScale, AZero]) checkRows(context, context.tensor(A).shape, i);
  for (const i of [BScale, BZero]) checkColumns(context, context.tensor(B).shape, i);
  checkSingle(context, YScale);
  checkSingle(context, YZero);
}

/** The scale of a product over that of the result. */
function ratio(context: LowerContext, leftAt: readonly Dim[], rightAt: readonly Dim[]): Expr {
  const [left, right] = [rowRead(context.input(AScale), leftAt), columnRead(context.input(BScale), rightAt)];
  return div(mul(single(left), single(right)), single(only(context, YScale)));
}

export const QLinearMatMul = defineOp({
  name: "QLinearMatMul",
  opset: 21,
  since: 10,
  doc: "matrix product of quantized matrices",
  inputs: ["a", "a_scale", "a_zero_point", "b", "b_scale", "b_zero_point", "y_scale", "y_zero_point"],
  infer(context) {
    const [a, b, zero] = [typed(context, A, bytes), typed(context, B, bytes), typed(context, YZero, bytes)];
    check(context);
    return [tensorType(zero.dtype, productShape(context, a.shape, b.shape))];
  },
  lower: (context) =>
    context.outputs.map((output) =>
      matrixProduct({
        kernel: "qlinear_matmul",
        context,
        a: context.input(A),
        b: context.input(B),
        output,
        left: (x, at) => centered(x, rowRead(context.input(AZero), at)),
        right: (x, at) => centered(x, columnRead(context.input(BZero), at)),
        finish: (sum, leftAt, rightAt) => rounded(mul(single(sum), ratio(context, leftAt, rightAt)), only(context, YZero), output.dtype),
      }),
    ),
  tolerance: exactTolerance,
  examples: [
    {
      note: "u8 by i8",
      inputs: [
        { dtype: "u8", shape: [1, 2], values: [130, 126] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [128] },
        { dtype: "i8", shape: [2, 2], values: [10, 1, -20, 1] },
        { shape: [], values: [0.25] },
        { dtype: "i8", shape: [], values: [0] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [3] },
      ],
      outputs: [{ dtype: "u8", shape: [1, 2], values: [18, 3] }],
    },
    {
      note: "a scale for each column",
      inputs: [
        { dtype: "i8", shape: [2, 1], values: [4, -4] },
        { shape: [1], values: [1] },
        { dtype: "i8", shape: [1], values: [0] },
        { dtype: "i8", shape: [1, 2], values: [5, 5] },
        { shape: [2], values: [1, 100] },
        { dtype: "i8", shape: [2], values: [0, 1] },
        { shape: [], values: [2] },
        { dtype: "i8", shape: [], values: [0] },
      ],
      outputs: [{ dtype: "i8", shape: [2, 2], values: [10, 127, -10, -128] }],
    },
  ],
});
