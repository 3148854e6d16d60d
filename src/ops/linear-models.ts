/**
 * LinearRegressor and LinearClassifier (ai.onnx.ml): features times coefficients plus intercepts; of a classifier also the label of the best class.
 * Since version 1. https://onnx.ai/onnx/operators/onnx_aionnxml_LinearClassifier.html
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { ArgMax } from "./arg-max.ts";
import { Greater } from "./comparison.ts";
import { classicInputs, labelAttribute, labelsAt, labelType, table, transformAttribute, transformed } from "./families/classic.ts";
import { type Composer, composer } from "./families/composing.ts";
import { typed } from "./families/type-sets.ts";

const common = { domain: "ai.onnx.ml", opset: 1, since: 1, tolerance: f32Tolerance } as const;

/** Rows and features of input 0. */
function rowsAndFeatures(context: InferContext): readonly [Dim, number] {
  const { shape } = typed(context, 0, classicInputs);
  const [rows, features] = shape.length === 1 ? [1, shape[0]] : shape;
  if (shape.length > 2 || typeof features !== "number" || rows === undefined)
    return context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, features] with known features is expected`);
  return [rows, features];
}

function coefficients(raw: AttrReader, scores: number) {
  const [weights, intercepts] = [raw.floats("coefficients"), raw.floats("intercepts", [])];
  if (scores < 1 || weights.length % scores !== 0) raw.fail(`coefficients has ${weights.length} numbers, a multiple of ${scores} is expected`);
  if (intercepts.length !== 0 && intercepts.length !== scores) raw.fail(`intercepts has ${intercepts.length} numbers, ${scores} are expected`);
  return { weights, intercepts, scores, post: transformAttribute(raw) };
}

type Coefficients = ReturnType<typeof coefficients>;

function checkFeatures(context: InferContext<Coefficients>, features: number): void {
  const per = context.attrs.weights.length / context.attrs.scores;
  if (per !== features) context.fail(`${context.inputName(0)} has ${features} features, coefficients ${per} for each result`);
}

/** x W^T + b as [rows, scores]. */
function scoresOf(context: ExpandContext<Coefficients>, c: Composer): Value {
  const [x] = context.inputs;
  if (x === undefined) return context.fail(`${context.inputName(0)} is missing`);
  const { weights, intercepts, scores } = context.attrs;
  const features = weights.length / scores;
  const turned = Array.from({ length: weights.length }, (_, i) => weights[(i % scores) * features + Math.floor(i / scores)] ?? 0);
  const real = c.cast(x, "f32");
  const { shape } = context.tensor(0);
  const rows = shape.length === 1 ? c.reshape(real, [1, features]) : real;
  const product = c.matMul(rows, table(context, "coefficients", "f32", [features, scores], turned));
  return intercepts.length === 0 ? product : c.add(product, table(context, "intercepts", "f32", [scores], intercepts));
}

export const LinearRegressor = defineOp({
  ...common,
  name: "LinearRegressor",
  doc: "features times coefficients plus intercepts",
  inputs: ["X"],
  attrs: (raw) => coefficients(raw, raw.int("targets", 1)),
  infer(context) {
    const [rows, features] = rowsAndFeatures(context);
    checkFeatures(context, features);
    return [tensorType("f32", [rows, context.attrs.scores])];
  },
  expand(context) {
    const c = composer(context);
    return [transformed(c, scoresOf(context, c), context.attrs.post)];
  },
  examples: [
    {
      note: "two targets",
      attrs: { targets: 2, coefficients: [1, 2, 3, 4], intercepts: [0.5, 0] },
      inputs: [{ shape: [1, 2], values: [10, 100] }],
      outputs: [{ shape: [1, 2], values: [210.5, 430] }],
    },
  ],
});

export const LinearClassifier = defineOp({
  ...common,
  name: "LinearClassifier",
  doc: "the label of the class with the largest linear score, and all scores",
  inputs: ["X"],
  strings: "held",
  attrs(raw) {
    const labels = labelAttribute(raw, "classlabels_ints", "classlabels_strings");
    const scores = raw.floats("intercepts", []).length || Math.max(1, labels.length);
    return { ...coefficients(raw, scores), labels: labels.length === 0 ? Array.from({ length: Math.max(2, scores) }, (_, i) => i) : labels };
  },
  ignores: ["multi_class"],
  infer(context) {
    const [rows, features] = rowsAndFeatures(context);
    checkFeatures(context, features);
    const { labels, scores } = context.attrs;
    if (labels.length !== scores && !(labels.length === 2 && scores === 1)) context.fail(`has ${labels.length} labels for ${scores} scores`);
    return [labelType(labels, [rows]), tensorType("f32", [rows, labels.length])].slice(0, Math.max(1, context.outputCount));
  },
  expand(context) {
    const c = composer(context);
    const { labels, post } = context.attrs;
    const scores = scoresOf(context, c);
    const { shape } = context.tensor(0);
    if (context.attrs.scores === labels.length) {
      const best = c.node(ArgMax, [scores], { axis: 1, keepdims: 0 });
      return [labelsAt(context, c, labels, best), transformed(c, scores, post)].slice(0, context.node.outputs.length);
    }
    // One score of two classes speaks for the second; the first has the rest to 1. As in ONNX Runtime, LOGISTIC alone transforms the two.
    const isSecond = c.node(Greater, [c.reshape(scores, shape.length === 1 ? [1] : shape.slice(0, 1)), c.scalar("f32", 0)]);
    const isLogistic = post === "LOGISTIC";
    const both = c.concat([c.sub(c.scalar("f32", isLogistic ? 0 : 1), scores), scores], 1);
    return [labelsAt(context, c, labels, c.cast(isSecond, "i32")), isLogistic ? transformed(c, both, post) : both].slice(
      0,
      context.node.outputs.length,
    );
  },
  examples: [
    {
      note: "three classes",
      attrs: { classlabels_ints: [7, 8, 9], coefficients: [1, 0, 0, 1, 1, 1], intercepts: [0, 0, -100] },
      inputs: [{ shape: [2, 2], values: [3, 1, 1, 3] }],
      outputs: [
        { dtype: "i64", shape: [2], values: [7n, 8n] },
        { shape: [2, 3], values: [3, 1, -96, 1, 3, -96] },
      ],
    },
    {
      note: "one score for two classes, as probabilities",
      attrs: { classlabels_ints: [0, 1], coefficients: [2], intercepts: [0], post_transform: "LOGISTIC" },
      inputs: [{ shape: [1, 1], values: [0] }],
      outputs: [
        { dtype: "i64", shape: [1], values: [0n] },
        { shape: [1, 2], values: [0.5, 0.5] },
      ],
    },
    {
      note: "three classes with names",
      attrs: { classlabels_strings: ["a", "bé", ""], coefficients: [1, 0, 0, 1, 1, 1], intercepts: [0, 0, -100] },
      inputs: [{ shape: [2, 2], values: [3, 1, 1, 3] }],
      outputs: [
        { dtype: "string", shape: [2], values: ["a", "bé"] },
        { shape: [2, 3], values: [3, 1, -96, 1, 3, -96] },
      ],
    },
  ],
});
