/** Sums over channels of an image that the second-level cache does not hold ask for the pixels of the next tile; others do not. All agree with ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, ways, wide } from "../../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-pixels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [vectors] = ways;

test.each([
  { name: "an image of 784 KiB", channels: 1024, stride: 1, way: vectors, lines: 3 },
  { name: "one of 196 KiB", channels: 256, stride: 1, way: vectors, lines: 0 },
  { name: "pixels a line apart", channels: 1024, stride: 2, way: vectors, lines: 0 },
  { name: "32 registers", channels: 1024, stride: 1, way: wide, lines: 0 },
])(
  "$name: $lines lines in a round",
  async ({ channels, stride, way, lines }) => {
    const g = new GraphBuilder("pixels");
    const x = g.input("image", [1, channels, 14, 14]);
    const strides = { strides: [stride, stride] };
    g.output(g.node("Conv", [x, g.weights("w", [32, channels, 1, 1], channels)], strides, { outputs: ["y"] }), [1, 32, 14 / stride, 14 / stride]);
    const path = join(folder, `pixels${channels}_${stride}.onnx`);
    writeModel(path, g);
    expect(way).toBeDefined();
    const { files } = await agreeing(path, way ?? wide);
    const text = files.map(({ content }) => (typeof content === "string" ? content : "")).join("\n");
    const rounds = text.split(/\bfor \(/).map((body) => body.match(/aot_prefetch\(x, /g)?.length ?? 0);
    expect(Math.max(...rounds)).toBe(lines);
  },
  60_000,
);
