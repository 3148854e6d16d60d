/**
 * Rows that the columns of a tile share: lanes run along the pixels of a row, columns are rows of results, and each row that is read is a term of several of them. Read once, it
 * is held in a register while all of its products are added. Of k x k taps and r rows of results, (r + k - 1) k vectors are read for r k k products.
 */
import { add, type Dim, dimOf, mul, sub } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import type { Axis, Compute } from "../compute.ts";
import { and, type Expr, index, le, lt, variable } from "../expr.ts";
import { heldLet, ifStmt, loop, type Stmt } from "../kernel.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { reachedTerms, splitGuard } from "./guards.ts";
import { mostUnrolled, partOf } from "./reduction-nest.ts";
import { segmentsOf } from "./segments.ts";
import { overSegment } from "./tile-place.ts";

/** The terms along columns, and how many rows apart they read. */
export interface SharedRows {
  readonly terms: Axis;
  readonly step: number;
}

/** Rows that are read beside those of the columns: of more, few are shared. */
const mostBeside = 12;

/** What columns share where the one read that is no constant's moves along lanes and columns by one, and nothing decides which terms there are. */
export function sharedRows(c: Compute, lane: Axis, column: Axis): SharedRows | undefined {
  const { reduction } = c;
  const { body, clips } = splitGuard(c, [lane.sym, column.sym]);
  const found: (SharedRows | undefined)[] = [];
  walkExpr(body, (x) => {
    if (x.kind !== "read" || !x.at.some((d) => dependsOn(d, lane.sym) || dependsOn(d, column.sym))) return;
    const [across, ...more] = x.at.filter((d) => dependsOn(d, column.sym));
    const moves = (d: Dim | undefined, a: Axis): boolean => d !== undefined && linearIn(d, a.sym)?.coef === 1;
    const isWindow = moves(across, column) && more.length === 0 && x.at.some((d) => d !== across && moves(d, lane));
    const terms = reduction?.axes.filter((a) => across !== undefined && dependsOn(across, a.sym)) ?? [];
    const [own] = terms;
    const step = own === undefined || across === undefined ? undefined : linearIn(across, own.sym)?.coef;
    const isShared = isWindow && terms.length === 1 && typeof step === "number" && step > 0 && own !== undefined && typeof own.extent === "number";
    found.push(isShared && step * (Math.min(own.extent, mostUnrolled) - 1) <= mostBeside ? { terms: own, step } : undefined);
  });
  const [rows] = found;
  return rows !== undefined && found.length === 1 && !clips.has(rows.terms) && !reachedTerms(c).has(rows.terms) ? rows : undefined;
}

/** The terms of so many columns, row by row: `product` is what a column and a term multiply, and `added` adds it to the column's sum. */
export function overRows(
  { terms, step }: SharedRows,
  columns: number,
  product: (column: Dim, term: Dim) => Expr,
  added: (column: Dim, product: Expr) => Stmt,
): readonly Stmt[] {
  const all = terms.extent as number;
  return segmentsOf(all, all <= mostUnrolled ? all : partOf(all)).flatMap((part) =>
    overSegment(terms.sym.name, part, (base) => [
      loop(
        "row",
        columns + step * (part.size - 1),
        (row) => {
          const lets: Stmt[] = [];
          const sums = loop(
            terms.sym.name,
            part.size,
            (term) => {
              const column = sub(dimOf(row), mul(dimOf(term), step));
              const value = rewriteExpr(product(column, add(base, dimOf(term))), {
                expr(x) {
                  if (x.kind !== "load" || x.lanes === 1 || dependsOn(x.at, term)) return x;
                  const held = variable("pixels", x.dtype, x.lanes);
                  lets.push(heldLet(held, x));
                  return held;
                },
              });
              const isInside = and(le(index(0), index(column)), lt(index(column), index(columns)));
              return [ifStmt(isInside, [added(column, value)])];
            },
            { unroll: true },
          );
          return [...lets, sums];
        },
        { unroll: true },
      ),
    ]),
  );
}
