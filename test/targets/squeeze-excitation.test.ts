/** A block with squeeze and excitation on every target against ONNX Runtime: with vectors its factors go into the weights behind them where these are few. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-squeeze-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 24 channels of 12x12, times one factor each, to 20 channels by 1x1; times factors again, to 32 by 1x1; times factors again, to 16 by 3x3, whose weights are as many as the image. */
function model(): string {
  const g = new GraphBuilder("squeezed");
  const scaled = (x: string, channels: number): string => {
    const mean = g.node("GlobalAveragePool", [x]);
    const narrow = g.node("Relu", [g.node("Conv", [mean, g.weights(`${x}_narrow`, [4, channels, 1, 1], channels)])]);
    return g.node("Mul", [x, g.node("Sigmoid", [g.node("Conv", [narrow, g.weights(`${x}_wide`, [channels, 4, 1, 1], 4)])])]);
  };
  const first = g.node("Conv", [scaled(g.input("x", [1, 24, 12, 12]), 24), g.weights("project", [20, 24, 1, 1], 24), g.weights("bias", [20], 20)]);
  const wide = g.node("Conv", [scaled(first, 20), g.weights("expand", [32, 20, 1, 1], 20)]);
  g.output(g.node("Conv", [scaled(wide, 32), g.weights("taps", [16, 32, 3, 3], 288)], { pads: [1, 1, 1, 1] }, { outputs: ["y"] }), [1, 16, 12, 12]);
  const path = join(folder, "squeezed.onnx");
  writeModel(path, g);
  return path;
}

test.each(ways.map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_, way) => {
    const path = model();
    const build = await agreeing(path, way);
    const scaled = build.compiled.program.kernels.filter((k) => k.name.startsWith("scale_weights")).length;
    expect(scaled).toBe(way.target === "ts" ? 0 : 2);
  },
  60_000,
);
