/**
 * TreeEnsemble (ai.onnx.ml): rows of features walk down decision trees, whose leaves add to (or bound) the results. Since version 5.
 * https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html
 * TreeWalk (domain aot) is the kernel behind it and behind the models of version 3; its tables are constants.
 */
import { type Dim, dimOf } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import type { DType } from "../core/dtype.ts";
import {
  type AttrReader,
  defineOp,
  type ExpandContext,
  f32Tolerance,
  type LowerContext,
  type TensorAttr,
  type Value,
  type Work,
} from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import {
  add,
  and,
  cast,
  computedDim,
  constant,
  div,
  type Expr,
  eq,
  ge,
  gt,
  le,
  lt,
  max,
  min,
  ne,
  or,
  select,
  sub,
  type Tile,
  tile,
  tileGet,
  variable,
} from "../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile, whileStmt } from "../loop/kernel.ts";
import { classicInputs } from "./families/classic.ts";
import { composer } from "./families/composing.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { checkTrees, comparisons, membership, type Trees, treeTables } from "./families/trees.ts";
import { choiceAttribute, countAttribute, typed } from "./families/type-sets.ts";
import { Sigmoid } from "./sigmoids.ts";
import { Softmax } from "./softmax.ts";

const aggregates = ["AVERAGE", "SUM", "MIN", "MAX"] as const;
type Aggregate = (typeof aggregates)[number];

/** The inputs of TreeWalk behind the features, in order. */
const tables = ["features", "modes", "values", "yes", "no", "missing", "roots", "leaves", "targets", "weights", "sets", "members"] as const;
type Tables = Readonly<Record<(typeof tables)[number], Memory>>;

const countOf = (m: Memory): number => Number(m.tensor.shape[0]);
const i32 = (value: number): Expr => constant("i32", value);
/** The integer a tile holds as a place in a table, which it is by the tables' making. */
const placeIn = (m: Memory, name: string, value: Expr): Dim => computedDim(name, min(max(value, i32(0)), i32(countOf(m) - 1)), [0, countOf(m) - 1]);

/** Whether the feature goes the way of yes; `inSet` holds what the set of members says. */
function decision(t: Tables, at: Dim, x: Expr, inSet: Expr | undefined): Expr {
  const [mode, value] = [t.modes.get([at]), t.values.get([at])];
  const each = [le, lt, ge, gt, eq, ne].map((compare) => compare(x, value));
  const all = inSet === undefined ? each : [...each, inSet];
  const holds = all.slice(0, -1).reduceRight<Expr>((rest, condition, i) => select(eq(mode, i32(i)), condition, rest), all.at(-1) as Expr);
  return or(holds, and(ne(x, x), ne(t.missing.get([at]), i32(0))));
}

/** One step down from the inner node that `node` holds. */
function stepDown(t: Tables, feature: (f: Dim) => Expr, features: number, node: Tile, usesSets: boolean): readonly Stmt[] {
  const at = placeIn(t.yes, "node", tileGet(node, []));
  const chosen = t.features.get([at]);
  const x = variable("x", t.values.tensor.dtype === "f64" ? "f64" : "f32");
  const given = feature(computedDim("feature", min(max(chosen, i32(0)), i32(features - 1)), [0, features - 1]));
  const found = tile("found", "bool", 1, []);
  const last = countOf(t.members);
  const bound = (i: Expr): Dim => computedDim("member", min(max(i, i32(0)), i32(last)), [0, last]);
  const next = computedDim("next", min(add(tileGet(node, []), i32(1)), i32(countOf(t.sets) - 1)), [0, countOf(t.sets) - 1]);
  const search = loop("m", bound(t.sets.get([next])), (m) => [setTile(found, [], or(tileGet(found, []), eq(x, t.members.get([dimOf(m)]))))], {
    from: bound(t.sets.get([at])),
  });
  return [
    letStmt(x, given),
    ...(usesSets ? [declareTile(found, constant("bool", false)), search] : []),
    setTile(node, [], select(decision(t, at, x, usesSets ? tileGet(found, []) : undefined), t.yes.get([at]), t.no.get([at]))),
  ];
}

/** How what leaves say of a target is joined, and what it starts with. */
const joining: Readonly<Record<Aggregate, { readonly start: number; readonly combine: (a: Expr, b: Expr) => Expr }>> = {
  AVERAGE: { start: 0, combine: add },
  SUM: { start: 0, combine: add },
  MIN: { start: Number.POSITIVE_INFINITY, combine: min },
  MAX: { start: Number.NEGATIVE_INFINITY, combine: max },
};

function lower(context: LowerContext<{ readonly aggregate: Aggregate; readonly usesSets: boolean }>): readonly Work[] {
  const x = memory("x", context.input(0), "in");
  const held = tables.map((name, i): [string, Memory] => [name, memory(name, context.input(i + 1), "in")]);
  const t = Object.fromEntries(held) as Tables;
  const { aggregate, usesSets } = context.attrs;
  const { start, combine } = joining[aggregate];
  const features = Number(x.tensor.shape[1]);
  const dtype = t.values.tensor.dtype === "f64" ? "f64" : "f32";
  return context.outputs.flatMap((output) => {
    const y = memory("y", output, "out");
    const [rows, targets] = output.shape as [Dim, Dim];
    const body = overShape([rows], ([row = 0]) => {
      const feature = (f: Dim): Expr => {
        const given = x.get([row, f]);
        return given.dtype === dtype ? given : cast(dtype, given);
      };
      const node = tile("node", "i32", 1, []);
      const leaf = sub(i32(-1), tileGet(node, []));
      const [first, end] = [leaf, add(leaf, i32(1))].map((l, i) => {
        const entry = t.leaves.get([placeIn(t.leaves, i === 0 ? "leaf" : "behind", l)]);
        return computedDim(i === 0 ? "first" : "end", min(max(entry, i32(0)), i32(countOf(t.targets))), [0, countOf(t.targets)]);
      });
      const contribute = loop(
        "e",
        end as Dim,
        (e) => {
          const target = computedDim("target", min(max(t.targets.get([dimOf(e)]), i32(0)), i32(Number(targets) - 1)), [0, Number(targets) - 1]);
          return [y.put([row, target], combine(y.get([row, target]), t.weights.get([dimOf(e)])))];
        },
        { from: first as Dim },
      );
      const trees = loop("tree", countOf(t.roots), (tree) => [
        declareTile(node, t.roots.get([dimOf(tree)])),
        whileStmt(le(i32(0), tileGet(node, [])), stepDown(t, feature, features, node, usesSets)),
        contribute,
      ]);
      return [
        ...overShape([targets], ([k = 0]) => [y.put([row, k], constant(dtype, start))]),
        trees,
        ...(aggregate === "SUM" ? [] : overShape([targets], ([k = 0]) => [finished(aggregate, y, [row, k], countOf(t.roots))])),
      ];
    });
    return [
      routine(
        "tree_walk",
        `${countOf(t.roots)} trees of ${countOf(t.yes)} nodes, ${aggregate.toLowerCase()} of their leaves`,
        [x, ...held.map(([, m]) => m), y],
        body,
      ),
    ];
  });
}

/** Averages are sums over the number of trees; a target of which no leaf says the least or the largest is 0. */
function finished(aggregate: Aggregate, y: Memory, at: readonly Dim[], trees: number): Stmt {
  const value = y.get(at);
  if (aggregate === "AVERAGE") return y.put(at, div(value, constant(value.dtype, trees)));
  return ifStmt(eq(value, constant(value.dtype, joining[aggregate].start)), [y.put(at, constant(value.dtype, 0))]);
}

const indices = (values: readonly number[]) => ({ dtype: "i32", shape: [values.length], values, constant: true }) as const;
const reals = (values: readonly number[]) => ({ shape: [values.length], values, constant: true }) as const;

export const TreeWalk = defineOp({
  name: "TreeWalk",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "rows of features down decision trees given by tables",
  inputs: ["X", ...tables],
  attrs: (raw) => ({
    aggregate: choiceAttribute(raw, "aggregate", aggregates),
    targets: raw.int("targets"),
    usesSets: raw.int("uses_sets", 0) !== 0,
  }),
  infer(context) {
    const { shape } = typed(context, 0, classicInputs);
    if (shape.length !== 2 || typeof shape[1] !== "number" || shape[1] < 1)
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, features] with known features is expected`);
    return [tensorType(context.tensor(3).dtype, [shape[0] as Dim, context.attrs.targets])];
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one node, two leaves",
      attrs: { aggregate: "SUM", targets: 1 },
      inputs: [
        { shape: [3, 1], values: [1, 2, Number.NaN] },
        ...[[0], [0]].map(indices),
        reals([1.5]),
        ...[[-1], [-2], [1], [0], [0, 1, 2], [0, 0]].map(indices),
        reals([10, 20]),
        indices([0, 0]),
        reals([0]),
      ],
      outputs: [{ shape: [3, 1], values: [10, 20, 10] }],
    },
  ],
});

/** The numbers of an attribute that is a tensor. */
const numbersOf = (tensor: TensorAttr | undefined): readonly number[] =>
  tensor === undefined || !ArrayBuffer.isView(tensor.data.array) ? [] : Array.from(tensor.data.array as ArrayLike<number>, Number);

function treesOf(raw: AttrReader): Trees {
  const [yesLeaf, noLeaf] = [raw.ints("nodes_trueleafs"), raw.ints("nodes_falseleafs")];
  const child = (ids: readonly number[], leafs: readonly number[]): readonly number[] => ids.map((id, i) => (leafs[i] === 1 ? -1 - id : id));
  const modes = numbersOf(raw.tensor("nodes_modes"));
  const features = raw.ints("nodes_featureids");
  const targets = raw.ints("leaf_targetids");
  if (modes.length !== features.length || modes.some((m) => m < 0 || m >= comparisons.length))
    raw.fail(`nodes_modes has ${modes.length} numbers for ${features.length} nodes, each must be from 0 to ${comparisons.length - 1}`);
  // Sets stand one behind the other, a NaN after each.
  const sets = [0];
  const members: number[] = [];
  const rest = [...numbersOf(raw.tensor("membership_values"))];
  for (const mode of modes) {
    for (let x = mode === membership ? rest.shift() : Number.NaN; x !== undefined && !Number.isNaN(x); x = rest.shift()) members.push(x);
    sets.push(members.length);
  }
  return {
    features,
    modes,
    values: numbersOf(raw.tensor("nodes_splits")),
    yes: child(raw.ints("nodes_truenodeids"), yesLeaf),
    no: child(raw.ints("nodes_falsenodeids"), noLeaf),
    missing: raw.has("nodes_missing_value_tracks_true") ? raw.ints("nodes_missing_value_tracks_true") : features.map(() => 0),
    roots: raw.ints("tree_roots"),
    leaves: [...targets.map((_, i) => i), targets.length],
    targets,
    weights: numbersOf(raw.tensor("leaf_weights")),
    sets,
    members,
  };
}

function attrs(raw: AttrReader) {
  const aggregate =
    aggregates[raw.int("aggregate_function", 1)] ?? raw.fail(`aggregate_function is ${raw.int("aggregate_function", 1)}, expected 0 to 3`);
  const post = raw.int("post_transform", 0);
  if (post > 2) raw.fail(`post_transform is ${post}, expected 0 (none), 1 (softmax) or 2 (logistic)`);
  return { aggregate, post, results: countAttribute(raw, "n_targets"), ...checkTrees(treesOf(raw), raw.fail) };
}

function expand(context: ExpandContext<ReturnType<typeof attrs>>): readonly Value[] {
  const { aggregate, results, post, modes } = context.attrs;
  const c = composer(context);
  const dtype: DType = context.tensor(0).dtype;
  const uses = modes.includes(membership) ? 1 : 0;
  const y = c.node(TreeWalk, [context.inputs[0], ...treeTables(context, context.attrs, dtype === "f64" ? "f64" : "f32")], {
    aggregate,
    targets: results,
    uses_sets: uses,
  });
  return [post === 1 ? c.node(Softmax, [y]) : post === 2 ? c.node(Sigmoid, [y]) : y];
}

const tensorAttr = (dtype: DType, array: Float32Array | Uint8Array): TensorAttr => ({
  kind: "tensor-attr",
  type: tensorType(dtype, [array.length]),
  data: { array, splat: false },
});

export const TreeEnsemble = defineOp({
  name: "TreeEnsemble",
  domain: "ai.onnx.ml",
  opset: 5,
  since: 5,
  doc: "an ensemble of decision trees",
  inputs: ["X"],
  attrs,
  infer(context) {
    const { dtype, shape } = typed(context, 0, { text: "f32 or f64", dtypes: ["f32", "f64"] });
    if (shape.length !== 2 || shape[1] === 0) context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, features] is expected`);
    return [tensorType(dtype, [shape[0] as Dim, context.attrs.results])];
  },
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "a set, then a comparison",
      attrs: {
        aggregate_function: 1,
        n_targets: 2,
        tree_roots: [0],
        nodes_featureids: [0, 0],
        nodes_modes: tensorAttr("u8", Uint8Array.of(6, 0)),
        nodes_splits: tensorAttr("f32", Float32Array.of(0, 5)),
        nodes_truenodeids: [0, 1],
        nodes_trueleafs: [1, 1],
        nodes_falsenodeids: [1, 2],
        nodes_falseleafs: [0, 1],
        leaf_targetids: [0, 1, 1],
        leaf_weights: tensorAttr("f32", Float32Array.of(1, 2, 3)),
        membership_values: tensorAttr("f32", Float32Array.of(7, 8, Number.NaN)),
      },
      inputs: [{ shape: [3, 1], values: [8, 4, 9] }],
      outputs: [{ shape: [3, 2], values: [1, 0, 0, 2, 0, 3] }],
    },
  ],
});
