/** Which way each node is computed, by machine and by what precision is asked for. */
import { expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { graph, type PassOptions, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { type Machine, machines } from "../../src/loop/machine.ts";
import { Conv } from "../../src/ops/conv.ts";
import { ConvTranspose } from "../../src/ops/conv-transpose.ts";
import { MatMul } from "../../src/ops/mat-mul.ts";
import { Relu } from "../../src/ops/rectifiers.ts";
import { chooseAlgorithm } from "../../src/passes/choose-algorithm.ts";
import { contextOf } from "../support/pass-test.ts";

interface Shape {
  readonly channels: number;
  readonly outChannels: number;
  readonly size: number;
  readonly kernel?: number;
  readonly stride?: number;
}

/** The algorithm chosen for a convolution of constant weights. */
function chosen(
  op: typeof Conv,
  { channels, outChannels, size, kernel = 3, stride = 1 }: Shape,
  machine: Machine,
  options: Partial<PassOptions> = {},
) {
  const x = value("x", tensorType("f32", [1, channels, size, size]));
  const shape = op === Conv ? [outChannels, channels, kernel, kernel] : [channels, outChannels, kernel, kernel];
  const w = value("w", tensorType("f32", shape), {
    data: { array: new Float32Array(channels * outChannels * kernel * kernel), splat: false },
  });
  const attrs = { strides: [stride, stride], ...(op === Conv ? { pads: Array(4).fill((kernel - 1) / 2) } : {}) };
  const made = makeNode({ op, attrs, inputs: [x, w], outputs: ["y"], origin: ["conv"] });
  const g = graph({ name: "g", inputs: [x], outputs: made.outputs, nodes: [made] });
  return chooseAlgorithm.run(g, { ...contextOf(options), machine }).nodes[0]?.algorithm;
}

const wide = machines["x86-64-v4"];
const web = machines["wasm-simd128"];

test.each<[string, Shape, Machine, Partial<PassOptions>, string]>([
  ["64 channels at 56x56", { channels: 64, outChannels: 64, size: 56 }, wide, {}, "winograd"],
  ["512 channels at 7x7", { channels: 512, outChannels: 512, size: 7 }, wide, {}, "winograd"],
  ["64 channels at 28x28 by 5x5", { channels: 64, outChannels: 64, size: 28, kernel: 5 }, wide, {}, "winograd"],
  ["7x7, which no six points serve", { channels: 64, outChannels: 64, size: 28, kernel: 7 }, wide, {}, "direct-blocked"],
  ["64 channels at 56x56 in JavaScript", { channels: 64, outChannels: 64, size: 56 }, machines.js, {}, "winograd"],
  ["--precise", { channels: 64, outChannels: 64, size: 56 }, wide, { precise: true }, "direct-blocked"],
  ["--deterministic", { channels: 64, outChannels: 64, size: 56 }, wide, { deterministic: true }, "direct-blocked"],
  ["stride 2", { channels: 64, outChannels: 64, size: 56, stride: 2 }, wide, {}, "direct-blocked"],
  ["1x1 of few channels", { channels: 64, outChannels: 64, size: 56, kernel: 1 }, wide, {}, "direct-blocked"],
  ["1x1 of many channels", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, wide, {}, "strassen"],
  ["the same with stride 2", { channels: 512, outChannels: 1024, size: 28, kernel: 1, stride: 2 }, wide, {}, "strassen"],
  ["1x1, --precise", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, wide, { precise: true }, "direct-blocked"],
  ["1x1, --deterministic", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, wide, { deterministic: true }, "direct-blocked"],
  ["1x1 in WebAssembly", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, web, {}, "strassen"],
  ["1x1 in WebAssembly, --precise", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, web, { precise: true }, "direct-blocked"],
  ["1x1 in WebAssembly, --deterministic", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, web, { deterministic: true }, "direct-blocked"],
  ["1x1 with vectors of 8", { channels: 256, outChannels: 1024, size: 14, kernel: 1 }, machines["x86-64-v3"], {}, "direct-blocked"],
  ["channels that leave lanes empty", { channels: 24, outChannels: 64, size: 56 }, wide, {}, "direct-blocked"],
  ["few channels", { channels: 8, outChannels: 8, size: 56 }, web, {}, "direct-blocked"],
  ["a machine without a large cache", { channels: 64, outChannels: 64, size: 56 }, machines["cortex-m4"], {}, "direct"],
  ["images", { channels: 3, outChannels: 64, size: 56 }, wide, {}, "first-layer"],
])("convolution, %s", (_, shape, machine, options, expected) => expect(chosen(Conv, shape, machine, options)).toBe(expected));

test.each<[string, readonly number[], Partial<PassOptions>, string]>([
  ["tokens of a sequence", [1, 128, 512], {}, "strassen"],
  ["--precise", [1, 128, 512], { precise: true }, "packed"],
  ["--deterministic", [1, 128, 512], { deterministic: true }, "packed"],
  ["one matrix, whose rows may be a batch", [128, 512], {}, "packed"],
  ["a batch of single rows", [128, 1, 512], {}, "packed"],
])("matrix product, %s", (_, left, options, expected) => {
  const x = value("x", tensorType("f32", left));
  const w = value("w", tensorType("f32", [512, 256]), { data: { array: new Float32Array(512 * 256), splat: false } });
  const made = makeNode({ op: MatMul, attrs: {}, inputs: [x, w], outputs: ["y"], origin: ["product"] });
  const g = graph({ name: "g", inputs: [x], outputs: made.outputs, nodes: [made] });
  expect(chooseAlgorithm.run(g, { ...contextOf(options), machine: wide }).nodes[0]?.algorithm).toBe(expected);
});

test("a transposed convolution has one way", () => {
  expect(chosen(ConvTranspose, { channels: 64, outChannels: 32, size: 8, kernel: 2, stride: 2 }, wide)).toBe("direct-transposed");
});

test.each<[string, number, string]>([
  ["alone", 0, "along-pixels"],
  ["behind an activation", 1, "along-pixels"],
  ["behind another convolution", 2, "depthwise"],
])("a convolution of each channel %s", (_, before, expected) => {
  const x = value("x", tensorType("f32", [1, 32, 56, 56]));
  const weights = (shape: readonly number[]) => {
    const data = { array: new Float32Array(shape.reduce((n, d) => n * d, 1)), splat: false };
    return value("w", tensorType("f32", shape), { data });
  };
  const product = makeNode({ op: Conv, attrs: {}, inputs: [x, weights([32, 32, 1, 1])], outputs: ["a"], origin: ["product"] });
  const relu = makeNode({ op: Relu, attrs: {}, inputs: before > 1 ? product.outputs : [x], outputs: ["b"], origin: ["relu"] });
  const given = before > 0 ? relu.outputs : [x];
  const own = makeNode({ op: Conv, attrs: { group: 32 }, inputs: [...given, weights([32, 1, 3, 3])], outputs: ["y"], origin: ["own"] });
  const nodes = [...(before > 1 ? [product] : []), ...(before > 0 ? [relu] : []), own];
  const g = graph({ name: "g", inputs: [x], outputs: own.outputs, nodes });
  expect(chooseAlgorithm.run(g, { ...contextOf({}), machine: wide }).nodes.at(-1)?.algorithm).toBe(expected);
});
