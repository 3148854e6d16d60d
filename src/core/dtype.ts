/** Element types: their names, sizes and what arithmetic on them means. Leaves to others what a tensor is. */

export type DType =
  | "f32"
  | "f64"
  | "f16"
  | "bf16"
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "bool"
  | "string"
  | "c64"
  | "c128"
  | "f8e4m3fn"
  | "f8e4m3fnuz"
  | "f8e5m2"
  | "f8e5m2fnuz"
  | "f8e8m0"
  | "f4e2m1"
  | "i4"
  | "u4"
  | "i2"
  | "u2";

export type DTypeKind = "float" | "int" | "uint" | "bool" | "string" | "complex";

export interface DTypeInfo {
  readonly kind: DTypeKind;
  /** Bits of one element where elements are packed (weights, module boundaries). */
  readonly bits: number;
  /** Bytes of one element in the arena, where nothing is packed. */
  readonly bytes: number;
  /** The type arithmetic happens in: a stored f16 is computed in f32 and rounded when stored. */
  readonly compute: DType;
}

const info = (kind: DTypeKind, bits: number, compute: DType, bytes = Math.ceil(bits / 8)): DTypeInfo => Object.freeze({ kind, bits, bytes, compute });

export const dtypes: Readonly<Record<DType, DTypeInfo>> = Object.freeze({
  f32: info("float", 32, "f32"),
  f64: info("float", 64, "f64"),
  f16: info("float", 16, "f32"),
  bf16: info("float", 16, "f32"),
  i8: info("int", 8, "i32"),
  i16: info("int", 16, "i32"),
  i32: info("int", 32, "i32"),
  i64: info("int", 64, "i64"),
  u8: info("uint", 8, "u32"),
  u16: info("uint", 16, "u32"),
  u32: info("uint", 32, "u32"),
  u64: info("uint", 64, "u64"),
  bool: info("bool", 8, "bool"),
  string: info("string", 8, "string"),
  c64: info("complex", 64, "c64"),
  c128: info("complex", 128, "c128"),
  f8e4m3fn: info("float", 8, "f32"),
  f8e4m3fnuz: info("float", 8, "f32"),
  f8e5m2: info("float", 8, "f32"),
  f8e5m2fnuz: info("float", 8, "f32"),
  f8e8m0: info("float", 8, "f32"),
  f4e2m1: info("float", 4, "f32"),
  i4: info("int", 4, "i32"),
  u4: info("uint", 4, "u32"),
  i2: info("int", 2, "i32"),
  u2: info("uint", 2, "u32"),
});

export const bytesOf = (dtype: DType): number => dtypes[dtype].bytes;
export const isFloat = (dtype: DType): boolean => dtypes[dtype].kind === "float";
export const isInteger = (dtype: DType): boolean => dtypes[dtype].kind === "int" || dtypes[dtype].kind === "uint";
export const isDType = (name: string): name is DType => name in dtypes;

/** The typed array that holds elements of a type at JavaScript interfaces: f16 and bf16 as their bits, bool as bytes. */
export type ElementArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** Elements of a tensor in row-major order, as they are outside of programs. */
export type Elements = ElementArray | readonly string[];

export type ArrayTypeName =
  | "Float32Array"
  | "Float64Array"
  | "Int8Array"
  | "Int16Array"
  | "Int32Array"
  | "BigInt64Array"
  | "Uint8Array"
  | "Uint16Array"
  | "Uint32Array"
  | "BigUint64Array";

const arrayNames: Readonly<Partial<Record<DType, ArrayTypeName>>> = {
  f32: "Float32Array",
  f64: "Float64Array",
  i8: "Int8Array",
  i16: "Int16Array",
  i32: "Int32Array",
  i64: "BigInt64Array",
  u8: "Uint8Array",
  u16: "Uint16Array",
  u32: "Uint32Array",
  u64: "BigUint64Array",
  f16: "Uint16Array",
  bf16: "Uint16Array",
  i4: "Int8Array",
  i2: "Int8Array",
};

export const arrayTypeName = (dtype: DType): ArrayTypeName => arrayNames[dtype] ?? "Uint8Array";

const constructors = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
} as const;

/** A zeroed array of `length` elements. */
export const newArray = (dtype: DType, length: number): ElementArray => new constructors[arrayTypeName(dtype)](length);

/** The memory of an array as bytes, not copied. */
export const bytesOfArray = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

/** A view of `length` elements of `dtype` in `bytes`; copies only when `bytes` is not aligned for it. */
export function viewArray(dtype: DType, bytes: Uint8Array, length: number): ElementArray {
  // Also because protobufjs decodes an empty bytes field as a plain [].
  if (length === 0) return newArray(dtype, 0);
  const make = constructors[arrayTypeName(dtype)];
  const size = length * make.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0;
  // Not slice(): on a node Buffer that would be a view again.
  const source = aligned ? bytes : new Uint8Array(bytes.subarray(0, size));
  return new make(source.buffer as ArrayBuffer, source.byteOffset, length);
}
