/** Quantized networks on every target against ONNX Runtime's integer kernels: outputs within one step of their scale. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quantizedResnet50 } from "../models/resnet.ts";
import { buildFor, reference, runBuilt, type Way, ways } from "../support/against-onnx-runtime.ts";
import { modelBytes } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-quantized-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const byteProducts: Way = { name: "C with byte products", target: "c", machine: "x86-64-v4-vnni" };

describe("resnet50 in bytes", () => {
  const path = join(folder, "resnet50_int8.onnx");
  let expected: Awaited<ReturnType<typeof reference>>;
  beforeAll(async () => {
    const isFull = process.env.AOT_NETWORKS === "full";
    writeFileSync(path, modelBytes(quantizedResnet50(isFull ? {} : { size: 64, width: 0.25, depth: 1, classes: 10 }).graph));
    expected = await reference(path);
  }, 120_000);

  test.each([...ways, byteProducts].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_, way) => {
      const build = await buildFor(path, way);
      const outputs = await runBuilt(build, way, expected.inputs);
      const [wanted, given] = [expected, { outputs }].map((from) => from.outputs.get("output") as Float32Array) as [Float32Array, Float32Array];
      const steps = Array.from(wanted, (x, i) => Math.round(Math.abs(x - (given[i] as number)) / 0.06));
      expect(given.length).toBe(wanted.length);
      expect(Math.max(...steps)).toBeLessThanOrEqual(1);
      expect(new Set(wanted).size).toBeGreaterThan(5);
      expect(build.arenaBytes).toBeLessThanOrEqual(build.arenaLowerBound * 1.02);
    },
    300_000,
  );
});
