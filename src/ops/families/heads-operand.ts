/** Operands of attention that hold heads: where their axes lie. */
import type { Dim } from "../../core/dim.ts";
import type { Tensor } from "../../loop/expr.ts";

/** An operand [batch, heads, length, size], or [batch, length, heads, size]. */
export interface HeadsOperand {
  readonly tensor: Tensor;
  readonly lengthFirst: boolean;
}

export const extentsOf = ({ tensor: { shape }, lengthFirst }: HeadsOperand): { heads: number; length: number; size: number } => {
  const [heads, length] = lengthFirst ? [shape[2], shape[1]] : [shape[1], shape[2]];
  return { heads: heads as number, length: length as number, size: shape[3] as number };
};

/** The coordinates of an element. */
export const placeIn = ({ lengthFirst }: HeadsOperand, n: Dim, head: Dim, at: Dim, d: Dim): readonly Dim[] =>
  lengthFirst ? [n, at, head, d] : [n, head, at, d];
