/** Choices by masks, triangles and comparisons, which lanes take side by side: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, buildFor, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-masks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Graph = (g: GraphBuilder) => void;

const shape = [2, 3, 19, 37];

/** x where a mask holds, which is broadcast; 0.5 elsewhere. */
const masked =
  (mask: readonly number[]): Graph =>
  (g) =>
    g.output(g.node("Where", [g.input("mask", mask, "bool"), g.input("x", shape), g.constant("f32", [], [0.5])], {}, { outputs: ["y"] }), shape);

const triangle =
  (upper: 0 | 1, k: bigint): Graph =>
  (g) =>
    g.output(g.node("Trilu", [g.input("x", shape), g.constant("i64", [], [k])], { upper }, { outputs: ["y"] }), shape);

/** Truth values stored: x < z, and that it is not so where a mask holds. */
const compared: Graph = (g) => {
  const less = g.node("Less", [g.input("x", shape), g.input("z", [37])]);
  g.output(g.node("Xor", [less, g.input("mask", shape, "bool")], {}, { outputs: ["y"] }), shape, "bool");
};

const graphs: Readonly<Record<string, Graph>> = {
  "a mask for all matrices": masked([1, 1, 19, 37]),
  "a mask for all rows": masked([37]),
  "a mask of rows": masked([2, 1, 19, 1]),
  "an upper triangle": triangle(1, -3n),
  "a lower triangle": triangle(0, 11n),
  "a comparison": compared,
};

const pathOf = (build: Graph): string => {
  const g = new GraphBuilder("masks");
  build(g);
  const path = join(folder, "masks.onnx");
  writeModel(path, g, { opset: 17 });
  return path;
};

test.each(Object.entries(graphs).flatMap(([name, build]) => [...ways, wide].map((way) => [name, way.name, build, way] as const)))(
  "%s: %s agrees",
  async (_what, _way, build, way) => {
    await agreeing(pathOf(build), way);
  },
  60_000,
);

test.each(["a mask for all matrices", "a lower triangle"])("%s is taken in vectors", async (name) => {
  const [kernel] = (await buildFor(pathOf(graphs[name] as Graph), wide)).compiled.program.kernels;
  expect(JSON.stringify(kernel?.body, (_, v) => (typeof v === "bigint" ? String(v) : v))).toContain('"lanes":16');
});
