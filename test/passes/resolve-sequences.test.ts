/** Sequences against ONNX Runtime: built, changed, read, cut and joined; what is refused. */
import ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { nodesIn } from "../../src/graph/held-graphs.ts";
import { typeText } from "../../src/graph/types.ts";
import { pipelines } from "../../src/passes/index.ts";
import { type RunOptions, runPasses } from "../../src/passes/run.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";
import { contextOf } from "../support/pass-test.ts";
import { Random } from "../support/random.ts";

const shape = [2, 6];
const graphOf = (bytes: Uint8Array) => readOnnx(bytes, "sequences.onnx", { dims: {}, diagnostics: new Diagnostics() }).graph;

/** A model of inputs a, b, c (f32[2,6]); `build` gives its outputs. */
function model(build: (g: GraphBuilder) => readonly string[]): Uint8Array {
  const g = new GraphBuilder("sequences");
  for (const name of ["a", "b", "c"]) g.input(name, shape);
  for (const name of build(g)) g.output(name);
  return modelBytes(g);
}

async function agrees(bytes: Uint8Array): Promise<void> {
  const random = new Random(7);
  const inputs = new Map<string, ElementArray>(["a", "b", "c"].map((name) => [name, random.floats(12)]));
  const feeds = Object.fromEntries([...inputs].map(([name, array]) => [name, new ort.Tensor("float32", array as Float32Array, shape)]));
  const wanted = await runOracle(bytes, feeds);
  const graph = graphOf(bytes);
  const found = evaluateAsWritten(graph, inputs);
  expect([...found.keys()]).toEqual(Object.keys(wanted));
  for (const [name, { dims, data }] of Object.entries(wanted)) {
    expect(found.get(name)?.shape).toEqual(dims);
    expect(Array.from(found.get(name)?.array ?? [], Number)).toEqual(Array.from(data as ArrayLike<number>, Number));
  }
  const context = contextOf();
  const run: RunOptions = { machine: context.machine, options: context.options, verify: true };
  const after = runPasses(graph, pipelines.pre, run).graph;
  expect(nodesIn(after).filter((n) => /Sequence/.test(n.op.name))).toEqual([]);
}

const at = (g: GraphBuilder, sequence: string, position: number): string => g.node("SequenceAt", [sequence, g.constant("i64", [], [position])]);

test("made, lengthened, shortened, read from both ends", async () => {
  const bytes = model((g) => {
    const two = g.node("SequenceConstruct", ["a", "b"]);
    const front = g.node("SequenceInsert", [two, "c", g.constant("i64", [], [0])]);
    const back = g.node("SequenceInsert", [front, g.node("Neg", ["a"])]);
    const before = g.node("SequenceInsert", [back, "b", g.constant("i64", [], [-1])]);
    const shorter = g.node("SequenceErase", [before, g.constant("i64", [], [-4])]);
    const last = g.node("SequenceErase", [shorter]);
    return [
      at(g, front, 0),
      at(g, back, -1),
      at(g, before, 3),
      at(g, shorter, 1),
      at(g, last, -1),
      g.node("Cast", [g.node("SequenceLength", [last])], { to: 1 }),
    ];
  });
  await agrees(bytes);
});

test("from nothing, joined along an old and a new axis", async () => {
  const bytes = model((g) => {
    let list = g.node("SequenceEmpty", []);
    for (const name of ["a", "b", "c"]) list = g.node("SequenceInsert", [list, name]);
    return [g.node("ConcatFromSequence", [list], { axis: 1 }), g.node("ConcatFromSequence", [list], { axis: -1, new_axis: 1 })];
  });
  await agrees(bytes);
});

test("cut into slices, equal parts and given sizes", async () => {
  const bytes = model((g) => {
    const slices = g.node("SplitToSequence", ["a"], { axis: 1, keepdims: 0 });
    const kept = g.node("SplitToSequence", ["a"], { axis: 0 });
    const fours = g.node("SplitToSequence", ["b", g.constant("i64", [], [4])], { axis: -1 });
    const sizes = g.node("SplitToSequence", ["c", g.constant("i64", [3], [1, 2, 3])], { axis: 1 });
    return [at(g, slices, 4), at(g, kept, -1), at(g, fours, 1), at(g, sizes, 2), g.node("ConcatFromSequence", [slices], { axis: 0 })];
  });
  await agrees(bytes);
});

const less = (): GraphBuilder => {
  const body = new GraphBuilder("less");
  body.untyped(body.node("SequenceConstruct", ["a", body.node("Neg", ["b"])]));
  return body;
};

test("branches that give sequences, chosen at run time", async () => {
  const bytes = model((g) => {
    const more = new GraphBuilder("more");
    more.untyped(more.node("SequenceErase", [more.node("SequenceConstruct", ["c", "a", "b"])]));
    const positive = g.node("Greater", [g.node("ReduceSum", ["a"], { keepdims: 0 }), g.constant("f32", [], [0])]);
    const list = g.node("If", [positive], { then_branch: more, else_branch: less() });
    return [at(g, list, 0), at(g, list, 1), at(g, g.node("If", [g.constant("bool", [], [0])], { then_branch: more, else_branch: less() }), -1)];
  });
  await agrees(bytes);
});

test("a body for each item, items of several shapes", async () => {
  const bytes = model((g) => {
    const body = new GraphBuilder("scale");
    body.input("item", ["n", "m"]);
    body.input("by", ["n", "m"]);
    body.output(body.node("Mul", ["item", body.node("ReduceSum", ["by"])], {}));
    body.output(body.node("Transpose", ["item"], {}));
    const parts = g.node("SplitToSequence", ["a", g.constant("i64", [3], [1, 2, 3])], { axis: 1 });
    const [scaled = "", turned = ""] = g.nodes("SequenceMap", [parts, "b"], { body }, { outputs: ["scaled", "turned"] });
    return [g.node("ConcatFromSequence", [scaled], { axis: 1 }), g.node("ConcatFromSequence", [turned], { axis: 0 })];
  });
  await agrees(bytes);
});

test("rounds that lengthen a sequence, with scan outputs, until a condition ends them", async () => {
  const bytes = model((g) => {
    const body = new GraphBuilder("lengthen");
    body.input("round", [], "i64");
    body.input("go", [], "bool");
    body.input("list", undefined);
    const number = body.node("Cast", ["round"], { to: 1 });
    body.output(body.node("Less", ["round", body.constant("i64", [], [2])]), [], "bool");
    body.untyped(body.node("SequenceInsert", ["list", body.node("Add", ["b", number])]));
    body.output(body.node("Mul", ["c", number]));
    const start = g.node("SequenceConstruct", ["a"]);
    const [list = "", slices = ""] = g.nodes("Loop", [g.constant("i64", [], [9]), "", start], { body }, { outputs: ["list", "slices"] });
    return [g.node("ConcatFromSequence", [list], { axis: 0 }), slices];
  });
  const graph = graphOf(bytes);
  expect(graph.outputs.map((v) => typeText(v.type))).toEqual(["f32[8,6]", "f32[3,2,6]"]);
  const [a, b, c] = [1, 2, 3].map((k) => new Float32Array(12).fill(k));
  const found = evaluateAsWritten(graph, new Map(Object.entries({ a, b, c }) as [string, ElementArray][]));
  const numbers = (k: number): readonly number[] => [...new Set(Array.from(found.get(graph.outputs[k]?.name ?? "")?.array ?? [], Number))];
  expect([numbers(0), numbers(1)]).toEqual([
    [1, 2, 3, 4],
    [0, 3, 6],
  ]);
});

test("optional values that are there or not", async () => {
  const bytes = model((g) => {
    const there = g.node("Optional", ["a"]);
    const list = g.node("Optional", [g.node("SequenceConstruct", ["b", "c"])]);
    const has = g.node("Cast", [g.node("OptionalHasElement", [there])], { to: 1 });
    return [g.node("OptionalGetElement", [there]), at(g, g.node("OptionalGetElement", [list]), 1), has];
  });
  await agrees(bytes);
});

test("a position outside, items that do not fit", () => {
  const refusal = (build: (g: GraphBuilder) => readonly string[]): string => {
    try {
      const { machine, options } = contextOf();
      runPasses(graphOf(model(build)), pipelines.pre, { machine, options, verify: true });
    } catch (error) {
      if (error instanceof CompileError) return error.message;
      throw error;
    }
    return "";
  };
  expect(refusal((g) => [at(g, g.node("SequenceConstruct", ["a", "b"]), 2)])).toContain("the position is 2, one number from -2 to 1 is expected");
  expect(
    refusal((g) => [g.node("ConcatFromSequence", [g.node("SplitToSequence", ["a", g.constant("i64", [], [4])], { axis: 1 })], { axis: 0 })]),
  ).toContain("its items are f32[2,4], f32[2,2], equal ones but for axis 0 are expected");
});
