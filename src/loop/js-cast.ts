/** Conversions of the JavaScript dialect: what a cast prints, from each scalar type to each element type. */
import { type DType, dtypes } from "../core/dtype.ts";
import { apply, atom, infix, level, type Piece } from "./code-piece.ts";
import type { Scalar } from "./expr.ts";
import { integerRange } from "./semantics.ts";

const literal = (value: bigint, big: boolean): Piece => {
  const text = `${value}${big ? "n" : ""}`;
  return value < 0n ? { text, level: level.unary } : atom(text);
};
const isBig = (s: Scalar): boolean => s === "i64" || s === "u64";
const isFloat = (s: Scalar): boolean => s === "f32" || s === "f64";

/** Truth values as numbers, printed without the branches that a choice or && is to V8. */
const numbers = new WeakMap<Piece, Piece>();

/** A truth value that is 1 or 0 as `its` says. */
export function withNumber(x: Piece, its: Piece): Piece {
  numbers.set(x, its);
  return x;
}

/** 1 for true, 0 for false. */
export const asNumber = (x: Piece): Piece => numbers.get(x) ?? apply("Number", x);

/** x, of type `from`, as `to` would hold it. */
export function jsCast(to: DType, from: Scalar, x: Piece, strict: boolean): Piece {
  const { kind } = dtypes[to];
  if (kind === "bool") return from === "bool" ? x : infix("!==", x, atom(isBig(from) ? "0n" : "0"));
  if (from === "bool") return to === "i64" || to === "u64" ? apply("BigInt", asNumber(x)) : asNumber(x);
  if (kind === "float") return toFloat(to, from, x, strict);
  return isFloat(from) ? floatToInteger(to, x) : integerToInteger(to, from, x);
}

function toFloat(to: DType, from: Scalar, x: Piece, strict: boolean): Piece {
  if (to === "f64") return isBig(from) ? numberOfBig(from, x) : x;
  const rounded = from === "f32" || !strict ? x : apply("fround", x);
  const single = isBig(from) ? apply(from === "i64" ? "f32_of_i64" : "f32_of_big", x) : rounded;
  return to === "f32" ? single : apply(`${to}_to_f32`, apply(`f32_to_${to}`, single));
}

/** A 64-bit integer as the nearest double. */
export const numberOfBig = (from: Scalar, x: Piece): Piece => apply(from === "i64" ? "f64_of_i64" : "Number", x);

const lowWord = (from: Scalar, x: Piece): Piece => (from === "i64" ? apply("low_word", x) : apply("Number", apply("BigInt.asIntN", atom("32"), x)));

function floatToInteger(to: DType, x: Piece): Piece {
  const { lo, hi } = integerRange(to);
  const big = to === "i64" || to === "u64";
  const kept = apply(to === "i64" ? "saturate_i64" : big ? "saturate_big" : "saturate", x, literal(lo, big), literal(hi, big));
  return to === "u32" ? infix(">>>", kept, atom("0")) : kept;
}

function integerToInteger(to: DType, from: Scalar, x: Piece): Piece {
  const { kind, bits } = dtypes[to];
  if (bits === 64) {
    const wide = isBig(from) ? x : apply("BigInt", x);
    if (kind === "int") return from === "u64" ? apply("BigInt.asIntN", atom("64"), wide) : wide;
    return from === "u64" || from === "u32" ? wide : apply("BigInt.asUintN", atom("64"), wide);
  }
  const word = isBig(from) ? lowWord(from, x) : x;
  if (bits === 32) {
    if (kind === "int") return from === "u32" ? infix("|", word, atom("0")) : word;
    return from === "u32" ? word : infix(">>>", word, atom("0"));
  }
  if (kind === "uint") return infix("&", word, atom(`${2 ** bits - 1}`));
  const shift = atom(`${32 - bits}`);
  return infix(">>", infix("<<", word, shift), shift);
}
