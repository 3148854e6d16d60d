/**
 * BlackmanWindow, HammingWindow, HannWindow: sums of cosines over a number of elements, periodic or symmetric. Since opset 17.
 * https://onnx.ai/onnx/operators/onnx__BlackmanWindow.html, onnx__HammingWindow and onnx__HannWindow.
 */
import type { DType } from "../core/dtype.ts";
import { isFloat } from "../core/dtype.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, index, mul } from "../loop/expr.ts";
import { cos } from "../loop/math/index.ts";
import { axesOf } from "./families/axes.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { checkGivenShape, declaredShape, isSteeredAtRunTime } from "./families/plan.ts";
import { steeringNumbers } from "./families/steering.ts";
import { indexTypes, typed } from "./families/type-sets.ts";

function sizeOf(context: InferContext): number {
  if (isSteeredAtRunTime(context, 0)) return declaredShape(context, 0, 1, context.inputName(0))[0] ?? 0;
  const [size, ...more] = steeringNumbers(context, 0);
  if (size === undefined || more.length > 0 || size < 0)
    return context.fail(`size is ${[size, ...more].join(", ")}, one number of at least 0 is expected`);
  return size;
}

/** sum over j of weights[j] * cos(2 pi j n / period), computed in doubles. */
const lowered =
  (weights: readonly number[]) =>
  (context: LowerContext<{ readonly periodic: boolean }>): readonly Work[] => {
    return context.outputs.flatMap((output) => {
      const size = Number(output.shape[0]);
      const period = context.attrs.periodic ? size : Math.max(1, size - 1);
      const axes = axesOf(output.shape);
      const n = cast("f64", index(axes.map(coordinate)[0] ?? 0));
      const terms = weights.map((w, j) =>
        j === 0 ? constant("f64", w) : mul(constant("f64", w), cos(mul(n, constant("f64", (2 * Math.PI * j) / Math.max(1, period))))),
      );
      const value = terms.reduce(add);
      const window = compute({ name: "window", output, axes, value: output.dtype === "f64" ? value : cast(output.dtype, value) });
      return [...checkGivenShape(context, 0, output), window];
    });
  };

const windowed = (
  weights: readonly number[],
): Pick<OpDef<{ readonly periodic: boolean; readonly to: DType }>, "inputs" | "attrs" | "infer" | "lower" | "tolerance" | "opset" | "since"> => ({
  opset: 17,
  since: 17,
  inputs: ["size"],
  attrs: (raw) => ({ periodic: raw.int("periodic", 1) !== 0, to: raw.has("output_datatype") ? elementTypeAttribute(raw, "output_datatype") : "f32" }),
  infer(context) {
    typed(context, 0, indexTypes);
    const { to } = context.attrs;
    if (!isFloat(to)) context.fail(`output_datatype is ${to}, a float is expected`);
    return [tensorType(to, [sizeOf(context)])];
  },
  lower: lowered(weights),
  tolerance: f32Tolerance,
});

const four = { dtype: "i64", shape: [], values: [4n], constant: true } as const;
const three = { dtype: "i32", shape: [], values: [3], constant: true } as const;

export const BlackmanWindow = defineOp({
  name: "BlackmanWindow",
  doc: "0.42 - 0.5 cos + 0.08 cos of twice the angle",
  ...windowed([0.42, -0.5, 0.08]),
  examples: [
    { note: "periodic", inputs: [four], outputs: [{ shape: [4], values: [0, 0.34, 1, 0.34] }] },
    { note: "symmetric", attrs: { periodic: 0 }, inputs: [three], outputs: [{ shape: [3], values: [0, 1, 0] }] },
  ],
});

export const HammingWindow = defineOp({
  name: "HammingWindow",
  doc: "25/46 - 21/46 cos",
  ...windowed([25 / 46, -21 / 46]),
  examples: [{ note: "periodic", inputs: [four], outputs: [{ shape: [4], values: [4 / 46, 25 / 46, 1, 25 / 46] }] }],
});

export const HannWindow = defineOp({
  name: "HannWindow",
  doc: "0.5 - 0.5 cos",
  ...windowed([0.5, -0.5]),
  examples: [
    { note: "periodic", inputs: [four], outputs: [{ shape: [4], values: [0, 0.5, 1, 0.5] }] },
    {
      note: "symmetric, in doubles",
      attrs: { periodic: 0, output_datatype: 11 },
      inputs: [three],
      outputs: [{ dtype: "f64", shape: [3], values: [0, 1, 0] }],
    },
  ],
});
