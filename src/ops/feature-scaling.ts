/**
 * ArrayFeatureExtractor, Binarizer, Normalizer, Scaler (ai.onnx.ml): features picked, cut at a threshold, divided by a norm, or moved and scaled.
 * Since version 1. https://onnx.ai/onnx/operators/onnx_aionnxml_Scaler.html
 */
import { type Dim, product } from "../core/dim.ts";
import { defineOp, exactTolerance, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { constant, lt, select } from "../loop/expr.ts";
import { Equal } from "./comparison.ts";
import { classicInputs, table } from "./families/classic.ts";
import { composer } from "./families/composing.ts";
import { pointwise } from "./families/pointwise.ts";
import { choiceAttribute, indexTypes, movables, numbers, typed } from "./families/type-sets.ts";
import { ReduceMax } from "./reduce.ts";
import { ReduceL1, ReduceL2 } from "./reduce-norms.ts";
import { Where } from "./where.ts";

const common = { domain: "ai.onnx.ml", opset: 1, since: 1 } as const;

export const ArrayFeatureExtractor = defineOp({
  ...common,
  name: "ArrayFeatureExtractor",
  doc: "elements of the last axis, picked by their places",
  inputs: ["X", "Y"],
  strings: "moved",
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const picked = typed(context, 1, indexTypes).shape;
    const leading = shape.length === 1 ? [1] : shape.slice(0, -1);
    return [tensorType(dtype, [...leading, product(picked)])];
  },
  expand(context) {
    const c = composer(context);
    const [x, places] = context.inputs;
    const [output] = context.node.outputs;
    if (x === undefined || places === undefined || output?.type.kind !== "tensor") return context.fail("has fewer than 2 inputs");
    const flat = c.reshape(places, [output.type.shape.at(-1) as Dim]);
    return [c.reshape(c.gather(x, flat, -1), output.type.shape)];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two columns",
      inputs: [
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
        { dtype: "i64", shape: [2], values: [2n, 0n] },
      ],
      outputs: [{ shape: [2, 2], values: [3, 1, 6, 4] }],
    },
    {
      note: "a matrix of places, as of nearest neighbours, is one list",
      inputs: [
        { shape: [1, 3], values: [1, 2, 3] },
        { dtype: "i64", shape: [2, 2], values: [2n, 0n, 1n, 1n] },
      ],
      outputs: [{ shape: [1, 4], values: [3, 1, 2, 2] }],
    },
    {
      note: "a column of strings",
      inputs: [
        { dtype: "string", shape: [2, 2], values: ["a", "red", "", "blue"] },
        { dtype: "i64", shape: [1], values: [1n] },
      ],
      outputs: [{ dtype: "string", shape: [2, 1], values: ["red", "blue"] }],
    },
  ],
});

export const Binarizer = defineOp({
  ...common,
  name: "Binarizer",
  doc: "1 above a threshold, else 0",
  attrs: (raw) => ({ threshold: raw.float("threshold", 0) }),
  ...pointwise<{ readonly threshold: number }>({
    kernel: "binarizer",
    inputs: { X: numbers },
    value:
      ({ attrs }) =>
      (x) =>
        select(lt(constant(x.dtype, attrs.threshold), x), constant(x.dtype, 1), constant(x.dtype, 0)),
  }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "equal is not above",
      attrs: { threshold: 1 },
      inputs: [{ shape: [3], values: [0, 1, 2] }],
      outputs: [{ shape: [3], values: [0, 0, 1] }],
    },
  ],
});

const normNames = ["MAX", "L1", "L2"] as const;
const norms = { MAX: ReduceMax, L1: ReduceL1, L2: ReduceL2 } as const;

export const Normalizer = defineOp({
  ...common,
  name: "Normalizer",
  doc: "each row over its largest element, its sum of sizes, or its length; a row where that is 0 stays what it is",
  inputs: ["X"],
  attrs(raw) {
    return { norm: choiceAttribute(raw, "norm", normNames, "MAX") };
  },
  infer: (context) => [tensorType("f32", typed(context, 0, classicInputs).shape)],
  expand(context) {
    const c = composer(context);
    const [x] = context.inputs;
    if (x === undefined) return context.fail(`${context.inputName(0)} is missing`);
    const real = c.cast(x, "f32");
    const norm = c.node(norms[context.attrs.norm], [real, c.integers([-1])]);
    return [c.node(Where, [c.node(Equal, [norm, c.scalar("f32", 0)]), real, c.div(real, norm)])];
  },
  tolerance: f32Tolerance,
  examples: [
    { note: "by length", attrs: { norm: "L2" }, inputs: [{ shape: [1, 2], values: [3, -4] }], outputs: [{ shape: [1, 2], values: [0.6, -0.8] }] },
    {
      note: "zeros",
      attrs: { norm: "L1" },
      inputs: [{ shape: [2, 2], values: [0, 0, 1, -3] }],
      outputs: [{ shape: [2, 2], values: [0, 0, 0.25, -0.75] }],
    },
    {
      note: "by the largest, which may be 0",
      inputs: [{ dtype: "i64", shape: [2, 2], values: [0n, -2n, 4n, 1n] }],
      outputs: [{ shape: [2, 2], values: [0, -2, 1, 0.25] }],
    },
    {
      note: "by the largest",
      inputs: [{ dtype: "i64", shape: [2, 2], values: [1n, 2n, 4n, 1n] }],
      outputs: [{ shape: [2, 2], values: [0.5, 1, 1, 0.25] }],
    },
  ],
});

export const Scaler = defineOp({
  ...common,
  name: "Scaler",
  doc: "(x - offset) * scale, one pair for all features or for each",
  inputs: ["X"],
  attrs: (raw) => ({ offset: raw.floats("offset", [0]), scale: raw.floats("scale", [1]) }),
  infer(context) {
    const { shape } = typed(context, 0, classicInputs);
    for (const name of ["offset", "scale"] as const) {
      const { length } = context.attrs[name];
      if (length !== 1 && length !== shape.at(-1)) context.fail(`${name} has ${length} numbers, 1 or one for each feature is expected`);
    }
    return [tensorType("f32", shape)];
  },
  expand(context) {
    const c = composer(context);
    const [x] = context.inputs;
    if (x === undefined) return context.fail(`${context.inputName(0)} is missing`);
    const { offset, scale } = context.attrs;
    const vector = (name: string, values: readonly number[] = []) => table(context, name, "f32", [values.length], values);
    return [c.mul(c.sub(c.cast(x, "f32"), vector("offset", offset)), vector("scale", scale))];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "a pair for each feature",
      attrs: { offset: [1, 2], scale: [10, 100] },
      inputs: [{ shape: [1, 2], values: [2, 4] }],
      outputs: [{ shape: [1, 2], values: [10, 200] }],
    },
  ],
});
