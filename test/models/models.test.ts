/** The model builders: true sizes, and ONNX Runtime loads and runs what they write. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { reference } from "../support/against-onnx-runtime.ts";
import { writeModel } from "../support/onnx-writer.ts";
import { models } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-models-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(models))("%s", (name, { build, parameters, gflop, small }) => {
  it("has the parameters and operations of its architecture", () => {
    const model = build();
    expect(model.parameters).toBe(parameters);
    expect((2 * model.macs) / 1e9 / gflop).toBeCloseTo(1, 1);
  });

  it("runs in ONNX Runtime with activations of sane size", async () => {
    const path = join(folder, `${name}.onnx`);
    writeModel(path, build(small).graph);
    const output = Array.from((await reference(path)).outputs.get("output") ?? [], Number);
    const largest = Math.max(...output.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    expect(largest).toBeLessThan(1e4);
    expect(new Set(output).size).toBeGreaterThan(output.length / 2);
  });
});
