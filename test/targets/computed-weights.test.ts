/** Convolutions whose weights the run finds are packed there for the schedules that constants are packed for: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildFor, reference, runBuilt, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-computed-weights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly channels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly group?: number;
  readonly stride?: number;
}

const cases: readonly Case[] = [
  { channels: 32, outChannels: 32, kernel: 3 },
  { channels: 32, outChannels: 48, kernel: 1 },
  { channels: 19, outChannels: 21, kernel: 3, stride: 2 },
  { channels: 3, outChannels: 18, kernel: 3 },
  { channels: 20, outChannels: 20, kernel: 3, group: 20 },
  { channels: 24, outChannels: 12, kernel: 3, group: 4 },
  { channels: 40, outChannels: 2, kernel: 3 },
  { channels: 2, outChannels: 3, kernel: 5 },
];

function model({ channels, outChannels, kernel, group = 1, stride = 1 }: Case): string {
  const g = new GraphBuilder("computed", 9);
  const before = g.node("Relu", [g.input("x", [2, channels, 9, 11])]);
  const w = g.node("Neg", [g.input("w", [outChannels, channels / group, kernel, kernel])]);
  const pads = Array.from({ length: 4 }, () => (kernel - 1) / 2);
  const conv = g.node("Conv", [before, w], { group, strides: [stride, stride], pads });
  g.output(g.rename(g.node("Relu", [conv]), "y"));
  const path = join(folder, "computed.onnx");
  writeModel(path, g);
  return path;
}

const name = ({ channels, outChannels, kernel, group = 1 }: Case): string => `${channels} to ${outChannels} by ${kernel}, groups: ${group}`;

test.each(cases.flatMap((c) => [...ways, wide].map((way) => [name(c), way.name, c, way] as const)))(
  "%s: %s agrees",
  async (_case, _way, c, way) => {
    const path = model(c);
    const expected = await reference(path);
    const build = await buildFor(path, way);
    const outputs = await runBuilt(build, way, expected.inputs);
    const [wanted, given] = [expected.outputs, outputs].map((from) => from.get("y")) as [Float32Array, Float32Array];
    const largest = Math.max(...wanted.map(Math.abs));
    expect(given.length).toBe(wanted.length);
    expect(Math.max(...wanted.map((x, i) => Math.abs(x - (given[i] as number))))).toBeLessThan(1e-5 * largest);
    const [convolution] = build.compiled.program.kernels.filter((k) => k.name.includes("conv2d"));
    if (way.target !== "ts" && c.channels >= 16 && c.group !== 4 && c.outChannels > 2) expect(convolution?.plan?.lanes).toBeGreaterThan(1);
  },
  60_000,
);
