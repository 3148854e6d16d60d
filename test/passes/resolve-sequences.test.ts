/** Sequences against ONNX Runtime: built, changed, read, cut and joined; what is refused. */
import ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { nodesIn } from "../../src/graph/held-graphs.ts";
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

test("a position outside, items that do not fit, a sequence as an output", () => {
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
  expect(refusal((g) => [g.node("SequenceConstruct", ["a", "b"], {}, { outputs: ["list"] })])).toContain("AOT205");
});
