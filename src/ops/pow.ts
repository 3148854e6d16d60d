/**
 * Pow: a to the power b with broadcasting; the result has a's element type. Integer powers wrap; a negative integer power is 0 (1 and -1
 * keep theirs). Since opset 1 (two element types since 12, bf16 since 13). https://onnx.ai/onnx/operators/onnx__Pow.html
 */
import { dtypes, isFloat } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type LowerContext } from "../graph/graph.ts";
import {
  add,
  and,
  call,
  cast,
  constant,
  div,
  type Expr,
  eq,
  type FunctionDef,
  lt,
  mul,
  ne,
  or,
  type Scalar,
  scalarOf,
  select,
  shr,
  sqrt,
  variable,
} from "../loop/expr.ts";
import { pow } from "../loop/math/index.ts";
import { pointwise } from "./families/pointwise.ts";
import { floats, numbers, type TypeSet } from "./families/type-sets.ts";

const bases: TypeSet = { text: "a float, i32 or i64", dtypes: [...floats.dtypes, "i32", "i64"] };

/** Square and multiply over all bits of the exponent: exact modulo 2^32 or 2^64. */
function integerPower(dtype: "i32" | "i64"): FunctionDef {
  const x = variable("x", dtype);
  const n = variable("n", dtype);
  const zero = constant(dtype, 0);
  const one = constant(dtype, 1);
  const bit = (k: number): Expr => ne(and(shr(n, constant(dtype, k)), one), zero);
  const lets: { name: ReturnType<typeof variable>; value: Expr }[] = [];
  let square: Expr = x;
  let result: Expr = select(bit(0), x, one);
  for (let k = 1; k < (dtype === "i32" ? 31 : 63); k++) {
    const nextSquare = variable(`square${k}`, dtype);
    const nextResult = variable(`power${k}`, dtype);
    lets.push({ name: nextSquare, value: mul(square, square) });
    lets.push({ name: nextResult, value: select(bit(k), mul(result, nextSquare), result) });
    square = nextSquare;
    result = nextResult;
  }
  const minusOne = constant(dtype, -1);
  const inverse = select(eq(x, one), one, select(eq(x, minusOne), select(bit(0), minusOne, one), zero));
  return {
    name: `power_${dtype}`,
    doc: "x to the power n of integers, wrapped; for n < 0 what is left of 1 / x^-n.",
    params: [x, n],
    result: dtype,
    lets,
    value: select(lt(n, zero), inverse, result),
  };
}

const powers = { i32: integerPower("i32"), i64: integerPower("i64") };

/** The one exponent that all elements share, when it is a constant. */
function sharedExponent(context: LowerContext): number | undefined {
  const { dtype } = context.input(1);
  const numbers = dtype === "f16" || dtype === "bf16" ? undefined : context.constant(1);
  return numbers?.every((n) => n === numbers[0]) === true ? numbers[0] : undefined;
}

/** The powers worth a shorter formula; undefined for the others. */
function shortPower(x: Expr, exponent: number | undefined): Expr | undefined {
  const float = x.dtype === "f32" || x.dtype === "f64";
  if (exponent === 1) return x;
  if (exponent === 2) return mul(x, x);
  if (exponent === 3) return mul(mul(x, x), x);
  // Unlike the root, the power of -0 is 0 and that of -infinity infinity.
  if (exponent === 0.5 && float)
    return select(
      eq(x, constant(x.dtype, Number.NEGATIVE_INFINITY)),
      constant(x.dtype, Number.POSITIVE_INFINITY),
      sqrt(add(x, constant(x.dtype, 0))),
    );
  if (exponent === -1 && float) return div(constant(x.dtype, 1), x);
  return undefined;
}

/** The type a float power is computed in: a bit of the exponent that an f32 lacks decides signs, and whether there is a result. */
function floatOf(context: LowerContext, a: Expr): "f32" | "f64" {
  const { dtype } = context.input(1);
  const isHeld = dtypes[dtype].bits <= 16 || dtype === "f32" || context.constant(1)?.every((n) => Math.fround(n) === n) === true;
  return a.dtype === "f32" && isHeld ? "f32" : "f64";
}

/**
 * An exponent as `to`, to the same power. That of an even number is 0 from its width on, those of an odd one repeat after a quarter of all numbers, and of a
 * negative exponent only the sign and the last bit count.
 */
function integerExponent(to: "i32" | "i64", n: Expr): Expr {
  if (n.dtype === to || n.dtype === "i32" || (n.dtype === "u32" && to === "i64")) return cast(to, n);
  const number = (dtype: Scalar, value: bigint): Expr => constant(dtype, dtype === "i64" || dtype === "u64" ? value : Number(value));
  const period = to === "i32" ? 1n << 30n : 1n << 62n;
  const low = cast(to, and(n, number(n.dtype, period - 1n)));
  const repeated = select(lt(n, number(n.dtype, period)), low, or(low, number(to, period)));
  if (n.dtype !== "i64") return repeated;
  return select(lt(n, number("i64", 0n)), or(cast(to, and(n, number("i64", 1n))), number(to, -2n)), repeated);
}

function power(context: LowerContext, a: Expr, b: Expr): Expr {
  const short = shortPower(a, sharedExponent(context));
  if (short !== undefined) return short;
  const base = context.input(0).dtype;
  const float = isFloat(base) ? floatOf(context, a) : "f64";
  if (isFloat(base) || isFloat(context.input(1).dtype)) return cast(isFloat(base) ? dtypes[base].compute : base, pow(cast(float, a), cast(float, b)));
  const scalar = scalarOf(base) === "i64" ? "i64" : "i32";
  return call(powers[scalar], [a, integerExponent(scalar, b)]);
}

export const Pow = defineOp({
  name: "Pow",
  opset: 15,
  since: 1,
  doc: "a to the power b, in a's element type",
  transcendental: true,
  ...pointwise({ kernel: "pow", inputs: { X: bases, Y: numbers }, value: (context) => (a, b) => power(context, a, b) }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "floats",
      inputs: [
        { shape: [6], values: [1, 2, 3, 0, -2, 2] },
        { shape: [6], values: [4, 5, 0.5, 0, 3, -1] },
      ],
      outputs: [{ shape: [6], values: [1, 32, Math.sqrt(3), 1, -8, 0.5] }],
    },
    {
      note: "a constant square",
      inputs: [
        { shape: [3], values: [-3, 0.5, 2] },
        { shape: [], values: [2], constant: true },
      ],
      outputs: [{ shape: [3], values: [9, 0.25, 4] }],
    },
    {
      note: "a constant of a half: numbers, zeros and infinities",
      inputs: [
        { shape: [6], values: [4, 2, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
        { shape: [], values: [0.5], constant: true },
      ],
      outputs: [{ shape: [6], values: [2, Math.SQRT2, 0, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] }],
    },
    {
      note: "64-bit integers stay exact",
      inputs: [
        { dtype: "i64", shape: [3], values: [3n, -2n, -1n] },
        { dtype: "i64", shape: [3], values: [39n, 5n, -3n] },
      ],
      outputs: [{ dtype: "i64", shape: [3], values: [4052555153018976267n, -32n, -1n] }],
    },
    {
      note: "exponents that no f32 holds are odd",
      inputs: [
        { shape: [3], values: [-1, -0.5, -2] },
        { dtype: "i32", shape: [3], values: [16777217, -16777217, 16777216] },
      ],
      outputs: [{ shape: [3], values: [-1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] }],
    },
    {
      note: "fractions that no f32 holds have no power of a negative number",
      inputs: [
        { shape: [2], values: [-3, -3] },
        { dtype: "f64", shape: [2], values: [3 + 2 ** -40, 1e-310] },
      ],
      outputs: [{ shape: [2], values: [Number.NaN, Number.NaN] }],
    },
    {
      note: "exponents beyond the base's type",
      inputs: [
        { dtype: "i32", shape: [6], values: [-129, 3, 3, 2, -1, 7] },
        { dtype: "i64", shape: [6], values: [-(2n ** 63n), 2n ** 32n + 2n, 2n ** 30n + 1n, 2n ** 32n, -(2n ** 40n) - 1n, 2n ** 33n + 1n] },
      ],
      outputs: [{ dtype: "i32", shape: [6], values: [0, 9, 3, 0, -1, 7] }],
    },
    {
      note: "unsigned exponents beyond the signed",
      inputs: [
        { dtype: "i64", shape: [2], values: [-16777217n, 3n] },
        { dtype: "u64", shape: [2], values: [2n ** 64n - 1n, 2n ** 63n + 1n] },
      ],
      outputs: [{ dtype: "i64", shape: [2], values: [-281474959933441n, 3n] }],
    },
    {
      note: "an integer base with a float exponent keeps the base's type",
      inputs: [
        { dtype: "i32", shape: [2], values: [2, 9] },
        { shape: [2], values: [3, 0.5] },
      ],
      outputs: [{ dtype: "i32", shape: [2], values: [8, 3] }],
    },
  ],
});
