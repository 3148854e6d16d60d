/** Types of values: what is known of a value before anything runs. */

import { bounds, type Dim, equalShapes, keyOf, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { bytesOf, type DType, type Elements } from "../core/dtype.ts";

export interface TensorType {
  readonly kind: "tensor";
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  /** The elements of a small integer value, row-major, where they are known as Dims: Shape -> Gather -> Concat chains stay exact. */
  readonly known?: readonly Dim[];
  /** Of strings: how many bytes of UTF-8 they have at most. */
  readonly text?: TextBound;
}

export interface TextBound {
  /** Of one string. */
  readonly longest: number;
  /** Of all together. */
  readonly total: number;
}

/** At most `capacity` elements. */
export interface SequenceType {
  readonly kind: "sequence";
  readonly element: Type;
  readonly capacity: number;
  /** The type of every item, where their number is known before anything runs. */
  readonly items?: readonly TensorType[];
}

export interface OptionalType {
  readonly kind: "optional";
  readonly element: Type;
  /** Whether it holds its element, where that is known before anything runs. */
  readonly isPresent?: boolean;
}

export interface MapType {
  readonly kind: "map";
  readonly key: DType;
  readonly value: Type;
}

export type Type = TensorType | SequenceType | OptionalType | MapType;

/** Elements known at build time: row-major, or a splat (one element that stands for all). Strings are kept as JavaScript strings. */
export interface Constant {
  readonly array: Elements;
  readonly splat: boolean;
}

export const tensorType = (dtype: DType, shape: readonly Dim[], known?: readonly Dim[]): TensorType =>
  Object.freeze({ kind: "tensor", dtype, shape: Object.freeze([...shape]), known: known && Object.freeze([...known]) });

/** What strings whose length nobody says have at most. */
export const usualStringBytes = 256;

/** Strings of at most `longest` bytes each; together `total`, which is no more than that times their number. */
export function stringType(shape: readonly Dim[], longest: number, total = Number.POSITIVE_INFINITY): TensorType {
  const most = bounds(product(shape))[1] * longest;
  return Object.freeze({ ...tensorType("string", shape), text: Object.freeze({ longest, total: Math.min(total, most) }) });
}

/** What is known of a result: strings that an operator only moves are as long as those it takes them from. */
export function withTextOf(sources: readonly Type[], type: Type): Type {
  if (type.kind !== "tensor" || type.dtype !== "string" || type.text !== undefined) return type;
  const longest = sources.flatMap((t) => (t.kind === "tensor" && t.text !== undefined ? [t.text.longest] : []));
  return stringType(type.shape, Math.max(0, ...longest));
}

/** Elements of a tensor type; a Dim when the shape is not static. */
export const elementCount = (type: TensorType): Dim => product(type.shape);

/** The static shape, or undefined when a dim is not a number. */
export const staticShape = (shape: readonly Dim[]): readonly number[] | undefined =>
  shape.every((d) => typeof d === "number") ? (shape as readonly number[]) : undefined;

/** Bytes at the upper bound of every dim. */
export const maximumBytes = (type: TensorType): number =>
  type.dtype === "string" ? (type.text?.total ?? 0) : bounds(elementCount(type))[1] * bytesOf(type.dtype);

/** "f32[1,3,8,8]" */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "tensor":
      return `${type.dtype}${shapeText(type.shape)}`;
    case "sequence":
      return `seq(${typeText(type.element)}, ${type.capacity})`;
    case "optional":
      return `optional(${typeText(type.element)})`;
    case "map":
      return `map(${type.key}, ${typeText(type.value)})`;
  }
}

/** Same dtype and shape; what is known of the elements is not compared. */
export function equalTypes(a: Type, b: Type): boolean {
  if (a.kind === "tensor" && b.kind === "tensor") return a.dtype === b.dtype && equalShapes(a.shape, b.shape);
  if (a.kind === "sequence" && b.kind === "sequence") return a.capacity === b.capacity && equalItems(a, b) && equalTypes(a.element, b.element);
  if (a.kind === "optional" && b.kind === "optional") return equalTypes(a.element, b.element);
  if (a.kind === "map" && b.kind === "map") return a.key === b.key && equalTypes(a.value, b.value);
  return false;
}

const equalItems = ({ items = [] }: SequenceType, { items: others = [] }: SequenceType): boolean =>
  items.length === others.length && items.every((item, i) => equalTypes(item, others[i] ?? item));

export const knownKey = (type: TensorType): string => (type.known === undefined ? "?" : type.known.map(keyOf).join());
