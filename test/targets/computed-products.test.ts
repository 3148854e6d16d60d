/** Matrix products of two operands that the run computes, on every target against ONNX Runtime: with 16 registers, columns are packed by a copy where many rows read them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-computed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Deep ones whose columns fill no whole vectors, as they are and transposed; one with rows a kilobyte apart; columns behind each other; few rows, and rows near each other. */
test.each([...ways, wide].map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_, way) => {
    const g = new GraphBuilder("computed");
    const [x, y, turned] = [g.input("x", [2, 67, 515]), g.input("y", [2, 515, 37]), g.input("turned", [2, 37, 515])];
    const [rows, apart, columns, near, few] = [
      g.input("rows", [67, 35]),
      g.input("apart", [35, 256]),
      g.input("columns", [37, 35]),
      g.input("near", [35, 37]),
      g.input("few", [5, 35]),
    ];
    g.output(g.node("MatMul", [x, y], {}, { outputs: ["of_each"] }), [2, 67, 37]);
    const transposed = g.node("Transpose", [turned], { perm: [0, 2, 1] });
    g.output(g.node("MatMul", [x, transposed], {}, { outputs: ["of_transposed"] }), [2, 67, 37]);
    g.output(g.node("MatMul", [rows, g.node("Neg", [apart])], {}, { outputs: ["of_apart"] }), [67, 256]);
    g.output(g.node("Gemm", [rows, columns], { transB: 1 }, { outputs: ["of_columns"] }), [67, 37]);
    g.output(g.node("MatMul", [rows, near], {}, { outputs: ["of_near"] }), [67, 37]);
    g.output(g.node("MatMul", [few, apart], {}, { outputs: ["of_few"] }), [5, 256]);
    const path = join(folder, "computed.onnx");
    writeModel(path, g);
    const build = await agreeing(path, way);
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.algorithm));
    const copies = way.machine === "x86-64-v3";
    expect(algorithms.filter((a) => a === "packed by a copy")).toHaveLength(copies ? 4 : 0);
  },
  60_000,
);
