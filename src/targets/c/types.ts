/** C's words for element types, scalars and vectors. */
import type { DType } from "../../core/dtype.ts";
import type { Buffer, Scalar } from "../../loop/expr.ts";

const elementTypes: Readonly<Partial<Record<DType, string>>> = {
  f32: "float",
  f64: "double",
  i8: "int8_t",
  i16: "int16_t",
  i32: "int32_t",
  i64: "int64_t",
  u16: "uint16_t",
  u32: "uint32_t",
  u64: "uint64_t",
  f16: "uint16_t",
  bf16: "uint16_t",
  i4: "int8_t",
  i2: "int8_t",
};

/** What one element of `dtype` is in memory; f16 and bf16 are their bits, bool and the eight-bit floats a byte. */
export const elementType = (dtype: DType): string => elementTypes[dtype] ?? "uint8_t";

/** What a kernel's parameter points to. */
export const pointedTo = ({ dtype, unaligned }: Pick<Buffer, "dtype" | "unaligned">): string =>
  unaligned === true ? `aot_unaligned_${dtype}` : elementType(dtype);

/** What a value of type `s` is in an expression. `indexType` is int, or ptrdiff_t where a buffer passes 2^31 elements. */
export function scalarType(s: Scalar, indexType: string): string {
  switch (s) {
    case "f32":
      return "float";
    case "f64":
      return "double";
    case "i32":
      return "int32_t";
    case "u32":
      return "uint32_t";
    case "i64":
      return "int64_t";
    case "u64":
      return "uint64_t";
    case "bool":
      return "_Bool";
    case "index":
      return indexType;
  }
}

/** The element of the vector that holds lanes of `s`: truth values are masks of 32 bits, indices 32-bit integers. */
export type Lane = "f32" | "f64" | "i32" | "u32" | "i64" | "u64";
export const laneOf = (s: Scalar): Lane => (s === "bool" || s === "index" ? "i32" : s);

/** "f32x16" */
export const vectorCode = (s: Scalar, lanes: number): string => `${laneOf(s)}x${lanes}`;
/** "aot_f32x16" */
export const vectorType = (s: Scalar, lanes: number): string => `aot_${vectorCode(s, lanes)}`;

/** The suffix of scalar helpers: index is the i32 of addresses. */
export const helperSuffix = (s: Scalar): string => (s === "index" ? "i32" : s);

/** Reserved by the C library or gcc: a function of ours with such a name would be taken for theirs. */
const libraryNames = new Set(
  (
    "abs acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin fmod frexp " +
    "gamma hypot index j0 j1 jn ldexp lgamma log log10 log1p log2 logb lrint lround modf nearbyint pow pow10 remainder rint round roundeven " +
    "significand signbit sin sincos sinh sqrt tan tanh tgamma trunc y0 y1 yn abort exit free malloc memcpy memset memmove printf putchar puts " +
    "select signal time clock read write open close remove rename system"
  ).split(" "),
);

/** `name` as the name of a C function or parameter. */
export const cName = (name: string): string => (libraryNames.has(name) ? `${name}_` : name);
