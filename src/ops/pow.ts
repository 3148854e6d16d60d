/**
 * Pow: a to the power b with broadcasting; the result has a's element type. Integer powers wrap; a negative integer power is 0 (1 and -1
 * keep theirs). Since opset 1 (two element types since 12, bf16 since 13). https://onnx.ai/onnx/operators/onnx__Pow.html
 */
import { isFloat } from "../core/dtype.ts";
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

function power(context: LowerContext, a: Expr, b: Expr): Expr {
  const short = shortPower(a, sharedExponent(context));
  if (short !== undefined) return short;
  const base = context.input(0).dtype;
  if (isFloat(base)) return pow(a, a.dtype === "f64" ? cast("f64", b) : cast("f32", b));
  if (isFloat(context.input(1).dtype)) return cast(base, pow(cast("f64", a), cast("f64", b)));
  return scalarOf(base) === "i64" ? call(powers.i64, [a, cast("i64", b)]) : call(powers.i32, [a, cast("i32", b)]);
}

export const Pow = defineOp({
  name: "Pow",
  opset: 15,
  since: 1,
  doc: "a to the power b, in a's element type",
  transcendental: true,
  ...pointwise({ kernel: "pow", inputs: [bases, numbers], value: (context) => (a, b) => power(context, a, b) }),
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
      note: "an integer base with a float exponent keeps the base's type",
      inputs: [
        { dtype: "i32", shape: [2], values: [2, 9] },
        { shape: [2], values: [3, 0.5] },
      ],
      outputs: [{ dtype: "i32", shape: [2], values: [8, 3] }],
    },
  ],
});
