/** Sums of byte products two in a double come apart exactly, however many terms they have and however large these are. */
import { expect, test } from "vitest";
import { add, dimOf, type Sym } from "../../src/core/dim.ts";
import { plainLayout } from "../../src/core/layout.ts";
import { randomElements } from "../../src/graph/random-elements.ts";
import { axesOver, axis, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { buffer, cast, type Expr, i32, load, mul, add as plus, read, type Tile, tensor, tile, tileGet, variable } from "../../src/loop/expr.ts";
import { walkStatements } from "../../src/loop/functions.ts";
import { declareTile, type Kernel, kernel, loop, type Stmt, setTile, store } from "../../src/loop/kernel.ts";
import { machines } from "../../src/loop/machine.ts";
import { pairSums } from "../../src/loop/paired-sums.ts";
import { kernelText } from "../../src/loop/print.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { expandUnrolled } from "../../src/loop/unroll.ts";

const [rows, columns] = [7, 9];

function product(depth: number): Kernel {
  const x = tensor("x", "u8", [rows, depth], plainLayout(2));
  const w = tensor("w", "i8", [depth, columns], plainLayout(2), true);
  const y = tensor("y", "i32", [rows, columns], plainLayout(2));
  const axes = axesOver(y.shape, "row column");
  const [row, column] = axes.map(coordinate) as [never, never];
  const k = axis("k", depth);
  const body = mul(cast("i32", read(x, [row, coordinate(k)])), read(w, [coordinate(k), column]));
  const result = variable("sum", "i32");
  const c = compute({ name: "product", output: y, axes, reduction: { axes: [k], combine: "sum", body, result }, value: result });
  return expandUnrolled(schedule(c, machines.js, { level: 2, deterministic: false }).kernel);
}

const loopsOf = (k: Kernel): number => {
  let loops = 0;
  walkStatements(k.body, (s) => (loops += s.kind === "for" ? 1 : 0));
  return loops;
};

test.each([5, 2056, 2057, 4509])("%i terms", (depth) => {
  const plain = product(depth);
  const paired = pairSums(plain);
  expect(kernelText(paired)).toContain("_pair");
  expect(loopsOf(paired) > loopsOf(plain)).toBe(depth > 2056);
  const x = (randomElements("u8", rows * depth, 1) as Uint8Array).map((v, i) => (i < 3 * depth ? 255 : v * 29));
  const w = (randomElements("i8", depth * columns, 2) as Int8Array).map((v, i) => [-128, 127, -128, -128][i % columns] ?? v * 29);
  const expected = Int32Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += (x[Math.floor(i / columns) * depth + k] ?? 0) * (w[k * columns + (i % columns)] ?? 0);
    return sum;
  });
  const y = new Int32Array(rows * columns);
  evaluateKernel(
    paired,
    paired.params.map((p) => ({ x, w })[p.name as "x" | "w"] ?? y),
  );
  expect(y).toEqual(expected);
});

const [xs, ws, ys] = [buffer("x", "u8", 16, "in"), buffer("w", "i8", 16, "in"), buffer("y", "i32", 16, "out")];

/** Products of two rows and two columns, with `more` in each round. */
function sums(more: (sum: Tile, k: Sym) => readonly Stmt[]): Kernel {
  const tiles = ["a", "b", "c", "d"].map((name) => tile(name, "i32", 1, []));
  const term = (t: Tile, i: number, k: Sym): Stmt => {
    const [row, column] = [xs, ws].map((b, side) => cast("i32", load(b, add(dimOf(k), (side === 0 ? i % 2 : i >> 1) * 8))));
    return setTile(t, [], plus(tileGet(t, []), mul(row as Expr, column as Expr)));
  };
  const body = [
    ...tiles.map((t) => declareTile(t, i32(0))),
    loop("k", 8, (k) => [...tiles.map((t, i) => term(t, i, k)), ...tiles.slice(0, 1).flatMap((t) => more(t, k))]),
    ...tiles.map((t, i) => store(ys, i, tileGet(t, []))),
  ];
  return kernel({ name: "sums", doc: [], params: [xs, ws, ys], body });
}

test("sums that share factors are pairs", () => expect(kernelText(pairSums(sums(() => [])))).toContain("_pair"));

test.each<[string, (sum: Tile, k: Sym) => readonly Stmt[]]>([
  ["is stored in each round", (sum, k) => [store(ys, add(dimOf(k), 4), tileGet(sum, []))]],
  ["is begun anew in each round", (sum) => [setTile(sum, [], i32(0))]],
  ["is a factor of a term", (sum) => [setTile(sum, [], plus(tileGet(sum, []), mul(cast("i32", cast("u8", cast("u32", tileGet(sum, [])))), i32(3))))]],
])("there are no pairs where a sum %s", (_, more) => {
  const k = sums(more);
  expect(kernelText(pairSums(k))).toBe(kernelText(k));
});
