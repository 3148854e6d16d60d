/** Matrix products as transformers have them, on every target against ONNX Runtime: a deep operand in row panels, an epilogue that calls functions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stepsOf } from "../../src/schedule/program.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-products-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

test.each(ways.map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_, way) => {
    const path = model();
    const expected = await reference(path);
    const build = await buildFor(path, way);
    for (const error of errorsOf(build, await runBuilt(build, way, expected.inputs), expected.outputs)) expect(error).toMatchObject({ passed: true });
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.algorithm));
    if (way.target === "c") expect(algorithms).toContain("packed, rows in panels");
    // The first product writes the panels itself.
    expect(build.compiled.program.variants.flatMap((v) => stepsOf(v.region)).length).toBe(2);
  },
  60_000,
);
