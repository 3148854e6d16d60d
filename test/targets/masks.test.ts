/** Choices by masks, triangles and comparisons, which lanes take side by side: every target against ONNX Runtime. */
import { expect, test } from "vitest";
import { type SmallGraph, testGraphs } from "../support/small-graphs.ts";

const shape = [2, 3, 19, 37];

/** x where a mask holds, which is broadcast; 0.5 elsewhere. */
const masked =
  (mask: readonly number[]): SmallGraph =>
  (g) =>
    g.output(g.node("Where", [g.input("mask", mask, "bool"), g.input("x", shape), g.constant("f32", [], [0.5])], {}, { outputs: ["y"] }), shape);

const triangle =
  (upper: 0 | 1, k: bigint): SmallGraph =>
  (g) =>
    g.output(g.node("Trilu", [g.input("x", shape), g.constant("i64", [], [k])], { upper }, { outputs: ["y"] }), shape);

/** Truth values stored: x < z, and that it is not so where a mask holds. */
const compared: SmallGraph = (g) => {
  const less = g.node("Less", [g.input("x", shape), g.input("z", [37])]);
  g.output(g.node("Xor", [less, g.input("mask", shape, "bool")], {}, { outputs: ["y"] }), shape, "bool");
};

const { lastKernel } = testGraphs({
  "a mask for all matrices": masked([1, 1, 19, 37]),
  "a mask for all rows": masked([37]),
  "a mask of rows": masked([2, 1, 19, 1]),
  "an upper triangle": triangle(1, -3n),
  "a lower triangle": triangle(0, 11n),
  "a comparison": compared,
});

test.each(["a mask for all matrices", "a lower triangle"] as const)("%s is taken in vectors", async (name) => {
  expect(await lastKernel(name)).toContain('"lanes":16');
});
