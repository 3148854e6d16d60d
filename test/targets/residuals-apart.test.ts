/** What is added to a convolution or a product and does not lie as its result does: sums stay in vectors, on every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-apart-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Squeeze and excitation scales the weights of a 1x1 convolution; rows of pixels are added; another convolution reads the sum. */
function scaledConvolution(): GraphBuilder {
  const [channels, wide] = [32, 64];
  const g = new GraphBuilder("scaled_convolution");
  const x = g.node("Relu", [g.node("Conv", [g.input("x", [1, 8, 24, 22]), g.weights("a", [wide, 8, 3, 3], 72)], { pads: [1, 1, 1, 1] })]);
  const gate = g.node("Sigmoid", [g.node("Conv", [g.node("GlobalAveragePool", [x]), g.weights("gate", [wide, wide, 1, 1], wide)])]);
  const narrow = g.node("Conv", [g.node("Mul", [x, gate]), g.weights("b", [channels, wide, 1, 1], wide), g.weights("bias", [channels], 1)]);
  const sum = g.node("Add", [narrow, g.input("rows", [1, channels, 24, 22])]);
  g.output(g.node("Relu", [g.node("Conv", [sum, g.weights("c", [20, channels, 3, 3], 288)])], {}, { outputs: ["y"] }), undefined);
  return g;
}

/** A matrix that is turned is added to a product. */
function product(): GraphBuilder {
  const g = new GraphBuilder("product");
  const turned = g.node("Transpose", [g.input("turned", [48, 21])], { perm: [1, 0] });
  const y = g.node("MatMul", [g.input("x", [21, 40]), g.weights("w", [40, 48], 40)]);
  g.output(g.node("Softmax", [g.node("Add", [y, turned])], { axis: -1 }, { outputs: ["y"] }), undefined);
  return g;
}

describe.each([
  ["scaled convolution", scaledConvolution()],
  ["product", product()],
] as const)("%s", (name, g) => {
  const path = join(folder, `${name.replace(" ", "_")}.onnx`);
  writeModel(path, g);
  test.each([...ways, wide].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const build = await agreeing(path, way);
      const sums = build.compiled.program.kernels.filter((k) => /_k(40|64)(_|$)/.test(k.name));
      if (way === wide) expect(sums.filter((k) => (k.plan?.lanes ?? 1) === 1).map((k) => k.name)).toEqual([]);
    },
    120_000,
  );
});
