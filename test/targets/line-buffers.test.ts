/**
 * Line buffers: a window reads rows that are computed just ahead of it, on every target against ONNX Runtime, in several bands and in one. What lies between
 * takes no place in the arena; threads and targets give the bits that they gave without.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { walkStatements } from "../../src/loop/functions.ts";
import { stepsOf } from "../../src/schedule/program.ts";
import { agreeing, buildFor, ways, wide } from "../support/against-onnx-runtime.ts";
import { expectBitsOfOneThread, expectEqualBits } from "../support/equal-bits.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Net {
  readonly name: string;
  /** Depthwise convolution of the node's attributes, or a pool. */
  readonly op: "Conv" | "MaxPool" | "AveragePool";
  readonly attributes: Attributes & { readonly kernel_shape: readonly number[] };
  readonly batch?: number;
  readonly height?: number;
  readonly width?: number;
  readonly channels?: number;
  /** Means of the window's results scale them: squeeze and excitation. */
  readonly means?: true;
}

/** 8 channels to 64 by 3x3 under Swish, then a window under it, then 4 channels. */
function model({ name, op, attributes, batch = 1, height = 39, width = 64, channels = 64, means }: Net): string {
  const g = new GraphBuilder("lines");
  const swish = (x: string): string => g.node("Mul", [x, g.node("Sigmoid", [x])]);
  const wide = g.node(
    "Conv",
    [g.input("x", [batch, 8, height, width]), g.weights("a", [channels, 8, 3, 3], 72), g.weights("a_bias", [channels], 1)],
    {
      pads: [1, 1, 1, 1],
    },
  );
  const operands = op === "Conv" ? [g.weights("k", [channels, 1, ...attributes.kernel_shape], 9), g.weights("k_bias", [channels], 1)] : [];
  const window = swish(g.node(op, [swish(wide), ...operands], op === "Conv" ? { ...attributes, group: channels } : attributes));
  const scaled = means === undefined ? window : g.node("Mul", [window, g.node("Sigmoid", [g.node("GlobalAveragePool", [window])])]);
  g.output(g.node("Conv", [scaled, g.weights("b", [4, channels, 1, 1], channels)], {}, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  return path;
}

const nets: readonly Net[] = [
  { name: "3x3", op: "Conv", attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
  { name: "3x3 with means", op: "Conv", attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, means: true },
  { name: "3x3 by 2, padded behind", op: "Conv", attributes: { kernel_shape: [3, 3], pads: [0, 0, 1, 1], strides: [2, 2] } },
  { name: "5x5 by 2, a batch of two", op: "Conv", attributes: { kernel_shape: [5, 5], pads: [2, 2, 2, 2], strides: [2, 2] }, batch: 2, means: true },
  { name: "dilated 3x3", op: "Conv", attributes: { kernel_shape: [3, 3], pads: [2, 2, 2, 2], dilations: [2, 2] } },
  { name: "a row of one", op: "Conv", attributes: { kernel_shape: [3, 1], pads: [2, 0, 0, 0] } },
  { name: "maxima of 3x3 by 2", op: "MaxPool", attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] } },
  { name: "maxima of 2x2 by 3", op: "MaxPool", attributes: { kernel_shape: [2, 2], strides: [3, 3] } },
  { name: "means of 3x3", op: "AveragePool", attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
  { name: "few rows, one band", op: "Conv", attributes: { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }, height: 7, width: 9, channels: 128 },
];

describe.each(nets.map((net) => [net.name, net] as const))("%s", (_, net) => {
  const path = model(net);
  test.each([...ways, wide].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const build = await agreeing(path, way);
      const { kernels, variants } = build.compiled.program;
      const joined = kernels.filter((k) => k.plan?.schedule === "lines");
      // Without lanes a tile of the window goes over channels last, which ends no total.
      expect(joined.map((k) => k.doc.some((line) => line.startsWith("total:")))).toEqual([net.means === true && way.target !== "ts"]);
      // A total that goes on from one band to the next begins with what the last one stored, and is set once.
      for (const k of joined)
        walkStatements(k.body, (s) => {
          if (s.kind === "tile" && s.tile.name === "total") expect(s.overwritten === true || s.init.kind === "load").toBe(true);
        });
      // Neither does what lies between have a place, nor is the kernel's own memory as large.
      const whole = 4 * 64 * 39 * 64;
      const between = variants.flatMap((v) => v.arena).filter((row) => /lines/.test(row.storage.name));
      expect(between).toHaveLength(1);
      if (net.height === undefined) expect(between[0]?.storage.bytes).toBeLessThan(whole / 2);
    },
    60_000,
  );
});

test.each([
  ["c", "x86-64-v4"],
  ["c", "generic"],
  ["wasm", "wasm-simd128"],
] as const)(
  "two threads give the bits of one: %s, %s",
  async (target, machine) => {
    const path = model({ ...(nets[1] as Net), name: "threads", height: 40 });
    await expectBitsOfOneThread(path, [target, machine], ({ program }, threads) => {
      const calls = program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => s.kind === "call");
      const lines = calls.filter((s) => s.kernel.plan?.schedule === "lines");
      expect(lines.map((s) => s.parts?.length)).toEqual([threads > 1 ? threads + 1 : undefined]);
    });
  },
  60_000,
);

test(
  "deterministic programs give equal bits on all targets",
  () =>
    expectEqualBits(model({ ...(nets[1] as Net), name: "deterministic" }), ({ compiled }) =>
      expect(compiled.program.kernels.filter((k) => k.plan?.schedule === "lines")).toHaveLength(1),
    ),
  60_000,
);

test.each([
  ["an algorithm of its own computes what lies between", [64, 16, 3, 3], ["MaxPool"]],
  ["it is read again", [64, 16, 1, 1], ["MaxPool", "AveragePool"]],
] as const)("nothing is joined where %s", async (name, weights, pools) => {
  const g = new GraphBuilder("apart");
  const x = g.node("Conv", [g.input("x", [1, 16, 40, 64]), g.weights("a", weights, 144)], { pads: weights[2] === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0] });
  const pooled = pools.map((pool) => g.node(pool, [x], { kernel_shape: [2, 2], strides: [2, 2] }));
  g.output(g.node("Conv", [g.node("Sum", pooled), g.weights("b", [4, 64, 1, 1], 64)], {}, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  const { kernels } = (await buildFor(path, wide)).compiled.program;
  expect(kernels.filter((k) => k.plan?.schedule === "lines")).toEqual([]);
  expect(kernels.some((k) => k.plan?.schedule === "winograd")).toBe(weights[2] === 3);
});
