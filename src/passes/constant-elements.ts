/** What passes ask of constants: one number for all elements, one number a channel. Numbers only: 16-bit floats, held as bits, are not read here. */

import { dtypes } from "../core/dtype.ts";
import type { Value } from "../graph/graph.ts";
import { staticShape, type TensorType } from "../graph/types.ts";

const isNumeric = ({ dtype }: TensorType): boolean => {
  const { kind, bits } = dtypes[dtype];
  return kind === "int" || kind === "uint" || (kind === "float" && bits >= 32);
};

/** The number all elements of a constant have; undefined when they differ or are not known. -0 and 0 are told apart. */
export function uniformNumber(v: Value | undefined): number | undefined {
  if (v?.data === undefined || v.type.kind !== "tensor" || !isNumeric(v.type)) return undefined;
  const { array } = v.data;
  const [first] = array as ArrayLike<number | bigint> as readonly (number | bigint)[];
  if (first === undefined) return undefined;
  for (let i = 1; i < array.length; i++) if (!Object.is(array[i], first)) return undefined;
  return Number(first);
}

/** True for numbers whose elements all satisfy `holds`. */
export function everyNumber(v: Value | undefined, holds: (x: number) => boolean): boolean {
  if (v?.data === undefined || v.type.kind !== "tensor" || !isNumeric(v.type)) return false;
  const { array } = v.data;
  for (let i = 0; i < array.length; i++) if (!holds(Number(array[i]))) return false;
  return array.length > 0;
}

/**
 * Whether a constant, broadcast against `rank` axes, changes along `axis` at most: its shape is 1 everywhere else, and it does not raise the
 * rank. `count` is the extent of that axis.
 */
export function variesAlong(v: Value | undefined, { rank, axis, count }: { rank: number; axis: number; count: number }): boolean {
  if (v?.data === undefined || v.type.kind !== "tensor") return false;
  const shape = staticShape(v.type.shape);
  if (shape === undefined || shape.length > rank) return false;
  const first = rank - shape.length;
  return shape.every((d, a) => d === 1 || (first + a === axis && d === count));
}
