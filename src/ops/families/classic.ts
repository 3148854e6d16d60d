/** Models of ai.onnx.ml: what their scores become (post_transform), labels, and constants made of attributes. */
import type { Dim } from "../../core/dim.ts";
import type { DType } from "../../core/dtype.ts";
import { newArray } from "../../core/dtype.ts";
import { longestOf } from "../../core/strings.ts";
import type { AttrReader, ExpandContext, OpDef, Value } from "../../graph/graph.ts";
import { stringType, type TensorType, tensorType } from "../../graph/types.ts";
import { Sigmoid } from "../sigmoids.ts";
import { Softmax } from "../softmax.ts";
import { TakeStrings } from "../take-strings.ts";
import type { Composer } from "./composing.ts";
import type { TypeSet } from "./type-sets.ts";

/** Element types these models take. */
export const classicInputs: TypeSet = { text: "f32, f64, i32 or i64", dtypes: ["f32", "f64", "i32", "i64"] };

/** Functions of the last axis; SOFTMAX_ZERO and PROBIT are of no exporter. */
const transforms: Readonly<Record<string, OpDef | undefined>> = { NONE: undefined, SOFTMAX: Softmax, LOGISTIC: Sigmoid };

export function transformAttribute(raw: AttrReader): string {
  const name = raw.string("post_transform", "NONE");
  if (!Object.hasOwn(transforms, name)) raw.fail(`post_transform is "${name}", expected one of ${Object.keys(transforms).join(", ")}`);
  return name;
}

export function transformed(c: Composer, x: Value, name: string): Value {
  const op = transforms[name];
  return op === undefined ? x : c.node(op, [x]);
}

/** A constant of numbers in row-major order. */
export function table(context: ExpandContext, name: string, dtype: DType, shape: readonly number[], values: readonly number[]): Value {
  const array = newArray(dtype, values.length);
  values.forEach((x, i) => {
    array[i] = dtype === "i64" ? BigInt(x) : x;
  });
  return context.constant(name, tensorType(dtype, shape), { array, splat: false });
}

/** Names or numbers of classes. */
export type Labels = readonly number[] | readonly string[];

const isNamed = (labels: Labels): labels is readonly string[] => typeof labels[0] === "string";

/** Labels as strings where a model has such, else integers. */
export function labelAttribute(raw: AttrReader, integers: string, strings: string): Labels {
  const names = raw.strings(strings, []);
  return names.length > 0 ? names : raw.ints(integers, []);
}

/** The type of a list of labels. */
export const labelType = (labels: Labels, shape: readonly Dim[]): TensorType =>
  isNamed(labels) ? stringType(shape, longestOf(labels)) : tensorType("i64", shape);

/** The labels at `places`, which are i32 or i64. */
export function labelsAt(context: ExpandContext, c: Composer, labels: Labels, places: Value): Value {
  if (!isNamed(labels)) return c.gather(table(context, "labels", "i64", [labels.length], labels), places, 0);
  const list = context.constant("labels", tensorType("string", [labels.length]), { array: labels, splat: false });
  return c.node(TakeStrings, [list, c.cast(places, "i32")]);
}
