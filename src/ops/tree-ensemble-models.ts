/**
 * TreeEnsembleClassifier and TreeEnsembleRegressor (ai.onnx.ml): the ensembles exporters wrote before version 5, nodes and leaves listed with the
 * numbers of their trees. Since version 1 (3: doubles). https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleClassifier.html
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { ArgMax } from "./arg-max.ts";
import { Greater } from "./comparison.ts";
import { classicInputs, type Labels, labelAttribute, labelsAt, labelType, table, transformAttribute, transformed } from "./families/classic.ts";
import { type Composer, composer } from "./families/composing.ts";
import { checkTrees, comparisons, type Trees, treeTables } from "./families/trees.ts";
import { countAttribute, typed } from "./families/type-sets.ts";
import { TreeWalk } from "./tree-ensemble.ts";

const common = {
  domain: "ai.onnx.ml",
  opset: 3,
  since: 1,
  inputs: ["X"],
  tolerance: f32Tolerance,
  ignores: ["nodes_hitrates", "nodes_hitrates_as_tensor"],
} as const;

/** Floats, or doubles where a tensor holds them. */
function reals(raw: AttrReader, name: string, fallback?: readonly number[]): readonly number[] {
  const tensor = raw.tensor(`${name}_as_tensor`);
  if (tensor !== undefined && ArrayBuffer.isView(tensor.data.array)) return Array.from(tensor.data.array as ArrayLike<number>, Number);
  return raw.floats(name, fallback);
}

/** What the leaves give: `kind` is class or target, whose ids stand in an attribute of their own name. */
function treesOf(raw: AttrReader, kind: "class" | "target"): Trees {
  const [trees, nodes] = [raw.ints("nodes_treeids"), raw.ints("nodes_nodeids")];
  const modes = raw.strings("nodes_modes");
  const key = (tree: number | undefined, node: number | undefined): string => `${tree}/${node}`;
  const inner: number[] = [];
  const place = new Map<string, number>();
  const leafKeys: string[] = [];
  nodes.forEach((id, i) => {
    const at = key(trees[i], id);
    if (place.has(at)) raw.fail(`node ${id} of tree ${trees[i]} is listed twice`);
    if (modes[i] === "LEAF") {
      place.set(at, -1 - leafKeys.length);
      leafKeys.push(at);
    } else {
      place.set(at, inner.length);
      inner.push(i);
    }
  });
  const child = (name: string): readonly number[] => {
    const ids = raw.ints(name);
    return inner.map((i) => place.get(key(trees[i], ids[i])) ?? raw.fail(`${name} names node ${ids[i]} of tree ${trees[i]}, which is not there`));
  };
  const mode = inner.map((i) => {
    const found = (comparisons as readonly string[]).indexOf(modes[i] ?? "");
    return found >= 0 ? found : raw.fail(`nodes_modes holds "${modes[i]}", expected LEAF or one of ${comparisons.slice(0, -1).join(", ")}`);
  });
  const [yes, no] = [child("nodes_truenodeids"), child("nodes_falsenodeids")];
  const children = new Set([...yes, ...no]);
  const roots = [...place.values()].filter((p) => !children.has(p));
  const pick = (list: readonly number[]): readonly number[] => inner.map((i) => list[i] ?? 0);
  const tracks = raw.has("nodes_missing_value_tracks_true") ? raw.ints("nodes_missing_value_tracks_true") : [];
  return {
    features: pick(raw.ints("nodes_featureids")),
    modes: mode,
    values: pick(reals(raw, "nodes_values")),
    yes,
    no,
    missing: pick(tracks),
    roots,
    ...leavesOf(raw, kind, leafKeys, key),
    sets: [0, ...inner.map(() => 0)],
    members: [],
  };
}

type Leaves = Pick<Trees, "leaves" | "targets" | "weights">;

function leavesOf(raw: AttrReader, kind: string, leafKeys: readonly string[], key: (tree?: number, node?: number) => string): Leaves {
  const [treeIds, nodeIds, ids] = [raw.ints(`${kind}_treeids`), raw.ints(`${kind}_nodeids`), raw.ints(`${kind}_ids`)];
  const weights = reals(raw, `${kind}_weights`);
  const entries = new Map<string, number[]>();
  treeIds.forEach((tree, i) => {
    const at = key(tree, nodeIds[i]);
    const list = entries.get(at);
    if (list === undefined) entries.set(at, [i]);
    else list.push(i);
  });
  const order = leafKeys.map((at) => entries.get(at) ?? []);
  const leaves = [0];
  for (const list of order) leaves.push((leaves.at(-1) ?? 0) + list.length);
  const flat = order.flat();
  return { leaves, targets: flat.map((i) => ids[i] ?? 0), weights: flat.map((i) => weights[i] ?? 0) };
}

const widthOf = (context: Pick<InferContext, "tensor">): "f32" | "f64" => (context.tensor(0).dtype === "f64" ? "f64" : "f32");

/** The sums (or other aggregates) of the leaves of each row, [rows, targets] of the type trees compare in. */
function walked(context: ExpandContext<Trees & { readonly base: readonly number[] }>, c: Composer, aggregate: string, targets: number): Value {
  const dtype = widthOf(context);
  const y = c.node(TreeWalk, [context.inputs[0], ...treeTables(context, context.attrs, dtype)], { aggregate, targets, uses_sets: 0 });
  const { base } = context.attrs;
  return base.length === 0 ? y : c.add(y, table(context, "base_values", dtype, [base.length], base));
}

function rowsOf(context: InferContext): Dim {
  const { shape } = typed(context, 0, classicInputs);
  if (shape.length !== 2 || shape[1] === 0) context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, features] is expected`);
  return shape[0] as Dim;
}

/** x <= 2 on feature 0: leaf 1, else leaf 2. */
const stump = {
  nodes_treeids: [0, 0, 0],
  nodes_nodeids: [0, 1, 2],
  nodes_featureids: [0, 0, 0],
  nodes_modes: ["BRANCH_LEQ", "LEAF", "LEAF"],
  nodes_values: [2, 0, 0],
  nodes_truenodeids: [1, 0, 0],
  nodes_falsenodeids: [2, 0, 0],
} as const;

export const TreeEnsembleRegressor = defineOp({
  ...common,
  name: "TreeEnsembleRegressor",
  doc: "numbers that decision trees give",
  attrs(raw) {
    const aggregate = raw.string("aggregate_function", "SUM");
    if (!["AVERAGE", "SUM", "MIN", "MAX"].includes(aggregate)) raw.fail(`aggregate_function is "${aggregate}", expected AVERAGE, SUM, MIN or MAX`);
    return {
      aggregate,
      results: countAttribute(raw, "n_targets"),
      base: reals(raw, "base_values", []),
      post: transformAttribute(raw),
      ...checkTrees(treesOf(raw, "target"), raw.fail),
    };
  },
  infer: (context) => [tensorType("f32", [rowsOf(context), context.attrs.results])],
  expand(context) {
    const c = composer(context);
    const y = walked(context, c, context.attrs.aggregate, context.attrs.results);
    return [transformed(c, c.cast(y, "f32"), context.attrs.post)];
  },
  examples: [
    {
      note: "a stump and a base",
      attrs: {
        ...stump,
        n_targets: 1,
        base_values: [100],
        target_treeids: [0, 0],
        target_nodeids: [1, 2],
        target_ids: [0, 0],
        target_weights: [1, 10],
      },
      inputs: [{ shape: [2, 1], values: [2, 3] }],
      outputs: [{ shape: [2, 1], values: [101, 110] }],
    },
  ],
});

/**
 * Labels and scores of two classes of which the leaves speak of one alone: its score decides. Class 0 means the second class then, and the first
 * has the rest to 1, or the opposite where weights are negative or LOGISTIC follows, the one transform of such a pair; class 1 leaves the first at 0
 * (as ONNX Runtime has it).
 */
function twoClasses(
  context: ExpandContext<Trees & { readonly labels: Labels; readonly post: string }>,
  c: Composer,
  scores: Value,
): readonly [label: Value, both: Value] {
  const { labels, post, targets, weights } = context.attrs;
  const dtype = widthOf(context);
  const [only = 0] = targets;
  const positive = c.slice(scores, 1, only, only + 1);
  const { shape } = context.tensor(0);
  const areProbabilities = weights.every((w) => w >= 0);
  const isSecond = c.node(Greater, [c.reshape(positive, shape.slice(0, 1)), c.scalar(dtype, areProbabilities ? 0.5 : 0)]);
  const label = labelsAt(context, c, labels, c.cast(isSecond, "i32"));
  if (only !== 0) return [label, transformed(c, c.cast(scores, "f32"), post)];
  const isLogistic = post === "LOGISTIC";
  const both = c.cast(c.concat([c.sub(c.scalar(dtype, areProbabilities && !isLogistic ? 1 : 0), positive), positive], 1), "f32");
  return [label, isLogistic ? transformed(c, both, post) : both];
}

export const TreeEnsembleClassifier = defineOp({
  ...common,
  name: "TreeEnsembleClassifier",
  doc: "the label of the class that decision trees give most, and the scores of all",
  strings: "held",
  attrs(raw) {
    const labels = labelAttribute(raw, "classlabels_int64s", "classlabels_strings");
    if (labels.length < 2) raw.fail(`has ${labels.length} labels, at least 2 are expected`);
    return { labels, base: reals(raw, "base_values", []), post: transformAttribute(raw), ...checkTrees(treesOf(raw, "class"), raw.fail) };
  },
  infer(context) {
    const rows = rowsOf(context);
    const { labels } = context.attrs;
    return [labelType(labels, [rows]), tensorType("f32", [rows, labels.length])].slice(0, Math.max(1, context.outputCount));
  },
  expand(context) {
    const c = composer(context);
    const { labels, post, targets } = context.attrs;
    const scores = walked(context, c, "SUM", labels.length);
    const classes = new Set(targets);
    const results =
      labels.length === 2 && classes.size === 1
        ? twoClasses(context, c, scores)
        : [labelsAt(context, c, labels, c.node(ArgMax, [scores], { axis: 1, keepdims: 0 })), transformed(c, c.cast(scores, "f32"), post)];
    return results.slice(0, context.node.outputs.length);
  },
  examples: [
    {
      note: "two classes, a weight for each",
      attrs: { ...stump, classlabels_int64s: [5, 6], class_treeids: [0, 0], class_nodeids: [1, 2], class_ids: [0, 1], class_weights: [1, 1] },
      inputs: [{ shape: [2, 1], values: [2, 3] }],
      outputs: [
        { dtype: "i64", shape: [2], values: [5n, 6n] },
        { shape: [2, 2], values: [1, 0, 0, 1] },
      ],
    },
    {
      note: "probabilities of the second class",
      attrs: { ...stump, classlabels_int64s: [0, 1], class_treeids: [0, 0], class_nodeids: [1, 2], class_ids: [0, 0], class_weights: [0.25, 0.75] },
      inputs: [{ shape: [2, 1], values: [2, 3] }],
      outputs: [
        { dtype: "i64", shape: [2], values: [0n, 1n] },
        { shape: [2, 2], values: [0.75, 0.25, 0.25, 0.75] },
      ],
    },
    {
      note: "classes with names",
      attrs: {
        ...stump,
        classlabels_strings: ["low", "höher"],
        class_treeids: [0, 0],
        class_nodeids: [1, 2],
        class_ids: [0, 1],
        class_weights: [1, 1],
      },
      inputs: [{ shape: [3, 1], values: [2, 3, 1] }],
      outputs: [
        { dtype: "string", shape: [3], values: ["low", "höher", "low"] },
        { shape: [3, 2], values: [1, 0, 0, 1, 1, 0] },
      ],
    },
  ],
});
