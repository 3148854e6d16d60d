/** Pads of rows, volumes and blocks of channels, whose loops are cut at their borders: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, buildFor, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-cuts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Shape, amounts before and after each axis, mode; whether a convolution gives what is padded. */
type Case = readonly [shape: readonly number[], pads: readonly number[], mode: string, isBehind?: true];

const cases: readonly Case[] = [
  [[1, 3, 9, 37], [0, 0, 1, 1, 0, 0, 1, 1], "constant"],
  [[1, 3, 9, 37], [0, 0, 2, 3, 0, 0, 1, 0], "reflect"],
  [[1, 3, 9, 37], [0, 1, 2, 18, 0, 0, 1, 0], "edge"],
  [[2, 3, 5, 40], [0, 0, -1, -2, 0, 1, 2, 3], "constant"],
  [[2, 40, 7], [1, 0, 2, 0, 1, 3], "constant"],
  [[1, 2, 4, 5, 33], [0, 0, 1, 0, 2, 0, 0, 1, 2, 0], "constant"],
  [[3, 35], [0, 34, 0, 34], "reflect"],
  [[3, 35], [0, 4, 0, 5], "wrap"],
  [[1, 19, 6, 9], [0, 0, 1, 1, 0, 0, 2, 1], "constant", true],
  [[1, 19, 6, 9], [0, 0, 1, 1, 0, 0, 2, 1], "reflect", true],
];

const name = ([shape, pads, mode, isBehind]: Case): string =>
  `${mode} ${shape.join("x")} by ${pads.join()}${isBehind === true ? " behind a convolution" : ""}`;

test.each(cases.flatMap((c) => [...ways, wide].map((way) => [name(c), way.name, c, way] as const)))(
  "%s: %s agrees",
  async (_what, _way, [shape, pads, mode, isBehind], way) => {
    const g = new GraphBuilder("pads");
    const given = g.input("x", shape);
    const channels = shape[1] as number;
    const x = isBehind === true ? g.node("Conv", [given, g.weights("w", [channels, channels, 1, 1], channels)]) : given;
    const value = g.constant("f32", [], [0.5]);
    const output = shape.map((d, a) => d + (pads[a] ?? 0) + (pads[a + shape.length] ?? 0));
    g.output(g.node("Pad", [x, g.constant("i64", [pads.length], pads.map(BigInt)), value], { mode }, { outputs: ["y"] }), output);
    const path = join(folder, "pads.onnx");
    writeModel(path, g, { opset: 19 });
    await agreeing(path, way);
  },
  60_000,
);

test("between borders a padded row is vectors, one loop of them", async () => {
  const g = new GraphBuilder("pads");
  const pads = g.constant("i64", [8], [0n, 0n, 1n, 1n, 0n, 0n, 1n, 1n]);
  g.output(g.node("Pad", [g.input("x", [1, 3, 16, 32]), pads], { mode: "reflect" }, { outputs: ["y"] }), [1, 3, 18, 34]);
  const path = join(folder, "vectors.onnx");
  writeModel(path, g, { opset: 19 });
  const [kernel] = (await buildFor(path, wide)).compiled.program.kernels;
  expect(JSON.stringify(kernel?.body, (_, v) => (typeof v === "bigint" ? String(v) : v))).toContain('"lanes":16');
});
