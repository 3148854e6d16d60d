/** Loads and stores: every address is a base and an immediate offset; narrow elements widen as they are read and wrap as they are written. */
import { bounds, type Dim, type DimExpr, mul, type Sym, sub } from "../../core/dim.ts";
import { bytesOf, type DType, dtypes, isInteger } from "../../core/dtype.ts";
import type { Buffer, Expr, ExprOf, Tile } from "../../loop/expr.ts";
import type { Stmt } from "../../loop/kernel.ts";
import type { Context } from "./context.ts";
import { requireHeld, wrapWord } from "./convert.ts";
import { narrowedBF16, narrowedF16, widenedF16 } from "./halves.ts";
import { addI32, type PrintExpr, printDim } from "./print-dim.ts";
import { i32Const, localGet, type Sexpr, sexpr } from "./sexpr.ts";

/** Below this many bytes under a buffer a base is not allowed to point: the offset is then added instead of being an immediate. */
const furthestBelow = 1 << 20;

interface Address {
  readonly base: Sexpr;
  /** Bytes, never negative. */
  readonly offset: number;
}

/** The index a symbol stands for when it is a running index or a shared base. */
const indexOf = (s: Sym): Sym | Tile => {
  const value = s.payload as Expr | undefined;
  return value?.kind === "tileget" ? value.tile : s;
};

const onlySymbol = (d: DimExpr): Sym | undefined => {
  const [term] = d.terms;
  const [atom] = term?.atoms ?? [];
  return d.terms.length === 1 && term?.coef === 1 && term.atoms.length === 1 && atom?.kind === "sym" ? atom : undefined;
};

/** The byte address of element `at` of `buffer`. */
export function addressOf(buffer: Buffer, at: Dim, context: Context, print: PrintExpr): Address {
  const bytes = bytesOf(buffer.dtype);
  const constant = (typeof at === "number" ? at : at.constant) * bytes;
  const variable = sub(at, typeof at === "number" ? at : at.constant);
  const start = (): Sexpr => localGet(context.name(buffer));
  if (typeof variable === "number")
    return constant >= 0 ? { base: start(), offset: constant } : { base: addI32(start(), i32Const(constant)), offset: 0 };
  const only = onlySymbol(variable);
  const pointer = only !== undefined && context.isPointer(indexOf(only));
  const base = pointer ? printDim(variable, context, print) : addI32(start(), printDim(mul(variable, bytes), context, print));
  const below = -bounds(variable)[0] * bytes;
  if (constant < 0 || below > furthestBelow) return { base: addI32(base, i32Const(constant)), offset: 0 };
  if (constant > 0) context.reserve(below);
  return { base, offset: constant };
}

/** The byte address of an element as a value: what a running index or shared base starts from. */
export function addressValue(buffer: Buffer, at: Dim, context: Context, print: PrintExpr): Sexpr {
  const { base, offset } = addressOf(buffer, at, context, print);
  return addI32(base, i32Const(offset));
}

const access = (instruction: string, { base, offset }: Address, ...rest: readonly Sexpr[]): Sexpr =>
  sexpr(`${instruction}${offset === 0 ? "" : ` offset=${offset}`}`, base, ...rest);

const scalarLoads: Readonly<Partial<Record<DType, string>>> = {
  f32: "f32.load",
  f64: "f64.load",
  i32: "i32.load",
  u32: "i32.load",
  i64: "i64.load",
  u64: "i64.load",
  i8: "i32.load8_s",
  u8: "i32.load8_u",
  i16: "i32.load16_s",
  u16: "i32.load16_u",
  i4: "i32.load8_s",
  i2: "i32.load8_s",
  u4: "i32.load8_u",
  u2: "i32.load8_u",
};

export function printLoad(e: ExprOf<"load">, context: Context, print: PrintExpr): Sexpr {
  const { dtype } = e.buffer;
  const at = addressOf(e.buffer, e.at, context, print);
  if (e.count !== undefined) {
    if (e.lanes === 1) throw new Error("internal: a scalar load has a count");
    return sexpr(context.helper("load_part"), addI32(at.base, i32Const(at.offset)), printDim(e.count, context, print));
  }
  if (e.lanes > 1) return vectorLoad(e.buffer, at, e.lanes, context);
  if (dtype === "bool") return sexpr("i32.ne", access("i32.load8_u", at), i32Const(0));
  if (dtype === "f16") return sexpr(context.helper("f16_to_f32"), access("i32.load16_u", at));
  if (dtype === "bf16") return sexpr(context.helper("bf16_to_f32"), access("i32.load16_u", at));
  const instruction = scalarLoads[dtype];
  if (instruction === undefined) requireHeld(dtype);
  return access(instruction ?? "", at);
}

const zeros = sexpr("v128.const i32x4 0 0 0 0");

function vectorLoad(buffer: Buffer, at: Address, lanes: number, context: Context): Sexpr {
  const { dtype } = buffer;
  if (lanes > 4) return dtype === "bool" ? sexpr("i8x16.ne", access("v128.load", at), zeros) : access("v128.load", at);
  switch (dtype) {
    case "i8":
    case "u8":
    case "bool": {
      const sign = dtype === "i8" ? "s" : "u";
      const words = sexpr(`i32x4.extend_low_i16x8_${sign}`, sexpr(`i16x8.extend_low_i8x16_${sign}`, access("v128.load32_zero", at)));
      return dtype === "bool" ? sexpr("i32x4.ne", words, zeros) : words;
    }
    case "i16":
      return access("v128.load16x4_s", at);
    case "u16":
      return access("v128.load16x4_u", at);
    case "bf16":
      return sexpr("i32x4.shl", access("v128.load16x4_u", at), i32Const(16));
    case "f16":
      return widenedF16(access("v128.load16x4_s", at), context.known.finite.has(buffer), context);
    default:
      return access("v128.load", at);
  }
}

/** Four lanes all equal to one element of memory; undefined where no instruction loads so. */
export function printSplatLoad(e: ExprOf<"load">, context: Context, print: PrintExpr): Sexpr | undefined {
  const { dtype } = e.buffer;
  if (e.lanes > 4 || (dtype !== "f32" && dtype !== "i32" && dtype !== "u32")) return undefined;
  return access("v128.load32_splat", addressOf(e.buffer, e.at, context, print));
}

const scalarStores: Readonly<Partial<Record<DType, string>>> = {
  f32: "f32.store",
  f64: "f64.store",
  i32: "i32.store",
  u32: "i32.store",
  i64: "i64.store",
  u64: "i64.store",
  i8: "i32.store8",
  u8: "i32.store8",
  i16: "i32.store16",
  u16: "i32.store16",
  bool: "i32.store8",
};

export function printStore(s: Stmt & { kind: "store" }, value: Sexpr, context: Context, print: PrintExpr): Sexpr {
  const { dtype } = s.buffer;
  const at = addressOf(s.buffer, s.at, context, print);
  if (s.count !== undefined && s.value.lanes > 1)
    return sexpr(context.helper("store_part"), addI32(at.base, i32Const(at.offset)), value, printDim(s.count, context, print));
  if (s.value.lanes > 1 && dtype === "f16") return vectorStore("u16", at, narrowedF16(value, context));
  if (s.value.lanes > 1 && dtype === "bf16") return vectorStore("u16", at, narrowedBF16(value, context));
  if (s.value.lanes > 4) return access("v128.store", at, dtype === "bool" ? sexpr("v128.and", value, context.all("i8x16", "1")) : value);
  if (s.value.lanes > 1) return vectorStore(dtype, at, value);
  if (dtype === "f16" || dtype === "bf16") return access("i32.store16", at, sexpr(context.helper(`f32_to_${dtype}`), value));
  if (isInteger(dtype) && dtypes[dtype].bits < 8) return access("i32.store8", at, wrapWord(dtype, value, false));
  const instruction = scalarStores[dtype];
  if (instruction === undefined) requireHeld(dtype);
  return access(instruction ?? "", at, value);
}

const lowBytes = "i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12";
const lowHalves = "i8x16.shuffle 0 1 4 5 8 9 12 13 0 1 4 5 8 9 12 13";

function vectorStore(dtype: DType, at: Address, value: Sexpr): Sexpr {
  switch (dtype) {
    case "i8":
    case "u8":
      return access("i32.store", at, sexpr("i32x4.extract_lane 0", packed(lowBytes, value)));
    case "bool":
      return access("i32.store", at, sexpr("i32.and", sexpr("i32x4.extract_lane 0", packed(lowBytes, value)), i32Const(0x01010101)));
    case "i16":
    case "u16":
      return access("i64.store", at, sexpr("i64x2.extract_lane 0", packed(lowHalves, value)));
    default:
      return access("v128.store", at, value);
  }
}

/** A shuffle of one vector's bytes; the second operand is not looked at. */
const packed = (shuffle: string, value: Sexpr): Sexpr => sexpr(shuffle, value, zeros);
