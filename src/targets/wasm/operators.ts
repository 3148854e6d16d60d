/** Unary and binary operations as instructions; where WebAssembly would trap or wrap otherwise than semantics.ts says, a guard stands here. */
import { constant, type Expr, type ExprOf } from "../../loop/expr.ts";
import { rangeOf } from "../../loop/value-range.ts";
import type { Context } from "./context.ts";
import { i32Const, type Sexpr, sexpr } from "./sexpr.ts";
import { isFloatType, isUnsigned, prefixOf, scalarType, signOf, valueType } from "./value-types.ts";

const constantOf = (type: string, value: number): Sexpr => sexpr(`${type}.const ${value}`);

export function printUnary(e: ExprOf<"unary">, x: Sexpr, context: Context): Sexpr {
  const prefix = prefixOf(e);
  const vector = e.lanes > 1;
  const direct = isFloatType(e.dtype);
  switch (e.op) {
    case "neg":
      if (direct || vector) return sexpr(`${prefix}.neg`, x);
      return sexpr(`${prefix}.sub`, constantOf(prefix, 0), x);
    case "abs":
      if (isUnsigned(e.dtype)) return x;
      return direct || vector ? sexpr(`${prefix}.abs`, x) : absoluteInteger(prefix, x, context);
    case "sqrt":
      return sexpr(`${prefix}.sqrt`, x);
    case "floor":
    case "ceil":
    case "trunc":
    case "nearest":
      return direct ? sexpr(`${prefix}.${e.op}`, x) : x;
    case "not":
      return vector ? sexpr("v128.not", x) : sexpr("i32.eqz", x);
    case "bitnot":
      return vector ? sexpr("v128.not", x) : sexpr(`${prefix}.xor`, x, constantOf(prefix, -1));
  }
}

/** (x ^ s) - s, s being all bits the sign. */
function absoluteInteger(type: string, x: Sexpr, context: Context): Sexpr {
  const shift = constantOf(type, type === "i64" ? 63 : 31);
  const value = type === "i64" ? "i64" : "i32";
  return context.twice(value, x, (x1, x2) =>
    context.twice(value, sexpr(`${type}.shr_s`, x1, shift), (s1, s2) => sexpr(`${type}.sub`, sexpr(`${type}.xor`, s1, x2), s2)),
  );
}

export function printBinary(e: ExprOf<"binary">, a: Sexpr, b: Sexpr, context: Context): Sexpr {
  const { dtype } = e.a;
  const typed = { dtype, lanes: e.lanes };
  const prefix = prefixOf(typed);
  const vector = e.lanes > 1;
  const float = isFloatType(dtype);
  const sign = float ? "" : `_${signOf(dtype)}`;
  switch (e.op) {
    case "add":
      // A product stands first, so that a fused multiply-add takes the place of both instructions (multiply-adds.ts).
      return vector && isProduct(e.b) && !isProduct(e.a) ? sexpr(`${prefix}.add`, b, a) : sexpr(`${prefix}.add`, a, b);
    case "sub":
      return sexpr(`${prefix}.sub`, a, b);
    case "mul":
      return e.lanes === 16 ? productOfBytes(a, b, context) : sexpr(`${prefix}.mul`, a, b);
    case "div":
    case "rem":
      if (float && e.op === "div") return sexpr(`${prefix}.div`, a, b);
      if (!float && !vector && isSafeDivisor(e.b)) return sexpr(`${prefix}.${e.op}${sign}`, a, b);
      if (vector && isSmall(e.a) && isSmall(e.b)) return sexpr(context.helper(`${e.op}_small`), a, b);
      return sexpr(context.helper(float ? `rem_${prefix}` : `${e.op}_${isUnsigned(dtype) ? "u" : "i"}${prefix.slice(1)}`), a, b);
    case "min":
    case "max":
      return float || vector ? sexpr(`${prefix}.${e.op}${sign}`, a, b) : integerExtremum(e.op, typed, a, b, context);
    case "and":
    case "or":
    case "xor":
      return sexpr(`${vector ? "v128" : prefix}.${e.op}`, a, b);
    case "shl":
    case "shr":
      return shift(e, a, b, context);
    case "eq":
    case "ne":
      return sexpr(`${prefix}.${e.op}`, a, b);
    case "lt":
    case "le":
      return sexpr(`${prefix}.${e.op}${sign}`, a, b);
    case "dot4":
      return vector ? dot4(a, b, context) : sexpr(context.helper("dot4_i32"), a, b);
  }
}

/** The low bytes of products, which are computed in 16 bits. */
const productOfBytes = (a: Sexpr, b: Sexpr, context: Context): Sexpr =>
  context.twice("v128", a, (a1, a2) =>
    context.twice("v128", b, (b1, b2) =>
      sexpr(
        "i8x16.shuffle 0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30",
        sexpr("i16x8.extmul_low_i8x16_u", a1, b1),
        sexpr("i16x8.extmul_high_i8x16_u", a2, b2),
      ),
    ),
  );

const isProduct = (e: Expr): boolean => e.kind === "binary" && e.op === "mul" && isFloatType(e.dtype);

/** Even and odd bytes as halves of 16 bits, whose products an instruction sums by pairs. */
function dot4(a: Sexpr, b: Sexpr, context: Context): Sexpr {
  const eight = i32Const(8);
  return context.twice("v128", a, (a1, a2) =>
    context.twice("v128", b, (b1, b2) => {
      const lowBytes = sexpr("v128.const i16x8 255 255 255 255 255 255 255 255");
      const even = (x: Sexpr, y: Sexpr): Sexpr =>
        sexpr("i32x4.dot_i16x8_s", sexpr("v128.and", x, lowBytes), sexpr("i16x8.shr_s", sexpr("i16x8.shl", y, eight), eight));
      const odd = (x: Sexpr, y: Sexpr): Sexpr => sexpr("i32x4.dot_i16x8_s", sexpr("i16x8.shr_u", x, eight), sexpr("i16x8.shr_s", y, eight));
      return context.known.hasSmallBytes ? sexpr("i32x4.add", odd(a1, b1), even(a2, b2)) : sexpr("i32x4.add", even(a1, b1), odd(a2, b2));
    }),
  );
}

/** True for integers whose quotients are as exact in f32. */
function isSmall(e: Expr): boolean {
  const range = rangeOf(e);
  return range !== undefined && Math.max(-range[0], range[1]) < 2 ** 23;
}

/** A constant by which division cannot trap: not 0, and not -1 (the least integer would overflow). */
const isSafeDivisor = (e: ExprOf<"binary">["b"]): boolean => e.kind === "const" && Number(e.value) !== 0 && Number(e.value) !== -1;

function integerExtremum(op: "min" | "max", typed: { dtype: ExprOf<"binary">["dtype"]; lanes: number }, a: Sexpr, b: Sexpr, context: Context): Sexpr {
  const type = valueType(typed);
  const compare = `${type}.${op === "min" ? "lt" : "gt"}_${signOf(typed.dtype)}`;
  return context.twice(type, a, (a1, a2) => context.twice(type, b, (b1, b2) => sexpr("select", a1, b1, sexpr(compare, a2, b2))));
}

/** Shifts by the width or more give 0 (or the sign, for shr of signed types); WebAssembly takes the count modulo the width. */
function shift(e: ExprOf<"binary">, a: Sexpr, b: Sexpr, context: Context): Sexpr {
  const scalar = scalarType(e.dtype);
  const bits = scalar === "i64" ? 64 : 32;
  const left = e.op === "shl";
  const instruction = `${prefixOf(e)}.${left ? "shl" : `shr_${signOf(e.dtype)}`}`;
  const toSign = !left && !isUnsigned(e.dtype);
  const zero = e.lanes > 1 ? sexpr("v128.const i32x4 0 0 0 0") : constantOf(scalar, 0);
  if (e.b.kind === "const") {
    const count = Number(e.b.value);
    const by = (n: number): Sexpr => (e.lanes > 1 ? i32Const(n) : constantOf(scalar, n));
    if (count >= 0 && count < bits) return sexpr(instruction, a, by(count));
    return toSign ? sexpr(instruction, a, by(bits - 1)) : zero;
  }
  if (e.lanes > 1 && e.b.kind !== "splat") return shiftsOfLanes(e, a, b, context);
  const inRange = (count: Sexpr): Sexpr => sexpr(`${scalar}.lt_u`, count, constantOf(scalar, bits));
  const shifted = toSign
    ? context.twice(scalar, b, (b1, b2) => sexpr(instruction, a, sexpr("select", b1, constantOf(scalar, bits - 1), inRange(b2))))
    : context.twice(scalar, b, (b1, b2) => sexpr("select", sexpr(instruction, a, b1), zero, inRange(b2)));
  return shifted;
}

/** Each lane by a count of its own: instructions have one for all. */
function shiftsOfLanes(e: ExprOf<"binary">, a: Sexpr, b: Sexpr, context: Context): Sexpr {
  return context.twice("v128", a, (a1, a2) =>
    context.twice("v128", b, (b1, b2) => {
      const lane = (i: number): Sexpr => {
        const [x, count] = [i === 0 ? a1 : a2, i === 0 ? b1 : b2].map((v) => sexpr(`i32x4.extract_lane ${i}`, v)) as [Sexpr, Sexpr];
        return shift({ ...e, lanes: 1 }, x, count, context);
      };
      return [1, 2, 3].reduce((all, i) => sexpr(`i32x4.replace_lane ${i}`, all, lane(i)), sexpr("i32x4.splat", lane(0)));
    }),
  );
}

/** The second operand as instructions take it: shifts of vectors by one count for all lanes take it as a scalar. */
export function secondOperand(e: ExprOf<"binary">): ExprOf<"binary">["b"] {
  if ((e.op !== "shl" && e.op !== "shr") || e.lanes === 1) return e.b;
  return e.b.kind === "splat" ? e.b.x : e.b.kind === "const" ? constant(e.b.dtype, e.b.value) : e.b;
}
