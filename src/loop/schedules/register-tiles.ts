/** Register tiles by machine: the sizes that were measured to be fastest (docs/kernels/register-tiles.md), and those worth measuring. */

import { bounds, type Dim } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { bytesOf } from "../../core/dtype.ts";
import { addressOf } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import type { Tensor } from "../expr.ts";
import type { Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { walkExpr } from "../rewrite-expr.ts";
import { reachedTerms } from "./guards.ts";
import { sizeOfUnknown } from "./segments.ts";
import { quickestOfTerms, quickestTile } from "./tile-cycles.ts";

/** The largest tile for `extent` up to `most` that wastes least: a divisor if one reaches two thirds of `most`. */
export function tileOf(extent: Dim, most: number): number {
  if (typeof extent !== "number") return sizeOfUnknown(extent, most);
  if (extent <= most) return extent;
  for (let t = most; t * 3 >= most * 2; t--) if (extent % t === 0) return t;
  const rounds = Math.ceil(extent / most);
  return Math.ceil(extent / rounds);
}

/** Tiles worth measuring on a machine: around those that fill its registers. */
export function tileCandidates({ lanes, registers, shortBodies }: Machine): readonly Tiles[] {
  if (lanes === 1)
    return [
      [4, 4],
      [4, 3],
      [2, 4],
      [3, 4],
      [4, 2],
      [8, 1],
      [2, 2],
      [1, 4],
    ];
  if (shortBodies)
    return [
      [2, 4],
      [1, 5],
      [2, 2],
      [1, 8],
      [4, 2],
      [2, 3],
      [3, 3],
      [3, 2],
      [1, 4],
    ];
  if (registers >= 32)
    return [
      [2, 14],
      [4, 7],
      [1, 28],
      [2, 7],
      [2, 10],
      [3, 8],
      [4, 4],
      [4, 6],
      [1, 14],
      [6, 4],
    ];
  return [
    [2, 6],
    [1, 12],
    [3, 4],
    [2, 5],
    [2, 4],
    [4, 3],
    [4, 2],
    [1, 8],
    [1, 6],
  ];
}

/**
 * Columns of a contraction's tile beside one or two vectors along the lanes: a register for each sum and weight vector, one for the splat. Where lanes are
 * factors, one for the next four factors of each column, and two vectors of weights are on their way.
 */
export function mostColumns({ registers, shortBodies, laneFactors }: Machine, vectors: 1 | 2): number {
  if (laneFactors) return Math.floor((registers - 2 * vectors - 2) / (vectors + 1));
  if (registers >= 32) return vectors === 2 ? 14 : 28;
  if (shortBodies) return vectors === 2 ? 4 : 5;
  return vectors === 2 ? 6 : 12;
}

/** Where constants are read more often, they are in a cache nearly always. */
const mostPasses = 16;

/** Second-level caches whose constants one row still reads faster in eight panels side by side: many a machine's is twice what this one has. */
const mostOfRow = 2;

/** Vectors of a tile that streams constants. */
export const streamed = 4;

/** Constants whose fetching takes the time in V8, which asks for nothing ahead: they are larger than the second-level cache, and few results share each. */
function streams({ l2, shortBodies, lanes }: Machine, c: Compute): readonly Tensor[] {
  if (!shortBodies || lanes === 1 || c.reduction?.result.dtype === "i32") return [];
  const found: Tensor[] = [];
  walkExpr(c.reduction?.body ?? c.value, (x) => {
    if (x.kind !== "read" || !x.tensor.constant) return;
    const bytes = x.tensor.shape.reduce<number>((n, d) => n * bounds(d)[1], bytesOf(x.tensor.dtype));
    const sharing = c.axes.filter((a) => !x.at.some((d) => dependsOn(d, a.sym)));
    const results = sharing.reduce((n, a) => n * bounds(a.extent)[1], 1);
    if (bytes > (results === 1 ? mostOfRow : 1) * l2 && results <= mostPasses) found.push(x.tensor);
  });
  return found;
}

/** True where such constants lie in panels of vectors, each of which is read from its first term to its last. */
export function streamsPanels(machine: Machine, c: Compute): boolean {
  const found = streams(machine, c);
  return found.length > 0 && found.every(({ layout }) => layout.blocks.some((b) => b.size === machine.lanes));
}

/** Elements of a cache line. */
const line = 16;

/** True where columns read what lies in the same or the next cache line: pixels of a row, no rows of a matrix. */
export function liesClose(c: Compute, { sym: column }: Axis): boolean {
  let isClose = true;
  walkExpr(c.reduction?.body ?? c.value, (x) => {
    if (x.kind !== "read" || !x.at.some((d) => dependsOn(d, column))) return;
    const step = linearIn(addressOf(x.tensor.layout, x.tensor.shape, x.at), column)?.coef;
    isClose &&= typeof step === "number" && step <= line;
  });
  return isClose;
}

/**
 * 28 sums, 4 vectors of weights and a splat are a register too many: compilers keep a sum in memory, which two multiply-adds of AVX-512 in a cycle wait for. Where lanes are
 * factors, those of 7 columns are more registers still.
 */
const waitsForSpills = ({ wideMultiplyAdds, laneFactors }: Machine): boolean => wideMultiplyAdds > 1 || laneFactors;

/** Terms of a sum for which 4 x 3 sums in TypeScript gain more than the rest of a row, another copy of the loops, costs. */
const leastTerms = 128;

/** True for long sums whose results are finished without functions, which the copy would repeat. */
function isWorthRests({ reduction, value }: Compute): boolean {
  let calls = false;
  walkExpr(value, (x) => {
    calls ||= x.kind === "call";
  });
  return !calls && (reduction?.axes ?? []).reduce((n, a) => n * bounds(a.extent)[1], 1) >= leastTerms;
}

/** Terms that columns `from` to `to` have in common, where some of them reach fewer of an input than others. */
function commonTerms(c: Compute, column: Axis): ((from: number, to: number) => number) | undefined {
  const clip = [...reachedTerms(c).values()].find(({ from, to }) => dependsOn(from, column.sym) || dependsOn(to, column.sym));
  if (clip === undefined) return undefined;
  const at = (d: Dim, x: number): number => bounds(substitute(d, (s) => (s === column.sym ? x : undefined)))[1];
  return (from, to) => at(clip.to, from) - at(clip.from, to - 1);
}

/** Tile sizes [lane vectors, columns] by machine: what was measured to be fastest for contractions. */
export function contractionTile(machine: Machine, c: Compute, laneBlocks: Dim, column: Axis): Tiles {
  const columns = column.extent;
  const { integerTile } = machine;
  const ofIntegers = c.reduction?.result.dtype === "i32";
  if (ofIntegers && integerTile !== undefined) return [tileOf(laneBlocks, integerTile[0]), tileOf(columns, integerTile[1])];
  if (machine.lanes === 1 && machine.accumulator === "f64" && isWorthRests(c)) return [tileOf(laneBlocks, 4), Math.min(bounds(columns)[1], 3)];
  if (machine.lanes === 1) return [tileOf(laneBlocks, 4), tileOf(columns, machine.shortBodies ? 3 : 4)];
  const terms = machine.lanes > 1 && !ofIntegers ? commonTerms(c, column) : undefined;
  if (terms !== undefined && typeof laneBlocks === "number" && typeof columns === "number")
    return quickestOfTerms(machine, laneBlocks, columns, terms);
  if (bounds(laneBlocks)[1] >= streamed && streams(machine, c).length > 0) return [streamed, tileOf(columns, 2)];
  const vectors = bounds(laneBlocks)[1] >= 2 ? 2 : 1;
  const tile = tileOf(columns, mostColumns(machine, vectors));
  const isCounted = !machine.shortBodies || (vectors === 2 && !ofIntegers && liesClose(c, column));
  if (machine.registers < 32 && isCounted && typeof laneBlocks === "number" && typeof columns === "number")
    return quickestTile(machine, laneBlocks, columns);
  if (machine.registers < 32) return [vectors, tile];
  return tile <= 7 && bounds(laneBlocks)[1] >= 4 && bounds(laneBlocks)[1] % 4 === 0 && !waitsForSpills(machine) ? [4, tile] : [vectors, tile];
}

/** Tiles of pixels by few channels: sums, and the channels' weights, fill the registers. */
export function pixelTile(machine: Machine, laneBlocks: number, channels: number): Tiles {
  if (machine.shortBodies) return quickestTile(machine, laneBlocks, channels);
  const sums = machine.registers >= 32 ? 24 : 12;
  const columns = tileOf(channels, 4);
  return [tileOf(laneBlocks, Math.floor(sums / columns)), columns];
}
