/** How arrays of accumulators start: cleared only where something reads that start. */
import { expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import { add, buffer, constant, type Expr, load, tile, tileGet } from "../../../src/loop/expr.ts";
import { declareTile, kernel, loop, type Stmt, setTile } from "../../../src/loop/kernel.ts";
import { withFilledTiles } from "../../../src/targets/c/fill-tiles.ts";

const x = buffer("x", "f32", 6, "in");
const held = tile("held", "f32", 1, [2, 3]);

/** `held` declared, then set by loops over `rows` x 3. */
const body = (rows: number, value: (at: Expr) => Expr): readonly Stmt[] => [
  declareTile(held, constant("f32", 0)),
  loop("i", rows, (i) => [loop("j", 3, (j) => [setTile(held, [dimOf(i), dimOf(j)], value(tileGet(held, [dimOf(i), dimOf(j)])))])]),
];

const isOverwritten = (statements: readonly Stmt[]): boolean =>
  withFilledTiles(kernel({ name: "k", doc: [], params: [x], body: statements })).body.some((s) => s.kind === "tile" && s.overwritten === true);

test("a tile that loops write whole needs no start", () => {
  expect(isOverwritten(body(2, () => load(x, 0)))).toBe(true);
});

test("a tile that is added to, or written in part, starts with zeros", () => {
  expect(isOverwritten(body(2, (at) => add(at, load(x, 0))))).toBe(false);
  expect(isOverwritten(body(1, () => load(x, 0)))).toBe(false);
  const [declared, ...rest] = body(2, () => load(x, 0));
  const copy = declareTile(tile("copy", "f32", 1, []), tileGet(held, [0, 0]));
  expect(isOverwritten([declared as Stmt, copy, ...rest])).toBe(false);
});
