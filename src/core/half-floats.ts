/** 16-bit floats as numbers: what the bits of f16 and bf16 elements mean. Arithmetic on them is f32's and left to the loop language. */

/** The value of IEEE 754 half-precision bits. */
export function numberOfF16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** True where no f16 of little-endian bytes is an infinity or NaN. */
export function areFiniteF16(bytes: Uint8Array): boolean {
  for (let i = 1; i < bytes.length; i += 2) if (((bytes[i] as number) & 0x7c) === 0x7c) return false;
  return true;
}

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** The value of bfloat16 bits: the upper half of an f32. */
export function numberOfBF16(bits: number): number {
  word[0] = bits << 16;
  return single[0] ?? 0;
}

/** The bits of the f16 that is exactly the f32 of these bits (NaNs with what is in their upper bits); undefined where none is. */
export function f16BitsOf(bits: number): number | undefined {
  const sign = (bits >>> 16) & 0x8000;
  const low = bits & 0x7fffffff;
  if (low === 0) return sign;
  const exponent = (low >>> 23) - 127;
  if (exponent < -14) {
    // A multiple of 2^-24: the significand's lowest bits are zeros.
    const shift = -1 - exponent;
    const significand = (low & 0x7fffff) | 0x800000;
    return shift <= 23 && (significand & ((1 << shift) - 1)) === 0 ? sign | (significand >>> shift) : undefined;
  }
  if ((low & 0x1fff) !== 0 || (exponent > 15 && exponent < 128)) return undefined;
  return sign | ((low >>> 13) - (exponent === 128 ? 0x38000 : 0x1c000));
}
