/**
 * LabelEncoder and CategoryMapper (ai.onnx.ml): numbers or strings looked up in a list of keys and replaced by the values that belong to them, or by a default. Since
 * version 1 (2: any types, 4: tensors). https://onnx.ai/onnx/operators/onnx_aionnxml_LabelEncoder.html
 */
import type { Dim } from "../core/dim.ts";
import { type DType, type Elements, newArray } from "../core/dtype.ts";
import { longestOf } from "../core/strings.ts";
import {
  type AttrReader,
  defineOp,
  type ExpandContext,
  exactTolerance,
  type LowerContext,
  type TensorAttr,
  type Value,
  type Work,
} from "../graph/graph.ts";
import { stringType, type TensorType, tensorType } from "../graph/types.ts";
import { axis, compute, coordinate } from "../loop/compute.ts";
import { and, cast, constant, type Expr, eq, index, lt, ne, or, read, select, variable } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { indexInside } from "./families/gathered-index.ts";
import { elements, movables, sameDType, typed } from "./families/type-sets.ts";
import { found, sortedKeys } from "./find-strings.ts";
import { Gather } from "./gather.ts";
import { TakeStrings } from "./take-strings.ts";

/** A list of an attribute: its element type and elements. */
interface List {
  readonly dtype: DType;
  readonly array: Elements;
}

function listOf(raw: AttrReader, what: "keys" | "values"): List {
  const given = ["tensor", "strings", "int64s", "floats"].map((kind) => `${what}_${kind}`).filter((name) => raw.has(name));
  if (given.length > 1) raw.fail(`has ${given.join(" and ")}, one of them is expected`);
  const tensor = raw.tensor(`${what}_tensor`);
  if (tensor !== undefined) return { dtype: tensor.type.dtype, array: tensor.data.array };
  if (raw.has(`${what}_strings`)) return { dtype: "string", array: raw.strings(`${what}_strings`) };
  if (raw.has(`${what}_int64s`)) return { dtype: "i64", array: BigInt64Array.from(raw.ints(`${what}_int64s`), BigInt) };
  if (raw.has(`${what}_floats`)) return { dtype: "f32", array: Float32Array.from(raw.floats(`${what}_floats`)) };
  return raw.fail(`has no ${what}, a list of strings or numbers`);
}

/** What stands for elements that are no key. */
function defaultOf(raw: AttrReader, dtype: DType): string | number {
  const tensor = raw.tensor("default_tensor")?.data.array[0];
  if (dtype === "string") return typeof tensor === "string" ? tensor : raw.string("default_string", "_Unused");
  return Number(tensor ?? (dtype === "f32" ? raw.float("default_float", -0) : raw.int("default_int64", -1)));
}

const held = ({ dtype, array }: List): TensorAttr => ({
  kind: "tensor-attr",
  type: tensorType(dtype, [array.length]),
  data: { array, splat: false },
});

function attrs(raw: AttrReader) {
  const [keys, values] = [listOf(raw, "keys"), listOf(raw, "values")];
  if (keys.array.length !== values.array.length || keys.array.length === 0)
    raw.fail(`has ${keys.array.length} keys and ${values.array.length} values; as many, and at least one, are expected`);
  return { keys: held(keys), values: held(values), default: defaultOf(raw, values.dtype) };
}

const isText = (list: TensorAttr): boolean => list.type.dtype === "string";

/** The place of each element of `x` in a list of keys, as i32: the first that is equal, the length of the list where none is. */
export function placesOf(context: ExpandContext, x: Value | undefined, keys: Elements): Value {
  const { emit, constant: make, fail } = context;
  const numbers = (name: string, list: readonly number[]): Value =>
    make(name, tensorType("i32", [list.length]), { array: Int32Array.from(list), splat: false });
  const count = keys.length;
  if (ArrayBuffer.isView(keys)) {
    const dtype = x?.type.kind === "tensor" ? x.type.dtype : fail("has no tensor to look up");
    const list = make("keys", tensorType(dtype, [count]), { array: keys, splat: false });
    const all = numbers(
      "places",
      Array.from({ length: count }, (_, i) => i),
    );
    return emit(TableLookup, [x, list, all], { default: count })[0] ?? fail("looks nothing up");
  }
  const { sorted, firstPlaces } = sortedKeys(keys);
  const place = found(context, x, sorted);
  if (firstPlaces.length === count && firstPlaces.every((at, i) => at === i)) return place;
  return emit(Gather, [numbers("places", [...firstPlaces, count]), place])[0] ?? fail("looks nothing up");
}

/** Elements replaced by those that belong to them. */
interface Encoding {
  readonly keys: TensorAttr;
  readonly values: TensorAttr;
  readonly default: string | number;
}

function encoded(context: ExpandContext, { keys, values, default: otherwise }: Encoding): readonly Value[] {
  const { inputs, emit, constant: make } = context;
  if (!isText(keys) && !isText(values))
    return emit(TableLookup, [inputs[0], make("keys", keys.type, keys.data), make("values", values.type, values.data)], { default: otherwise });
  const { dtype } = values.type;
  const all = [...(values.data.array as Iterable<string | number | bigint>), otherwise];
  const list = make("values", tensorType(dtype, [all.length]), { array: elementsOf(dtype, all), splat: false });
  return emit(dtype === "string" ? TakeStrings : Gather, [list, placesOf(context, inputs[0], keys.data.array)]);
}

function elementsOf(dtype: DType, list: readonly (string | number | bigint)[]): Elements {
  if (dtype === "string") return list as readonly string[];
  const array = newArray(dtype, list.length);
  const isWide = array instanceof BigInt64Array || array instanceof BigUint64Array;
  list.forEach((x, i) => {
    array[i] = isWide ? BigInt(x) : Number(x);
  });
  return array;
}

/** The type of what encodes elements of `shape`. */
function encodedType({ values, default: otherwise }: Encoding, shape: readonly Dim[]): TensorType {
  if (!isText(values)) return tensorType(values.type.dtype, shape);
  return stringType(shape, longestOf([...(values.data.array as readonly string[]), String(otherwise)]));
}

/** The first place of a key; NaN is found where NaN is a key. */
function lower(context: LowerContext<{ readonly default: number }>): readonly Work[] {
  const [x, keys, values] = [context.input(0), context.input(1), context.input(2)];
  const count = Number(keys.shape[0]);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    const along = axis("k", count);
    const [given, key] = [read(x, axes.map(coordinate)), read(keys, [coordinate(along)])];
    const isSame = x.dtype === "f32" || x.dtype === "f64" ? or(eq(given, key), and(ne(given, given), ne(key, key))) : eq(given, key);
    const body = select(isSame, cast("i32", index(coordinate(along))), constant("i32", count));
    const result = variable("place", "i32");
    const belonging: Expr = read(values, [indexInside(result, count)]);
    const value = select(lt(result, constant("i32", count)), belonging, constant(belonging.dtype, context.attrs.default));
    return compute({ name: "table_lookup", output, axes, reduction: { axes: [along], combine: "min", body, result }, value });
  });
}

export const TableLookup = defineOp({
  name: "TableLookup",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "elements replaced by the values beside their keys",
  inputs: ["X", "keys", "values"],
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
  doc: "elements replaced by those that belong to them",
  inputs: ["X"],
  strings: "held",
  attrs,
  // Of other types of values.
  ignores: ["default_string", "default_int64", "default_float"],
  infer(context) {
    const { keys } = context.attrs;
    const { dtype, shape } = typed(context, 0, movables);
    if (dtype !== keys.type.dtype) context.fail(`${context.inputName(0)} is ${dtype} but the keys are ${keys.type.dtype}`);
    return [encodedType(context.attrs, shape)];
  },
  expand: (context) => encoded(context, context.attrs),
  tolerance: exactTolerance,
  examples: [
    {
      note: "integers to floats",
      attrs: { keys_int64s: [1, 2], values_floats: [0.5, 0.25], default_float: 9 },
      inputs: [{ dtype: "i64", shape: [3], values: [2n, 1n, 3n] }],
      outputs: [{ shape: [3], values: [0.25, 0.5, 9] }],
    },
    {
      note: "strings to integers, a key given twice",
      attrs: { keys_strings: ["b", "é", "", "b"], values_int64s: [5, 6, 7, 8] },
      inputs: [{ dtype: "string", shape: [2, 2], values: ["é", "b", "", "bb"] }],
      outputs: [{ dtype: "i64", shape: [2, 2], values: [6n, 5n, 7n, -1n] }],
    },
    {
      note: "strings to strings",
      attrs: { keys_strings: ["b", "a"], values_strings: ["B", "東京"], default_string: "none" },
      inputs: [{ dtype: "string", shape: [3], values: ["a", "b", "c"] }],
      outputs: [{ dtype: "string", shape: [3], values: ["東京", "B", "none"] }],
    },
    {
      note: "floats to strings, NaN among them",
      attrs: { keys_floats: [Number.NaN, 1.5], values_strings: ["nothing", "x"] },
      inputs: [{ shape: [3], values: [1.5, Number.NaN, 2] }],
      outputs: [{ dtype: "string", shape: [3], values: ["x", "nothing", "_Unused"] }],
    },
  ],
});

type Mapping = {
  readonly names: TensorAttr;
  readonly numbers: TensorAttr;
  /** For what is in neither list. */
  readonly name: string;
  readonly number: number;
};

/** Names by numbers, or numbers by names, as the input is. */
function mapping({ attrs, tensor, inputName, fail }: Pick<ExpandContext<Mapping>, "attrs" | "tensor" | "inputName" | "fail">): Encoding {
  const { names, numbers, name, number } = attrs;
  const { dtype } = tensor(0);
  if (dtype !== "string" && dtype !== "i64") fail(`${inputName(0)} is ${dtype}, string or i64 is expected`);
  return dtype === "string" ? { keys: names, values: numbers, default: number } : { keys: numbers, values: names, default: name };
}

export const CategoryMapper = defineOp({
  name: "CategoryMapper",
  domain: "ai.onnx.ml",
  opset: 1,
  since: 1,
  doc: "strings replaced by integers that belong to them, or the other way",
  inputs: ["X"],
  strings: "held",
  attrs(raw) {
    const [names, numbers] = [raw.strings("cats_strings"), raw.ints("cats_int64s")];
    if (names.length !== numbers.length || names.length === 0)
      raw.fail(`has ${names.length} strings and ${numbers.length} integers; as many, and at least one, are expected`);
    return {
      names: held({ dtype: "string", array: names }),
      numbers: held({ dtype: "i64", array: BigInt64Array.from(numbers, BigInt) }),
      name: raw.string("default_string", "_Unused"),
      number: raw.int("default_int64", -1),
    };
  },
  infer: (context) => [encodedType(mapping(context), context.tensor(0).shape)],
  expand: (context) => encoded(context, mapping(context)),
  tolerance: exactTolerance,
  examples: [
    {
      note: "strings",
      attrs: { cats_strings: ["b", "é"], cats_int64s: [7, 8] },
      inputs: [{ dtype: "string", shape: [3], values: ["é", "b", ""] }],
      outputs: [{ dtype: "i64", shape: [3], values: [8n, 7n, -1n] }],
    },
    {
      note: "integers",
      attrs: { cats_strings: ["b", "é"], cats_int64s: [7, 8], default_string: "?" },
      inputs: [{ dtype: "i64", shape: [1, 3], values: [8n, 7n, 0n] }],
      outputs: [{ dtype: "string", shape: [1, 3], values: ["é", "b", "?"] }],
    },
  ],
});
