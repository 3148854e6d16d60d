/** Winograd's convolutions between others, whose values lie in blocks of channels: with taps apart, along one axis, with a depth in front of the plane, on every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-winograd-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Net {
  readonly name: string;
  readonly input: readonly number[];
  readonly channels: number;
  /** Extents of the taps, and the node's attributes. */
  readonly kernel: readonly number[];
  readonly attributes: Attributes;
}

/** A convolution, then one more whose sum a second operand and Relu finish, then maxima, which read no rows of pixels. */
function model({ name, input, channels, kernel, attributes }: Net): string {
  const g = new GraphBuilder("fast");
  const weights = (as: string): string => g.weights(as, [channels, channels, ...kernel], channels * kernel.reduce((n, k) => n * k, 1));
  const x = g.node("Relu", [g.input("x", [input[0] as number, channels, ...input.slice(1)])]);
  const a = g.node("Relu", [g.node("Conv", [x, weights("a"), g.weights("a_bias", [channels], 1)], attributes)]);
  const b = g.node("Relu", [g.node("Add", [g.node("Conv", [a, weights("b"), g.weights("b_bias", [channels], 1)], attributes), a])]);
  const pool = [...kernel.slice(1).map(() => 1), 2];
  g.output(g.node("MaxPool", [b], { kernel_shape: pool, strides: pool }, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  return path;
}

const planar = { pads: [0, 1, 1, 0, 1, 1] };
const nets: readonly Net[] = [
  { name: "taps two apart", input: [1, 28, 30], channels: 32, kernel: [3, 3], attributes: { dilations: [2, 2], pads: [2, 2, 2, 2] } },
  { name: "taps 1 and 4 apart, a batch", input: [2, 13, 31], channels: 32, kernel: [3, 3], attributes: { dilations: [1, 4], pads: [1, 4, 1, 4] } },
  { name: "5x5 taps", input: [1, 19, 22], channels: 32, kernel: [5, 5], attributes: { pads: [2, 2, 2, 2] } },
  { name: "5x5 taps 2 apart, a batch", input: [2, 17, 16], channels: 32, kernel: [5, 5], attributes: { dilations: [2, 2], pads: [4, 4, 4, 4] } },
  { name: "a row of 3 taps", input: [2, 8, 18], channels: 64, kernel: [1, 3], attributes: { pads: [0, 1, 0, 1] } },
  { name: "a column of 5 taps", input: [1, 31, 12], channels: 48, kernel: [5, 1], attributes: { pads: [2, 0, 2, 0] } },
  { name: "a depth of three alone", input: [2, 9, 7, 10], channels: 32, kernel: [3, 1, 1], attributes: { pads: [1, 0, 0, 1, 0, 0] } },
  { name: "slices", input: [1, 5, 17, 14], channels: 48, kernel: [1, 3, 3], attributes: planar },
  { name: "a depth of three", input: [2, 4, 14, 14], channels: 32, kernel: [3, 3, 3], attributes: { pads: [1, 1, 1, 1, 1, 1] } },
  { name: "a depth of two, padded before", input: [1, 7, 11, 15], channels: 32, kernel: [2, 3, 3], attributes: { pads: [1, 1, 1, 0, 1, 1] } },
];

describe.each(nets.map((net) => [net.name, net] as const))("%s", (_, net) => {
  const path = model(net);
  test.each([...ways, wide].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const build = await agreeing(path, way);
      expect(build.compiled.program.kernels.some((k) => k.plan?.schedule === "winograd")).toBe(true);
    },
    120_000,
  );
});
