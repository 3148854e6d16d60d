/** What the layer table is made of: multiplications counted in kernels, and programs whose steps are timed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../src/build.ts";
import { layerTable } from "../src/cli/layer-table.ts";
import { plainLayout } from "../src/core/layout.ts";
import { layers, multiplications, timedLayers } from "../src/layers.ts";
import { axis, compute, coordinate } from "../src/loop/compute.ts";
import { mul, read, tensor, variable } from "../src/loop/expr.ts";
import { machines } from "../src/loop/machine.ts";
import { schedule } from "../src/loop/schedules/index.ts";
import { withClockInKernels } from "../src/measure/stepped-engine.ts";
import { mlp } from "./models/mlp.ts";
import { modelBytes } from "./support/onnx-writer.ts";

const plain = (name: string, shape: readonly number[]) => tensor(name, "f32", shape, plainLayout(shape.length));

test.each(Object.values(machines))("a matrix product of 6x5x48 has 1440 multiplications on $name", (machine) => {
  const [row, column, k] = [axis("row", 6), axis("column", 48), axis("k", 5)];
  const [a, b, y] = [plain("a", [6, 5]), plain("b", [5, 48]), plain("y", [6, 48])];
  const body = mul(read(a, [coordinate(row), coordinate(k)]), read(b, [coordinate(k), coordinate(column)]));
  const result = variable("sum", "f32");
  const product = compute({ name: "matmul", output: y, axes: [row, column], reduction: { axes: [k], combine: "sum", body, result }, value: result });
  expect(multiplications(schedule(product, machine, { level: 2, deterministic: false }).kernel)).toBe(6 * 5 * 48);
});

test.each([
  ["c", 1],
  ["wasm", 1],
  ["ts", 1],
  // So many rows that the first product is several calls.
  ["wasm", 512],
] as const)("the table of a small network in %s, for %i rows, has a row a step", async (target, batch) => {
  const folder = mkdtempSync(join(tmpdir(), "aot-layers-"));
  try {
    const path = join(folder, "mlp.onnx");
    writeFileSync(path, modelBytes(mlp({ batch }).graph));
    const { model } = await loadModel(path, {});
    const build = await buildTarget(model, targetNamed(target), path, {});
    const input = join(folder, "input.bin");
    writeFileSync(input, new Uint8Array(batch * 784 * 4));
    const timed = await timedLayers(build, new Map(model.graph.inputs.map((v) => [v.name, input])), folder, { milliseconds: 1 });
    const table = layerTable({ layers: timed, peak_gflops: 100 });
    const steps = build.compiled.program.variants[0]?.region.steps ?? [];
    expect(steps.some((s) => s.kind === "call" && s.parts !== undefined)).toBe(batch > 1);
    expect(table).toHaveLength(steps.length + 2);
    expect(table.join("\n")).toMatch(/gemm_relu_(512x)?784_to_(512x)?256_k784/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each(["c", "wasm", "ts"] as const)(
  "a user's model in %s: its nodes, times, arithmetic and the peak",
  async (target) => {
    const model = resolve(import.meta.dirname, "../generated-samples/digits/digits.onnx");
    const found = await layers(model, { target, milliseconds: 1 });
    expect(found).toMatchObject({ model, target });
    expect(found.peak_gflops).toBeGreaterThan(1);
    expect(found.layers.length).toBeGreaterThan(2);
    for (const { microseconds, megabytes, origin } of found.layers) {
      expect(microseconds).toBeGreaterThan(0);
      expect(megabytes).toBeGreaterThan(0);
      expect(origin.length).toBeGreaterThan(0);
    }
    expect(found.layers.filter((l) => l.kernel.startsWith("conv2d") && l.gflops > 0)).not.toEqual([]);
  },
  60_000,
);

/** How many places of a module's kernels may be fused: each ends with a group whose top bit is not set. */
function fusedPlaces(text: string): number {
  const [, parts = ""] = /const multiplyAddsParts: readonly string\[\] = \[([^\]]*)\]/.exec(text) ?? [];
  return [...parts.matchAll(/"([^"]*)"/g)].reduce((n, [, part = ""]) => n + Buffer.from(part, "base64").filter((group) => group < 128).length, 0);
}

test.each([false, true])("kernels with a clock are fused where the program's own are (deterministic: %s)", async (deterministic) => {
  const folder = mkdtempSync(join(tmpdir(), "aot-layers-"));
  try {
    const path = join(folder, "mlp.onnx");
    writeFileSync(path, modelBytes(mlp().graph));
    const { model } = await loadModel(path, {});
    const build = await buildTarget(model, targetNamed("wasm"), path, { deterministic });
    const own = String(build.files.find((f) => f.path === "mlp.ts")?.content);
    const timed = await withClockInKernels(build);
    expect(fusedPlaces(timed)).toBe(fusedPlaces(own));
    expect(fusedPlaces(own) > 0).toBe(!deterministic);
    expect(timed.match(/^const (?:wasm|multiplyAdds)Bytes = /gm)).toHaveLength(deterministic ? 1 : 2);
    expect(timed).not.toBe(own);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
