/**
 * Where a module multiplies and then adds four floats: the places at which relaxed SIMD's fused multiply-add can stand instead. That is another
 * binary for engines which have the instruction; it is made of this one when it is loaded, since nothing changes its length.
 */
import { placesIn, Walk } from "./code-walk.ts";

/** Opcodes: f32x4.mul, local.get, f32x4.add, as bytes. */
const multiply = [0xfd, 0xe6, 0x01] as const;
const localGet = 0x20;
const addition = [0xfd, 0xe4, 0x01] as const;

/** Byte offsets of every `f32x4.mul, local.get, f32x4.add` in the code of a module this target assembled, in order. */
export const multiplyAddsIn = (bytes: Uint8Array): readonly number[] => placesIn(bytes, isMultiplyAdd);

/** True when the element that is added is a local, read between the product and the sum. */
function isMultiplyAdd(bytes: Uint8Array, at: number): boolean {
  const walk = new Walk(bytes, at);
  if (!walk.matches(multiply)) return false;
  walk.at += multiply.length;
  if (walk.byte() !== localGet) return false;
  walk.unsigned();
  return walk.matches(addition);
}
