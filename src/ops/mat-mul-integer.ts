/**
 * MatMulInteger: the matrix product of 8-bit integers less their zero points, in i32. Zero points are one a tensor, or one a row of a and
 * one a column of b. Since opset 10. https://onnx.ai/onnx/operators/onnx__MatMulInteger.html
 */
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { checkColumns, checkRows, columnRead, rowRead } from "./families/matrix-parameters.ts";
import { matrixProduct, productShape } from "./families/matrix-product.ts";
import { bytes, centered } from "./families/quantized.ts";
import { sameDType, typed } from "./families/type-sets.ts";

export const MatMulInteger = defineOp({
  name: "MatMulInteger",
  opset: 10,
  since: 10,
  doc: "matrix product of 8-bit integers",
  inputs: ["A", "B", "a_zero_point", "b_zero_point"],
  infer(context) {
    const [a, b] = [typed(context, 0, bytes), typed(context, 1, bytes)];
    for (const i of [2, 3]) if (context.inputs[i] !== undefined) sameDType(context, i - 2, i);
    checkRows(context, a.shape, 2);
    checkColumns(context, b.shape, 3);
    return [tensorType("i32", productShape(context, a.shape, b.shape))];
  },
  lower(context) {
    const [a, b, aZero, bZero] = [context.input(0), context.input(1), context.inputs[2], context.inputs[3]];
    return context.outputs.map((output) =>
      matrixProduct({
        kernel: "matmul_integer",
        context,
        a,
        b,
        output,
        left: (x, at) => centered(x, aZero && rowRead(aZero, at)),
        right: (x, at) => centered(x, bZero && columnRead(bZero, at)),
      }),
    );
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "zero points of the tensors",
      inputs: [
        { dtype: "u8", shape: [2, 2], values: [11, 7, 3, 10] },
        { dtype: "i8", shape: [2, 1], values: [-1, 4] },
        { dtype: "u8", shape: [], values: [12] },
        { dtype: "i8", shape: [], values: [0] },
      ],
      outputs: [{ dtype: "i32", shape: [2, 1], values: [-19, 1] }],
    },
    {
      note: "a zero point for each row and each column",
      inputs: [
        { dtype: "i8", shape: [2, 1], values: [5, -5] },
        { dtype: "u8", shape: [1, 2], values: [200, 100] },
        { dtype: "i8", shape: [2], values: [1, -1] },
        { dtype: "u8", shape: [2], values: [100, 200] },
      ],
      outputs: [{ dtype: "i32", shape: [2, 2], values: [400, -400, -400, 400] }],
    },
  ],
});
