/** Channels of convolutions that are shuffled, quantized or copied into rows of pixels: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bodiesOf } from "../../src/loop/functions.ts";
import type { Kernel, Stmt } from "../../src/loop/kernel.ts";
import { buildFor, reference, runBuilt, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-shuffled-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [height, width] = [9, 11];

interface Shuffle {
  readonly parts: readonly number[];
  readonly groups: number;
  readonly then: "nothing" | "bytes" | "sums" | "half";
}

const shuffles: readonly Shuffle[] = [
  { parts: [58, 58], groups: 2, then: "nothing" },
  { parts: [29, 29], groups: 2, then: "bytes" },
  { parts: [24, 12], groups: 3, then: "nothing" },
  { parts: [40, 24], groups: 4, then: "bytes" },
  { parts: [32, 32], groups: 2, then: "sums" },
  { parts: [32, 32], groups: 2, then: "half" },
  { parts: [37, 7], groups: 1, then: "bytes" },
];

/** All of them over one input; outputs y0, y1, ... */
function model(): string {
  const g = new GraphBuilder("shuffled", 5);
  let constants = 0;
  const parameter = (dtype: "f32" | "i64" | "u8", shape: readonly number[], values: Iterable<number>): string =>
    g.initializer(`c${constants++}`, dtype, shape, [...values]);
  const conv = (x: string, from: number, to: number): string => {
    const weights = parameter("f32", [to, from, 1, 1], g.random.floats(to * from, -0.4, 0.4));
    return g.node("Relu", [g.node("Conv", [x, weights, parameter("f32", [to], g.random.floats(to, -1, 1))])]);
  };
  const first = conv(g.input("x", [1, 16, height, width]), 16, 16);
  for (const [i, { parts, groups, then }] of shuffles.entries()) {
    const all = parts.reduce((a, b) => a + b, 0);
    const shaped = (x: string, shape: readonly number[]): string => g.node("Reshape", [x, parameter("i64", [shape.length], shape)]);
    const made = parts.map((n) => conv(first, 16, n));
    const both = g.node("Concat", made, { axis: 1 });
    const bytes = g.node("QuantizeLinear", [both, parameter("f32", [], [0.03]), parameter("u8", [], [3])]);
    const turned = g.node("Transpose", [shaped(then === "bytes" ? bytes : both, [1, groups, all / groups, height, width])], {
      perm: [0, 2, 1, 3, 4],
    });
    const shuffled = shaped(turned, [1, all, height, width]);
    const [from, to] = [all / 2, all].map((n) => parameter("i64", [1], [n]));
    const results = {
      nothing: () => shuffled,
      bytes: () => shuffled,
      sums: () => g.node("Mul", [shuffled, parameter("f32", [1, all, 1, 1], g.random.floats(all, -1, 1))]),
      half: () => g.node("Slice", [shuffled, from as string, to as string, parameter("i64", [1], [1])]),
    };
    g.output(g.rename(results[then](), `y${i}`), [1, then === "half" ? all / 2 : all, height, width], then === "bytes" ? "u8" : "f32");
  }
  const path = join(folder, "shuffled.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

const walksLanes = (body: readonly Stmt[]): boolean => body.some((s) => (s.kind === "for" && s.sym.name === "lane") || bodiesOf(s).some(walksLanes));

test.each([...ways, wide, wideWithoutVectors].map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_name, way) => {
    const path = model();
    const expected = await reference(path);
    const build = await buildFor(path, way);
    const outputs = await runBuilt(build, way, expected.inputs);
    for (const [i, { then }] of shuffles.entries()) {
      const [wanted, given] = [expected.outputs, outputs].map((from) => Array.from(from.get(`y${i}`) as Float32Array)) as [number[], number[]];
      expect(given.length).toBe(wanted.length);
      expect(new Set(wanted).size).toBeGreaterThan(20);
      const error = Math.max(...wanted.map((x, n) => Math.abs(x - (given[n] as number))));
      expect(error / (then === "bytes" ? 1 : Math.max(...wanted.map(Math.abs))), `y${i}`).toBeLessThanOrEqual(then === "bytes" ? 1 : 1e-5);
    }
    if (way !== wide) return;
    const inOrder = (k: Kernel): boolean => /transpose|quantize/.test(k.name) && walksLanes(k.body);
    expect(build.compiled.program.kernels.filter(inOrder).map((k) => k.name.replace(/_[0-9a-f]{6}$/, ""))).toEqual([
      "transpose_58x2x9x11",
      "quantize_transpose_58x9x11",
      "transpose_12x3x9x11",
      "quantize_transpose_64x9x11",
      "transpose_32x2x9x11",
      "quantize_44x9x11",
    ]);
  },
  120_000,
);
