/** Casts and bitcasts as instructions; float to integer saturates, NaN becomes 0, narrower integers wrap, as semantics.ts says. */
import { compileError } from "../../core/diagnostics.ts";
import { type DType, dtypes } from "../../core/dtype.ts";
import type { ExprOf, Scalar } from "../../loop/expr.ts";
import { integerRange } from "../../loop/semantics.ts";
import type { Context } from "./context.ts";
import { narrowedBF16, narrowedF16, widenedF16 } from "./halves.ts";
import { i32Const, type Sexpr, sexpr } from "./sexpr.ts";
import { isFloatType, isUnsigned, prefixOf, scalarType, signOf } from "./value-types.ts";

const splatInt = (value: number): Sexpr => sexpr(`v128.const i32x4 ${value} ${value} ${value} ${value}`);
const splatFloat = (value: number): Sexpr => sexpr(`v128.const f32x4 ${value} ${value} ${value} ${value}`);

export function printCast(e: ExprOf<"cast">, x: Sexpr, context: Context): Sexpr {
  const from = e.x.dtype;
  const { kind } = dtypes[e.to];
  const vector = e.lanes > 1;
  if (kind === "bool") return from === "bool" ? x : sexpr(`${prefixOf(e.x)}.ne`, x, zeroOf(from, vector));
  if (from === "bool") return boolTo(e, x, context);
  if (kind === "float") return toFloat(e.to, e, x, context);
  return isFloatType(from) ? floatToInteger(e.to, e, x) : integerToInteger(e.to, e, x);
}

const zeroOf = (dtype: Scalar, vector: boolean): Sexpr => (vector ? splatInt(0) : sexpr(`${scalarType(dtype)}.const 0`));

function boolTo({ dtype: to, lanes }: ExprOf<"cast">, x: Sexpr, context: Context): Sexpr {
  if (lanes > 4) return sexpr("v128.and", x, context.all(prefixOf({ dtype: to, lanes }), "1"));
  if (lanes > 1) return sexpr("v128.and", x, isFloatType(to) ? splatFloat(1) : splatInt(1));
  const type = scalarType(to);
  if (type === "i32") return x;
  return sexpr(type === "i64" ? "i64.extend_i32_u" : `${type}.convert_i32_u`, x);
}

function toFloat(to: DType, e: ExprOf<"cast">, x: Sexpr, context: Context): Sexpr {
  const from = e.x.dtype;
  const wide = to === "f64" ? "f64" : "f32";
  const value = floatOf(wide, from, x, e.lanes > 1);
  if (to === "f64" || to === "f32") return value;
  requireHeld(to);
  if (e.lanes > 1) {
    if (to === "f16") return widenedF16(narrowedF16(value, context), false, context);
    return sexpr("i32x4.shl", narrowedBF16(value, context), i32Const(16));
  }
  return sexpr(context.helper(`${to}_to_f32`), sexpr(context.helper(`f32_to_${to}`), value));
}

function floatOf(to: "f32" | "f64", from: Scalar, x: Sexpr, vector: boolean): Sexpr {
  if (vector) return from === "f32" ? x : sexpr(`f32x4.convert_i32x4_${signOf(from)}`, x);
  if (from === to) return x;
  if (from === "f64") return sexpr("f32.demote_f64", x);
  if (from === "f32") return sexpr("f64.promote_f32", x);
  return sexpr(`${to}.convert_${scalarType(from)}_${signOf(from)}`, x);
}

/** The types this target keeps in memory and converts. */
export function requireHeld(dtype: DType): void {
  const { kind } = dtypes[dtype];
  if (kind === "int" || kind === "uint" || kind === "bool" || ["f16", "bf16", "f32", "f64"].includes(dtype)) return;
  throw compileError({
    code: "AOT421",
    where: "--target wasm",
    message: `a kernel works on ${dtype} elements, and the wasm target converts f16, bf16, f32, f64, bool and integers`,
    hint: "convert these values to one of those types in the model",
  });
}

function floatToInteger(to: DType, e: ExprOf<"cast">, x: Sexpr): Sexpr {
  const { bits, kind } = dtypes[to];
  const sign = kind === "uint" ? "u" : "s";
  const vector = e.lanes > 1;
  const from = scalarType(e.x.dtype);
  if (vector) {
    if (bits === 32) return sexpr(`i32x4.trunc_sat_f32x4_${sign}`, x);
    const { lo, hi } = integerRange(to);
    // NaN stays what it is until it becomes 0; what is kept in a narrow range is a signed word as well, which takes fewer instructions.
    return sexpr("i32x4.trunc_sat_f32x4_s", sexpr("f32x4.pmin", sexpr("f32x4.pmax", x, splatFloat(Number(lo))), splatFloat(Number(hi))));
  }
  if (bits >= 32) return sexpr(`i${bits}.trunc_sat_${from}_${sign}`, x);
  const { lo, hi } = integerRange(to);
  const kept = sexpr(`${from}.min`, sexpr(`${from}.max`, x, sexpr(`${from}.const ${lo}`)), sexpr(`${from}.const ${hi}`));
  return sexpr(`i32.trunc_sat_${from}_${sign}`, kept);
}

function integerToInteger(to: DType, e: ExprOf<"cast">, x: Sexpr): Sexpr {
  if (e.lanes > 4) return x;
  const { bits } = dtypes[to];
  const wide = scalarType(e.x.dtype) === "i64";
  if (bits === 64) return wide ? x : sexpr(`i64.extend_i32_${isUnsigned(e.x.dtype) ? "u" : "s"}`, x);
  const word = wide ? sexpr("i32.wrap_i64", x) : x;
  return wrapWord(to, word, e.lanes > 1);
}

/** A word (or four) as an integer type of at most 32 bits holds it. */
export function wrapWord(to: DType, word: Sexpr, vector: boolean): Sexpr {
  const { kind, bits } = dtypes[to];
  if (bits === 32) return word;
  if (kind === "uint") {
    const mask = 2 ** bits - 1;
    return vector ? sexpr("v128.and", word, splatInt(mask)) : sexpr("i32.and", word, i32Const(mask));
  }
  const shift = i32Const(32 - bits);
  if (vector) return sexpr("i32x4.shr_s", sexpr("i32x4.shl", word, shift), shift);
  if (bits === 8 || bits === 16) return sexpr(`i32.extend${bits}_s`, word);
  return sexpr("i32.shr_s", sexpr("i32.shl", word, shift), shift);
}

export function printBitcast(e: ExprOf<"bitcast">, x: Sexpr): Sexpr {
  const from = scalarType(e.x.dtype);
  const to = scalarType(e.dtype);
  return e.lanes > 1 || from === to ? x : sexpr(`${to}.reinterpret_${from}`, x);
}
