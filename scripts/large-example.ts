/**
 * A network whose output passes 2 GiB: Conv 3->64, BatchNorm, ReLU, Conv 64->256, BatchNorm, ReLU with free batch, height and width, exported by
 * PyTorch where Debian's python3-torch is installed. Builds one C program for all sizes given, runs it on each, and holds the last image of
 * every output against ONNX Runtime. `npm run example:large` takes 4x3x256x256 and 8x3x512x512, about 6 GB of memory and 5 GB of disk;
 * `-- --target wasm` or ts builds and runs those instead.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { targetNamed } from "../src/build.ts";
import { type NamedTensor, run } from "../src/run.ts";
import { twoConvolutions } from "../test/models/two-convolutions.ts";
import { modelBytes } from "../test/support/onnx-writer.ts";

interface Ort {
  readonly Tensor: new (type: string, data: Float32Array, dims: readonly number[]) => unknown;
  readonly InferenceSession: { create(path: string): Promise<{ run(feeds: object): Promise<{ readonly output: { readonly data: Float32Array } }> }> };
}

const usual = ["4x3x256x256", "8x3x512x512"];

/** Writes the model; returns who made it. */
function writeModel(path: string): string {
  const script = resolve(import.meta.dirname, "../test/models/torch/two_convolutions.py");
  if (spawnSync("/usr/bin/python3", [script, path]).status === 0) return "exported by PyTorch";
  writeFileSync(path, modelBytes(twoConvolutions()));
  return "PyTorch is not installed; the same graph, written by our own builder";
}

/** The largest difference from ONNX Runtime on the last image, over its largest element. */
async function lastImageError(path: string, { shape, array }: NamedTensor, output: NamedTensor): Promise<number> {
  const ort = createRequire(import.meta.url)("onnxruntime-node") as Ort;
  const session = await ort.InferenceSession.create(path);
  const count = (of: readonly number[]): number => of.slice(1).reduce((n, d) => n * d, 1);
  const last = (array as Float32Array).subarray(-count(shape));
  const { data } = (await session.run({ image: new ort.Tensor("float32", last, [1, ...shape.slice(1)]) })).output;
  const ours = (output.array as Float32Array).subarray(-count(output.shape));
  let [error, largest] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    error = Math.max(error, Math.abs((data[i] as number) - (ours[i] as number)));
    largest = Math.max(largest, Math.abs(data[i] as number));
  }
  return error / largest;
}

// V8 ends a call in the code it began it with, and each kernel here is called once: that code has to be the optimized one.
setFlagsFromString("--no-liftoff");

const folder = mkdtempSync(join(tmpdir(), "aot-large-"));
try {
  const path = join(folder, "two_convolutions.onnx");
  console.log(`two_convolutions.onnx: ${writeModel(path)}`);
  const { values: flags, positionals: given } = parseArgs({ options: { target: { type: "string", default: "c" } }, allowPositionals: true });
  const { name: target, defaultMachine } = targetNamed(flags.target);
  const machine = target === "c" ? "x86-64-v4" : defaultMachine;
  const shapes = (given.length === 0 ? usual : given).map((text) => text.split("x").map(Number));
  const values = (axis: number): readonly number[] => [...new Set(shapes.map((s) => s[axis] as number))];
  const buckets = { batch: values(0), height: values(2), width: values(3) };
  for (const shape of shapes) {
    const array = Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011));
    const image: NamedTensor = { name: "image", dtype: "f32", shape, array };
    const start = performance.now();
    const { outputs, build } = await run(path, [image], { target, machine, buckets });
    const [output] = outputs as readonly [NamedTensor];
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(
      `image (${shape.join(", ")}) -> output (${output.shape.join(", ")}), ${4 * output.array.length} bytes; ` +
        `arena ${build.arenaBytes} bytes for ${build.compiled.variants.length} buckets; ${target} built, compiled and run in ${seconds} s; ` +
        `last image: max error ${(await lastImageError(path, image, output)).toExponential(1)} of the largest element`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
