/** Floats of 8 and 4 bits: their formats, and the value of each code. Arithmetic on them is f32's and left to the loop language. */
import { invariant } from "./diagnostics.ts";
import type { DType } from "./dtype.ts";

/** A format with sign, exponent and fraction, in that order from the highest bit. */
export interface SmallFloat {
  readonly bits: number;
  readonly fraction: number;
  readonly bias: number;
  /** The largest code of a finite value without sign. */
  readonly greatest: number;
  /** The code of infinity and of NaN without sign; a format without infinity overflows to NaN. */
  readonly infinity?: number;
  readonly nan?: number;
  /** The one NaN is what would be -0: neither has a sign. */
  readonly unsignedZero: boolean;
}

/** OCP's formats, and those ("fnuz") of https://arxiv.org/abs/2206.02915. */
const formats = {
  f8e4m3fn: { bits: 8, fraction: 3, bias: 7, greatest: 0x7e, nan: 0x7f, unsignedZero: false },
  f8e4m3fnuz: { bits: 8, fraction: 3, bias: 8, greatest: 0x7f, nan: 0x80, unsignedZero: true },
  f8e5m2: { bits: 8, fraction: 2, bias: 15, greatest: 0x7b, infinity: 0x7c, nan: 0x7e, unsignedZero: false },
  f8e5m2fnuz: { bits: 8, fraction: 2, bias: 16, greatest: 0x7f, nan: 0x80, unsignedZero: true },
  f4e2m1: { bits: 4, fraction: 1, bias: 1, greatest: 0x7, unsignedZero: false },
} as const satisfies Readonly<Record<string, SmallFloat>>;

/** A power of two, 2^(code - 127); 255 is NaN. It has neither sign nor zero. */
export const scaleFormat = "f8e8m0";

export const isSmallFloat = (dtype: DType): boolean => dtype in formats || dtype === scaleFormat;

/** The format of `dtype`; undefined for f8e8m0 and for types that are no small floats. */
export const smallFloatFormat = (dtype: DType): SmallFloat | undefined => (formats as Readonly<Partial<Record<DType, SmallFloat>>>)[dtype];

/** The value of a code. */
export function numberOfSmallFloat(dtype: DType, code: number): number {
  if (dtype === scaleFormat) return code === 255 ? Number.NaN : 2 ** (code - 127);
  const format = smallFloatFormat(dtype);
  invariant(format !== undefined, `${dtype} is no small float`);
  const { bits, fraction, bias, infinity, nan, unsignedZero } = format;
  const size = code & (2 ** (bits - 1) - 1);
  const sign = size === code ? 1 : -1;
  if (unsignedZero && code === nan) return Number.NaN;
  if (infinity !== undefined && size === infinity) return sign * Number.POSITIVE_INFINITY;
  if (nan !== undefined && !unsignedZero && size >= Math.min(nan, (infinity ?? nan) + 1)) return Number.NaN;
  const exponent = size >> fraction;
  const part = size & (2 ** fraction - 1);
  return sign * (exponent === 0 ? part * 2 ** (1 - bias - fraction) : (part + 2 ** fraction) * 2 ** (exponent - bias - fraction));
}
