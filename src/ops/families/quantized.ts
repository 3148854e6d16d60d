/**
 * Quantized elements: x = (q - zero point) * scale. Where a scale stands (one a tensor, one a slice of an axis, one a block of an axis), and
 * the two conversions. Which tensors are quantized is the operator's.
 */

import { ceilDiv, type Dim, equalDims, floorDiv } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import type { DType } from "../../core/dtype.ts";
import { numberOfSmallFloat, smallFloatFormat } from "../../core/small-floats.ts";
import type { AttrReader, InferContext, LowerContext } from "../../graph/graph.ts";
import type { TensorType } from "../../graph/types.ts";
import { add, cast, div, type Expr, f32, gt, i32, lt, max, min, mul, nearest, read, scalarOf, select, sub, type Tensor } from "../../loop/expr.ts";
import { integerRange } from "../../loop/semantics.ts";
import { normalizeAxis } from "./axes.ts";
import { elementTypeAttribute } from "./element-numbers.ts";
import { checkSingle, only } from "./single-element.ts";
import { sameDType, smallFloats, type TypeSet, tinyIntegers, typed } from "./type-sets.ts";
import type { Refusing } from "./window.ts";

/** Types that hold quantized elements. */
export const quantizedTypes: TypeSet = {
  text: "an integer of at most 16 bits or a float of at most 8",
  dtypes: ["u8", "i8", "u16", "i16", ...tinyIntegers.dtypes, ...smallFloats.dtypes],
};
export const bytes: TypeSet = { text: "an 8-bit integer", dtypes: ["u8", "i8"] };
export const scales: TypeSet = { text: "a float of at most 32 bits", dtypes: ["f32", "f16", "bf16"] };

/** The type quantized elements are computed in. */
export const wide = (x: Expr): Expr => (x.dtype === "i32" ? x : cast("i32", x));
export const single = (x: Expr): Expr => (x.dtype === "f32" ? x : cast("f32", x));

/** An element of a product's left operand as an unsigned byte in an i32: signed ones are moved by 128, which what is added to the sum accounts for. */
export const unsignedByte = (x: Expr, { dtype }: Tensor): Expr => (dtype === "i8" ? add(wide(x), i32(128)) : wide(x));

/** An element less its zero point, an exact i32. */
export const centered = (q: Expr, zero: Expr | undefined): Expr => (zero === undefined ? wide(q) : sub(wide(q), wide(zero)));

export function dequantized(q: Expr, scale: Expr | undefined, zero: Expr | undefined): Expr {
  const isFloat = q.dtype === "f32";
  const moved = isFloat ? (zero === undefined ? q : sub(q, zero)) : single(centered(q, zero));
  return scale === undefined ? moved : mul(moved, single(scale));
}

/** `x` over its scale, rounded halves to even, moved by the zero point and cut to the range of `dtype`. */
export const quantized = (x: Expr, scale: Expr | undefined, zero: Expr | undefined, dtype: DType): Expr =>
  rounded(scale === undefined ? single(x) : div(single(x), single(scale)), zero, dtype);

/** The same where the quotient is known already; a small float is cut to its greatest value and rounded to what it holds. */
export function rounded(quotient: Expr, zero: Expr | undefined, dtype: DType): Expr {
  const format = smallFloatFormat(dtype);
  if (format !== undefined) {
    const most = numberOfSmallFloat(dtype, format.greatest);
    const moved = zero === undefined ? quotient : add(quotient, zero);
    return cast(dtype, min(max(moved, f32(-most)), f32(most)));
  }
  const { lo, hi } = integerRange(dtype);
  const bound = (limit: bigint): Expr => (zero === undefined ? f32(Number(limit)) : sub(f32(Number(limit)), single(zero)));
  // Cut first: a whole number in range stays one when it is rounded, and fits an integer.
  return asBytes(nearest(clipped(quotient, bound(lo), bound(hi))), dtype, zero);
}

/** `x` between two bounds; the lower one for NaN. */
export function clipped(x: Expr, low: Expr, high: Expr): Expr {
  const raised = select(gt(x, low), x, low);
  return select(lt(raised, high), raised, high);
}

/** A whole float plus a zero point, both known to give what `dtype` holds. */
export function asBytes(whole: Expr, dtype: DType, zero?: Expr): Expr {
  const value = cast("i32", whole);
  const moved = zero === undefined ? value : add(value, wide(zero));
  return scalarOf(dtype) === "u32" ? cast("u32", moved) : moved;
}

/** The zero point at input `i`, which may be left out. */
export const zeroAt = (context: LowerContext, i: number): Expr | undefined => (context.inputs[i] === undefined ? undefined : only(context, i));

/** Checks scale and zero point of a tensor of one of `types`, quantized as a whole. */
export function checkPair(context: InferContext, [q, scale, zero]: readonly [number, number, number], types: TypeSet): DType {
  const { dtype } = typed(context, q, types);
  typed(context, scale, scales);
  if (context.inputs[zero] !== undefined) sameDType(context, q, zero);
  checkSingle(context, scale);
  checkSingle(context, zero);
  return dtype;
}

/** Along which axis scales lie, for how many elements one stands, and the type of results, one of `results`; undefined where it follows from the operands. */
export function quantizationAttrs(raw: AttrReader, results: TypeSet) {
  const block = raw.int("block_size", 0);
  if (block < 0) raw.fail(`block_size is ${block}, at least 0 is expected`);
  const to = raw.int("output_dtype", 0) === 0 ? undefined : elementTypeAttribute(raw, "output_dtype");
  if (to !== undefined && !results.dtypes.includes(to)) raw.fail(`output_dtype is ${to}, expected one of ${results.dtypes.join(", ")}`);
  return { axis: raw.int("axis", 1), block, to };
}

type QuantizationAttributes = ReturnType<typeof quantizationAttrs>;

/** How scales of `shape` belong to the elements of a tensor of `data`: the coordinates of the scale of the element at `at`. */
export function scaleCoordinates(
  context: Refusing<Pick<QuantizationAttributes, "axis" | "block">>,
  data: readonly Dim[],
  shape: readonly Dim[],
): (at: readonly Dim[]) => readonly Dim[] {
  if (shape.every((d) => d === 1) && shape.length <= 1) return () => shape.map(() => 0);
  const { block } = context.attrs;
  const axis = normalizeAxis(context, context.attrs.axis, data.length);
  if (block === 0) {
    if (shape.length !== 1 || !equalDims(shape[0] as Dim, data[axis] as Dim))
      context.fail(`scale has shape ${shapeText(shape)}, one number for each of ${dimText(data[axis] as Dim)} slices of axis ${axis} is expected`);
    return (at) => [at[axis] as Dim];
  }
  const blocks = data.map((d, a) => (a === axis ? ceilDiv(d, block) : d));
  if (shape.length !== data.length || !shape.every((d, a) => equalDims(d, blocks[a] as Dim)))
    context.fail(`scale has shape ${shapeText(shape)}, blocks of ${block} along axis ${axis} of ${shapeText(data)} need ${shapeText(blocks)}`);
  return (at) => at.map((d, a) => (a === axis ? floorDiv(d, block) : d));
}

/** Refuses a zero point whose shape is not the scale's. */
export function checkZero(context: InferContext, scale: TensorType, i: number): void {
  if (context.inputs[i] === undefined) return;
  const { shape } = context.tensor(i);
  const isOne = (list: readonly Dim[]): boolean => list.length <= 1 && list.every((d) => d === 1);
  if (isOne(shape) && isOne(scale.shape)) return;
  const same = shape.length === scale.shape.length && shape.every((d, a) => equalDims(d, scale.shape[a] as Dim));
  if (!same) context.fail(`zero point has shape ${shapeText(shape)}, scale ${shapeText(scale.shape)}; they must be equal`);
}

/** Scale and zero point (inputs 1 and 2) of the element at `at` of a tensor of `data`; no scale where that is the constant 1. */
export function parametersAt(
  context: LowerContext<QuantizationAttributes>,
  data: readonly Dim[],
): (at: readonly Dim[]) => { scale: Expr | undefined; zero: Expr | undefined } {
  const scale = context.input(1);
  const isOne = context.constant(1)?.every((x) => x === 1) === true;
  const zero = context.inputs[2];
  const place = scaleCoordinates(context, data, scale.shape);
  return (at) => ({
    scale: isOne ? undefined : read(scale, place(at)),
    zero: zero === undefined ? undefined : read(zero, zero.shape.length === scale.shape.length ? place(at) : zero.shape.map(() => 0)),
  });
}

/** One number an output channel, or one for all: the element of `t` for channel `c`. */
export const perChannel = (t: Tensor, c: Dim): Expr =>
  read(
    t,
    t.shape.map((extent) => (extent === 1 ? 0 : c)),
  );

/** Refuses input `i` unless it holds one number or one for each of `channels`. */
export function checkPerChannel(context: InferContext, i: number, channels: Dim): void {
  if (context.inputs[i] === undefined) return;
  const { shape } = context.tensor(i);
  const fits = shape.length === 0 || (shape.length === 1 && (shape[0] === 1 || equalDims(shape[0] as Dim, channels)));
  if (!fits)
    context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, expected one number or one for each of ${dimText(channels)} channels`);
}
