/**
 * What every operation of the loop language means, exactly, as JavaScript on scalar values (f32 values are already rounded). It is the
 * reference: the tree-walking evaluator of the tests uses it, printed code must agree with it on every target.
 *
 * - Integers wrap; x / 0 and x rem 0 are 0; the least integer / -1 wraps to itself. Division truncates, a remainder has the dividend's sign.
 * - A shift count is read as unsigned; at or over the width the result is 0, or all sign bits for a right shift of a signed integer.
 * - Floats are IEEE 754, each operation rounded to its type, to nearest, halves to even. rem is exact and has the dividend's sign.
 * - min and max give NaN when either operand is NaN. Of two zeros of unlike sign they may give either; here -0 is less.
 * - dot4 of two words is the sum of four products: bytes of the first are unsigned, bytes of the second signed. It cannot overflow.
 * - A float becomes an integer by truncation; out of range gives the nearest value of the target type, NaN gives 0.
 * - An integer becomes a narrower one by wrapping. Anything not 0 (NaN too) is true as a bool; true is 1.
 * - f16, bf16 and smaller floats are reached through f32 (an f64 is rounded to f32 first); overflow gives infinity, NaN in a type without
 *   infinity, and the greatest value in f4e2m1, which has neither (its NaN is -0). f8e8m0 takes the nearest power of two of |x|.
 * - The payload and sign of a NaN are not specified. `index` behaves as i32; a kernel never lets it overflow.
 * - A select evaluates both operands or one, as the target likes; a load in an untaken operand of a scalar select is not done.
 */
import { invariant } from "../core/diagnostics.ts";
import { type DType, dtypes } from "../core/dtype.ts";
import { isSmallFloat, numberOfSmallFloat, smallFloatFormat } from "../core/small-floats.ts";
import type { BinaryOp, ExprOf, Scalar, UnaryOp } from "./expr.ts";

/** A bigint for i64 and u64, a boolean for bool, a number for all others. */
export type Value = number | bigint | boolean;

/** The values an integer element type can hold. */
export function integerRange(dtype: DType): { readonly lo: bigint; readonly hi: bigint } {
  const { kind, bits } = dtypes[dtype];
  invariant(kind === "int" || kind === "uint", `${dtype} is no integer type`);
  const size = 1n << BigInt(bits);
  return kind === "int" ? { lo: -(size >> 1n), hi: (size >> 1n) - 1n } : { lo: 0n, hi: size - 1n };
}

const isFloat = (s: Scalar): s is "f32" | "f64" => s === "f32" || s === "f64";
const width = (s: Scalar): bigint => (s === "i64" || s === "u64" ? 64n : 32n);
const isSigned = (s: Scalar): boolean => s === "i32" || s === "i64" || s === "index";
const round = (s: Scalar, x: number): number => (s === "f32" ? Math.fround(x) : x);

/** The integer `x` wrapped to a scalar type, as that type's values are kept. */
function wrapped(s: Scalar, x: bigint): Value {
  const bits = Number(width(s));
  const value = isSigned(s) ? BigInt.asIntN(bits, x) : BigInt.asUintN(bits, x);
  return s === "i64" || s === "u64" ? value : Number(value);
}

export function unaryValue(op: UnaryOp, dtype: Scalar, x: Value): Value {
  if (op === "not") return !x;
  if (isFloat(dtype)) return floatUnary(op, dtype, Number(x));
  const integer = BigInt(x);
  switch (op) {
    case "neg":
      return wrapped(dtype, -integer);
    case "abs":
      return wrapped(dtype, integer < 0n ? -integer : integer);
    case "bitnot":
      return wrapped(dtype, ~integer);
    case "floor":
    case "ceil":
    case "trunc":
    case "nearest":
      return x;
    case "sqrt":
      throw new Error(`internal: sqrt of ${dtype}`);
  }
}

function floatUnary(op: Exclude<UnaryOp, "not">, dtype: "f32" | "f64", x: number): number {
  switch (op) {
    case "neg":
      return -x;
    case "abs":
      return Math.abs(x);
    case "sqrt":
      return round(dtype, Math.sqrt(x));
    case "floor":
      return Math.floor(x);
    case "ceil":
      return Math.ceil(x);
    case "trunc":
      return Math.trunc(x);
    case "nearest":
      return nearestEven(x);
    case "bitnot":
      throw new Error(`internal: ${op} of ${dtype}`);
  }
}

/** The nearest integer, halves to even; the sign of zero is that of x. */
function nearestEven(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const size = Math.abs(x);
  const below = Math.floor(size);
  const rest = size - below;
  const rounded = rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

/** `dtype` is the type of both operands. */
export function binaryValue(op: BinaryOp, dtype: Scalar, a: Value, b: Value): Value {
  if (dtype === "bool") return boolBinary(op, Boolean(a), Boolean(b));
  return isFloat(dtype) ? floatBinary(op, dtype, Number(a), Number(b)) : integerBinary(op, dtype, BigInt(a), BigInt(b));
}

function boolBinary(op: BinaryOp, a: boolean, b: boolean): boolean {
  if (op === "and") return a && b;
  if (op === "or") return a || b;
  if (op === "eq") return a === b;
  invariant(op === "xor" || op === "ne", `${op} of bools`);
  return a !== b;
}

function floatBinary(op: BinaryOp, dtype: "f32" | "f64", a: number, b: number): Value {
  switch (op) {
    case "add":
      return round(dtype, a + b);
    case "sub":
      return round(dtype, a - b);
    case "mul":
      return round(dtype, a * b);
    case "div":
      return round(dtype, a / b);
    case "rem":
      return a % b;
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "and":
    case "or":
    case "xor":
    case "shl":
    case "shr":
    case "dot4":
      throw new Error(`internal: ${op} of ${dtype}`);
  }
}

function integerBinary(op: BinaryOp, dtype: Scalar, a: bigint, b: bigint): Value {
  switch (op) {
    case "add":
      return wrapped(dtype, a + b);
    case "sub":
      return wrapped(dtype, a - b);
    case "mul":
      return wrapped(dtype, a * b);
    case "div":
      return wrapped(dtype, b === 0n ? 0n : a / b);
    case "rem":
      return wrapped(dtype, b === 0n ? 0n : a % b);
    case "min":
      return wrapped(dtype, a < b ? a : b);
    case "max":
      return wrapped(dtype, a > b ? a : b);
    case "and":
      return wrapped(dtype, a & b);
    case "or":
      return wrapped(dtype, a | b);
    case "xor":
      return wrapped(dtype, a ^ b);
    case "shl":
      return wrapped(dtype, b >= 0n && b < width(dtype) ? a << b : 0n);
    case "shr":
      return wrapped(dtype, a >> (b >= 0n && b < width(dtype) ? b : width(dtype)));
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "dot4":
      return Number([0n, 8n, 16n, 24n].reduce((sum, at) => sum + BigInt.asUintN(8, a >> at) * BigInt.asIntN(8, b >> at), 0n));
  }
}

/** `x`, a value of type `from`, as `to` would hold it. */
export function castValue(to: DType, from: Scalar, x: Value): Value {
  const { kind } = dtypes[to];
  if (kind === "bool") return typeof x === "boolean" ? x : x !== 0 && x !== 0n;
  if (kind === "float") return castToFloat(to, x);
  const { lo, hi } = integerRange(to);
  const kept = (value: bigint): Value => (to === "i64" || to === "u64" ? value : Number(value));
  if (!isFloat(from)) {
    const { bits } = dtypes[to];
    return kept(kind === "int" ? BigInt.asIntN(bits, BigInt(x)) : BigInt.asUintN(bits, BigInt(x)));
  }
  const value = Number(x);
  if (Number.isNaN(value)) return kept(0n);
  if (!Number.isFinite(value)) return kept(value < 0 ? lo : hi);
  const whole = BigInt(Math.trunc(value));
  return kept(whole < lo ? lo : whole > hi ? hi : whole);
}

function castToFloat(to: DType, x: Value): number {
  if (to === "f64") return Number(x);
  const single = typeof x === "bigint" ? bigToSingle(x) : Math.fround(Number(x));
  return to === "f32" ? single : roundTo(to, single);
}

/** The f32 nearest to an integer: rounded once, to 24 significant bits. */
function bigToSingle(x: bigint): number {
  const size = x < 0n ? -x : x;
  const extra = BigInt(Math.max(0, size.toString(2).length - 24));
  const [kept, rest, half] = [size >> extra, size & ((1n << extra) - 1n), extra === 0n ? 1n : 1n << (extra - 1n)];
  const rounded = rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
  return Number((x < 0n ? -rounded : rounded) << extra);
}

const formats: Readonly<Partial<Record<DType, { readonly fraction: number; readonly least: number; readonly greatest: number }>>> = {
  f16: { fraction: 10, least: -14, greatest: 65504 },
  bf16: { fraction: 7, least: -126, greatest: 2 ** 127 * (2 - 2 ** -7) },
};

/** An f32 rounded to a smaller format, still as a number. */
function roundTo(to: DType, x: number): number {
  if (isSmallFloat(to)) return numberOfSmallFloat(to, codeOf(to, x));
  const format = formats[to];
  invariant(format !== undefined, `no rounding to ${to}`);
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), format.least);
  const unit = 2 ** (exponent - format.fraction);
  const rounded = nearestEven(x / unit) * unit;
  return Math.abs(rounded) > format.greatest ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
}

/** The code of `x` in a format of 8 or 4 bits: the nearest value, of two the one with the even code. */
function codeOf(to: DType, x: number): number {
  const format = smallFloatFormat(to);
  if (format === undefined) return scaleCode(x);
  const { bits, greatest, infinity, nan, unsignedZero } = format;
  const sign = Object.is(x, -0) || x < 0 ? 2 ** (bits - 1) : 0;
  const over = infinity ?? nan ?? greatest;
  if (Number.isNaN(x)) return nan ?? 2 ** (bits - 1);
  const size = Math.abs(x);
  const held = (code: number): number => numberOfSmallFloat(to, code);
  let code = 0;
  while (code < greatest && held(code + 1) <= size) code++;
  const next = code < greatest ? held(code + 1) : 2 * held(greatest) - held(greatest - 1);
  const middle = (held(code) + next) / 2;
  if (size > middle || (size === middle && code % 2 === 1)) code++;
  if (code > greatest) return over === nan && unsignedZero ? over : over + sign;
  return unsignedZero && code === 0 ? 0 : code + sign;
}

/** Powers of two from 2^-127 on, the nearer on a scale of logarithms being the one x is at most 1.5 times as large as. */
function scaleCode(x: number): number {
  if (!Number.isFinite(x)) return 255;
  let code = 0;
  while (code < 255 && Math.abs(x) >= 1.5 * 2 ** (code - 127)) code++;
  return code;
}

const view = new DataView(new ArrayBuffer(8));

/** The same bits read as another type of the same size. */
export function bitcastValue(to: Scalar, from: Scalar, x: Value): Value {
  if (from === "f32") view.setFloat32(0, Number(x));
  else if (from === "f64") view.setFloat64(0, Number(x));
  else if (width(from) === 64n) view.setBigUint64(0, BigInt.asUintN(64, BigInt(x)));
  else view.setUint32(0, Number(x) >>> 0);
  if (to === "f32") return view.getFloat32(0);
  if (to === "f64") return view.getFloat64(0);
  return wrapped(to, width(to) === 64n ? view.getBigUint64(0) : BigInt(view.getUint32(0)));
}

/** All lanes folded by halves: lane i with lane i + half. */
export function foldValues(op: ExprOf<"fold">["op"], dtype: Scalar, lanes: readonly Value[]): Value {
  const [first] = lanes;
  invariant(first !== undefined, "a fold of no lanes");
  const half = lanes.length / 2;
  if (lanes.length === 1) return first;
  return foldValues(
    op,
    dtype,
    lanes.slice(0, half).map((a, i) => binaryValue(op, dtype, a, lanes[i + half] ?? a)),
  );
}

/** An element as a typed array keeps it, as a value: f16 and bf16 are kept as bits, bool as a byte. */
export function loadedValue(dtype: DType, element: number | bigint): Value {
  if (dtype === "bool") return element !== 0;
  const bits = Number(element);
  if (isSmallFloat(dtype)) return numberOfSmallFloat(dtype, bits);
  if (dtype === "bf16") return Number(bitcastValue("f32", "u32", bits * 65536));
  if (dtype !== "f16") return element;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size =
    exponent === 31
      ? fraction === 0
        ? Number.POSITIVE_INFINITY
        : Number.NaN
      : exponent === 0
        ? fraction * 2 ** -24
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 32768 ? -size : size;
}

/** A value as the element that is stored, the inverse of loadedValue; the value is cast to `dtype` on the way. */
export function storedElement(dtype: DType, value: Value): number | bigint {
  const scalar: Scalar = typeof value === "bigint" ? "i64" : dtypes[dtype].kind === "float" ? "f64" : "i32";
  if (dtype === "bool") return value ? 1 : 0;
  const cast = castValue(dtype, scalar, value);
  if (isSmallFloat(dtype)) return codeOf(dtype, Number(cast));
  if (dtype === "bf16") return Number.isNaN(cast) ? 32704 : Number(bitcastValue("u32", "f32", cast)) / 65536;
  if (dtype !== "f16") return typeof cast === "boolean" ? Number(cast) : cast;
  const size = Math.abs(Number(cast));
  const sign = Object.is(cast, -0) || Number(cast) < 0 ? 32768 : 0;
  if (Number.isNaN(size)) return 32256;
  if (size === Number.POSITIVE_INFINITY) return sign + 31744;
  if (size < 2 ** -14) return sign + size * 2 ** 24;
  const exponent = Math.floor(Math.log2(size));
  return sign + (exponent + 15) * 1024 + (size / 2 ** exponent - 1) * 1024;
}
