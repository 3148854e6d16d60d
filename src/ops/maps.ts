/**
 * Maps of ai.onnx.ml: ZipMap, DictVectorizer and CastMap. The keys of a map are known before anything runs, so a map is the list of its values in the order of
 * the keys, and a sequence of maps is a matrix with a row for each. Of a map that CastMap takes as dense, only how many keys there are is known. Since ai.onnx.ml 1. https://onnx.ai/onnx/operators/onnx_aionnxml_ZipMap.html and
 * onnx_aionnxml_DictVectorizer, onnx_aionnxml_CastMap.
 */
import { product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, exactTolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { composer, typeOf } from "./families/composing.ts";
import { choiceAttribute, countAttribute, floats, movables, numbers, type TypeSet, typed } from "./families/type-sets.ts";

const common = { domain: "ai.onnx.ml", opset: 1, since: 1, tolerance: exactTolerance } as const;

/** How many keys there are: strings, or integers. */
const keyCount = (raw: AttrReader, strings: string, integers: string): number =>
  Math.max(raw.strings(strings, []).length, raw.ints(integers, []).length);

/** Rows of as many values as there are keys. */
function rowsOf(context: InferContext, keys: number, set: TypeSet): TensorType {
  const { dtype, shape } = typed(context, 0, set);
  if (shape.length < 1 || shape.length > 2 || shape.at(-1) !== keys)
    context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, a value for each of ${keys} keys is expected`);
  return tensorType(dtype, [shape.length === 1 ? 1 : product(shape.slice(0, -1)), keys]);
}

export const ZipMap = defineOp({
  ...common,
  name: "ZipMap",
  doc: "a map from classes to their probabilities for each row",
  inputs: ["X"],
  attrs: (raw) => ({ keys: keyCount(raw, "classlabels_strings", "classlabels_int64s") }),
  infer: (context) => [rowsOf(context, context.attrs.keys, floats)],
  view: true,
  examples: [
    {
      note: "two classes",
      attrs: { classlabels_strings: ["no", "yes"] },
      inputs: [{ shape: [2, 2], values: [0.25, 0.75, 1, 0] }],
      outputs: [{ shape: [2, 2], values: [0.25, 0.75, 1, 0] }],
    },
  ],
});

export const DictVectorizer = defineOp({
  ...common,
  name: "DictVectorizer",
  doc: "the values of a map in the order of a vocabulary",
  inputs: ["X"],
  attrs: (raw) => ({ keys: keyCount(raw, "string_vocabulary", "int64_vocabulary") }),
  infer: (context) => [rowsOf(context, context.attrs.keys, movables)],
  view: true,
  examples: [
    {
      note: "three words",
      attrs: { string_vocabulary: ["a", "b", "c"] },
      inputs: [{ dtype: "i64", shape: [3], values: [2n, 0n, 7n] }],
      outputs: [{ dtype: "i64", shape: [1, 3], values: [2n, 0n, 7n] }],
    },
  ],
});

const types = { TO_FLOAT: "f32", TO_INT64: "i64" } as const;

export const CastMap = defineOp({
  ...common,
  name: "CastMap",
  doc: "the values of a map, those of 0, 1, 2, ... or all in the order of their keys, as elements of another type",
  inputs: ["X"],
  attrs(raw) {
    const to = types[choiceAttribute(raw, "cast_to", ["TO_FLOAT", "TO_INT64"], "TO_FLOAT")];
    const form = choiceAttribute(raw, "map_form", ["DENSE", "SPARSE"], "DENSE");
    return { to, keys: form === "SPARSE" ? countAttribute(raw, "max_map") : undefined };
  },
  ignores: ["max_map"],
  infer(context) {
    const { to, keys } = context.attrs;
    // Of a dense map, what its keys are does not matter.
    const { shape } = keys === undefined ? typed(context, 0, numbers) : rowsOf(context, keys, numbers);
    return [tensorType(to, [1, product(shape)])];
  },
  expand(context) {
    const c = composer(context);
    const x = context.inputs[0] as Value;
    return [c.reshape(c.cast(x, context.attrs.to), [1, product(typeOf(x).shape)])];
  },
  examples: [
    {
      note: "three places, integers of floats",
      attrs: { map_form: "SPARSE", max_map: 3, cast_to: "TO_INT64" },
      inputs: [{ shape: [3], values: [0, 2.5, -1] }],
      outputs: [{ dtype: "i64", shape: [1, 3], values: [0n, 2n, -1n] }],
    },
    {
      note: "as many values as there are",
      attrs: { map_form: "DENSE" },
      inputs: [{ dtype: "i64", shape: [2], values: [7n, -1n] }],
      outputs: [{ shape: [1, 2], values: [7, -1] }],
    },
    {
      note: "what is a row of that type stays",
      attrs: { map_form: "DENSE" },
      inputs: [{ shape: [1, 2], values: [7, -1] }],
      outputs: [{ shape: [1, 2], values: [7, -1] }],
    },
  ],
});
