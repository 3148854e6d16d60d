/** Tiles for 32 registers: of short rows, by what a compiler keeps in memory beside them. */
import { expect, test } from "vitest";
import { plainLayout } from "../../src/core/layout.ts";
import { axesOver, axis, compute, coordinate } from "../../src/loop/compute.ts";
import { mul, read, tensor, variable } from "../../src/loop/expr.ts";
import type { Tiles } from "../../src/loop/kernel.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { contractionTile } from "../../src/loop/schedules/register-tiles.ts";

/** The tile of `vectors` vectors of results of `columns` columns, summed over `terms` terms. */
function tileFor(name: string, vectors: number, columns: number, terms = 64): Tiles {
  const machine = machineNamed(name);
  const shape = [columns, vectors * machine.lanes];
  const [x, w, y] = [[columns, terms], [terms, shape[1] as number], shape].map((s, i) => tensor(`t${i}`, "f32", s, plainLayout(2), i === 1));
  const [column, channel] = axesOver(shape, "column channel");
  const k = axis("k", terms);
  if (x === undefined || w === undefined || y === undefined || column === undefined || channel === undefined) throw new Error("two axes");
  const body = mul(read(x, [coordinate(column), coordinate(k)]), read(w, [coordinate(k), coordinate(channel)]));
  const result = variable("sum", "f32");
  const c = compute({ name: "product", output: y, axes: [column, channel], reduction: { axes: [k], combine: "sum", body, result }, value: result });
  return contractionTile(machine, c, vectors, column);
}

test.each<readonly [machine: string, vectors: number, columns: number, tile: Tiles]>([
  ["x86-64-v4", 8, 56, [2, 14]],
  ["x86-64-v4", 1, 56, [1, 28]],
  ["x86-64-v4", 8, 7, [2, 7]],
  ["znver4", 8, 7, [4, 7]],
  ["znver4", 6, 7, [2, 7]],
  ["armv8-a", 8, 7, [2, 7]],
  ["armv8-a", 8, 56, [2, 8]],
  ["armv8-a", 1, 56, [1, 14]],
])("%s: of %i vectors and %i columns", (machine, vectors, columns, tile) => expect(tileFor(machine, vectors, columns)).toEqual(tile));

test("TypeScript takes 4 x 3 sums of many terms with a rest, of few terms what divides the columns", () => {
  expect(tileFor("js", 8, 56, 128)).toEqual([4, 3]);
  expect(tileFor("js", 8, 56, 64)).toEqual([4, 2]);
  expect(tileFor("js", 8, 2, 128)).toEqual([4, 2]);
});
