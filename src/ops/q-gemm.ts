/**
 * QGemm, MatMulIntegerToFloat and DynamicQuantizeMatMul (com.microsoft): products of 8-bit matrices in integers, then scaled to floats or
 * quantized again. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { DynamicQuantizeLinear } from "./dynamic-quantize-linear.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { productShape } from "./families/matrix-product.ts";
import { bytes } from "./families/quantized.ts";
import { checkResult, realForm } from "./families/real-form.ts";
import { floats, typed } from "./families/type-sets.ts";
import { MatMulInteger } from "./mat-mul-integer.ts";

const common = { domain: "com.microsoft", opset: 1, since: 1, tolerance: f32Tolerance } as const;

/** The product in integers, as floats of the scale a times b. */
function scaledProduct(c: Composer, operands: readonly (Value | undefined)[], scale: Value): Value {
  return c.mul(c.cast(c.node(MatMulInteger, operands), "f32"), scale);
}

const withBias = (c: Composer, x: Value, bias: Value | undefined): Value => (bias === undefined ? x : c.add(x, bias));

function checkBias(context: InferContext, i: number, shape: readonly Dim[]): void {
  if (context.inputs[i] === undefined) return;
  typed(context, i, floats);
  checkBroadcastsTo(context, context.tensor(i).shape, shape);
}

export const MatMulIntegerToFloat = defineOp({
  ...common,
  name: "MatMulIntegerToFloat",
  doc: "product of 8-bit matrices as floats",
  inputs: ["A", "B", "a_scale", "b_scale", "a_zero_point", "b_zero_point", "bias"],
  infer(context) {
    const [a, b] = [typed(context, 0, bytes), typed(context, 1, bytes)];
    const shape = productShape(context, a.shape, b.shape);
    checkBias(context, 6, shape);
    const [aScale] = [typed(context, 2, floats), typed(context, 3, floats)];
    return [tensorType(aScale.dtype, shape)];
  },
  expand(context) {
    const c = composer(context);
    const [a, b, aScale, bScale, aZero, bZero, bias] = context.inputs as readonly Value[];
    const scale = c.mul(c.cast(aScale as Value, "f32"), c.cast(bScale as Value, "f32"));
    const product = scaledProduct(c, [a, b, aZero, bZero], scale);
    return [withBias(c, c.cast(product, typeOf(aScale as Value).dtype), bias)];
  },
  examples: [
    {
      note: "a zero point and a bias",
      inputs: [
        { dtype: "u8", shape: [1, 2], values: [3, 5] },
        { dtype: "i8", shape: [2, 1], values: [2, -1] },
        { shape: [], values: [0.5] },
        { shape: [1], values: [2] },
        { dtype: "u8", shape: [], values: [1] },
        undefined,
        { shape: [1], values: [10] },
      ],
      outputs: [{ shape: [1, 1], values: [10] }],
    },
  ],
});

export const DynamicQuantizeMatMul = defineOp({
  ...common,
  name: "DynamicQuantizeMatMul",
  doc: "product of floats, quantized as they are, and an 8-bit matrix",
  inputs: ["A", "B", "b_scale", "b_zero_point", "bias"],
  infer(context) {
    const [a, b] = [typed(context, 0, floats), typed(context, 1, bytes)];
    const shape = productShape(context, a.shape, b.shape);
    typed(context, 2, floats);
    checkBias(context, 4, shape);
    return [tensorType("f32", shape)];
  },
  expand(context) {
    const c = composer(context);
    const [a, b, bScale, bZero, bias] = context.inputs as readonly Value[];
    const [quantized, aScale, aZero] = context.emit(DynamicQuantizeLinear, [a], {}, 3) as readonly [Value, Value, Value];
    return [withBias(c, scaledProduct(c, [quantized, b, aZero, bZero], c.mul(aScale, bScale as Value)), bias)];
  },
  examples: [
    {
      note: "steps of one",
      inputs: [
        { shape: [1, 2], values: [0, 255] },
        { dtype: "u8", shape: [2, 1], values: [7, 2] },
        { shape: [], values: [0.5] },
      ],
      outputs: [{ shape: [1, 1], values: [255] }],
    },
  ],
});

/** Inputs of QGemm by position. */
const [A, AScale, AZero, B, BScale, BZero, C, YScale] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

type Attributes = { readonly alpha: number; readonly transA: boolean; readonly transB: boolean };

function gemmShape(context: Pick<InferContext<Attributes>, "attrs" | "tensor" | "fail">): readonly Dim[] {
  const turned = (i: number, isTurned: boolean): readonly Dim[] => (isTurned ? context.tensor(i).shape.toReversed() : context.tensor(i).shape);
  return productShape(context, turned(A, context.attrs.transA), turned(B, context.attrs.transB));
}

function expandGemm(context: ExpandContext<Attributes>): readonly Value[] {
  const c = realForm(context);
  const { attrs, inputs, node } = context;
  const [a, b] = [inputs[A] as Value, inputs[B] as Value];
  const turned = (x: Value, isTurned: boolean): Value => (isTurned ? c.transpose(x, [1, 0]) : x);
  const product = c.node(MatMulInteger, [turned(a, attrs.transA), turned(b, attrs.transB), inputs[AZero], inputs[BZero]]);
  const bias = inputs[C];
  const sum = bias === undefined ? product : c.add(product, bias);
  const scale = c.mul(c.mul(inputs[AScale] as Value, inputs[BScale] as Value), c.scalar("f32", attrs.alpha));
  const scaled = c.mul(c.cast(sum, "f32"), scale);
  const [y] = node.outputs;
  return inputs[YScale] === undefined || y?.type.kind !== "tensor" ? [scaled] : [c.stored(scaled, YScale, y.type.dtype)];
}

export const QGemm = defineOp({
  ...common,
  name: "QGemm",
  doc: "Gemm of 8-bit matrices with a bias in integers",
  inputs: ["A", "a_scale", "a_zero_point", "B", "b_scale", "b_zero_point", "C", "y_scale", "y_zero_point"],
  attrs: (raw) => ({ alpha: raw.float("alpha", 1), transA: raw.int("transA", 0) !== 0, transB: raw.int("transB", 0) !== 0 }),
  infer(context) {
    const { dtype } = typed(context, A, bytes);
    typed(context, B, bytes);
    const shape = gemmShape(context);
    if (context.inputs[C] !== undefined) checkBroadcastsTo(context, typed(context, C, { text: "i32", dtypes: ["i32"] }).shape, shape);
    if (context.inputs[YScale] === undefined) return [tensorType("f32", shape)];
    const zero = context.inputs[YScale + 1];
    const result = zero === undefined ? dtype : context.tensor(YScale + 1).dtype;
    checkResult(context, YScale, result);
    return [tensorType(result, shape)];
  },
  expand: expandGemm,
  tolerance: { relative: 1e-4, absolute: 1 },
  examples: [
    {
      note: "b turned, a bias, as floats",
      attrs: { transB: 1, alpha: 2 },
      inputs: [
        { dtype: "u8", shape: [1, 2], values: [3, 5] },
        { shape: [], values: [0.5] },
        { dtype: "u8", shape: [], values: [1] },
        { dtype: "i8", shape: [1, 2], values: [2, -1] },
        { shape: [], values: [2] },
        { dtype: "i8", shape: [], values: [0] },
        { dtype: "i32", shape: [1], values: [100] },
      ],
      outputs: [{ shape: [1, 1], values: [200] }],
    },
    {
      note: "quantized",
      inputs: [
        { dtype: "u8", shape: [1, 1], values: [3] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
        { dtype: "u8", shape: [1, 1], values: [4] },
        { shape: [], values: [1] },
        { dtype: "u8", shape: [], values: [0] },
        undefined,
        { shape: [], values: [2] },
        { dtype: "u8", shape: [], values: [1] },
      ],
      outputs: [{ dtype: "u8", shape: [1, 1], values: [7] }],
    },
  ],
});
