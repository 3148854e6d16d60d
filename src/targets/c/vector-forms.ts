/**
 * Vector expressions in GNU C. Lanes of truth are masks of 32 bits (0 or -1); gcc's C has no vector ?:, so a choice is a blend of bits. What
 * has no operator is done lane by lane with the scalar helper, which gcc turns back into vector instructions where there are any.
 */
import { type DType, dtypes } from "../../core/dtype.ts";
import { apply, atom, enclose, infix, type Piece, prefix } from "../../loop/code-piece.ts";
import type { ExprOf, Scalar } from "../../loop/expr.ts";
import type { RunsOfVector } from "../../loop/lane-runs.ts";
import type { StmtOf } from "../../loop/print-code.ts";
import { isRoundedSmall, pickOf } from "../../loop/value-range.ts";
import { factorsBelow } from "./signed-products.ts";
import { cName, helperSuffix, laneOf, vectorCode, vectorType } from "./types.ts";
import { cCast, cConstant, cScalarCast, isFloat, isOrdinary } from "./values.ts";

const unsigned = (s: Scalar): Scalar => (s === "i32" || s === "index" ? "u32" : s === "i64" ? "u64" : s);
const is64 = (s: Scalar): boolean => s === "f64" || s === "i64" || s === "u64";

/** The scalar a vector was made of by repetition: GNU C takes it as it is beside a vector operand. */
const repeated = new WeakMap<Piece, Piece>();

function splatOf(dtype: Scalar, lanes: number, x: Piece): Piece {
  const lane = dtype === "bool" ? prefix("-", cCast("int32_t", enclose(x))) : dtype === "index" ? cCast("int32_t", x) : x;
  const piece = apply(`aot_splat_${vectorCode(dtype, lanes)}`, lane);
  repeated.set(piece, lane);
  return piece;
}

/** Both operands, one of them as a scalar where that says the same. */
function operands(a: Piece, b: Piece): readonly [Piece, Piece] {
  const left = repeated.get(a);
  const right = repeated.get(b);
  if (right !== undefined) return [a, right];
  return left === undefined ? [a, b] : [left, b];
}

const type = (e: { readonly dtype: Scalar; readonly lanes: number }): string => vectorType(e.dtype, e.lanes);
const convert = (x: Piece, to: string): Piece => apply("__builtin_convertvector", x, atom(to));
const map1 = (e: ExprOf<"unary">, x: Piece, f: string): Piece => apply("AOT_MAP1", atom(type(e)), atom(`${e.lanes}`), atom(type(e)), x, atom(f));

/** A comparison's lanes as a mask of 32 bits. */
const mask = (e: ExprOf<"binary">, m: Piece): Piece => (is64(e.a.dtype) ? convert(m, `aot_i32x${e.lanes}`) : m);

const operators = { add: "+", sub: "-", mul: "*", div: "/", and: "&", or: "|", xor: "^", eq: "==", ne: "!=", lt: "<", le: "<=" } as const;

function unary(e: ExprOf<"unary">, x: Piece): Piece {
  const s = helperSuffix(e.dtype);
  const float = isFloat(e.dtype);
  switch (e.op) {
    case "neg":
      return float ? prefix("-", x) : apply(`aot_sub_${vectorCode(e.dtype, e.lanes)}`, cCast(type(e), atom("{0}")), x);
    case "not":
    case "bitnot":
      return prefix("~", x);
    case "abs":
      if (float) return apply(`aot_abs_${vectorCode(e.dtype, e.lanes)}`, x);
      return e.dtype === "u32" || e.dtype === "u64" ? x : map1(e, x, `aot_abs_${s}`);
    case "sqrt":
      return map1(e, x, `aot_sqrt_${s}`);
    case "floor":
    case "ceil":
    case "trunc":
    case "nearest":
      if (!float) return x;
      return e.op === "nearest" ? nearest(e, x) : map1(e, x, `aot_${e.op}_${s}`);
  }
}

/** The operand of a printed rounding: where it becomes an integer, both are one instruction. */
const rounded = new WeakMap<Piece, readonly [Piece]>();

function nearest(e: ExprOf<"unary">, x: Piece): Piece {
  const piece = map1(e, x, `aot_nearest_${helperSuffix(e.dtype)}`);
  rounded.set(piece, [x]);
  return piece;
}

/** What a printed rounding to f16 rounds: a store of it rounds as well. */
const narrowed = new WeakMap<Piece, Piece>();

function roundedHalf(lanes: number, x: Piece): Piece {
  const piece = apply(`aot_round_f16x${lanes}`, x);
  narrowed.set(piece, x);
  return piece;
}

/** The vector and the lane that stands in all lanes of a printed one. */
const lanesOf = new WeakMap<Piece, readonly [x: Piece, lane: Piece]>();

function laneOfAll(e: ExprOf<"lane">, x: Piece): Piece {
  const lane = atom(`${e.lane}`);
  const piece = apply(`aot_lane_${vectorCode(e.dtype, e.lanes)}`, x, lane);
  lanesOf.set(piece, [x, lane]);
  return piece;
}

/** Of the vectors of which Arm multiplies signed bytes. */
const armLanes = 4;

/** What a printed sum of products becomes when `c` is added to it: that is one operation. */
const addedTo = new WeakMap<Piece, (c: Piece) => Piece>();

/** c and the products of the bytes of a and b: "signed" where a has none from 128 on, "below" where a counts from 128. */
function sumOfProducts(form: "" | "signed_" | "below_", code: string, a: Piece, b: Piece): (c: Piece) => Piece {
  const lane = lanesOf.get(a);
  return (c) => (lane === undefined ? apply(`aot_dot4_${form}${code}`, c, a, b) : apply(`aot_dot4_lane_${form}${code}`, c, ...lane, b));
}

function dot4(e: ExprOf<"binary">, code: string, a: Piece, b: Piece): Piece {
  const isSigned = e.lanes === armLanes && e.a.kind === "const" && (Number(e.a.value) & 0x80808080) === 0;
  const piece = summed(code, sumOfProducts(isSigned ? "signed_" : "", code, a, b));
  multiplied.set(piece, [a, b]);
  return piece;
}

function summed(code: string, sum: (c: Piece) => Piece): Piece {
  const piece = sum(cCast(`aot_${code}`, atom("{0}")));
  addedTo.set(piece, sum);
  return piece;
}

/** A dot4 of vectors in a kernel of small bytes (../small-bytes.ts). */
export function dot4OfSmallBytes({ dtype, lanes }: ExprOf<"binary">, a: Piece, b: Piece): Piece {
  const code = vectorCode(dtype, lanes);
  return summed(code, (c) => apply(`aot_dot4_small_${code}`, c, a, b));
}

/** The factors of a printed dot4. */
const multiplied = new WeakMap<Piece, readonly [Piece, Piece]>();

function binary(e: ExprOf<"binary">, left: Piece, right: Piece): Piece {
  const { dtype } = e.a;
  const { lanes } = e;
  const code = vectorCode(dtype, lanes);
  const [a, b] = operands(left, right);
  const wraps = !isFloat(dtype) && dtype !== "u32" && dtype !== "u64";
  const sum = e.op === "add" ? addedTo.get(right) : undefined;
  if (sum !== undefined) return sum(left);
  const factors = factorsBelow(e) === undefined ? undefined : multiplied.get(left);
  switch (e.op) {
    case "dot4":
      return dot4(e, code, left, right);
    case "add":
    case "sub":
    case "mul": {
      const piece = wraps ? apply(`aot_${e.op}_${code}`, left, right) : infix(operators[e.op], a, b);
      if (factors !== undefined) addedTo.set(piece, sumOfProducts("below_", code, ...factors));
      return piece;
    }
    case "div":
      if (isFloat(dtype)) return infix("/", a, b);
      break;
    case "min":
    case "max": {
      const scalar = repeated.get(right);
      if (scalar === undefined || !isOrdinary(e.b)) return apply(`aot_${e.op}_${code}`, left, right);
      const condition = e.op === "max" ? infix("<=", left, scalar) : infix("<", scalar, left);
      return apply(`aot_select_${code}`, condition, right, left);
    }
    case "and":
    case "or":
    case "xor":
      return infix(operators[e.op], a, b);
    case "eq":
    case "ne":
      if (dtype !== "bool") return mask(e, infix(operators[e.op], a, b));
      return e.op === "ne" ? infix("^", left, right) : prefix("~", enclose(infix("^", left, right)));
    case "lt":
    case "le":
      return mask(e, infix(operators[e.op], a, b));
    case "shl":
    case "shr": {
      // gcc 12 shifts lanes that a function shifts one by one.
      const by = e.b.kind === "const" ? Number(e.b.value) : -1;
      if (by < 0 || by >= (is64(dtype) ? 64 : 32)) break;
      if (e.op === "shr" || dtype === unsigned(dtype)) return infix(e.op === "shl" ? "<<" : ">>", left, atom(`${by}`));
      return cCast(type(e), enclose(infix("<<", cCast(vectorType(unsigned(dtype), lanes), left), atom(`${by}`))));
    }
    case "rem":
      break;
  }
  const vector = atom(vectorType(dtype, lanes));
  return apply("AOT_MAP2", vector, atom(`${lanes}`), vector, left, right, atom(`aot_${e.op}_${helperSuffix(dtype)}`));
}

/** The vector of a memory element type: "i8x16". */
const memoryCode = (dtype: DType, lanes: number): string => {
  const { kind, bytes } = dtypes[dtype];
  if (dtype === "f32" || dtype === "f64") return `${dtype}x${lanes}`;
  return `${kind === "int" ? "i" : "u"}${bytes * 8}x${lanes}`;
};

function cast(e: ExprOf<"cast">, x: Piece): Piece {
  const from = e.x.dtype;
  const { lanes } = e;
  const { kind, bits } = dtypes[e.to];
  if (kind === "bool") {
    if (from === "bool") return x;
    const nonzero = infix("!=", x, cConstant(from, 0));
    return is64(from) ? convert(nonzero, `aot_i32x${lanes}`) : nonzero;
  }
  if (from === "bool") {
    const ones = infix("&", x, atom("1"));
    return e.dtype === "i32" ? ones : convert(ones, type(e));
  }
  if (isRoundedSmall(e)) {
    const [unrounded] = rounded.get(x) ?? [];
    if (unrounded !== undefined) return apply(`aot_round_i32x${lanes}`, unrounded);
  }
  if (!isFloat(from) && !isFloat(e.dtype) && bits === 8 && !is64(from)) {
    // gcc 12 converts to narrow lanes and back one by one.
    if (kind === "uint") return infix("&", from === "u32" ? x : cCast(type(e), enclose(x)), atom("255u"));
    return infix(">>", enclose(cCast(type(e), enclose(infix("<<", cCast(vectorType("u32", lanes), enclose(x)), atom("24"))))), atom("24"));
  }
  if (e.to === "f16" && from === "f32") return roundedHalf(lanes, x);
  if (e.to === "i32" && from === "f32") return apply(`aot_truncate_i32x${lanes}`, x);
  if (!isFloat(from) || isFloat(e.dtype)) {
    if (e.to === "f32" || e.to === "f64") return convert(x, type(e));
    if (kind !== "float" && bits >= 8) {
      const wide = bits >= 32 ? undefined : `aot_${memoryCode(e.to, lanes)}`;
      const once = laneOf(from) === laneOf(e.dtype) && wide === undefined ? x : convert(x, wide ?? type(e));
      return wide === undefined ? once : convert(once, type(e));
    }
  }
  const scalar = cScalarCast(e.to, from, atom("x_[l_]")).text.replaceAll("\u0001", " ");
  return atom(
    `__extension__({ const ${vectorType(from, lanes)} x_ = (${x.text}); ${type(e)} r_ = {0}; for (int l_ = 0; l_ < ${lanes}; l_++) { r_[l_] = ${scalar}; } r_; })`,
  );
}

const truths = (words: Piece): Piece => infix("!=", words, atom("0"));

/** A loaded memory vector as lanes of arithmetic. */
function widenedLanes(e: ExprOf<"load">, raw: Piece): Piece {
  const { dtype } = e.buffer;
  switch (dtype) {
    case "bool":
      return truths(convert(raw, `aot_i32x${e.lanes}`));
    case "f16":
    case "bf16":
      return apply("AOT_MAP1", atom(type(e)), atom(`${e.lanes}`), atom(`aot_u16x${e.lanes}`), raw, atom(`aot_${dtype}_to_f32`));
    default:
      return memoryCode(dtype, e.lanes) === vectorCode(e.dtype, e.lanes) ? raw : convert(raw, type(e));
  }
}

export const vectorForms = {
  constant: (e: ExprOf<"const">): Piece => splatOf(e.dtype, e.lanes, cConstant(e.dtype, e.value)),
  unary,
  binary,
  select(e: ExprOf<"select">, condition: Piece, then: Piece, otherwise: Piece): Piece {
    const code = vectorCode(e.dtype, e.lanes);
    if (e.then.kind === "call" && e.then.fn.rare === true) return apply(`aot_rarely_${code}`, condition, then, otherwise);
    const pick = pickOf(e);
    return pick === undefined ? apply(`aot_select_${code}`, condition, then, otherwise) : apply(`aot_pick_${pick.op}_${code}`, then, otherwise);
  },
  cast,
  bitcast: (e: ExprOf<"bitcast">, x: Piece): Piece => cCast(vectorType(e.dtype, e.lanes), x),
  /** A rare function of one argument, lane by lane. */
  call: ({ dtype, lanes, fn, args: [of] }: ExprOf<"call">, args: readonly Piece[]): Piece =>
    apply("AOT_MAP1", atom(vectorType(dtype, lanes)), atom(`${lanes}`), atom(vectorType(of?.dtype ?? dtype, lanes)), ...args, atom(cName(fn.name))),
  load(e: ExprOf<"load">, buffer: string, at: Piece, count: Piece | undefined): Piece {
    const code = memoryCode(e.buffer.dtype, e.lanes);
    const pointer = at.text === "0" ? atom(buffer) : infix("+", atom(buffer), at);
    const { dtype } = e.buffer;
    if (count === undefined && (dtype === "i8" || dtype === "u8")) return apply(`aot_load_wide_${code}`, pointer);
    if (count === undefined && dtype === "bool") return truths(apply(`aot_load_wide_${code}`, pointer));
    if (count === undefined && (dtype === "f16" || dtype === "bf16")) return apply(`aot_load_wide_${dtype}x${e.lanes}`, pointer);
    return widenedLanes(e, count === undefined ? apply(`aot_load_${code}`, pointer) : apply(`aot_load_some_${code}`, pointer, count));
  },
  store(s: StmtOf<"store">, buffer: string, at: Piece, value: Piece, count: Piece | undefined): string {
    const { dtype } = s.buffer;
    const { lanes } = s.value;
    const code = memoryCode(dtype, lanes);
    const pointer = at.text === "0" ? atom(buffer) : infix("+", atom(buffer), at);
    const isWord = s.value.dtype === "i32" || s.value.dtype === "u32";
    if (count === undefined && isWord && (dtype === "i8" || dtype === "u8")) return `${apply(`aot_store_narrow_${code}`, pointer, value).text};`;
    if (count === undefined && dtype === "bool") return `${apply(`aot_store_narrow_${code}`, pointer, infix("&", value, atom("1"))).text};`;
    const raw = narrowedLanes(dtype, s.value, value, code);
    return `${(count === undefined ? apply(`aot_store_${code}`, pointer, raw) : apply(`aot_store_some_${code}`, pointer, raw, count)).text};`;
  },
  splat: (e: ExprOf<"splat">, x: Piece): Piece => splatOf(e.dtype, e.lanes, x),
  lane: laneOfAll,
  runs: (e: ExprOf<"select">, { buffer: { dtype }, size }: RunsOfVector, buffer: string, at: Piece, from: Piece): Piece | undefined =>
    dtype === "f32" && e.lanes >= 8 ? apply(`aot_load_runs_f32x${e.lanes}`, infix("+", atom(buffer), at), from, atom(`${size}`)) : undefined,
  ramp: (e: ExprOf<"ramp">, base: Piece): Piece => apply(`aot_ramp_${vectorCode(e.dtype, e.lanes)}`, base),
  fold: (e: ExprOf<"fold">, x: Piece): Piece => apply(`aot_fold_${e.op}_${vectorCode(e.dtype, e.x.lanes)}`, x),
};

function narrowedLanes(dtype: DType, value: ExprOf<"const"> | StmtOf<"store">["value"], x: Piece, code: string): Piece {
  switch (dtype) {
    case "bool":
      return convert(infix("&", x, atom("1")), `aot_${code}`);
    case "f16":
      return apply(`aot_narrow_f16x${value.lanes}`, narrowed.get(x) ?? x);
    case "bf16":
      return apply("AOT_MAP1", atom(`aot_${code}`), atom(`${value.lanes}`), atom(vectorType("f32", value.lanes)), x, atom(`aot_f32_to_${dtype}`));
    case "u4":
    case "u2":
      return convert(infix("&", x, atom(`${2 ** dtypes[dtype].bits - 1}u`)), `aot_${code}`);
    case "i4":
    case "i2": {
      const { bits } = dtypes[dtype];
      const low = enclose(infix("^", enclose(infix("&", x, atom(`${2 ** bits - 1}`))), atom(`${2 ** (bits - 1)}`)));
      return convert(infix("-", low, atom(`${2 ** (bits - 1)}`)), `aot_${code}`);
    }
    default:
      return code === vectorCode(value.dtype, value.lanes) ? x : convert(x, `aot_${code}`);
  }
}
