/** Small graphs that every target computes as ONNX Runtime does: one test for each of them and each way. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { agreeing, buildFor, type Way, ways, wide } from "./against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "./onnx-writer.ts";

export type SmallGraph = (g: GraphBuilder) => void;

/** Tests the graphs in a test file; gives what programs of one of them are made of, by its name. */
export function testGraphs<Name extends string>(graphs: Readonly<Record<Name, SmallGraph>>) {
  const folder = mkdtempSync(join(tmpdir(), "aot-graphs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const pathOf = (name: Name): string => {
    const g = new GraphBuilder("graph");
    graphs[name](g);
    const path = join(folder, "graph.onnx");
    writeModel(path, g, { opset: 17 });
    return path;
  };
  const names = Object.keys(graphs) as Name[];
  test.each(names.flatMap((name) => [...ways, wide].map((way) => [name, way.name, way] as const)))(
    "%s: %s agrees",
    async (name, _, way) => {
      await agreeing(pathOf(name), way);
    },
    60_000,
  );
  return {
    build: (name: Name, way: Way) => buildFor(pathOf(name), way),
    /** Of C for AVX-512, as JSON. */
    lastKernel: async (name: Name): Promise<string> => {
      const { kernels } = (await buildFor(pathOf(name), wide)).compiled.program;
      return JSON.stringify(kernels.at(-1)?.body, (_, v) => (typeof v === "bigint" ? String(v) : v));
    },
  };
}
