/**
 * SVMRegressor (ai.onnx.ml): a weighted sum of how near a row of features is to support vectors, as a kernel says; of one class, its sign. Without
 * support vectors the coefficients are those of the features. Since version 1. https://onnx.ai/onnx/operators/onnx_aionnxml_SVMRegressor.html
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { Greater } from "./comparison.ts";
import { classicInputs, table, transformAttribute, transformed } from "./families/classic.ts";
import { composer } from "./families/composing.ts";
import { kernelAttrs, nearness } from "./families/support-vectors.ts";
import { typed } from "./families/type-sets.ts";
import { Where } from "./where.ts";

function attrs(raw: AttrReader) {
  const [coefficients, count] = [raw.floats("coefficients"), raw.int("n_supports", 0)];
  const kernel = raw.string("kernel_type", "LINEAR");
  if (count === 0 && kernel !== "LINEAR") raw.fail(`has no support vectors for its kernel ${kernel}`);
  if (count > 0 && coefficients.length !== count)
    raw.fail(`has ${count} support vectors and ${coefficients.length} coefficients, one each is expected`);
  const machine = count === 0 ? { kernel, params: [], vectors: [], features: coefficients.length } : kernelAttrs(raw, count);
  const rho = raw.floats("rho", [0]);
  return { ...machine, coefficients, rho: rho[0] ?? 0, isOneClass: raw.int("one_class", 0) !== 0, post: transformAttribute(raw) };
}

export const SVMRegressor = defineOp({
  name: "SVMRegressor",
  domain: "ai.onnx.ml",
  opset: 1,
  since: 1,
  doc: "a weighted sum of how near features are to support vectors",
  inputs: ["X"],
  attrs,
  // Of a linear model.
  ignores: ["kernel_params", "support_vectors"],
  infer(context) {
    const { shape } = typed(context, 0, classicInputs);
    const [rows, features] = shape.length === 1 ? [1, shape[0]] : shape;
    if (shape.length > 2 || features !== context.attrs.features)
      context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [rows, ${context.attrs.features}] is expected`);
    return [tensorType("f32", [rows as Dim, 1])];
  },
  expand(context) {
    const c = composer(context);
    const model = context.attrs;
    const { coefficients, rho, isOneClass, post } = model;
    const { shape } = context.tensor(0);
    const real = c.cast(context.inputs[0] ?? context.fail(`${context.inputName(0)} is missing`), "f32");
    const x = shape.length === 1 ? c.reshape(real, [1, ...shape]) : real;
    const near = model.vectors.length === 0 ? x : nearness(c, context, x, model);
    const y = c.add(c.matMul(near, table(context, "coefficients", "f32", [coefficients.length, 1], coefficients)), c.scalar("f32", rho));
    return [
      isOneClass ? c.node(Where, [c.node(Greater, [y, c.scalar("f32", 0)]), c.scalar("f32", 1), c.scalar("f32", -1)]) : transformed(c, y, post),
    ];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two vectors, nearness by distance",
      attrs: { kernel_type: "RBF", kernel_params: [0.5, 0, 3], n_supports: 2, support_vectors: [0, 0, 1, 1], coefficients: [2, -1], rho: [0.25] },
      inputs: [{ shape: [2, 2], values: [0, 0, 1, 1] }],
      outputs: [{ shape: [2, 1], values: [2 - Math.exp(-1) + 0.25, 2 * Math.exp(-1) - 1 + 0.25] }],
    },
    {
      note: "one class of a line",
      attrs: { one_class: 1, coefficients: [1, 1], rho: [-1] },
      inputs: [{ shape: [2, 2], values: [0, 0.5, 1, 1] }],
      outputs: [{ shape: [2, 1], values: [-1, 1] }],
    },
  ],
});
