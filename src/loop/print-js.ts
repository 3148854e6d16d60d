/**
 * The JavaScript dialect. Strict: bit for bit what semantics.ts says (the evaluator). Not strict: f32 values are plain doubles that stores
 * round, which is faster and more accurate (the ts target, which rounds where more depends on it than a last bit). Leaves modules, classes and memory to their owners.
 */
import { bounds, type Dim } from "../core/dim.ts";
import { arrayTypeName, type DType } from "../core/dtype.ts";
import { apply, atom, choice, element, infix, level, type Piece, prefix } from "./code-piece.ts";
import type { ExprOf, FunctionDef, Scalar, Tile } from "./expr.ts";
import { asNumber, jsCast, numberOfBig, withNumber } from "./js-cast.ts";
import { jsHelpers } from "./js-helpers.ts";
import { integersOf, type Kernel } from "./kernel.ts";
import type { Names } from "./naming.ts";
import type { Dialect } from "./print-code.ts";
import { type DimDialect, isNonNegative } from "./print-dim.ts";
import { isRoundedSmall } from "./value-range.ts";

export interface JsOptions {
  /** Every f32 operation rounds to f32. */
  readonly strict: boolean;
  /** TypeScript annotations. */
  readonly types: boolean;
}

const isBig = (s: Scalar): boolean => s === "i64" || s === "u64";
const number = (value: number): Piece => {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.startsWith("-") ? { text, level: level.unary } : atom(text);
};
const zero = number(0);

/** x as a 32-bit integer. */
const wrap = (dtype: Scalar, x: Piece): Piece => {
  switch (dtype) {
    case "i32":
      return infix("|", x, zero);
    case "u32":
      return infix(">>>", x, zero);
    case "i64":
      return apply("BigInt.asIntN", atom("64"), x);
    case "u64":
      return apply("BigInt.asUintN", atom("64"), x);
    case "f32":
    case "f64":
    case "bool":
    case "index":
      return x;
  }
};

const inInt32 = (d: Dim): boolean => bounds(d)[0] >= -(2 ** 31) && bounds(d)[1] < 2 ** 31;

const dims: DimDialect = {
  floorDiv(x, by, of) {
    if (!inInt32(of)) return apply("Math.floor", infix("/", x, number(by)));
    if (Number.isInteger(Math.log2(by))) return infix(">>", x, number(Math.log2(by)));
    return isNonNegative(of) ? infix("|", infix("/", x, number(by)), zero) : apply("Math.floor", infix("/", x, number(by)));
  },
  mod(x, by, of) {
    if (inInt32(of) && Number.isInteger(Math.log2(by))) return infix("&", x, number(by - 1));
    return isNonNegative(of) ? infix("%", x, number(by)) : apply("floor_mod", x, number(by));
  },
  min: (a, b) => apply("Math.min", a, b),
  max: (a, b) => apply("Math.max", a, b),
};

/** The dialect with these options; its helpers stand in js-helpers.ts. */
export function jsDialect({ strict, types }: JsOptions): Dialect {
  const round = (dtype: Scalar, x: Piece): Piece => (strict && dtype === "f32" ? apply("fround", x) : wrap(dtype, x));
  const typed = (name: string, type: string): string => (types ? `${name}: ${type}` : name);
  const head = (name: string, params: readonly string[], result: string): readonly string[] => {
    const line = `function ${name}(${params.join(", ")})${types ? `: ${result}` : ""}`;
    return line.length <= 110 ? [line] : [`function ${name}(`, `  ${params.join(", ")},`, `)${types ? `: ${result}` : ""}`];
  };
  const tileIndex = (tile: Tile, at: readonly Dim[], dim: (d: Dim) => Piece): Piece =>
    at.reduce<Piece | undefined>((sum, d, i) => {
      const outer = sum === undefined ? undefined : infix("*", sum, number(tile.shape[i] ?? 1));
      return outer === undefined ? dim(d) : infix("+", outer, dim(d));
    }, undefined) ?? zero;

  return {
    indent: "  ",
    width: 110,
    taken: [...Object.keys(jsHelpers), "Math", "BigInt", "Number", "Infinity", "NaN", "Float32Array"],
    dims,
    constant: (e) => {
      if (typeof e.value === "bigint") return e.value < 0n ? { text: `${e.value}n`, level: level.unary } : atom(`${e.value}n`);
      return typeof e.value === "boolean" ? atom(String(e.value)) : number(e.value);
    },
    unary: (e, x) => jsUnary(e, x, round),
    binary: (e, a, b) => jsBinary(e, a, b, round),
    select: (_, condition, then, otherwise) => choice(condition, then, otherwise),
    cast: (e, x) => (isRoundedSmall(e) ? small(x) : isSmallDouble(e) ? infix("|", x, zero) : jsCast(e.to, e.x.dtype, x, strict)),
    bitcast: (e, x) => jsBitcast(e.x.dtype, e.dtype, x),
    load: (e, buffer, at, count) => {
      const value = widened(e.buffer.dtype, element(buffer, at));
      return count === undefined
        ? value
        : choice(infix("<", zero, count), value, isBig(e.dtype) ? atom("0n") : e.dtype === "bool" ? atom("false") : zero);
    },
    tileElement: (tile, name, at, dim) => (tile.shape.length === 0 ? atom(name) : element(name, tileIndex(tile, at, dim))),
    computedIndex: (e, x) => (isBig(e.dtype) ? numberOfBig(e.dtype, x) : x),
    compound(e) {
      const plain = e.dtype === "f64" || e.dtype === "index" || (e.dtype === "f32" && !strict);
      if (!plain) return undefined;
      return e.op === "add" ? "+=" : e.op === "sub" ? "-=" : e.op === "mul" ? "*=" : undefined;
    },
    letStatement: (_, name, value) => `const ${name} = ${value.text};`,
    bindStatement: (_, name, value) => `const ${name} = ${value.text};`,
    tileStatement: ({ tile }, name, init) =>
      tile.shape.length === 0 ? `let ${typed(name, scalarType(tile.dtype))} = ${init.text};` : `${name}.fill(${init.text});`,
    tileAtHead: (tile, name) => {
      if (tile.shape.length === 0) return undefined;
      const size = tile.shape.reduce((a, b) => a * b, 1);
      const maker = tile.dtype === "bool" ? (types ? "Array<boolean>" : "Array") : tileArray(tile.dtype, strict);
      return `const ${name} = new ${maker}(${size});`;
    },
    storeStatement: (s, buffer, at, value, count) => {
      const text = `${element(buffer, at).text} = ${narrowed(s.buffer.dtype, value).text};`;
      return count === undefined ? text : `if (${infix("<", zero, count).text}) ${text}`;
    },
    forHeader: (_, name, from, to, end) =>
      end === undefined
        ? `for (let ${name} = ${from.text}; ${infix("<", atom(name), to).text}; ${name}++)`
        : `for (let ${name} = ${from.text}, ${end} = ${to.text}; ${name} < ${end}; ${name}++)`,
    comment: (lines) =>
      lines.length === 0 ? [] : lines.length === 1 ? [`/** ${lines[0]} */`] : ["/**", ...lines.map((line) => ` * ${line}`), " */"],
    kernelHead: (kernel: Kernel, names: Names) =>
      head(
        kernel.name,
        [...kernel.params.map((p) => typed(names.of(p), arrayTypeName(p.dtype))), ...integersOf(kernel).map((s) => typed(names.of(s), "number"))],
        "void",
      ),
    functionHead: (fn: FunctionDef, names: Names) =>
      head(
        fn.name,
        fn.params.map((p) => typed(names.of(p), scalarType(p.dtype))),
        scalarType(fn.result),
      ),
  };
}

/** The operand of a printed rounding: where it becomes a small integer, both are one operation. */
const rounded = new WeakMap<Piece, Piece>();

function nearest(x: Piece): Piece {
  const piece = apply("nearest", x);
  rounded.set(piece, x);
  return piece;
}

/** True for an i32 made of a double that is known to fit. */
function isSmallDouble(e: ExprOf<"cast">): boolean {
  const [least, most] = e.to === "i32" && e.x.kind === "var" && e.x.dtype === "f64" ? (e.x.range ?? []) : [];
  return least !== undefined && most !== undefined && least > -(2 ** 31) && most < 2 ** 31;
}

/** A rounded small number as an integer. */
function small(x: Piece): Piece {
  const unrounded = rounded.get(x);
  return unrounded === undefined ? infix("|", x, zero) : apply("nearest_small", unrounded);
}

const scalarType = (dtype: Scalar): string => (dtype === "bool" ? "boolean" : isBig(dtype) ? "bigint" : "number");

function tileArray(dtype: Exclude<Scalar, "bool">, strict: boolean): string {
  if (dtype === "index") return "Int32Array";
  return dtype === "f32" && !strict ? "Float64Array" : arrayTypeName(dtype);
}

/** A loaded element as a value. */
function widened(dtype: DType, x: Piece): Piece {
  switch (dtype) {
    case "bool":
      return infix("!==", x, zero);
    case "f16":
    case "bf16":
      return apply(`${dtype}_to_f32`, x);
    default:
      return x;
  }
}

/** A value as the element to be stored; typed arrays wrap and round by themselves. */
function narrowed(dtype: DType, x: Piece): Piece {
  switch (dtype) {
    case "bool":
      return asNumber(x);
    case "f16":
    case "bf16":
      return apply(`f32_to_${dtype}`, x);
    case "i4":
    case "u4":
    case "i2":
    case "u2":
      return jsCast(dtype, dtype.startsWith("i") ? "i32" : "u32", x, true);
    default:
      return x;
  }
}

type Round = (dtype: Scalar, x: Piece) => Piece;

function jsUnary(e: ExprOf<"unary">, x: Piece, round: Round): Piece {
  const float = e.dtype === "f32" || e.dtype === "f64";
  switch (e.op) {
    case "neg":
      return float ? prefix("-", x) : e.dtype === "index" ? infix("-", zero, x) : wrap(e.dtype, prefix("-", x));
    case "abs":
      if (e.dtype === "u32" || e.dtype === "u64") return x;
      if (e.dtype === "i64") return apply("abs_i64", x);
      return e.dtype === "i32" ? wrap("i32", apply("Math.abs", x)) : apply("Math.abs", x);
    case "sqrt":
      return round(e.dtype, apply("Math.sqrt", x));
    case "floor":
    case "ceil":
    case "trunc":
      return float ? apply(`Math.${e.op}`, x) : x;
    case "nearest":
      return float ? nearest(x) : x;
    case "not":
      return withNumber(prefix("!", x), infix("^", asNumber(x), number(1)));
    case "bitnot":
      return e.dtype === "i32" || e.dtype === "i64" || e.dtype === "index" ? prefix("~", x) : wrap(e.dtype, prefix("~", x));
  }
}

const isConstant = (e: ExprOf<"binary">["b"], test: (value: bigint) => boolean): boolean =>
  e.kind === "const" && typeof e.value !== "boolean" && test(BigInt(e.value));

function jsBinary(e: ExprOf<"binary">, a: Piece, b: Piece, round: Round): Piece {
  const dtype = e.a.dtype;
  const float = dtype === "f32" || dtype === "f64";
  switch (e.op) {
    case "add":
      return round(dtype, infix("+", a, b));
    case "sub":
      return round(dtype, infix("-", a, b));
    case "mul":
      if (dtype === "i32") return apply("imul", a, b);
      return dtype === "u32" ? wrap("u32", apply("imul", a, b)) : round(dtype, infix("*", a, b));
    case "div":
      if (isBig(dtype)) return isConstant(e.b, (v) => v > 0n) ? infix("/", a, b) : apply("div_i64", a, b);
      return dtype === "index" ? wrap("i32", infix("/", a, b)) : round(dtype, infix("/", a, b));
    case "rem":
      if (isBig(dtype)) return isConstant(e.b, (v) => v !== 0n) ? infix("%", a, b) : apply("rem_i64", a, b);
      return float ? infix("%", a, b) : wrap(dtype === "u32" ? "u32" : "i32", infix("%", a, b));
    case "min":
    case "max":
      return apply(isBig(dtype) ? `${e.op}_i64` : `Math.${e.op}`, a, b);
    case "and":
      return dtype === "bool" ? withNumber(infix("&&", a, b), infix("&", asNumber(a), asNumber(b))) : unsignedBits(dtype, infix("&", a, b));
    case "or":
      return dtype === "bool" ? withNumber(infix("||", a, b), infix("|", asNumber(a), asNumber(b))) : unsignedBits(dtype, infix("|", a, b));
    case "xor":
      return dtype === "bool" ? withNumber(infix("!==", a, b), infix("^", asNumber(a), asNumber(b))) : unsignedBits(dtype, infix("^", a, b));
    case "shl":
      if (!isBig(dtype) && isConstant(e.b, (v) => v >= 0n && v < 32n)) return unsignedBits(dtype, infix("<<", a, b));
      return isBig(dtype) ? apply(`shl_${dtype}`, a, b) : unsignedBits(dtype, apply("shl_i32", a, b));
    case "shr":
      if (isConstant(e.b, (v) => v >= 0n && v < (isBig(dtype) ? 64n : 32n))) return infix(dtype === "u32" ? ">>>" : ">>", a, b);
      return apply(`shr_${dtype === "index" ? "i32" : dtype}`, a, b);
    case "eq":
      return infix("===", a, b);
    case "ne":
      return infix("!==", a, b);
    case "lt":
      return infix("<", a, b);
    case "le":
      return infix("<=", a, b);
    case "dot4":
      return apply("dot4", a, b);
  }
}

const unsignedBits = (dtype: Scalar, x: Piece): Piece => (dtype === "u32" ? wrap("u32", x) : x);

function jsBitcast(from: Scalar, to: Scalar, x: Piece): Piece {
  if (from === "f32") return to === "u32" ? wrap("u32", apply("bits_of_f32", x)) : apply("bits_of_f32", x);
  if (from === "f64") return to === "u64" ? wrap("u64", apply("bits_of_f64", x)) : apply("bits_of_f64", x);
  if (to === "f32") return apply("f32_of_bits", x);
  if (to === "f64") return apply("f64_of_bits", x);
  return wrap(to, x);
}
