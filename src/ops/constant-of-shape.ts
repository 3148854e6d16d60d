/**
 * ConstantOfShape: one element (f32 0 by default) repeated over a shape. Since opset 9.
 * https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html
 */
import { bounds } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { numberOfBF16, numberOfF16 } from "../core/half-floats.ts";
import { defineOp, exactTolerance, type TensorAttr } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute } from "../loop/compute.ts";
import { constant, scalarOf } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { elementwiseKnown } from "./families/known-elements.ts";
import { checkGivenShape, declaredShape, isSteeredAtRunTime } from "./families/plan.ts";
import { steering } from "./families/steering.ts";
import { elements } from "./families/type-sets.ts";

const zero: TensorAttr = { kind: "tensor-attr", type: tensorType("f32", [1]), data: { array: Float32Array.of(0), splat: false } };

const filler = (attrs: { readonly value: TensorAttr }): TensorAttr => attrs.value;

function element({ type, data }: TensorAttr): number | bigint {
  const bits = data.array[0] as number | bigint;
  if (type.dtype === "f16") return numberOfF16(Number(bits));
  return type.dtype === "bf16" ? numberOfBF16(Number(bits)) : bits;
}

export const ConstantOfShape = defineOp({
  name: "ConstantOfShape",
  opset: 25,
  since: 9,
  doc: "one element repeated over a shape",
  inputs: ["input"],
  attrs(raw) {
    const value = raw.tensor("value") ?? zero;
    const { dtype } = value.type;
    if (!elements.dtypes.includes(dtype)) raw.fail(`attribute value is ${dtype}, expected ${elements.text}`);
    if (value.data.array.length !== 1) raw.fail(`attribute value has ${value.data.array.length} elements, 1 is expected`);
    return { value };
  },
  infer(context) {
    const isSteered = isSteeredAtRunTime(context, 0);
    const shape = isSteered ? declaredShape(context, 0, undefined, context.inputName(0)) : steering(context, 0);
    if (shape.some((d) => bounds(d)[0] < 0)) context.fail(`shape ${shapeText(shape)} has a negative extent`);
    const value = filler(context.attrs);
    return [elementwiseKnown(tensorType(value.type.dtype, shape), [[Number(element(value))]], (d) => d)];
  },
  lower: (context) =>
    context.outputs.flatMap((output) => {
      const value = constant(scalarOf(output.dtype), element(filler(context.attrs)));
      return [...checkGivenShape(context, 0, output), compute({ name: "fill", output, axes: axesOf(output.shape), value })];
    }),
  tolerance: exactTolerance,
  examples: [
    { note: "zeros", inputs: [{ dtype: "i64", shape: [2], values: [1n, 2n], constant: true }], outputs: [{ shape: [1, 2], values: [0, 0] }] },
    {
      note: "an integer",
      attrs: { value: { kind: "tensor-attr", type: tensorType("i64", [1]), data: { array: BigInt64Array.of(-7n), splat: false } } },
      inputs: [{ dtype: "i64", shape: [1], values: [3n], constant: true }],
      outputs: [{ dtype: "i64", shape: [3], values: [-7n, -7n, -7n] }],
    },
  ],
});
