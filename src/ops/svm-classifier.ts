/**
 * SVMClassifier (ai.onnx.ml): the class that wins most pairs of classes by support vectors, and the scores of the pairs, or probabilities. What
 * the specification leaves open is as in ONNX Runtime. Since version 1. https://onnx.ai/onnx/operators/onnx_aionnxml_SVMClassifier.html
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { ArgMax } from "./arg-max.ts";
import { Greater } from "./comparison.ts";
import { CoupledProbabilities } from "./coupled-probabilities.ts";
import { classicInputs, type Labels, labelAttribute, labelsAt, labelType, table, transformAttribute, transformed } from "./families/classic.ts";
import { type Composer, composer } from "./families/composing.ts";
import { kernelAttrs, nearness, type SupportVectors } from "./families/support-vectors.ts";
import { typed } from "./families/type-sets.ts";
import { Sigmoid } from "./sigmoids.ts";
import { Neg } from "./sign.ts";
import { Max, Min } from "./variadic.ts";

interface Model extends SupportVectors {
  readonly labels: Labels;
  /** How many support vectors each class has. */
  readonly counts: readonly number[];
  readonly coefficients: readonly number[];
  readonly rho: readonly number[];
  /** Slopes and offsets of the pairs' probabilities. */
  readonly slopes: readonly number[];
  readonly offsets: readonly number[];
  readonly post: string;
}

const pairsOf = (classes: number): readonly (readonly [number, number])[] =>
  Array.from({ length: classes }, (_, i) => i).flatMap((i) => Array.from({ length: classes - 1 - i }, (_, k) => [i, i + 1 + k] as const));

function attrs(raw: AttrReader) {
  const labels = labelAttribute(raw, "classlabels_ints", "classlabels_strings");
  const counts = raw.ints("vectors_per_class", []);
  if (counts.length === 0) raw.fail("has no support vectors (vectors_per_class)", "a linear model is a LinearClassifier");
  const classes = labels.length;
  if (classes < 2 || counts.length !== classes)
    raw.fail(`has ${classes} labels and vectors of ${counts.length} classes; as many, and 2 at least, are expected`);
  const vectorCount = counts.reduce((n, count) => n + count, 0);
  const machine = kernelAttrs(raw, vectorCount);
  const [coefficients, rho] = [raw.floats("coefficients"), raw.floats("rho")];
  const [slopes, offsets] = [raw.floats("prob_a", []), raw.floats("prob_b", [])];
  const pairs = pairsOf(classes).length;
  if (coefficients.length !== (classes - 1) * vectorCount)
    raw.fail(
      `has ${coefficients.length} coefficients for ${vectorCount} support vectors of ${classes} classes, ${(classes - 1) * vectorCount} are expected`,
    );
  if (rho.length < pairs || slopes.length !== offsets.length || (slopes.length > 0 && slopes.length < pairs))
    raw.fail(`has ${rho.length} rho, ${slopes.length} prob_a and ${offsets.length} prob_b for ${pairs} pairs of classes`);
  const post = transformAttribute(raw);
  if (classes === 2 && slopes.length === 0 && post !== "NONE") raw.fail(`post_transform is ${post} for the one score of two classes, NONE is read`);
  return {
    ...machine,
    labels,
    counts,
    coefficients,
    rho: rho.slice(0, pairs),
    slopes: slopes.slice(0, pairs),
    offsets: offsets.slice(0, pairs),
    post,
  };
}

/** The score of each pair, positive for its first class: [rows, pairs]. */
function pairScores(context: ExpandContext, c: Composer, x: Value, model: Model): Value {
  const { counts, coefficients, rho } = model;
  const pairs = pairsOf(counts.length);
  const classOf = counts.flatMap((count, i) => Array.from({ length: count }, () => i));
  const total = classOf.length;
  const weights = classOf.flatMap((own, v) =>
    pairs.map(([i, j]) => (own === i ? (coefficients[(j - 1) * total + v] ?? 0) : own === j ? (coefficients[i * total + v] ?? 0) : 0)),
  );
  const sums = c.matMul(nearness(c, context, x, model), table(context, "coefficients", "f32", [total, pairs.length], weights));
  return c.add(sums, table(context, "rho", "f32", [pairs.length], rho));
}

/** The first of the classes that win most pairs. */
function winner(context: ExpandContext, c: Composer, scores: Value, classes: number): Value {
  const pairs = pairsOf(classes);
  const wins = pairs.flatMap(([i, j]) => Array.from({ length: classes }, (_, k) => (k === i ? 1 : k === j ? -1 : 0)));
  const others = Array.from({ length: classes }, (_, k) => pairs.filter(([, j]) => j === k).length);
  const isFirst = c.cast(c.node(Greater, [scores, c.scalar("f32", 0)]), "f32");
  const votes = c.add(
    c.matMul(isFirst, table(context, "wins", "f32", [pairs.length, classes], wins)),
    table(context, "others", "f32", [classes], others),
  );
  return c.node(ArgMax, [votes], { axis: 1, keepdims: 0 });
}

function probabilities(context: ExpandContext, c: Composer, scores: Value, { slopes, offsets }: Model): Value {
  const row = (name: string, values: readonly number[]): Value => table(context, name, "f32", [values.length], values);
  const first = c.node(Sigmoid, [c.node(Neg, [c.add(c.mul(scores, row("slopes", slopes)), row("offsets", offsets))])]);
  const inside = c.node(Min, [c.node(Max, [first, c.scalar("f32", 1e-7)]), c.scalar("f32", 1 - 1e-7)]);
  return c.node(CoupledProbabilities, [inside]);
}

export const SVMClassifier = defineOp({
  name: "SVMClassifier",
  domain: "ai.onnx.ml",
  opset: 1,
  since: 1,
  doc: "the class that wins most pairs by support vectors, and scores",
  inputs: ["X"],
  strings: "held",
  attrs,
  infer(context) {
    const { shape } = typed(context, 0, classicInputs);
    const { labels, features, slopes } = context.attrs;
    const [rows, width] = shape.length === 1 ? [1, shape[0]] : shape;
    if (shape.length > 2 || width !== features)
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, ${features}] is expected`);
    const scores = slopes.length > 0 || labels.length === 2 ? labels.length : pairsOf(labels.length).length;
    return [labelType(labels, [rows as Dim]), tensorType("f32", [rows as Dim, scores])].slice(0, Math.max(1, context.outputCount));
  },
  expand(context) {
    const c = composer(context);
    const model = context.attrs;
    const { labels, slopes, post } = model;
    const { shape } = context.tensor(0);
    const real = c.cast(context.inputs[0] ?? context.fail(`${context.inputName(0)} is missing`), "f32");
    const scores = pairScores(context, c, shape.length === 1 ? c.reshape(real, [1, ...shape]) : real, model);
    const label = labelsAt(context, c, labels, winner(context, c, scores, labels.length));
    const both =
      slopes.length > 0 ? probabilities(context, c, scores, model) : labels.length === 2 ? c.concat([c.node(Neg, [scores]), scores], 1) : scores;
    return [label, transformed(c, both, post)].slice(0, context.node.outputs.length);
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two classes with names, a vector each",
      attrs: {
        ...{ classlabels_strings: ["left", "right"], vectors_per_class: [1, 1], support_vectors: [-1, 1], kernel_type: "LINEAR" },
        ...{ coefficients: [1, -1], rho: [0.5] },
      },
      inputs: [{ shape: [2, 1], values: [-2, 2] }],
      outputs: [
        { dtype: "string", shape: [2], values: ["left", "right"] },
        { shape: [2, 2], values: [-4.5, 4.5, 3.5, -3.5] },
      ],
    },
  ],
});
