/** Scalar values in C: literals, loads and stores of narrow elements, conversions. */
import { type DType, dtypes } from "../../core/dtype.ts";
import { apply, atom, infix, level, type Piece, prefix } from "../../loop/code-piece.ts";
import type { ExprOf, Scalar } from "../../loop/expr.ts";
import { shortestF32, shortestF64 } from "../weights.ts";
import { elementType, scalarType } from "./types.ts";

const zero = atom("0");
export const isFloat = (s: Scalar): boolean => s === "f32" || s === "f64";

/** (type)x */
export const cCast = (type: string, x: Piece): Piece => prefix(`(${type})`, x);

const signed = (text: string): Piece => (text.startsWith("-") ? { text, level: level.unary } : atom(text));

/** A float as a C literal that reads back as the same value. */
function floatLiteral(value: number, dtype: "f32" | "f64"): Piece {
  const f = dtype === "f32" ? "f" : "";
  if (Number.isNaN(value)) return atom(`AOT_NAN_${dtype.toUpperCase()}`);
  if (!Number.isFinite(value)) return signed(`${value < 0 ? "-" : ""}AOT_INF_${dtype.toUpperCase()}`);
  const text = dtype === "f32" ? shortestF32(value) : shortestF64(value);
  return signed(`${/[.e]/.test(text) ? text : `${text}.0`}${f}`);
}

/** A constant of one lane. */
export function cConstant(dtype: Scalar, value: number | bigint | boolean): Piece {
  switch (dtype) {
    case "f32":
    case "f64":
      return floatLiteral(Number(value), dtype);
    case "bool":
      return atom(value ? "1" : "0");
    case "i64":
      return BigInt(value) === -(2n ** 63n) ? atom("INT64_MIN") : apply("INT64_C", atom(`${value}`));
    case "u64":
      return apply("UINT64_C", atom(`${value}`));
    case "u32":
      return atom(`${value}u`);
    case "i32":
    case "index":
      return Number(value) === -(2 ** 31) ? atom("INT32_MIN") : signed(`${value}`);
  }
}

/** Elements of few bits as they are loaded: what casts their values may cast them. */
const elements = new WeakMap<Piece, Piece>();

function unsigned(x: Piece): Piece {
  const piece = cCast("uint32_t", x);
  elements.set(piece, x);
  return piece;
}

/** A loaded element as a value. */
export function widened(dtype: DType, x: Piece): Piece {
  switch (dtype) {
    case "bool":
      return infix("!=", x, zero);
    case "f16":
    case "bf16":
      return apply(`aot_${dtype}_to_f32`, x);
    case "u8":
    case "u16":
    case "u4":
    case "u2":
      return unsigned(x);
    default:
      return x;
  }
}

/** A value as the element to be stored. */
export function narrowed(dtype: DType, x: Piece): Piece {
  switch (dtype) {
    case "f16":
    case "bf16":
      return apply(`aot_f32_to_${dtype}`, x);
    case "i8":
    case "i16":
    case "u8":
    case "u16":
    case "bool":
      return cCast(elementType(dtype), x);
    case "i4":
    case "u4":
    case "i2":
    case "u2":
      return cCast(elementType(dtype), cScalarCast(dtype, dtype.startsWith("i") ? "i32" : "u32", x));
    default:
      return x;
  }
}

/** x, of type `from`, as `to` would hold it, in the type arithmetic on `to` uses. */
export function cScalarCast(to: DType, from: Scalar, x: Piece): Piece {
  const { kind, bits, compute } = dtypes[to];
  const wide = scalarType(compute as Scalar, "int");
  if (kind === "bool") return from === "bool" ? x : infix("!=", x, isFloat(from) ? floatLiteral(0, from as "f32" | "f64") : zero);
  if (from === "bool") return cCast(wide, x);
  if (kind === "float") {
    if (to === "f32" || to === "f64") return from === to ? x : cCast(wide, elements.get(x) ?? x);
    return apply(`aot_${to}_to_f32`, apply(`aot_f32_to_${to}`, from === "f32" ? x : cCast("float", x)));
  }
  if (isFloat(from)) return apply(`aot_${to}_of_${from}`, x);
  if (bits >= 32) return cCast(wide, elements.get(x) ?? x);
  if (kind === "uint") return infix("&", from === "u32" ? x : cCast("uint32_t", x), atom(`${2 ** bits - 1}u`));
  if (bits < 8) return apply(`aot_${to}_of_i32`, from === "i32" ? x : cCast("int32_t", x));
  return cCast("int32_t", cCast(elementType(to), x));
}

/** The minimum or maximum with a constant that is neither NaN nor -0 needs one comparison: NaN and the order of zeros come out right. */
export const isOrdinary = (e: ExprOf<"binary">["b"]): boolean =>
  e.kind === "const" && isFloat(e.dtype) && !Number.isNaN(e.value) && !Object.is(e.value, -0);

/** The bits of x as a value of type `to`. */
export function cBitcast(from: Scalar, to: Scalar, x: Piece): Piece {
  if (from === "f32" || from === "f64") {
    const bits = apply(`aot_bits_${from}`, x);
    return to === "u32" || to === "u64" ? bits : cCast(scalarType(to, "int"), bits);
  }
  if (to === "f32" || to === "f64")
    return apply(`aot_${to}_of_bits`, from === "u32" || from === "u64" ? x : cCast(to === "f32" ? "uint32_t" : "uint64_t", x));
  return cCast(scalarType(to, "int"), x);
}
