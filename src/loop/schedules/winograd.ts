/**
 * Winograd's convolution for a convolution Compute of stride 1: of 3x3 taps 36 products stand for 144, of 5x5 for 100, along one axis alone 6 for 12 or 10. Of a chunk of rows of tiles all
 * inputs are transformed; then, for a few vectors of output channels at a time, the filters are transformed, their matrix products are taken, and
 * their results are transformed back and finished. Filters are transformed as they are needed: the transformed ones are four times as
 * large, and reading them from memory takes as long as making them.
 *
 * A chunk may reach over slices of a depth in front of the plane: taps along it are more terms of the same products, which read the transformed tiles of
 * neighbouring slices. Taps that lie d apart are those of d x d images whose rows and columns take turns: tile i of a row begins at i mod d + 4 d floor(i/d).
 */
import { add, type Dim, dimOf, floorDiv, mod, mul, type Sym, sym } from "../../core/dim.ts";
import { addressOf } from "../../core/layout.ts";
import type { Compute } from "../compute.ts";
import { type Expr, index, load, lt } from "../expr.ts";
import { ifStmt, kernel, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { storedResult } from "./store-result.ts";
import { simpleLoop } from "./tile-place.ts";
import { winogradConvolution } from "./winograd-convolution.ts";
import { type Products, sumsInRegisters } from "./winograd-in-registers.ts";
import { inAxesOrder, planWinograd, productAt, scratchOf, type WinogradPlan } from "./winograd-plan.ts";
import { at } from "./winograd-scratch.ts";
import { sumsOfStored } from "./winograd-stored.ts";
import { bothWays, ofInputs, ofProducts, ofScaledInputs, type Side } from "./winograd-transforms.ts";

/** As algorithms are named on nodes. */
export const winogradName = "winograd";

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

/** The kernel; undefined where the Compute is no such convolution, channels do not fill lanes, or the input lacks the halo that tiles read. */
export function winograd(c: Compute, machine: Machine): Routine | undefined {
  const found = winogradConvolution(c, machine);
  return found === undefined ? undefined : routine(planWinograd(c, found, machine));
}

function routine(p: WinogradPlan): Routine {
  const { c, found, machine, chunk, vectors } = p;
  const { params, operands } = p.parameters;
  const own = scratchOf(p);
  const width = vectors * machine.lanes;
  const body = simpleLoop("n", found.n.extent, (batch) =>
    simpleLoop("slices", (found.depth?.extent ?? 1) / chunk.slices, (deep) =>
      simpleLoop("chunk", p.rows / chunk.rows, (number) => {
        const start: Start = { batch, slice: mul(deep, chunk.slices), row: mul(number, chunk.rows) };
        const group = (g: Dim): readonly Stmt[] => [...sums(p, mul(g, width)), ...outputs(p, start, mul(g, width))];
        return [...inputs(p, start), ...simpleLoop("oc_group", found.outChannels / width, group)];
      }),
    ),
  );
  return Object.freeze({
    kind: "routine",
    kernel: kernel({
      name: `winograd_${c.name}`,
      doc: [],
      plan: { schedule: winogradName, lanes: machine.lanes },
      params: [...params.slice(0, -1), ...own.map((s) => s.buffer), ...params.slice(-1)],
      body,
    }),
    operands: [...operands.slice(0, -1), ...own.map((s) => s.tensor), ...operands.slice(-1)],
    scratch: own.map((s) => s.tensor),
    origin: c.origin,
  });
}

/** A tile of a chunk: its slice there, the first row and column of its outputs, and its number. */
interface ChunkTile {
  readonly slice: Dim;
  readonly top: Dim;
  readonly left: Dim;
  readonly number: Dim;
}

/** For every tile of so many slices of the chunk. */
function overTiles(
  { found, chunk, columns, inSlice }: WinogradPlan,
  slices: number,
  firstRow: Dim,
  body: (t: ChunkTile) => readonly Stmt[],
): readonly Stmt[] {
  const {
    sides: [high, wide],
    dilations: [dy, dx],
  } = found;
  return simpleLoop("tz", slices, (slice) =>
    simpleLoop("ty", chunk.rows, (row) =>
      simpleLoop("tx", columns, (column) => {
        const number = add(mul(slice, inSlice), mul(row, columns), column);
        return body({ slice, top: tileStart(add(firstRow, row), high, dy), left: tileStart(column, wide, dx), number });
      }),
    ),
  );
}

/** The first output of a tile along an axis. */
const tileStart = (tile: Dim, { outputs }: Side, dilation: number): Dim =>
  dilation === 1 ? mul(tile, outputs) : add(mod(tile, dilation), mul(floorDiv(tile, dilation), outputs * dilation));

/** V = inputMatrix * tile of x * its transpose, for all tiles and channels of a chunk. */
function inputs(p: WinogradPlan, { batch, slice, row }: Start): readonly Stmt[] {
  const { found, chunk, v, t: between } = p;
  const { lanes } = p.machine;
  const { x, sides, pads, dilations, depth } = found;
  const size = [sides[0].inputs, sides[1].inputs] as const;
  const transform = p.filters.kind === "stored" ? ofInputs : ofScaledInputs;
  const from = p.parameters.bufferOf(x);
  return simpleLoop("ic", found.channels / lanes, (block) =>
    overTiles(p, chunk.slices + p.deep - 1, row, (tile) => {
      const channel = mul(block, lanes);
      const element = (i: Dim, j: Dim): Expr => {
        const plane = [add(tile.top, mul(i, dilations[0]), -pads[0]), add(tile.left, mul(j, dilations[1]), -pads[1])];
        const place = inAxesOrder(found, [...(depth === undefined ? [] : [add(slice, tile.slice, -depth.pad)]), ...plane]);
        return load(from, addressOf(x.layout, x.shape, [batch, channel, ...place]), lanes);
      };
      return bothWays({
        lanes,
        between: between?.buffer,
        from: size,
        to: size,
        element,
        transforms: [transform(sides[0]), transform(sides[1])],
        finish: (i, j, value) => [store(v.buffer, at(v, productAt(found, i, j), tile.number, channel), value)],
      });
    }),
  );
}

/** M of the group of output channels from `first`. */
function sums(p: WinogradPlan, first: Dim): readonly Stmt[] {
  return p.filters.kind === "stored" ? sumsOfStored(p, p.filters, first) : sumsInRegisters(productsOf(p, first), p.filters.atOnce);
}

/** What the sums of the vector of output channels from `first` are made of. */
function productsOf({ found, machine, parameters, v, m }: WinogradPlan, first: Dim): Products {
  const { w, channels } = found;
  return {
    machine,
    channels,
    tiles: m.tensor.shape[1] as number,
    filters: parameters.bufferOf(w),
    firstTap: addressOf(w.layout, w.shape, [first, ...w.shape.slice(1).map(() => 0)]),
    inputs: v.buffer,
    input: (product, number, channel) => at(v, product, number, channel),
    sums: m.buffer,
    sum: (product, number) => at(m, product, number, 0),
  };
}

/** y = outputMatrix * M * its transpose, finished as the Compute says, for all tiles of a chunk and channels of a group. */
function outputs(p: WinogradPlan, { batch, slice, row }: Start, first: Dim): readonly Stmt[] {
  const { found, chunk, m, r, t: between } = p;
  const { lanes } = p.machine;
  const { sides, size, dilations } = found;
  const [high, wide] = sides;
  return simpleLoop("vector", p.vectors, (vector) =>
    overTiles(p, chunk.slices, row, (tile) => {
      const channel = mul(vector, lanes);
      const element = (i: Dim, j: Dim): Expr => load(m.buffer, at(m, productAt(found, i, j), tile.number, channel), lanes);
      const finish = (i: Dim, j: Dim, value: Expr, lane: Dim = 0): readonly Stmt[] => {
        const [y, x] = [add(tile.top, mul(i, dilations[0])), add(tile.left, mul(j, dilations[1]))];
        const whole = (a: 0 | 1, d: Dim, body: readonly Stmt[]): readonly Stmt[] =>
          size[a] % (sides[a].outputs * dilations[a]) === 0 ? body : [ifStmt(lt(index(d), index(size[a])), body)];
        return whole(0, y, whole(1, x, finished(p, { batch, channel: add(first, channel, lane), slice: add(slice, tile.slice), y, x }, value)));
      };
      const ends = { from: [high.inputs, wide.inputs], to: [high.outputs, wide.outputs] } as const;
      const back = { lanes, between: between?.buffer, ...ends, element, transforms: [ofProducts(high), ofProducts(wide)] } as const;
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
function finished({ c, found, machine, parameters }: WinogradPlan, { batch, channel, slice, y, x }: Result, sum: Expr): readonly Stmt[] {
  const { n, oc, depth, oy, ox } = found;
  const lane = sym("lane", 0, machine.lanes - 1);
  const places = new Map<Sym, Dim>([
    [n.sym, batch],
    [oc.sym, sum.lanes === 1 ? channel : add(channel, dimOf(lane))],
    ...(depth === undefined ? [] : [[depth.at.sym, slice] as const]),
    [oy.sym, y],
    [ox.sym, x],
  ]);
  return storedResult(c, parameters, sum, { lane, move: (s) => places.get(s) });
}
