/** Tiles for 16 registers: what fits, and what leaves no rest of few sums. */
import { describe, expect, test } from "vitest";
import { machineNamed } from "../../src/loop/machine.ts";
import { quickestOfTerms, quickestTile } from "../../src/loop/schedules/tile-cycles.ts";

type Case = readonly [what: string, vectors: number, columns: number, tile: readonly [number, number]];

const avx2 = machineNamed("x86-64-v3");
const wasm = machineNamed("wasm-simd128");

describe("the tile of the fewest cycles", () => {
  test.each<Case>([
    ["rows of 7 pixels: 4 and 3, three vectors each", 144, 7, [3, 4]],
    ["24 channels in one tile", 3, 56, [3, 4]],
    ["columns that 6 divides", 4, 12, [2, 6]],
    ["rows of 14 pixels: 5, 5 and 4", 10, 14, [2, 5]],
    ["one vector", 1, 112, [1, 12]],
    ["no more than there is", 2, 3, [2, 3]],
  ])("%s", (_, vectors, columns, tile) => expect(quickestTile(avx2, vectors, columns)).toEqual(tile));

  test.each<Case>([
    ["rows that 4 divides: as many cycles as of two vectors, fewer kinds of rests", 40, 28, [4, 2]],
    ["rows of 7 pixels, whose rests wait either way", 40, 7, [4, 2]],
    ["rows that 4 divides, two vectors", 2, 28, [2, 4]],
    ["rows of 14 pixels: seven times 2, not 4, 4, 4 and a rest that waits", 40, 14, [4, 2]],
    ["the same where four vectors leave a rest", 6, 14, [3, 3]],
    ["rows of 27 pixels", 32, 27, [3, 3]],
  ])("in V8: %s", (_, vectors, columns, tile) => expect(quickestTile(wasm, vectors, columns)).toEqual(tile));

  test.each([avx2, wasm])("$name: sums, vectors and a splat fit into 16 registers", (machine) => {
    for (let vectors = 1; vectors <= 40; vectors++)
      for (let columns = 1; columns <= 40; columns++) {
        const [v, c] = quickestTile(machine, vectors, columns);
        expect(v * c + v + 1).toBeLessThanOrEqual(16);
        expect(v <= vectors && c <= columns).toBe(true);
      }
  });
});

test("columns of few common terms: tiles end where the terms change", () => {
  const [, columns] = quickestOfTerms(machineNamed("x86-64-v4"), 16, 16, (from, to) => (from < 4 || to > 12 ? (from < 4 && to > 12 ? 3 : 2) : 1));
  expect(columns).toBe(4);
});
