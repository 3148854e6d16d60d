/** A named array: what programs are fed with and what they give, whatever file it comes from. */
import type { DType, ElementArray } from "../core/dtype.ts";

export interface NamedArray {
  /** The model's own value name; empty where the file has none. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly array: ElementArray;
}
