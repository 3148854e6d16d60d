/** Integers and truth values in lanes of 8 or 16 bits, four or two times as many as of 32: where the bits that are stored depend on no others. */
import { type DType, dtypes } from "../core/dtype.ts";
import type { BinaryOp, Expr, ExprOf } from "./expr.ts";
import { rangeOf } from "./value-range.ts";

export type LaneBits = 8 | 16;

/** The bits of lanes that elements of a type have at least. */
export function laneBitsOf(dtype: DType): LaneBits | undefined {
  const { kind, bits } = dtypes[dtype];
  const isHeld = kind === "bool" || kind === "int" || kind === "uint";
  return isHeld && (bits === 8 || bits === 16) ? bits : undefined;
}

/** What a lane holds of a value: all of it, as a number of its own sign (a truth value in all bits), or only the low bits of it. */
type Held = "all" | "low";

/** True for a vector whose lanes may be of `bits` bits, to be stored as `dtype`. */
export const fitsLanes = (value: Expr, dtype: DType, bits: LaneBits): boolean => laneBitsOf(dtype) === bits && heldIn(value, bits) !== undefined;

/** What lanes of `bits` bits hold of a vector's values; undefined where they cannot compute it. */
export function heldIn(e: Expr, bits: LaneBits): Held | undefined {
  const held = (x: Expr): Held | undefined => heldIn(x, bits);
  switch (e.kind) {
    case "const":
      return constantIn(e, bits);
    case "load":
      return e.count === undefined && laneBitsOf(e.buffer.dtype) === bits ? "all" : undefined;
    case "splat":
      return splatIn(e.x, bits);
    case "var":
      return e.dtype === "bool" ? "all" : isWord(e) ? "low" : undefined;
    case "unary":
      return unaryIn(e, held(e.x));
    case "binary":
      return binaryIn(e.op, held(e.a), held(e.b));
    case "select":
      return held(e.condition) === undefined ? undefined : lesser(held(e.then), held(e.else));
    case "cast":
      return castIn(e, held(e.x), bits);
    case "index":
    case "read":
    case "tileget":
    case "bitcast":
    case "lane":
    case "ramp":
    case "fold":
    case "call":
      return undefined;
  }
}

const isWord = ({ dtype }: Expr): boolean => dtype === "i32" || dtype === "u32";

const lesser = (a: Held | undefined, b: Held | undefined): Held | undefined => (a === undefined || b === undefined ? undefined : a === "low" ? a : b);

/** True where lanes hold all numbers from `least` to `most`, with a sign or without. */
function isHeldWhole([least, most]: readonly [number, number], isSigned: boolean, bits: LaneBits): boolean {
  const size = 2 ** bits;
  return isSigned ? least >= -size / 2 && most < size / 2 : least >= 0 && most < size;
}

function constantIn(e: ExprOf<"const">, bits: LaneBits): Held | undefined {
  if (e.dtype === "bool") return "all";
  const value = Number(e.value);
  if (!isWord(e) || value < -(2 ** (bits - 1)) || value >= 2 ** bits) return undefined;
  return isHeldWhole([value, value], e.dtype === "i32", bits) ? "all" : "low";
}

function splatIn(x: Expr, bits: LaneBits): Held | undefined {
  if (x.dtype === "bool") return "all";
  if (!isWord(x)) return undefined;
  const range = rangeOf(x);
  return range !== undefined && isHeldWhole(range, x.dtype === "i32", bits) ? "all" : "low";
}

function unaryIn({ op }: ExprOf<"unary">, x: Held | undefined): Held | undefined {
  if (x === undefined || op === "not") return x;
  return op === "neg" || op === "bitnot" ? "low" : undefined;
}

function binaryIn(op: BinaryOp, a: Held | undefined, b: Held | undefined): Held | undefined {
  const both = lesser(a, b);
  switch (op) {
    case "and":
    case "or":
    case "xor":
      return both;
    case "add":
    case "sub":
    case "mul":
      return both === undefined ? undefined : "low";
    case "min":
    case "max":
    case "eq":
    case "ne":
    case "lt":
    case "le":
      return both === "all" ? both : undefined;
    case "div":
    case "rem":
    case "shl":
    case "shr":
    case "dot4":
      return undefined;
  }
}

function castIn(e: ExprOf<"cast">, x: Held | undefined, bits: LaneBits): Held | undefined {
  if (x === undefined || e.to === "bool") return x === "all" ? x : undefined;
  const to = dtypes[e.to];
  if (to.kind !== "int" && to.kind !== "uint") return undefined;
  if (to.bits === bits) return "all";
  if (to.bits !== 32) return undefined;
  return e.x.dtype === "bool" || e.x.dtype === e.dtype ? x : "low";
}
