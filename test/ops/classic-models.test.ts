/** Operators of ai.onnx.ml against ONNX Runtime on seeded models. */
import { expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { FeatureVectorizer, Imputer } from "../../src/ops/feature-filling.ts";
import { ArrayFeatureExtractor, Binarizer, Normalizer, Scaler } from "../../src/ops/feature-scaling.ts";
import { LabelEncoder } from "../../src/ops/label-encoder.ts";
import { LinearClassifier, LinearRegressor } from "../../src/ops/linear-models.ts";
import { OneHotEncoder } from "../../src/ops/one-hot-encoder.ts";
import { SVMClassifier } from "../../src/ops/svm-classifier.ts";
import { SVMRegressor } from "../../src/ops/svm-regressor.ts";
import { TreeEnsembleClassifier, TreeEnsembleRegressor } from "../../src/ops/tree-ensemble-models.ts";
import { agreesWithRuntime, type Choices, choices, runHere } from "../support/single-node.ts";

const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
const numbers = (c: Choices, n: number): readonly number[] => c.tensor([n]).values;

test("features: scaled, normalized, cut, picked, encoded", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, features] = [c.int(1, 4), c.int(1, 5)];
    const x = c.tensor([rows, features]);
    const each = c.pick([1, features]);
    const attrs = { offset: numbers(c, each), scale: numbers(c, each) };
    await agreesWithRuntime({ op: Scaler, attrs, floatAttrs: ["offset", "scale"], inputs: [x] });
    // The first row is zeros, which are no length to divide by.
    const rowOfZeros = { ...x, values: x.values.map((v, i) => (i < features ? 0 : v)) };
    for (const norm of ["MAX", "L1", "L2"]) await agreesWithRuntime({ op: Normalizer, attrs: { norm }, inputs: [rowOfZeros] });
    await agreesWithRuntime({ op: Binarizer, attrs: { threshold: 0.25 }, floatAttrs: ["threshold"], inputs: [x] });
    const places = { dtype: "i64", shape: [3], values: [0, 0, 0].map(() => c.int(0, features - 1)) } as const;
    await agreesWithRuntime({ op: ArrayFeatureExtractor, inputs: [x, places] });
    const keys = { dtype: "i64", shape: [4], values: [0, 0, 0, 0].map(() => c.int(0, 5)) } as const;
    const table = { keys_int64s: [1, 2, 3], values_floats: [0.5, 0.25, 8], default_float: -2.5 };
    await agreesWithRuntime({ op: LabelEncoder, attrs: table, floatAttrs: ["values_floats", "default_float"], inputs: [keys] });
  }
});

test("features: filled in, side by side, as categories", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, features] = [c.int(1, 4), c.int(1, 4)];
    const x = c.tensor([rows, features]);
    const holed = { ...x, values: x.values.map((v) => (c.int(0, 2) === 0 ? -1 : v)) };
    const imputed_value_floats = numbers(c, c.pick([1, features]));
    const floatAttrs = ["imputed_value_floats", "replaced_value_float"];
    await agreesWithRuntime({ op: Imputer, attrs: { imputed_value_floats, replaced_value_float: -1 }, floatAttrs, inputs: [holed] });
    const nans = { ...holed, values: holed.values.map((v) => (v === -1 ? Number.NaN : v)) };
    await agreesWithRuntime({ op: Imputer, attrs: { imputed_value_floats, replaced_value_float: Number.NaN }, floatAttrs, inputs: [nans] });
    const whole = { dtype: "i64", shape: [rows, 3], values: Array.from({ length: rows * 3 }, () => c.int(-2, 3)) } as const;
    await agreesWithRuntime({ op: Imputer, attrs: { imputed_value_int64s: [7], replaced_value_int64: 1 }, inputs: [whole] });
    await agreesWithRuntime({ op: FeatureVectorizer, attrs: { inputdimensions: [features, 2] }, inputs: [x, c.tensor([rows, 2])] });
    await agreesWithRuntime({ op: OneHotEncoder, attrs: { cats_int64s: [3, -1, 0], zeros: 1 }, inputs: [whole] });
    await agreesWithRuntime({ op: OneHotEncoder, attrs: { cats_int64s: [-2, -1, 0, 1, 2, 3], zeros: 0 }, inputs: [whole] });
    const floats = { shape: [rows, 2], values: Array.from({ length: rows * 2 }, () => c.pick([0, 1, 1.5, 2, 3, Number.NaN])) };
    await agreesWithRuntime({ op: OneHotEncoder, attrs: { cats_int64s: [2, 1, 0] }, inputs: [floats] });
  }
});

test("an element of no category ends the run where that is an error", () => {
  const attrs = { cats_int64s: [1, 2], zeros: 0 };
  const run = (element: number) => runHere({ op: OneHotEncoder, attrs, inputs: [{ dtype: "i64", shape: [1], values: [element] }] });
  expect(run(2)[0]?.values).toEqual([0, 1]);
  expect(() => run(3)).toThrow("an element is none of the 2 categories");
});

test("support vectors of every kernel, lines, one class", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, features, count] = [c.int(1, 4), c.int(1, 4), c.int(1, 5)];
    const x = c.tensor([rows, features]);
    const floatAttrs = ["kernel_params", "support_vectors", "coefficients", "rho"];
    const coefficients = numbers(c, count);
    const vectors = { n_supports: count, support_vectors: numbers(c, count * features), coefficients, rho: [0.25] };
    for (const kernel_type of ["LINEAR", "POLY", "RBF", "SIGMOID"]) {
      const attrs = { ...vectors, kernel_type, kernel_params: [0.5, 0.75, 2], one_class: c.int(0, 1) };
      await agreesWithRuntime({ op: SVMRegressor, attrs, floatAttrs, inputs: [x] });
    }
    const line = { kernel_type: "LINEAR", kernel_params: [0, 0, 0], coefficients: numbers(c, features), rho: [-0.5] };
    await agreesWithRuntime({ op: SVMRegressor, attrs: line, floatAttrs, inputs: [x] });
  }
});

test("support vectors of two classes and more, with probabilities and without", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, features, classes] = [c.int(1, 4), c.int(1, 4), c.int(2, 4)];
    const vectors_per_class = Array.from({ length: classes }, () => c.int(1, 3));
    const vectors = vectors_per_class.reduce((n, count) => n + count, 0);
    const pairs = (classes * (classes - 1)) / 2;
    const probabilities = { prob_a: numbers(c, pairs).map((a) => a - 1.5), prob_b: numbers(c, pairs) };
    const attrs = {
      ...{ classlabels_ints: Array.from({ length: classes }, (_, i) => 3 * i), vectors_per_class, rho: numbers(c, pairs) },
      ...{ support_vectors: numbers(c, vectors * features), coefficients: numbers(c, (classes - 1) * vectors) },
      ...{ kernel_type: c.pick(["LINEAR", "POLY", "RBF", "SIGMOID"]), kernel_params: [0.5, 0.75, 2] },
      ...(seed % 2 === 0 ? probabilities : {}),
    };
    const floatAttrs = ["kernel_params", "support_vectors", "coefficients", "rho", "prob_a", "prob_b"];
    await agreesWithRuntime({ op: SVMClassifier, attrs, floatAttrs, inputs: [c.tensor([rows, features])], outputCount: 2 });
  }
});

test("linear models of one class, two and more", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, features, classes] = [c.int(1, 4), c.int(1, 5), c.int(1, 4)];
    const x = c.tensor([rows, features]);
    const attrs = { coefficients: numbers(c, classes * features), intercepts: numbers(c, classes) };
    const floatAttrs = ["coefficients", "intercepts"];
    await agreesWithRuntime({ op: LinearRegressor, attrs: { ...attrs, targets: classes }, floatAttrs, inputs: [x] });
    const labels = Array.from({ length: Math.max(2, classes) }, (_, i) => 10 + i);
    // With as many scores as labels, or one score for two.
    const post_transform = c.pick(["NONE", "SOFTMAX", "LOGISTIC"]);
    await agreesWithRuntime({
      op: LinearClassifier,
      attrs: { ...attrs, classlabels_ints: labels, post_transform },
      floatAttrs,
      inputs: [x],
      outputCount: 2,
    });
  }
});

interface Drawn {
  readonly nodes: Record<string, number[] | string[]>;
  /** Tree and node of each leaf. */
  readonly leaves: readonly (readonly [number, number])[];
}

/** Trees of depth up to three, their nodes in order of depth first. */
function drawTrees(c: Choices, count: number, features: number): Drawn {
  const list = { nodes_treeids: [], nodes_nodeids: [], nodes_featureids: [], nodes_truenodeids: [], nodes_falsenodeids: [], nodes_values: [] };
  const columns: Record<string, number[]> = list;
  const modes: string[] = [];
  const leaves: [number, number][] = [];
  for (let tree = 0; tree < count; tree++) {
    let next = 0;
    const grow = (depth: number): number => {
      const id = next++;
      const row = modes.length;
      const isLeaf = depth === 3 || (depth > 0 && c.int(0, 2) === 0);
      modes.push(isLeaf ? "LEAF" : c.pick(["BRANCH_LEQ", "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE"]));
      const entries = [tree, id, c.int(0, features - 1), 0, 0, Math.fround(c.int(-10, 10) / 10)];
      Object.values(columns).forEach((column, k) => column.push(entries[k] ?? 0));
      if (isLeaf) leaves.push([tree, id]);
      else {
        (columns.nodes_truenodeids as number[])[row] = grow(depth + 1);
        (columns.nodes_falsenodeids as number[])[row] = grow(depth + 1);
      }
      return id;
    };
    grow(0);
  }
  return { nodes: { ...columns, nodes_modes: modes }, leaves };
}

test("ensembles of trees", async () => {
  for (const seed of seeds) {
    const c = choices(seed);
    const [rows, features, targets] = [c.int(1, 4), c.int(1, 4), c.int(1, 3)];
    const { nodes, leaves } = drawTrees(c, c.int(1, 4), features);
    const x = c.tensor([rows, features]);
    // Where no leaf speaks of a target, ONNX Runtime leaves out its base of an average.
    const entries = leaves.flatMap(([tree, node]) => Array.from({ length: targets }, (_, t) => [tree, node, t] as const));
    const column = (k: 0 | 1 | 2): number[] => entries.map((e) => e[k]);
    const floatAttrs = ["nodes_values", "target_weights", "class_weights", "base_values"];
    const regression = {
      target_treeids: column(0),
      target_nodeids: column(1),
      target_ids: column(2),
      target_weights: [...numbers(c, entries.length)],
    };
    const attrs = {
      ...nodes,
      ...regression,
      n_targets: targets,
      base_values: [...numbers(c, targets)],
      aggregate_function: c.pick(["SUM", "AVERAGE"]),
    };
    await agreesWithRuntime({ op: TreeEnsembleRegressor, attrs, floatAttrs, inputs: [x] }, 1e-4);
    const classes = {
      class_treeids: column(0),
      class_nodeids: column(1),
      class_ids: column(2),
      class_weights: numbers(c, entries.length).map(Math.abs),
    };
    const labels = { classlabels_int64s: [10, 11, 12], post_transform: c.pick(["NONE", "SOFTMAX"]) };
    const model = { ...nodes, ...classes, ...labels };
    await agreesWithRuntime({ op: TreeEnsembleClassifier, attrs: model, floatAttrs, inputs: [x], outputCount: 2 }, 1e-4);
    const id = c.int(0, 1);
    const ids = column(2).map(() => id);
    const weights = numbers(c, entries.length).map((w) => (seed % 2 === 0 ? w : Math.abs(w) / 4));
    const binary = { ...nodes, ...classes, class_ids: ids, class_weights: weights, classlabels_int64s: [0, 1] };
    for (const post_transform of ["NONE", "SOFTMAX", "LOGISTIC"])
      await agreesWithRuntime({ op: TreeEnsembleClassifier, attrs: { ...binary, post_transform }, floatAttrs, inputs: [x], outputCount: 2 }, 1e-4);
  }
});

test("trees without an end are refused", () => {
  const stump = { nodes_treeids: [0, 0, 0], nodes_nodeids: [0, 1, 2], nodes_featureids: [0, 0, 0], nodes_values: [2, 1, 0] };
  const leaf = { target_treeids: [0], target_nodeids: [2], target_ids: [0], target_weights: [1], n_targets: 1 };
  const read = (nodes_truenodeids: readonly number[], nodes_falsenodeids: readonly number[]): unknown => {
    const attrs = { ...stump, ...leaf, nodes_modes: ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF"], nodes_truenodeids, nodes_falsenodeids };
    const x = value("x", tensorType("f32", [1, 1]));
    return makeNode({ op: TreeEnsembleRegressor, attrs, inputs: [x], outputs: ["y"], origin: ["trees"] });
  };
  expect(() => read([1, 2, 0], [2, 2, 0])).not.toThrow();
  expect(() => read([1, 1, 0], [2, 2, 0])).toThrow("node 1 leads back to node 1");
  expect(() => read([1, 7, 0], [2, 2, 0])).toThrow("nodes_truenodeids names node 7 of tree 0, which is not there");
});
