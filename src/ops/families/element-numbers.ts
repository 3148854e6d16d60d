/** ONNX's numbers for element types, as attributes such as Cast's `to` hold them (TensorProto.DataType). */
import { invariant } from "../../core/diagnostics.ts";
import type { DType } from "../../core/dtype.ts";
import type { AttrReader } from "../../graph/graph.ts";
import { elements } from "./type-sets.ts";

const byNumber: Readonly<Record<number, DType>> = {
  1: "f32",
  2: "u8",
  3: "i8",
  4: "u16",
  5: "i16",
  6: "i32",
  7: "i64",
  9: "bool",
  10: "f16",
  11: "f64",
  12: "u32",
  13: "u64",
  16: "bf16",
  17: "f8e4m3fn",
  18: "f8e4m3fnuz",
  19: "f8e5m2",
  20: "f8e5m2fnuz",
  21: "u4",
  22: "i4",
  23: "f4e2m1",
  24: "f8e8m0",
  25: "u2",
  26: "i2",
};

/** The element type that attribute `name` numbers; refuses those without arithmetic here. */
export function elementTypeAttribute(raw: AttrReader, name: string): DType {
  const number = raw.int(name);
  return byNumber[number] ?? raw.fail(`attribute ${name} is element type number ${number}, expected one of ${elements.dtypes.join(", ")}`);
}

/** The number of an element type, as such attributes hold it. */
export function numberOfElementType(dtype: DType): number {
  const [found] = Object.entries(byNumber).find(([, name]) => name === dtype) ?? [];
  invariant(found !== undefined, `${dtype} has no arithmetic`);
  return Number(found);
}
