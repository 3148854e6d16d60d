/** Tiles: a file of them decides how kernels are tiled, on every target, and the programs compute what they did; tuning measures a row for each kernel. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { build } from "../src/build.ts";
import { check } from "../src/check.ts";
import { kernelKey } from "../src/schedule/name-kernels.ts";
import { readTiles, tilesText, writeTiles } from "../src/tiles.ts";
import { tune } from "../src/tune.ts";
import { verify } from "../src/verify.ts";
import { GraphBuilder, writeModel } from "./support/onnx-writer.ts";

const digits = resolve(import.meta.dirname, "../generated-samples/digits/digits.onnx");
const folder = mkdtempSync(join(tmpdir(), "aot-tiles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const convolution = "conv2d_relu_8x14x14_to_16x14x14_k8x3x3";
const tiles = { "x86-64-v3": { [convolution]: [1, 7] }, "wasm-simd128": { [convolution]: [4, 2] }, js: { [convolution]: [2, 2] } } as const;

test.each([
  ["c", "8 lanes, tile 1x7"],
  ["wasm", "4 lanes, tile 4x2"],
  ["ts", "scalars, tile 2x2"],
] as const)("%s takes the tiles of its machine, computes the same, and is built again from its manifest", async (target, schedule) => {
  const out = join(folder, target);
  const { builds } = await build(digits, { targets: [target], out, tiles });
  const source = builds[0]?.files.find((f) => f.path === (target === "c" ? "digits.c" : "digits.ts"))?.content;
  expect(source).toContain(`${convolution}  tiled, ${schedule}\n`);
  expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")).options.tiles).toEqual({
    [builds[0]?.machine ?? ""]: tiles[builds[0]?.machine as keyof typeof tiles],
  });
  expect((await check(out, digits)).fresh).toBe(true);
  const { passed } = await verify(digits, { targets: [target], tiles });
  expect(passed).toBe(true);
});

test("rows in another order are the same choices: the same bytes, manifest included", async () => {
  const machine = "x86-64-v3";
  const { builds } = await build(digits, { targets: ["c"], machine, out: join(folder, "standard") });
  const rows = builds.flatMap(({ compiled }) =>
    compiled.program.kernels.flatMap((k) => (k.plan?.tile === undefined ? [] : [[kernelKey(k), [1, 2]]])),
  );
  expect(rows.length).toBeGreaterThan(2);
  const manifests = [rows, rows.toReversed()].map(async (list, i) => {
    const out = join(folder, `order${i}`);
    await build(digits, { targets: ["c"], out, tiles: { [machine]: Object.fromEntries(list) } });
    return readFileSync(join(out, "manifest.json"), "utf8");
  });
  const [one, other] = await Promise.all(manifests);
  expect(one).toBe(other);
});

test.each(["c", "wasm", "ts"] as const)("tuning %s measures every tiled kernel once, and leaves rows that are there alone", async (target) => {
  const result = await tune(digits, { targets: [target], tiles, milliseconds: 5 });
  const machine = result.measured[0]?.machine ?? "";
  const rows = result.tiles[machine] ?? {};
  expect(rows[convolution]).toEqual(tiles[machine as keyof typeof tiles][convolution]);
  expect(result.measured.map((m) => m.kernel)).not.toContain(convolution);
  expect(result.measured.length).toBeGreaterThan(1);
  expect(result.measured.every((m) => m.machine === machine && m.chosenTime > 0 && m.chosenTime <= m.standardTime)).toBe(true);
  expect(Object.keys(rows)).toHaveLength(result.measured.length + 1);
  expect(Object.keys(result.tiles)).toEqual(Object.keys(tiles));
  const again = await tune(digits, { targets: [target], tiles: result.tiles, milliseconds: 5 });
  expect(again).toEqual({ tiles: result.tiles, measured: [] });
});

test("tuning for several targets writes a part for each machine", async () => {
  const g = new GraphBuilder("one");
  const x = g.node("Conv", [g.input("x", [1, 8, 14, 14]), g.weights("weight", [16, 8, 3, 3], 72)], { pads: [1, 1, 1, 1] });
  g.output(g.node("Relu", [x]), [1, 16, 14, 14]);
  const one = join(folder, "one.onnx");
  writeModel(one, g);
  const { tiles: rows } = await tune(one, { targets: ["c", "ts"], milliseconds: 1 });
  expect(Object.keys(rows)).toEqual(["x86-64-v3", "js"]);
  expect(Object.keys(rows.js ?? {})).toContain(convolution);
});

describe("the file", () => {
  test("is read as it was written, a row a line", async () => {
    const path = join(folder, "tiles.json");
    await writeTiles(path, tiles);
    expect(readTiles(path)).toEqual(tiles);
    expect(tilesText({ m: { b: [1, 2], a: [3, 4] } })).toBe('{\n  "m": {\n    "a": [3, 4],\n    "b": [1, 2]\n  }\n}\n');
  });

  test.each([
    ["nothing.json", undefined, "cannot be read (ENOENT)"],
    ["text.json", "tiles", "is no JSON"],
    ["list.json", "[]", "is no object of machines"],
    ["machine.json", '{ "js": 3 }', "machine js has no object of kernels"],
    ["tile.json", '{ "js": { "gemm": [0, 4] } }', "js, gemm: [0,4] is no [vectors, columns] of 1 to 64"],
  ])("%s is refused", (name, text, message) => {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    expect(() => readTiles(path)).toThrow(message);
  });
});
