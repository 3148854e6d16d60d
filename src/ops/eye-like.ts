/** EyeLike: a matrix of the input's shape, 1 on the k-th diagonal and 0 elsewhere. Since opset 9. https://onnx.ai/onnx/operators/onnx__EyeLike.html */
import { sub } from "../core/dim.ts";
import { defineOp, exactTolerance } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, eq, index, scalarOf, select } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { elements, typed } from "./families/type-sets.ts";

export const EyeLike = defineOp({
  name: "EyeLike",
  opset: 22,
  since: 9,
  doc: "1 on a diagonal, 0 elsewhere",
  inputs: ["input"],
  attrs: (raw) => ({ k: raw.int("k", 0), dtype: raw.has("dtype") ? elementTypeAttribute(raw, "dtype") : undefined }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    if (shape.length !== 2) context.fail(`${context.inputName(0)} has rank ${shape.length}, 2 is expected`);
    return [tensorType(context.attrs.dtype ?? dtype, shape)];
  },
  lower: ({ attrs, outputs }) =>
    outputs.map((output) => {
      const axes = axesOf(output.shape);
      const [row = 0, column = 0] = axes.map(coordinate);
      const dtype = scalarOf(output.dtype);
      const isOn = eq(cast("i32", index(sub(column, row))), constant("i32", attrs.k));
      return compute({ name: "eye", output, axes, value: select(isOn, constant(dtype, 1), constant(dtype, 0)) });
    }),
  tolerance: exactTolerance,
  examples: [
    {
      note: "one above the diagonal, another type",
      attrs: { k: 1, dtype: 11 },
      inputs: [{ dtype: "i32", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }],
      outputs: [{ dtype: "f64", shape: [2, 3], values: [0, 1, 0, 0, 0, 1] }],
    },
  ],
});
