/** ONNX's comparison of results: floats within a relative 1e-3 and an absolute 1e-7, everything else equal. */
import { dtypes } from "../../src/core/dtype.ts";
import { type CaseArray, valuesOf } from "./cases.ts";

export const relativeTolerance = 1e-3;
export const absoluteTolerance = 1e-7;

/** The first difference as text; undefined where `found` is as wanted. */
export function differenceFrom(wanted: CaseArray, found: CaseArray, absolute = absoluteTolerance): string | undefined {
  const other = otherType(wanted, found);
  if (other !== undefined) return other;
  if (!ArrayBuffer.isView(wanted.array) || !ArrayBuffer.isView(found.array)) return differentString(wanted.array, found.array);
  const [a, b] = [valuesOf(found), valuesOf(wanted)];
  const isFloat = dtypes[wanted.dtype].kind === "float";
  for (let i = 0; i < b.length; i++)
    if (!agrees(a[i] as number | bigint, b[i] as number | bigint, isFloat, absolute)) return `element ${i} is ${a[i]}, expected ${b[i]}`;
  return undefined;
}

/** A difference in element type, shape or number of elements. */
export function otherType(wanted: CaseArray, found: CaseArray): string | undefined {
  if (found.dtype !== wanted.dtype) return `is ${found.dtype}, expected ${wanted.dtype}`;
  if (found.shape.join() !== wanted.shape.join()) return `has shape [${found.shape}], expected [${wanted.shape}]`;
  return found.array.length === wanted.array.length ? undefined : `has ${found.array.length} elements, expected ${wanted.array.length}`;
}

function agrees(found: number | bigint, wanted: number | bigint, isFloat: boolean, absolute: number): boolean {
  if (found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))) return true;
  if (!isFloat || !Number.isFinite(wanted)) return false;
  return Math.abs(Number(found) - Number(wanted)) <= absolute + relativeTolerance * Math.abs(Number(wanted));
}

function differentString(wanted: ArrayLike<unknown>, found: ArrayLike<unknown>): string | undefined {
  const at = Array.from(wanted).findIndex((text, i) => text !== found[i]);
  return at < 0 ? undefined : `element ${at} is ${JSON.stringify(found[at])}, expected ${JSON.stringify(wanted[at])}`;
}
