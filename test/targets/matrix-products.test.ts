/** Matrix products as transformers have them, on every target against ONNX Runtime: a deep operand in row panels, an epilogue that calls functions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stepsOf } from "../../src/schedule/program.ts";
import { buildFor, errorsOf, reference, runBuilt, type Way, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-products-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Tiles of so many rows that rows a multiple of 4 KiB long push themselves out of the first-level cache. */
const high: readonly Way[] = [
  { name: "C with high tiles", target: "c", machine: "x86-64-v4" },
  { name: "C with high tiles, without vectors", target: "c", machine: "x86-64-v4", flags: ["-DAOT_NO_VECTOR"] },
];

/** 11 rows: 16 wide, 1024 wide under tanh, 24 wide. */
function model(): string {
  const g = new GraphBuilder("products");
  const x = g.input("x", [1, 11, 16]);
  const wide = g.node("Tanh", [g.node("MatMul", [x, g.weights("a", [16, 1024], 16)])]);
  g.output(g.node("MatMul", [wide, g.weights("b", [1024, 24], 1024)], {}, { outputs: ["y"] }), [1, 11, 24]);
  const path = join(folder, "products.onnx");
  writeModel(path, g);
  return path;
}

test.each([...ways, ...high].map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_, way) => {
    const path = model();
    const expected = await reference(path);
    const build = await buildFor(path, way);
    for (const error of errorsOf(build, await runBuilt(build, way, expected.inputs), expected.outputs)) expect(error).toMatchObject({ passed: true });
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.algorithm));
    expect(algorithms.includes("packed, rows in panels")).toBe(high.includes(way));
    // The first product writes the panels itself, where there are any.
    expect(build.compiled.program.variants.flatMap((v) => stepsOf(v.region)).length).toBe(2);
  },
  60_000,
);
