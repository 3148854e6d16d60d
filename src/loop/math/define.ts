/** How the math functions are written: one formula for f32 and f64 over a `FloatKind`, bindings named as they are made. */
import * as bounded from "../bounded.ts";
import {
  add,
  and,
  bitcast,
  call,
  cast,
  constant,
  type Expr,
  eq,
  type FunctionDef,
  mul,
  or,
  type Scalar,
  select,
  shl,
  shr,
  sub,
  type Var,
  variable,
} from "../expr.ts";

/** What a formula needs to know of a floating-point format. */
export interface FloatKind {
  readonly dtype: "f32" | "f64";
  readonly signed: "i32" | "i64";
  readonly bits: "u32" | "u64";
  /** Bits of the fraction, and the exponent of 1. */
  readonly fraction: number;
  readonly bias: number;
  /** x + magic holds the integer nearest to x in its lowest bits; magicBits are those of `magic` itself. */
  readonly magic: number;
  readonly magicBits: bigint;
  readonly leastNormal: number;
  readonly signBit: bigint;
}

export const single: FloatKind = Object.freeze({
  dtype: "f32",
  signed: "i32",
  bits: "u32",
  fraction: 23,
  bias: 127,
  magic: 12582912,
  magicBits: 0x4b400000n,
  leastNormal: 2 ** -126,
  signBit: 0x80000000n,
});

export const double: FloatKind = Object.freeze({
  dtype: "f64",
  signed: "i64",
  bits: "u64",
  fraction: 52,
  bias: 1023,
  magic: 6755399441055744,
  magicBits: 0x4338000000000000n,
  leastNormal: 2 ** -1022,
  signBit: 0x8000000000000000n,
});

/** Names a subexpression, so that it is computed once. */
export type Keep = (name: string, value: Expr) => Expr;

/** A function of parameters of one type; `build` gets them as variables. */
export function pureFunction(
  name: string,
  doc: string,
  dtype: Scalar,
  params: readonly [string, string?],
  build: (keep: Keep, x: Var, y: Var) => Expr,
): FunctionDef {
  const x = variable(params[0], dtype);
  const y = variable(params[1] ?? "y", dtype);
  const lets: { name: Var; value: Expr }[] = [];
  const keep: Keep = (text, value) => {
    const bound = variable(text, value.dtype);
    lets.push(Object.freeze({ name: bound, value }));
    return bound;
  };
  const value = build(keep, x, y);
  return Object.freeze({ name, doc, params: params.length === 1 ? [x] : [x, y], result: dtype, lets, value });
}

/** A function of one or two parameters over one float type. */
export const define = (
  name: string,
  doc: string,
  kind: FloatKind,
  params: readonly [string, string?],
  build: (keep: Keep, x: Var, y: Var) => Expr,
): FunctionDef => pureFunction(`${name}_${kind.dtype}`, doc, kind.dtype, params, build);

/** The two variants of a function of one argument, and the expression that calls the right one. */
export function unaryFunction(make: (kind: FloatKind) => FunctionDef): (x: Expr) => Expr {
  const variants = { f32: make(single), f64: make(double) };
  return (x) => call(floatVariant(variants, x.dtype), [x]);
}

export function floatVariant(variants: Readonly<Record<"f32" | "f64", FunctionDef>>, dtype: Scalar): FunctionDef {
  if (dtype === "f32" || dtype === "f64") return variants[dtype];
  throw new Error(`internal: ${variants.f32.name} of ${dtype}`);
}

/** The constant of this kind nearest to `value`. */
export const float = (kind: FloatKind, value: number): Expr => constant(kind.dtype, value);
export const bitsOf = (kind: FloatKind, x: Expr): Expr => bitcast(kind.bits, x);
export const ofBits = (kind: FloatKind, bits: Expr): Expr => bitcast(kind.dtype, bits);
export const bitConstant = (kind: FloatKind, value: bigint): Expr => constant(kind.bits, kind.dtype === "f32" ? Number(value) : value);

/** coefs[0] + x * (coefs[1] + x * ...). */
export const polynomial = (kind: FloatKind, x: Expr, coefs: readonly number[]): Expr =>
  coefs.slice(0, -1).reduceRight<Expr>((sum, c) => add(mul(sum, x), float(kind, c)), float(kind, coefs.at(-1) ?? 0));

/** The nearest integer, as bits of a signed integer and as a float; |x| below 2 ** (fraction - 1). */
export function nearestInteger(kind: FloatKind, keep: Keep, x: Expr): { readonly integer: Expr; readonly value: Expr } {
  // The integer is read from the bits, where it is rounded in every language, also where sums are kept in more precision.
  const rounded = sub(bitsOf(kind, add(x, float(kind, kind.magic))), bitConstant(kind, kind.magicBits));
  const integer = keep("n", bitcast(kind.signed, rounded));
  return { integer, value: keep("k", cast(kind.dtype, integer)) };
}

/** 2 ** n for an integer n of a normal result. */
export const powerOfTwo = (kind: FloatKind, n: Expr): Expr =>
  ofBits(kind, shl(add(bitcast(kind.bits, n), bitConstant(kind, BigInt(kind.bias))), bitConstant(kind, BigInt(kind.fraction))));

/** x * 2 ** n, also where the result is subnormal or infinite; rounds once. */
export function scale(kind: FloatKind, keep: Keep, x: Expr, n: Expr): Expr {
  const half = keep("half", shr(n, constant(kind.signed, 1)));
  return mul(mul(x, powerOfTwo(kind, half)), powerOfTwo(kind, sub(n, half)));
}

/** `size`, which is not negative, with the sign of x. */
export const withSignOf = (kind: FloatKind, size: Expr, x: Expr): Expr =>
  ofBits(kind, or(bitsOf(kind, size), and(bitsOf(kind, x), bitConstant(kind, kind.signBit))));

/** At least `lo` and at most `hi`; a NaN stays. Comparisons cost less than exact minima, which tell zeros apart. */
export const clamp = (kind: FloatKind, keep: Keep, x: Expr, lo: number, hi: number): Expr => atLeast(kind, keep("low", atMost(kind, x, hi)), lo);
export const atMost = (kind: FloatKind, x: Expr, hi: number): Expr => bounded.atMost(x, float(kind, hi));
export const atLeast = (kind: FloatKind, x: Expr, lo: number): Expr => bounded.atLeast(x, float(kind, lo));

/** x where it is 0 (so that -0 stays), else `value`. */
export const keepZero = (kind: FloatKind, x: Expr, value: Expr): Expr => select(eq(x, float(kind, 0)), x, value);
