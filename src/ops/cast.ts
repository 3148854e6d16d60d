/**
 * Cast and CastLike: elements in another type. Floats round to nearest even, float to integer truncates (and stays within the type; in one of
 * 4 or 2 bits it wraps), to bool is x != 0. What is too large for a float of 8 bits becomes its greatest value unless `saturate` is 0; a power
 * of two (f8e8m0) rounds as `round_mode` says. Since opset 1 and 15. https://onnx.ai/onnx/operators/onnx__Cast.html and onnx__CastLike.
 */
import { bounds, type Dim } from "../core/dim.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import { numberOfSmallFloat, scaleFormat, smallFloatFormat } from "../core/small-floats.ts";
import { type AttrReader, defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, and, bitcast, cast, constant, type Expr, eq, f32, le, max, min, ne, read, select } from "../loop/expr.ts";
import { axesOf } from "./families/axes.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { elementwiseKnown, exactTensor } from "./families/known-elements.ts";
import { elements, tinyIntegers, typed } from "./families/type-sets.ts";

type Manner = {
  readonly saturate: boolean;
  readonly round: string;
};

function converted(to: DType, x: Expr, manner: Manner): Expr {
  if (to === "bool" && x.dtype !== "bool") return ne(x, constant(x.dtype, 0));
  if (to === scaleFormat) return cast(to, powerOfTwo(cast("f32", x), manner));
  const format = smallFloatFormat(to);
  if (format !== undefined && manner.saturate) {
    const most = numberOfSmallFloat(to, format.greatest);
    return cast(to, min(max(cast("f32", x), f32(-most)), f32(most)));
  }
  return tinyIntegers.dtypes.includes(to) && (x.dtype === "f32" || x.dtype === "f64") ? cast(to, cast("i32", x)) : cast(to, x);
}

/** |x| as a power of two no less than 2^-127; `round` is up, down or nearest. */
function powerOfTwo(x: Expr, { saturate, round }: Manner): Expr {
  const size = and(bitcast("u32", x), constant("u32", 0x7fffffff));
  const exponent = constant("u32", 0x7f800000);
  const up = select(le(size, constant("u32", 0x400000)), size, and(add(size, constant("u32", 0x7fffff)), exponent));
  const rounded = bitcast("f32", round === "up" ? up : round === "down" ? and(size, exponent) : size);
  const kept = select(eq(x, x), rounded, x);
  return saturate ? min(kept, f32(2 ** 127)) : kept;
}

function mannerOf(raw: AttrReader): Manner {
  const round = raw.string("round_mode", "up");
  if (!["up", "down", "nearest"].includes(round)) raw.fail(`round_mode is "${round}", expected up, down or nearest`);
  return { saturate: raw.int("saturate", 1) !== 0, round };
}

function knownAs(to: DType, d: Dim): Dim | undefined {
  if (to === "bool") {
    const [lo, hi] = bounds(d);
    return d === 0 ? 0 : lo > 0 || hi < 0 ? 1 : undefined;
  }
  return typeof d === "number" && !isFloat(to) ? Math.trunc(d) : d;
}

function castType(context: InferContext, to: DType): TensorType {
  const { shape } = typed(context, 0, elements);
  return elementwiseKnown(tensorType(to, shape), [exactTensor(context, 0)], (d) => knownAs(to, d));
}

function lowerCast(context: LowerContext<Manner>): readonly Work[] {
  const x = context.input(0);
  return context.outputs.map((output) => {
    const axes = axesOf(output.shape);
    return compute({ name: "cast", output, axes, value: converted(output.dtype, read(x, axes.map(coordinate)), context.attrs) });
  });
}

export const Cast = defineOp({
  name: "Cast",
  opset: 25,
  since: 1,
  doc: "elements in another type",
  inputs: ["input"],
  attrs: (raw) => ({ to: elementTypeAttribute(raw, "to"), ...mannerOf(raw) }),
  follows: 0,
  elementwise: true,
  infer: (context) => [castType(context, context.attrs.to)],
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
    {
      note: "to eight bits, cut to the greatest value",
      attrs: { to: 17 },
      inputs: [{ shape: [4], values: [0.5, -1e6, Number.POSITIVE_INFINITY, 1e-7] }],
      outputs: [{ dtype: "f8e4m3fn", shape: [4], values: [0x30, 0xfe, 0x7e, 0] }],
    },
    {
      note: "to eight bits, what is too large is infinite",
      attrs: { to: 19, saturate: 0 },
      inputs: [{ shape: [3], values: [1.5, 1e6, -1e-7] }],
      outputs: [{ dtype: "f8e5m2", shape: [3], values: [0x3e, 0x7c, 0x80] }],
    },
    {
      note: "to a power of two, rounded down",
      attrs: { to: 24, round_mode: "down" },
      inputs: [{ shape: [3], values: [0, 3.9, 1e38] }],
      outputs: [{ dtype: "f8e8m0", shape: [3], values: [0, 128, 253] }],
    },
    {
      note: "four bits from floats wrap",
      attrs: { to: 22 },
      inputs: [{ shape: [3], values: [-9, 7.9, 8] }],
      outputs: [{ dtype: "i4", shape: [3], values: [7, 7, -8] }],
    },
    {
      note: "codes of four bits as numbers",
      attrs: { to: 1 },
      inputs: [{ dtype: "f4e2m1", shape: [4], values: [1, 7, 15, 8] }],
      outputs: [{ shape: [4], values: [0.5, 6, -6, -0] }],
    },
  ],
});

export const CastLike = defineOp({
  name: "CastLike",
  opset: 25,
  since: 15,
  doc: "elements in the type of another value",
  inputs: ["input", "target_type"],
  attrs: (raw) => ({ ...mannerOf(raw) }),
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
