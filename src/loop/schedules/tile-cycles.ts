/**
 * Register tiles for machines of 16 vector registers, by the cycles that all tiles of a contraction take, those of the rests included. With 32 registers a tile
 * holds so many sums that what divides the columns is best (register-tiles.ts).
 */
import type { Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";

/** What one compiler makes of tiles. */
interface Costs {
  /** Cycles until a sum can be added to again, as tiles of few sums show them. */
  readonly latency: number;
  /** Of tiles that take as many cycles, the first is taken. */
  readonly candidates: readonly Tiles[];
}

/** Sums, vectors along the lanes and one splat fit into 16 registers, largest first. */
const usual: Costs = {
  latency: 4.5,
  candidates: [
    [2, 6],
    [3, 4],
    [1, 12],
    [2, 5],
    [3, 3],
    [2, 4],
    [1, 8],
    [3, 2],
  ],
};

/** V8 spills larger ones. */
const short: Costs = {
  latency: 4,
  candidates: [
    [4, 2],
    [2, 4],
    [3, 3],
  ],
};

/** Multiply-adds, and loads, that begin in a cycle. Measured on Zen 4, like the latencies. */
const each = 2;

/** Cycles that one term of all sums of a tile takes: multiply-adds, loads, or waiting for the sums. */
const cyclesOf = (vectors: number, columns: number, latency: number): number =>
  Math.max((vectors * columns) / each, (vectors + columns) / each, latency);

/** Cycles of one term of all sums. */
function cyclesOfAll([vectors, columns]: Tiles, allVectors: number, allColumns: number, latency: number): number {
  const parts = (all: number, tile: number): readonly (readonly [number, number])[] => [
    [Math.floor(all / tile), Math.min(all, tile)],
    [all % tile === 0 ? 0 : 1, all % tile],
  ];
  let cycles = 0;
  for (const [n, v] of parts(allVectors, vectors)) for (const [m, c] of parts(allColumns, columns)) cycles += n * m * cyclesOf(v, c, latency);
  return cycles;
}

function quickest({ shortBodies }: Pick<Machine, "shortBodies">, allVectors: number, allColumns: number): readonly [tile: Tiles, cycles: number] {
  const { latency, candidates } = shortBodies ? short : usual;
  const costs = candidates.map((tile) => cyclesOfAll(tile, allVectors, allColumns, latency));
  const cycles = Math.min(...costs);
  const [vectors, columns] = candidates[costs.indexOf(cycles)] ?? [1, 1];
  return [[Math.min(vectors, allVectors), Math.min(columns, allColumns)], cycles];
}

/** The tile [vectors along the lanes, columns] that takes the fewest cycles. */
export const quickestTile = (...all: Parameters<typeof quickest>): Tiles => quickest(...all)[0];

/** Cycles of one term of all sums in that tile. */
export const cyclesOfQuickest = (...all: Parameters<typeof quickest>): number => quickest(...all)[1];

/** The tile that takes the fewest cycles where columns `from` to `to` have so many terms in common; the largest of those. */
export function quickestOfTerms(
  { shortBodies, registers }: Machine,
  allVectors: number,
  allColumns: number,
  terms: (from: number, to: number) => number,
): Tiles {
  const { latency, candidates } = shortBodies ? short : usual;
  const filling = [4, 3, 2, 1].flatMap((v) => Array.from({ length: Math.min(14, (registers - 1 - v) / v) }, (_, i): Tiles => [v, i + 1]));
  const cycles = ([vectors, columns]: Tiles): number => {
    let sum = 0;
    for (let v = 0; v < allVectors; v += vectors)
      for (let x = 0; x < allColumns; x += columns) {
        const to = Math.min(x + columns, allColumns);
        sum += terms(x, to) * cyclesOf(Math.min(vectors, allVectors - v), to - x, latency);
      }
    return sum;
  };
  const tiles = (registers >= 32 && !shortBodies ? filling : candidates).filter(([v, x]) => v <= allVectors && x <= allColumns);
  return tiles.reduce(
    (best, tile) => (cycles(tile) < cycles(best) || (cycles(tile) === cycles(best) && tile[0] * tile[1] > best[0] * best[1]) ? tile : best),
    [1, 1],
  );
}
