/**
 * LabelEncoder (ai.onnx.ml): numbers looked up in a list of keys and replaced by the values that belong to them, or by a default. Since version 1
 * (2: any types, 4: tensors). https://onnx.ai/onnx/operators/onnx_aionnxml_LabelEncoder.html
 */
import type { DType } from "../core/dtype.ts";
import {
  type AttrReader,
  type Attrs,
  defineOp,
  type ExpandContext,
  exactTolerance,
  type LowerContext,
  type TensorAttr,
  type Value,
  type Work,
} from "../graph/graph.ts";
import { type Constant, tensorType } from "../graph/types.ts";
import { axis, compute, coordinate } from "../loop/compute.ts";
import { and, cast, constant, type Expr, eq, index, lt, ne, or, read, select, variable } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { indexInside } from "./families/gathered-index.ts";
import { elements, sameDType, typed } from "./families/type-sets.ts";

/** A list of an attribute: its element type and elements. */
interface List {
  readonly dtype: DType;
  readonly array: Exclude<Constant["array"], readonly string[]>;
}

function listOf(raw: AttrReader, what: "keys" | "values" | "default"): List | undefined {
  const tensor = raw.tensor(`${what}_tensor`) as TensorAttr | undefined;
  const isText = raw.has(what === "default" ? "default_string" : `${what}_strings`) || tensor?.type.dtype === "string";
  if (isText && what !== "default") raw.fail(`${what} are strings, numbers are encoded`, "map the strings to integers outside the model");
  if (tensor !== undefined && ArrayBuffer.isView(tensor.data.array)) return { dtype: tensor.type.dtype, array: tensor.data.array as List["array"] };
  if (what === "default") return undefined;
  if (raw.has(`${what}_int64s`)) return { dtype: "i64", array: BigInt64Array.from(raw.ints(`${what}_int64s`), BigInt) };
  return raw.has(`${what}_floats`) ? { dtype: "f32", array: Float32Array.from(raw.floats(`${what}_floats`)) } : undefined;
}

function attrs(raw: AttrReader): Attrs {
  const [keys, values, otherwise] = [listOf(raw, "keys"), listOf(raw, "values"), listOf(raw, "default")];
  if (keys === undefined || values === undefined) return raw.fail("has no lists of numbers as keys and values");
  if (keys.array.length !== values.array.length || keys.array.length === 0)
    raw.fail(`has ${keys.array.length} keys and ${values.array.length} values; as many, and at least one, are expected`);
  const plain = values.dtype === "f32" ? raw.float("default_float", -0) : raw.int("default_int64", -1);
  const held = (list: List): TensorAttr => ({
    kind: "tensor-attr",
    type: tensorType(list.dtype, [list.array.length]),
    data: { array: list.array, splat: false },
  });
  return { keys: held(keys), values: held(values), default: Number(otherwise?.array[0] ?? plain) };
}

function expand({ attrs: given, inputs, emit, constant: make }: ExpandContext): readonly Value[] {
  const list = (name: "keys" | "values"): Value => {
    const { type, data } = given[name] as TensorAttr;
    return make(name, type, data);
  };
  return emit(TableLookup, [inputs[0], list("keys"), list("values")], { default: given.default });
}

/** The first place of a key; NaN is found where NaN is a key. */
function lower(context: LowerContext): readonly Work[] {
  const [x, keys, values] = [context.input(0), context.input(1), context.input(2)];
  const count = Number(keys.shape[0]);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const along = axis("k", count);
    const [given, key] = [read(x, axes.map(coordinate)), read(keys, [coordinate(along)])];
    const isSame = x.dtype === "f32" || x.dtype === "f64" ? or(eq(given, key), and(ne(given, given), ne(key, key))) : eq(given, key);
    const body = select(isSame, cast("i32", index(coordinate(along))), constant("i32", count));
    const result = variable("place", "i32");
    const found: Expr = read(values, [indexInside(result, count)]);
    const value = select(lt(result, constant("i32", count)), found, constant(found.dtype, context.attrs.default as number));
    return compute({ name: "table_lookup", output, axes, reduction: { axes: [along], combine: "min", body, result }, value });
  });
}

export const TableLookup = defineOp({
  name: "TableLookup",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "elements replaced by the values beside their keys",
  attrs: (raw) => ({ default: raw.float("default") }),
  infer(context) {
    const { shape } = typed(context, 0, elements);
    sameDType(context, 0, 1);
    return [tensorType(typed(context, 2, elements).dtype, shape)];
  },
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "one that is there and one that is not",
      attrs: { default: -1 },
      inputs: [
        { dtype: "i64", shape: [2], values: [5n, 6n] },
        { dtype: "i64", shape: [2], values: [4n, 5n], constant: true },
        { shape: [2], values: [0.25, 0.5], constant: true },
      ],
      outputs: [{ shape: [2], values: [0.5, -1] }],
    },
  ],
});

export const LabelEncoder = defineOp({
  name: "LabelEncoder",
  domain: "ai.onnx.ml",
  opset: 4,
  since: 1,
  doc: "numbers replaced by those that belong to them",
  attrs,
  infer(context) {
    const [keys, values] = [context.attrs.keys as TensorAttr, context.attrs.values as TensorAttr];
    const { dtype, shape } = typed(context, 0, elements);
    if (dtype !== keys.type.dtype) context.fail(`input 0 is ${dtype} but the keys are ${keys.type.dtype}`);
    return [tensorType(values.type.dtype, shape)];
  },
  expand,
  tolerance: exactTolerance,
  examples: [
    {
      note: "integers to floats",
      attrs: { keys_int64s: [1, 2], values_floats: [0.5, 0.25], default_float: 9 },
      inputs: [{ dtype: "i64", shape: [3], values: [2n, 1n, 3n] }],
      outputs: [{ shape: [3], values: [0.25, 0.5, 9] }],
    },
  ],
});
