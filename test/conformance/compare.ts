/** ONNX's comparison of results: floats within a relative 1e-3 and an absolute 1e-7, everything else equal. */
import { type DType, dtypes, type ElementArray } from "../../src/core/dtype.ts";
import { numberOfBF16, numberOfF16 } from "../../src/core/half-floats.ts";
import { isSmallFloat, numberOfSmallFloat } from "../../src/core/small-floats.ts";
import type { CaseArray } from "./cases.ts";

export const relativeTolerance = 1e-3;
export const absoluteTolerance = 1e-7;

/** Elements as numbers: floats of 16 bits and less are kept as their bits. */
function numbersOf(dtype: DType, array: ElementArray): ArrayLike<number | bigint> {
  if (dtype === "f16") return Float32Array.from(array as Uint16Array, numberOfF16);
  if (isSmallFloat(dtype)) return Array.from(array as Uint8Array, (code) => numberOfSmallFloat(dtype, code));
  return dtype === "bf16" ? Float32Array.from(array as Uint16Array, numberOfBF16) : array;
}

/** The first difference as text; undefined where `found` is as wanted. */
export function differenceFrom(wanted: CaseArray, found: CaseArray): string | undefined {
  if (found.dtype !== wanted.dtype) return `is ${found.dtype}, expected ${wanted.dtype}`;
  if (found.shape.join() !== wanted.shape.join()) return `has shape [${found.shape}], expected [${wanted.shape}]`;
  if (!ArrayBuffer.isView(wanted.array) || !ArrayBuffer.isView(found.array)) return differentString(wanted.array, found.array);
  const a = numbersOf(found.dtype, found.array as ElementArray);
  const b = numbersOf(wanted.dtype, wanted.array as ElementArray);
  if (a.length !== b.length) return `has ${a.length} elements, expected ${b.length}`;
  const isFloat = dtypes[wanted.dtype].kind === "float";
  for (let i = 0; i < b.length; i++)
    if (!agrees(a[i] as number | bigint, b[i] as number | bigint, isFloat)) return `element ${i} is ${a[i]}, expected ${b[i]}`;
  return undefined;
}

function agrees(found: number | bigint, wanted: number | bigint, isFloat: boolean): boolean {
  if (found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))) return true;
  if (!isFloat || !Number.isFinite(wanted)) return false;
  return Math.abs(Number(found) - Number(wanted)) <= absoluteTolerance + relativeTolerance * Math.abs(Number(wanted));
}

function differentString(wanted: ArrayLike<unknown>, found: ArrayLike<unknown>): string | undefined {
  if (wanted.length !== found.length) return `has ${found.length} elements, expected ${wanted.length}`;
  const at = Array.from(wanted).findIndex((text, i) => text !== found[i]);
  return at < 0 ? undefined : `element ${at} is ${JSON.stringify(found[at])}, expected ${JSON.stringify(wanted[at])}`;
}
