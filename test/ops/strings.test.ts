/** Strings through graphs of many operators, as generated programs of each target against ONNX Runtime; and what is said of strings too long. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import type { DType, Elements } from "../../src/core/dtype.ts";
import { f32Tolerance } from "../../src/graph/graph.ts";
import type { NamedTensor } from "../../src/run.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { type BuildWay, buildWay, everyWay, integers, runWay } from "../support/every-way.ts";
import { firstDifference } from "../support/examples.ts";
import { type Attributes, float, GraphBuilder, modelBytes, writeModel } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-strings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ways = [...everyWay, ["ts", undefined, 0]] as const satisfies readonly BuildWay[];

interface Case {
  readonly name: string;
  readonly graph: GraphBuilder;
  readonly runs: readonly (readonly NamedTensor[])[];
}

const opsets = { opset: 21, irVersion: 10, domains: { "ai.onnx.ml": 3 } } as const;

const words = (name: string, shape: readonly number[], ...array: readonly string[]): NamedTensor => ({ name, dtype: "string", shape, array });

/** Strings that only change their place, by operands known when the program is built and by others. */
function movements(): Case {
  const g = new GraphBuilder("movements");
  g.input("x", [2, 3], "string");
  g.input("y", [1, 3], "string");
  g.input("columns", [4], "i64");
  g.input("keep", [3], "bool");
  const fixed = g.initializer("fixed", "string", [2, 1], ["left", "直"]);
  const list = (name: string, ...values: number[]): string => g.initializer(name, "i64", [values.length], values);
  const all = g.node("Concat", ["x", "y", "x"], { axis: 0 }, { outputs: ["all"] });
  g.output(all, [5, 3], "string");
  // ONNX Runtime 1.30 takes one string of each row along another axis than the last.
  g.output(g.node("Gather", [all, "columns"], { axis: 1 }, { outputs: ["picked"] }), [5, 4], "string");
  g.output(g.node("Transpose", [all], { perm: [1, 0] }, { outputs: ["turned"] }), [3, 5], "string");
  g.output(g.node("Where", ["keep", "x", fixed], {}, { outputs: ["chosen"] }), [2, 3], "string");
  g.output(g.node("Compress", [all, "keep"], { axis: 1 }, { outputs: ["kept"] }), [5, "n"], "string");
  g.output(g.node("Expand", ["y", list("four", 4, 3)], {}, { outputs: ["repeated"] }), [4, 3], "string");
  g.output(g.node("Slice", [all, list("from", 4), list("to", -6), list("axis", 0), list("step", -2)], {}, { outputs: ["cut"] }), [3, 3], "string");
  const [first, second] = g.nodes("Split", [all, list("sizes", 1, 2)], { axis: 1 }, { outputs: ["first", "second"] }) as [string, string];
  g.output(first, [5, 1], "string");
  g.output(second, [5, 2], "string");
  const flat = g.node("Reshape", ["x", list("flat", -1)], {}, { outputs: ["flattened"] });
  g.output(flat, [6], "string");
  g.output(g.node("Equal", ["x", "y"], {}, { outputs: ["same"] }), [2, 3], "bool");
  g.output(g.node("Identity", ["y"], {}, { outputs: ["itself"] }), [1, 3], "string");
  g.output(g.node("Shape", [all], {}, { outputs: ["size"] }), [2], "i64");
  const columns = (...values: readonly number[]): NamedTensor => integers("columns", ...values);
  const keep = (...values: readonly number[]): NamedTensor => ({ name: "keep", dtype: "bool", shape: [3], array: Uint8Array.from(values) });
  return {
    name: "movements",
    graph: g,
    runs: [
      [words("x", [2, 3], "a", "", "two words", "é", "東京", "a"), words("y", [1, 3], "a", "東", "a"), columns(2, 0, -1, -3), keep(1, 0, 1)],
      [words("x", [2, 3], "", "", "", "", "", ""), words("y", [1, 3], "", "x".repeat(24), "😀"), columns(2, 2, 2, 2), keep(0, 1, 0)],
    ],
  };
}

/** Operators on what strings hold. */
function contents(): Case {
  const g = new GraphBuilder("contents");
  g.input("x", [2, 3], "string");
  g.input("y", [3], "string");
  const joined = g.node("StringConcat", ["x", "y"], {}, { outputs: ["joined"] });
  g.output(joined, [2, 3], "string");
  const cut = (name: string, attrs: Record<string, string | number>): void => {
    const [parts, counts] = g.nodes("StringSplit", [joined], attrs, { outputs: [name, `${name}_counts`] }) as [string, string];
    g.output(parts, [2, 3, "n"], "string");
    g.output(counts, [2, 3], "i64");
  };
  cut("words", {});
  cut("two", { maxsplit: 1 });
  cut("fields", { delimiter: "::" });
  cut("one", { delimiter: "a", maxsplit: 2 });
  const normal = (name: string, attrs: Record<string, string | number | readonly string[]>): string =>
    g.output(g.node("StringNormalizer", ["y"], { ...attrs, locale: "C.UTF-8" }, { outputs: [name] }), ["k"], "string");
  normal("kept", { is_case_sensitive: 1, stopwords: ["a", "über"] });
  normal("upper", { case_change_action: "UPPER", stopwords: ["A", "ÜBER"] });
  normal("lower", { case_change_action: "LOWER", is_case_sensitive: 1 });
  const encoded = (
    name: string,
    dtype: DType,
    from: string,
    attrs: Record<string, readonly string[] | readonly number[] | string | number>,
  ): string => g.output(g.node("LabelEncoder", [from], attrs, { outputs: [name], domain: "ai.onnx.ml" }), [3], dtype);
  const numbers = encoded("numbers", "i64", "y", { keys_strings: ["a", "zz", "über", ""], values_int64s: [7, 8, 9, 10], default_int64: -5 });
  encoded("names", "string", numbers, { keys_int64s: [7, 9], values_strings: ["seven", "neun"], default_string: "?" });
  encoded("renamed", "string", "y", { keys_strings: ["a", "über"], values_strings: ["first", "second"] });
  return {
    name: "contents",
    graph: g,
    runs: [
      [words("x", [2, 3], "a b", " c  d ", "::", "::a::", "é::", ""), words("y", [3], "a", "Über ça", "::")],
      [words("x", [2, 3], "", "", "", "", "", ""), words("y", [3], "a", "über", "a")],
      [words("x", [2, 3], "aaaa", "a a a", "aba", "東京 大阪", "x::y", "::::"), words("y", [3], "a", "", "zz")],
    ],
  };
}

/** Models of ai.onnx.ml that read strings or give them. */
function classic(): Case {
  const g = new GraphBuilder("classic");
  g.input("x", [2, 4], "string");
  g.input("features", [3, 2]);
  const counts = { mode: "TFIDF", min_gram_length: 1, max_gram_length: 2, max_skip_count: 1, ngram_counts: [0, 3], ngram_indexes: [3, 0, 1, 2] };
  const pool = { pool_strings: ["b", "é", "a", "b", "a"], weights: float([0.5, 2, 1, 3]) };
  g.output(g.node("TfIdfVectorizer", ["x"], { ...counts, ...pool }, { outputs: ["grams"] }), [2, 4]);
  const classified = (op: string, name: string, classes: number, attrs: Attributes): void => {
    const [label, scores] = g.nodes(op, ["features"], attrs, { outputs: [name, `${name}_scores`], domain: "ai.onnx.ml" }) as [string, string];
    g.output(label, [3], "string");
    g.output(scores, [3, classes]);
  };
  const [coefficients, intercepts] = [float([1, -2, 0.5, 1, -1, 0.25]), float([0.1, 0, -0.2])];
  classified("LinearClassifier", "linear", 3, { classlabels_strings: ["low", "mid", "höher"], coefficients, intercepts });
  const trees = { nodes_treeids: [0, 0, 0], nodes_nodeids: [0, 1, 2], nodes_featureids: [1, 0, 0], nodes_modes: ["BRANCH_LEQ", "LEAF", "LEAF"] };
  const children = { nodes_values: float([0.3, 0, 0]), nodes_truenodeids: [1, 0, 0], nodes_falsenodeids: [2, 0, 0] };
  const leaves = { class_treeids: [0, 0], class_nodeids: [1, 2], class_ids: [1, 1], class_weights: float([0.25, 0.75]) };
  classified("TreeEnsembleClassifier", "tree", 2, { classlabels_strings: ["no", "yes"], ...trees, ...children, ...leaves });
  g.output(g.node("OneHotEncoder", ["x"], { cats_strings: ["b", "é", "a"] }, { outputs: ["rows"], domain: "ai.onnx.ml" }), [2, 4, 3]);
  const mapping = { cats_strings: ["é", "a"], cats_int64s: [5, -3], default_int64: 9 };
  const mapped = g.node("CategoryMapper", ["x"], mapping, { outputs: ["mapped"], domain: "ai.onnx.ml" });
  g.output(mapped, [2, 4], "i64");
  g.output(g.node("CategoryMapper", [mapped], { ...mapping, default_string: "" }, { outputs: ["back"], domain: "ai.onnx.ml" }), [2, 4], "string");
  const features = (...values: readonly number[]): NamedTensor => ({
    name: "features",
    dtype: "f32",
    shape: [3, 2],
    array: Float32Array.from(values),
  });
  return {
    name: "classic",
    graph: g,
    runs: [
      [words("x", [2, 4], "a", "b", "b", "a", "é", "", "a", "b"), features(0, 1, 1, 0, -2, 0.1)],
      [words("x", [2, 4], "", "", "", "", "b", "a", "a", "a"), features(3, -4, 0.5, 0.5, 0, 0)],
    ],
  };
}

/** Strings whose number only the run decides, through what moves them and reads them. */
function open(): Case {
  const g = new GraphBuilder("open");
  g.input("x", [2, 2], "string");
  g.input("keep", [4], "bool");
  const list = (name: string, ...values: number[]): string => g.initializer(name, "i64", [values.length], values);
  const [parts] = g.nodes("StringSplit", ["x"], { delimiter: "," }, { outputs: ["parts", "counts"] }) as [string, string];
  g.output(parts, [2, 2, "n"], "string");
  g.output(g.node("Gather", [parts, g.initializer("zero", "i64", [], [0])], { axis: 2 }, { outputs: ["firsts"] }), [2, 2], "string");
  g.output(g.node("Transpose", [parts], { perm: [2, 0, 1] }, { outputs: ["turned"] }), ["n", 2, 2], "string");
  const flat = g.node("Reshape", [parts, list("all", -1)], {}, { outputs: ["flat"] });
  g.output(flat, ["m"], "string");
  g.output(g.node("StringConcat", [parts, g.initializer("mark", "string", [1], ["é!"])], {}, { outputs: ["marked"] }), [2, 2, "n"], "string");
  g.output(g.node("Equal", [parts, g.initializer("none", "string", [], [""])], {}, { outputs: ["empty"] }), [2, 2, "n"], "bool");
  g.output(g.node("Shape", [parts], {}, { outputs: ["size"] }), [3], "i64");
  const kept = g.node("Compress", [g.node("Reshape", ["x", list("four", 4)]), "keep"], {}, { outputs: ["kept"] });
  g.output(kept, ["k"], "string");
  const twice = g.node("Concat", [kept, "last", kept], { axis: 0 }, { outputs: ["twice"] });
  g.input("last", [1], "string");
  g.output(twice, ["l"], "string");
  g.output(
    g.node("LabelEncoder", [twice], { keys_strings: ["a", "b,c"], values_strings: ["A", "BC"] }, { outputs: ["named"], domain: "ai.onnx.ml" }),
    ["l"],
    "string",
  );
  g.output(g.node("StringNormalizer", [kept], { case_change_action: "UPPER", locale: "C.UTF-8" }, { outputs: ["loud"] }), ["k"], "string");
  const keep = (...values: readonly number[]): NamedTensor => ({ name: "keep", dtype: "bool", shape: [4], array: Uint8Array.from(values) });
  return {
    name: "open",
    graph: g,
    runs: [
      [words("x", [2, 2], "a,b", "é", "", "b,,c,"), keep(1, 0, 1, 1), words("last", [1], "z")],
      [words("x", [2, 2], "a", "", "é", "b,c"), keep(1, 0, 0, 1), words("last", [1], "")],
    ],
  };
}

/** Strings that branches give, made there or taken from around them. */
function branches(): Case {
  const g = new GraphBuilder("branches");
  g.input("x", [2], "string");
  g.input("loud", [], "bool");
  const yes = new GraphBuilder("yes");
  yes.output(yes.node("StringConcat", ["x", yes.initializer("mark", "string", [1], ["é!"])], {}, { outputs: ["shouted"] }), [2], "string");
  yes.output(yes.initializer("both", "string", [1, 2], ["東", "longer than the other"]), [1, 2], "string");
  const no = new GraphBuilder("no");
  const order = no.initializer("order", "i64", [2], [1, 0]);
  no.output(no.node("Gather", ["x", order], {}, { outputs: ["swapped"] }), [2], "string");
  no.output(no.node("Unsqueeze", ["x", no.initializer("axis", "i64", [1], [0])], {}, { outputs: ["raised"] }), [1, 2], "string");
  const [first, second] = g.nodes("If", ["loud"], { then_branch: yes, else_branch: no }, { outputs: ["first", "second"] }) as [string, string];
  g.output(first, [2], "string");
  g.output(g.node("StringConcat", [second, first], {}, { outputs: ["all"] }), [1, 2], "string");
  const loud = (value: number): NamedTensor => ({ name: "loud", dtype: "bool", shape: [], array: Uint8Array.of(value) });
  return { name: "branches", graph: g, runs: [0, 1].map((value) => [words("x", [2], "a", "東京"), loud(value)]) };
}

/** Strings that loops carry, lengthen and collect, along any axis and from either end. */
function loops(): Case {
  const g = new GraphBuilder("loops");
  g.input("x", [2], "string");
  g.input("rows", [2, 3], "string");
  g.input("stop", [], "i64");
  const round = new GraphBuilder("round");
  const [i] = [round.input("i", [], "i64"), round.input("go", [], "bool")];
  const [s, list] = [round.input("s", [2], "string"), round.input("list", ["k"], "string")];
  round.output(round.node("Less", [i, "stop"], {}, { outputs: ["again"] }), [], "bool");
  const longer = round.node("StringConcat", [s, round.initializer("mark", "string", [1], ["é!"])], {}, { outputs: ["longer"] });
  round.output(longer, [2], "string");
  round.output(round.node("Concat", [list, longer], { axis: 0 }, { outputs: ["more"] }), ["l"], "string");
  round.output(round.node("Gather", [longer, round.initializer("order", "i64", [2], [1, 0])], {}, { outputs: ["turned"] }), [2], "string");
  const most = g.initializer("most", "i64", [], [4]);
  const none = g.initializer("none", "string", [1], ["start"]);
  const looped = g.nodes("Loop", [most, "", "x", none], { body: round }, { outputs: ["last", "collected", "seen"] }) as [string, string, string];
  for (const [name, shape] of [
    [looped[0], [2]],
    [looped[1], ["c"]],
    [looped[2], ["n", 2]],
  ] as const)
    g.output(name, shape, "string");
  const step = new GraphBuilder("step");
  const [before, slice] = [step.input("before", [2], "string"), step.input("slice", [2], "string")];
  const joined = step.node("StringConcat", [before, slice], {}, { outputs: ["joined"] });
  step.output(joined, [2], "string");
  step.output(step.node("Identity", [joined], {}, { outputs: ["so_far"] }), [2], "string");
  step.output(step.node("Identity", [slice], {}, { outputs: ["one"] }), [2], "string");
  const ways = { scan_input_axes: [1], scan_input_directions: [1], scan_output_axes: [1, 0], scan_output_directions: [0, 1] };
  const scanned = g.nodes("Scan", ["x", "rows"], { body: step, num_scan_inputs: 1, ...ways }, { outputs: ["all", "prefixes", "ones"] });
  for (const [k, name] of scanned.entries()) g.output(name, [[2], [2, 3], [3, 2]][k], "string");
  const stop = (value: number): NamedTensor => ({ name: "stop", dtype: "i64", shape: [], array: BigInt64Array.of(BigInt(value)) });
  const rows = words("rows", [2, 3], "a", "", "東京", "b", "ccc", "é");
  return { name: "loops", graph: g, runs: [-1, 1, 9].map((value) => [words("x", [2], "x", "ü"), rows, stop(value)]) };
}

const tensorOf = ({ dtype, array, shape }: NamedTensor) =>
  new ort.Tensor(
    ({ string: "string", i64: "int64", bool: "bool", f32: "float32" } as const)[dtype as "string"],
    array as readonly string[] as string[],
    [...shape],
  );

describe.each([movements(), contents(), classic(), open(), branches(), loops()])("$name", ({ name, graph, runs }) => {
  const path = join(folder, `${name}.onnx`);
  writeModel(path, graph, opsets);
  test.each(ways)("%s %s -O%i", async (...way) => {
    const build = await buildWay(path, way, { stringBytes: 24 });
    for (const inputs of runs) {
      const wanted = await runOracle(modelBytes(graph, opsets), Object.fromEntries(inputs.map((x) => [x.name, tensorOf(x)])));
      for (const { name: output, dtype, shape, array } of await runWay(build, inputs)) {
        expect(shape, output).toEqual(wanted[output]?.dims);
        expect(firstDifference(dtype, array, wanted[output]?.data as Elements, f32Tolerance), output).toBeUndefined();
      }
    }
  });
});

describe("strings that are too long", () => {
  const g = new GraphBuilder("long");
  g.input("x", [2], "string");
  g.output(g.node("Identity", ["x"], {}, { outputs: ["y"] }), [2], "string");
  const path = join(folder, "long.onnx");
  writeModel(path, g);

  test("running says which, and what to build with", async () => {
    const build = await buildWay(path, ways[3], { stringBytes: 4 });
    await expect(runWay(build, [words("x", [2], "four", "fünf")])).rejects.toThrow(
      "x: string 1 has 5 bytes of UTF-8, the program takes strings of at most 4",
    );
  });

  test("a JavaScript program throws", async () => {
    const build = await buildWay(path, ways[3], { stringBytes: 4 });
    const text = String(build.files.find((f) => f.path.endsWith(".mjs"))?.content);
    const { load } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      load: () => Promise<{ run: (inputs: object) => { y: readonly string[] } }>;
    };
    const model = await load();
    expect(model.run({ x: ["😀", ""] }).y).toEqual(["😀", ""]);
    expect(() => model.run({ x: ["four", "fünf"] })).toThrow('long_: input "x": string 1 has 5 bytes of UTF-8, at most 4 were settled');
    expect(() => model.run({ x: ["four"] })).toThrow('input "x" is 2 strings in an array');
    // Half a pair is what decoders put for what is no character.
    expect(model.run({ x: ["\ud800", "z"] }).y).toEqual(["\ufffd", "z"]);
  });
});

test("a vocabulary of 200,000 words", () => {
  const g = new GraphBuilder("vocabulary");
  const keys = Array.from({ length: 200_000 }, (_, i) => i);
  const attrs = { keys_int64s: keys, values_strings: keys.map((i) => `word ${i}`), default_string: "unknown" };
  g.output(g.node("LabelEncoder", [g.input("x", [2], "i64")], attrs, { domain: "ai.onnx.ml" }), [2], "string");
  const { graph } = readBytes(modelBytes(g, { ...opsets, domains: { "ai.onnx.ml": 4 } }));
  expect(graph.outputs[0]?.type).toMatchObject({ dtype: "string", text: { longest: "word 199999".length } });
});
