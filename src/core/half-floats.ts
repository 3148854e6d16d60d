/** 16-bit floats as numbers: what the bits of f16 and bf16 elements mean. Arithmetic on them is f32's and left to the loop language. */

/** The value of IEEE 754 half-precision bits. */
export function numberOfF16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** The value of bfloat16 bits: the upper half of an f32. */
export function numberOfBF16(bits: number): number {
  word[0] = bits << 16;
  return single[0] ?? 0;
}
