/** Square matrices worked on column by column: their size, and the row with the largest element of a column on or below the diagonal. */
import { type Dim, dimOf } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import type { InferContext, LowerContext } from "../../graph/graph.ts";
import { abs, cast, computedDim, type Expr, index, lt, ne, select, tile, tileGet } from "../../loop/expr.ts";
import { declareTile, loop, type Stmt, setTile } from "../../loop/kernel.ts";
import type { Memory } from "./routines.ts";

/** The rows of the last two axes of `shape`, which must be as many as its columns and known. */
export function squareSize(context: InferContext | LowerContext, shape: readonly Dim[]): number {
  const [rows, columns] = shape.slice(-2);
  if (typeof rows !== "number" || rows !== columns || rows < 1)
    return context.fail(`the input has shape ${shapeText(shape)}, square matrices of a known size are expected`);
  return rows;
}

export interface Pivot {
  /** Finds the row. */
  readonly search: readonly Stmt[];
  readonly row: Dim;
  /** True where it is another row than `k`. */
  readonly differs: Expr;
}

/** The pivot of column `k` of the `n` by `n` matrix `m`: of rows k to n - 1 the one with the largest magnitude, the first of equals. */
export function largestPivot(m: Memory, n: number, k: Dim): Pivot {
  const best = tile("pivot", "i32", 1, []);
  const row = computedDim("row", tileGet(best, []), [0, n - 1]);
  const search = loop(
    "i",
    n,
    (i) => {
      const larger = lt(abs(m.get([row, k])), abs(m.get([dimOf(i), k])));
      return [setTile(best, [], select(larger, cast("i32", index(dimOf(i))), tileGet(best, [])))];
    },
    { from: k },
  );
  return { search: [declareTile(best, cast("i32", index(k))), search], row, differs: ne(tileGet(best, []), cast("i32", index(k))) };
}
