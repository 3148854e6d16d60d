/** Parameters of a matrix product's operands: one for the tensor, one for each row of the left, one for each column of the right operand. */
import { type Dim, equalDims } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import type { InferContext } from "../../graph/graph.ts";
import { type Expr, read, type Tensor } from "../../loop/expr.ts";
import { broadcastCoordinates } from "./broadcast.ts";

function check(context: InferContext, i: number, { along, whole }: { along: Dim | undefined; whole: readonly Dim[] }): void {
  if (context.inputs[i] === undefined) return;
  const { shape } = context.tensor(i);
  const isSingle = shape.every((d) => d === 1);
  const isList = shape.length === 1 && along !== undefined && equalDims(shape[0] as Dim, along);
  const isWhole = shape.length === whole.length && shape.every((d, a) => equalDims(d, whole[a] as Dim));
  if (!(isSingle || isList || isWhole))
    context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, expected one number, a list as long as the axis, or ${shapeText(whole)}`);
}

/** Refuses input `i` unless it holds one number, one for each row of a matrix of shape `a`, or has that shape with one column. */
export const checkRows = (context: InferContext, a: readonly Dim[], i: number): void =>
  check(context, i, { along: a.at(-2), whole: [...a.slice(0, -1), 1] });

export const checkColumns = (context: InferContext, b: readonly Dim[], i: number): void =>
  check(context, i, { along: b.length > 1 ? b.at(-1) : undefined, whole: [...b.slice(0, -2), 1, ...b.slice(-1)] });

/** The parameter of the row that `at`, coordinates in the left operand, lies in. */
export const rowRead = (t: Tensor, at: readonly Dim[]): Expr => elementFor(t, at, -2);

export const columnRead = (t: Tensor, at: readonly Dim[]): Expr => elementFor(t, at, -1);

function elementFor(t: Tensor, at: readonly Dim[], from: number): Expr {
  if (t.shape.every((d) => d === 1))
    return read(
      t,
      t.shape.map(() => 0),
    );
  return read(t, t.shape.length === 1 ? [at.at(from) as Dim] : broadcastCoordinates(t.shape, at));
}
