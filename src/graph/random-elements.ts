/** Seeded elements for tests and self-checks: the same seed gives the same numbers everywhere. Not for anything that needs good randomness. */

import { type DType, dtypes, type ElementArray, newArray } from "../core/dtype.ts";

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32's mixing steps). */
function uniformNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * `count` elements: floats in [-1, 1), or [0.5, 1.5) where `positive`; integers in -8..7, or 1..8; truth values. 16-bit and narrower
 * floats, which are held as bits, are those of small positive numbers.
 */
export function randomElements(dtype: DType, count: number, seed: number, positive = false): ElementArray {
  const next = uniformNumbers(seed);
  const array = newArray(dtype, count);
  const { kind } = dtypes[dtype];
  for (let i = 0; i < count; i++) {
    const u = next();
    const small = Math.floor(u * 16);
    if (array instanceof BigInt64Array || array instanceof BigUint64Array) array[i] = BigInt(integer(small, kind !== "uint" && !positive));
    else if (dtype === "f32" || dtype === "f64") array[i] = positive ? u + 0.5 : u * 2 - 1;
    else if (kind === "bool") array[i] = small & 1;
    else array[i] = integer(small, kind === "int" && !positive);
  }
  return array;
}

const integer = (small: number, signed: boolean): number => (signed ? small - 8 : (small >> 1) + 1);
