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
