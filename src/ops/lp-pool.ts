/**
 * LpPool and GlobalLpPool: the p-norm (sum of |x|^p)^(1/p) of each window, or of each channel. Since opset 1 (2: p is an integer, 18:
 * dilations and ceil_mode). https://onnx.ai/onnx/operators/onnx__LpPool.html and onnx__GlobalLpPool.html
 */
import { defineOp, f32Tolerance, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axis, type Compute, type ComputeSpec, compute, coordinate } from "../loop/compute.ts";
import { abs, constant, type Expr, guarded, mul, read, sqrt, variable } from "../loop/expr.ts";
import { pow } from "../loop/math/index.ts";
import { inferPool, poolAttrs, poolOf } from "./families/pool.ts";
import { floats, typed } from "./families/type-sets.ts";
import { type Reduced, reducedOver, spatialExtents, spatialLetter } from "./families/window.ts";

const power = (x: Expr, p: number): Expr => {
  if (p === 1) return abs(x);
  return p === 2 ? mul(x, x) : pow(abs(x), constant(x.dtype, p));
};

const root = (sum: Expr, p: number): Expr => {
  if (p === 1) return sum;
  return p === 2 ? sqrt(sum) : pow(sum, constant(sum.dtype, 1 / p));
};

interface Norm {
  readonly spec: Pick<ComputeSpec, "name" | "output" | "axes">;
  readonly taps: Reduced;
  readonly element: Expr;
  /** Where the element is one; undefined for everywhere. */
  readonly inside: Expr | undefined;
  readonly p: number;
}

function norm({ spec, taps, element, inside, p }: Norm): Compute {
  const body = guarded(inside, power(element, p), constant(element.dtype, 0));
  if (taps.axes.length === 0) return compute({ ...spec, value: root(body, p) });
  const result = variable("sum", element.dtype);
  return compute({ ...spec, reduction: { axes: taps.axes, combine: "sum", body, result }, value: root(result, p) });
}

const outputOf = (context: LowerContext) => context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");

export const LpPool = defineOp({
  name: "LpPool",
  opset: 22,
  since: 1,
  doc: "the p-norm of each window",
  inputs: ["X"],
  attrs: (raw) => ({ ...poolAttrs(raw), p: raw.int("p", 2) }),
  infer: (context) => [inferPool(context, floats)],
  lower: (context) => {
    const { x, windows, axes, taps, at, inside } = poolOf(context);
    const spec = { name: `lp_pool${windows.length}d`, output: outputOf(context), axes };
    return [norm({ spec, taps, element: read(x, at), inside, p: context.attrs.p })];
  },
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "Euclidean norm of pairs",
      attrs: { kernel_shape: [2], strides: [2] },
      inputs: [{ shape: [1, 1, 4], values: [3, -4, 6, 8] }],
      outputs: [{ shape: [1, 1, 2], values: [5, 10] }],
    },
    {
      note: "p = 3, padding",
      attrs: { kernel_shape: [2], strides: [2], pads: [1, 1], p: 3 },
      inputs: [{ shape: [1, 1, 2], values: [-2, 5] }],
      outputs: [{ shape: [1, 1, 2], values: [2, 5] }],
    },
  ],
});

export const GlobalLpPool = defineOp({
  name: "GlobalLpPool",
  opset: 22,
  since: 1,
  doc: "the p-norm of each channel",
  inputs: ["X"],
  attrs: (raw) => ({ p: raw.int("p", 2) }),
  infer: (context) => {
    const x = typed(context, 0, floats);
    const spatial = spatialExtents(context, x.shape);
    return [tensorType(x.dtype, [...x.shape.slice(0, 2), ...spatial.map(() => 1)])];
  },
  lower: (context) => {
    const x = context.input(0);
    const [batch = 1, channels = 1, ...spatial] = x.shape;
    const axes = [axis("n", batch), axis("c", channels), ...spatial.map((_, i) => axis(`one${i}`, 1))];
    const taps = reducedOver(spatial.map((extent, i) => [spatialLetter(spatial.length, i), extent]));
    const element = read(x, [...axes.slice(0, 2).map(coordinate), ...taps.at]);
    const spec = { name: "global_lp_pool", output: outputOf(context), axes };
    return [norm({ spec, taps, element, inside: undefined, p: context.attrs.p })];
  },
  follows: 0,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two channels, p = 1",
      attrs: { p: 1 },
      inputs: [{ shape: [1, 2, 3], values: [1, -2, 3, 4, 5, -6] }],
      outputs: [{ shape: [1, 2, 1], values: [6, 15] }],
    },
  ],
});
