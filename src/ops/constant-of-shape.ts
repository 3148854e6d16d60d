/** ConstantOfShape: a tensor of the given shape, every element `value` (f32 0 by default). Since opset 9. https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html */
import { defineOp, exactTolerance, type TensorAttr } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { axesOver, compute } from "../loop/compute.ts";
import { constant, scalarOf } from "../loop/expr.ts";

const filler = (value: unknown): TensorAttr | undefined => value as TensorAttr | undefined;

export const ConstantOfShape = defineOp({
  name: "ConstantOfShape",
  opset: 25,
  since: 9,
  doc: "a tensor of one value",
  attrs: (raw) => ({ value: raw.tensor("value") }),
  infer: (context) => {
    const shape = context.known(0) ?? context.fail("the shape is only known at run time", "give a constant shape");
    return [tensorType(filler(context.attrs.value)?.type.dtype ?? "f32", shape)];
  },
  lower: (context) => {
    const output = context.outputs[0] ?? context.fail("has 0 outputs, 1 is expected");
    const value = filler(context.attrs.value)?.data.array[0] ?? 0;
    return [compute({ name: "fill", output, axes: axesOver(output.shape, ""), value: constant(scalarOf(output.dtype), value as number | bigint) })];
  },
  tolerance: exactTolerance,
  examples: [
    { note: "zeros", inputs: [{ dtype: "i64", shape: [2], values: [1n, 2n], constant: true }], outputs: [{ shape: [1, 2], values: [0, 0] }] },
  ],
});
