/** Products of few rows, whose weights are larger than a second-level cache: every target against ONNX Runtime, with rests of vectors, columns and lanes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import { agreeing, reference, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { threaded } from "../support/threaded.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-streamed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const depth = 512;
const vectors = 131;

/** Rows times weights of 131 vectors of 4 and two columns, under tanh. */
function product(rows: number): string {
  const g = new GraphBuilder("streamed");
  const columns = vectors * 4 + 2;
  const long = g.node("MatMul", [g.input("x", [rows, depth]), g.weights("w", [depth, columns], depth)]);
  g.output(g.node("Tanh", [long], {}, { outputs: ["y"] }), [rows, columns]);
  const path = join(folder, `streamed${rows}.onnx`);
  writeModel(path, g);
  return path;
}

test.each(ways.flatMap((way) => [1, 3, 8].map((rows) => [way.name, rows, way] as const)))("%s agrees for %i rows", async (_, rows, way) => {
  const path = product(rows);
  await agreeing(path, way);
});

test.each([1, 8])("in WebAssembly the four panels of a tile lie a quarter of the weights apart, of %i rows, on two threads, too", async (rows) => {
  const { model } = await loadModel(product(rows), {});
  const { inputs } = await reference(product(rows));
  const bytesOn = async (threads: number): Promise<readonly Uint8Array[]> => {
    const { files } = await threaded(model, "wasm", "wasm-simd128", { threads });
    const text = files.map(({ path, content }) => (path.endsWith(".wat") ? content : "")).join("");
    const apart = Math.floor(vectors / 4) * depth * 16;
    for (const i of [1, 2, 3]) expect(text).toContain(`offset=${i * apart}`);
    const found = await runEmittedModule(files, inputs, {});
    return [...found.values()].map((a) => new Uint8Array((a as Float32Array).buffer.slice(0)));
  };
  expect(await bytesOn(2)).toEqual(await bytesOn(1));
});

test("vectors of a tile are neighbours where weights lie in rows, a matrix for each of a batch", async () => {
  const g = new GraphBuilder("rows");
  g.output(g.node("MatMul", [g.input("x", [2, 1, depth]), g.weights("w", [2, depth, 512], depth)], {}, { outputs: ["y"] }), [2, 1, 512]);
  const path = join(folder, "rows.onnx");
  writeModel(path, g);
  const text = (await agreeing(path, { name: "WASM", target: "wasm", machine: "wasm-simd128" })).files.map(({ content }) => content).join("");
  for (const i of [1, 2, 3]) expect(text).toContain(`(v128.load offset=${i * 16} (local.get $w_at`);
});
