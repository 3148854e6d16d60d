/**
 * OneHotEncoder (ai.onnx.ml): a row for each element, with a 1 in the place of its category, which is a string or an integer. Since version 1.
 * https://onnx.ai/onnx/operators/onnx_aionnxml_OneHotEncoder.html
 * OneHotRows (domain aot) makes the rows; where an element of no category is an error (zeros = 0), its check ends the run.
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext, nodeLabel, type Value, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, eq, i32, index, le, read, select } from "../loop/expr.ts";
import { ifStmt } from "../loop/kernel.ts";
import { Equal } from "./comparison.ts";
import { axesOf } from "./families/axes.ts";
import { composer } from "./families/composing.ts";
import { memory, overShape, routine } from "./families/routines.ts";
import { movables, typed, typeSet } from "./families/type-sets.ts";
import { placesOf } from "./label-encoder.ts";
import { Where } from "./where.ts";

/** Ends the run where a place is none. */
function checkPlaces(context: LowerContext, count: number): Work {
  const [places, broken] = [memory("places", context.input(0), "in"), memory("broken", context.scratch("broken", "i32", []), "out")];
  const [output] = context.outputs;
  const body = overShape(places.tensor.shape, (at) => [ifStmt(le(i32(count), places.get(at)), [broken.put([], i32(1))])]);
  const made = routine("check_categories", `not 0 where a place is not below ${count}`, [places, broken], [broken.put([], i32(0)), ...body]);
  const message = `an element is none of the ${count} categories, which zeros = 0 makes an error`;
  return { ...made, check: { broken: broken.tensor, where: nodeLabel(context.node), message, value: output?.name ?? "" } };
}

export const OneHotRows = defineOp({
  name: "OneHotRows",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "rows with a 1 in a place",
  inputs: ["places"],
  attrs: (raw) => ({ count: raw.int("count"), zeros: raw.int("zeros", 1) !== 0 }),
  infer: (context) => [tensorType("f32", [...typed(context, 0, typeSet("i32", ["i32"])).shape, context.attrs.count])],
  lower(context) {
    const { count, zeros } = context.attrs;
    const rows = context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      const at = axes.map(coordinate);
      const isHere = eq(read(context.input(0), at.slice(0, -1)), cast("i32", index(at.at(-1) as Dim)));
      return compute({ name: "one_hot_rows", output, axes, value: select(isHere, constant("f32", 1), constant("f32", 0)) });
    });
    return zeros ? rows : [checkPlaces(context, count), ...rows];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "one of them none",
      attrs: { count: 2 },
      inputs: [{ dtype: "i32", shape: [3], values: [1, 2, 0] }],
      outputs: [{ shape: [3, 2], values: [0, 1, 0, 0, 1, 0] }],
    },
  ],
});

export const OneHotEncoder = defineOp({
  name: "OneHotEncoder",
  domain: "ai.onnx.ml",
  opset: 1,
  since: 1,
  doc: "a row for each element, with a 1 in the place of its category",
  inputs: ["X"],
  strings: "held",
  attrs(raw) {
    if (raw.has("cats_strings") && raw.has("cats_int64s")) raw.fail("has cats_strings and cats_int64s, one of them is expected");
    const categories = raw.has("cats_strings") ? raw.strings("cats_strings") : raw.ints("cats_int64s");
    if (categories.length === 0) raw.fail("has 0 categories, 1 at least is expected");
    return { categories, zeros: raw.int("zeros", 1) !== 0 };
  },
  infer(context) {
    const { dtype, shape } = typed(context, 0, movables);
    const { categories } = context.attrs;
    const isText = typeof categories[0] === "string";
    if (isText !== (dtype === "string")) context.fail(`${context.inputName(0)} is ${dtype}, the categories are ${isText ? "strings" : "integers"}`);
    return [tensorType("f32", [...shape, categories.length])];
  },
  expand(context) {
    const c = composer(context);
    const { categories, zeros } = context.attrs;
    const x = context.inputs[0] ?? context.fail(`${context.inputName(0)} is missing`);
    const isText = (list: readonly (string | number)[]): list is readonly string[] => typeof list[0] === "string";
    const keys = isText(categories) ? categories : BigInt64Array.from(categories as readonly number[], BigInt);
    const { dtype } = context.tensor(0);
    // NaN is no category, not that of 0, to which it converts.
    const known = dtype === "f32" || dtype === "f64" ? c.node(Where, [c.node(Equal, [x, x]), x, c.scalar(dtype, -(2 ** 63))]) : x;
    const given: Value = isText(categories) ? x : c.cast(known, "i64");
    return context.emit(OneHotRows, [placesOf(context, given, keys)], { count: categories.length, zeros: Number(zeros) });
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "strings",
      attrs: { cats_strings: ["b", "é"] },
      inputs: [{ dtype: "string", shape: [3], values: ["é", "", "b"] }],
      outputs: [{ shape: [3, 2], values: [0, 1, 0, 0, 1, 0] }],
    },
    {
      note: "floats, of which NaN is no category",
      attrs: { cats_int64s: [0, 2] },
      inputs: [{ shape: [4], values: [0, Number.NaN, 2.5, -0.5] }],
      outputs: [{ shape: [4, 2], values: [1, 0, 0, 0, 0, 1, 1, 0] }],
    },
    {
      note: "integers, none of them unknown",
      attrs: { cats_int64s: [7, -1], zeros: 0 },
      inputs: [{ dtype: "i64", shape: [1, 2], values: [-1n, 7n] }],
      outputs: [{ shape: [1, 2, 2], values: [0, 1, 1, 0] }],
    },
  ],
});
