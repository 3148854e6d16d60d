/** Copies that go across rows, by squares in registers and their rests, of elements of all sizes: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { walkStatements } from "../../src/loop/functions.ts";
import type { Kernel } from "../../src/loop/kernel.ts";
import { transpositionOf } from "../../src/loop/transposition.ts";
import { agreeing, buildFor, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-transpositions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Dtype = "f32" | "f64" | "f16" | "i32" | "i64" | "i8" | "u8" | "u16" | "bool";
type Case = readonly [dtype: Dtype, shape: readonly number[], perm: readonly number[]];

const cases: readonly Case[] = [
  ["f32", [64, 16], [1, 0]],
  ["f32", [37, 61], [1, 0]],
  ["f32", [2, 21, 5, 19], [0, 2, 3, 1]],
  ["f32", [2, 5, 19, 21], [0, 3, 1, 2]],
  ["f32", [5, 17, 6, 33], [3, 2, 1, 0]],
  ["f32", [3, 4, 50], [0, 2, 1]],
  ["f32", [3, 50, 9], [2, 0, 1]],
  ["f32", [3, 50, 2], [2, 0, 1]],
  ["i32", [19, 35], [1, 0]],
  ["f64", [9, 23], [1, 0]],
  ["i64", [33, 6], [1, 0]],
  ["f16", [19, 35], [1, 0]],
  ["u16", [11, 40], [1, 0]],
  ["i8", [47, 35], [1, 0]],
  ["u8", [2, 17, 16], [0, 2, 1]],
  ["bool", [19, 35], [1, 0]],
];

const pathOf = ([dtype, shape, perm]: Case): string => {
  const g = new GraphBuilder("transposed");
  const to = perm.map((a) => shape[a] as number);
  g.output(g.node("Transpose", [g.input("x", shape, dtype)], { perm }, { outputs: ["y"] }), to, dtype);
  const path = join(folder, "transposed.onnx");
  writeModel(path, g, { opset: 17 });
  return path;
};

test.each(
  cases.flatMap((c) =>
    [...ways, wide, wideWithoutVectors].map((way) => [`${c[0]} ${c[1].join("x")} by ${c[2].join("")}`, way.name, c, way] as const),
  ),
)(
  "%s: %s agrees",
  async (_what, _way, c, way) => {
    await agreeing(pathOf(c), way);
  },
  60_000,
);

const transpositionsIn = (kernels: readonly Kernel[]): number => {
  let found = 0;
  for (const k of kernels)
    walkStatements(k.body, (s) => {
      if (transpositionOf(s) !== undefined) found++;
    });
  return found;
};

test("a transposition is one where lanes are, and fills squares", async () => {
  const kernels = (await buildFor(pathOf(["f32", [64, 16], [1, 0]]), wide)).compiled.program.kernels;
  expect(transpositionsIn(kernels)).toBe(1);
  const truths = (await buildFor(pathOf(["bool", [19, 35], [1, 0]]), wide)).compiled.program.kernels;
  expect(transpositionsIn(truths)).toBe(0);
});

test("blocks of channels become rows, and rows blocks, by transpositions", async () => {
  const g = new GraphBuilder("blocks");
  const y = g.node("Conv", [g.input("x", [1, 20, 9, 11]), g.weights("w", [40, 20, 1, 1], 20)], {}, { outputs: ["y"] });
  g.output(g.rename(g.node("Relu", [g.node("MaxPool", [y], { kernel_shape: [2, 2] })]), "z"), [1, 40, 8, 10]);
  const path = join(folder, "blocks.onnx");
  writeModel(path, g, { opset: 17 });
  for (const way of [...ways, wide]) await agreeing(path, way);
  expect(transpositionsIn((await buildFor(path, wide)).compiled.program.kernels)).toBeGreaterThan(0);
}, 60_000);
