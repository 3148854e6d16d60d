/**
 * QLinearAdd, QLinearMul, QLinearSigmoid, QLinearLeakyRelu, QLinearSoftmax, QLinearWhere, QLinearConcat (com.microsoft): the operators behind
 * the prefix on quantized elements. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Dim } from "../core/dim.ts";
import { type AttrReader, defineOp, type ExpandContext, type InferContext, type OpDef, type Tolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { Add, Mul } from "./arithmetic.ts";
import { Concat } from "./concat.ts";
import { normalizeAxis } from "./families/axes.ts";
import { broadcastShapes } from "./families/broadcast.ts";
import { checkResult, operandType, realForm, unaryForm } from "./families/real-form.ts";
import { rearranged } from "./families/rearranged.ts";
import { bools, sameDType, typed } from "./families/type-sets.ts";
import { LeakyRelu } from "./rectifiers.ts";
import { Sigmoid } from "./sigmoids.ts";
import { Softmax } from "./softmax.ts";
import { Where } from "./where.ts";

/** Halves may round to either side where a product decides. */
const oneStep: Tolerance = { relative: 0, absolute: 1 };
const common = { domain: "com.microsoft", opset: 1, since: 1, tolerance: oneStep } as const;

const scale = (value: number) => ({ shape: [], values: [value] });
const zero = (value: number) => ({ dtype: "u8", shape: [], values: [value] }) as const;
const bytes = (values: readonly number[]) => ({ dtype: "u8", shape: [values.length], values }) as const;

/** Two operands, broadcast: a, scale, zero, b, scale, zero, scale and zero of the result. */
const binary = (op: OpDef): Pick<OpDef, "inputs" | "infer" | "expand"> => ({
  inputs: ["A", "A_scale", "A_zero_point", "B", "B_scale", "B_zero_point", "C_scale", "C_zero_point"],
  infer(context) {
    const dtype = operandType(context, 0);
    operandType(context, 3);
    sameDType(context, 0, 3);
    checkResult(context, 6, dtype);
    return [tensorType(dtype, broadcastShapes(context, [context.tensor(0).shape, context.tensor(3).shape]))];
  },
  expand(context) {
    const c = realForm(context);
    return [c.stored(c.node(op, [c.operand(0), c.operand(3)]), 6, context.tensor(0).dtype)];
  },
});

export const QLinearAdd = defineOp({
  ...common,
  name: "QLinearAdd",
  doc: "the sum of quantized values",
  ...binary(Add),
  examples: [
    {
      note: "scales and zero points of their own",
      inputs: [bytes([10, 20]), scale(0.5), zero(10), bytes([3]), scale(2), zero(0), scale(1), zero(100)],
      outputs: [bytes([106, 111])],
    },
  ],
});

export const QLinearMul = defineOp({
  ...common,
  name: "QLinearMul",
  doc: "the product of quantized values",
  ...binary(Mul),
  examples: [
    {
      note: "cut at the greatest",
      inputs: [bytes([10, 20, 255]), scale(0.5), zero(10), bytes([3]), scale(2), zero(0), scale(1), zero(100)],
      outputs: [bytes([100, 130, 255])],
    },
  ],
});

export const QLinearSigmoid = defineOp({
  ...common,
  name: "QLinearSigmoid",
  doc: "Sigmoid of quantized values",
  ...unaryForm((c, x) => c.node(Sigmoid, [x])),
  examples: [
    { note: "ends and middle", inputs: [bytes([0, 128, 255]), scale(1), zero(128), scale(1 / 256), zero(0)], outputs: [bytes([0, 128, 255])] },
  ],
});

export const QLinearLeakyRelu = defineOp({
  ...common,
  name: "QLinearLeakyRelu",
  doc: "LeakyRelu of quantized values",
  attrs: (raw) => ({ alpha: raw.float("alpha", 0.01) }),
  ...unaryForm<{ readonly alpha: number }>((c, x, { attrs }) => c.node(LeakyRelu, [x], { alpha: attrs.alpha })),
  examples: [
    {
      note: "a slope of a half",
      attrs: { alpha: 0.5 },
      inputs: [bytes([100, 132]), scale(1), zero(128), scale(1), zero(128)],
      outputs: [bytes([114, 132])],
    },
  ],
});

/** Before opset 13 of the model all axes from `axis` on are one. */
function softmaxed(
  c: ReturnType<typeof realForm>,
  x: Value,
  { attrs, tensor, fail }: ExpandContext<{ readonly axis: number; readonly opset: number }>,
): Value {
  const { shape } = tensor(0);
  const axis = normalizeAxis({ fail }, attrs.axis, shape.length);
  if (attrs.opset >= 13) return c.node(Softmax, [x], { axis });
  const inner = shape.slice(axis).map((d) => (typeof d === "number" ? d : fail("the axes it flattens are not static", "give the free dims values")));
  const rows = c.reshape(x, [...shape.slice(0, axis), inner.reduce((a, b) => a * b, 1)]);
  return c.reshape(c.node(Softmax, [rows], { axis: -1 }), shape as readonly Dim[]);
}

export const QLinearSoftmax = defineOp({
  ...common,
  name: "QLinearSoftmax",
  doc: "Softmax of quantized values",
  attrs: (raw) => ({ axis: raw.int("axis", -1), opset: raw.int("opset") }),
  ...unaryForm(softmaxed),
  examples: [
    {
      note: "halves",
      attrs: { opset: 13 },
      inputs: [bytes([7, 7]), scale(1), zero(0), scale(1 / 256), zero(0)],
      outputs: [bytes([128, 128])],
    },
  ],
});

export const QLinearWhere = defineOp({
  ...common,
  name: "QLinearWhere",
  doc: "elements of one quantized value or another",
  inputs: ["condition", "X", "x_scale", "x_zero_point", "Y", "y_scale", "y_zero_point", "z_scale", "z_zero_point"],
  infer(context: InferContext) {
    typed(context, 0, bools);
    const dtype = operandType(context, 1);
    operandType(context, 4);
    sameDType(context, 1, 4);
    checkResult(context, 7, dtype);
    return [
      tensorType(
        dtype,
        broadcastShapes(
          context,
          [0, 1, 4].map((i) => context.tensor(i).shape),
        ),
      ),
    ];
  },
  expand(context) {
    const c = realForm(context);
    return [c.stored(c.node(Where, [context.inputs[0], c.operand(1), c.operand(4)]), 7, context.tensor(1).dtype)];
  },
  examples: [
    {
      note: "one of each",
      inputs: [
        { dtype: "bool", shape: [2], values: [true, false] },
        bytes([10, 10]),
        scale(2),
        zero(0),
        bytes([8, 8]),
        scale(1),
        zero(3),
        scale(1),
        zero(0),
      ],
      outputs: [bytes([20, 5])],
    },
  ],
});

/** Where the operands stand: behind scale and zero point of the result, three inputs each. */
const operandsOf = (context: Pick<InferContext, "inputs">): readonly number[] =>
  Array.from({ length: Math.ceil((context.inputs.length - 2) / 3) }, (_, k) => 2 + 3 * k);

export const QLinearConcat = defineOp({
  ...common,
  name: "QLinearConcat",
  doc: "quantized values one behind the other, on one scale",
  inputs: ["Y_scale", "Y_zero_point", "...inputs"],
  attrs: (raw: AttrReader) => ({ axis: raw.int("axis") }),
  infer(context) {
    const places = operandsOf(context);
    const [first] = places;
    if (first === undefined) return context.fail(`has ${context.inputs.length} inputs, at least 5 are expected`);
    const dtype = operandType(context, first);
    checkResult(context, 0, dtype);
    for (const i of places) {
      operandType(context, i);
      sameDType(context, first, i);
    }
    return Concat.infer({ ...rearranged(context, places), known: () => undefined });
  },
  expand(context) {
    const c = realForm(context);
    const places = operandsOf(context);
    const whole = c.concat(
      places.map((i) => c.operand(i)),
      context.attrs.axis,
    );
    return [c.stored(whole, 0, context.tensor(2).dtype)];
  },
  examples: [
    {
      note: "two parts on scales of their own",
      attrs: { axis: 0 },
      inputs: [scale(1), zero(0), bytes([1, 2]), scale(3), zero(0), bytes([9]), scale(1), zero(4)],
      outputs: [bytes([3, 6, 5])],
    },
  ],
});
