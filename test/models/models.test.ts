/** The model builders: true sizes, and ONNX Runtime loads and runs what they write. */
import { describe, expect, it } from "vitest";
import { modelBytes } from "../support/onnx-writer.ts";
import { floats, runOracle } from "../support/onnxruntime.ts";
import { Random } from "../support/random.ts";
import { type BuiltModel, models } from "./index.ts";

async function outputOf({ graph, input }: BuiltModel): Promise<readonly number[]> {
  const dims = input.map(Number);
  const data = new Random(7).floats(dims.reduce((n, d) => n * d, 1));
  const { output } = await runOracle(modelBytes(graph), { input: floats(dims, data) });
  return Array.from(output?.data ?? [], Number);
}

describe.each(Object.entries(models))("%s", (_name, { build, parameters, gflop, small }) => {
  it("has the parameters and operations of its architecture", () => {
    const model = build();
    expect(model.parameters).toBe(parameters);
    expect((2 * model.macs) / 1e9 / gflop).toBeCloseTo(1, 1);
  });

  it("runs in ONNX Runtime with activations of sane size", async () => {
    const output = await outputOf(build(small));
    const largest = Math.max(...output.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    expect(largest).toBeLessThan(1e4);
    expect(new Set(output).size).toBeGreaterThan(output.length / 2);
  });
});
