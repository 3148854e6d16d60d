/** Pools in blocks of channels, whose windows share positions in registers, on every target against ONNX Runtime. Targets give equal bits where they are asked to, threads those of one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bodiesOf } from "../../src/loop/functions.ts";
import type { Stmt } from "../../src/loop/kernel.ts";
import { agreeing, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { expectBitsOfOneThread, expectEqualBits } from "../support/equal-bits.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-sliding-windows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Net {
  readonly name: string;
  readonly op: "MaxPool" | "AveragePool" | "LpPool";
  readonly channels: number;
  readonly extents: readonly number[];
  readonly attributes: Attributes;
  /** Behind the pool; default: nothing. */
  readonly activation?: "Sigmoid";
  /** Windows that share too little. */
  readonly apart?: true;
}

const nets: readonly Net[] = [
  { name: "3x3", op: "MaxPool", channels: 32, extents: [14, 28], attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
  {
    name: "3x3 by 2, half a block",
    op: "MaxPool",
    channels: 24,
    extents: [15, 37],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  },
  {
    name: "5x5, functions",
    op: "MaxPool",
    channels: 16,
    extents: [9, 21],
    attributes: { kernel_shape: [5, 5], pads: [2, 2, 2, 2] },
    activation: "Sigmoid",
  },
  {
    name: "no padding, rounded up",
    op: "MaxPool",
    channels: 16,
    extents: [12, 22],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
  },
  { name: "padded on one side", op: "MaxPool", channels: 16, extents: [8, 13], attributes: { kernel_shape: [3, 4], pads: [0, 3, 2, 0] } },
  { name: "dilated", op: "MaxPool", channels: 16, extents: [11, 30], attributes: { kernel_shape: [3, 3], dilations: [2, 3], pads: [2, 2, 2, 2] } },
  { name: "as wide as the row", op: "MaxPool", channels: 16, extents: [6, 5], attributes: { kernel_shape: [5, 5], pads: [4, 4, 4, 4] } },
  { name: "along one axis", op: "MaxPool", channels: 32, extents: [45], attributes: { kernel_shape: [4], pads: [1, 2] } },
  { name: "volumes", op: "MaxPool", channels: 16, extents: [5, 6, 17], attributes: { kernel_shape: [3, 3, 3], pads: [1, 1, 1, 1, 1, 1] } },
  { name: "means", op: "AveragePool", channels: 32, extents: [10, 26], attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } },
  {
    name: "means with padding by 2",
    op: "AveragePool",
    channels: 16,
    extents: [9, 33],
    attributes: { kernel_shape: [5, 5], strides: [2, 2], pads: [2, 2, 2, 2], count_include_pad: 1 },
  },
  { name: "norms", op: "LpPool", channels: 16, extents: [9, 20], attributes: { kernel_shape: [3, 3], p: 2 } },
  { name: "2x2 by 2", op: "MaxPool", channels: 32, extents: [8, 28], attributes: { kernel_shape: [2, 2], strides: [2, 2] }, apart: true },
];

/** A pool between two products of channels. */
function model({ name, op, channels, extents, attributes, activation }: Net): string {
  const g = new GraphBuilder("sliding");
  const taps = extents.map(() => 1);
  const blocks = g.node("Conv", [g.input("x", [1, 8, ...extents]), g.weights("w", [channels, 8, ...taps], 4)]);
  const pooled = g.node(op, [blocks], attributes);
  const read = activation === undefined ? pooled : g.node(activation, [pooled]);
  g.output(g.node("Conv", [read, g.weights("w2", [16, channels, ...taps], 4)]), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  return path;
}

const hasLine = (body: readonly Stmt[]): boolean => body.some((s) => (s.kind === "tile" && s.tile.name === "line") || bodiesOf(s).some(hasLine));

describe.each(nets)("$op, $name", (net) => {
  test.each([...ways, wide, wideWithoutVectors].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const { compiled } = await agreeing(model(net), way);
      if (way === wide) expect(compiled.program.kernels.some(({ body }) => hasLine(body))).toBe(net.apart !== true);
    },
    60_000,
  );
});

test.each(nets.filter(({ name }) => ["3x3", "means", "5x5, functions"].includes(name)))(
  "deterministic programs give equal bits on all targets: $name",
  (net) => expectEqualBits(model({ ...net, name: `${net.name} deterministic` })),
  60_000,
);

test.each([
  ["c", "x86-64-v4"],
  ["wasm", "wasm-simd128"],
] as const)(
  "two threads give the bits of one: %s",
  (...where) => expectBitsOfOneThread(model({ ...(nets[0] as Net), name: "threads", channels: 64, extents: [56, 56] }), where),
  60_000,
);
