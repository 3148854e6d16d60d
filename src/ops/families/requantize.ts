/**
 * Sums of byte products on their way out: a sum, corrected for zero points and bias by one integer a channel, times one float a channel (or one for
 * all), as a float or quantized again. What is summed is the operator's.
 */
import type { Dim } from "../../core/dim.ts";
import type { DType } from "../../core/dtype.ts";
import type { AttrReader, Attrs, InferContext, LowerContext } from "../../graph/graph.ts";
import { add, type Expr, f32, i32, mul, nearest, type Tensor } from "../../loop/expr.ts";
import { elementTypeAttribute } from "./element-numbers.ts";
import { asBytes, bytes, checkPerChannel, clipped, perChannel, single, wide } from "./quantized.ts";
import { type TypeSet, typed } from "./type-sets.ts";

const range: Readonly<Record<string, readonly [number, number]>> = { u8: [0, 255], i8: [-128, 127] };

/** `to`: f32, u8 or i8; quantized results are moved by y_zero and cut to low..high. x_zero is the zero point of the left operand. */
export function requantizeAttrs(raw: AttrReader): Attrs {
  const to = elementTypeAttribute(raw, "to");
  const [least, most] = range[to] ?? [0, 0];
  if (to !== "f32" && range[to] === undefined) raw.fail(`attribute to is ${to}, expected f32, u8 or i8`);
  const [low, high] = [raw.int("low", least), raw.int("high", most)];
  if (low < least || high > most || low > high) raw.fail(`low is ${low} and high ${high}, expected a range inside ${least}..${most}`);
  return { to, x_zero: raw.int("x_zero", 0), y_zero: raw.int("y_zero", 0), low, high };
}

const correction: TypeSet = { text: "i32", dtypes: ["i32"] };
const multiplier: TypeSet = { text: "f32", dtypes: ["f32"] };

/** Inputs by position: bytes, constant signed bytes, an integer a channel, a float a channel or for all. */
const [X, W, Correction, Multiplier] = [0, 1, 2, 3] as const;

/** Checks all inputs; gives the result's type. */
export function checkRequantized(context: InferContext, channels: Dim): DType {
  typed(context, X, bytes);
  typed(context, W, { text: "i8", dtypes: ["i8"] });
  typed(context, Correction, correction);
  typed(context, Multiplier, multiplier);
  checkPerChannel(context, Correction, "correction", channels);
  checkPerChannel(context, Multiplier, "multiplier", channels);
  return context.attrs.to as DType;
}

/** An element of the left operand as an unsigned byte in an i32: signed ones are moved by 128, which `correction` accounts for. */
export const unsignedByte = (x: Expr, { dtype }: Tensor): Expr => (dtype === "i8" ? add(wide(x), i32(128)) : wide(x));

/** What `unsignedByte` gives for the zero point of `x`. */
export const unsignedZero = ({ attrs }: Pick<LowerContext, "attrs">, { dtype }: Tensor): number => Number(attrs.x_zero) + (dtype === "i8" ? 128 : 0);

export function requantized(context: LowerContext, sum: Expr, channel: Dim): Expr {
  const { to, y_zero, low, high } = context.attrs;
  const total = add(sum, perChannel(context.input(Correction), channel));
  const scaled = mul(single(total), perChannel(context.input(Multiplier), channel));
  if (to === "f32") return scaled;
  const zero = Number(y_zero);
  const cut = clipped(scaled, f32(Number(low) - zero), f32(Number(high) - zero));
  return asBytes(nearest(cut), to as DType, zero === 0 ? undefined : i32(zero));
}
