/**
 * Imputer and FeatureVectorizer (ai.onnx.ml): features that are missing filled in, and features of several inputs side by side. Since version 1.
 * https://onnx.ai/onnx/operators/onnx_aionnxml_Imputer.html and onnx_aionnxml_FeatureVectorizer.html
 */
import { add, type Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { Equal } from "./comparison.ts";
import { classicInputs, table } from "./families/classic.ts";
import { composer } from "./families/composing.ts";
import { typed } from "./families/type-sets.ts";
import { IsNaN } from "./float-classes.ts";
import { Where } from "./where.ts";

const common = { domain: "ai.onnx.ml", opset: 1, since: 1, tolerance: exactTolerance } as const;

export const Imputer = defineOp({
  ...common,
  name: "Imputer",
  doc: "features that are missing replaced by others",
  inputs: ["X"],
  attrs(raw) {
    const isFloat = raw.has("imputed_value_floats");
    const values = isFloat ? raw.floats("imputed_value_floats") : raw.ints("imputed_value_int64s");
    if (values.length === 0) raw.fail("has 0 values to fill in, 1 or one for each feature is expected");
    return { isFloat, values, replaced: isFloat ? raw.float("replaced_value_float", 0) : raw.int("replaced_value_int64", 0) };
  },
  // Of the other type.
  ignores: ["imputed_value_int64s", "replaced_value_int64", "replaced_value_float"],
  infer(context) {
    const { dtype, shape } = typed(context, 0, classicInputs);
    const isFloat = dtype === "f32" || dtype === "f64";
    if (isFloat !== context.attrs.isFloat)
      context.fail(`${context.inputName(0)} is ${dtype}, the values to fill in are ${isFloat ? "integers" : "floats"}`);
    const { length } = context.attrs.values;
    if (length !== 1 && length !== shape.at(-1))
      context.fail(`has ${length} values for features of shape ${shapeText(shape)}, 1 or one each is expected`);
    return [tensorType(dtype, shape)];
  },
  expand(context) {
    const c = composer(context);
    const { dtype } = context.tensor(0);
    const { values, replaced } = context.attrs;
    const [x] = context.inputs;
    const isMissing = Number.isNaN(replaced) ? c.node(IsNaN, [x]) : c.node(Equal, [x, c.scalar(dtype, replaced)]);
    return [c.node(Where, [isMissing, table(context, "values", dtype, [values.length], values), x])];
  },
  examples: [
    {
      note: "NaN, a value for each feature",
      attrs: { imputed_value_floats: [7, 8], replaced_value_float: Number.NaN },
      inputs: [{ shape: [2, 2], values: [1, Number.NaN, Number.NaN, 2] }],
      outputs: [{ shape: [2, 2], values: [1, 8, 7, 2] }],
    },
    {
      note: "an integer",
      attrs: { imputed_value_int64s: [9], replaced_value_int64: -1 },
      inputs: [{ dtype: "i64", shape: [1, 3], values: [-1n, 0n, 5n] }],
      outputs: [{ dtype: "i64", shape: [1, 3], values: [9n, 0n, 5n] }],
    },
  ],
});

export const FeatureVectorizer = defineOp({
  ...common,
  name: "FeatureVectorizer",
  doc: "the features of all inputs side by side",
  inputs: ["...X"],
  attrs: (raw) => ({ sizes: raw.ints("inputdimensions") }),
  infer(context) {
    const sizes = context.attrs.sizes;
    if (sizes.length !== context.inputs.length) context.fail(`inputdimensions has ${sizes.length} numbers for ${context.inputs.length} inputs`);
    const rows = sizes.map((size, i): Dim => {
      const { shape } = typed(context, i, classicInputs);
      const [count, features] = shape.length === 1 ? [1, shape[0]] : shape;
      if (shape.length > 2 || features !== size) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, [rows, ${size}] is expected`);
      return count ?? 1;
    });
    return [tensorType("f32", [rows[0] ?? 1, sizes.reduce<Dim>((n, size) => add(n, size), 0)])];
  },
  expand(context) {
    const c = composer(context);
    const parts = context.inputs.map((x, i) => {
      const { shape } = context.tensor(i);
      const real = c.cast(x ?? context.fail(`${context.inputName(i)} is missing`), "f32");
      return shape.length === 1 ? c.reshape(real, [1, ...shape]) : real;
    });
    return [c.concat(parts, 1)];
  },
  examples: [
    {
      note: "integers and floats",
      attrs: { inputdimensions: [1, 2] },
      inputs: [
        { dtype: "i64", shape: [2, 1], values: [1n, 2n] },
        { shape: [2, 2], values: [0.5, 1.5, 2.5, 3.5] },
      ],
      outputs: [{ shape: [2, 3], values: [1, 0.5, 1.5, 2, 2.5, 3.5] }],
    },
  ],
});
