/**
 * ReduceL1 sum|x|, ReduceL2 sqrt(sum x^2), ReduceSumSquare sum x^2, ReduceLogSum log(sum x), ReduceLogSumExp log(sum e^x), the last as
 * m + log(sum e^(x-m)) with m the maximum, so that it does not overflow. Integers are combined exactly where the formula is, else as
 * doubles. With noop_with_empty_axes nothing is summed but the formula's other steps are done. Since opset 1 (axes an input since 18).
 * https://onnx.ai/onnx/operators/onnx__ReduceL1.html and onnx__ReduceL2, onnx__ReduceSumSquare, onnx__ReduceLogSum, onnx__ReduceLogSumExp.
 */
import type { Dim } from "../core/dim.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type OpDef } from "../graph/graph.ts";
import { abs, add, and, cast, constant, type Expr, lt, mul, read, select, sqrt, sub } from "../loop/expr.ts";
import { exp, log } from "../loop/math/index.ts";
import { floatScalar, reducedShape, reduceStep, reduction } from "./families/reduction.ts";
import { numbers } from "./families/type-sets.ts";

interface Norm {
  readonly body: (x: Expr) => Expr;
  readonly finish: (result: Expr) => Expr;
  /** The formula leaves the integers: they are taken as doubles and the result truncated. */
  readonly inFloat: boolean;
}

const norm = (kernel: string, { body, finish, inFloat }: Norm): Pick<OpDef, "inputs" | "attrs" | "infer" | "lower" | "tolerance"> => ({
  ...reduction({
    types: numbers,
    lower: (_, from, output, how) => {
      const enter = (x: Expr): Expr => (inFloat ? cast(floatScalar(from.dtype), x) : x);
      const leave = (x: Expr): Expr => (inFloat ? backTo(output.dtype, x) : x);
      return [reduceStep({ kernel, from, output, how, combine: "sum", body: (x) => body(enter(x)), finish: (r) => leave(finish(r)) })];
    },
  }),
  tolerance: f32Tolerance,
});

/** A float as an element of `dtype`: unchanged where that is a float. */
const backTo = (dtype: DType, x: Expr): Expr => (isFloat(dtype) ? x : cast(dtype, x));

const same = (x: Expr): Expr => x;
const square = (x: Expr): Expr => mul(x, x);
const magnitude = (x: Expr): Expr => (x.dtype === "u32" || x.dtype === "u64" ? x : abs(x));

const pairs = { shape: [2, 2], values: [3, -4, 0, 2] } as const;
const axis1 = { dtype: "i64", shape: [1], values: [1n], constant: true } as const;

export const ReduceL1 = defineOp({
  name: "ReduceL1",
  opset: 18,
  since: 1,
  doc: "the sum of magnitudes along axes",
  ...norm("reduce_l1", { body: magnitude, finish: same, inFloat: false }),
  examples: [{ note: "one axis kept", inputs: [pairs, axis1], outputs: [{ shape: [2, 1], values: [7, 2] }] }],
});

export const ReduceL2 = defineOp({
  name: "ReduceL2",
  opset: 18,
  since: 1,
  doc: "the square root of the sum of squares along axes",
  ...norm("reduce_l2", { body: square, finish: sqrt, inFloat: true }),
  examples: [
    { note: "one axis", attrs: { keepdims: 0 }, inputs: [pairs, axis1], outputs: [{ shape: [2], values: [5, 2] }] },
    {
      note: "integers truncate",
      attrs: { keepdims: 0 },
      inputs: [{ dtype: "i32", shape: [2], values: [3, 3] }],
      outputs: [{ dtype: "i32", shape: [], values: [4] }],
    },
  ],
});

export const ReduceSumSquare = defineOp({
  name: "ReduceSumSquare",
  opset: 18,
  since: 1,
  doc: "the sum of squares along axes",
  ...norm("reduce_sum_square", { body: square, finish: same, inFloat: false }),
  examples: [
    { note: "one axis kept", inputs: [pairs, axis1], outputs: [{ shape: [2, 1], values: [25, 4] }] },
    {
      note: "noop_with_empty_axes still squares",
      attrs: { noop_with_empty_axes: 1 },
      inputs: [pairs],
      outputs: [{ shape: [2, 2], values: [9, 16, 0, 4] }],
    },
  ],
});

export const ReduceLogSum = defineOp({
  name: "ReduceLogSum",
  opset: 18,
  since: 1,
  doc: "the logarithm of the sum along axes",
  ...norm("reduce_log_sum", { body: same, finish: log, inFloat: true }),
  examples: [
    {
      note: "0 gives minus infinity",
      inputs: [{ shape: [2, 2], values: [1, 2, 0, 0] }, axis1],
      outputs: [{ shape: [2, 1], values: [Math.log(3), Number.NEGATIVE_INFINITY] }],
    },
  ],
});

/** The maximum where it is finite, else 0: what x is moved by before e^x. */
function shift(m: Expr): Expr {
  const infinity = constant(m.dtype, Number.POSITIVE_INFINITY);
  const finite = and(lt(m, infinity), lt(constant(m.dtype, Number.NEGATIVE_INFINITY), m));
  return select(finite, m, constant(m.dtype, 0));
}

export const ReduceLogSumExp = defineOp({
  name: "ReduceLogSumExp",
  opset: 18,
  since: 1,
  doc: "the logarithm of the sum of e^x along axes",
  ...reduction({
    types: numbers,
    lower(context, from, output, how) {
      const dtype = floatScalar(from.dtype);
      const peak = context.scratch("max", dtype, reducedShape(from.shape, how));
      const maximum = {
        kernel: "log_sum_exp_max",
        from,
        output: peak,
        how,
        combine: "max",
        body: (x: Expr) => cast(dtype, x),
        finish: same,
      } as const;
      const total = {
        kernel: "reduce_log_sum_exp",
        from,
        output,
        how,
        combine: "sum",
        body: (x: Expr, _: readonly Dim[], at: readonly Dim[]) => exp(sub(cast(dtype, x), shift(read(peak, at)))),
        finish: (sum: Expr, at: readonly Dim[]) => backTo(output.dtype, add(log(sum), shift(read(peak, at)))),
      } as const;
      return [reduceStep(maximum), reduceStep(total)];
    },
  }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "large numbers stay finite",
      inputs: [{ shape: [2, 2], values: [1000, 1000, 1, 2] }, axis1],
      outputs: [{ shape: [2, 1], values: [1000 + Math.LN2, Math.log(Math.E + Math.E ** 2)] }],
    },
    {
      note: "an empty axis gives minus infinity",
      inputs: [{ shape: [1, 0], values: [] as readonly number[] }, axis1],
      outputs: [{ shape: [1, 1], values: [Number.NEGATIVE_INFINITY] }],
    },
  ],
});
