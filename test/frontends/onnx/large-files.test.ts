/** Sizes over 2 GiB in sparse files: external data behind that offset is read, a model file of that size is refused with a way out. */
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { afterAll, expect, test } from "vitest";
import { loadModel } from "../../../src/build.ts";
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";

const { onnx } = onnxProto;
const folder = mkdtempSync(join(tmpdir(), "aot-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of `size` bytes, zeros but for `bytes` at `offset`; takes a few kilobytes of disk. */
function sparseFile(name: string, size: number, bytes: Uint8Array, offset: number): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  truncateSync(path, size);
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
  return path;
}

test("external data is read at offsets over 2 GiB", async () => {
  const offset = 2 ** 31 + 4096;
  const values = Float32Array.of(1.5, -2, 3, 0.25);
  sparseFile("weights.bin", 2 ** 31 + 2 ** 20, new Uint8Array(values.buffer), offset);
  const graph = new GraphBuilder("outside");
  graph.output(graph.node("Add", [graph.input("x", [4]), graph.initializer("w", "f32", [4], new Float32Array(4))]), [4]);
  const model = onnx.ModelProto.decode(modelBytes(graph));
  const [weight] = model.graph?.initializer ?? [];
  const entries = { location: "weights.bin", offset: `${offset}`, length: "16" };
  Object.assign(weight ?? {}, {
    rawData: new Uint8Array(0),
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
  const path = join(folder, "outside.onnx");
  writeFileSync(path, onnx.ModelProto.encode(model).finish());
  const read = await loadModel(path, {});
  expect(read.model.graph.nodes[0]?.inputs[1]?.data?.array).toEqual(values);
});

test("a model file of 2 GiB is refused, and told to keep its weights outside", async () => {
  const path = sparseFile("large.onnx", 2 ** 31, modelBytes(new GraphBuilder("large")), 0);
  await expect(loadModel(path, {})).rejects.toThrow(
    /AOT101 .*large\.onnx: has 2147483648 bytes, .* 2147483647 at most\n.*save_as_external_data=True/,
  );
});
