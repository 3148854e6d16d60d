/** Where the largest of a row stands: lanes that count are vectors. Every target against ONNX Runtime, equal elements and NaN among them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { walkStatements } from "../../src/loop/functions.ts";
import { buildFor, reference, runBuilt, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-places-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = 5;

function model(columns: number): string {
  const g = new GraphBuilder("places");
  const x = g.input("x", [rows, columns]);
  for (const op of ["ArgMax", "ArgMin"])
    for (const select_last_index of [0, 1])
      g.output(g.node(op, [x], { axis: 1, keepdims: 0, select_last_index }, { outputs: [`${op}${select_last_index}`] }), [rows], "i64");
  g.output(g.node("Hardmax", [x], { axis: 1 }, { outputs: ["hard"] }), [rows, columns]);
  const path = join(folder, `places${columns}.onnx`);
  writeModel(path, g);
  return path;
}

/** Few different numbers, so that many are equal. */
const elements = (columns: number): Float32Array => Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 13) - 6);

test.each([...ways, wide, wideWithoutVectors].flatMap((way) => [1, 7, 48, 83].map((columns) => [way.name, columns, way] as const)))(
  "%s, rows of %i",
  async (_, columns, way) => {
    const path = model(columns);
    const { inputs, outputs } = await reference(path, {}, new Map([["x", elements(columns)]]));
    const build = await buildFor(path, way);
    const results = await runBuilt(build, way, inputs);
    for (const [name, result] of results) expect([name, [...result]]).toEqual([name, [...(outputs.get(name) as Float32Array)]]);
    const lanes: number[] = [];
    for (const k of build.compiled.program.kernels) if (k.plan?.schedule === "rows") lanes.push(k.plan.lanes);
    if (columns > 16 && way.target !== "ts") expect(lanes).toHaveLength(8);
    const stores: number[] = [];
    for (const k of build.compiled.program.kernels.filter((k) => k.name.startsWith("hardmax_5")))
      walkStatements(k.body, (s) => stores.push(s.kind === "store" ? s.value.lanes : 1));
    if (columns > 16 && way.target !== "ts") expect(Math.max(...stores)).toBeGreaterThan(1);
  },
  60_000,
);

test.each([...ways, wide, wideWithoutVectors].map((way) => [way.name, way] as const))(
  "%s takes the first NaN",
  async (_, way) => {
    const x = elements(83);
    for (const [row, column] of [
      [0, 0],
      [1, 40],
      [1, 41],
      [3, 82],
    ] as const)
      x[row * 83 + column] = Number.NaN;
    const results = await runBuilt(await buildFor(model(83), way), way, new Map([["x", x]]));
    expect([0, 1, 3].map((row) => results.get("ArgMax0")?.[row])).toEqual([0n, 40n, 82n]);
    expect([0, 1, 3].map((row) => results.get("ArgMin1")?.[row])).toEqual([0n, 41n, 82n]);
  },
  60_000,
);
