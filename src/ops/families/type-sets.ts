/** Sets of element types as operators' specifications name them, and the checks of an input's type that many operators make. */

import { type Dim, product } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import type { DType } from "../../core/dtype.ts";
import type { AttrReader, InferContext } from "../../graph/graph.ts";
import type { TensorType } from "../../graph/types.ts";

export interface TypeSet {
  /** For messages: "a float". */
  readonly text: string;
  readonly dtypes: readonly DType[];
}

export const typeSet = (text: string, dtypes: readonly DType[]): TypeSet => Object.freeze({ text, dtypes });

export const floats = typeSet("a float", ["f32", "f64", "f16", "bf16"]);
const signedIntegers = typeSet("a signed integer", ["i8", "i16", "i32", "i64"]);
const unsignedIntegers = typeSet("an unsigned integer", ["u8", "u16", "u32", "u64"]);
export const integers = typeSet("an integer", [...signedIntegers.dtypes, ...unsignedIntegers.dtypes]);
/** Types of indices and shapes. */
export const indexTypes = typeSet("i32 or i64", ["i32", "i64"]);
export const signedNumbers = typeSet("a signed number", [...floats.dtypes, ...signedIntegers.dtypes]);
export const numbers = typeSet("a number", [...floats.dtypes, ...integers.dtypes]);
export const bools = typeSet("bool", ["bool"]);
/** Integers of less than a byte, one byte each in memory. */
export const tinyIntegers = typeSet("an integer of 4 or 2 bits", ["i4", "u4", "i2", "u2"]);
/** Floats of 8 and 4 bits that have a sign. */
export const smallFloats = typeSet("a float of 8 or 4 bits", ["f8e4m3fn", "f8e4m3fnuz", "f8e5m2", "f8e5m2fnuz", "f4e2m1"]);
/** Everything that has scalar arithmetic. */
export const elements = typeSet("a number or bool", [...numbers.dtypes, "bool", ...tinyIntegers.dtypes, ...smallFloats.dtypes, "f8e8m0"]);

/** What operators take that only move elements. */
export const movables = typeSet("a number, bool or string", [...elements.dtypes, "string"]);

/** The type of input `i`, which must be of one of the set's element types. */
export function typed(context: InferContext, i: number, set: TypeSet): TensorType {
  const type = context.tensor(i);
  if (!set.dtypes.includes(type.dtype)) context.fail(`${context.inputName(i)} is ${type.dtype}, expected ${set.text} (${set.dtypes.join(", ")})`);
  return type;
}

/** Refuses the node unless inputs `i` and `j` have one element type. */
export function sameDType(context: InferContext, i: number, j: number): void {
  const a = context.tensor(i).dtype;
  const b = context.tensor(j).dtype;
  if (a !== b) context.fail(`${context.inputName(i)} is ${a} but ${context.inputName(j)} is ${b}; they must have one element type`, "insert a Cast");
}

/** The shape of input `i`, which must have `rank` axes; `text` says what they are: "[batch, length]". */
export function ranked(context: Pick<InferContext, "tensor" | "inputName" | "fail">, i: number, rank: number, text: string): readonly Dim[] {
  const { shape } = context.tensor(i);
  return shape.length === rank ? shape : context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${text} is expected`);
}

/** Refuses the node where input `i`, of which elements are picked, has none. */
export function notEmpty(context: Pick<InferContext, "tensor" | "inputName" | "fail">, i: number): void {
  const { shape } = context.tensor(i);
  if (product(shape) === 0) context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, which has no elements to pick from`);
}

/** Refuses the node where indices for elements of `shape` point into input `i`, which has none. */
export function pointsInto(context: Pick<InferContext, "tensor" | "inputName" | "fail">, i: number, shape: readonly Dim[]): void {
  if (product(shape) !== 0) notEmpty(context, i);
}

/** An integer attribute of at least 1. */
export function countAttribute(raw: AttrReader, name: string): number {
  const count = raw.int(name);
  return count >= 1 ? count : raw.fail(`attribute ${name} is ${count}, at least 1 is expected`);
}

/** A string attribute that names one of `allowed`. */
export function choiceAttribute<Choice extends string>(raw: AttrReader, name: string, allowed: readonly Choice[], fallback?: Choice): Choice {
  const given = raw.string(name, fallback);
  return allowed.find((choice) => choice === given) ?? raw.fail(`attribute ${name} is "${given}", expected one of ${allowed.join(", ")}`);
}

/** Refuses all values of an attribute but its default: what others mean is not supported. `hint`: what to do instead. */
export function onlyDefault(raw: AttrReader, name: string, value: number | string, hint?: string): void {
  const found = typeof value === "number" ? raw.float(name, value) : raw.string(name, value);
  if (found !== value) raw.fail(`attribute ${name} is ${found}, only ${value} is supported`, hint);
}
