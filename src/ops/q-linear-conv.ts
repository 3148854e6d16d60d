/**
 * QLinearConv: the convolution of a quantized input with quantized weights (one scale for all or one an output channel), quantized again;
 * the bias is i32 at the scale of the products. Since opset 10. https://onnx.ai/onnx/operators/onnx__QLinearConv.html
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, exactTolerance, type LowerContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { add, div, type Expr, mul, read } from "../loop/expr.ts";
import { checkBias, convolution, convolutionAttrs, convolvedShape, geometry } from "./families/convolution.ts";
import { bytes, centered, checkPair, checkPerChannel, perChannel, rounded, single } from "./families/quantized.ts";
import { checkSingle, only } from "./families/single-element.ts";
import { sameDType, type TypeSet, typed } from "./families/type-sets.ts";

const sums: TypeSet = { text: "i32", dtypes: ["i32"] };
const scale: TypeSet = { text: "f32", dtypes: ["f32"] };

/** Inputs by position. */
const [X, XScale, XZero, W, WScale, WZero, YScale, YZero, Bias] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

export const QLinearConv = defineOp({
  name: "QLinearConv",
  opset: 10,
  since: 10,
  doc: "convolution of quantized tensors",
  inputs: ["x", "x_scale", "x_zero_point", "w", "w_scale", "w_zero_point", "y_scale", "y_zero_point", "B"],
  attrs: convolutionAttrs,
  infer(context) {
    checkPair(context, [X, XScale, XZero], bytes);
    const shape = geometry(context, context.tensor(X).shape, typed(context, W, bytes).shape);
    typed(context, WScale, scale);
    sameDType(context, W, WZero);
    checkPerChannel(context, WScale, shape.outChannels);
    checkPerChannel(context, WZero, shape.outChannels);
    typed(context, YScale, scale);
    checkSingle(context, YScale);
    checkSingle(context, YZero);
    if (context.inputs[Bias] !== undefined) checkBias(context, typed(context, Bias, sums).shape, shape);
    return [tensorType(typed(context, YZero, bytes).dtype, convolvedShape(context.tensor(X).shape, shape))];
  },
  lower(context) {
    const bias = context.inputs[Bias];
    return context.outputs.map((output) =>
      convolution({
        kernel: "qlinear_conv",
        context,
        x: context.input(X),
        w: context.input(W),
        output,
        input: (x) => centered(x, only(context, XZero)),
        weight: (w, oc) => centered(w, perChannel(context.input(WZero), oc)),
        finish(sum, oc) {
          const total = bias === undefined ? sum : add(sum, read(bias, [oc]));
          return rounded(mul(single(total), ratio(context, oc)), only(context, YZero), output.dtype);
        },
      }),
    );
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "one pixel's weight, a bias",
      inputs: [
        { dtype: "u8", shape: [1, 1, 1, 3], values: [128, 130, 100] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [128] },
        { dtype: "i8", shape: [1, 1, 1, 1], values: [4] },
        { shape: [], values: [0.25] },
        { dtype: "i8", shape: [], values: [0] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [10] },
        { dtype: "i32", shape: [1], values: [8] },
      ],
      outputs: [{ dtype: "u8", shape: [1, 1, 1, 3], values: [12, 14, 0] }],
    },
    {
      note: "a scale for each output channel, padding",
      attrs: { pads: [2, 2] },
      inputs: [
        { dtype: "i8", shape: [1, 1, 1], values: [7] },
        { shape: [], values: [1] },
        { dtype: "i8", shape: [], values: [5] },
        { dtype: "i8", shape: [2, 1, 3], values: [1, 2, 3, 3, 2, 1] },
        { shape: [2], values: [1, 10] },
        { dtype: "i8", shape: [2], values: [0, 1] },
        { shape: [], values: [1] },
        { dtype: "i8", shape: [], values: [-1] },
      ],
      outputs: [{ dtype: "i8", shape: [1, 2, 3], values: [5, 3, 1, -1, 19, 39] }],
    },
  ],
});

/** The scale of a product over that of the result. */
const ratio = (context: LowerContext, oc: Dim): Expr => div(mul(only(context, XScale), perChannel(context.input(WScale), oc)), only(context, YScale));
