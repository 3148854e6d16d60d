/**
 * A model of more than 2 GiB of weights, kept outside its file in a sparse one: a table of 2^23 + 1024 rows of 64 numbers, of which rows at the
 * start, the middle and the end are looked up. `npm run example:large-weights` builds and runs it as C, with the weights linked in, and as
 * WebAssembly (13 GB of memory and 7 GB of disk); the number of rows and the targets may be given.
 */
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { build, type TargetName } from "../src/build.ts";
import { type NamedTensor, run } from "../src/run.ts";
import { GraphBuilder, modelBytes } from "../test/support/onnx-writer.ts";

const { onnx } = onnxProto;
const [rows, targets] = [Number(process.argv[2] ?? 2 ** 23 + 1024), (process.argv[3] ?? "c,wasm").split(",") as TargetName[]];
const width = 64;
const dataOffset = 4096;
const element = (row: number, column: number): number => row + column / 100;

/** Rows looked up; all others are zeros that take no disk. */
const wanted = [0, rows >> 1, rows - 2, rows - 1];

function writeModel(folder: string): string {
  const g = new GraphBuilder("table");
  const table = g.initializer("table", "f32", [1, width], new Float32Array(width));
  const found = g.node("Gather", [table, g.input("rows", [wanted.length], "i64")], { axis: 0 });
  g.output(g.rename(g.node("Relu", [found]), "y"), [wanted.length, width]);
  const model = onnx.ModelProto.decode(modelBytes(g));
  const entries = { location: "table.bin", offset: `${dataOffset}`, length: `${rows * width * 4}` };
  Object.assign(model.graph?.initializer?.[0] ?? {}, {
    dims: [rows, width],
    rawData: new Uint8Array(0),
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
  writeFileSync(join(folder, "table.onnx"), onnx.ModelProto.encode(model).finish());
  const data = join(folder, "table.bin");
  writeFileSync(data, "");
  truncateSync(data, dataOffset + rows * width * 4);
  const file = openSync(data, "r+");
  for (const row of wanted) {
    const numbers = Float32Array.from({ length: width }, (_, column) => element(row, column));
    writeSync(file, new Uint8Array(numbers.buffer), 0, width * 4, dataOffset + row * width * 4);
  }
  closeSync(file);
  return join(folder, "table.onnx");
}

const folder = mkdtempSync(join(tmpdir(), "aot-large-"));
try {
  const path = writeModel(folder);
  console.log(`table.onnx: ${rows * width * 4} bytes of external data`);
  const inputs: readonly NamedTensor[] = [{ name: "rows", dtype: "i64", shape: [wanted.length], array: BigInt64Array.from(wanted, BigInt) }];
  for (const target of targets) {
    const { outputs, build: made } = await run(path, inputs, { target });
    const y = outputs[0]?.array ?? [];
    const wrong = wanted.flatMap((row, i) =>
      Array.from({ length: width }, (_, column) => [y[i * width + column], Math.fround(element(row, column))]),
    );
    const count = wrong.filter(([a, b]) => a !== b).length;
    console.log(`${target}: weights ${made.weightBytes} bytes, rows ${wanted.join(", ")} looked up, ${count} of ${wrong.length} elements differ`);
  }
  if (targets.includes("c")) {
    await build(path, { targets: ["c"], out: join(folder, "c") });
    const sources = ["table.c", "table_weights.S", "table_selftest.c"];
    execFileSync("gcc", ["-std=c11", "-O1", ...sources, "-o", "selftest"], { cwd: join(folder, "c"), stdio: "inherit" });
    console.log(
      `c, weights linked in: ${execFileSync("./selftest", { cwd: join(folder, "c"), encoding: "utf8" })
        .trim()
        .replaceAll("\n", "; ")}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
