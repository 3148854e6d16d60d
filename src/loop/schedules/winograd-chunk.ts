/** How much of a Winograd convolution is transformed, multiplied and held at a time: by counts of tiles and by what stays in the second-level cache. */
import type { Machine } from "../machine.ts";

/** The largest divisor of `n` that fits; else 1. */
export const largestDivisor = (n: number, fits: (d: number) => boolean): number => {
  for (let d = n; d > 1; d--) if (n % d === 0 && fits(d)) return d;
  return 1;
};

/** A chunk keeps about this many tiles, so that a transformed filter serves many and a transformed input stays in cache. */
const enoughTiles = 24;

/** Slices of outputs and rows of tiles in a chunk. */
export interface WinogradChunk {
  readonly slices: number;
  readonly rows: number;
}

/** Of a row, slices have no more than about this many tiles: transformed inputs serve as many of them as there are taps along the depth. */
const mostInDepth = 64;

/** As many slices as fit, then the least divisor of all rows with enough tiles. */
export function winogradChunk(slices: number, rows: number, columns: number): WinogradChunk {
  const deep = largestDivisor(slices, (s) => s * columns <= mostInDepth);
  for (let r = 1; r < rows; r++) if (rows % r === 0 && deep * r * columns >= enoughTiles) return { slices: deep, rows: r };
  return { slices: deep, rows };
}

/** True where a multiply-add takes so long that transformed inputs may come from beyond the second-level cache (vectors of four in V8). */
const streamsInputs = ({ lanes, shortBodies }: Machine): boolean => shortBodies && lanes > 1;

/** Vectors of output channels for which transformed inputs are read once: about 32 channels, or those of a register tile. */
export const vectorsAtOnce = (all: number, machine: Machine): number =>
  largestDivisor(all, (n) => (streamsInputs(machine) ? n <= 2 : n * machine.lanes <= 32));

/** Products of a tile, tiles of inputs and of sums in a chunk, taps along the depth, output channels at a time. */
interface Extents {
  readonly products: number;
  readonly inputs: number;
  readonly sums: number;
  readonly deep: number;
  readonly width: number;
}

/** Input channels for which filters, and where inputs are no stream these and products, too, stay in three quarters of the second-level cache while they are used. */
export function depthAtOnce(channels: number, { products, inputs, sums, deep, width }: Extents, machine: Machine): number {
  const { lanes, l2 } = machine;
  const others = (n: number): number => (streamsInputs(machine) ? 0 : inputs * n + sums * width);
  return lanes * largestDivisor(channels / lanes, (n) => 4 * products * (others(n * lanes) + deep * n * lanes * width) <= 0.75 * l2);
}
