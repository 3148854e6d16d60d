/**
 * Softmax e^(x-m) / sum e^(x-m) and LogSoftmax x - m - log(sum e^(x-m)) along one axis, m its maximum: Computes for maximum, powers, sum and
 * result. Since opset 1; one axis instead of all from it on since 13. https://onnx.ai/onnx/operators/onnx__Softmax.html, onnx__LogSoftmax.
 * MaskedSoftmax (domain aot) gives zeros where all is -infinity, as attention to nothing does.
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, f32Tolerance, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { constant, div, type Expr, eq, mul, read, select, sub } from "../loop/expr.ts";
import { expBelow0, log } from "../loop/math/index.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { floatScalar, reducedShape, reduceStep } from "./families/reduction.ts";
import { floats, typed } from "./families/type-sets.ts";

/** Of a row: its maximum, and what is made of the sum of e^(x-m). */
interface Row {
  readonly maximum: Expr;
  readonly sum: Expr;
}

interface Steps {
  /** What is kept of the row's sum: itself, or 1 over it. */
  readonly kept: (sum: Expr) => Expr;
  /** The output element. With `power`, e^(x-m) is stored, so that it is computed once, and is what the result is made of; else x - m is. */
  readonly usesPower: boolean;
  readonly result: (element: Expr, row: Row) => Expr;
}

function lowerSoftmax(context: LowerContext<{ readonly axis: number }>, kernel: string, { kept, usesPower, result }: Steps): readonly Work[] {
  const from = context.input(0);
  const axis = normalizeAxis(context, context.attrs.axis, from.shape.length);
  const how = { axes: new Set([axis]), keepdims: true };
  const rows = reducedShape(from.shape, how);
  const dtype = floatScalar(from.dtype);
  const maximum = context.scratch("max", dtype, rows);
  const sum = context.scratch("sum", dtype, rows);
  const axes = axesOf(from.shape);
  const at = axes.map(coordinate);
  const rowAt = at.map((d, a): Dim => (a === axis ? 0 : d));
  const same = (x: Expr): Expr => x;
  const shifted = sub(read(from, at), read(maximum, rowAt));
  const power = usesPower ? context.scratch("power", dtype, from.shape, from.layout) : undefined;
  const element = power === undefined ? shifted : read(power, at);
  return [
    reduceStep({ kernel: `${kernel}_max`, from, output: maximum, how, combine: "max", body: same, finish: same }),
    ...(power === undefined ? [] : [compute({ name: `${kernel}_exp`, output: power, axes, value: expBelow0(shifted) })]),
    reduceStep({
      kernel: `${kernel}_sum`,
      from: power ?? from,
      output: sum,
      how,
      combine: "sum",
      body: (x, _, outputAt) => (power === undefined ? expBelow0(sub(x, read(maximum, outputAt))) : x),
      finish: kept,
    }),
    ...context.outputs.map((output) =>
      compute({ name: kernel, output, axes, value: result(element, { maximum: read(maximum, rowAt), sum: read(sum, rowAt) }) }),
    ),
  ];
}

const alongAxis = (kernel: string, steps: Steps): Pick<OpDef<{ readonly axis: number }>, "inputs" | "attrs" | "infer" | "lower" | "tolerance"> => ({
  inputs: ["input"],
  attrs: (raw) => ({ axis: raw.int("axis", -1) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    normalizeAxis(context, context.attrs.axis, shape.length);
    return [tensorType(dtype, shape)];
  },
  lower: (context) => lowerSoftmax(context, kernel, steps),
  tolerance: f32Tolerance,
});

const inverse = (x: Expr): Expr => div(constant(x.dtype, 1), x);

const e = Math.E;

export const Softmax = defineOp({
  name: "Softmax",
  opset: 13,
  since: 1,
  doc: "e^x divided by its sum along an axis",
  ...alongAxis("softmax", { kept: inverse, usesPower: true, result: (power, { sum }) => mul(power, sum) }),
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
  ...alongAxis("log_softmax", { kept: log, usesPower: false, result: (shifted, { sum }) => sub(shifted, sum) }),
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
  ...alongAxis("softmax", {
    kept: inverse,
    usesPower: true,
    result: (power, { maximum, sum }) =>
      select(eq(maximum, constant(maximum.dtype, Number.NEGATIVE_INFINITY)), constant(sum.dtype, 0), mul(power, sum)),
  }),
  examples: [
    {
      note: "a row of nothing",
      inputs: [{ shape: [2, 2], values: [-Infinity, -Infinity, 0, -Infinity] }],
      outputs: [{ shape: [2, 2], values: [0, 0, 1, 0] }],
    },
  ],
});
