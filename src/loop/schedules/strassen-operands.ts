/** What both schedules of Strassen's product share: factors and results of the seven products, and where vectors of the matrices lie. */
import { add, type Dim, dimOf, min, mul, type Sym, sym } from "../../core/dim.ts";
import type { Compute } from "../compute.ts";
import { allOf, type Buffer, type Expr, sub as minus, add as plus, type Tensor, variable, widen, within } from "../expr.ts";
import { ifStmt, kernel, letStmt, type Routine, type Stmt } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { storedResult } from "./store-result.ts";
import { rowPlaces, type StrassenProduct, upperRows } from "./strassen-product.ts";
import { simpleLoop } from "./tile-place.ts";
import { vectorized } from "./vectorize.ts";

/** As algorithms are named on nodes. */
export const strassenName = "strassen";

/** Products of halves. */
export const products = 7;

/** Rows that are halved together: those of a matrix from one on. */
export interface Rows {
  readonly n: Dim;
  readonly first: Dim;
}

/** Memory of a schedule's own. */
export interface Scratch {
  readonly tensor: Tensor;
  readonly buffer: Buffer;
}

/** Vectors by name, and the statements that name them. */
interface Named {
  readonly lets: readonly Stmt[];
  readonly vectors: readonly Expr[];
}

/** The matrices of a product that is halved, as vectors. */
export class Operands {
  readonly parameters: Parameters;
  /** Half of the rows (the upper one), depth and columns. */
  readonly half: { readonly rows: number; readonly depth: number; readonly columns: number };
  readonly #c: Compute;
  readonly #found: StrassenProduct;
  readonly #lanes: number;

  constructor(c: Compute, found: StrassenProduct, lanes: number) {
    [this.#c, this.#found, this.#lanes, this.parameters] = [c, found, lanes, parametersOf(c)];
    this.half = { rows: upperRows(found.chunk), depth: found.size.depth / 2, columns: found.size.columns / 2 };
  }

  /** The kernel that does `body` for all rows that are halved together, with `own` memory, of which `kept` says what each call may have for itself. */
  routine(own: readonly Scratch[], body: (of: Rows) => readonly Stmt[], kept: Pick<Routine, "scratch"> = {}): Routine {
    const { params, operands } = this.parameters;
    const { outer, size, chunk } = this.#found;
    return Object.freeze({
      kind: "routine",
      kernel: kernel({
        name: `strassen_${this.#c.name}`,
        doc: [],
        plan: { schedule: strassenName, lanes: this.#lanes },
        params: [...params.slice(0, -1), ...own.map((s) => s.buffer), ...params.slice(-1)],
        body: simpleLoop(outer.sym.name, outer.extent, (n) => simpleLoop("chunk", size.rows / chunk, (i) => body({ n, first: mul(i, chunk) }))),
      }),
      operands: [...operands.slice(0, -1), ...own.map((s) => s.tensor), ...operands.slice(-1)],
      ...kept,
      origin: this.#c.origin,
    });
  }

  /** Left factors of the products, from a row and an element of the depth of each quadrant on. Rows behind the last one, which fill tiles, are the last one again. */
  leftFactors(of: Rows, row: Dim, first: Dim): Named {
    const { rows, depth } = this.half;
    const [upper, lower] = [min(row, rows - 1), min(add(row, rows), this.#found.chunk - 1)];
    const quadrants = [upper, lower].flatMap((r) => [first, add(first, depth)].map((d) => this.#left(of, r, d)));
    const { lets, vectors } = this.#quadrants("a", quadrants);
    const [a11, a12, a21, a22] = vectors as [Expr, Expr, Expr, Expr];
    return { lets, vectors: [minus(a21, a22), minus(a12, a11), a11, a22, minus(a21, a11), minus(a12, a22), minus(a11, a22)] };
  }

  /** Right factors of the products, at an element of the depth and from a column of each quadrant on. */
  rightFactors(k: Dim, column: Dim): Named {
    const { depth, columns } = this.half;
    const quadrants = [k, add(k, depth)].flatMap((d) => [column, add(column, columns)].map((at) => this.right(d, at)));
    const { lets, vectors } = this.#quadrants("b", quadrants);
    const [b11, b12, b21, b22] = vectors as [Expr, Expr, Expr, Expr];
    return { lets, vectors: [b11, b22, plus(b12, b22), plus(b11, b21), plus(b11, b12), plus(b21, b22), minus(b11, b22)] };
  }

  /** The quadrants of results, of the seven products. */
  results(of: readonly Expr[]): Named {
    const names = of.map((_, i) => variable(`p${i + 1}`, "f32", this.#lanes));
    const [p1, p2, p3, p4, p5, p6, p7] = names as unknown as readonly [Expr, Expr, Expr, Expr, Expr, Expr, Expr];
    return {
      lets: names.map((name, i) => letStmt(name, of[i] as Expr)),
      vectors: [plus(minus(plus(p7, p4), p2), p6), plus(p3, p2), plus(p1, p4), plus(plus(minus(p7, p1), p3), p5)],
    };
  }

  /** A vector of the right matrix along its columns. */
  right(depth: Dim, column: Dim): Expr {
    const lane = sym("lane", 0, this.#lanes - 1);
    const places = new Map<Sym, Dim>([
      [this.#found.depth.sym, depth],
      [this.#found.column.sym, add(column, dimOf(lane))],
    ]);
    return this.#vector(this.#found.right, lane, places);
  }

  /** Stores the Compute's value of a result in the upper or lower half, at a row of it, from a column on; rows that only fill a tile are left out. */
  stored(of: Rows, half: Dim, row: Dim, column: Dim, result: Expr): readonly Stmt[] {
    const { rows } = this.half;
    const lane = sym("lane", 0, this.#lanes - 1);
    const places = new Map(this.#places(of, add(mul(half, rows), row)));
    places.set(this.#found.column.sym, add(column, dimOf(lane)));
    const stored = storedResult(this.#c, this.parameters, result, { lane, move: (s) => places.get(s) });
    // Two conditions on coordinates of the address, which say how far it goes.
    const isRow = allOf([within(row, 0, rows), within(add(mul(half, rows), row), 0, this.#found.chunk)]);
    return isRow === undefined ? stored : [ifStmt(isRow, stored)];
  }

  /** A vector of the left matrix along its depth. */
  #left(of: Rows, row: Dim, depth: Dim): Expr {
    const lane = sym("lane", 0, this.#lanes - 1);
    return this.#vector(this.#found.left, lane, new Map([...this.#places(of, row), [this.#found.depth.sym, add(depth, dimOf(lane))]]));
  }

  #vector(factor: Expr, lane: Sym, places: ReadonlyMap<Sym, Dim>): Expr {
    const moved = rewriteExpr(factor, { sym: (s) => places.get(s) });
    return widen(vectorized(moved, { sym: lane, count: this.#lanes }, this.parameters), this.#lanes);
  }

  #quadrants(name: string, values: readonly Expr[]): Named {
    const vectors = ["11", "12", "21", "22"].map((place) => variable(`${name}${place}`, "f32", this.#lanes));
    return { lets: vectors.map((v, i) => letStmt(v, values[i] as Expr)), vectors };
  }

  /** Where a row lies along the Compute's axes. */
  #places({ n, first }: Rows, row: Dim): ReadonlyMap<Sym, Dim> {
    const { outer, rowAxes } = this.#found;
    const at = rowPlaces(rowAxes, add(first, row));
    return new Map([[outer.sym, n], ...rowAxes.map((a, i) => [a.sym, at[i] as Dim] as const)]);
  }
}
