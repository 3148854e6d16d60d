/** Winograd's products with transformed filters in memory: these are made for the channels of a round, then multiplied as matrices. */
import { add, type Dim, dimOf, floorDiv, mod, mul } from "../../core/dim.ts";
import { addressOf } from "../../core/layout.ts";
import { axis, compute, coordinate } from "../compute.ts";
import { type Buffer, constant, load, add as plus, read, mul as times, variable } from "../expr.ts";
import { loop, type Stmt, store } from "../kernel.ts";
import { simpleLoop } from "./tile-place.ts";
import { planTile } from "./tile-plan.ts";
import { tiledLoops } from "./tiled-reduction.ts";
import { largestDivisor } from "./winograd-chunk.ts";
import { inAxesOrder, productAt, type StoredFilters, type WinogradPlan } from "./winograd-plan.ts";
import { at } from "./winograd-scratch.ts";
import { type BothWays, bothWays, filterInPairs, ofTaps } from "./winograd-transforms.ts";

/** A filter of a round: its channel, its tap along the depth, and which term of the products it is. */
interface Filter {
  readonly inner: Dim;
  readonly deep: Dim;
  readonly number: Dim;
}

/** The sums of the output channels from `first`; in rounds over some input channels each, where all their filters would not stay in cache. */
export function sumsOfStored(p: WinogradPlan, filters: StoredFilters, first: Dim): readonly Stmt[] {
  const rounds = p.found.channels / filters.depth;
  if (rounds === 1) return [...transformed(p, filters, first, 0), ...multiplied(p, filters, 0, false)];
  const { lanes } = p.machine;
  const { buffer: m } = p.m;
  const cleared = loop("i", (m.elements as number) / lanes, (i) => [store(m, mul(dimOf(i), lanes), constant("f32", 0, lanes))]);
  const round = loop("round", rounds, (r) => {
    const channel = mul(dimOf(r), filters.depth);
    return [...transformed(p, filters, first, channel), ...multiplied(p, filters, channel, true)];
  });
  return [cleared, round];
}

/**
 * U = filterMatrix * taps of w * its transpose, for the channels of a group and a round. The taps are copied first: one stream is read at
 * the speed of memory, while loads among the 36 streams of U would wait for each line.
 */
function transformed(
  { found, machine, parameters, vectors, deep: taps, t: between }: WinogradPlan,
  { depth, g, u }: StoredFilters,
  first: Dim,
  channel: Dim,
): readonly Stmt[] {
  const { lanes, shortBodies } = machine;
  const { w, sides } = found;
  const [high, wide] = sides;
  const from = parameters.bufferOf(w);
  return simpleLoop("vector", vectors, (vector) => {
    const own = mul(vector, lanes);
    const tap = ({ inner, deep }: Filter, i: Dim, j: Dim): Dim => {
      const place = inAxesOrder(found, [...(found.depth === undefined ? [] : [deep]), i, j]);
      return addressOf(w.layout, w.shape, [add(first, own), add(channel, inner), ...place]);
    };
    // In memory taps along the depth stand within a channel; as terms of products they stand outside.
    const eachFilter = (body: (f: Filter) => readonly Stmt[]): readonly Stmt[] =>
      simpleLoop("ic", depth, (inner) => simpleLoop("kz", taps, (deep) => body({ inner, deep, number: add(mul(deep, depth), inner) })));
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
        finish: (i, j, value) => [store(u.buffer, at(u, productAt(found, i, j), f.number, own), value)],
      };
      if (lanes > 1 && shortBodies && sides.every((s) => s.inputs > 1)) return filterInPairs(sides, ends);
      const size = { from: [high.taps, wide.taps], to: [high.inputs, wide.inputs] } as const;
      return bothWays({ lanes, between: between?.buffer, ...ends, ...size, transforms: [ofTaps(high), ofTaps(wide)] });
    });
    return [...copy, ...made];
  });
}

/** M = V * U (added to M where there is `isMore`) for each of the 36 products, by the register tile of all matrix products. */
function multiplied(
  { machine, v, m, deep: taps, inSlice }: WinogradPlan,
  { depth, u }: StoredFilters,
  channel: Dim,
  isMore: boolean,
): readonly Stmt[] {
  const [tiles, width] = [m.tensor.shape[1] as number, m.tensor.shape[2] as number];
  const axes = [axis("product", m.tensor.shape[0] as number), axis("tile", tiles), axis("oc", width)] as const;
  const [kz, k] = [axis("kz", taps), axis("k", depth)];
  const [product, row, column] = axes.map(coordinate) as [Dim, Dim, Dim];
  const deep = taps === 1 ? 0 : coordinate(kz);
  const input = read(v.tensor, [product, add(row, mul(deep, inSlice)), add(channel, coordinate(k))]);
  const body = times(input, read(u.tensor, [product, add(mul(deep, depth), coordinate(k)), column]));
  const result = variable("sum", "f32");
  const value = isMore ? plus(read(m.tensor, [product, row, column]), result) : result;
  const terms = taps === 1 ? [k] : [kz, k];
  const matrices = compute({ name: "products", output: m.tensor, axes, reduction: { axes: terms, combine: "sum", body, result }, value });
  const buffers = new Map([v, u, m].map((s) => [s.tensor, s.buffer]));
  const plan = planTile(matrices, machine);
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
