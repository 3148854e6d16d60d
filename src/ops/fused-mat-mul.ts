/**
 * FusedMatMul (com.microsoft): alpha times the product of a and b, each with its last two axes exchanged (transA), or with the first axis moved
 * behind the batch ones (transBatchA), or both. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { composer } from "./families/composing.ts";
import { productShape } from "./families/matrix-product.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

/** The order of axes in which an operand is multiplied. */
function orderOf(rank: number, swapped: boolean, batchInside: boolean): readonly number[] {
  const all = Array.from({ length: rank }, (_, a) => a);
  if (rank < 2) return all;
  const matrix = batchInside ? [0, rank - 1] : [rank - 2, rank - 1];
  return [...all.filter((a) => !matrix.includes(a)), ...(swapped ? matrix.toReversed() : matrix)];
}

type Orders = Readonly<Record<"transA" | "transB" | "transBatchA" | "transBatchB", boolean>>;

function orders(context: Pick<InferContext<Orders>, "attrs" | "tensor">): readonly (readonly number[])[] {
  const { transA, transB, transBatchA, transBatchB } = context.attrs;
  return [
    orderOf(context.tensor(0).shape.length, transA === true, transBatchA === true),
    orderOf(context.tensor(1).shape.length, transB === true, transBatchB === true),
  ];
}

export const FusedMatMul = defineOp({
  name: "FusedMatMul",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "matrix product of operands with exchanged axes, scaled",
  inputs: ["A", "B"],
  attrs: (raw) => ({
    alpha: raw.float("alpha", 1),
    transA: raw.int("transA", 0) !== 0,
    transB: raw.int("transB", 0) !== 0,
    transBatchA: raw.int("transBatchA", 0) !== 0,
    transBatchB: raw.int("transBatchB", 0) !== 0,
  }),
  infer(context) {
    const { dtype } = typed(context, 0, floats);
    sameDType(context, 0, 1);
    const [a, b] = orders(context).map((order, i) => order.map((axis) => context.tensor(i).shape[axis] as Dim));
    return [tensorType(dtype, productShape(context, a as readonly Dim[], b as readonly Dim[]))];
  },
  expand(context) {
    const c = composer(context);
    const turned = orders(context).map((order, i) => {
      const x = context.inputs[i] as Value;
      return order.every((axis, at) => axis === at) ? x : c.transpose(x, order);
    }) as [Value, Value];
    const product = c.matMul(...turned);
    const { alpha } = context.attrs;
    return [alpha === 1 ? product : c.mul(product, c.scalar(context.tensor(0).dtype, alpha))];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "b turned, scaled",
      attrs: { transB: 1, alpha: 0.5 },
      inputs: [
        { shape: [1, 2], values: [1, 2] },
        { shape: [2, 2], values: [1, 2, 3, 4] },
      ],
      outputs: [{ shape: [1, 2], values: [2.5, 5.5] }],
    },
    {
      note: "the rows of a stand in front of the batch",
      attrs: { transBatchA: 1 },
      inputs: [
        { shape: [1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [2, 2, 1], values: [1, 1, 1, 2] },
      ],
      outputs: [{ shape: [2, 1, 1], values: [3, 11] }],
    },
  ],
});
