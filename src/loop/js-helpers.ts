/** Functions that printed JavaScript calls where its operators do not say what semantics.ts asks for. Written as TypeScript; `untyped` strips. */

const lines = (...text: readonly string[]): string => text.join("\n");

/** By name; print-code's helpersUsed picks those a module needs. */
export const jsHelpers: Readonly<Record<string, string>> = {
  fround: "const fround: (x: number) => number = Math.fround;",
  imul: "const imul: (a: number, b: number) => number = Math.imul;",
  scratch_f32: "const scratch_f32 = new Float32Array(1);",
  scratch_i32: "const scratch_i32 = new Int32Array(scratch_f32.buffer);",
  scratch_f64: "const scratch_f64 = new Float64Array(1);",
  scratch_i64: "const scratch_i64 = new BigInt64Array(scratch_f64.buffer);",
  bits_of_f32: lines("function bits_of_f32(x: number): number {", "  scratch_f32[0] = x;", "  return scratch_i32[0];", "}"),
  f32_of_bits: lines("function f32_of_bits(bits: number): number {", "  scratch_i32[0] = bits;", "  return scratch_f32[0];", "}"),
  bits_of_f64: lines("function bits_of_f64(x: number): bigint {", "  scratch_f64[0] = x;", "  return scratch_i64[0];", "}"),
  f64_of_bits: lines("function f64_of_bits(bits: bigint): number {", "  scratch_i64[0] = bits;", "  return scratch_f64[0];", "}"),
  nearest: lines(
    "/** Rounds to the nearest integer, halves to even. */",
    "function nearest(x: number): number {",
    "  const up = Math.round(x);",
    "  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;",
    "}",
  ),
  nearest_small: lines(
    "/** Rounds a number under 2^21 to the nearest integer, halves to even: doubles of 1.5 * 2^52 have no bits under 1. */",
    "function nearest_small(x: number): number {",
    "  return (x + 6755399441055744 - 6755399441055744) | 0;",
    "}",
  ),
  dot4: lines(
    "/** The sum of the products of a's bytes, unsigned, and b's, signed. */",
    "function dot4(a: number, b: number): number {",
    "  const low = (a & 255) * ((b << 24) >> 24) + ((a >> 8) & 255) * ((b << 16) >> 24);",
    "  return low + ((a >> 16) & 255) * ((b << 8) >> 24) + (a >>> 24) * (b >> 24);",
    "}",
  ),
  floor_mod: lines("function floor_mod(a: number, b: number): number {", "  return a - Math.floor(a / b) * b;", "}"),
  shl_i32: lines("function shl_i32(a: number, count: number): number {", "  return count >>> 0 < 32 ? a << count : 0;", "}"),
  shr_i32: lines("function shr_i32(a: number, count: number): number {", "  return a >> (count >>> 0 < 32 ? count : 31);", "}"),
  shr_u32: lines("function shr_u32(a: number, count: number): number {", "  return count < 32 ? a >>> count : 0;", "}"),
  shl_i64: lines(
    "function shl_i64(a: bigint, count: bigint): bigint {",
    "  return count >= 0n && count < 64n ? BigInt.asIntN(64, a << count) : 0n;",
    "}",
  ),
  shr_i64: lines("function shr_i64(a: bigint, count: bigint): bigint {", "  return a >> (count >= 0n && count < 64n ? count : 63n);", "}"),
  shl_u64: lines("function shl_u64(a: bigint, count: bigint): bigint {", "  return count < 64n ? BigInt.asUintN(64, a << count) : 0n;", "}"),
  shr_u64: lines("function shr_u64(a: bigint, count: bigint): bigint {", "  return count < 64n ? a >> count : 0n;", "}"),
  div_i64: lines("function div_i64(a: bigint, b: bigint): bigint {", "  return b === 0n ? 0n : BigInt.asIntN(64, a / b);", "}"),
  rem_i64: lines("function rem_i64(a: bigint, b: bigint): bigint {", "  return b === 0n ? 0n : a % b;", "}"),
  min_i64: lines("function min_i64(a: bigint, b: bigint): bigint {", "  return a < b ? a : b;", "}"),
  max_i64: lines("function max_i64(a: bigint, b: bigint): bigint {", "  return a > b ? a : b;", "}"),
  abs_i64: lines("function abs_i64(x: bigint): bigint {", "  return x < 0n ? BigInt.asIntN(64, -x) : x;", "}"),
  saturate: lines(
    "/** The integer part of x, kept in lo..hi; 0 for NaN. */",
    "function saturate(x: number, lo: number, hi: number): number {",
    "  return x > lo ? (x < hi ? Math.trunc(x) + 0 : hi) : x <= lo ? lo : 0;",
    "}",
  ),
  saturate_big: lines(
    "/** The integer part of x, kept in lo..hi; 0 for NaN. */",
    "function saturate_big(x: number, lo: bigint, hi: bigint): bigint {",
    "  return x >= Number(hi) ? hi : x <= Number(lo) ? lo : x === x ? BigInt(Math.trunc(x)) : 0n;",
    "}",
  ),
  f32_of_big: lines(
    "/** Rounded once: low bits that a double cannot hold are kept as one sticky bit. */",
    "function f32_of_big(x: bigint): number {",
    "  const size = x < 0n ? -x : x;",
    "  if (size < 9007199254740992n) return fround(Number(x));",
    "  const kept = fround(Number((size >> 24n) | ((size & 0xffffffn) === 0n ? 0n : 1n))) * 16777216;",
    "  return x < 0n ? -kept : kept;",
    "}",
  ),
  f16_to_f32: lines(
    "function f16_to_f32(bits: number): number {",
    "  const size = bits & 32767;",
    "  const x = size < 31744 ? f32_of_bits(size << 13) * 5.192296858534828e33 : size === 31744 ? Infinity : NaN;",
    "  return bits & 32768 ? -x : x;",
    "}",
  ),
  f32_to_f16: lines(
    "/** The bits of x rounded to f16, to nearest, halves to even. */",
    "function f32_to_f16(x: number): number {",
    "  const bits = bits_of_f32(x);",
    "  const sign = (bits >>> 16) & 32768;",
    "  const size = bits & 2147483647;",
    "  if (size > 2139095040) return sign | 32256;",
    "  if (size >= 1199566848) return sign | 31744;",
    "  if (size < 947912704) return sign | nearest(f32_of_bits(size) * 16777216);",
    "  return sign | ((size - 939524096 + 4095 + ((size >> 13) & 1)) >> 13);",
    "}",
  ),
  bf16_to_f32: lines("function bf16_to_f32(bits: number): number {", "  return f32_of_bits(bits << 16);", "}"),
  f32_to_bf16: lines(
    "/** The bits of x rounded to bf16, to nearest, halves to even. */",
    "function f32_to_bf16(x: number): number {",
    "  const bits = bits_of_f32(x);",
    "  if ((bits & 2147483647) > 2139095040) return ((bits >>> 16) & 32768) | 32704;",
    "  return (bits + 32767 + ((bits >>> 16) & 1)) >>> 16;",
    "}",
  ),
};

/** A helper (or any of our TypeScript) as JavaScript. */
export const untyped = (typescript: string): string =>
  typescript.replace(/: (\(x: number\) => number|\(a: number, b: number\) => number|number|bigint|boolean|void|\w+Array)(?=[,;)\s=])/g, "");
