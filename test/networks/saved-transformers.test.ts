/** Transformers that ONNX Runtime saved after all its optimizations, parts of formulas fused: attention is recognized, and every target agrees with the model they were made from. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { TargetBuild } from "../../src/build.ts";
import { stepsOf } from "../../src/schedule/program.ts";
import { models } from "../models/index.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { writeModel } from "../support/onnx-writer.ts";
import { savedByRuntime } from "../support/saved-by-runtime.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-saved-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sizesOf = ({ compiled, arenaBytes }: TargetBuild) => ({ steps: compiled.program.variants.map((v) => stepsOf(v.region).length), arenaBytes });

describe.each(["bert_small", "gpt_block"])("%s", (name) => {
  test("agrees, its attention is one step", { timeout: 120_000 }, async () => {
    const entry = models[name] as NonNullable<(typeof models)[string]>;
    const path = join(folder, `${name}.onnx`);
    writeModel(path, entry.build(entry.small).graph);
    const expected = await reference(path);
    const file = await savedByRuntime(path);
    expect(file.nodes.map((n) => n.opType)).toContain("FusedMatMul");
    for (const way of ways) {
      const built = await buildFor(file.path, way);
      expect(built.compiled.program.kernels.map((k) => k.name).some((kernel) => kernel.startsWith("attention"))).toBe(true);
      // Views around products cost neither a step nor memory, but where means are summed as rows are stored, which a view hides.
      if (way.target !== "ts") expect(sizesOf(built)).toEqual(sizesOf(await buildFor(path, way)));
      for (const error of errorsOf(built, await runBuilt(built, way, expected.inputs), expected.outputs))
        expect(error).toMatchObject({ passed: true });
    }
  });
});
