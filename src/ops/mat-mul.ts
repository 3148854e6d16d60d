/**
 * MatMul: y[..,m,n] = sum over k of a[..,m,k] * b[..,k,n], the axes before the last two broadcast. A vector in front is a row, a vector
 * behind a column, and its axis is dropped from the result. Since opset 1 (9: integers, 13: bf16).
 * https://onnx.ai/onnx/operators/onnx__MatMul.html
 */
import { type Dim, dimText, equalDims, shapeText } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { type Axis, axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import { read, mul as times, variable } from "../loop/expr.ts";
import { broadcastCoordinates, broadcastShapes } from "./families/broadcast.ts";
import { packedProduct } from "./families/matrix-algorithms.ts";
import { floats, sameDType, type TypeSet, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

const factors: TypeSet = { text: "a float or a 32- or 64-bit integer", dtypes: [...floats.dtypes, "i32", "i64", "u32", "u64"] };

export const MatMul = defineOp({
  name: "MatMul",
  opset: 13,
  since: 1,
  doc: "matrix product, broadcast over the axes before the last two",
  infer: (context) => {
    const [a, b] = [typed(context, 0, factors), typed(context, 1, factors)];
    sameDType(context, 0, 1);
    const { batch, rows, columns } = shapesOf(context, a.shape, b.shape);
    return [tensorType(a.dtype, [...batch, ...rows, ...columns])];
  },
  lower: (context) => [product(context)],
  algorithms: (n, machine) => packedProduct(n, machine, 1),
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

interface Shapes {
  /** The broadcast axes before the last two. */
  readonly batch: readonly Dim[];
  /** One entry, or none where that operand is a vector. */
  readonly rows: readonly Dim[];
  readonly columns: readonly Dim[];
  readonly depth: Dim;
}

function shapesOf(context: Pick<InferContext | LowerContext, "fail">, a: readonly Dim[], b: readonly Dim[]): Shapes {
  if (a.length === 0 || b.length === 0) context.fail(`inputs have shapes ${shapeText(a)} and ${shapeText(b)}; a scalar has no matrix product`);
  const depth = a.at(-1) as Dim;
  const other = b.at(b.length === 1 ? -1 : -2) as Dim;
  if (!equalDims(depth, other)) {
    const isFree = typeof depth !== "number" || typeof other !== "number";
    const hint = isFree ? "give the free dim a value (--dim name=value)" : "is one of the inputs transposed?";
    context.fail(`${shapeText(a)} times ${shapeText(b)}: ${dimText(depth)} columns against ${dimText(other)} rows`, hint);
  }
  const batch = broadcastShapes(context, [a.slice(0, -2), b.slice(0, -2)]);
  return { batch, rows: a.slice(-2, -1), columns: b.length === 1 ? [] : b.slice(-1), depth };
}

const batchLetters = (count: number): readonly string[] =>
  count === 1 ? ["n"] : count === 2 ? ["n", "h"] : Array.from({ length: count }, (_, i) => `n${i}`);

function product(context: LowerContext): Compute {
  const [a, b] = [context.input(0), context.input(1)];
  const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
  const { batch, rows, columns, depth } = shapesOf(context, a.shape, b.shape);
  const letters = batchLetters(batch.length);
  const outer = batch.map((extent, i) => axis(letters[i] as string, extent));
  const row = rows.map((extent) => axis("row", extent));
  const column = columns.map((extent) => axis("column", extent));
  const { axes: reduced, at } = reducedOver([["k", depth]]);
  const [k] = at as readonly [Dim];
  const at2 = (axes: readonly Axis[]): readonly Dim[] => axes.map(coordinate);
  const left = read(a, [...broadcastCoordinates(a.shape.slice(0, -2), at2(outer)), ...at2(row), k]);
  const right = read(b, [...broadcastCoordinates(b.shape.slice(0, -2), at2(outer)), k, ...at2(column)]);
  const body = times(left, right);
  const axes = [...outer, ...row, ...column];
  if (reduced.length === 0) return compute({ name: "matmul", output, axes, value: body });
  const result = variable("sum", body.dtype);
  return compute({ name: "matmul", output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: result });
}
