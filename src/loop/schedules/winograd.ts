/**
 * Winograd's convolution for a convolution Compute of stride 1: of 3x3 taps 36 products stand for 144, of 5x5 for 100, along one axis alone 6 for 12 or 10. Of a chunk of rows of tiles all
 * inputs are transformed; then, for a few vectors of output channels at a time, the filters are transformed, their matrix products are taken, and
 * their results are transformed back and finished. Filters are transformed as they are needed: the transformed ones are four times as
 * large, and reading them from memory takes as long as making them.
 *
 * A chunk may reach over slices of a depth in front of the plane: taps along it are more terms of the same products, which read the transformed tiles of
 * neighbouring slices. Taps that lie d apart are those of d x d images whose rows and columns take turns: tile i of a row begins at i mod d + 4 d floor(i/d).
 */

import { invariant } from "../../core/diagnostics.ts";
import { add, type Dim, dimOf, floorDiv, mod, mul, type Sym, sym } from "../../core/dim.ts";
import { addressOf, plainLayout } from "../../core/layout.ts";
import { axis, type Compute, compute, coordinate } from "../compute.ts";
import { type Buffer, constant, type Expr, index, load, lt, add as plus, read, mul as times, variable } from "../expr.ts";
import { ifStmt, kernel, loop, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { storedResult } from "./store-result.ts";
import { simpleLoop } from "./tile-place.ts";
import { planTile } from "./tile-plan.ts";
import { tiledLoops } from "./tiled-reduction.ts";
import { depthAtOnce, largestDivisor, vectorsAtOnce, type WinogradChunk, winogradChunk } from "./winograd-chunk.ts";
import { type WinogradConvolution, winogradConvolution, winogradTiles } from "./winograd-convolution.ts";
import { type Products, sumsInRegisters, tilesAtOnce } from "./winograd-in-registers.ts";
import { at, blocksOf, type Scratch, scratch } from "./winograd-scratch.ts";
import { type BothWays, bothWays, filterInPairs, ofInputs, ofProducts, ofScaledInputs, ofTaps, type Side } from "./winograd-transforms.ts";

/** As algorithms are named on nodes. */
export const winogradName = "winograd";

/** The kernel; undefined where the Compute is no such convolution, channels do not fill lanes, or the input lacks the halo that tiles read. */
export function winograd(c: Compute, machine: Machine): Routine | undefined {
  const found = winogradConvolution(c, machine);
  return found === undefined ? undefined : new Schedule(c, found, machine).routine();
}

/** Transformed filters in memory. */
interface StoredFilters {
  /** Input channels whose filters are held at a time; the products over all of them are summed in memory. */
  readonly depth: number;
  /** The taps of a vector of filters [channel][tap][lane]; left out where they stand side by side anyway, and for V8, where a copy takes longer. */
  readonly g: Scratch | undefined;
  /** [product][channel][out channel] */
  readonly u: Scratch;
}

/** Where a chunk begins: its image, first slice of outputs and row of tiles. */
interface Start {
  readonly batch: Dim;
  readonly slice: Dim;
  readonly row: Dim;
}

/** A vector of results. */
interface Result {
  readonly batch: Dim;
  readonly channel: Dim;
  readonly slice: Dim;
  readonly y: Dim;
  readonly x: Dim;
}

/** A filter of a round: its channel, its tap along the depth, and which term of the products it is. */
interface Filter {
  readonly inner: Dim;
  readonly deep: Dim;
  readonly number: Dim;
}

/** The first output of a tile along an axis. */
const tileStart = (tile: Dim, { outputs }: Side, dilation: number): Dim =>
  dilation === 1 ? mul(tile, outputs) : add(mod(tile, dilation), mul(floorDiv(tile, dilation), outputs * dilation));

class Schedule {
  readonly #c: Compute;
  readonly #found: WinogradConvolution;
  readonly #machine: Machine;
  readonly #parameters: Parameters;
  /** Vectors of output channels whose products are held at a time. */
  readonly #vectors: number;
  readonly #chunk: WinogradChunk;
  /** Rows of tiles, tiles in a row, and those of a slice of a chunk. */
  readonly #rows: number;
  readonly #columns: number;
  readonly #inSlice: number;
  /** Taps along the depth. */
  readonly #deep: number;
  /** What stands between the two halves of a transform, where unrolled bodies would be too long. */
  readonly #t: Scratch | undefined;
  readonly #way: Pick<BothWays, "lanes" | "between">;
  /** Tiles that are summed at a time with filters in registers; undefined where these are stored. */
  readonly #atOnce: number | undefined;
  readonly #stored: StoredFilters | undefined;
  /** Transformed inputs of a chunk [product][tile][channel], and products [product][tile][out channel]. */
  readonly #v: Scratch;
  readonly #m: Scratch;
  /** Results of a tile for a vector of channels, where they are stored one by one. */
  readonly #r: Scratch | undefined;

  constructor(c: Compute, found: WinogradConvolution, machine: Machine) {
    const { lanes } = machine;
    [this.#c, this.#found, this.#machine, this.#parameters] = [c, found, machine, parametersOf(c)];
    const { depth: slices, sides, size, dilations } = found;
    const [high, wide] = sides;
    [this.#rows, this.#columns] = [winogradTiles(size[0], high, dilations[0]), winogradTiles(size[1], wide, dilations[1])];
    const products = high.inputs * wide.inputs;
    this.#chunk = winogradChunk(slices?.extent ?? 1, this.#rows, this.#columns);
    this.#deep = slices?.taps ?? 1;
    this.#inSlice = this.#chunk.rows * this.#columns;
    const tiles = this.#chunk.slices * this.#inSlice;
    const inputs = (this.#chunk.slices + this.#deep - 1) * this.#inSlice;
    this.#atOnce = this.#deep === 1 && sides.every((s) => s.taps === 3) ? tilesAtOnce(tiles, machine) : undefined;
    this.#vectors = this.#atOnce === undefined ? vectorsAtOnce(found.outChannels / lanes, machine) : 1;
    const width = this.#vectors * lanes;
    this.#v = scratch(c.output, "v", [products, inputs, found.channels], blocksOf(lanes, inputs, found.channels));
    this.#t = machine.shortBodies ? scratch(c.output, "t", [high.inputs, wide.inputs, lanes], plainLayout(3)) : undefined;
    this.#way = { lanes, between: this.#t?.buffer };
    if (this.#atOnce === undefined) {
      const depth = depthAtOnce(found.channels, { products, inputs, sums: tiles, deep: this.#deep, width }, machine);
      const filters = depth * this.#deep;
      const g = lanes === 1 || machine.shortBodies ? undefined : scratch(c.output, "g", [filters, high.taps * wide.taps, lanes], plainLayout(3));
      this.#stored = { depth, g, u: scratch(c.output, "u", [products, filters, width], blocksOf(lanes, filters, width)) };
    }
    this.#m = scratch(c.output, "m", [products, tiles, width], blocksOf(lanes, tiles, width));
    this.#r = found.scatters ? scratch(c.output, "r", [high.outputs, wide.outputs, lanes], plainLayout(3)) : undefined;
  }

  routine(): Routine {
    const { params, operands } = this.#parameters;
    const { n, outChannels } = this.#found;
    const own = [this.#v, this.#stored?.g, this.#stored?.u, this.#m, this.#t, this.#r].flatMap((s) => s ?? []);
    const groups = outChannels / (this.#vectors * this.#machine.lanes);
    const { slices, rows } = this.#chunk;
    const body = simpleLoop("n", n.extent, (batch) =>
      simpleLoop("slices", (this.#found.depth?.extent ?? 1) / slices, (deep) =>
        simpleLoop("chunk", this.#rows / rows, (chunk) => {
          const start: Start = { batch, slice: mul(deep, slices), row: mul(chunk, rows) };
          const group = (g: Dim): readonly Stmt[] => {
            const first = mul(g, this.#vectors * this.#machine.lanes);
            return [...this.#sums(first), ...this.#outputs(start, first)];
          };
          return [...this.#inputs(start), ...simpleLoop("oc_group", groups, group)];
        }),
      ),
    );
    return Object.freeze({
      kind: "routine",
      kernel: kernel({
        name: `winograd_${this.#c.name}`,
        doc: [],
        plan: { schedule: winogradName, lanes: this.#machine.lanes },
        params: [...params.slice(0, -1), ...own.map((s) => s.buffer), ...params.slice(-1)],
        body,
      }),
      operands: [...operands.slice(0, -1), ...own.map((s) => s.tensor), ...operands.slice(-1)],
      scratch: own.map((s) => s.tensor),
      origin: this.#c.origin,
    });
  }

  /** For every tile of so many slices of the chunk: its slice, first row and column, and number. */
  #overTiles(slices: number, firstRow: Dim, body: (place: readonly [slice: Dim, y: Dim, x: Dim], number: Dim) => readonly Stmt[]): readonly Stmt[] {
    const {
      sides: [high, wide],
      dilations: [dy, dx],
    } = this.#found;
    return simpleLoop("tz", slices, (slice) =>
      simpleLoop("ty", this.#chunk.rows, (row) =>
        simpleLoop("tx", this.#columns, (column) => {
          const number = add(mul(slice, this.#inSlice), mul(row, this.#columns), column);
          return body([slice, tileStart(add(firstRow, row), high, dy), tileStart(column, wide, dx)], number);
        }),
      ),
    );
  }

  /** V = inputMatrix * tile of x * its transpose, for all tiles and channels of a chunk. */
  #inputs({ batch, slice, row }: Start): readonly Stmt[] {
    const { lanes } = this.#machine;
    const { x, sides, pads, dilations, depth, channels } = this.#found;
    const size = [sides[0].inputs, sides[1].inputs] as const;
    const transform = this.#atOnce === undefined ? ofInputs : ofScaledInputs;
    const from = this.#parameters.bufferOf(x);
    return simpleLoop("ic", channels / lanes, (block) =>
      this.#overTiles(this.#chunk.slices + this.#deep - 1, row, ([own, top, left], number) => {
        const channel = mul(block, lanes);
        const element = (i: Dim, j: Dim): Expr => {
          const plane = [add(top, mul(i, dilations[0]), -pads[0]), add(left, mul(j, dilations[1]), -pads[1])];
          const place = this.#placed([...(depth === undefined ? [] : [add(slice, own, -depth.pad)]), ...plane]);
          return load(from, addressOf(x.layout, x.shape, [batch, channel, ...place]), lanes);
        };
        return bothWays({
          ...this.#way,
          from: size,
          to: size,
          element,
          transforms: [transform(sides[0]), transform(sides[1])],
          finish: (i, j, value) => [store(this.#v.buffer, at(this.#v, this.#product(i, j), number, channel), value)],
        });
      }),
    );
  }

  /** Coordinates along the depth, y and x in the order of the tensors' axes. */
  #placed(coordinates: readonly Dim[]): readonly Dim[] {
    return this.#found.roles.map((role) => coordinates[role] as Dim);
  }

  /** The number of the product in row i and column j of a tile. */
  #product(i: Dim, j: Dim): Dim {
    return add(mul(i, this.#found.sides[1].inputs), j);
  }

  /** What the sums of the vector of output channels from `first` are made of. */
  #products(first: Dim): Products {
    const { w, channels } = this.#found;
    return {
      machine: this.#machine,
      channels,
      tiles: this.#m.tensor.shape[1] as number,
      filters: this.#parameters.bufferOf(w),
      firstTap: addressOf(w.layout, w.shape, [first, ...w.shape.slice(1).map(() => 0)]),
      inputs: this.#v.buffer,
      input: (product, number, channel) => at(this.#v, product, number, channel),
      sums: this.#m.buffer,
      sum: (product, number) => at(this.#m, product, number, 0),
    };
  }

  /** M of a group of output channels; in rounds over some input channels each, where all their filters would not stay in cache. */
  #sums(first: Dim): readonly Stmt[] {
    const { channels } = this.#found;
    const [stored, atOnce] = [this.#stored, this.#atOnce];
    if (atOnce !== undefined) return sumsInRegisters(this.#products(first), atOnce);
    invariant(stored !== undefined, "filters are neither stored nor in registers");
    const rounds = channels / stored.depth;
    if (rounds === 1) return [...this.#filters(stored, first, 0), ...this.#multiply(stored, 0, false)];
    const { lanes } = this.#machine;
    const { buffer: m } = this.#m;
    const cleared = loop("i", (m.elements as number) / lanes, (i) => [store(m, mul(dimOf(i), lanes), constant("f32", 0, lanes))]);
    const round = loop("round", rounds, (r) => {
      const channel = mul(dimOf(r), stored.depth);
      return [...this.#filters(stored, first, channel), ...this.#multiply(stored, channel, true)];
    });
    return [cleared, round];
  }

  /**
   * U = filterMatrix * taps of w * its transpose, for the channels of a group and a round. The taps are copied first: one stream is read at
   * the speed of memory, while loads among the 36 streams of U would wait for each line.
   */
  #filters({ depth, g, u }: StoredFilters, first: Dim, channel: Dim): readonly Stmt[] {
    const { lanes } = this.#machine;
    const { w, sides } = this.#found;
    const [high, wide] = sides;
    const from = this.#parameters.bufferOf(w);
    return simpleLoop("vector", this.#vectors, (vector) => {
      const own = mul(vector, lanes);
      const tap = ({ inner, deep }: Filter, i: Dim, j: Dim): Dim => {
        const place = this.#placed([...(this.#found.depth === undefined ? [] : [deep]), i, j]);
        return addressOf(w.layout, w.shape, [add(first, own), add(channel, inner), ...place]);
      };
      // In memory taps along the depth stand within a channel; as terms of products they stand outside.
      const eachFilter = (body: (f: Filter) => readonly Stmt[]): readonly Stmt[] =>
        simpleLoop("ic", depth, (inner) => simpleLoop("kz", this.#deep, (deep) => body({ inner, deep, number: add(mul(deep, depth), inner) })));
      const copied = (f: Filter, t: Dim): Dim => (g === undefined ? tap(f, floorDiv(t, wide.taps), mod(t, wide.taps)) : at(g, f.number, t, 0));
      const copy =
        g === undefined
          ? []
          : eachFilter((f) =>
              simpleLoop("tap", high.taps * wide.taps, (t) => [
                store(g.buffer, copied(f, t), load(from, tap(f, floorDiv(t, wide.taps), mod(t, wide.taps)), lanes)),
              ]),
            );
      const made = eachFilter((f) => {
        const ends: Pick<BothWays, "element" | "finish"> = {
          element: (i, j) => load(g?.buffer ?? from, copied(f, add(mul(i, wide.taps), j)), lanes),
          finish: (i, j, value) => [store(u.buffer, at(u, this.#product(i, j), f.number, own), value)],
        };
        if (lanes > 1 && this.#machine.shortBodies && sides.every((s) => s.inputs > 1)) return filterInPairs(sides, ends);
        const size = { from: [high.taps, wide.taps], to: [high.inputs, wide.inputs] } as const;
        return bothWays({ ...this.#way, ...ends, ...size, transforms: [ofTaps(high), ofTaps(wide)] });
      });
      return [...copy, ...made];
    });
  }

  /** M = V * U (added to M where there is `isMore`) for each of the 36 products, by the register tile of all matrix products. */
  #multiply({ depth, u }: StoredFilters, channel: Dim, isMore: boolean): readonly Stmt[] {
    const [v, m] = [this.#v, this.#m];
    const [tiles, width] = [m.tensor.shape[1] as number, m.tensor.shape[2] as number];
    const axes = [axis("product", m.tensor.shape[0] as number), axis("tile", tiles), axis("oc", width)] as const;
    const [kz, k] = [axis("kz", this.#deep), axis("k", depth)];
    const [product, row, column] = axes.map(coordinate) as [Dim, Dim, Dim];
    const deep = this.#deep === 1 ? 0 : coordinate(kz);
    const input = read(v.tensor, [product, add(row, mul(deep, this.#inSlice)), add(channel, coordinate(k))]);
    const body = times(input, read(u.tensor, [product, add(mul(deep, depth), coordinate(k)), column]));
    const result = variable("sum", "f32");
    const value = isMore ? plus(read(m.tensor, [product, row, column]), result) : result;
    const terms = this.#deep === 1 ? [k] : [kz, k];
    const matrices = compute({ name: "products", output: m.tensor, axes, reduction: { axes: terms, combine: "sum", body, result }, value });
    const buffers = new Map([v, u, m].map((s) => [s.tensor, s.buffer]));
    const plan = planTile(matrices, this.#machine);
    // One kind of tile for all rows (columns, where there are no lanes), if it is at least half as large and no single row: a rest of other size is another copy
    // of the loops.
    const along = plan.columnAxis?.extent;
    const columnTile = typeof along === "number" ? largestDivisor(along, (d) => d <= plan.columnTile) : plan.columnTile;
    return tiledLoops(matrices, columnTile === 1 || columnTile * 2 < plan.columnTile ? plan : { ...plan, columnTile }, false, {
      operands: [],
      params: [],
      output: m.buffer,
      bufferOf: (t) => buffers.get(t) as Buffer,
    });
  }

  /** y = outputMatrix * M * its transpose, finished as the Compute says, for all tiles of a chunk and channels of a group. */
  #outputs({ batch, slice, row }: Start, first: Dim): readonly Stmt[] {
    const { lanes } = this.#machine;
    const { sides, size, dilations } = this.#found;
    const [high, wide] = sides;
    return simpleLoop("vector", this.#vectors, (vector) =>
      this.#overTiles(this.#chunk.slices, row, ([own, top, left], number) => {
        const channel = mul(vector, lanes);
        const element = (i: Dim, j: Dim): Expr => load(this.#m.buffer, at(this.#m, this.#product(i, j), number, channel), lanes);
        const finish = (i: Dim, j: Dim, value: Expr, lane: Dim = 0): readonly Stmt[] => {
          const [y, x] = [add(top, mul(i, dilations[0])), add(left, mul(j, dilations[1]))];
          const whole = (a: 0 | 1, d: Dim, body: readonly Stmt[]): readonly Stmt[] =>
            size[a] % (sides[a].outputs * dilations[a]) === 0 ? body : [ifStmt(lt(index(d), index(size[a])), body)];
          return whole(0, y, whole(1, x, this.#finish({ batch, channel: add(first, channel, lane), slice: add(slice, own), y, x }, value)));
        };
        const ends = { from: [high.inputs, wide.inputs], to: [high.outputs, wide.outputs] } as const;
        const back = { ...this.#way, ...ends, element, transforms: [ofProducts(high), ofProducts(wide)] } as const;
        const r = this.#r;
        if (r === undefined) return bothWays({ ...back, finish });
        const put = (i: Dim, j: Dim, value: Expr): readonly Stmt[] => [store(r.buffer, at(r, i, j, 0), value)];
        const each = (body: (i: Dim, j: Dim) => readonly Stmt[]): readonly Stmt[] =>
          simpleLoop("i", high.outputs, (i) => simpleLoop("j", wide.outputs, (j) => body(i, j)));
        const apart = simpleLoop("lane", lanes, (lane) => each((i, j) => finish(i, j, load(r.buffer, at(r, i, j, lane)), lane)));
        return [...bothWays({ ...back, finish: put }), ...apart];
      }),
    );
  }

  /** Stores the Compute's value. */
  #finish({ batch, channel, slice, y, x }: Result, sum: Expr): readonly Stmt[] {
    const { lanes } = this.#machine;
    const { n, oc, depth, oy, ox } = this.#found;
    const lane = sym("lane", 0, lanes - 1);
    const places = new Map<Sym, Dim>([
      [n.sym, batch],
      [oc.sym, sum.lanes === 1 ? channel : add(channel, dimOf(lane))],
      ...(depth === undefined ? [] : [[depth.at.sym, slice] as const]),
      [oy.sym, y],
      [ox.sym, x],
    ]);
    return storedResult(this.#c, this.#parameters, sum, { lane, move: (s) => places.get(s) });
  }
}
