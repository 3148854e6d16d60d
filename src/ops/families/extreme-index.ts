/**
 * extremeIndex(...): the index of the largest or smallest element along an axis as two Computes, the extreme and then the first (last)
 * place that holds it; both are plain reductions, so schedules need not know argument reductions.
 */
import { isFloat } from "../../core/dtype.ts";
import type { LowerContext, Work } from "../../graph/graph.ts";
import { extreme } from "../../loop/compute.ts";
import { cast, constant, type Expr, eq, index, ne, or, read, select, type Tensor } from "../../loop/expr.ts";
import { type Reduced, reducedShape, reduceStep } from "./reduction.ts";

export interface ExtremeIndex {
  readonly kernel: string;
  readonly context: LowerContext;
  readonly from: Tensor;
  readonly output: Tensor;
  readonly how: Reduced;
  /** The one axis in `how`. */
  readonly axis: number;
  readonly which: "max" | "min";
  /** The last of equal elements instead of the first. */
  readonly last: boolean;
  /** The output element made of the index, an i32. */
  readonly finish: (index: Expr) => Expr;
}

export function extremeIndex(spec: ExtremeIndex): readonly Work[] {
  const { kernel, context, from, output, how, axis, which, last, finish } = spec;
  const peak = context.scratch(which, from.dtype, reducedShape(from.shape, how));
  const nowhere = constant("i32", extreme("i32", last));
  const values = reduceStep({ kernel: `${kernel}_value`, from, output: peak, how, combine: which, body: (x) => x, finish: (x) => x });
  const places = reduceStep({
    kernel,
    from,
    output,
    how,
    combine: last ? "max" : "min",
    body(x, at, outputAt) {
      const equal = eq(x, read(peak, outputAt));
      const holds = isFloat(from.dtype) ? or(equal, ne(x, x)) : equal;
      return select(holds, cast("i32", index(at[axis] ?? 0)), nowhere);
    },
    finish,
  });
  return [values, places];
}
