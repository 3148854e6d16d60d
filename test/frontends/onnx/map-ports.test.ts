/** Maps among a model's inputs and outputs, as scikit-learn's converters write them: the list of their values, against ONNX Runtime on the same model without maps. */
import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../../src/build.ts";
import { CompileError, Diagnostics } from "../../../src/core/diagnostics.ts";
import type { Elements } from "../../../src/core/dtype.ts";
import { rolesIn } from "../../../src/core/structure.ts";
import type { SourceModel } from "../../../src/frontends/frontend.ts";
import { readOnnx } from "../../../src/frontends/onnx/index.ts";
import { evaluateAsWritten } from "../../../src/reference.ts";
import { runBuilt, ways } from "../../support/against-onnx-runtime.ts";
import { float, GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";
import { runOracle } from "../../support/onnxruntime.ts";

const ml = { domain: "ai.onnx.ml" } as const;
const words = ["red", "green", "blue", "grey"];
const classes = ["cold", "warm", "hot"];

/** Words to the probabilities of classes: from a map to a sequence of maps, or between tensors. */
function classifier(hasMaps: boolean): Uint8Array {
  const g = new GraphBuilder("classifier");
  const x = hasMaps ? g.node("DictVectorizer", [g.map("words")], { string_vocabulary: words }, ml) : g.input("words", [1, 4]);
  const floats = (count: number): ReturnType<typeof float> => float(Array.from(g.random.floats(count, -1, 1)));
  const attrs = { classlabels_strings: classes, coefficients: floats(12), intercepts: floats(3), post_transform: "SOFTMAX" };
  const [label, scores] = g.nodes("LinearClassifier", [x], attrs, { ...ml, outputs: ["label", "scores"] }) as [string, string];
  const normal = g.node("Normalizer", [scores], { norm: "L1" }, { ...ml, outputs: [hasMaps ? "normal" : "probabilities"] });
  g.output(label, [1], "string");
  if (!hasMaps) g.output(normal, [1, 3]);
  else g.maps(g.node("ZipMap", [normal], { classlabels_strings: classes }, { ...ml, outputs: ["probabilities"] }), "string");
  return modelBytes(g, { domains: { "ai.onnx.ml": 1 } });
}

function read(bytes: Uint8Array): SourceModel {
  const diagnostics = new Diagnostics();
  const model = readOnnx(bytes, "maps.onnx", { dims: {}, diagnostics });
  diagnostics.throwIfErrors();
  return model;
}

const values = Float32Array.of(2, 0, 0.5, -1);

test.each(ways)("a classifier of words, $name", { timeout: 60_000 }, async (way) => {
  const model = read(classifier(true));
  expect(model.structures).toEqual({
    inputs: [{ name: "words", structure: { kind: "map", port: "words", keys: words } }],
    outputs: [{ name: "probabilities", structure: { kind: "maps", port: "probabilities", keys: classes } }],
  });
  const build = await buildTarget(model, targetNamed(way.target), import.meta.filename, { machine: way.machine, name: "classifier", verify: true });
  const text = build.files.map((f) => (f.path.endsWith(".h") || f.path.endsWith("classifier.ts") ? String(f.content) : "")).join("");
  expect(text).toContain('the map words, the values of "red", "green", "blue", "grey"');
  expect(text).toContain('a row for each map of probabilities, the values of "cold", "warm", "hot"');
  const wanted = await runOracle(classifier(false), { words: new Tensor("float32", values, [1, 4]) });
  const found = await runBuilt(build, way, new Map<string, Elements>([["words", values]]));
  const [have, want] = [found.get("probabilities"), wanted.probabilities?.data].map((list) => Array.from(list as Float32Array)) as [
    number[],
    number[],
  ];
  expect(have.length).toBe(3);
  for (const [i, p] of want.entries()) expect(have[i]).toBeCloseTo(p, 5);
});

test("a map that is taken as a dense row is as many values as a free dim says", () => {
  const g = new GraphBuilder("dense");
  g.output(g.node("CastMap", [g.map("m", "f32", "i64")], { cast_to: "TO_INT64" }, { ...ml, outputs: ["row"] }), undefined, "i64");
  const model = readOnnx(modelBytes(g, { domains: { "ai.onnx.ml": 1 } }), "dense.onnx", { dims: { m_dim0: 3 }, diagnostics: new Diagnostics() });
  expect(model.structures?.inputs).toEqual([{ name: "m", structure: { kind: "map", port: "m", keys: "ascending" } }]);
  expect(model.structures?.inputs.flatMap((s) => [...rolesIn(s)])).toEqual([["m", "the map m, the values of all keys in ascending order"]]);
  const { row } = Object.fromEntries(evaluateAsWritten(model.graph, new Map([["m", Float32Array.of(7.5, -1, 2)]])));
  expect(row).toEqual({ array: BigInt64Array.of(7n, -1n, 2n), shape: [1, 3] });
});

test("maps whose keys nothing names are refused", () => {
  const refusal = (make: (g: GraphBuilder) => void): string => {
    const g = new GraphBuilder("maps");
    make(g);
    try {
      read(modelBytes(g, { domains: { "ai.onnx.ml": 1 } }));
    } catch (error) {
      if (error instanceof CompileError) return error.message;
      throw error;
    }
    return "";
  };
  const vectorized = (g: GraphBuilder, x: string, vocabulary: readonly string[]): string =>
    g.node("DictVectorizer", [x], { string_vocabulary: vocabulary }, ml);
  expect(refusal((g) => g.output(g.node("Identity", [g.map("m")])))).toContain(
    "AOT110 input m: is a map, whose keys nothing names; it is read by Identity_0",
  );
  expect(
    refusal((g) => {
      const m = g.map("m");
      g.output(g.node("Concat", [vectorized(g, m, ["a", "b"]), vectorized(g, m, ["b", "a"])], { axis: 0 }));
    }),
  ).toContain("AOT110 input m: is a map, whose keys are named in different ways");
  expect(refusal((g) => g.maps(g.node("Identity", [g.input("x", [1, 2])]), "i64"))).toContain(
    "AOT205 output Identity_0_output_0: is a sequence of maps that no ZipMap gives",
  );
  expect(refusal((g) => g.maps(g.node("ZipMap", [g.input("x", [1, 2])], { classlabels_int64s: [4, 5, 6] }, ml), "i64"))).toContain(
    "input 0 (X) has shape [1,2], a value for each of 3 keys is expected",
  );
});
