/** Convolutions of each channel by itself between rows of pixels, on every target against ONNX Runtime. Targets give equal bits where they are asked to, threads those of one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { agreeing, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { expectBitsOfOneThread, expectEqualBits } from "../support/equal-bits.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-depthwise-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Net {
  readonly name: string;
  readonly input: readonly [number, number, number, number];
  readonly kernel: readonly [number, number];
  readonly attributes?: Attributes;
  /** Results of a channel. */
  readonly results?: number;
  /** Behind the sums; default: nothing. */
  readonly activation?: "Relu" | "Sigmoid";
}

const nets: readonly Net[] = [
  { name: "3x3", input: [1, 5, 30, 32], kernel: [3, 3], attributes: { pads: [1, 1, 1, 1] } },
  { name: "3x3 of an odd width, a batch", input: [2, 3, 17, 37], kernel: [3, 3], attributes: { pads: [1, 1, 1, 1] }, activation: "Relu" },
  { name: "5x5 without padding, functions", input: [1, 8, 19, 43], kernel: [5, 5], activation: "Sigmoid" },
  { name: "7x5 padded on one side", input: [1, 6, 15, 21], kernel: [7, 5], attributes: { pads: [6, 0, 0, 4] } },
  { name: "13 rows of taps", input: [1, 4, 20, 20], kernel: [13, 3], attributes: { pads: [6, 1, 6, 1] } },
  { name: "one row of taps", input: [1, 7, 9, 24], kernel: [1, 3], attributes: { pads: [0, 1, 0, 1] } },
  { name: "one column of taps", input: [1, 7, 9, 24], kernel: [3, 1], attributes: { pads: [1, 0, 1, 0] } },
  { name: "dilated", input: [1, 6, 23, 23], kernel: [3, 3], attributes: { pads: [3, 3, 3, 3], dilations: [3, 3] } },
  { name: "rows far apart", input: [1, 6, 31, 20], kernel: [3, 3], attributes: { pads: [9, 1, 9, 1], dilations: [9, 1] } },
  { name: "rows by 2", input: [1, 6, 22, 33], kernel: [3, 3], attributes: { pads: [1, 1, 1, 1], strides: [2, 1] } },
  {
    name: "by 2, in blocks of channels that are copied to rows",
    input: [1, 40, 22, 34],
    kernel: [3, 3],
    attributes: { pads: [1, 1, 1, 1], strides: [2, 2] },
  },
  { name: "two results of a channel", input: [1, 6, 18, 26], kernel: [3, 3], attributes: { pads: [1, 1, 1, 1] }, results: 2 },
];

function model({ name, input, kernel, attributes = {}, results = 1, activation }: Net): string {
  const g = new GraphBuilder("depthwise");
  const [, channels] = input;
  const operands = [g.input("x", input), g.weights("w", [channels * results, 1, ...kernel], 4), g.weights("bias", [channels * results], 1)];
  const sums = g.node("Conv", operands, { ...attributes, group: channels });
  g.output(activation === undefined ? g.node("Identity", [sums]) : g.node(activation, [sums]), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  return path;
}

describe.each(nets)("$name", (net) => {
  test.each([...ways, wide, wideWithoutVectors].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const build = await agreeing(model(net), way);
      const own = build.compiled.program.kernels.filter((k) => k.name.startsWith("depthwise"));
      if (way === wide) expect(own.map((k) => [k.plan?.lanes, k.params.every((p) => p.name !== "tile")])).toEqual([[16, true]]);
    },
    60_000,
  );
});

const [plain, ...others] = nets as readonly [Net, ...Net[]];

test.each([plain, ...others.filter(({ name }) => name === "dilated")])(
  "deterministic programs give equal bits on all targets: $name",
  (net) => expectEqualBits(model({ ...net, name: `${net.name} deterministic` })),
  60_000,
);

test.each([
  ["c", "x86-64-v4"],
  ["wasm", "wasm-simd128"],
] as const)(
  "two threads give the bits of one: %s",
  (...where) => expectBitsOfOneThread(model({ ...plain, name: "threads", input: [1, 16, 112, 112] }), where),
  60_000,
);
