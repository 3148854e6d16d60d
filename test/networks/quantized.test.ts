/** Quantized networks on every target against ONNX Runtime's integer kernels: outputs within one step of their scale. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { reportOf } from "../../src/cli/report.ts";
import type { Elements } from "../../src/core/dtype.ts";
import { exactByteProducts } from "../../src/onnx-runtime.ts";
import { quantizedDsCnn } from "../models/ds-cnn.ts";
import { quantizedEncoder, quantizedLstm, quantizedResiduals } from "../models/quantized-blocks.ts";
import { quantizedResnet50 } from "../models/resnet.ts";
import { asShipped, buildFor, byteProducts, reference, runBuilt, scalarWords, type Way, ways } from "../support/against-onnx-runtime.ts";
import { modelBytes } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-quantized-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("resnet50 in bytes", () => {
  const path = join(folder, "resnet50_int8.onnx");
  let inputs: ReadonlyMap<string, Elements>;
  let wanted: Float32Array;
  beforeAll(async () => {
    const isFull = process.env.AOT_NETWORKS === "full";
    writeFileSync(path, modelBytes(quantizedResnet50(isFull ? {} : { size: 64, width: 0.25, depth: 1, classes: 10 }).graph));
    ({ inputs } = await reference(path));
    wanted = await outputOf(path, inputs, { extra: exactByteProducts });
  }, 120_000);

  test.each([...ways, byteProducts, scalarWords].map((way) => [way.name, asShipped(way)] as const))(
    "%s agrees",
    async (_, way) => {
      const build = await buildFor(path, way);
      const given = (await runBuilt(build, way, inputs)).get("output") as Float32Array;
      const steps = Array.from(wanted, (x, i) => Math.round(Math.abs(x - (given[i] as number)) / 0.06));
      expect(given.length).toBe(wanted.length);
      expect(Math.max(...steps)).toBeLessThanOrEqual(1);
      expect(new Set(wanted).size).toBeGreaterThan(5);
      expect(build.arenaBytes).toBeLessThanOrEqual(build.arenaLowerBound * 1.02);
    },
    300_000,
  );
});

test("resnet50 in bytes as ONNX Runtime saves it, with channels last", { timeout: 120_000 }, async () => {
  const [path, saved] = ["residual", "saved"].map((name) => join(folder, `${name}_int8.onnx`)) as [string, string];
  writeFileSync(path, modelBytes(quantizedResnet50({ size: 32, width: 0.25, depth: 1, classes: 10 }).graph));
  const { inputs } = await reference(path);
  const wanted = await outputOf(path, inputs, { extra: exactByteProducts });
  await outputOf(path, inputs, { optimizedModelFilePath: saved, graphOptimizationLevel: "all" });
  const { model } = await loadModel(saved, {});
  expect(model.graph.nodes.map((n) => n.op.name)).toContain("NhwcMaxPool");
  for (const way of ways) {
    const build = await buildFor(saved, way);
    const { graph } = build.compiled.variants[0] as (typeof build.compiled.variants)[0];
    expect(graph.nodes.map((n) => n.op.name)).not.toContain("Transpose");
    const given = (await runBuilt(build, way, inputs)).get("output") as Float32Array;
    expect(given.length).toBe(wanted.length);
    given.forEach((x, i) => expect(Math.abs(x - (wanted[i] ?? Number.NaN))).toBeLessThanOrEqual(0.061));
  }
});

test("a first layer of one channel, which makes no words, runs along its results", async () => {
  const path = join(folder, "ds_cnn_int8.onnx");
  writeFileSync(path, modelBytes(quantizedDsCnn({ width: 0.25 }).graph));
  for (const way of [ways[0], ways[2]] as Way[]) {
    const { compiled } = await buildFor(path, way);
    const [first] = compiled.program.kernels.filter((k) => k.name.startsWith("conv_bytes2d_49x10"));
    expect(first?.plan?.lanes).toBe(way.target === "c" ? 8 : 4);
  }
});

/** The output of a model of one input and one output. */
async function outputOf(path: string, inputs: ReadonlyMap<string, Elements>, options: ort.InferenceSession.SessionOptions): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(path, { logSeverityLevel: 3, intraOpNumThreads: 1, ...options });
  const [x] = session.inputMetadata;
  const [name = "", shape] = x?.isTensor === true ? [x.name, x.shape.map(Number)] : [];
  const results = await session.run({ [name]: new ort.Tensor("float32", inputs.get(name) as Float32Array, shape) });
  await session.release();
  return results[session.outputNames[0] ?? ""]?.data as Float32Array;
}

/** What every node gives by its definition: ONNX Runtime's own integer kernels move single elements by a step, and with them what follows. */
const byDefinition = (path: string, inputs: ReadonlyMap<string, Elements>): Promise<Float32Array> =>
  outputOf(path, inputs, { graphOptimizationLevel: "disabled" });

describe.each([
  ["inverted residuals", quantizedResiduals, 0.0217, 8, "GlobalAveragePool Mul"],
  ["an encoder block", quantizedEncoder, 0.0311, 10, "Add Softmax LayerNormalization"],
  ["an LSTM with a head", quantizedLstm, 0.0311, 1, "Recurrence"],
] as const)("%s in bytes", (name, build, step, products, left) => {
  const path = join(folder, `${name.replaceAll(" ", "_")}.onnx`);
  let inputs: ReadonlyMap<string, Elements>;
  let wanted: Float32Array;
  beforeAll(async () => {
    writeFileSync(path, modelBytes(build(), { opset: 21, irVersion: 10 }));
    ({ inputs } = await reference(path));
    wanted = await byDefinition(path, inputs);
  }, 60_000);

  test.each([...ways, byteProducts, scalarWords].map((way) => [way.name, asShipped(way)] as const))(
    "%s agrees",
    async (_, way) => {
      const built = await buildFor(path, way);
      const found = (await runBuilt(built, way, inputs)).get("y") as Float32Array;
      expect(found.length).toBe(wanted.length);
      expect(new Set(wanted).size).toBeGreaterThan(8);
      expect(Math.max(...wanted.map((x, i) => Math.round(Math.abs(x - (found[i] as number)) / step)))).toBeLessThanOrEqual(1);
    },
    120_000,
  );

  test("the report counts products in integers, and says what is left between conversions", async () => {
    const rows = reportOf(await buildFor(path, ways[3] as Way)).filter((r) => r.pass === "list-conversions" || r.pass === "use-integer-kernels");
    expect(rows.find((r) => r.what === "products in integers, quantized again")?.amount).toBe(products);
    const reasons = rows.flatMap((r) => /^left: .* (?:before|behind) (.*)$/.exec(r.what)?.[1]?.split("; ") ?? []);
    const operators = reasons.flatMap((r) => /^(\w+): \w+ is computed in floats/.exec(r)?.[1] ?? []);
    expect(operators.length + reasons.filter((r) => r === "an input or output of the model").length).toBe(reasons.length);
    expect([...new Set(operators)].toSorted()).toEqual(left.split(" ").toSorted());
  });
});
