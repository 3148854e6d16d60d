/** Relaxed SIMD in this node: from version 21 on without a flag. */

export const relaxedSimdFlag = "--experimental-wasm-relaxed-simd";

/** (func (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0))) */
const probe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11];
const { WebAssembly: host } = globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } };

/** True where engines take its instructions as they are started here. */
export const hasRelaxedSimd = host.validate(new Uint8Array(probe));
