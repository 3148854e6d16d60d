/** Older operator sets: one node of each, brought up to date and evaluated, against what ONNX Runtime makes of the same file. */
import { describe, expect, test } from "vitest";
import { float, GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";
import { floats, runOracle } from "../../support/onnxruntime.ts";
import { Random } from "../../support/random.ts";
import { evaluateHere, readBytes } from "./read-here.ts";

interface Case {
  readonly note: string;
  readonly opset: number;
  readonly shape: readonly number[];
  /** Adds nodes that read "x" and gives the names of the outputs. */
  readonly build: (g: GraphBuilder) => readonly string[];
}

const cases: readonly Case[] = [
  { note: "Clip with both limits", opset: 7, shape: [3, 4], build: (g) => [g.node("Clip", ["x"], { min: float(-0.25), max: float(0.5) })] },
  { note: "Clip without a lower limit", opset: 10, shape: [3, 4], build: (g) => [g.node("Clip", ["x"], { max: float(0.5) })] },
  { note: "Dropout", opset: 7, shape: [3, 4], build: (g) => [g.node("Dropout", ["x"], { ratio: float(0.3) })] },
  {
    note: "Dropout with a mask nobody reads",
    opset: 9,
    shape: [4],
    build: (g) => [g.nodes("Dropout", ["x"], {}, { outputs: ["y", "mask"] })[0] ?? ""],
  },
  { note: "Slice with axes", opset: 9, shape: [3, 6], build: (g) => [g.node("Slice", ["x"], { axes: [1], starts: [-4], ends: [100000] })] },
  { note: "Slice without axes", opset: 7, shape: [3, 6], build: (g) => [g.node("Slice", ["x"], { starts: [1, 2], ends: [3, 5] })] },
  {
    note: "Squeeze and Unsqueeze",
    opset: 11,
    shape: [2, 1, 3],
    build: (g) => [g.node("Unsqueeze", [g.node("Squeeze", ["x"], { axes: [1] })], { axes: [0, 3] })],
  },
  { note: "Squeeze of all ones", opset: 12, shape: [2, 1, 3, 1], build: (g) => [g.node("Squeeze", ["x"])] },
  { note: "ReduceSum over an axis", opset: 11, shape: [2, 3, 4], build: (g) => [g.node("ReduceSum", ["x"], { axes: [-1], keepdims: 0 })] },
  { note: "ReduceMean over two axes", opset: 17, shape: [2, 3, 4], build: (g) => [g.node("ReduceMean", ["x"], { axes: [1, 2] })] },
  { note: "ReduceMax over all", opset: 12, shape: [2, 3], build: (g) => [g.node("ReduceMax", ["x"], { keepdims: 1 })] },
  { note: "Softmax, flattened", opset: 11, shape: [2, 3, 4], build: (g) => [g.node("Softmax", ["x"])] },
  { note: "Softmax over the last axis", opset: 12, shape: [2, 3, 4], build: (g) => [g.node("Softmax", ["x"], { axis: 2 })] },
  { note: "Softmax of classes with trailing ones", opset: 9, shape: [2, 5, 1, 1], build: (g) => [g.node("Softmax", ["x"], { axis: 1 })] },
  { note: "LogSoftmax, all flattened", opset: 8, shape: [2, 3], build: (g) => [g.node("LogSoftmax", ["x"], { axis: 0 })] },
  { note: "Hardmax, flattened", opset: 11, shape: [2, 3, 2], build: (g) => [g.node("Hardmax", ["x"], { axis: 1 })] },
  { note: "Split with sizes", opset: 12, shape: [5, 2], build: (g) => g.nodes("Split", ["x"], { axis: 0, split: [2, 3] }, { outputs: ["a", "b"] }) },
  { note: "Split in equal parts", opset: 17, shape: [6, 2], build: (g) => g.nodes("Split", ["x"], { axis: 0 }, { outputs: ["a", "b", "c"] }) },
  {
    note: "Upsample with an attribute",
    opset: 8,
    shape: [1, 2, 3, 3],
    build: (g) => [g.node("Upsample", ["x"], { mode: "nearest", scales: float([1, 1, 2, 3]) })],
  },
  {
    note: "Upsample with an input",
    opset: 9,
    shape: [1, 2, 3, 4],
    build: (g) => [g.node("Upsample", ["x", g.initializer("s", "f32", [4], [1, 1, 2, 2])], { mode: "linear" })],
  },
  {
    note: "Resize of opset 10",
    opset: 10,
    shape: [1, 2, 4, 4],
    build: (g) => [g.node("Resize", ["x", g.initializer("s", "f32", [4], [1, 1, 0.6, 1.5])], { mode: "nearest" })],
  },
  {
    note: "BatchNormalization with spatial and unread outputs",
    opset: 8,
    shape: [1, 3, 2, 2],
    build: (g) => {
      const parameters = ["scale", "bias", "mean"].map((name) => g.uniform(name, [3], -1, 1));
      return [g.node("BatchNormalization", ["x", ...parameters, g.uniform("var", [3], 0.5, 1)], { spatial: 1 })];
    },
  },
  {
    note: "BatchNormalization with statistics an element",
    opset: 7,
    shape: [2, 3, 2],
    build: (g) => {
      const parameters = ["scale", "bias", "mean"].map((name) => g.uniform(name, [3, 2], -1, 1));
      return [g.node("BatchNormalization", ["x", ...parameters, g.uniform("var", [3, 2], 0.5, 1)], { spatial: 0, epsilon: float(0.01) })];
    },
  },
  { note: "Pad with a value", opset: 10, shape: [2, 3], build: (g) => [g.node("Pad", ["x"], { pads: [0, 1, 2, 1], value: float(1.5) })] },
  { note: "Pad by reflection", opset: 9, shape: [3, 4], build: (g) => [g.node("Pad", ["x"], { pads: [1, 2, 1, 2], mode: "reflect" })] },
  {
    note: "GroupNormalization with scales by group",
    opset: 18,
    shape: [2, 4, 3],
    build: (g) => [g.node("GroupNormalization", ["x", g.uniform("scale", [2], 0.5, 1), g.uniform("bias", [2], -1, 1)], { num_groups: 2 })],
  },
];

describe("operators of older sets", () => {
  test.each(cases.map((c) => [`${c.note} (opset ${c.opset})`, c] as const))("%s", async (_name, { opset, shape, build }) => {
    const g = new GraphBuilder("case", 3);
    g.input("x", shape);
    for (const output of build(g)) g.output(output);
    const bytes = modelBytes(g, { opset });
    const x = new Random(11).floats(shape.reduce((n, d) => n * d, 1));
    const expected = await runOracle(bytes, { x: floats(shape, x) });
    const { graph } = readBytes(bytes);
    const found = evaluateHere(graph, { x });
    for (const v of graph.outputs) {
      expect(v.type.kind === "tensor" ? v.type.shape : undefined).toEqual(expected[v.name]?.dims);
      const want = Array.from(expected[v.name]?.data ?? [], Number);
      expect(found[v.name]).toHaveLength(want.length);
      found[v.name]?.forEach((y, i) => expect(y).toBeCloseTo(want[i] ?? Number.NaN, 5));
    }
  });
});

/** ONNX Runtime reads sets from 7 on; what these nodes meant before stands in the specification. */
describe("operators of the first sets", () => {
  const first = (opset: number, build: Case["build"], shape: readonly number[] = [2, 2]): readonly number[] => {
    const g = new GraphBuilder("case", 3);
    g.input("x", shape);
    for (const output of build(g)) g.output(output);
    const { graph } = readBytes(modelBytes(g, { opset }));
    return Object.values(evaluateHere(graph, { x: Float32Array.of(1, 2.5, -3.5, 4) }))[0] ?? [];
  };

  test("Concat along axis 1", () => {
    expect(first(3, (g) => [g.node("Concat", ["x", "x"])])).toEqual([1, 2.5, 1, 2.5, -3.5, 4, -3.5, 4]);
  });
  test("Reshape by an attribute, Cast by name", () => {
    expect(first(4, (g) => [g.node("Cast", [g.node("Reshape", ["x"], { shape: [4, -1] })], { to: "INT32" })])).toEqual([1, 2, -3, 4]);
  });
  test("Pad by paddings", () => {
    expect(first(1, (g) => [g.node("Pad", ["x"], { paddings: [0, 1, 0, 0], value: float(9) })])).toEqual([9, 1, 2.5, 9, -3.5, 4]);
  });
  test("operators that may work in place", () => {
    expect(first(5, (g) => [g.node("Neg", [g.node("Relu", ["x"], { consumed_inputs: [1] })], { consumed_inputs: [0] })])).toEqual([-1, -2.5, -0, -4]);
  });
  test("Selu by factors of five digits", () => {
    const [, , y = Number.NaN] = first(5, (g) => [g.node("Selu", ["x"], { consumed_inputs: [0] })]);
    expect(y).toBeCloseTo(1.0507 * 1.6732 * Math.expm1(-3.5), 6);
  });
  test("Upsample by two factors", () => {
    const build: Case["build"] = (g) => [g.node("Upsample", ["x"], { height_scale: float(1), width_scale: float(2), mode: "nearest" })];
    expect(first(1, build, [1, 1, 1, 4])).toEqual([1, 1, 2.5, 2.5, -3.5, -3.5, 4, 4]);
  });
});
