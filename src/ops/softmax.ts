/**
 * Softmax e^(x-m) / sum e^(x-m) and LogSoftmax x - m - log(sum e^(x-m)) along one axis, m its maximum: three Computes (maximum, sum,
 * result). Since opset 1; one axis instead of all from it on since 13. https://onnx.ai/onnx/operators/onnx__Softmax.html, onnx__LogSoftmax.
 * MaskedSoftmax (domain aot) gives zeros where all is -infinity, as attention to nothing does.
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { constant, div, type Expr, eq, read, select, sub } from "../loop/expr.ts";
import { exp, log } from "../loop/math/index.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { floatScalar, reducedShape, reduceStep } from "./families/reduction.ts";
import { floats, typed } from "./families/type-sets.ts";

/** The output element: `shifted` is x - m, `sum` the sum of e^(x-m), `maximum` is m. */
type Result = (shifted: Expr, sum: Expr, maximum: Expr) => Expr;

function lowerSoftmax(context: LowerContext, kernel: string, result: Result): readonly Work[] {
  const from = context.input(0);
  const axis = normalizeAxis(context, context.attrs.axis as number, from.shape.length);
  const how = { axes: new Set([axis]), keepdims: true };
  const rows = reducedShape(from.shape, how);
  const dtype = floatScalar(from.dtype);
  const maximum = context.scratch("max", dtype, rows);
  const sum = context.scratch("sum", dtype, rows);
  const axes = axesOf(from.shape);
  const at = axes.map(coordinate);
  const rowAt = at.map((d, a): Dim => (a === axis ? 0 : d));
  const same = (x: Expr): Expr => x;
  return [
    reduceStep({ kernel: `${kernel}_max`, from, output: maximum, how, combine: "max", body: same, finish: same }),
    reduceStep({
      kernel: `${kernel}_sum`,
      from,
      output: sum,
      how,
      combine: "sum",
      body: (x, _, outputAt) => exp(sub(x, read(maximum, outputAt))),
      finish: same,
    }),
    ...context.outputs.map((output) =>
      compute({ name: kernel, output, axes, value: result(sub(read(from, at), read(maximum, rowAt)), read(sum, rowAt), read(maximum, rowAt)) }),
    ),
  ];
}

const alongAxis = (kernel: string, result: Result): Pick<OpDef, "attrs" | "infer" | "lower" | "tolerance"> => ({
  attrs: (raw) => ({ axis: raw.int("axis", -1) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    normalizeAxis(context, context.attrs.axis as number, shape.length);
    return [tensorType(dtype, shape)];
  },
  lower: (context) => lowerSoftmax(context, kernel, result),
  tolerance: f32Tolerance,
});

const e = Math.E;

export const Softmax = defineOp({
  name: "Softmax",
  opset: 13,
  since: 1,
  doc: "e^x divided by its sum along an axis",
  ...alongAxis("softmax", (shifted, sum) => div(exp(shifted), sum)),
  examples: [
    {
      note: "rows, large numbers stay finite",
      inputs: [{ shape: [2, 2], values: [0, 1, 10000, 10001] }],
      outputs: [{ shape: [2, 2], values: [1 / (1 + e), e / (1 + e), 1 / (1 + e), e / (1 + e)] }],
    },
    {
      note: "outer axis",
      attrs: { axis: 0 },
      inputs: [{ shape: [2, 2], values: [0, 3, 1, 3] }],
      outputs: [{ shape: [2, 2], values: [1 / (1 + e), 0.5, e / (1 + e), 0.5] }],
    },
  ],
});

export const LogSoftmax = defineOp({
  name: "LogSoftmax",
  opset: 13,
  since: 1,
  doc: "the logarithm of Softmax",
  ...alongAxis("log_softmax", (shifted, sum) => sub(shifted, log(sum))),
  examples: [
    {
      note: "rows",
      inputs: [{ shape: [1, 3], values: [-1000, 0, 1] }],
      outputs: [{ shape: [1, 3], values: [-1001 - Math.log1p(1 / e), -Math.log(1 + e), 1 - Math.log(1 + e)] }],
    },
  ],
});

export const MaskedSoftmax = defineOp({
  name: "MaskedSoftmax",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "Softmax that is 0 where a whole row is -infinity",
  ...alongAxis("softmax", (shifted, sum, maximum) =>
    select(eq(maximum, constant(maximum.dtype, Number.NEGATIVE_INFINITY)), constant(sum.dtype, 0), div(exp(shifted), sum)),
  ),
  examples: [
    {
      note: "a row of nothing",
      inputs: [{ shape: [2, 2], values: [-Infinity, -Infinity, 0, -Infinity] }],
      outputs: [{ shape: [2, 2], values: [0, 0, 1, 0] }],
    },
  ],
});
