/** Convolutions whose taps lie so far apart that many of them meet padding: those are left out tile by tile, on every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Stmt } from "../../src/loop/kernel.ts";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-dilated-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Net {
  readonly name: string;
  readonly input: readonly [number, number, number, number];
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly attributes: Attributes;
  /** Default: Conv. */
  readonly node?: string;
  /** Lanes run along the places that decide which taps reach, so none is left out. */
  readonly isWhole?: true;
}

/** Two convolutions, so that the second reads values with a halo, and sums of its results. */
function model({ name, input, channels, kernel, attributes, node = "Conv" }: Net): string {
  const g = new GraphBuilder("dilated");
  const taps = kernel[0] * kernel[1];
  const group = Number(attributes.group ?? 1);
  const weights = (as: string, own: readonly number[], inputs: number): string =>
    g.weights(as, [channels, inputs / group, ...own], inputs * own.reduce((n, k) => n * k, 1));
  const first = g.node("Relu", [g.node("Conv", [g.input("x", input), g.weights("a", [channels, input[1], 1, 1], input[1])])]);
  const second = g.node("Relu", [g.node(node, [first, weights("b", kernel, channels), g.weights("b_bias", [channels], taps)], attributes)]);
  g.output(g.node("GlobalAveragePool", [second], {}, { outputs: ["mean"] }), undefined);
  g.output(g.node("Neg", [second], {}, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  return path;
}

const nets: readonly Net[] = [
  { name: "12 on 16x16", input: [1, 8, 16, 16], channels: 64, kernel: [3, 3], attributes: { dilations: [12, 12], pads: [12, 12, 12, 12] } },
  { name: "9 on 13x19, a batch", input: [2, 20, 13, 19], channels: 40, kernel: [3, 3], attributes: { dilations: [9, 9], pads: [9, 9, 9, 9] } },
  { name: "rows alone", input: [1, 32, 11, 23], channels: 32, kernel: [5, 3], attributes: { dilations: [4, 1], pads: [8, 1, 8, 1] } },
  { name: "columns alone", input: [1, 32, 6, 37], channels: 48, kernel: [1, 3], attributes: { dilations: [1, 30], pads: [0, 30, 0, 30] } },
  {
    name: "uneven, by 2",
    input: [1, 32, 15, 18],
    channels: 32,
    kernel: [3, 3],
    attributes: { dilations: [8, 8], strides: [2, 2], pads: [9, 6, 7, 10] },
  },
  {
    name: "lanes along pixels",
    input: [1, 1, 3, 5],
    channels: 2,
    kernel: [1, 3],
    attributes: { dilations: [1, 4], pads: [0, 4, 0, 4] },
    isWhole: true,
  },
  {
    name: "a channel each",
    input: [1, 32, 16, 15],
    channels: 32,
    kernel: [3, 3],
    attributes: { dilations: [10, 10], pads: [10, 10, 10, 10], group: 32 },
  },
  { name: "groups", input: [1, 32, 16, 15], channels: 32, kernel: [3, 3], attributes: { dilations: [10, 10], pads: [10, 10, 10, 10], group: 4 } },
  {
    name: "transposed",
    input: [1, 32, 16, 15],
    channels: 32,
    kernel: [3, 3],
    attributes: { dilations: [10, 10], pads: [10, 10, 10, 10] },
    node: "ConvTranspose",
  },
];

/** Loops over taps from or to a number that its place decides. */
const clipped = (body: readonly Stmt[]): number =>
  body.reduce((n, s) => {
    if (s.kind !== "for") return n;
    const isClipped = s.sym.name.startsWith("k") && (typeof s.from !== "number" || typeof s.to !== "number");
    return n + Number(isClipped) + clipped(s.body);
  }, 0);

describe.each(nets.map((net) => [net.name, net] as const))("%s", (_, net) => {
  const path = model(net);
  test.each([...ways, wide].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const build = await agreeing(path, way);
      if (way.machine === wide.machine && net.node === undefined)
        expect(build.compiled.program.kernels.some((k) => clipped(k.body) > 0)).toBe(net.isWhole !== true);
    },
    120_000,
  );
});
