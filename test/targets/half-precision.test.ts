/** Networks of f16 as converters write them, inputs and outputs f32: computed in vectors of f32 on every target, within what 16 bits round of ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { agreeing, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-halves-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers of both signs between 2^-6 and 2^-2 as the bits of f16. */
const halves = (g: GraphBuilder, name: string, shape: readonly number[]): string => {
  const count = shape.reduce((n, d) => n * d, 1);
  const bits = Array.from(g.random.floats(count, -4096, 4096), (x) => (x < 0 ? 0x8000 : 0) + 0x2400 + Math.floor(Math.abs(x)));
  return g.initializer(name, "f16", shape, bits);
};

function network(): GraphBuilder {
  const g = new GraphBuilder("halves");
  const x = g.node("Cast", [g.input("x", [1, 32, 9, 11])], { to: 10 });
  const inner = g.node("Relu", [g.node("Conv", [x, halves(g, "a", [48, 32, 3, 3]), halves(g, "bias", [48])], { pads: [1, 1, 1, 1] })]);
  const parts = g.nodes("Split", [g.node("Conv", [inner, halves(g, "b", [40, 48, 1, 1])])], { axis: 1 }, { outputs: ["left", "right"] });
  const means = g.node("Flatten", [g.node("GlobalAveragePool", [g.node("Concat", [g.node("Sigmoid", parts.slice(0, 1)), ...parts], { axis: 1 })])]);
  // More elements than folding would make.
  const logits = g.node("Gemm", [means, halves(g, "c", [60, 24000]), halves(g, "d", [24000])]);
  g.output(g.node("Cast", [g.node("Softmax", [logits], { axis: -1 })], { to: 1 }, { outputs: ["y"] }), undefined);
  return g;
}

describe("a network of f16", () => {
  const path = join(folder, "halves.onnx");
  writeModel(path, network());
  test.each([...ways, wide].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_name, way) => {
      const build = await agreeing(path, way, (error) => expect(error.maxRelative).toBeLessThan(5e-3));
      const products = build.compiled.program.kernels.filter((k) => /_k(32x3x3|48|60)(_|$)/.test(k.name));
      expect(products).toHaveLength(3);
      if (way.target !== "ts") for (const { plan } of products) expect(plan?.lanes).toBeGreaterThan(1);
      expect(build.compiled.program.kernels.filter((k) => k.name.startsWith("cast")).map((k) => k.name)).toHaveLength(1);
    },
    120_000,
  );
});
