/**
 * Cast and CastLike: elements in another type. Floats round to nearest even, float to integer truncates (and stays within the type), to
 * bool is x != 0. Since opset 1 and 15. https://onnx.ai/onnx/operators/onnx__Cast.html and onnx__CastLike.
 */
import { bounds, type Dim } from "../core/dim.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import type { LowerContext, Work } from "../graph/graph.ts";
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { cast, constant, type Expr, ne, read } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { elementwiseKnown, knownTensor } from "./families/known-elements.ts";
import { elements, typed } from "./families/type-sets.ts";

const converted = (to: DType, x: Expr): Expr => (to === "bool" && x.dtype !== "bool" ? ne(x, constant(x.dtype, 0)) : cast(to, x));

function knownAs(to: DType, d: Dim): Dim | undefined {
  if (to === "bool") {
    const [lo, hi] = bounds(d);
    return d === 0 ? 0 : lo > 0 || hi < 0 ? 1 : undefined;
  }
  return typeof d === "number" && !isFloat(to) ? Math.trunc(d) : d;
}

function castType(context: InferContext, to: DType): TensorType {
  const { shape } = typed(context, 0, elements);
  return elementwiseKnown(tensorType(to, shape), [knownTensor(context, 0)], (d) => knownAs(to, d));
}

function lowerCast(context: LowerContext): readonly Work[] {
  const x = context.input(0);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    return compute({ name: "cast", output, axes, value: converted(output.dtype, read(x, axes.map(coordinate))) });
  });
}

export const Cast = defineOp({
  name: "Cast",
  opset: 25,
  since: 1,
  doc: "elements in another type",
  attrs: (raw) => ({ to: elementTypeAttribute(raw, "to") }),
  follows: 0,
  infer: (context) => [castType(context, context.attrs.to as DType)],
  lower: lowerCast,
  tolerance: exactTolerance,
  examples: [
    {
      note: "floats to integers truncate",
      attrs: { to: 6 },
      inputs: [{ shape: [4], values: [1.7, -1.7, 0.5, 3e9] }],
      outputs: [{ dtype: "i32", shape: [4], values: [1, -1, 0, 2147483647] }],
    },
    {
      note: "floats to bool",
      attrs: { to: 9 },
      inputs: [{ shape: [4], values: [0, -0.1, 2, Number.NaN] }],
      outputs: [{ dtype: "bool", shape: [4], values: [false, true, true, true] }],
    },
    {
      note: "integers to smaller ones wrap",
      attrs: { to: 2 },
      inputs: [{ dtype: "i64", shape: [2], values: [300n, -1n] }],
      outputs: [{ dtype: "u8", shape: [2], values: [44, 255] }],
    },
    {
      note: "to half precision, halves to even",
      attrs: { to: 10 },
      inputs: [{ shape: [4], values: [1, -2, 2049, 65520] }],
      outputs: [{ dtype: "f16", shape: [4], values: [0x3c00, 0xc000, 0x6800, 0x7c00] }],
    },
  ],
});

export const CastLike = defineOp({
  name: "CastLike",
  opset: 25,
  since: 15,
  doc: "elements in the type of another value",
  follows: 0,
  infer: (context) => [castType(context, typed(context, 1, elements).dtype)],
  lower: lowerCast,
  tolerance: exactTolerance,
  examples: [
    {
      note: "bools to doubles",
      inputs: [
        { dtype: "bool", shape: [2], values: [true, false] },
        { dtype: "f64", shape: [1], values: [7] },
      ],
      outputs: [{ dtype: "f64", shape: [2], values: [1, 0] }],
    },
  ],
});
