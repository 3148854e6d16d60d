/**
 * Clip: min(max(x, low), high), each bound an optional scalar; NaN stays NaN, and high wins where low is above it.
 * Since opset 1 (bounds as inputs since 11, integers since 12). https://onnx.ai/onnx/operators/onnx__Clip.html
 */
import { defineOp, exactTolerance, type InferContext, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { atLeast, atMost } from "../loop/bounded.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { constant, type Expr, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { checkSingle, elementOf } from "./families/single-element.ts";
import { numbers, sameDType, typed } from "./families/type-sets.ts";

function checkBound(context: InferContext, i: number): void {
  if (context.inputs[i] === undefined) return;
  sameDType(context, 0, i);
  checkSingle(context, i);
}

/** The bound as a number in the code where it is constant (as a rule), else as a value read. */
function bound(context: LowerContext, i: number): Expr | undefined {
  const source = context.inputs[i];
  if (source === undefined) return undefined;
  const element = elementOf(source);
  const isBits = source.dtype === "f16" || source.dtype === "bf16" || element.dtype === "i64" || element.dtype === "u64";
  const [number] = (isBits ? undefined : context.constant(i)) ?? [];
  return number === undefined ? element : constant(element.dtype, number);
}

export const Clip = defineOp({
  name: "Clip",
  opset: 13,
  since: 1,
  doc: "min(max(x, low), high)",
  inputs: ["input", "min", "max"],
  follows: 0,
  elementwise: true,
  infer(context) {
    const type = typed(context, 0, numbers);
    checkBound(context, 1);
    checkBound(context, 2);
    return [tensorType(type.dtype, type.shape)];
  },
  lower(context) {
    const x = context.input(0);
    const axes = axesOf(x.shape);
    const low = bound(context, 1);
    const high = bound(context, 2);
    const element = read(x, axes.map(coordinate));
    const raised = low === undefined ? element : atLeast(element, low);
    const value = high === undefined ? raised : atMost(raised, high);
    return context.outputs.map((output) => compute({ name: "clip", output, axes, value }));
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "ReLU6, NaN stays",
      inputs: [
        { shape: [4], values: [-1, 3, 9, Number.NaN] },
        { shape: [], values: [0], constant: true },
        { shape: [], values: [6], constant: true },
      ],
      outputs: [{ shape: [4], values: [0, 3, 6, Number.NaN] }],
    },
    {
      note: "bounds at run time, low above high",
      inputs: [
        { shape: [3], values: [-2, 0, 6] },
        { shape: [], values: [2] },
        { shape: [], values: [1] },
      ],
      outputs: [{ shape: [3], values: [1, 1, 1] }],
    },
    {
      note: "a bound that is left out bounds no infinity",
      inputs: [
        { shape: [2], values: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] },
        { shape: [], values: [0], constant: true },
      ],
      outputs: [{ shape: [2], values: [0, Number.POSITIVE_INFINITY] }],
    },
    {
      note: "one bound, small integers",
      inputs: [{ dtype: "i8", shape: [3], values: [-100, 0, 100] }, undefined, { dtype: "i8", shape: [], values: [5] }],
      outputs: [{ dtype: "i8", shape: [3], values: [-100, 0, 5] }],
    },
  ],
});
