/** Without vectors, loops around a register tile stay unrolled, loops with a tile of their own are rolled, loops over lanes are vectors of the compiler. */
import { expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import { add, buffer, constant, load, tile, tileGet } from "../../../src/loop/expr.ts";
import { declareTile, kernel, loop, setTile, store } from "../../../src/loop/kernel.ts";
import { kernelsFile } from "../../support/run-c.ts";

const [x, y, z] = [buffer("x", "f32", 8, "in"), buffer("y", "f32", 8, "out"), buffer("z", "f32", 8, "out")];
const [sums, own] = [tile("sums", "f32", 8, [3]), tile("own", "f32", 8, [2])];
const k = kernel({
  name: "both",
  doc: [],
  params: [x, y, z],
  body: [
    declareTile(sums, constant("f32", 0, 8)),
    loop("tw", 3, (tw) => [setTile(sums, [dimOf(tw)], add(tileGet(sums, [dimOf(tw)]), load(x, 0, 8)))], { unroll: true }),
    store(y, 0, tileGet(sums, [2])),
    loop("i", 4, () => [declareTile(own, constant("f32", 0, 8)), setTile(own, [1], load(x, 0, 8)), store(z, 0, tileGet(own, [1]))], { unroll: true }),
  ],
});

test("what is unrolled", () => {
  const [vectors, scalars] = kernelsFile([k]).split("#else\nAOT_KERNEL") as [string, string];
  const unrolled = (text: string) =>
    text.match(/^ +(AOT_UNROLL\(\d\) for \(int \w+|AOT_LANES\(\w+)/gm)?.map((s) => s.trim().replace(/for \(int /, "")) ?? [];
  expect(unrolled(vectors)).toEqual(["AOT_UNROLL(3) tw", "AOT_UNROLL(4) i"]);
  expect([...new Set(unrolled(scalars))]).toEqual(["AOT_UNROLL(3) tw", "AOT_LANES(lane"]);
});
