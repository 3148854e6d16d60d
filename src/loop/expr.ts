/**
 * Expressions of the loop language: typed, immutable, with lanes. Constructors refuse what is ill-typed, so an ill-typed expression
 * cannot exist. What each operation means exactly (NaN, overflow, division by zero) stands in semantics.ts.
 */

import { invariant } from "../core/diagnostics.ts";
import { add as addDims, type Dim, dimOf, sym } from "../core/dim.ts";
import { atMost } from "../core/dim-order.ts";
import { type DType, dtypes } from "../core/dtype.ts";
import { type Layout, plainLayout } from "../core/layout.ts";
import { operandGiven, wrapsAround } from "./identities.ts";
import { binaryValue } from "./semantics.ts";

/** Types arithmetic happens in. Narrow types exist only in memory: a load widens, a store or cast narrows. */
export type Scalar = "f32" | "f64" | "i32" | "u32" | "i64" | "u64" | "bool" | "index";

/** A logical array: an operand or the result of a Compute. Identity is the object. */
export interface Tensor {
  readonly kind: "tensor";
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  readonly layout: Layout;
  /** Known at build time: its memory is read-only and padded to whole vectors. */
  readonly constant: boolean;
  /** Of strings: their UTF-8. The tensor itself holds where each begins there, and after them where the last ends. */
  readonly bytes?: Tensor;
  /** True for words over memory of bytes: it may begin at any of them. */
  readonly unaligned?: true;
}

/** Memory as a kernel sees it: a pointer parameter, addressed in elements. Identity is the object. */
export interface Buffer {
  readonly kind: "buffer";
  readonly name: string;
  readonly dtype: DType;
  readonly elements: Dim;
  readonly access: "in" | "out" | "inout";
  readonly unaligned?: true;
}

/** A register tile: `shape` accumulators of `lanes` lanes each; shape [] is one accumulator. */
export interface Tile {
  readonly kind: "tile";
  readonly name: string;
  readonly dtype: Scalar;
  readonly lanes: number;
  readonly shape: readonly number[];
}

/** A name bound once by a `let` statement, a function parameter, or the result of a reduction. Identity is the object. */
export interface Var {
  readonly kind: "var";
  readonly name: string;
  readonly dtype: Scalar;
  readonly lanes: number;
  /** Where its value provably lies. */
  readonly range?: readonly [least: number, most: number];
}

/** A pure function: printed once, called by name, or expanded where vectors cannot be passed. */
export interface FunctionDef {
  readonly name: string;
  /** One sentence: what it computes, its error, its source. */
  readonly doc: string;
  readonly params: readonly Var[];
  readonly result: Scalar;
  /** Bindings in order, then the value; written for one lane, valid for any. */
  readonly lets: readonly { readonly name: Var; readonly value: Expr }[];
  readonly value: Expr;
  /** The same in other operations, fewer where a product and a sum are two instructions. */
  readonly unfused?: FunctionDef;
  /** Of one argument, long, and chosen by a select for few values: vectors call it lane by lane where a lane chooses it, and not at all where none does. */
  readonly rare?: true;
}

export type UnaryOp = "neg" | "abs" | "sqrt" | "floor" | "ceil" | "trunc" | "nearest" | "not" | "bitnot";
export type BinaryOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "rem"
  | "min"
  | "max"
  | "and"
  | "or"
  | "xor"
  | "shl"
  | "shr"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  /** The sum of the four products of a's bytes, unsigned, and b's bytes, signed; both are i32. */
  | "dot4";

interface Typed {
  readonly dtype: Scalar;
  readonly lanes: number;
}

export type Expr =
  | (Typed & { readonly kind: "const"; readonly value: number | bigint | boolean })
  | (Typed & { readonly kind: "index"; readonly dim: Dim })
  | Var
  /** Compute level: an element of a tensor at logical coordinates. */
  | (Typed & { readonly kind: "read"; readonly tensor: Tensor; readonly at: readonly Dim[] })
  /** Kernel level: `lanes` consecutive elements from `at` on; with `count`, only the first `count` are read and the rest are 0. */
  | (Typed & { readonly kind: "load"; readonly buffer: Buffer; readonly at: Dim; readonly count?: Dim })
  | (Typed & { readonly kind: "tileget"; readonly tile: Tile; readonly at: readonly Dim[] })
  | (Typed & { readonly kind: "unary"; readonly op: UnaryOp; readonly x: Expr })
  | (Typed & { readonly kind: "binary"; readonly op: BinaryOp; readonly a: Expr; readonly b: Expr })
  | (Typed & { readonly kind: "select"; readonly condition: Expr; readonly then: Expr; readonly else: Expr })
  /** The value as `to` would hold it (wrapped, rounded), in the type arithmetic on `to` uses. */
  | (Typed & { readonly kind: "cast"; readonly to: DType; readonly x: Expr })
  | (Typed & { readonly kind: "bitcast"; readonly x: Expr })
  /** A scalar in every lane. */
  | (Typed & { readonly kind: "splat"; readonly x: Expr })
  /** One lane of a vector in all of its lanes. C's last rewriting makes it (`targets/c/lane-factors.ts`), what comes before meets none. */
  | (Typed & { readonly kind: "lane"; readonly x: Expr; readonly lane: number })
  /** Lane l is base + l: the lanes' own coordinates. */
  | (Typed & { readonly kind: "ramp"; readonly base: Expr })
  /** All lanes folded into one by halves: lane i with lane i + lanes/2, and so on. */
  | (Typed & { readonly kind: "fold"; readonly op: "add" | "mul" | "min" | "max"; readonly x: Expr })
  | (Typed & { readonly kind: "call"; readonly fn: FunctionDef; readonly args: readonly Expr[] });

export type ExprOf<K extends Expr["kind"]> = Extract<Expr, { kind: K }>;

const isFloatScalar = (s: Scalar): boolean => s === "f32" || s === "f64";

/** The type arithmetic on elements of `dtype` uses. */
export function scalarOf(dtype: DType): Scalar {
  const { compute } = dtypes[dtype];
  invariant(compute in scalarNames, `no scalar arithmetic on ${dtype}`);
  return compute as Scalar;
}

const scalarNames: Readonly<Record<Scalar, true>> = { f32: true, f64: true, i32: true, u32: true, i64: true, u64: true, bool: true, index: true };

export const tensor = (name: string, dtype: DType, shape: readonly Dim[], layout: Layout, isConstant = false): Tensor =>
  Object.freeze({ kind: "tensor", name, dtype, shape, layout, constant: isConstant });

/** The i32 offsets of `count` strings, with `capacity` bytes for their UTF-8. */
export function stringTensor(name: string, count: Dim, capacity: number, isConstant = false): Tensor {
  const bytes = tensor(`${name}_bytes`, "u8", [Math.max(1, capacity)], plainLayout(1), isConstant);
  return Object.freeze({ ...tensor(`${name}_offsets`, "i32", [addDims(count, 1)], plainLayout(1), isConstant), bytes });
}

/** The memory of a tensor: itself, and the bytes of strings behind it. */
export const partsOf = (t: Tensor): readonly Tensor[] => (t.bytes === undefined ? [t] : [t, t.bytes]);

export const buffer = (name: string, dtype: DType, elements: Dim, access: Buffer["access"]): Buffer =>
  Object.freeze({ kind: "buffer", name, dtype, elements, access });

export const variable = (name: string, dtype: Scalar, lanes = 1, range?: Var["range"]): Var =>
  Object.freeze({ kind: "var", name, dtype, lanes, range });

export const tile = (name: string, dtype: Scalar, lanes: number, shape: readonly number[]): Tile =>
  Object.freeze({ kind: "tile", name, dtype, lanes, shape });

/** A constant of type `dtype`; 64-bit integers hold a bigint, bool a boolean, all others a number (f32: already rounded). */
export function constant(dtype: Scalar, value: number | bigint | boolean, lanes = 1): Expr {
  let v = value;
  if (dtype === "i64" || dtype === "u64") v = BigInt(value);
  else if (dtype === "bool") v = Boolean(value);
  else v = dtype === "f32" ? Math.fround(Number(value)) : Number(value);
  if (dtype === "i32" || dtype === "u32" || dtype === "index") invariant(Number.isInteger(v), `${v} is no ${dtype}`);
  return Object.freeze({ kind: "const", dtype, lanes, value: v });
}

export const f32 = (value: number): Expr => constant("f32", value);
export const i32 = (value: number): Expr => constant("i32", value);
export const bool = (value: boolean): Expr => constant("bool", value);

/** A coordinate, extent or address as a value. */
export const index = (dim: Dim): Expr => Object.freeze({ kind: "index", dtype: "index", lanes: 1, dim });

/**
 * A Dim that stands for a computed integer (a gathered index): a symbol whose payload is the expression. [lo, hi] must be guaranteed by
 * `value` itself. Equal expressions on equal ranges should share one call, since two symbols never compare equal.
 */
export const computedDim = (name: string, value: Expr, range: readonly [lo: number, hi: number]): Dim => {
  invariant(value.lanes === 1 && value.dtype !== "bool" && !isFloatScalar(value.dtype), "a computed dim is a scalar integer");
  return dimOf(sym(name, range[0], range[1], value));
};

export function read(source: Tensor, at: readonly Dim[]): Expr {
  invariant(at.length === source.shape.length, `${source.name} has rank ${source.shape.length}, read at ${at.length} coordinates`);
  return Object.freeze({ kind: "read", dtype: scalarOf(source.dtype), lanes: 1, tensor: source, at });
}

export const load = (source: Buffer, at: Dim, lanes = 1, count?: Dim): Expr =>
  Object.freeze({ kind: "load", dtype: scalarOf(source.dtype), lanes, buffer: source, at, count });

export const tileGet = (source: Tile, at: readonly Dim[]): Expr => {
  invariant(at.length === source.shape.length, `tile ${source.name} has rank ${source.shape.length}`);
  return Object.freeze({ kind: "tileget", dtype: source.dtype, lanes: source.lanes, tile: source, at });
};

export function unary(op: UnaryOp, x: Expr): Expr {
  if (op === "not") invariant(x.dtype === "bool", "not takes a bool");
  else invariant(x.dtype !== "bool", `${op} of a bool`);
  if (op === "sqrt") invariant(isFloatScalar(x.dtype), `sqrt of ${x.dtype}`);
  return Object.freeze({ kind: "unary", dtype: x.dtype, lanes: x.lanes, op, x });
}

const comparisons: ReadonlySet<BinaryOp> = new Set(["eq", "ne", "lt", "le"]);
const logical: ReadonlySet<BinaryOp> = new Set(["and", "or", "xor", "eq", "ne"]);
const integral: ReadonlySet<BinaryOp> = new Set(["and", "or", "xor", "shl", "shr"]);

/** Brings a scalar operand to the lanes of its partner. */
export const widen = (x: Expr, lanes: number): Expr => (x.lanes === lanes ? x : splat(x, lanes));

export function binary(op: BinaryOp, left: Expr, right: Expr): Expr {
  const lanes = Math.max(left.lanes, right.lanes);
  const a = widen(left, lanes);
  const b = widen(right, lanes);
  invariant(a.dtype === b.dtype, `${op} of ${a.dtype} and ${b.dtype}`);
  if (a.dtype === "bool") invariant(logical.has(op), `${op} of bools`);
  if (isFloatScalar(a.dtype)) invariant(!integral.has(op), `${op} of floats`);
  if (op === "dot4") invariant(a.dtype === "i32", `dot4 of ${a.dtype}`);
  return known(op, a, b) ?? Object.freeze({ kind: "binary", dtype: comparisons.has(op) ? "bool" : a.dtype, lanes, op, a, b });
}

/** The constant or the operand that it is, for integers. */
function known(op: BinaryOp, a: Expr, b: Expr): Expr | undefined {
  if (!wrapsAround(a.dtype) || comparisons.has(op)) return undefined;
  const [left, right] = [a, b].map((x) => (x.kind === "const" ? x.value : undefined));
  if (left !== undefined && right !== undefined) return constant(a.dtype, binaryValue(op, a.dtype, left, right), a.lanes);
  const given = operandGiven(op, left, right);
  return given === undefined ? undefined : { a, b }[given];
}

export function select(condition: Expr, then: Expr, otherwise: Expr): Expr {
  const lanes = Math.max(condition.lanes, then.lanes, otherwise.lanes);
  invariant(condition.dtype === "bool", `select by ${condition.dtype}`);
  invariant(then.dtype === otherwise.dtype, `select between ${then.dtype} and ${otherwise.dtype}`);
  return Object.freeze({
    kind: "select",
    dtype: then.dtype,
    lanes,
    condition: widen(condition, lanes),
    then: widen(then, lanes),
    else: widen(otherwise, lanes),
  });
}

export const cast = (to: DType, x: Expr): Expr => (x.dtype === to ? x : Object.freeze({ kind: "cast", dtype: scalarOf(to), lanes: x.lanes, to, x }));

const bitcastPartner: Readonly<Partial<Record<Scalar, readonly Scalar[]>>> = {
  f32: ["i32", "u32"],
  i32: ["f32", "u32"],
  u32: ["f32", "i32"],
  f64: ["i64", "u64"],
  i64: ["f64", "u64"],
  u64: ["f64", "i64"],
};

export function bitcast(to: Scalar, x: Expr): Expr {
  invariant(bitcastPartner[x.dtype]?.includes(to), `bitcast of ${x.dtype} to ${to}`);
  return Object.freeze({ kind: "bitcast", dtype: to, lanes: x.lanes, x });
}

export function splat(x: Expr, lanes: number): Expr {
  invariant(x.lanes === 1, `splat of ${x.lanes} lanes`);
  if (x.kind === "const") return constant(x.dtype, x.value, lanes);
  return Object.freeze({ kind: "splat", dtype: x.dtype, lanes, x });
}

/** Lane `lane` of a vector in all of its lanes. */
export function splatLane(x: Expr, lane: number): Expr {
  invariant(lane >= 0 && lane < x.lanes, `lane ${lane} of ${x.lanes}`);
  return Object.freeze({ kind: "lane", dtype: x.dtype, lanes: x.lanes, x, lane });
}

export const ramp = (base: Expr, lanes: number): Expr => {
  invariant(base.lanes === 1 && !isFloatScalar(base.dtype) && base.dtype !== "bool", "a ramp starts at a scalar integer");
  return Object.freeze({ kind: "ramp", dtype: base.dtype, lanes, base });
};

export const fold = (op: ExprOf<"fold">["op"], x: Expr): Expr => Object.freeze({ kind: "fold", dtype: x.dtype, lanes: 1, op, x });

export function call(fn: FunctionDef, args: readonly Expr[]): Expr {
  invariant(args.length === fn.params.length, `${fn.name} takes ${fn.params.length} arguments`);
  const lanes = Math.max(...args.map((a) => a.lanes));
  args.forEach((arg, i) => invariant(arg.dtype === fn.params[i]?.dtype, `${fn.name}: argument ${i} is ${arg.dtype}`));
  return Object.freeze({ kind: "call", dtype: fn.result, lanes, fn, args: args.map((a) => widen(a, lanes)) });
}

export const neg = (x: Expr): Expr => unary("neg", x);
export const abs = (x: Expr): Expr => unary("abs", x);
export const sqrt = (x: Expr): Expr => unary("sqrt", x);
export const floor = (x: Expr): Expr => unary("floor", x);
export const ceil = (x: Expr): Expr => unary("ceil", x);
export const trunc = (x: Expr): Expr => unary("trunc", x);
/** Rounds halves to even. */
export const nearest = (x: Expr): Expr => unary("nearest", x);
export const not = (x: Expr): Expr => unary("not", x);
export const add = (a: Expr, b: Expr): Expr => binary("add", a, b);
export const sub = (a: Expr, b: Expr): Expr => binary("sub", a, b);
export const mul = (a: Expr, b: Expr): Expr => binary("mul", a, b);
export const div = (a: Expr, b: Expr): Expr => binary("div", a, b);
export const rem = (a: Expr, b: Expr): Expr => binary("rem", a, b);
/** NaN when either is NaN. */
export const min = (a: Expr, b: Expr): Expr => binary("min", a, b);
/** NaN when either is NaN. */
export const max = (a: Expr, b: Expr): Expr => binary("max", a, b);
export const and = (a: Expr, b: Expr): Expr => binary("and", a, b);
export const or = (a: Expr, b: Expr): Expr => binary("or", a, b);
export const xor = (a: Expr, b: Expr): Expr => binary("xor", a, b);
export const shl = (a: Expr, b: Expr): Expr => binary("shl", a, b);
/** Arithmetic for signed, logical for unsigned types. */
export const shr = (a: Expr, b: Expr): Expr => binary("shr", a, b);
/** Words of four bytes, those of `a` unsigned, those of `b` signed: the sum of their products. */
export const dot4 = (a: Expr, b: Expr): Expr => binary("dot4", a, b);
export const eq = (a: Expr, b: Expr): Expr => binary("eq", a, b);
export const ne = (a: Expr, b: Expr): Expr => binary("ne", a, b);
export const lt = (a: Expr, b: Expr): Expr => binary("lt", a, b);
export const le = (a: Expr, b: Expr): Expr => binary("le", a, b);
export const gt = (a: Expr, b: Expr): Expr => binary("lt", b, a);
export const ge = (a: Expr, b: Expr): Expr => binary("le", b, a);

/** lo <= d < hi as a condition; a side that their ranges prove is left out, undefined when nothing is left to ask. */
export const within = (d: Dim, lo: Dim, hi: Dim): Expr | undefined =>
  allOf([atMost(lo, d) === true ? undefined : le(index(lo), index(d)), atMost(hi, d) === false ? undefined : lt(index(d), index(hi))]);

/** All conditions joined; undefined when there is none. */
export const allOf = (conditions: readonly (Expr | undefined)[]): Expr | undefined =>
  conditions.reduce((a, b) => (a === undefined ? b : b === undefined ? a : and(a, b)), undefined);

/** `value` where `condition` holds (or is undefined), `otherwise` elsewhere. */
export const guarded = (condition: Expr | undefined, value: Expr, otherwise: Expr): Expr =>
  condition === undefined ? value : select(condition, value, otherwise);
