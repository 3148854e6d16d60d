/**
 * What every operation of the loop language means, exactly, as JavaScript on scalar values (f32 values are already rounded). It is the
 * reference: the tree-walking evaluator of the tests uses it, printed code must agree with it on every target.
 */
import { invariant } from "../core/diagnostics.ts";
import { type DType, dtypes } from "../core/dtype.ts";

export type Value = number | bigint | boolean;

/** The values an integer element type can hold. */
export function integerRange(dtype: DType): { readonly lo: bigint; readonly hi: bigint } {
  const { kind, bits } = dtypes[dtype];
  invariant(kind === "int" || kind === "uint", `${dtype} is no integer type`);
  const size = 1n << BigInt(bits);
  return kind === "int" ? { lo: -(size >> 1n), hi: (size >> 1n) - 1n } : { lo: 0n, hi: size - 1n };
}
