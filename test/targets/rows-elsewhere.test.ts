/** Rows that are found by indices or begin anew (Gather, ReverseSequence, Tile), whose elements lanes move side by side: every target against ONNX Runtime. */
import { expect, test } from "vitest";
import { type Way, ways } from "../support/against-onnx-runtime.ts";
import { type SmallGraph, testGraphs } from "../support/small-graphs.ts";

const tiled =
  (shape: readonly number[], repeats: readonly number[]): SmallGraph =>
  (g) => {
    const counts = g.constant("i64", [repeats.length], repeats.map(BigInt));
    const to = shape.map((d, a) => d * (repeats[a] ?? 1));
    g.output(g.node("Tile", [g.node("Neg", [g.input("x", shape)]), counts], {}, { outputs: ["y"] }), to);
  };

const gathered: SmallGraph = (g) => {
  const rows = g.node("Cast", [g.node("Floor", [g.node("Mul", [g.node("Abs", [g.input("at", [7])]), g.constant("f32", [], [8.9])])])], { to: 7 });
  g.output(g.node("Mul", [g.node("Gather", [g.input("x", [9, 37]), rows]), g.input("z", [37])], {}, { outputs: ["y"] }), [7, 37]);
};

const reversed: SmallGraph = (g) => {
  const lengths = g.constant("i64", [3], [5n, 1n, 4n]);
  const attributes = { batch_axis: 1, time_axis: 0 };
  g.output(g.node("ReverseSequence", [g.input("x", [5, 3, 21]), lengths], attributes, { outputs: ["y"] }), [5, 3, 21]);
};

/** Rows of 37 written over some of nine, by indices, one of them counted from the end. */
const scattered: SmallGraph = (g) => {
  const at = g.constant("i64", [3, 1], [8n, 0n, -5n]);
  g.output(g.node("ScatterND", [g.input("x", [9, 37]), at, g.input("z", [3, 37])], {}, { outputs: ["y"] }), [9, 37]);
};

const { build, lastKernel } = testGraphs({
  "rows and columns repeated": tiled([3, 5, 37], [1, 2, 3]),
  "columns repeated, in whole vectors": tiled([5, 32], [1, 2]),
  "short rows repeated": tiled([5, 3], [2, 11]),
  "rows by indices": gathered,
  "sequences turned around": reversed,
  "rows written over others": scattered,
});

test.each(["rows and columns repeated", "rows by indices", "sequences turned around"] as const)("%s are moved in vectors", async (name) => {
  expect(await lastKernel(name)).toContain('"lanes":16');
});

test("rows that a routine copies are moved in vectors in WebAssembly, their rests one by one", async () => {
  const way = ways.find(({ target }) => target === "wasm");
  const { files } = await build("rows written over others", way as Way);
  const text = files.map(({ path, content }) => (path.endsWith(".wat") ? content : "")).join("");
  expect(text.match(/\(v128\.store \(local\.get \$y_at\w*\) \(v128\.load /g) ?? []).toHaveLength(2);
  expect(text.match(/\(f32\.store /g) ?? []).toHaveLength(2);
});
