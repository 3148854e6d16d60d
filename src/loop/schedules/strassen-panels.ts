/**
 * Strassen's product where a register tile holds few sums, each of a product and an addition (WebAssembly): sums of quadrants of both matrices are made once, those of
 * the left for all columns, those of the right for a panel of them. So one register tile computes all seven products, one behind the other for all rows; what they
 * leave in memory becomes the results of a panel in each quadrant.
 */
import { add, type Dim, dimOf, mul } from "../../core/dim.ts";
import { addressOf, type Layout, plainLayout, storageElements } from "../../core/layout.ts";
import type { Compute } from "../compute.ts";
import { buffer, constant, type Expr, load, add as plus, tensor, tile, tileGet, mul as times, widen } from "../expr.ts";
import { declareTile, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { liesClose } from "./register-tiles.ts";
import { Operands, products, type Rows, type Scratch } from "./strassen-operands.ts";
import { depthParts, type ProductTiles, productTiles, type StrassenProduct } from "./strassen-product.ts";
import { simpleLoop } from "./tile-place.ts";

export const strassenPanels = (c: Compute, found: StrassenProduct, machine: Machine): Routine => new Schedule(c, found, machine).routine();

class Schedule {
  readonly #c: Compute;
  readonly #found: StrassenProduct;
  readonly #lanes: number;
  readonly #operands: Operands;
  readonly #tiles: ProductTiles;
  /** Factors of the products: left [product][row][depth] in blocks of lanes along the depth, right [product][depth][column]; what they give [product][row][column]. */
  readonly #left: Scratch;
  readonly #right: Scratch;
  readonly #products: Scratch;
  /** Parts of the depth whose left factors are held at a time, and panels whose products are kept from one part to the next. */
  readonly #parts: number;
  readonly #depth: number;
  readonly #panels: number;

  constructor(c: Compute, found: StrassenProduct, machine: Machine) {
    const { lanes } = machine;
    [this.#c, this.#found, this.#lanes, this.#operands] = [c, found, lanes, new Operands(c, found, lanes)];
    this.#tiles = productTiles({ ...found.size, rows: found.chunk }, machine);
    const { half } = this.#operands;
    this.#parts = depthParts({ ...found.size, rows: found.chunk }, machine);
    this.#depth = half.depth / this.#parts;
    const rows = this.#tiles.rows * this.#tiles.count;
    const width = this.#tiles.vectors * lanes;
    this.#panels = half.columns / width;
    const none = { before: 0, after: 0 };
    // An odd number of rows: the same place in each product would lie in one set of the cache.
    const blocks: Layout = Object.freeze({
      order: [0, 2, 1],
      blocks: [{ axis: 2, size: lanes }],
      halo: [none, { before: 0, after: 1 - (rows % 2) }, none],
    });
    this.#left = this.#scratch("left", [products, rows, this.#depth], blocks);
    this.#right = this.#scratch("right", [products, this.#depth, width], plainLayout(3));
    this.#products = this.#scratch("products", [this.#parts === 1 ? 1 : this.#panels, products, rows, width], plainLayout(4));
  }

  #scratch(name: string, shape: readonly number[], layout: Layout): Scratch {
    return {
      tensor: tensor(`${this.#c.output.name}.${name}`, "f32", shape, layout),
      buffer: buffer(name, "f32", storageElements(layout, shape), "out"),
    };
  }

  routine(): Routine {
    const { rows, count } = this.#tiles;
    const width = this.#tiles.vectors * this.#lanes;
    const own = [this.#left, this.#right, this.#products];
    // Products that are kept from one part of the depth to the next are each one panel's.
    const scratch = (this.#parts === 1 ? own : [this.#left, this.#right]).map((s) => s.tensor);
    const body = (of: Rows): readonly Stmt[] => {
      const overPanels = (each: (panel: Dim) => readonly Stmt[]): readonly Stmt[] => simpleLoop("panel", this.#panels, each);
      const summed = (part: Dim, panel: Dim): readonly Stmt[] => [
        ...this.#rightSums(part, mul(panel, width)),
        ...simpleLoop("product", products, (p) => simpleLoop("row_tile", count, (t) => this.#product(panel, p, mul(t, rows)))),
      ];
      const finished = (panel: Dim): readonly Stmt[] => [...this.#results(panel), ...this.#finish(of, panel, mul(panel, width))];
      if (this.#parts === 1) return [...this.#leftSums(of, 0), ...overPanels((panel) => [...summed(0, panel), ...finished(panel)])];
      return [
        ...this.#cleared(),
        ...simpleLoop("part", this.#parts, (part) => [...this.#leftSums(of, part), ...overPanels((panel) => summed(part, panel))]),
        ...overPanels(finished),
      ];
    };
    return this.#operands.routine(own, body, { scratch });
  }

  /** The address of a product's vector. */
  #at(panel: Dim, product: Dim, row: Dim, vector: Dim): Dim {
    return at(this.#products, this.#parts === 1 ? 0 : panel, product, row, mul(vector, this.#lanes));
  }

  /** Products that parts of the depth are added to. */
  #cleared(): readonly Stmt[] {
    const { buffer: sums } = this.#products;
    return simpleLoop("i", Number(sums.elements) / this.#lanes, (i) => [store(sums, mul(i, this.#lanes), constant("f32", 0, this.#lanes))]);
  }

  /** All left factors of a part of the depth, in the order of memory: pixels side by side, or rows as long as a few of them stay in the first-level cache. */
  #leftSums(of: Rows, part: Dim): readonly Stmt[] {
    const { rows, count } = this.#tiles;
    const column = this.#found.rowAxes.at(-1);
    const run = column !== undefined && liesClose(this.#c, column) ? rows * count : rows;
    return simpleLoop("row_run", (rows * count) / run, (r) =>
      simpleLoop("k_block", this.#depth / this.#lanes, (block) =>
        simpleLoop("row", run, (i) => {
          const [row, first] = [add(mul(r, run), i), mul(block, this.#lanes)];
          const { lets, vectors } = this.#operands.leftFactors(of, row, add(mul(part, this.#depth), first));
          return [...lets, ...vectors.map((f, p) => store(this.#left.buffer, at(this.#left, p, row, first), f))];
        }),
      ),
    );
  }

  /** The right factors of a panel and a part of the depth. */
  #rightSums(part: Dim, column: Dim): readonly Stmt[] {
    return simpleLoop("tb", this.#tiles.vectors, (tb) =>
      simpleLoop("k", this.#depth, (k) => {
        const own = mul(tb, this.#lanes);
        const { lets, vectors } = this.#operands.rightFactors(add(mul(part, this.#depth), k), add(column, own));
        return [...lets, ...vectors.map((f, p) => store(this.#right.buffer, at(this.#right, p, k, own), f))];
      }),
    );
  }

  /** A tile of a product. */
  #product(panel: Dim, product: Dim, row: Dim): readonly Stmt[] {
    const lanes = this.#lanes;
    const acc = tile("acc", "f32", lanes, [this.#tiles.vectors, this.#tiles.rows]);
    const overTile = (body: (tb: Dim, tw: Dim) => Stmt): Stmt =>
      loop("tb", this.#tiles.vectors, (tb) => [loop("tw", this.#tiles.rows, (tw) => [body(dimOf(tb), dimOf(tw))], { unroll: true })], {
        unroll: true,
      });
    const term = (k: Dim, tb: Dim, tw: Dim): Expr => {
      const left = load(this.#left.buffer, at(this.#left, product, add(row, tw), k));
      return times(widen(left, lanes), load(this.#right.buffer, at(this.#right, product, k, mul(tb, lanes)), lanes));
    };
    const { buffer: sums } = this.#products;
    const place = (tb: Dim, tw: Dim): Dim => this.#at(panel, product, add(row, tw), tb);
    const round = (k: Dim): Stmt => overTile((tb, tw) => setTile(acc, [tb, tw], plus(tileGet(acc, [tb, tw]), term(k, tb, tw))));
    return [
      ...(this.#parts === 1
        ? [declareTile(acc, constant("f32", 0, lanes))]
        : [
            { kind: "tile", tile: acc, init: constant("f32", 0, lanes), overwritten: true } as const,
            overTile((tb, tw) => setTile(acc, [tb, tw], load(sums, place(tb, tw), lanes))),
          ]),
      ...simpleLoop("k_block", this.#depth / lanes, (block) => simpleLoop("k", lanes, (k) => [round(add(mul(block, lanes), k))])),
      overTile((tb, tw) => store(sums, place(tb, tw), tileGet(acc, [tb, tw]))),
    ];
  }

  /** A panel of each quadrant of results in place of those of the first four products. */
  #results(panel: Dim): readonly Stmt[] {
    const { buffer: from } = this.#products;
    return simpleLoop("row", this.#operands.half.rows, (row) =>
      simpleLoop("tb", this.#tiles.vectors, (tb) => {
        const place = (p: Dim): Dim => this.#at(panel, p, row, tb);
        const { lets, vectors } = this.#operands.results(Array.from({ length: products }, (_, p) => load(from, place(p), this.#lanes)));
        return [...lets, ...vectors.map((value, q) => store(from, place(q), value))];
      }),
    );
  }

  /** Stores the Compute's values of a panel of each quadrant. */
  #finish(of: Rows, panel: Dim, column: Dim): readonly Stmt[] {
    const lanes = this.#lanes;
    return simpleLoop("half", 2, (half) =>
      simpleLoop("side", 2, (side) =>
        this.#overRows((row) =>
          simpleLoop("tb", this.#tiles.vectors, (tb) => {
            const result = load(this.#products.buffer, this.#at(panel, add(mul(half, 2), side), row, tb), lanes);
            return this.#operands.stored(of, half, row, add(mul(side, this.#operands.half.columns), column, mul(tb, lanes)), result);
          }),
        ),
      ),
    );
  }

  /** For each row of a half; along the last of their axes, where a half has whole rounds of it. */
  #overRows(body: (row: Dim) => readonly Stmt[]): readonly Stmt[] {
    const { rows } = this.#operands.half;
    const width = this.#found.rowAxes.at(-1)?.extent;
    if (typeof width !== "number" || rows % width !== 0) return simpleLoop("row", rows, body);
    return simpleLoop("y", rows / width, (y) => simpleLoop("x", width, (x) => body(add(mul(y, width), x))));
  }
}

const at = ({ tensor: t }: Scratch, ...coordinates: readonly Dim[]): Dim => addressOf(t.layout, t.shape, coordinates);
