/** Quantized convolutions whose results go behind other channels, at a channel that begins no block: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildFor, byteProducts, reference, runBuilt, scalarWords, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-joined-bytes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const step = 0.0217;

/** Bytes of as many channels, and behind them a convolution of them: in blocks, which another convolution reads, or in rows. */
function joined(channels: number, inBlocks: boolean): string {
  const g = new GraphBuilder("joined", 5);
  let constants = 0;
  const parameter = (dtype: "f32" | "u8" | "i8", shape: readonly number[], values: readonly number[]): string =>
    g.initializer(`c${constants++}`, dtype, shape, values);
  const through = (x: string): string => {
    const grid = [parameter("f32", [], [step]), parameter("u8", [], [3])];
    return g.node("DequantizeLinear", [g.node("QuantizeLinear", [x, ...grid]), ...grid]);
  };
  const conv = (x: string, from: number, to: number): string => {
    const bytes = parameter("i8", [to, from, 1, 1], Array.from(g.random.floats(to * from, -127, 127), Math.round));
    const scales = parameter("f32", [to], Array.from(g.random.floats(to, 0.004, 0.012)));
    return through(g.node("Relu", [g.node("Conv", [x, g.node("DequantizeLinear", [bytes, scales], { axis: 0 })])]));
  };
  const first = conv(through(g.input("x", [1, 16, 7, 9])), 16, channels);
  const both = g.node("Concat", [first, conv(first, channels, channels)], { axis: 1 });
  if (inBlocks) g.output(g.rename(conv(through(both), 2 * channels, 16), "y"), [1, 16, 7, 9]);
  else g.output(g.rename(both, "y"), [1, 2 * channels, 7, 9]);
  const path = join(folder, "joined.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

const cases = [18, 26, 33, 58].flatMap((channels) => [true, false].map((inBlocks) => ({ channels, inBlocks })));

test.each(
  cases.flatMap((c) =>
    [...ways, wide, byteProducts, scalarWords].map((way) => [c.channels, c.inBlocks ? "blocks" : "rows", way.name, c, way] as const),
  ),
)(
  "%i channels in %s: %s agrees",
  async (_channels, _where, _name, { channels, inBlocks }, way) => {
    const path = joined(channels, inBlocks);
    const expected = await reference(path);
    const build = await buildFor(path, way);
    const outputs = await runBuilt(build, way, expected.inputs);
    const [wanted, given] = [expected.outputs, outputs].map((from) => from.get("y")) as [Float32Array, Float32Array];
    expect(given.length).toBe(wanted.length);
    expect(new Set(wanted).size).toBeGreaterThan(20);
    expect(Math.max(...Array.from(wanted, (x, i) => Math.round(Math.abs(x - (given[i] as number)) / step)))).toBeLessThanOrEqual(1);
    const convolutions = build.compiled.program.kernels.filter((k) => k.name.startsWith("conv_bytes2d"));
    expect(convolutions.length).toBeGreaterThanOrEqual(2);
    if (way.target !== "ts" && way !== scalarWords) expect(convolutions.map((k) => k.plan?.lanes)).not.toContain(1);
  },
  60_000,
);
