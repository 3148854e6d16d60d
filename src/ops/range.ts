/**
 * Range: start + i * delta for all i from 0 while it stays before limit; delta is 1 where it is left out, as com.microsoft's may. Since opset 11.
 * https://onnx.ai/onnx/operators/onnx__Range.html
 */
import { add as addDims, ceilDiv, type Dim, max, mul as mulDims, sub } from "../core/dim.ts";
import { isFloat } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, cast, ceil, constant, div, type Expr, index, max as maxExpr, mul, scalarOf, sub as subExpr, type Tensor } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { withKnown } from "./families/known-elements.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./families/plan.ts";
import { checkSingle, only } from "./families/single-element.ts";
import { hasInput, steeringScales } from "./families/steering.ts";
import { numbers, sameDType, typed } from "./families/type-sets.ts";

interface Steps {
  readonly start: Dim;
  readonly delta: Dim;
  readonly length: Dim;
}

function stepsOf(context: InferContext): Steps {
  const [start = 0] = steeringScales(context, 0);
  const [limit = 0] = steeringScales(context, 1);
  const [delta = 0] = hasInput(context, 2) ? steeringScales(context, 2) : [1];
  if (delta === 0) context.fail("delta is 0, another number is expected");
  if (typeof start === "number" && typeof limit === "number" && typeof delta === "number")
    return { start, delta, length: Math.max(0, Math.ceil((limit - start) / delta)) };
  if (typeof delta !== "number" || !Number.isInteger(delta)) return context.fail("delta is no whole number but the limits depend on free dims");
  const distance = delta > 0 ? sub(limit, start) : sub(start, limit);
  return { start, delta, length: max(0, ceilDiv(distance, Math.abs(delta))) };
}

const isSteered = (context: InferContext | LowerContext): boolean => [0, 1, 2].some((i) => isSteeredAtRunTime(context, i));

/** The number of steps at run time, found in doubles. */
function checkLength(context: LowerContext, output: Tensor): readonly Work[] {
  if (!isSteered(context)) return [];
  const plan = new Plan(context);
  const [start, limit, delta] = [0, 1, 2].map((i) => (hasInput(context, i) ? cast("f64", plan.scalar(i)) : constant("f64", 1))) as [Expr, Expr, Expr];
  const steps = ceil(div(subExpr(limit, start), delta));
  plan.extent(output.shape[0] ?? 0, plan.let("length", cast("i32", maxExpr(steps, constant("f64", 0)))));
  return [plan.routine("range_operands", output)];
}

export const Range = defineOp({
  name: "Range",
  opset: 11,
  since: 11,
  doc: "start, start + delta, ... before limit",
  inputs: ["start", "limit", "delta"],
  infer(context) {
    const { dtype } = typed(context, 0, numbers);
    sameDType(context, 0, 1);
    if (hasInput(context, 2)) sameDType(context, 0, 2);
    for (const i of [0, 1, 2]) checkSingle(context, i);
    if (isSteered(context)) return [tensorType(dtype, declaredShape(context, 0, 1, "an operand"))];
    const { start, delta, length } = stepsOf(context);
    const type = tensorType(dtype, [length]);
    if (typeof length !== "number" || length > 1024 || isFloat(dtype)) return [type];
    return [
      withKnown(
        type,
        Array.from({ length }, (_, i) => addDims(start, mulDims(delta, i))),
      ),
    ];
  },
  lower: (context) =>
    context.outputs.flatMap((output) => {
      const axes = axesOf(output.shape);
      const [i] = axes.map(coordinate);
      const dtype = scalarOf(output.dtype);
      const count = dtype === "index" ? index(i ?? 0) : cast(dtype, index(i ?? 0));
      const value = add(only(context, 0), hasInput(context, 2) ? mul(count, only(context, 2)) : count);
      return [...checkLength(context, output), compute({ name: "range", output, axes, value })];
    }),
  tolerance: f32Tolerance,
  examples: [
    {
      note: "floats, the limit not reached",
      inputs: [
        { shape: [], values: [1], constant: true },
        { shape: [], values: [5], constant: true },
        { shape: [], values: [1.5], constant: true },
      ],
      outputs: [{ shape: [3], values: [1, 2.5, 4] }],
    },
    {
      note: "integers downward",
      inputs: [
        { dtype: "i32", shape: [], values: [10], constant: true },
        { dtype: "i32", shape: [], values: [6], constant: true },
        { dtype: "i32", shape: [], values: [-3], constant: true },
      ],
      outputs: [{ dtype: "i32", shape: [2], values: [10, 7] }],
    },
    {
      note: "in steps of 1",
      inputs: [
        { shape: [], values: [0.5], constant: true },
        { shape: [1], values: [3], constant: true },
      ],
      outputs: [{ shape: [3], values: [0.5, 1.5, 2.5] }],
    },
  ],
});
