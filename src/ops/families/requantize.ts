/**
 * Sums of byte products on their way out: a sum, corrected for zero points and bias by one integer a channel, times one float a channel (or one for
 * all), as a float or quantized again. What is summed is the operator's.
 */
import type { Dim } from "../../core/dim.ts";
import type { DType } from "../../core/dtype.ts";
import type { AttrReader, InferContext, LowerContext, NodeContext } from "../../graph/graph.ts";
import { add, type Expr, f32, i32, mul, nearest, type Tensor } from "../../loop/expr.ts";
import { elementTypeAttribute } from "./element-numbers.ts";
import { asBytes, bytes, checkPerChannel, clipped, perChannel, single } from "./quantized.ts";
import { type TypeSet, typed } from "./type-sets.ts";

const range: Readonly<Record<string, readonly [number, number]>> = { u8: [0, 255], i8: [-128, 127] };

/** `to`: f32, u8 or i8 (or one of `others`); quantized results are moved by y_zero and cut to low..high. */
export function resultAttrs(raw: AttrReader, others: readonly DType[] = []) {
  const to = elementTypeAttribute(raw, "to");
  const [least, most] = range[to] ?? [0, 0];
  const allowed: readonly DType[] = [...others, "f32", "u8", "i8"];
  if (!allowed.includes(to)) raw.fail(`attribute to is ${to}, expected one of ${allowed.join(", ")}`);
  const [low, high] = [raw.int("low", least), raw.int("high", most)];
  if (low < least || high > most || low > high) raw.fail(`low is ${low} and high ${high}, expected a range inside ${least}..${most}`);
  return { to, y_zero: raw.int("y_zero", 0), low, high };
}

/** As `resultAttrs`, with x_zero, the zero point of the left operand. */
export const requantizeAttrs = (raw: AttrReader) => {
  const { to, ...rest } = resultAttrs(raw);
  return { to, x_zero: raw.int("x_zero", 0), ...rest };
};

type ResultAttributes = ReturnType<typeof resultAttrs>;

const correction: TypeSet = { text: "i32", dtypes: ["i32"] };
const multiplier: TypeSet = { text: "f32", dtypes: ["f32"] };

/** Inputs by position: bytes, constant signed bytes, an integer a channel, a float a channel or for all. */
const [X, W, Correction, Multiplier] = [0, 1, 2, 3] as const;

/** Checks all inputs; gives the result's type. */
export function checkRequantized(context: InferContext<Pick<ResultAttributes, "to">>, channels: Dim): DType {
  typed(context, X, bytes);
  typed(context, W, { text: "i8", dtypes: ["i8"] });
  typed(context, Correction, correction);
  typed(context, Multiplier, multiplier);
  checkPerChannel(context, Correction, channels);
  checkPerChannel(context, Multiplier, channels);
  return context.attrs.to;
}

/** What `unsignedByte` gives for the zero point of `x`. */
export const unsignedZero = ({ attrs }: Pick<NodeContext<{ readonly x_zero: number }>, "attrs">, { dtype }: Tensor): number =>
  attrs.x_zero + (dtype === "i8" ? 128 : 0);

export function requantized(context: LowerContext<ResultAttributes>, sum: Expr, channel: Dim): Expr {
  const total = add(sum, perChannel(context.input(Correction), channel));
  return asResult(context, mul(single(total), perChannel(context.input(Multiplier), channel)));
}

/** A scaled sum as the attributes want it: as it is, or rounded around y_zero and cut. */
export function asResult({ attrs }: Pick<NodeContext<ResultAttributes>, "attrs">, scaled: Expr): Expr {
  const { to, y_zero: zero, low, high } = attrs;
  if (to === "f32") return scaled;
  const cut = clipped(scaled, f32(low - zero), f32(high - zero));
  return asBytes(nearest(cut), to, zero === 0 ? undefined : i32(zero));
}
