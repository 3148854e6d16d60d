/**
 * QLinearAveragePool and QLinearGlobalAveragePool (com.microsoft): means of quantized windows and of whole channels, channels second or last.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { type Attrs, defineOp, type ExpandContext, type InferContext, type OpDef, type Tolerance, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { AveragePool } from "./average-pool.ts";
import { channelsFirst, channelsLast } from "./families/channel-order.ts";
import { inferPool } from "./families/pool.ts";
import { bytes } from "./families/quantized.ts";
import { checkResult, operandType, realForm } from "./families/real-form.ts";
import { GlobalAveragePool } from "./global-pools.ts";

const oneStep: Tolerance = { relative: 0, absolute: 1 };

/** The operand with its channels second. */
const firstShape = (context: InferContext): TensorType => {
  const { dtype, shape } = context.tensor(0);
  return tensorType(dtype, context.attrs.channels_last === true ? channelsFirst(shape.length).map((a) => shape[a] as Dim) : shape);
};

const lastAgain = (context: InferContext, shape: readonly Dim[]): readonly Dim[] =>
  context.attrs.channels_last === true ? channelsLast(shape.length).map((a) => shape[a] as Dim) : shape;

/** Pools by `op` between the two orders of axes. */
function expandedPool(op: OpDef, context: ExpandContext, attrs: Attrs): readonly Value[] {
  const c = realForm(context);
  const { dtype, shape } = context.tensor(0);
  const isLast = context.attrs.channels_last === true;
  const x = isLast ? c.transpose(c.operand(0), channelsFirst(shape.length)) : c.operand(0);
  const pooled = c.node(op, [x], attrs);
  return [c.stored(isLast ? c.transpose(pooled, channelsLast(shape.length)) : pooled, 3, dtype)];
}

export const QLinearAveragePool = defineOp({
  name: "QLinearAveragePool",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "the mean of each window of a quantized value",
  inputs: ["X", "x_scale", "x_zero_point", "y_scale", "y_zero_point"],
  attrs: (raw) => ({ ...AveragePool.attrs(raw), channels_last: raw.int("channels_last", 0) !== 0 }),
  infer(context) {
    const dtype = operandType(context, 0);
    checkResult(context, 3, dtype);
    const pooled = inferPool({ ...context, tensor: (i) => (i === 0 ? firstShape(context) : context.tensor(i)) }, bytes);
    return [tensorType(dtype, lastAgain(context, pooled.shape))];
  },
  expand(context) {
    const { channels_last: _, ...attrs } = context.attrs;
    return expandedPool(AveragePool, context, attrs);
  },
  tolerance: oneStep,
  examples: [
    {
      note: "windows of two, channels last",
      attrs: { kernel_shape: [2], channels_last: 1 },
      inputs: [
        { dtype: "u8", shape: [1, 3, 1], values: [2, 4, 10] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [10] },
      ],
      outputs: [{ dtype: "u8", shape: [1, 2, 1], values: [16, 24] }],
    },
  ],
});

export const QLinearGlobalAveragePool = defineOp({
  name: "QLinearGlobalAveragePool",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "the mean of each channel of a quantized value",
  inputs: ["X", "x_scale", "x_zero_point", "y_scale", "y_zero_point"],
  attrs: (raw) => ({ channels_last: raw.int("channels_last", 0) !== 0 }),
  infer(context) {
    const dtype = operandType(context, 0);
    checkResult(context, 3, dtype);
    const { shape } = firstShape(context);
    return [
      tensorType(
        dtype,
        lastAgain(
          context,
          shape.map((d, a) => (a < 2 ? d : 1)),
        ),
      ),
    ];
  },
  expand: (context) => expandedPool(GlobalAveragePool, context, {}),
  tolerance: oneStep,
  examples: [
    {
      note: "two channels",
      inputs: [
        { dtype: "i8", shape: [1, 2, 2], values: [2, 4, -10, -20] },
        { shape: [], values: [1] },
        { dtype: "i8", shape: [], values: [0] },
        { shape: [], values: [0.5] },
        { dtype: "i8", shape: [], values: [1] },
      ],
      outputs: [{ dtype: "i8", shape: [1, 2, 1], values: [7, -29] }],
    },
  ],
});
