/** If, Loop and Scan against ONNX Runtime: random nested models, evaluated and on every target; what is refused. */
import ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../src/build.ts";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { evaluateGraph } from "../../src/graph/evaluate.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { machines } from "../../src/loop/machine.ts";
import { pipelines } from "../../src/passes/index.ts";
import { runPasses } from "../../src/passes/run.ts";
import { namedOutputs } from "../../src/run.ts";
import { runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { firstDifference } from "../support/examples.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";
import { Random } from "../support/random.ts";
import { controlFlowModel } from "../support/random-control-flow.ts";

const tolerance = { relative: 1e-4, absolute: 1e-5 };

function inputsFor(seed: number): ReadonlyMap<string, ElementArray> {
  const random = new Random(seed);
  return new Map<string, ElementArray>([
    ["a", random.floats(4)],
    ["b", random.floats(4)],
    ["p", Uint8Array.of(random.below(2))],
    ["q", Uint8Array.of(random.below(2))],
    ["rounds", BigInt64Array.of(BigInt(random.below(4) - 1))],
  ]);
}

const ortTypes = { Float32Array: "float32", Uint8Array: "bool", BigInt64Array: "int64" } as const;

/** What ONNX Runtime gives, by output. */
async function expected(bytes: Uint8Array, inputs: ReadonlyMap<string, ElementArray>): Promise<ReadonlyMap<string, ElementArray>> {
  const feeds = [...inputs].map(([name, array]) => {
    const type = ortTypes[array.constructor.name as keyof typeof ortTypes];
    return [name, new ort.Tensor(type, array as Float32Array, array.length === 4 ? [4] : [])] as const;
  });
  const outputs = await runOracle(bytes, Object.fromEntries(feeds));
  return new Map(Object.entries(outputs).map(([name, { data }]) => [name, data as ElementArray]));
}

function agree(found: ReadonlyMap<string, ElementArray>, wanted: ReadonlyMap<string, ElementArray>, where: string): void {
  expect(found.size).toBe(wanted.size);
  for (const [name, array] of wanted)
    expect(firstDifference("f32", found.get(name) as ElementArray, array, tolerance), `${where}, ${name}`).toBeUndefined();
}

const modelOf = (bytes: Uint8Array): SourceModel => readOnnx(bytes, "control.onnx", { dims: {}, diagnostics: new Diagnostics() });

function evaluated(graph: Graph, inputs: ReadonlyMap<string, ElementArray>): ReadonlyMap<string, ElementArray> {
  const values = evaluateGraph(graph, new Map(graph.inputs.map((v) => [v, inputs.get(v.name) as ElementArray])));
  return new Map(graph.outputs.map((v) => [v.name, values.get(v) as ElementArray]));
}

/** The graph after all passes, each of them checked. */
function optimized(graph: Graph): Graph {
  const run = {
    machine: machines["x86-64-v3"] as (typeof machines)["generic"],
    options: { level: 2, deterministic: false, precise: false },
    verify: true,
  };
  return runPasses(graph, [...pipelines.pre, ...pipelines.main, ...pipelines.post], run as Parameters<typeof runPasses>[2]).graph;
}

test("random models, evaluated as they are and after all passes", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const bytes = controlFlowModel(new Random(seed), 3);
    const { graph } = modelOf(bytes);
    const after = optimized(graph);
    for (const given of [seed, seed + 1000]) {
      const inputs = inputsFor(given);
      const wanted = await expected(bytes, inputs);
      agree(evaluated(graph, inputs), wanted, `model ${seed} as it is`);
      agree(evaluated(after, inputs), wanted, `model ${seed} after passes`);
    }
  }
}, 600_000);

describe.each(ways)("$name", (way) => {
  test.each([0, 2] as const)(
    "random models at -O%i",
    async (level) => {
      for (let seed = 101; seed <= 104; seed++) {
        const bytes = controlFlowModel(new Random(seed), 3);
        const options = { machine: way.machine, verify: true, level, name: "control" };
        // The manifest names the model's file; this one stands for it.
        const build = await buildTarget(modelOf(bytes), targetNamed(way.target), import.meta.filename, options);
        for (const given of [seed, seed + 1000]) {
          const inputs = inputsFor(given);
          agree(await runBuilt(build, way, inputs), await expected(bytes, inputs), `model ${seed}`);
        }
      }
    },
    120_000,
  );
});

/** A model whose one node holds a graph; what it is refused with. */
function refusal(build: (g: GraphBuilder) => void): string {
  const g = new GraphBuilder("refused");
  g.input("x", [4]);
  g.input("p", [], "bool");
  g.input("m", [], "i64");
  g.initializer("three", "i64", [], [3]);
  build(g);
  try {
    modelOf(modelBytes(g));
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics.map((d) => `${d.code} ${d.where}: ${d.message}`).join("\n");
    throw error;
  }
  return "";
}

const branch = (name: string, from: string, op: string, shape: readonly number[], attrs = {}): GraphBuilder => {
  const g = new GraphBuilder(name);
  g.output(g.node(op, [from], attrs, { outputs: [`${name}_out`], name }), shape);
  return g;
};

/** A body that hands its condition on, and `result` of the round number, the condition and x. */
function body(result: (g: GraphBuilder) => readonly string[], shape: readonly number[] = [4]): GraphBuilder {
  const g = new GraphBuilder("body");
  for (const [name, dims, dtype] of [
    ["i", [], "i64"],
    ["go", [], "bool"],
    ["s", shape, "f32"],
  ] as const)
    g.input(name, dims, dtype);
  g.output(g.node("Identity", ["go"], {}, { outputs: ["again"] }), [], "bool");
  for (const name of result(g)) g.output(name);
  return g;
}

test("branches of different types are refused with both", () => {
  const text = refusal((g) => {
    const [then, otherwise] = [branch("flat", "x", "Identity", [4]), branch("bits", "x", "Cast", [4], { to: 7 })];
    g.output(g.node("If", ["p"], { then_branch: then, else_branch: otherwise }, { name: "choice" }));
  });
  expect(text).toBe("AOT202 choice (If): output 0 is f32[4] in one branch (flat_out) and i64[4] in the other (bits_out)");
});

/** All of x, its sum, or nothing, by two flags; then twice as much. */
function ofManySizes(): Uint8Array {
  const g = new GraphBuilder("sizes");
  g.input("a", [4]);
  g.input("p", [], "bool");
  g.input("q", [], "bool");
  const empty = new GraphBuilder("empty");
  empty.output(empty.constant("f32", [0], [], "none"), [0]);
  const inner = new GraphBuilder("inner");
  inner.output(inner.node("If", ["q"], { then_branch: branch("sum", "a", "ReduceSum", [1]), else_branch: empty }, { outputs: ["few"] }));
  const chosen = g.node("If", ["p"], { then_branch: branch("flat", "a", "Identity", [4]), else_branch: inner });
  g.output(g.node("Add", [chosen, chosen], {}, { outputs: ["y"] }), ["n"]);
  return modelBytes(g);
}

test.each(ways.map((way) => [way.name, way] as const))("branches of different sizes: %s", async (_, way) => {
  const build = await buildTarget(modelOf(ofManySizes()), targetNamed(way.target), import.meta.filename, {
    machine: way.machine,
    verify: true,
    name: "sizes",
  });
  for (const [p, q] of [
    [0, 0],
    [0, 1],
    [1, 0],
  ] as const) {
    const inputs = new Map<string, ElementArray>([
      ["a", Float32Array.of(1, 2, 3, 5)],
      ["p", Uint8Array.of(p)],
      ["q", Uint8Array.of(q)],
    ]);
    const wanted = await expected(ofManySizes(), inputs);
    const [y] = namedOutputs(build.compiled.program, await runBuilt(build, way, inputs));
    expect(y?.array).toEqual(wanted.get("y"));
  }
});

/** As many rounds as the run says, or until the sum is large: a carried sum, and one slice a round, also inside of a branch. */
function countedAtRun(isNested: boolean): Uint8Array {
  const g = new GraphBuilder("counted");
  const [a, p, rounds] = [g.input("a", [4]), g.input("p", [], "bool"), g.input("rounds", [], "i64")];
  const round = new GraphBuilder("round");
  const [i, go, sum] = [round.input("i", [], "i64"), round.input("go", [], "bool"), round.input("sum", [4])];
  const next = round.node("Add", [sum, round.node("Cast", [i], { to: 1 })], {}, { outputs: ["next"] });
  const small = round.node("Less", [round.node("ReduceMax", [next], { keepdims: 0 }), round.constant("f32", [], [20])], {}, { outputs: ["small"] });
  round.output(round.node("And", [go, small], {}, { outputs: ["again"] }), [], "bool");
  round.output(next, [4]);
  round.output(round.node("Mul", [next, next], {}, { outputs: ["square"] }), [4]);
  const held = isNested ? new GraphBuilder("taken") : g;
  const [last, squares] = held.nodes("Loop", [rounds, p, a], { body: round }, { outputs: ["last", "squares"] }) as [string, string];
  for (const [name, shape] of [
    [last, [4]],
    [squares, ["most", 4]],
  ] as const)
    held.output(name, shape);
  if (!isNested) return modelBytes(g);
  const other = new GraphBuilder("other");
  other.output(other.node("Neg", [a], {}, { outputs: ["negative"] }), [4]);
  other.output(other.node("Reshape", [a, other.constant("i64", [2], [1, 4])], {}, { outputs: ["row"] }), [1, 4]);
  const outputs = g.nodes("If", [p], { then_branch: held, else_branch: other }, { outputs: ["y", "z"] });
  for (const [k, name] of outputs.entries()) g.output(name, k === 0 ? [4] : ["n", 4]);
  return modelBytes(g);
}

describe.each([false, true])("rounds that the run counts, in a branch: %s", (isNested) => {
  const bytes = countedAtRun(isNested);
  const read = (): SourceModel => readOnnx(bytes, "counted.onnx", { dims: { most: 8 }, diagnostics: new Diagnostics() });
  const given = (rounds: number, p: number, a: readonly number[] = [1, 2, 3, 5]) =>
    new Map<string, ElementArray>([
      ["a", Float32Array.from(a)],
      ["p", Uint8Array.of(p)],
      ["rounds", BigInt64Array.of(BigInt(rounds))],
    ]);

  test.each(ways.map((way) => [way.name, way] as const))("%s", async (_, way) => {
    const build = await buildTarget(read(), targetNamed(way.target), import.meta.filename, { machine: way.machine, verify: true, name: "counted" });
    for (const inputs of [given(-1, 1), given(0, 1), given(3, 1), given(8, 1), given(5, 0), given(100, 1, [19, 0, 0, 0])]) {
      const wanted = await expected(bytes, inputs);
      for (const { name, array } of namedOutputs(build.compiled.program, await runBuilt(build, way, inputs)))
        expect(
          firstDifference("f32", array as ElementArray, wanted.get(name) as ElementArray, tolerance),
          `${name} of ${inputs.get("rounds")}`,
        ).toBeUndefined();
    }
    await expect(runBuilt(build, way, given(9, 1, [-40, -40, -40, -40]))).rejects.toThrow();
  });

  test("more rounds than there is room for end the run by name", () => {
    const { graph } = read();
    expect(() => evaluated(graph, given(9, 1, [-40, -40, -40, -40]))).toThrow("it wants more than the 8 rounds that there is room for");
  });
});

test("a missing branch, another number of outputs, a condition that is no bool", () => {
  const then = branch("one", "x", "Identity", [4]);
  expect(refusal((g) => g.output(g.node("If", ["p"], { then_branch: then }, { name: "c" })))).toBe(
    "AOT202 c (If): attribute else_branch (a graph) is missing",
  );
  const two = branch("two", "x", "Identity", [4]);
  two.output("two_out");
  two.output("x");
  expect(refusal((g) => g.output(g.node("If", ["p"], { then_branch: then, else_branch: two }, { name: "c" })))).toContain("AOT104");
  expect(refusal((g) => g.output(g.node("If", ["m"], { then_branch: then, else_branch: then }, { name: "c" })))).toContain(
    "AOT202 c (If): the condition is i64[], one bool is expected",
  );
});

test("loops: values that grow, too few inputs, slices of an unknown number of rounds, no end", () => {
  const loop = (inputs: readonly string[], inner: GraphBuilder, outputs = ["y"]) =>
    refusal((g) => {
      for (const name of g.nodes("Loop", inputs, { body: inner }, { name: "l", outputs })) g.output(name);
    });
  const grown = body((g) => [g.node("Concat", ["s", "s"], { axis: 0 }, { outputs: ["longer"] })]);
  expect(loop(["m", "p", "x"], grown)).toContain(
    "the carried value x may grow by 4 elements along axis 0 in a round, and only the run knows how many rounds there are",
  );
  expect(loop(["three", "p", "x"], grown)).toMatch(
    /a value carried from round to round keeps one type, or grows by as much in every round: x is f32\[4\], a round makes .* \(longer\) of/,
  );
  expect(
    loop(
      ["m", "p", "x", "x"],
      body(() => ["s"]),
    ),
  ).toContain("AOT104 graph l.body: takes 3 inputs, its node gives it 4");
  expect(
    loop(
      ["m", "p", "x"],
      body((g) => ["s", g.node("Neg", ["s"], {}, { outputs: ["n"] })]),
      ["y", "z"],
    ),
  ).toContain("its scan outputs have one slice a round, and only the run knows how many rounds there are");
  expect(
    loop(
      ["", "", "x"],
      body(() => ["s"]),
    ),
  ).toContain("it never ends");
  expect(
    loop(
      ["m", "p", "x"],
      body(() => ["s"], [5]),
    ),
  ).toContain("AOT111 input s of graph l.body: is declared with 5 at axis 0, its node gives it 4");
});

test("scans: unequal lengths, an axis out of range, wrong directions", () => {
  const step = (): GraphBuilder => {
    const g = new GraphBuilder("step");
    const slices = [g.input("u", undefined), g.input("v", undefined)];
    g.output(g.node("Identity", [slices[0] as string], {}, { outputs: ["w"] }));
    return g;
  };
  const scan = (attrs: Readonly<Record<string, number | readonly number[]>>, second = "z"): string =>
    refusal((g) => {
      g.input("z", [5, 4]);
      g.output(g.node("Scan", ["x", second], { body: step(), num_scan_inputs: 2, ...attrs }, { name: "s" }));
    });
  expect(scan({})).toBe("AOT202 s (Scan): its scan inputs have the lengths 4, 5, equal ones are expected");
  expect(scan({ scan_input_axes: [0, 2] })).toContain("axis 2 is out of range for rank 2");
  expect(scan({ scan_input_directions: [3, 0] }, "x")).toContain("scan_input_directions[0] is 3, 0 or 1 is expected");
  expect(scan({ num_scan_inputs: 7 })).toContain("num_scan_inputs is 7, the node has 2 inputs");
  const old = refusal((g) => g.output(g.node("Scan", ["", "x"], { body: step(), num_scan_inputs: 1 }, { name: "s" })));
  expect(old).toContain("has no axis to scan along");
});
