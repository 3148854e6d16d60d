/** Models of ai.onnx.ml: what their scores become (post_transform), labels, and constants made of attributes. */
import type { DType } from "../../core/dtype.ts";
import { newArray } from "../../core/dtype.ts";
import type { AttrReader, ExpandContext, OpDef, Value } from "../../graph/graph.ts";
import { tensorType } from "../../graph/types.ts";
import { Sigmoid } from "../sigmoids.ts";
import { Softmax } from "../softmax.ts";
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

/** Integer class labels; models with names for classes say so by strings. */
export function labelAttribute(raw: AttrReader, integers: string, strings: string): readonly number[] {
  if (raw.has(strings) && raw.strings(strings, []).length > 0)
    raw.fail(`labels are the strings of ${strings}, integers are given out`, "export the model with integer labels, and name the classes outside");
  return raw.ints(integers, []);
}
