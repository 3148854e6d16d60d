/** Loops whose carried values grow: decoders that append a token a round, with caches, against ONNX Runtime on every target; what has no bound. */
import ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../src/build.ts";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { namedOutputs } from "../../src/run.ts";
import { runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { firstDifference } from "../support/examples.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";

const tolerance = { relative: 1e-4, absolute: 1e-5 };

/** Inputs of a model by name: elements and shape. */
type Given = Readonly<Record<string, readonly [ElementArray, readonly number[]]>>;

const types = { Float32Array: "float32", Uint8Array: "bool", BigInt64Array: "int64" } as const;

const expected = (bytes: Uint8Array, given: Given) =>
  runOracle(
    bytes,
    Object.fromEntries(
      Object.entries(given).map(([name, [array, shape]]) => [
        name,
        new ort.Tensor(types[array.constructor.name as keyof typeof types], array as Float32Array, [...shape]),
      ]),
    ),
  );

const read = (bytes: Uint8Array, dims: Readonly<Record<string, number>> = {}): SourceModel =>
  readOnnx(bytes, "growing.onnx", { dims, diagnostics: new Diagnostics() });

const int = (value: number): readonly [ElementArray, readonly number[]] => [BigInt64Array.of(BigInt(value)), []];

interface Model {
  readonly bytes: Uint8Array;
  readonly dims?: Readonly<Record<string, number>>;
  readonly runs: readonly Given[];
  /** A run that wants more than there is room for. */
  readonly tooLong?: Given;
}

/**
 * A greedy decoder: each round looks at all tokens so far, appends one and a row of a cache, and ends behind a token that the run names. `rounds`: as a constant,
 * or undefined for an input, where the model declares how long results may become.
 */
function decoder(rounds: number | undefined): Model {
  const g = new GraphBuilder("decoder", 7);
  const [prompt, last] = [g.input("prompt", [1, 3], "i64"), g.input("last", [], "i64")];
  const most = rounds === undefined ? g.input("rounds", [], "i64") : g.initializer("rounds", "i64", [], [rounds]);
  const [table, weights, key] = [g.uniform("table", [11, 8], -1, 1), g.uniform("weights", [8, 11], -1, 1), g.uniform("key", [8, 8], -1, 1)];
  const round = new GraphBuilder("round");
  round.input("i", [], "i64");
  round.input("go", [], "bool");
  const [tokens, cache] = [round.input("tokens", [1, "s"], "i64"), round.input("cache", [1, 2, "c", 4])];
  const list = (name: string, ...values: readonly number[]): string => round.initializer(name, "i64", [values.length], values);
  const embedded = round.node("Gather", [table, tokens]);
  const pooled = round.node("ReduceMean", [embedded], { axes: [1], keepdims: 0 });
  const state = round.node("Reshape", [round.node("MatMul", [pooled, key]), list("heads", 1, 2, 1, 4)]);
  const all = round.node("Concat", [cache, state], { axis: 2 }, { outputs: ["longer_cache"] });
  const scores = round.node("Softmax", [round.node("MatMul", [state, round.node("Transpose", [all], { perm: [0, 1, 3, 2] })])], { axis: -1 });
  const seen = round.node("Reshape", [round.node("MatMul", [scores, all]), list("flat", 1, 8)]);
  const logits = round.node("MatMul", [round.node("Add", [pooled, seen]), weights]);
  const next = round.node("ArgMax", [logits], { axis: 1, keepdims: 1 }, { outputs: ["next"] });
  const isLast = round.node("Equal", [round.node("Reshape", [next, list("one", 1)]), last]);
  round.output(
    round.node("Not", [round.node("Reshape", [isLast, round.initializer("scalar", "i64", [0], [])])], {}, { outputs: ["again"] }),
    [],
    "bool",
  );
  round.output(round.node("Concat", [tokens, next], { axis: 1 }, { outputs: ["longer"] }), [1, "t"], "i64");
  round.output(all, [1, 2, "d", 4]);
  round.output(round.node("Mul", [logits, logits], {}, { outputs: ["squares"] }), [1, 11]);
  const empty = g.initializer("empty", "f32", [1, 2, 0, 4], []);
  const outputs = g.nodes("Loop", [most, "", prompt, empty], { body: round }, { outputs: ["tokens", "cache", "logits"] });
  for (const [k, name] of outputs.entries())
    g.output(
      name,
      [
        [1, "total"],
        [1, 2, "steps", 4],
        ["rounds_run", 1, 11],
      ][k],
      k === 0 ? "i64" : "f32",
    );
  const run = (tokens: readonly number[], end: number, count: number): Given => ({
    prompt: [BigInt64Array.from(tokens, BigInt), [1, 3]],
    last: int(end),
    ...(rounds === undefined ? { rounds: int(count) } : {}),
  });
  const bytes = modelBytes(g);
  if (rounds !== undefined)
    return { bytes, runs: [run([1, 2, 3], -1, 0), run([9, 0, 5], 4, 0), ...[0, 1, 2, 3, 6, 10].map((end) => run([7, 7, 1], end, 0))] };
  return { bytes, dims: { total: 9 }, runs: [run([1, 2, 3], -1, 6), run([9, 0, 5], -1, 0), run([9, 0, 5], -1, 2)], tooLong: run([1, 2, 3], -1, 7) };
}

/** As many rounds as a constant says: results have a static shape, which a matrix product takes. */
function counted(): Model {
  const g = new GraphBuilder("counted", 3);
  const x = g.input("x", [2, 2]);
  const round = new GraphBuilder("round");
  const i = round.input("i", [], "i64");
  round.input("go", [], "bool");
  const s = round.input("s", [2, "n"]);
  const sum = round.node("ReduceSum", [s, round.initializer("axis", "i64", [1], [1])], { keepdims: 1 });
  round.output(round.initializer("again", "bool", [], [1]), [], "bool");
  round.output(round.node("Concat", [round.node("Mul", [sum, round.node("Cast", [i], { to: 1 })]), s], { axis: 1 }, { outputs: ["wider"] }), [
    2,
    "m",
  ]);
  const grown = g.node("Loop", [g.initializer("rounds", "i64", [], [4]), "", x], { body: round }, { outputs: ["grown"] });
  g.output(grown, [2, 6]);
  g.output(g.node("MatMul", [grown, g.uniform("w", [6, 3], -1, 1)], {}, { outputs: ["y"] }), [2, 3]);
  return { bytes: modelBytes(g), runs: [{ x: [Float32Array.of(0.5, -1, 2, 3), [2, 2]] }] };
}

/** A list that an inner loop lengthens by two in each round, and one that loses elements in each, as many as the run says. */
function nested(): Model {
  const g = new GraphBuilder("nested", 3);
  const [x, limit] = [g.input("x", [4]), g.input("limit", [])];
  const always = g.initializer("always", "bool", [], [1]);
  const inner = new GraphBuilder("inner");
  inner.input("j", [], "i64");
  inner.input("go_inner", [], "bool");
  const v = inner.input("v", ["p"]);
  inner.output(inner.node("Identity", [always], {}, { outputs: ["again_inner"] }), [], "bool");
  inner.output(inner.node("Concat", [v, inner.initializer("one", "f32", [1], [1])], { axis: 0 }, { outputs: ["longer"] }), ["q"]);
  const outer = new GraphBuilder("outer");
  outer.input("k", [], "i64");
  outer.input("go", [], "bool");
  const [s, t] = [outer.input("s", ["n"]), outer.input("t", ["o"])];
  const two = outer.initializer("two", "i64", [], [2]);
  const lengthened = outer.node("Loop", [two, "", s], { body: inner }, { outputs: ["lengthened"] });
  const halved = outer.node("Mul", [lengthened, outer.initializer("half", "f32", [], [0.5])], {}, { outputs: ["halved"] });
  const less = outer.node("Sub", [t, limit], {}, { outputs: ["less"] });
  const isLeft = outer.node("Greater", [less, outer.initializer("zero", "f32", [], [0])]);
  const small = outer.node("Less", [outer.node("ReduceSum", [halved], { keepdims: 0 }), outer.initializer("ten", "f32", [], [10])]);
  outer.output(outer.node("Identity", [small], {}, { outputs: ["again"] }), [], "bool");
  outer.output(halved, ["m"]);
  outer.output(outer.node("Compress", [less, isLeft], { axis: 0 }, { outputs: ["left"] }), ["r"]);
  const outputs = g.nodes("Loop", [g.initializer("three", "i64", [], [3]), "", x, x], { body: outer }, { outputs: ["y", "z"] });
  for (const [k, name] of outputs.entries()) g.output(name, [`extent${k}`]);
  const run = (limit: number, ...values: readonly number[]): Given => ({ x: [Float32Array.from(values), [4]], limit: [Float32Array.of(limit), []] });
  return { bytes: modelBytes(g), runs: [run(1, 5, -1, 0.7, 9), run(0, 5, 1, 0.7, 19), run(0.5, -1, -1, -1, -1), run(-1, 1, 2, 3, 4)] };
}

/** A list that an inner loop lengthens by up to two, as the run says, and that loses what is not positive: it grows by two a round at most. */
function lengthenedAndCut(): Model {
  const g = new GraphBuilder("cut", 3);
  const [x, times] = [g.input("x", [4]), g.input("times", [], "i64")];
  const inner = new GraphBuilder("inner");
  const j = inner.input("j", [], "i64");
  inner.input("go_inner", [], "bool");
  const v = inner.input("v", ["p"]);
  inner.output(inner.node("Less", [j, times], {}, { outputs: ["again_inner"] }), [], "bool");
  inner.output(inner.node("Concat", [v, inner.initializer("one", "f32", [1], [1])], { axis: 0 }, { outputs: ["longer"] }), ["q"]);
  const outer = new GraphBuilder("outer");
  outer.input("k", [], "i64");
  outer.input("go", [], "bool");
  const s = outer.input("s", ["n"]);
  const lengthened = outer.node("Loop", [outer.initializer("two", "i64", [], [2]), "", s], { body: inner }, { outputs: ["lengthened"] });
  const less = outer.node("Sub", [lengthened, outer.initializer("half", "f32", [], [0.5])]);
  const isLeft = outer.node("Greater", [less, outer.initializer("zero", "f32", [], [0])]);
  outer.output(outer.initializer("again", "bool", [], [1]), [], "bool");
  outer.output(outer.node("Compress", [less, isLeft], { axis: 0 }, { outputs: ["left"] }), ["m"]);
  g.output(g.node("Loop", [g.initializer("three", "i64", [], [3]), "", x], { body: outer }, { outputs: ["y"] }), ["z"]);
  const run = (count: number, ...values: readonly number[]): Given => ({ x: [Float32Array.from(values), [4]], times: int(count) });
  return { bytes: modelBytes(g), runs: [run(0, 5, -1, 0.7, 9), run(5, 5, -1, 0.7, 9), run(-1, -1, -1, -1, -1), run(5, 9, 9, 9, 9)] };
}

const models = {
  "a decoder": decoder(6),
  "a decoder whose rounds the run counts": decoder(undefined),
  "a counted loop": counted(),
  "loops in loops": nested(),
  "loops in loops that end early": lengthenedAndCut(),
};

describe.each(Object.entries(models))("%s", (_, { bytes, dims, runs, tooLong }) => {
  test.each(ways.map((way) => [way.name, way] as const))("%s", async (_name, way) => {
    const build = await buildTarget(read(bytes, dims), targetNamed(way.target), import.meta.filename, {
      machine: way.machine,
      verify: true,
      name: "growing",
    });
    for (const given of runs) {
      const wanted = await expected(bytes, given);
      const inputs = new Map(Object.entries(given).map(([name, [array]]) => [name, array]));
      for (const { name, dtype, shape, array } of namedOutputs(build.compiled.program, await runBuilt(build, way, inputs))) {
        expect(shape, name).toEqual(wanted[name]?.dims);
        expect(firstDifference(dtype, array, wanted[name]?.data as ElementArray, tolerance), name).toBeUndefined();
      }
    }
    if (tooLong === undefined) return;
    const inputs = new Map(Object.entries(tooLong).map(([name, [array]]) => [name, array]));
    await expect(runBuilt(build, way, inputs)).rejects.toThrow();
  });
});

test("a value that grows where neither the rounds nor its length are known is refused with the flag", () => {
  let text = "";
  try {
    read(decoder(undefined).bytes);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    text = error.diagnostics.map((d) => `${d.code} ${d.message} -> ${d.hint}`).join("\n");
  }
  expect(text).toContain("AOT202 the carried value prompt may grow by 1 elements along axis 1 in a round");
  expect(text).toContain("--dim name=most");
});
