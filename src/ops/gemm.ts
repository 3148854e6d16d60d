/**
 * Gemm: y = alpha * a' * b' + beta * c for matrices, a' and b' optionally transposed, c broadcast to the result. Since opset 1 (7:
 * broadcasting, 9: integers, 11: c optional, 13: bf16). https://onnx.ai/onnx/operators/onnx__Gemm.html
 */
import { type Dim, equalDims } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import { cast, constant, type Expr, add as plus, read, mul as times, variable } from "../loop/expr.ts";
import { broadcastRead, checkBroadcastsTo } from "./families/broadcast.ts";
import { packedProduct } from "./families/matrix-algorithms.ts";
import { floats, sameDType, type TypeSet, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

const factors: TypeSet = { text: "a float or a 32- or 64-bit integer", dtypes: [...floats.dtypes, "i32", "i64", "u32", "u64"] };

export const Gemm = defineOp({
  name: "Gemm",
  opset: 13,
  since: 1,
  doc: "matrix product, scaled, plus a scaled matrix",
  inputs: ["A", "B", "C"],
  attrs: (raw) => ({
    alpha: raw.float("alpha", 1),
    beta: raw.float("beta", 1),
    transA: raw.int("transA", 0) === 0 ? 0 : 1,
    transB: raw.int("transB", 0) === 0 ? 0 : 1,
  }),
  infer: (context) => {
    const [a, b] = [typed(context, 0, factors), typed(context, 1, factors)];
    sameDType(context, 0, 1);
    const { rows, columns } = extentsOf(context, a.shape, b.shape);
    if (context.inputs[2] !== undefined) {
      sameDType(context, 0, 2);
      checkBroadcastsTo(context, context.tensor(2).shape, [rows, columns]);
    }
    return [tensorType(a.dtype, [rows, columns])];
  },
  lower: (context) => [product(context)],
  algorithms: (n, machine, isConstant) => packedProduct(n, machine, isConstant, n.attrs.transB === 1 ? 0 : 1),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "b transposed, a bias row",
      attrs: { transB: 1 },
      inputs: [
        { shape: [1, 3], values: [1, 2, 3] },
        { shape: [2, 3], values: [1, 0, 0, 1, 1, 1] },
        { shape: [2], values: [10, 20] },
      ],
      outputs: [{ shape: [1, 2], values: [11, 26] }],
    },
    {
      note: "a transposed, alpha and beta, a bias column",
      attrs: { transA: 1, alpha: 2, beta: 0.5 },
      inputs: [
        { shape: [1, 2], values: [1, 2] },
        { shape: [1, 2], values: [3, 4] },
        { shape: [2, 1], values: [10, 20] },
      ],
      outputs: [{ shape: [2, 2], values: [11, 13, 22, 26] }],
    },
    {
      note: "no c",
      inputs: [
        { shape: [1, 2], values: [1, 2] },
        { shape: [2, 1], values: [3, 4] },
      ],
      outputs: [{ shape: [1, 1], values: [11] }],
    },
  ],
});

function extentsOf({ attrs, fail }: Pick<InferContext | LowerContext, "attrs" | "fail">, a: readonly Dim[], b: readonly Dim[]) {
  if (a.length !== 2 || b.length !== 2)
    fail(`inputs have shapes ${shapeText(a)} and ${shapeText(b)}; both must be matrices`, "MatMul takes other ranks");
  const [rows, depth] = (attrs.transA === 1 ? [...a].reverse() : a) as readonly [Dim, Dim];
  const [other, columns] = (attrs.transB === 1 ? [...b].reverse() : b) as readonly [Dim, Dim];
  if (!equalDims(depth, other)) {
    const flags = `transA ${attrs.transA}, transB ${attrs.transB}`;
    fail(`${shapeText(a)} times ${shapeText(b)} (${flags}): ${dimText(depth)} columns against ${dimText(other)} rows`, "check transA and transB");
  }
  return { rows, columns, depth };
}

/** `x` times a factor; integers are scaled as floats and cut. */
function scaled(x: Expr, by: number): Expr {
  if (by === 1) return x;
  if (x.dtype === "f32" || x.dtype === "f64") return times(x, constant(x.dtype, by));
  if (Number.isInteger(by)) return times(x, constant(x.dtype, by));
  return cast(x.dtype as "i32", times(cast("f32", x), constant("f32", by)));
}

function product(context: LowerContext<{ readonly [name: string]: number }>): Compute {
  const [a, b, c] = [context.input(0), context.input(1), context.inputs[2]];
  const { alpha, beta, transA, transB } = context.attrs;
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const { rows, columns, depth } = extentsOf(context, a.shape, b.shape);
  const axes = [axis("row", rows), axis("column", columns)];
  const [row, column] = axes.map(coordinate) as [Dim, Dim];
  const { axes: reduced, at } = reducedOver([["k", depth]]);
  const [k] = at as readonly [Dim];
  const body = times(read(a, transA === 1 ? [k, row] : [row, k]), read(b, transB === 1 ? [column, k] : [k, column]));
  const finish = (sum: Expr): Expr => {
    const main = scaled(sum, alpha ?? 1);
    return c === undefined || beta === 0 ? main : plus(main, scaled(broadcastRead(c, [row, column]), beta ?? 1));
  };
  if (reduced.length === 0) return compute({ name: "gemm", output, axes, value: finish(body) });
  const result = variable("sum", body.dtype);
  return compute({ name: "gemm", output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: finish(result) });
}
