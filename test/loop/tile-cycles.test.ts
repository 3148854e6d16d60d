/** Tiles for 16 registers: what fits, and what leaves no rest of few sums. */
import { describe, expect, test } from "vitest";
import { quickestTile } from "../../src/loop/schedules/tile-cycles.ts";

describe("the tile of the fewest cycles", () => {
  test.each<[string, number, number, readonly [number, number]]>([
    ["rows of 7 pixels: 4 and 3, three vectors each", 144, 7, [3, 4]],
    ["24 channels in one tile", 3, 56, [3, 4]],
    ["columns that 6 divides", 4, 12, [2, 6]],
    ["rows of 14 pixels: 5, 5 and 4", 10, 14, [2, 5]],
    ["one vector", 1, 112, [1, 12]],
    ["no more than there is", 2, 3, [2, 3]],
  ])("%s", (_, vectors, columns, tile) => expect(quickestTile(vectors, columns)).toEqual(tile));

  test("sums, vectors and a splat fit into 16 registers", () => {
    for (let vectors = 1; vectors <= 40; vectors++)
      for (let columns = 1; columns <= 40; columns++) {
        const [v, c] = quickestTile(vectors, columns);
        expect(v * c + v + 1).toBeLessThanOrEqual(16);
        expect(v <= vectors && c <= columns).toBe(true);
      }
  });
});
