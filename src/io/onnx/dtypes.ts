/** ONNX's numbers for element types, in both directions. */
import type { DType } from "../../core/dtype.ts";

const byNumber: readonly (DType | undefined)[] = [
  undefined,
  "f32",
  "u8",
  "i8",
  "u16",
  "i16",
  "i32",
  "i64",
  "string",
  "bool",
  "f16",
  "f64",
  "u32",
  "u64",
  "c64",
  "c128",
  "bf16",
  "f8e4m3fn",
  "f8e4m3fnuz",
  "f8e5m2",
  "f8e5m2fnuz",
  "u4",
  "i4",
  "f4e2m1",
  "f8e8m0",
  "u2",
  "i2",
];

/** The element type of a TensorProto.DataType number; undefined for 0 and for numbers newer than this reader. */
export const dtypeOfNumber = (number: number): DType | undefined => byNumber[number];

/** The TensorProto.DataType number of an element type. */
export const numberOfDType = (dtype: DType): number => byNumber.indexOf(dtype);
