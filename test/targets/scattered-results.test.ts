/** Convolutions whose results lie at channels that begin no block, or in rows: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bodiesOf } from "../../src/loop/functions.ts";
import type { Stmt } from "../../src/loop/kernel.ts";
import { agreeing, buildFor, reference, runBuilt, type Way, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { quick } from "../support/run-c.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-scattered-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Activation = "relu" | "swish" | "residual" | "scaled";

/** Channels of the convolutions side by side, what becomes of their sums, and whether the output is what a convolution reads or rows of pixels. */
interface Joined {
  readonly parts: readonly number[];
  readonly by: Activation;
  readonly inBlocks: boolean;
  /** The parts behind the first are depthwise convolutions of it. */
  readonly depthwise?: true;
}

const joined: readonly Joined[] = [
  { parts: [58, 58], by: "swish", inBlocks: true },
  { parts: [58, 58], by: "relu", inBlocks: false },
  { parts: [12, 20, 30], by: "relu", inBlocks: true },
  { parts: [20, 7, 41], by: "residual", inBlocks: true },
  { parts: [60, 50], by: "scaled", inBlocks: true },
  { parts: [3, 37], by: "swish", inBlocks: false },
  { parts: [24, 24], by: "relu", inBlocks: true, depthwise: true },
  { parts: [36, 36], by: "swish", inBlocks: true, depthwise: true },
];

/** All of them over one input; outputs y0, y1, ... */
function model(): string {
  const g = new GraphBuilder("scattered", 5);
  let constants = 0;
  const parameter = (shape: readonly number[], most: number): string =>
    g.initializer(
      `c${constants++}`,
      "f32",
      shape,
      g.random.floats(
        shape.reduce((a, b) => a * b, 1),
        -most,
        most,
      ),
    );
  const conv = (x: string, from: number, to: number, size: number, group = 1): string => {
    const pad = (size - 1) / 2;
    return g.node("Conv", [x, parameter([to, from / group, size, size], 0.2), parameter([to], 1)], { pads: [pad, pad, pad, pad], group });
  };
  const finished = (x: string, first: string, channels: number, by: Activation): string => {
    if (by === "relu") return g.node("Relu", [x]);
    if (by === "swish") return g.node("Mul", [x, g.node("Sigmoid", [x])]);
    if (by === "residual") return g.node("Add", [x, g.node("Relu", [conv(first, 16, channels, 1)])]);
    return g.node("Mul", [x, g.node("Sigmoid", [conv(g.node("GlobalAveragePool", [first]), 16, channels, 1)])]);
  };
  const first = g.node("Relu", [conv(g.input("x", [1, 16, 7, 9]), 16, 16, 1)]);
  for (const [i, { parts, by, inBlocks, depthwise = false }] of joined.entries()) {
    const made: string[] = [];
    for (const [n, channels] of parts.entries()) {
      const sums =
        depthwise && made[0] !== undefined ? conv(made[0], channels, channels, 3, channels) : conv(first, 16, channels, n % 2 === 0 ? 1 : 3);
      made.push(finished(sums, first, channels, by));
    }
    const both = g.node("Concat", made, { axis: 1 });
    const all = parts.reduce((a, b) => a + b, 0);
    g.output(g.rename(inBlocks ? conv(both, all, 16, 1) : both, `y${i}`), [1, inBlocks ? 16 : all, 7, 9]);
  }
  const path = join(folder, "scattered.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

/** True where a loop finishes and stores results lane by lane. */
const walksLanes = (body: readonly Stmt[]): boolean => body.some((s) => (s.kind === "for" && s.sym.name === "lane") || bodiesOf(s).some(walksLanes));

const sse: Way = { ...wide, name: "C with vectors of 16 on SSE2", flags: ["-march=x86-64", quick] };

test.each([...ways, wide, wideWithoutVectors, sse].map((way) => [way.name, way] as const))(
  "%s agrees",
  async (_name, way) => {
    const path = model();
    const expected = await reference(path);
    const build = await buildFor(path, way);
    if (way === wide) {
      const behind = build.compiled.program.kernels.filter((k) => /^conv2d_.*concat_16x7x9_to_(116|62|68|110)x/.test(k.name));
      expect(behind.length).toBeGreaterThan(3);
      const windows = build.compiled.program.kernels.filter((k) => /^depthwise_conv2d_.*concat_/.test(k.name));
      expect(windows.map((k) => k.plan?.lanes)).toEqual([16, 16]);
      expect([...behind, ...windows].filter((k) => walksLanes(k.body)).map((k) => k.name)).toEqual([]);
    }
    const outputs = await runBuilt(build, way, expected.inputs);
    for (const i of joined.keys()) {
      const [wanted, given] = [expected.outputs, outputs].map((from) => from.get(`y${i}`)) as [Float32Array, Float32Array];
      expect(given.length).toBe(wanted.length);
      const most = wanted.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
      expect(wanted.reduce((a, x, n) => Math.max(a, Math.abs(x - (given[n] as number))), 0) / most, `y${i}`).toBeLessThan(1e-5);
    }
  },
  120_000,
);

/** Convolutions joined in one order, computed in another; one of them is read by a convolution of its own, too, so that it is a tensor, which may stand where it is joined. */
function readTwice(parts: readonly number[], order: readonly number[], twice: number): string {
  const g = new GraphBuilder("twice", 5);
  const conv = (x: string, from: number, to: number, name: string): string =>
    g.node("Conv", [x, g.initializer(`${name}_w`, "f32", [to, from, 1, 1], g.random.floats(to * from, -0.3, 0.3))]);
  const first = conv(g.input("x", [1, 16, 7, 9]), 16, 16, "first");
  const made = new Map(order.map((n) => [n, g.node("Relu", [conv(first, 16, parts[n] as number, `part${n}`)])]));
  const both = g.node(
    "Concat",
    parts.map((_, n) => made.get(n) as string),
    { axis: 1 },
  );
  const all = parts.reduce((a, b) => a + b, 0);
  g.output(g.rename(conv(both, all, 16, "all"), "y"), [1, 16, 7, 9]);
  g.output(g.rename(conv(made.get(twice) as string, parts[twice] as number, 16, "again"), "z"), [1, 16, 7, 9]);
  const path = join(folder, "twice.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

const inOtherOrders = [
  { parts: [20, 7, 41], order: [0, 1, 2], twice: 1 },
  { parts: [12, 4, 32], order: [1, 0, 2], twice: 1 },
  { parts: [20, 12, 32], order: [1, 0, 2], twice: 0 },
];

test.each(inOtherOrders.flatMap((c) => [...ways, wide].map((way) => [c.parts, c.twice, way.name, c, way] as const)))(
  "%j joined, part %i read twice: %s agrees",
  async (_parts, _twice, _name, { parts, order, twice }, way) => {
    await agreeing(readTwice(parts, order, twice), way);
  },
  60_000,
);

/**
 * A Concat ends with the last channels of a longer tensor, which stands there as well. Its first channels are read by what is joined with them, as Res2Net does,
 * or it is computed of that.
 */
function endOfLonger(channels: number, isLater: boolean): string {
  const g = new GraphBuilder("longer", 5);
  const conv = (x: string, from: number, to: number, name: string, size = 1): string => {
    const pad = (size - 1) / 2;
    const weights = g.initializer(`${name}_w`, "f32", [to, from, size, size], g.random.floats(to * from * size * size, -0.2, 0.2));
    return g.node("Relu", [g.node("Conv", [x, weights], { pads: [pad, pad, pad, pad] })]);
  };
  const cut = (x: string, part: number): string => {
    const number = (name: string, n: number): string => g.initializer(`${name}_${x}_${part}`, "i64", [1], [n]);
    return g.node("Slice", [x, number("from", part * channels), number("to", (part + 1) * channels), number("axis", 1)]);
  };
  const first = conv(g.input("x", [1, 16, 7, 9]), 16, 16, "first");
  const parts: string[] = [];
  if (isLater) {
    const before = conv(first, 16, channels, "before");
    const longer = conv(before, channels, 2 * channels, "longer");
    parts.push(before, cut(longer, 1));
    g.output(g.rename(conv(cut(longer, 0), channels, 16, "begin"), "y"), [1, 16, 7, 9]);
  } else {
    const longer = conv(first, 16, 3 * channels, "longer");
    parts.push(conv(cut(longer, 0), channels, channels, "second", 3));
    parts.push(conv(g.node("Add", [parts[0] as string, cut(longer, 1)]), channels, channels, "third", 3), cut(longer, 2));
  }
  g.output(g.rename(conv(g.node("Concat", parts, { axis: 1 }), parts.length * channels, 16, "all"), "z"), [1, 16, 7, 9]);
  const path = join(folder, "longer.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

const longer = [26, 32].flatMap((channels) => [false, true].map((isLater) => ({ channels, isLater })));

test.each(longer.flatMap((c) => [...ways, wide].map((way) => [c, way.name, way] as const)))(
  "the end of a longer tensor behind other parts, %j: %s agrees",
  async ({ channels, isLater }, _name, way) => {
    await agreeing(endOfLonger(channels, isLater), way);
  },
  60_000,
);

/** Two images of 20 channels, the second ten of which stand beside what a convolution makes of the first ten: it ends inside a block of four. */
function besideHalf(): string {
  const g = new GraphBuilder("half", 6);
  const conv = (x: string, from: number, to: number, name: string): string => {
    const weights = g.initializer(name, "f32", [to, from, 1, 1], g.random.floats(to * from, -0.3, 0.3));
    return g.node("Conv", [x, weights]);
  };
  const sizes = g.initializer("sizes", "i64", [2], [10, 10]);
  const [left, right] = g.nodes(
    "Split",
    [conv(g.input("x", [2, 16, 3, 4]), 16, 20, "whole"), sizes],
    { axis: 1 },
    { outputs: ["left", "right"] },
  ) as [string, string];
  g.output(g.rename(g.node("Concat", [g.node("Relu", [conv(left, 10, 10, "half")]), right], { axis: 1 }), "y"), [2, 20, 3, 4]);
  const path = join(folder, "half.onnx");
  writeModel(path, g, { opset: 21 });
  return path;
}

test.each([...ways, wide].map((way) => [way.name, way] as const))(
  "channels in place beside a part that ends inside a block: %s agrees",
  async (_name, way) => {
    await agreeing(besideHalf(), way);
  },
  60_000,
);
