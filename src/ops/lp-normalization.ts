/**
 * LpNormalization: elements divided by the sum of magnitudes (p 1) or by the root of the sum of squares (p 2) along an axis; where that is 0
 * the result is 0. Since opset 1 (22: bf16). https://onnx.ai/onnx/operators/onnx__LpNormalization.html
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, f32Tolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { abs, constant, div, eq, mul, read, select, sqrt } from "../loop/expr.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { floatScalar, reducedShape, reduceStep } from "./families/reduction.ts";
import { floats, typed } from "./families/type-sets.ts";

export const LpNormalization = defineOp({
  name: "LpNormalization",
  opset: 22,
  since: 1,
  doc: "division by the norm along an axis",
  inputs: ["input"],
  attrs(raw) {
    const p = raw.int("p", 2);
    if (p !== 1 && p !== 2) raw.fail(`attribute p is ${p}, expected 1 or 2`);
    return { axis: raw.int("axis", -1), p };
  },
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    normalizeAxis(context, context.attrs.axis, shape.length);
    return [tensorType(dtype, shape)];
  },
  lower(context) {
    const x = context.input(0);
    const axis = normalizeAxis(context, context.attrs.axis, x.shape.length);
    const how = { axes: new Set([axis]), keepdims: true };
    const norm = context.scratch("norm", floatScalar(x.dtype), reducedShape(x.shape, how));
    const isSum = context.attrs.p === 1;
    const sum = reduceStep({
      kernel: isSum ? "l1_norm" : "l2_norm",
      from: x,
      output: norm,
      how,
      combine: "sum",
      body: (e) => (isSum ? abs(e) : mul(e, e)),
      finish: (e) => (isSum ? e : sqrt(e)),
    });
    return context.outputs.flatMap((output) => {
      const axes = axesOf(x.shape);
      const at = axes.map(coordinate);
      const by = read(
        norm,
        at.map((d, a): Dim => (a === axis ? 0 : d)),
      );
      const zero = constant(by.dtype, 0);
      return [sum, compute({ name: "lp_normalization", output, axes, value: select(eq(by, zero), zero, div(read(x, at), by)) })];
    });
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "length 1, or none",
      inputs: [{ shape: [2, 2], values: [3, -4, 0, 0] }],
      outputs: [{ shape: [2, 2], values: [0.6, -0.8, 0, 0] }],
    },
    {
      note: "magnitudes along the outer axis",
      attrs: { p: 1, axis: 0 },
      inputs: [{ shape: [2, 1], values: [1, -3] }],
      outputs: [{ shape: [2, 1], values: [0.25, -0.75] }],
    },
  ],
});
