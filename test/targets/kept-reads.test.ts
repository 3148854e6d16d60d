/** What a pointwise kernel's inner loop reads at one place alone (a channel's scale, a row's mask): every target against ONNX Runtime, and where it is read. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, buildFor, ways, wide } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-kept-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Graph = (g: GraphBuilder) => void;

const shape = [2, 5, 37];

/** Of each channel, its numbers; not constant, so that nothing else becomes of them. */
const ofChannels = (g: GraphBuilder): string => g.node("Add", [g.node("Abs", [g.input("s", [5, 1])]), g.constant("f32", [], [0.01])]);

const toBytes = (g: GraphBuilder, x: string): string => {
  const scales = g.constant("f32", [5], [0.01, 0.02, 0.005, 0.03, 0.011]);
  return g.node("QuantizeLinear", [x, scales, g.constant("i8", [5], [0, 3, -7, 127, -128])], { axis: 1 });
};

const graphs: Readonly<Record<string, Graph>> = {
  "channels to bytes": (g) => g.output(g.node("Cast", [toBytes(g, g.input("x", shape))], { to: 1 }, { outputs: ["y"] }), shape),
  "bytes of channels to floats": (g) => {
    const scales = g.constant("f32", [5], [0.5, 2, 0.25, 3, 0.125]);
    const bytes = g.node("Cast", [g.node("Mul", [g.input("x", shape), g.constant("f32", [], [30])])], { to: 3 });
    g.output(g.node("DequantizeLinear", [bytes, scales], { axis: 1 }, { outputs: ["y"] }), shape);
  },
  "slopes of channels": (g) => g.output(g.node("PRelu", [g.input("x", shape), ofChannels(g)], {}, { outputs: ["y"] }), shape),
  "channels turned around and scaled": (g) => {
    const turned = g.node("Transpose", [g.node("Mul", [g.input("x", shape), ofChannels(g)])], { perm: [2, 1, 0] });
    g.output(g.node("Neg", [turned], {}, { outputs: ["y"] }), [37, 5, 2]);
  },
  "a choice for each channel": (g) => {
    const isLarge = g.node("Less", [g.constant("f32", [], [0.4]), ofChannels(g)]);
    const x = g.input("x", shape);
    const either = g.node("Where", [isLarge, x, g.node("Neg", [x])]);
    const both = g.node("And", [isLarge, g.node("Less", [x, g.constant("f32", [], [0])])]);
    g.output(g.node("Add", [either, g.node("Cast", [both], { to: 1 })], {}, { outputs: ["y"] }), shape);
  },
};

const pathOf = (build: Graph): string => {
  const g = new GraphBuilder("kept");
  build(g);
  const path = join(folder, "kept.onnx");
  writeModel(path, g, { opset: 17 });
  return path;
};

test.each(Object.entries(graphs).flatMap(([name, build]) => [...ways, wide].map((way) => [name, way.name, build, way] as const)))(
  "%s: %s agrees",
  async (_what, _way, build, way) => {
    await agreeing(pathOf(build), way);
  },
  60_000,
);

test("what a channel has is read before the loop over its elements, where engines would read it in each round", async () => {
  const way = ways.find(({ target }) => target === "ts");
  const { files } = await buildFor(pathOf(graphs["slopes of channels"] as Graph), way as (typeof ways)[number]);
  const text = files.map(({ path, content }) => (path.endsWith(".ts") && !path.endsWith(".d.ts") ? content : "")).join("");
  expect(text).toMatch(/const kept = \w+\[\w+\];\n +for \(/);
});
