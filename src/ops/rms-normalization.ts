/**
 * RMSNormalization: x / sqrt(mean of x^2 + epsilon) over the axes from `axis` on, then scaled element by element. Since opset 23.
 * SimplifiedLayerNormalization is ONNX Runtime's name for it from before, with 1 / deviation as a second output.
 * https://onnx.ai/onnx/operators/onnx__RMSNormalization.html
 */
import { product } from "../core/dim.ts";
import { defineOp, f32Tolerance, type InferContext, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, mul, read } from "../loop/expr.ts";
import { axesOf, axisLetter, normalizeAxis } from "./families/axes.ts";
import { broadcastRead, checkBroadcastsTo } from "./families/broadcast.ts";
import { inverseRootMeanSquare, statisticAt } from "./families/normalize.ts";
import { floats, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

type Attributes = { readonly axis: number; readonly epsilon: number };

function typesOf(context: InferContext<Attributes>): readonly TensorType[] {
  const x = typed(context, 0, floats);
  const scale = typed(context, 1, floats);
  const first = normalizeAxis(context, context.attrs.axis, x.shape.length);
  checkBroadcastsTo(context, scale.shape, x.shape);
  const statistic = tensorType(x.dtype === "f64" ? "f64" : "f32", [...x.shape.slice(0, first), ...x.shape.slice(first).map(() => 1)]);
  return [tensorType(scale.dtype, x.shape), statistic];
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const x = context.input(0);
  const scale = context.input(1);
  const [output, inverse] = context.outputs;
  if (output === undefined) return context.fail("has 0 outputs, 1 is expected");
  const first = normalizeAxis(context, context.attrs.axis, x.shape.length);
  const axes = axesOf(x.shape);
  const last = x.shape.slice(first);
  const found = inverseRootMeanSquare(context, {
    x,
    kept: axesOf(x.shape).slice(0, first),
    reduced: reducedOver(last.map((extent, i) => [`r${axisLetter(x.shape.length, first + i)}`, extent])),
    count: product(last),
    at: (kept, reduced) => [...kept, ...reduced],
    epsilon: context.attrs.epsilon,
    output: inverse,
  });
  const at = axes.map(coordinate);
  const element = read(x, at);
  // Rounded to the input's type before it is scaled.
  const normal = cast(x.dtype, mul(element, statisticAt(found.statistic, at.slice(0, first), element.dtype)));
  const wide = normal.dtype === "f64" || scale.dtype === "f64" ? "f64" : "f32";
  const value = cast(scale.dtype, mul(cast(wide, normal), cast(wide, broadcastRead(scale, at))));
  return [...found.work, compute({ name: "rms_norm", output, axes, value })];
}

const normalization: Pick<OpDef<Attributes>, "inputs" | "attrs" | "lower" | "tolerance"> = {
  inputs: ["X", "scale"],
  attrs: (raw) => ({ axis: raw.int("axis", -1), epsilon: raw.float("epsilon", 1e-5), stash_type: raw.int("stash_type", 1) }),
  lower,
  tolerance: f32Tolerance,
};

const rows = { shape: [2, 2], values: [3, 4, -6, 8] } as const;
const [third, fourth] = [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)];

export const RMSNormalization = defineOp({
  name: "RMSNormalization",
  opset: 23,
  since: 23,
  doc: "division by the root of the mean square over the last axes",
  infer: (context) => typesOf(context).slice(0, 1),
  ...normalization,
  examples: [
    {
      note: "rows",
      attrs: { epsilon: 0 },
      inputs: [rows, { shape: [2], values: [1, 2] }],
      outputs: [{ shape: [2, 2], values: [third, 2 * fourth, -third, 2 * fourth] }],
    },
    {
      note: "a scale of another type, which the result has",
      attrs: { epsilon: 0 },
      inputs: [rows, { dtype: "f64", shape: [2], values: [1, 2] }],
      outputs: [{ dtype: "f64", shape: [2, 2], values: [third, 2 * fourth, -third, 2 * fourth] }],
    },
    {
      note: "all axes",
      attrs: { axis: 0, epsilon: 0.75 },
      inputs: [
        { shape: [2, 2], values: [1, 2, 3, 4] },
        { shape: [1], values: [2] },
      ],
      outputs: [{ shape: [2, 2], values: [1, 2, 3, 4].map((x) => (2 * x) / Math.sqrt(8.25)) }],
    },
  ],
});

export const SimplifiedLayerNormalization = defineOp({
  name: "SimplifiedLayerNormalization",
  opset: 1,
  since: 1,
  doc: "RMSNormalization as ONNX Runtime writes it",
  infer: (context) => typesOf(context).slice(0, Math.max(1, context.outputCount)),
  ...normalization,
  examples: [
    {
      note: "rows, with 1 / deviation",
      attrs: { epsilon: 0 },
      inputs: [rows, { shape: [2], values: [1, 1] }],
      outputs: [
        { shape: [2, 2], values: [third, fourth, -third, fourth] },
        { shape: [2, 1], values: [1 / Math.sqrt(12.5), 1 / Math.sqrt(50)] },
      ],
    },
  ],
});
