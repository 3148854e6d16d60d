/** Models with composites (Dropout) build a C self-test, and evaluate as written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

test("a model with Dropout evaluates as written and builds a self-test", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aot-reference-"));
  try {
    const graph = new GraphBuilder("dropout");
    graph.output(graph.node("Relu", [graph.node("Dropout", [graph.input("x", [1, 3])])]), [1, 3]);
    const path = join(folder, "dropout.onnx");
    writeFileSync(path, modelBytes(graph));
    const { model } = await loadModel(path, {});
    const [only] = [...evaluateAsWritten(model.graph, new Map([["x", new Float32Array([-1, 0, 2])]])).values()];
    expect(only?.array).toEqual(new Float32Array([0, 0, 2]));
    const { files } = await buildTarget(model, targetNamed("c"), path, {});
    expect(String(files.find((f) => f.path.endsWith("_selftest.c"))?.content)).toContain("golden_");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
