/** GridSample of channels in vectors and in rows, at places inside and far outside: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-grid-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The input's shape, the result's behind its channels, and whether a convolution stands before it and behind it. */
type Case = readonly [shape: readonly number[], result: readonly number[], attributes: Attributes, isBetween?: true];

const cases: readonly Case[] = [
  [[2, 21, 7, 9], [5, 6], { mode: "linear" }],
  [[2, 21, 7, 9], [5, 6], { mode: "linear", padding_mode: "border", align_corners: 1 }],
  [[1, 16, 7, 9], [11, 6], { mode: "linear", padding_mode: "reflection" }],
  [[1, 19, 6, 5], [4, 7], { mode: "cubic" }],
  [[1, 16, 6, 5], [4, 7], { mode: "cubic", padding_mode: "reflection", align_corners: 1 }],
  [[1, 5, 6, 5], [40, 7], { mode: "nearest" }],
  [[1, 20, 6, 5], [4, 7], { mode: "nearest", padding_mode: "border" }],
  [[1, 17, 3, 4, 5], [2, 3, 4], { mode: "linear" }],
  [[1, 3, 6, 5], [4, 7], { mode: "linear" }],
  [[1, 21, 7, 9], [5, 6], { mode: "linear" }, true],
];

test.each(cases.flatMap((c) => [...ways, wide].map((way) => [`${c[0].join("x")} ${JSON.stringify(c[2])}`, way.name, c, way] as const)))(
  "%s: %s agrees",
  async (_what, _way, [shape, result, attributes, isBetween], way) => {
    const g = new GraphBuilder("grid");
    const [n = 1, c = 1, ...spatial] = shape;
    const given = g.input("x", shape);
    const x = isBetween === true ? g.node("Conv", [given, g.weights("first", [c, c, 1, 1], c)]) : given;
    // Seeded numbers lie in [-1, 1]: half of these places are outside.
    const places = g.node("Mul", [g.input("grid", [n, ...result, spatial.length]), g.constant("f32", [], [2.2])]);
    const output = [n, c, ...result];
    if (isBetween === true)
      g.output(g.node("Conv", [g.node("GridSample", [x, places], attributes), g.weights("last", [c, c, 1, 1], c)], {}, { outputs: ["y"] }), output);
    else g.output(g.node("GridSample", [x, places], attributes, { outputs: ["y"] }), output);
    const path = join(folder, "grid.onnx");
    writeModel(path, g, { opset: 20 });
    const build = await agreeing(path, way);
    const names = build.compiled.program.kernels.map((k) => k.name);
    expect(names.some((name) => name.startsWith("grid_places"))).toBe(c > 3);
  },
  60_000,
);
