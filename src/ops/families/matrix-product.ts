/**
 * Matrix products: out[..,m,n] = sum over k of a[..,m,k] * b[..,k,n], the axes before the last two broadcast. A vector in front is a row, a
 * vector behind a column, and its axis is dropped from the result. Which types are multiplied, and what becomes of the sum, is the operator's.
 */
import { type Dim, equalDims } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import { type Axis, axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { type Expr, read, type Tensor, mul as times, variable } from "../../loop/expr.ts";
import { broadcastCoordinates, broadcastShapes } from "./broadcast.ts";
import { reducedOver } from "./window.ts";

type Refusing = { readonly fail: (rule: string, hint?: string) => never };

interface Shapes {
  /** The broadcast axes before the last two. */
  readonly batch: readonly Dim[];
  /** One entry, or none where that operand is a vector. */
  readonly rows: readonly Dim[];
  readonly columns: readonly Dim[];
  readonly depth: Dim;
}

function shapesOf(context: Refusing, a: readonly Dim[], b: readonly Dim[], terms?: Dim): Shapes {
  if (a.length === 0 || b.length === 0) context.fail(`inputs have shapes ${shapeText(a)} and ${shapeText(b)}; a scalar has no matrix product`);
  const depth = terms ?? (a.at(-1) as Dim);
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

export function productShape(context: Refusing, a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const { batch, rows, columns } = shapesOf(context, a, b);
  return [...batch, ...rows, ...columns];
}

export interface MatrixProduct {
  /** As kernels are named: "matmul". */
  readonly kernel: string;
  readonly context: Refusing;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly output: Tensor;
  /** How many terms a result has, where b has more rows than a has columns: rows of zeros. */
  readonly depth?: Dim;
  /** The factors elements of a and b at these coordinates stand for; the elements themselves unless said otherwise. */
  readonly left?: (a: Expr, at: readonly Dim[]) => Expr;
  readonly right?: (b: Expr, at: readonly Dim[]) => Expr;
  /** The output element, made of the sum; the coordinates are those of the factors' row in a and column in b. */
  readonly finish?: (sum: Expr, leftAt: readonly Dim[], rightAt: readonly Dim[]) => Expr;
}

export function matrixProduct(spec: MatrixProduct): Compute {
  const { kernel: name, context, a, b, output, left = same, right = same, finish = same } = spec;
  const { batch, rows, columns, depth } = shapesOf(context, a.shape, b.shape, spec.depth);
  const letters = batchLetters(batch.length);
  const outer = batch.map((extent, i) => axis(letters[i] as string, extent));
  const row = rows.map((extent) => axis("row", extent));
  const column = columns.map((extent) => axis("column", extent));
  const { axes: reduced, at } = reducedOver([["k", depth]]);
  const [k] = at as readonly [Dim];
  const places = (axes: readonly Axis[]): readonly Dim[] => axes.map(coordinate);
  const leftAt = [...broadcastCoordinates(a.shape.slice(0, -2), places(outer)), ...places(row), k];
  const rightAt = [...broadcastCoordinates(b.shape.slice(0, -2), places(outer)), k, ...places(column)];
  const body = times(left(read(a, leftAt), leftAt), right(read(b, rightAt), rightAt));
  const axes = [...outer, ...row, ...column];
  if (reduced.length === 0) return compute({ name, output, axes, value: finish(body, leftAt, rightAt) });
  const result = variable("sum", body.dtype);
  return compute({ name, output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: finish(result, leftAt, rightAt) });
}

const same = (x: Expr): Expr => x;
