/**
 * NhwcMaxPool (com.microsoft): MaxPool of 8-bit integers with channels last, as ONNX Runtime saves it between its quantized convolutions.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { channelsFirst, channelsLast } from "./families/channel-order.ts";
import { composer } from "./families/composing.ts";
import { inferPool } from "./families/pool.ts";
import { bytes } from "./families/quantized.ts";
import { MaxPool } from "./max-pool.ts";

export const NhwcMaxPool = defineOp({
  name: "NhwcMaxPool",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "the largest element of each window, channels last",
  inputs: ["x"],
  attrs: MaxPool.attrs,
  infer(context) {
    const { dtype, shape } = context.tensor(0);
    const first = tensorType(
      dtype,
      channelsFirst(shape.length).map((a) => shape[a] as Dim),
    );
    const pooled = inferPool({ ...context, tensor: () => first }, bytes);
    return [
      tensorType(
        dtype,
        channelsLast(shape.length).map((a) => pooled.shape[a] as Dim),
      ),
    ];
  },
  expand(context) {
    const c = composer(context);
    const rank = context.tensor(0).shape.length;
    const pooled = c.node(MaxPool, [c.transpose(context.inputs[0] as Value, channelsFirst(rank))], context.attrs);
    return [c.transpose(pooled, channelsLast(rank))];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two channels, pads",
      attrs: { kernel_shape: [2, 2], strides: [2, 1], pads: [0, 1, 0, 0] },
      inputs: [{ dtype: "u8", shape: [1, 2, 2, 2], values: [1, 20, 3, 4, 5, 6, 7, 8] }],
      outputs: [{ dtype: "u8", shape: [1, 1, 2, 2], values: [5, 20, 7, 20] }],
    },
  ],
});
