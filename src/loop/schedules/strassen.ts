/**
 * Strassen's matrix product, one level of it: seven products of half the rows, depth and columns stand for eight. With quadrants A11 to A22 of the left matrix
 * and B11 to B22 of the right, constant one, and with signs that leave one difference of the latter, P1 to P7 are
 *
 *     (A21 - A22) B11, (A12 - A11) B22, A11 (B12 + B22), A22 (B11 + B21), (A21 - A11) (B11 + B12), (A12 - A22) (B21 + B22), (A11 - A22) (B11 - B22)
 *
 * and results P7 + P4 - P2 + P6, P3 + P2, P1 + P4, P7 - P1 + P3 + P5 (V. Strassen, Gaussian elimination is not optimal, 1969). Factors of the left are made
 * once and kept; those of the right are made of vectors as they are loaded, by units that do not multiply, so that weights stay as they are. A register tile of
 * each of the seven is put aside, and four tiles of results are made of them and finished.
 */
import { add, type Dim, dimOf, mul, sub } from "../../core/dim.ts";
import { addressOf, type Layout, storageElements } from "../../core/layout.ts";
import type { Compute } from "../compute.ts";
import {
  type Buffer,
  buffer,
  constant,
  type Expr,
  load,
  sub as minus,
  add as plus,
  type Tensor,
  type Tile,
  tensor,
  tile,
  tileGet,
  mul as times,
  widen,
} from "../expr.ts";
import { declareTile, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { Operands, products, type Rows } from "./strassen-operands.ts";
import { strassenPanels } from "./strassen-panels.ts";
import { type ProductTiles, productTiles, type StrassenProduct, strassenProduct } from "./strassen-product.ts";
import { simpleLoop } from "./tile-place.ts";

/** The kernel; undefined where the Compute is no product that can be halved. */
export function strassen(c: Compute, machine: Machine): Routine | undefined {
  const found = strassenProduct(c, machine);
  if (found === undefined) return undefined;
  return machine.shortBodies ? strassenPanels(c, found, machine) : new Schedule(c, found, machine).routine();
}

/** A quadrant: 0 or 1 along rows or depth, and along depth or columns. */
type Quadrant = readonly [Dim, Dim];

/** Products that differ by the places of their factors alone, so that loops around one text compute them. */
interface Alike {
  /** Number of the first, and of rounds of each loop. */
  readonly first: number;
  readonly rounds: readonly number[];
  /** Which quadrants of B those of each round are, and what they are made by. */
  readonly right: (...at: readonly Dim[]) => readonly [Quadrant, Quadrant?];
  readonly combine: (a: Expr, b: Expr) => Expr;
}

const alike: readonly Alike[] = [
  { first: 0, rounds: [2], right: (i = 0) => [[i, i]], combine: (a) => a },
  {
    first: 2,
    rounds: [2, 2],
    // Both of the right half, both of the left; both of the upper half, both of the lower.
    right: (half = 0, i = 0) => {
      const [row, column] = [mul(half, i), mul(sub(1, half), sub(1, i))];
      return [
        [row, column],
        [add(row, sub(1, half)), add(column, half)],
      ];
    },
    combine: plus,
  },
  {
    first: 6,
    rounds: [],
    right: () => [
      [0, 0],
      [1, 1],
    ],
    combine: minus,
  },
];

class Schedule {
  readonly #lanes: number;
  readonly #operands: Operands;
  readonly #tiles: ProductTiles;
  /** Left factors of the products [product][row][depth], in blocks of lanes along the depth. */
  readonly #sums: Tensor;
  readonly #from: Buffer;
  /** A tile of each product, then of each quadrant of results. */
  readonly #tile: Tile;

  constructor(c: Compute, found: StrassenProduct, machine: Machine) {
    const { lanes } = machine;
    [this.#lanes, this.#operands] = [lanes, new Operands(c, found, lanes)];
    this.#tiles = productTiles({ ...found.size, rows: found.chunk }, machine);
    const { vectors, rows, count } = this.#tiles;
    const blocks: Layout = Object.freeze({ order: [0, 2, 1], blocks: [{ axis: 2, size: lanes }], halo: [] });
    this.#sums = tensor(`${c.output.name}.sums`, "f32", [products, rows * count, this.#operands.half.depth], blocks);
    this.#from = buffer("sums", "f32", storageElements(blocks, this.#sums.shape), "out");
    this.#tile = tile("p", "f32", lanes, [products, vectors, rows]);
  }

  routine(): Routine {
    const width = this.#tiles.vectors * this.#lanes;
    return this.#operands.routine([{ tensor: this.#sums, buffer: this.#from }], (of) => [
      ...this.#leftSums(of),
      ...simpleLoop("column_tile", this.#operands.half.columns / width, (column) =>
        simpleLoop("row_tile", this.#tiles.count, (row) => this.#results(of, mul(row, this.#tiles.rows), mul(column, width))),
      ),
    ]);
  }

  /** The address of an element of a left factor. */
  #at(product: Dim, row: Dim, depth: Dim): Dim {
    return addressOf(this.#sums.layout, this.#sums.shape, [product, row, depth]);
  }

  /** All left factors. */
  #leftSums(rowsOf: Rows): readonly Stmt[] {
    const { rows, count } = this.#tiles;
    return simpleLoop("k_block", this.#operands.half.depth / this.#lanes, (block) =>
      simpleLoop("row", rows * count, (row) => {
        const first = mul(block, this.#lanes);
        const { lets, vectors } = this.#operands.leftFactors(rowsOf, row, first);
        return [...lets, ...vectors.map((f, i) => store(this.#from, this.#at(i, row, first), f))];
      }),
    );
  }

  /** A tile of results in each quadrant, from a row and a column of the first one on. */
  #results(rows: Rows, row: Dim, column: Dim): readonly Stmt[] {
    return [
      { kind: "tile", tile: this.#tile, init: constant("f32", 0, this.#lanes), overwritten: true },
      ...alike.flatMap((a) => overRounds(a.rounds, (...at) => this.#product(a, at, row, column))),
      ...this.#overTile((tb, tw) => this.#combined(tb, tw), false),
      ...simpleLoop("half", 2, (half) =>
        simpleLoop("side", 2, (side) => this.#overTile((tb, tw) => this.#finish(rows, [half, side], [row, column], [tb, tw]), false)),
      ),
    ];
  }

  #overTile(body: (tb: Dim, tw: Dim) => readonly Stmt[], unroll: boolean): readonly Stmt[] {
    return [loop("tb", this.#tiles.vectors, (tb) => [loop("tw", this.#tiles.rows, (tw) => body(dimOf(tb), dimOf(tw)), { unroll })], { unroll })];
  }

  /** A tile of the product of a round, put aside. */
  #product({ first, rounds, right, combine }: Alike, at: readonly Dim[], row: Dim, column: Dim): readonly Stmt[] {
    const lanes = this.#lanes;
    const number = at.reduce<Dim>((n, i, axis) => add(mul(n, rounds[axis] as number), i), 0);
    const product = add(first, number);
    const acc = tile("acc", "f32", lanes, [this.#tiles.vectors, this.#tiles.rows]);
    const [one, other] = right(...at);
    const term = (depth: Dim, tb: Dim, tw: Dim): Stmt => {
      const own = add(column, mul(tb, lanes));
      const b = this.#right(one, depth, own);
      const sum = other === undefined ? b : combine(b, this.#right(other, depth, own));
      const left = load(this.#from, this.#at(product, add(row, tw), depth));
      return setTile(acc, [tb, tw], plus(tileGet(acc, [tb, tw]), times(widen(left, lanes), sum)));
    };
    return [
      declareTile(acc, constant("f32", 0, lanes)),
      ...simpleLoop("k_block", this.#operands.half.depth / lanes, (block) =>
        simpleLoop("k", lanes, (k) => this.#overTile((tb, tw) => [term(add(mul(block, lanes), k), tb, tw)], true)),
      ),
      ...this.#overTile((tb, tw) => [setTile(this.#tile, [product, tb, tw], tileGet(acc, [tb, tw]))], true),
    ];
  }

  /** A vector of a quadrant of the right matrix along its columns. */
  #right([halfDepth, halfColumns]: Quadrant, k: Dim, column: Dim): Expr {
    const { depth, columns } = this.#operands.half;
    return this.#operands.right(add(mul(halfDepth, depth), k), add(mul(halfColumns, columns), column));
  }

  /** Vectors of the quadrants of results in place of those of the first four products. */
  #combined(tb: Dim, tw: Dim): readonly Stmt[] {
    const { lets, vectors } = this.#operands.results(Array.from({ length: products }, (_, i) => tileGet(this.#tile, [i, tb, tw])));
    return [...lets, ...vectors.map((value, i) => setTile(this.#tile, [i, tb, tw], value))];
  }

  /** Stores the Compute's value in a quadrant, for a vector of the tile that begins at a row and a column. */
  #finish(chunk: Rows, [half, side]: Quadrant, [row, column]: readonly [Dim, Dim], [tb, tw]: readonly [Dim, Dim]): readonly Stmt[] {
    const first = add(mul(side, this.#operands.half.columns), column, mul(tb, this.#lanes));
    return this.#operands.stored(chunk, half, add(row, tw), first, tileGet(this.#tile, [add(mul(half, 2), side), tb, tw]));
  }
}

/** Loops of so many rounds around a body, the first outermost. */
const overRounds = (rounds: readonly number[], body: (...at: readonly Dim[]) => readonly Stmt[]): readonly Stmt[] => {
  const [n, ...rest] = rounds;
  return n === undefined ? body() : simpleLoop("product", n, (i) => overRounds(rest, (...at) => body(i, ...at)));
};
