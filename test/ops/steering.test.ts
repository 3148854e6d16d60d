/** Operands that steer shapes as inputs of a program: every target against ONNX Runtime, several values a program, and values that do not fit. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import type { NamedTensor } from "../../src/run.ts";
import { buildWay, everyWay, integers, runWay } from "../support/every-way.ts";
import { firstDifference } from "../support/examples.ts";
import { GraphBuilder, modelBytes, writeModel } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";
import { Random } from "../support/random.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-steering-"));
afterAll(() => rmSync(folder, { recursive: true }));

const x = (seed: number): NamedTensor => ({ name: "x", dtype: "f32", shape: [4, 5, 6], array: new Random(seed).floats(120) });

/** Nothing is declared of what the operands decide: the extents lie in proved ranges. */
function boundedGraph(): GraphBuilder {
  const g = new GraphBuilder("bounded");
  g.input("x", [4, 5, 6]);
  for (const [name, count] of [
    ["starts", 2],
    ["ends", 2],
    ["cut", 2],
    ["steps", 2],
    ["k", 1],
    ["reduced", 1],
    ["sizes", 2],
  ] as const)
    g.input(name, [count], "i64");
  g.input("along", [1], "i64");
  const open = (rank: number): readonly string[] => Array.from({ length: rank }, () => "");
  const sliced = g.node("Slice", ["x", "starts", "ends", "cut", "steps"], {}, { outputs: ["sliced"] });
  g.output(sliced, open(3));
  g.output(g.node("Mul", [sliced, sliced], {}, { outputs: ["squares"] }), open(3));
  const [values, indices] = g.nodes("TopK", ["x", "k"], { axis: 1 }, { outputs: ["values", "indices"] });
  g.output(values as string, open(3));
  g.output(indices as string, open(3), "i64");
  g.output(g.node("ReduceSum", ["x", "reduced"], { keepdims: 1 }, { outputs: ["sums"] }), open(3));
  g.output(g.node("ReduceSum", ["x", "reduced"], { keepdims: 0 }, { outputs: ["flat_sums"] }), open(2));
  g.output(g.node("CumSum", ["x", "along"], {}, { outputs: ["running"] }), [4, 5, 6]);
  const [left, right] = g.nodes("Split", ["x", "sizes"], { axis: 2 }, { outputs: ["left", "right"] });
  g.output(left as string, open(3));
  g.output(right as string, open(3));
  return g;
}

const boundedRuns: readonly (readonly NamedTensor[])[] = [
  [x(1), integers("starts", 1, -1), integers("ends", 1000, -5), integers("cut", 2, 0), integers("steps", 2, -1), integers("k", 3)].concat([
    integers("reduced", 1),
    integers("sizes", 2, 4),
    integers("along", -1),
  ]),
  [x(2), integers("starts", 0, 2), integers("ends", 3, 3), integers("cut", -3, 1), integers("steps", 1, 1), integers("k", 5)].concat([
    integers("reduced", -1),
    integers("sizes", 5, 1),
    integers("along", 0),
  ]),
  [x(3), integers("starts", -2, 0), integers("ends", -1, 6), integers("cut", 1, 2), integers("steps", 1, 4), integers("k", 1)].concat([
    integers("reduced", 0),
    integers("sizes", 3, 3),
    integers("along", 1),
  ]),
];

/** Shapes without a bound are those that are declared. */
function declaredGraph(): GraphBuilder {
  const g = new GraphBuilder("declared");
  g.input("x", [4, 5, 6]);
  for (const [name, count] of [
    ["shape", 2],
    ["wide", 4],
    ["repeats", 3],
    ["pads", 6],
    ["added", 1],
    ["middle", 2],
    ["width", 1],
  ] as const)
    g.input(name, [count], "i64");
  const crop = g.constant("f32", [2], Float32Array.of(0.2, 0.7));
  const cropped = { mode: "linear", coordinate_transformation_mode: "tf_crop_and_resize", axes: [2] };
  g.output(g.node("Resize", ["x", crop, "", "width"], cropped, { outputs: ["resized"] }), [4, 5, 9]);
  g.output(g.node("Reshape", ["x", "shape"], {}, { outputs: ["reshaped"] }), [8, 15]);
  g.output(g.node("Expand", ["x", "wide"], {}, { outputs: ["expanded"] }), [2, 4, 5, 6]);
  g.output(g.node("Tile", ["x", "repeats"], {}, { outputs: ["tiled"] }), [8, 5, 18]);
  g.output(g.node("Pad", ["x", "pads"], { mode: "reflect" }, { outputs: ["padded"] }), [6, 5, 7]);
  g.output(g.node("Unsqueeze", ["x", "added"], {}, { outputs: ["unsqueezed"] }), [4, 1, 5, 6]);
  g.output(g.node("CenterCropPad", ["x", "middle"], { axes: [-1, 0] }, { outputs: ["centered"] }), [7, 5, 3]);
  return g;
}

const fitting = [
  x(4),
  integers("shape", 8, -1),
  integers("wide", 2, 1, 5, 1),
  integers("repeats", 2, 1, 3),
  integers("pads", 1, 0, -1, 1, 0, 2),
  integers("added", -3),
  integers("middle", 3, 7),
  integers("width", 9),
];
const declaredRuns = [fitting, fitting.with(1, integers("shape", -1, 15)).with(4, integers("pads", 2, 0, 0, 0, 0, 1))];

/** Operands that choose one of several computations, of which each gives what is declared. */
function signalsGraph(): GraphBuilder {
  const g = new GraphBuilder("signals");
  g.input("grid", [4, 4, 1]);
  g.input("signal", [2, 16, 1]);
  g.input("columns", [1, 12, 6]);
  for (const name of ["axis", "step", "length"]) g.input(name, [], "i64");
  for (const name of ["image", "block"]) g.input(name, [2], "i64");
  g.output(g.node("DFT", ["grid", "", "axis"], {}, { outputs: ["spectrum"] }), [4, 4, 2]);
  g.output(g.node("STFT", ["signal", "step", "", "length"], {}, { outputs: ["frames"] }), [2, 2, 5, 2]);
  g.output(g.node("Col2Im", ["columns", "image", "block"], {}, { outputs: ["summed"] }), [1, 2, 4, 4]);
  return g;
}

const floatsOf = (name: string, shape: readonly number[], seed: number): NamedTensor => ({
  ...{ name, dtype: "f32", shape },
  array: new Random(seed).floats(shape.reduce((n, d) => n * d, 1)),
});
const integer = (name: string, value: number): NamedTensor => ({ ...integers(name, value), shape: [] });
const signalRun = (axis: number, step: number, length: number, block: readonly [number, number]): readonly NamedTensor[] => [
  ...[floatsOf("grid", [4, 4, 1], axis + 9), floatsOf("signal", [2, 16, 1], step), floatsOf("columns", [1, 12, 6], length)],
  ...[integer("axis", axis), integer("step", step), integer("length", length), integers("image", 4, 4), integers("block", ...block)],
];
const signalRuns = [signalRun(0, 6, 8, [2, 3]), signalRun(-2, 5, 9, [3, 2])];

describe.each([
  ["bounded", boundedGraph(), boundedRuns, 18],
  ["declared", declaredGraph(), declaredRuns, 18],
  ["signals", signalsGraph(), signalRuns, 20],
] as const)("%s", (name, graph, runs, opset) => {
  const path = join(folder, `${name}.onnx`);
  writeModel(path, graph, { opset });
  test.each(everyWay)("%s %s -O%i", async (...way) => {
    const build = await buildWay(path, way);
    for (const inputs of runs) {
      const feeds = inputs.map(
        (i) => [i.name, new ort.Tensor(i.dtype === "f32" ? "float32" : "int64", i.array as Float32Array, [...i.shape])] as const,
      );
      const wanted = await runOracle(modelBytes(graph, { opset }), Object.fromEntries(feeds));
      for (const { name: output, dtype, shape, array } of await runWay(build, inputs)) {
        expect(shape, output).toEqual(wanted[output]?.dims);
        expect(firstDifference(dtype, array, wanted[output]?.data as ElementArray, { relative: 1e-5, absolute: 1e-5 }), output).toBeUndefined();
      }
    }
  });
});

describe("parts of which some are declared", () => {
  const graph = new GraphBuilder("parts");
  graph.input("x", [2, 3]);
  graph.input("sizes", [2], "i64");
  const [whole, rest] = graph.nodes("Split", ["x", "sizes"], { axis: 0 }, { outputs: ["whole", "rest"] });
  graph.output(whole as string, [2, 3]);
  graph.output(rest as string, ["left", 3]);
  const path = join(folder, "parts.onnx");
  writeModel(path, graph, { opset: 18 });
  const inputs: readonly NamedTensor[] = [{ name: "x", dtype: "f32", shape: [2, 3], array: new Random(3).floats(6) }, integers("sizes", 2, 0)];

  test.each(everyWay)("leave the others what is left: %s %s -O%i", async (...way) => {
    const outputs = await runWay(await buildWay(path, way), inputs);
    expect(outputs.map((o) => [o.name, o.shape, [...o.array]])).toEqual([
      ["whole", [2, 3], [...(inputs[0]?.array ?? [])]],
      ["rest", [0, 3], []],
    ]);
  });
});

describe("a range of which only what is computed from it is declared", () => {
  const graph = new GraphBuilder("window");
  graph.input("size", [], "i64");
  const [zero, one] = [0, 1].map((n) => graph.constant("i64", [], BigInt64Array.of(BigInt(n))));
  const steps = graph.node("Cast", [graph.node("Range", [zero as string, "size", one as string])], { to: 1 });
  graph.output(graph.node("Mul", [steps, graph.constant("f32", [], Float32Array.of(0.5))], {}, { outputs: ["y"] }), [4]);
  const path = join(folder, "window.onnx");
  writeModel(path, graph, { opset: 18 });
  const run = async (size: number) => {
    const { model } = await loadModel(path, {});
    return evaluateAsWritten(model.graph, new Map([["size", BigInt64Array.of(BigInt(size))]])).get("y")?.array;
  };

  test("is as long", async () => {
    expect(await run(4)).toEqual(Float32Array.of(0, 0.5, 1, 1.5));
  });

  test("and is checked", async () => {
    await expect(run(3)).rejects.toThrow(/\(Range\): the operands do not give .* the shape \[4\]/);
  });
});

describe("operands that do not fit", () => {
  const path = join(folder, "broken.onnx");
  writeModel(path, declaredGraph(), { opset: 18 });
  const broken = fitting.with(3, integers("repeats", 2, 2, 3));
  const message = /Tile_\d+ \(Tile\): the operands do not give tiled the shape \[8,5,18\]/;

  test.each(everyWay.slice(2))("%s throws what is wrong", async (...way) => {
    const build = await buildWay(path, way);
    await expect(runWay(build, broken)).rejects.toThrow(message);
  });

  test("C ends with a code of its own", async () => {
    const build = await buildWay(path, everyWay[0]);
    const header = String(build.files.find((f) => f.path.endsWith(".h"))?.content);
    const code = /BROKEN_BROKEN_TILED = (\d+)/.exec(header)?.[1];
    // The program that runs it adds 10 to what the model returns.
    await expect(runWay(build, broken)).rejects.toThrow(`ended with ${10 + Number(code)}`);
  });

  test("the evaluator refuses them", async () => {
    const { model } = await loadModel(path, {});
    expect(() => evaluateAsWritten(model.graph, new Map(broken.map((i) => [i.name, i.array])))).toThrow(message);
  });

  test("an axis, a step or blocks that give another shape are refused", async () => {
    const signals = join(folder, "signals.onnx");
    const { model } = await loadModel(signals, {});
    const refused = (run: readonly NamedTensor[]) => () => evaluateAsWritten(model.graph, new Map(run.map((i) => [i.name, i.array])));
    expect(refused(signalRun(2, 6, 8, [2, 3]))).toThrow("the operands do not give spectrum the shape [4,4,2]");
    expect(refused(signalRun(0, 4, 8, [2, 3]))).toThrow("the operands do not give frames the shape [2,2,5,2]");
    expect(refused(signalRun(0, 6, 10, [2, 3]))).toThrow("the operands do not give frames the shape [2,2,5,2]");
    expect(refused(signalRun(0, 6, 8, [6, 1]))).toThrow("the operands do not give summed the shape [1,2,4,4]");
  });

  test("a shape that nothing settles is one error that says what would", async () => {
    const g = new GraphBuilder("open");
    g.input("x", [1, 3]);
    g.input("shape", [2], "i64");
    g.output(g.node("Expand", ["x", "shape"], {}, { outputs: ["y"] }), ["rows", 3]);
    const open = join(folder, "open.onnx");
    writeModel(open, g);
    await expect(loadModel(open, {})).rejects.toThrow("input 1 (shape) decides the shape of output 0 at run time, and [?,3] is declared");
    const { model } = await loadModel(open, { rows: 7 });
    expect(model.graph.outputs.map((v) => v.type)).toMatchObject([{ shape: [7, 3] }]);
  });
});
