/**
 * Convolutions whose groups fill no vectors, on every target against ONNX Runtime: a vector of results reads one channel of each group it meets. Targets give
 * equal bits where they are asked to, threads those of one.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  agreeing,
  buildFor,
  byteProducts,
  errorsOf,
  reference,
  runBuilt,
  type Way,
  ways,
  wide,
  wideWithoutVectors,
} from "../support/against-onnx-runtime.ts";
import { expectBitsOfOneThread, expectEqualBits } from "../support/equal-bits.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-groups-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Net {
  readonly group: number;
  /** Of a group. */
  readonly inputs: number;
  readonly outputs: number;
  /** Spatial extents of the input. */
  readonly extents: readonly number[];
  readonly attributes: Attributes & { readonly kernel_shape: readonly number[] };
  readonly batch?: number;
  /** A Swish behind the sums. */
  readonly swish?: true;
  /** The result is the graph's, row by row. */
  readonly last?: true;
}

const net = (group: number, inputs: number, outputs: number, more: Partial<Net> = {}): Net => ({
  group,
  inputs,
  outputs,
  extents: [9, 15],
  attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
  ...more,
});

const nets: readonly (readonly [string, Net])[] = [
  ["8 channels, half of a vector left", net(5, 8, 8)],
  ["8 channels by 2, under Swish", net(4, 8, 8, { attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }, swish: true })],
  ["4 channels, a batch of two", net(8, 4, 4, { batch: 2 })],
  ["2 channels", net(16, 2, 2)],
  ["3 channels", net(8, 3, 3)],
  ["12 channels, a quarter of a vector left", net(3, 12, 12)],
  ["24 channels, half of a vector left, 5x5 padded before", net(3, 24, 24, { attributes: { kernel_shape: [5, 5], pads: [2, 3, 0, 1] } })],
  ["40 channels, dilated", net(2, 40, 40, { attributes: { kernel_shape: [3, 3], pads: [2, 2, 2, 2], dilations: [2, 2] } })],
  ["20 channels to 12", net(3, 20, 12)],
  ["16 channels to 2, lanes behind the last group", net(3, 16, 2)],
  ["24 channels, lanes behind the last of 15 groups", net(15, 24, 24, { extents: [5, 9] })],
  ["4 channels to 16", net(4, 4, 16)],
  ["16 channels to 4", net(4, 16, 4)],
  ["two results of a channel", net(24, 1, 2)],
  ["a row of taps", net(4, 8, 8, { extents: [50], attributes: { kernel_shape: [12], pads: [6, 5] } })],
  ["24 channels along a row", net(4, 24, 24, { extents: [99], attributes: { kernel_shape: [32], pads: [16, 16] }, swish: true })],
  ["boxes", net(4, 8, 8, { extents: [4, 5, 6], attributes: { kernel_shape: [3, 3, 3], pads: [1, 1, 1, 1, 1, 1] } })],
  ["no columns", net(4, 8, 8, { extents: [3, 3], attributes: { kernel_shape: [3, 3] } })],
  ["the graph's output", net(4, 8, 8, { last: true })],
];

/** A 1x1 convolution, the grouped one of its results, and one more. */
function model(name: string, { group, inputs, outputs, extents, attributes, batch = 1, swish, last }: Net): string {
  const g = new GraphBuilder("groups");
  const ones = extents.map(() => 1);
  const [from, to] = [group * inputs, group * outputs];
  const x = g.node("Conv", [g.input("x", [batch, 4, ...extents]), g.weights("a", [from, 4, ...ones], 4)]);
  const operands = [x, g.weights("w", [to, inputs, ...attributes.kernel_shape], 40), g.weights("bias", [to], 1)];
  if (last === true) g.output(g.node("Conv", operands, { ...attributes, group }, { outputs: ["y"] }), undefined);
  else {
    const sum = g.node("Conv", operands, { ...attributes, group });
    const finished = swish === true ? g.node("Mul", [sum, g.node("Sigmoid", [sum])]) : g.node("Relu", [sum]);
    g.output(g.node("Conv", [finished, g.weights("b", [4, to, ...ones], to)], {}, { outputs: ["y"] }), undefined);
  }
  const path = join(folder, `${name.replace(/\W+/g, "_")}.onnx`);
  writeModel(path, g);
  return path;
}

describe.each(nets)("%s", (name, given) => {
  test.each([...ways, wide, wideWithoutVectors].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const path = model(name, given);
      const build = await agreeing(path, way);
      const own = build.compiled.program.kernels.filter((k) =>
        k.name.includes(`_k${given.inputs > 1 ? `${given.inputs}x` : ""}${given.attributes.kernel_shape.join("x")}`),
      );
      const isInRuns = Math.min(...[given.inputs, given.outputs].map((n) => n & -n)) > 1;
      if (way === wide && isInRuns) expect(own.map((k) => k.plan?.lanes)).toEqual([16]);
    },
    60_000,
  );
});

/** The same of bytes: QLinearConv between conversions. */
function byteModel(name: string, { group, inputs, outputs, extents, attributes }: Net): string {
  const g = new GraphBuilder("bytes");
  const number = (value: number): string => g.constant("f32", [], Float32Array.of(value));
  const zero = (value: number): string => g.constant("u8", [], Uint8Array.of(value));
  const signed = g.constant("i8", [], Int8Array.of(0));
  const x = g.node("QuantizeLinear", [g.input("x", [1, group * inputs, ...extents]), number(0.02), zero(120)]);
  const shape = [group * outputs, inputs, ...attributes.kernel_shape];
  const values = Int8Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => ((i * 37) % 129) - 64);
  const w = g.initializer("w", "i8", shape, values);
  const operands = [x, number(0.02), zero(120), w, number(0.004), signed, number(0.1), zero(128)];
  const sums = g.node("QLinearConv", operands, { ...attributes, group });
  g.output(g.node("DequantizeLinear", [sums, number(0.1), zero(128)], {}, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name.replace(/\W+/g, "_")}_bytes.onnx`);
  writeModel(path, g);
  return path;
}

const byteMachines: readonly Way[] = [...ways, wide, byteProducts];

describe.each(nets.filter(([, { batch, swish, last }]) => batch === undefined && swish === undefined && last === undefined))(
  "bytes, %s",
  (name, given) => {
    test("all targets agree to a step", async () => {
      const path = byteModel(name, given);
      const expected = await reference(path);
      for (const way of byteMachines) {
        if (way.machine.endsWith("vnni") && !readFileSync("/proc/cpuinfo", "utf8").includes("avx512_vnni")) continue;
        const build = await buildFor(path, way);
        for (const error of errorsOf(build, await runBuilt(build, way, expected.inputs), expected.outputs))
          expect(error.maxAbsolute, way.name).toBeLessThan(0.101);
        const lanes = build.compiled.program.kernels.filter((k) => k.plan?.schedule === "tiled").map((k) => k.plan?.lanes);
        if (way === wide && given.inputs % 4 === 0 && given.outputs % 4 === 0) expect(lanes).toEqual([16]);
      }
    }, 120_000);
  },
);

const chosen = ["8 channels, half of a vector left", "24 channels along a row"].map((name) => nets.find(([n]) => n === name) ?? nets[0]);

test.each(chosen.map((n) => n as readonly [string, Net]))(
  "deterministic programs give equal bits on all targets: %s",
  (name, given) => expectEqualBits(model(`${name} deterministic`, given)),
  60_000,
);

test.each([
  ["c", "x86-64-v4"],
  ["wasm", "wasm-simd128"],
] as const)(
  "two threads give the bits of one: %s",
  (...where) => expectBitsOfOneThread(model("threads", net(8, 8, 8, { extents: [56, 56] })), where),
  60_000,
);
