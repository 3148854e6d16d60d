/** Operands of one element, whatever their rank: a ratio, an axis, a scale. */
import { shapeText } from "../../core/dim-fold.ts";
import type { InferContext, LowerContext } from "../../graph/graph.ts";
import { type Expr, read, type Tensor } from "../../loop/expr.ts";

/** Refuses the node unless input `i`, where given, has one element. */
export function checkSingle(context: InferContext, i: number): void {
  if (context.inputs[i] === undefined) return;
  const { shape } = context.tensor(i);
  if (shape.some((d) => d !== 1)) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, one element is expected`);
}

/** The element of a tensor that was checked to have one. */
export const elementOf = (t: Tensor): Expr =>
  read(
    t,
    t.shape.map(() => 0),
  );

/** The element of input `i`, which was checked to have one. */
export const only = (context: LowerContext, i: number): Expr => elementOf(context.input(i));
