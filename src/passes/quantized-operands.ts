/** What dequantized operands are made of: bytes, scales and zero points, read from DequantizeLinear nodes and constants. For use-integer-kernels. */

import { constantNumbers, expandConstant } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { Rewriting } from "../graph/rewrite-nodes.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { uniformNumber } from "./constant-elements.ts";
import { madeBy, typeOf } from "./patterns.ts";

/** What is asked of the graph around a product. */
export type Surroundings = Pick<Rewriting, "producer" | "constant">;

/** Elements (bytes - zero) * scale, of one scale and zero point. */
export interface Activation {
  readonly bytes: Value;
  readonly scale: number;
  readonly zero: number;
}

/** Constant signed bytes times a scale a channel (or one for all); their zero point is 0. */
export interface Weights {
  readonly bytes: Value;
  readonly elements: Int8Array;
  readonly shape: readonly number[];
  readonly scales: readonly number[];
}

/** What cannot be computed in integers, and why: ends a sentence that begins with an operator's name. */
export class Reason {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const isByte = (v: Value | undefined): boolean => typeOf(v)?.dtype === "u8" || typeOf(v)?.dtype === "i8";

export function activation(bytes: Value | undefined, scale: Value | undefined, zero: Value | undefined): Activation | Reason {
  const [s, z] = [uniformNumber(scale), zero === undefined ? 0 : uniformNumber(zero)];
  if (bytes === undefined || !isByte(bytes)) return new Reason(`its input is ${typeOf(bytes)?.dtype ?? "missing"}, not 8 bits`);
  if (s === undefined || z === undefined) return new Reason("its input has a scale or zero point that is not one constant");
  return { bytes, scale: s, zero: z };
}

/** What `v` is dequantized from, as a whole. */
export function dequantizedActivation(graph: Surroundings, v: Value | undefined): Activation | Reason {
  const n = madeBy(graph, v, DequantizeLinear);
  if (n === undefined) return new Reason("its input is not dequantized");
  return activation(n.inputs[0], n.inputs[1], n.inputs[2]);
}

/** `axis`: the one of the output channels, which scales may differ along. */
export interface WeightsSpec {
  readonly bytes: Value | undefined;
  readonly scale: Value | undefined;
  readonly zero: Value | undefined;
  readonly channels: number;
}

export function weights(graph: Surroundings, { bytes, scale, zero, channels }: WeightsSpec): Weights | Reason {
  const type = typeOf(bytes);
  const [scales, zeros] = [constantNumbers(scale), zero === undefined ? [0] : constantNumbers(zero)];
  if (bytes?.data === undefined || type === undefined) return new Reason("its weights are not constant");
  if (!isByte(bytes)) return new Reason(`its weights are ${type.dtype}, not 8 bits`);
  if (scales === undefined || zeros === undefined || (scales.length !== 1 && scales.length !== channels))
    return new Reason("its weights' scales are not one constant a channel");
  const middle = type.dtype === "u8" ? 128 : 0;
  const shape = type.shape.map(Number);
  if (zeros.some((z) => z !== middle)) return new Reason(`its weights' zero point is not ${middle}`);
  const held = expandConstant(
    bytes.data,
    shape.reduce((n, d) => n * d, 1),
  );
  if (held instanceof Int8Array) return { bytes, elements: held, shape, scales };
  const elements = Int8Array.from(held as Uint8Array, (x) => x - middle);
  return { bytes: graph.constant(`${bytes.name}.signed`, "i8", shape, elements), elements, shape, scales };
}

/** Constant weights that `v` is dequantized from, with scales along `axis`. */
export function dequantizedWeights(graph: Surroundings, v: Value | undefined, axis: number): Weights | Reason {
  const n = madeBy(graph, v, DequantizeLinear);
  const shape = typeOf(v)?.shape;
  if (n === undefined || shape === undefined) return new Reason("its weights are not dequantized");
  const [bytes, scale, zero] = n.inputs;
  const given = Number(n.attrs.axis);
  const isAlong = (given < 0 ? given + shape.length : given) === axis || uniformNumber(scale) !== undefined;
  if (n.attrs.block !== 0 || !isAlong) return new Reason(`its weights' scales do not lie along axis ${axis}`);
  return weights(graph, { bytes, scale, zero, channels: Number(shape[axis]) });
}

/** A bias a channel: whole numbers of the sums' unit, and what rounding to them has left, f32. */
export interface BiasUnits {
  readonly whole: readonly number[];
  readonly rest: readonly number[];
}

/** What a bias comes to in `units`: an i32 of that scale as it is, others rounded; a Reason where it is none a channel. */
export function biasUnits(graph: Surroundings, bias: Value | undefined, units: readonly number[], channels: number): BiasUnits | Reason {
  const unit = (c: number): number => units[units.length === 1 ? 0 : c] as number;
  const none = Array.from({ length: channels }, () => 0);
  if (bias === undefined) return { whole: none, rest: none };
  const n = madeBy(graph, bias, DequantizeLinear);
  const numbers = constantNumbers(n === undefined ? bias : n.inputs[0]);
  const [scales, zero] = n === undefined ? [[1], 0] : [constantNumbers(n.inputs[1]), n.inputs[2] === undefined ? 0 : uniformNumber(n.inputs[2])];
  if (numbers === undefined || scales === undefined || zero === undefined) return new Reason("its bias is not constant");
  if (numbers.length !== 1 && numbers.length !== channels) return new Reason("its bias is not one number a channel");
  const exact = none.map((_, c) => {
    const [number, scale] = [numbers, scales].map((list) => list[list.length === 1 ? 0 : c] as number) as [number, number];
    // f32 products of the same scales may differ in their last bits.
    const isSame = Math.abs(scale - unit(c)) <= 1e-6 * unit(c);
    return isSame ? number - zero : ((number - zero) * scale) / unit(c);
  });
  const whole = exact.map((b) => Math.round(b));
  const rest = exact.map((b, c) => Math.fround((b - (whole[c] as number)) * unit(c)));
  return whole.every((b) => Math.abs(b) < 2 ** 31) ? { whole, rest } : new Reason("its bias is out of the range of its sums");
}

/** The weights of a matrix product with its columns second. */
export function transposed(graph: Surroundings, { bytes, elements, shape, scales }: Weights): Weights {
  const [rows, columns] = shape as readonly [number, number];
  const turned = new Int8Array(elements.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = elements[r * columns + c] as number;
  const made = [columns, rows];
  return { bytes: graph.constant(`${bytes.name}.transposed`, "i8", made, turned), elements: turned, shape: made, scales };
}
