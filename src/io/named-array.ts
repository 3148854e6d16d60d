/** A named array: what programs are fed with and what they give, whatever file it comes from. */
import type { DType, ElementArray } from "../core/dtype.ts";

export interface NamedArray {
  /** The model's own value name; empty where the file has none. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly array: ElementArray | readonly string[];
}

/** "1, 3,8" as extents; undefined when one is no whole number from 0. */
export function readShape(text: string): readonly number[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  const shape = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  return shape.every(Number.isSafeInteger) ? shape : undefined;
}
