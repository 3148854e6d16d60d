/** Reductions along outer axes, whose lanes run along rows: every target against ONNX Runtime, and which vectors a tile holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, buildFor, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-outer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function model(columns: number): string {
  const g = new GraphBuilder("outer");
  const x = g.input("x", [8, 5, columns]);
  for (const op of ["ReduceMean", "ReduceMax"]) g.output(g.node(op, [x], { axes: [1], keepdims: 0 }, { outputs: [op] }), [8, columns]);
  g.output(g.node("ArgMin", [x], { axis: 1, keepdims: 0 }, { outputs: ["place"] }), [8, columns], "i64");
  const path = join(folder, `outer${columns}.onnx`);
  writeModel(path, g, { opset: 13 });
  return path;
}

test.each([...ways, wide].flatMap((way) => [9, 70, 300].map((columns) => [way.name, columns, way] as const)))(
  "%s, rows of %i",
  async (_, columns, way) => {
    await agreeing(model(columns), way);
  },
  60_000,
);

test("a tile holds neighbouring vectors of long rows, and rows of short ones", async () => {
  const tile = async (columns: number): Promise<unknown> => (await buildFor(model(columns), wide)).compiled.program.kernels[0]?.plan?.tile;
  expect(await tile(300)).toEqual([10, 1]);
  expect(await tile(70)).toEqual([1, 8]);
});
