/** Transformers that ONNX Runtime saved after all its optimizations, parts of formulas fused: attention is recognized, and every target agrees with the model they were made from. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import ort from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { models } from "../models/index.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-saved-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The path of the model as ONNX Runtime saves it, and the operators of its nodes. */
async function saved(path: string): Promise<{ readonly path: string; readonly ops: readonly string[] }> {
  const to = path.replace(".onnx", ".saved.onnx");
  const options = { graphOptimizationLevel: "all", optimizedModelFilePath: to, logSeverityLevel: 4, intraOpNumThreads: 1 } as const;
  await (await ort.InferenceSession.create(path, options)).release();
  const { graph } = onnxProto.onnx.ModelProto.decode(readFileSync(to));
  return { path: to, ops: (graph?.node ?? []).map((n) => `${n.domain}.${n.opType}`) };
}

describe.each(["bert_small", "gpt_block"])("%s", (name) => {
  test("agrees, its attention is one step", { timeout: 120_000 }, async () => {
    const entry = models[name] as NonNullable<(typeof models)[string]>;
    const path = join(folder, `${name}.onnx`);
    writeModel(path, entry.build(entry.small).graph);
    const expected = await reference(path);
    const file = await saved(path);
    expect(file.ops).toContain("com.microsoft.FusedMatMul");
    for (const way of ways) {
      const built = await buildFor(file.path, way);
      expect(built.compiled.program.kernels.map((k) => k.name).some((kernel) => kernel.startsWith("attention"))).toBe(true);
      for (const error of errorsOf(built, await runBuilt(built, way, expected.inputs), expected.outputs))
        expect(error).toMatchObject({ passed: true });
    }
  });
});
