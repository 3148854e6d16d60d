/**
 * ReduceSum, ReduceMean, ReduceMax, ReduceMin, ReduceProd: the sum, mean, maximum, minimum and product of elements along axes (an input
 * since opset 18, ReduceSum's since 13). Empty axes mean all, or none with noop_with_empty_axes. Since opset 1; bool extremes since 20.
 * https://onnx.ai/onnx/operators/onnx__ReduceSum.html and onnx__ReduceMean, onnx__ReduceMax, onnx__ReduceMin, onnx__ReduceProd.
 */

import type { Dim } from "../core/dim.ts";
import * as dims from "../core/dim.ts";
import { type DType, dtypes, isFloat, isInteger } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type OpDef } from "../graph/graph.ts";
import type { Combine } from "../loop/compute.ts";
import { constant, div, type Expr, i32, lt, max, min, scalarOf, select } from "../loop/expr.ts";
import { countOf, type Reduced, reduceStep, reduction } from "./families/reduction.ts";
import { elements, numbers, type TypeSet } from "./families/type-sets.ts";

/** Bools are combined as 0 and 1. */
const asNumber = (x: Expr): Expr => (x.dtype === "bool" ? select(x, i32(1), i32(0)) : x);

const mayCombineNothing = (shape: readonly Dim[], { axes }: Reduced): boolean => shape.some((d, a) => axes.has(a) && dims.bounds(d)[0] === 0);

/** Of nothing, the extreme of the type that results are computed in: the one of `dtype`. */
function extremeOf(dtype: DType, result: Expr, combine: Combine): Expr {
  const { kind, bits } = dtypes[dtype];
  if (!isInteger(dtype) || bits >= 32 || (combine !== "max" && combine !== "min")) return result;
  const [least, most] = kind === "int" ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const to = constant(result.dtype, combine === "max" ? least : most);
  return combine === "max" ? max(result, to) : min(result, to);
}

/** The same of Dims; sums and products of floats are rounded in an order of their own. */
const knownCombine: Readonly<Record<Combine, (a: Dim, b: Dim) => Dim>> = {
  sum: (a, b) => dims.add(a, b),
  product: (a, b) => dims.mul(a, b),
  max: dims.max,
  min: dims.min,
};

const plainReduction = (kernel: string, combine: Combine, types: TypeSet): Pick<OpDef, "inputs" | "attrs" | "infer" | "lower" | "tolerance"> => ({
  ...reduction({
    types,
    known: (dtype) => (isFloat(dtype) && (combine === "sum" || combine === "product") ? undefined : knownCombine[combine]),
    lower: (_, from, output, how) => {
      const finish = (result: Expr): Expr => {
        if (output.dtype === "bool") return lt(i32(0), result);
        return mayCombineNothing(from.shape, how) ? extremeOf(output.dtype, result, combine) : result;
      };
      return [reduceStep({ kernel, from, output, how, combine, body: asNumber, finish })];
    },
  }),
  tolerance: f32Tolerance,
});

const x2x3 = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } as const;
const axis1 = { dtype: "i64", shape: [1], values: [1n], constant: true } as const;
const noAxes = { dtype: "i64", shape: [0], values: [] as readonly bigint[], constant: true } as const;

export const ReduceSum = defineOp({
  name: "ReduceSum",
  opset: 13,
  since: 1,
  doc: "the sum along axes",
  ...plainReduction("reduce_sum", "sum", numbers),
  examples: [
    { note: "one axis kept", inputs: [x2x3, axis1], outputs: [{ shape: [2, 1], values: [6, 15] }] },
    { note: "no axes: all", attrs: { keepdims: 0 }, inputs: [x2x3], outputs: [{ shape: [], values: [21] }] },
    {
      note: "noop_with_empty_axes",
      attrs: { noop_with_empty_axes: 1 },
      inputs: [x2x3, noAxes],
      outputs: [{ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }],
    },
    {
      note: "64-bit integers, outer axis",
      attrs: { keepdims: 0 },
      inputs: [
        { dtype: "i64", shape: [2, 2], values: [9007199254740993n, 2n, 1n, 4n] },
        { dtype: "i64", shape: [1], values: [-2n], constant: true },
      ],
      outputs: [{ dtype: "i64", shape: [2], values: [9007199254740994n, 6n] }],
    },
  ],
});

export const ReduceMean = defineOp({
  name: "ReduceMean",
  opset: 18,
  since: 1,
  doc: "the mean along axes",
  ...reduction({
    types: numbers,
    lower(context, from, output, how) {
      const dtype = scalarOf(from.dtype);
      if (dtype === "index" || dtype === "bool") return context.fail(`the mean of ${from.dtype} is not defined`);
      const count = countOf(from.shape, how, dtype);
      const isOne = count.kind === "const" && Number(count.value) === 1;
      const finish = (result: Expr): Expr => (isOne ? result : div(result, count));
      return [reduceStep({ kernel: "reduce_mean", from, output, how, combine: "sum", body: (x) => x, finish })];
    },
  }),
  tolerance: f32Tolerance,
  examples: [
    { note: "one axis", attrs: { keepdims: 0 }, inputs: [x2x3, axis1], outputs: [{ shape: [2], values: [2, 5] }] },
    {
      note: "two of four axes kept: global average",
      inputs: [
        { shape: [1, 2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { dtype: "i64", shape: [2], values: [2n, -1n], constant: true },
      ],
      outputs: [{ shape: [1, 2, 1, 1], values: [2.5, 6.5] }],
    },
    {
      note: "integers truncate",
      attrs: { keepdims: 0 },
      inputs: [{ dtype: "i32", shape: [3], values: [1, 2, 5] }],
      outputs: [{ dtype: "i32", shape: [], values: [2] }],
    },
  ],
});

export const ReduceMax = defineOp({
  name: "ReduceMax",
  opset: 20,
  since: 1,
  doc: "the largest element along axes",
  ...plainReduction("reduce_max", "max", elements),
  examples: [
    {
      note: "NaN wins",
      inputs: [{ shape: [2, 2], values: [-1, -2, Number.NaN, 3] }, axis1],
      outputs: [{ shape: [2, 1], values: [-1, Number.NaN] }],
    },
    {
      note: "bools",
      attrs: { keepdims: 0 },
      inputs: [{ dtype: "bool", shape: [2, 2], values: [false, false, true, false] }, axis1],
      outputs: [{ dtype: "bool", shape: [2], values: [false, true] }],
    },
    {
      note: "small integers",
      attrs: { keepdims: 0 },
      inputs: [{ dtype: "i8", shape: [3], values: [-128, -3, -90] }],
      outputs: [{ dtype: "i8", shape: [], values: [-3] }],
    },
    {
      note: "an empty axis of small integers gives their least",
      inputs: [{ dtype: "i16", shape: [1, 0], values: [] as readonly number[] }, axis1],
      outputs: [{ dtype: "i16", shape: [1, 1], values: [-32768] }],
    },
    {
      note: "an empty axis of bools gives false",
      inputs: [{ dtype: "bool", shape: [1, 0], values: [] as readonly boolean[] }, axis1],
      outputs: [{ dtype: "bool", shape: [1, 1], values: [false] }],
    },
  ],
});

export const ReduceMin = defineOp({
  name: "ReduceMin",
  opset: 20,
  since: 1,
  doc: "the smallest element along axes",
  ...plainReduction("reduce_min", "min", elements),
  examples: [
    { note: "one axis kept", inputs: [x2x3, axis1], outputs: [{ shape: [2, 1], values: [1, 4] }] },
    {
      note: "an empty axis gives infinity",
      inputs: [{ shape: [2, 0], values: [] as readonly number[] }, axis1],
      outputs: [{ shape: [2, 1], values: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] }],
    },
    {
      note: "an empty axis of small integers gives their largest",
      attrs: { keepdims: 0 },
      inputs: [{ dtype: "i8", shape: [0], values: [] as readonly number[] }],
      outputs: [{ dtype: "i8", shape: [], values: [127] }],
    },
  ],
});

export const ReduceProd = defineOp({
  name: "ReduceProd",
  opset: 18,
  since: 1,
  doc: "the product along axes",
  ...plainReduction("reduce_prod", "product", numbers),
  examples: [
    { note: "one axis kept", inputs: [x2x3, axis1], outputs: [{ shape: [2, 1], values: [6, 120] }] },
    { note: "a scalar", inputs: [{ shape: [], values: [7] }], outputs: [{ shape: [], values: [7] }] },
  ],
});
