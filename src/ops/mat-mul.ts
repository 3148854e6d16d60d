/**
 * MatMul: y[..,m,n] = sum over k of a[..,m,k] * b[..,k,n], the axes before the last two broadcast. A vector in front is a row, a vector
 * behind a column, and its axis is dropped from the result. Since opset 1 (9: integers, 13: bf16).
 * https://onnx.ai/onnx/operators/onnx__MatMul.html
 */
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute } from "../loop/compute.ts";
import { packedProduct } from "./families/matrix-algorithms.ts";
import { matrixProduct, productShape } from "./families/matrix-product.ts";
import { floats, sameDType, type TypeSet, typed } from "./families/type-sets.ts";

const factors: TypeSet = { text: "a float or a 32- or 64-bit integer", dtypes: [...floats.dtypes, "i32", "i64", "u32", "u64"] };

export const MatMul = defineOp({
  name: "MatMul",
  opset: 13,
  since: 1,
  doc: "matrix product, broadcast over the axes before the last two",
  inputs: ["A", "B"],
  infer: (context) => {
    const [a, b] = [typed(context, 0, factors), typed(context, 1, factors)];
    sameDType(context, 0, 1);
    return [tensorType(a.dtype, productShape(context, a.shape, b.shape))];
  },
  lower: (context) => {
    const { algorithm } = context.node;
    return context.outputs.map((output) =>
      compute({ ...matrixProduct({ kernel: "matmul", context, a: context.input(0), b: context.input(1), output }), algorithm }),
    );
  },
  algorithms: (n, machine, isConstant) => packedProduct(n, machine, isConstant, 1),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "2x3 times 3x2",
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { shape: [3, 2], values: [1, 0, 0, 1, 1, 1] },
      ],
      outputs: [{ shape: [2, 2], values: [4, 5, 10, 11] }],
    },
    {
      note: "two vectors give a scalar",
      inputs: [
        { shape: [3], values: [1, 2, 3] },
        { shape: [3], values: [4, 5, 6] },
      ],
      outputs: [{ shape: [], values: [32] }],
    },
    {
      note: "one matrix for a batch of two rows",
      inputs: [
        { shape: [2, 1, 2], values: [1, 2, 3, 4] },
        { shape: [2, 2], values: [1, 1, 1, -1] },
      ],
      outputs: [{ shape: [2, 1, 2], values: [3, -1, 7, -1] }],
    },
    {
      note: "integers",
      inputs: [
        { dtype: "i32", shape: [1, 2], values: [3, 4] },
        { dtype: "i32", shape: [2, 1], values: [5, 6] },
      ],
      outputs: [{ dtype: "i32", shape: [1, 1], values: [39] }],
    },
  ],
});
