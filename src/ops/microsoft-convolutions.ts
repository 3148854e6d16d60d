/**
 * QLinearConv with channels last, and ConvTransposeWithDynamicPads (com.microsoft): ONNX's convolutions with axes in another order, and with pads as an
 * input. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { ConvTranspose } from "./conv-transpose.ts";
import { channelsFirst, channelsLast } from "./families/channel-order.ts";
import { composer, typeOf } from "./families/composing.ts";
import { rearranged } from "./families/rearranged.ts";
import { steeringNumbers } from "./families/steering.ts";
import { QLinearConv } from "./q-linear-conv.ts";

const common = { domain: "com.microsoft", opset: 1, since: 1 } as const;
const permuted = (shape: readonly Dim[], order: readonly number[]): readonly Dim[] => order.map((a) => shape[a] as Dim);

export const MicrosoftQLinearConv = defineOp({
  ...common,
  name: "QLinearConv",
  doc: "convolution of quantized tensors, channels second or last",
  inputs: ["x", "x_scale", "x_zero_point", "w", "w_scale", "w_zero_point", "y_scale", "y_zero_point", "B"],
  attrs: (raw) => ({ ...QLinearConv.attrs(raw), channels_last: raw.int("channels_last", 0) !== 0 }),
  infer(context) {
    if (!context.attrs.channels_last) return QLinearConv.infer(context);
    const tensor: InferContext["tensor"] = (i) => {
      const type = context.tensor(i);
      return i === 0 ? tensorType(type.dtype, permuted(type.shape, channelsFirst(type.shape.length))) : type;
    };
    return QLinearConv.infer({ ...context, tensor }).map((type) =>
      type.kind === "tensor" ? tensorType(type.dtype, permuted(type.shape, channelsLast(type.shape.length))) : type,
    );
  },
  expand(context) {
    const c = composer(context);
    const { channels_last, ...attrs } = context.attrs;
    const [x, ...rest] = context.inputs as readonly [Value, ...(Value | undefined)[]];
    if (channels_last !== true) return [c.node(QLinearConv, [x, ...rest], attrs)];
    const rank = typeOf(x).shape.length;
    const y = c.node(QLinearConv, [c.transpose(x, channelsFirst(rank)), ...rest], attrs);
    return [c.transpose(y, channelsLast(rank))];
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "two channels to one",
      attrs: { channels_last: 1 },
      inputs: [
        { dtype: "u8", shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
        { dtype: "u8", shape: [1, 2, 1, 1], values: [10, 1] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
      ],
      outputs: [{ dtype: "u8", shape: [1, 1, 2, 1], values: [12, 34] }],
    },
  ],
});

/** The inputs of ConvTranspose among x, w, pads and bias. */
const plain = [0, 1, 3] as const;

export const ConvTransposeWithDynamicPads = defineOp({
  ...common,
  name: "ConvTransposeWithDynamicPads",
  doc: "transposed convolution with pads as an input",
  inputs: ["X", "W", "Pads", "B"],
  attrs: (raw) => ConvTranspose.attrs(raw),
  infer: (context) => ConvTranspose.infer({ ...rearranged(context, plain), attrs: { ...context.attrs, pads: steeringNumbers(context, 2) } }),
  expand(context) {
    const pads = context.known(2);
    if (pads === undefined) return context.fail("has pads that are only known at run time", "make them a constant of the model");
    const attrs = { ...context.attrs, pads: pads.map(Number) };
    return [
      composer(context).node(
        ConvTranspose,
        plain.map((i) => context.inputs[i]),
        attrs,
      ),
    ];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one element cut on each side",
      inputs: [
        { shape: [1, 1, 1, 2], values: [1, 10] },
        { shape: [1, 1, 1, 3], values: [1, 2, 3] },
        { dtype: "i64", shape: [4], values: [0n, 1n, 0n, 1n], constant: true },
      ],
      outputs: [{ shape: [1, 1, 1, 2], values: [12, 23] }],
    },
  ],
});
