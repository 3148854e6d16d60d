/** Vectors of 16-bit floats, loaded as f32, and f32 rounded to them. */
import { guardedBy, macro } from "./macro.ts";

/** F16C's instructions for 8 floats, as `onX86` in vector-helpers.ts calls them. */
const [widened, narrowed] = ["__builtin_ia32_vcvtph2ps256", "__builtin_ia32_vcvtps2ph256"];

/**
 * Halves as f32: of f16 exponents are rebased by a product with 2^112, infinities and NaNs get all exponent bits; bf16 are the upper bits of a float.
 * gcc 12 widens and converts them one by one.
 */
export function loadHalves(code: "f16" | "bf16", lanes: number): string {
  const head = `aot_load_wide_${code}x${lanes}(p)`;
  const [floats, words, ints] = [`aot_f32x${lanes}`, `aot_u32x${lanes}`, `aot_i32x${lanes}`];
  const bits = `const ${words} h_ = __builtin_convertvector(aot_load_u16x${lanes}(p), ${words});`;
  const plain =
    code === "bf16"
      ? macro(head, `__extension__({ ${bits} (${floats})(h_ << 16); })`)
      : macro(
          head,
          `__extension__({ ${bits} const ${ints} n_ = (${ints})(h_ & 0x7fffu);`,
          `(${floats})((${words})((${floats})(n_ << 13) * 0x1p112f) | ((${words})(n_ > 0x7bff) & 0x7f800000u) | ((h_ & 0x8000u) << 16)); })`,
        );
  if (lanes === 4) {
    const bits = "vld1_u16((const uint16_t *)(p))";
    const onArm = code === "f16" ? `vcvt_f32_f16(vreinterpret_f16_u16(${bits}))` : `vshll_n_u16(${bits}, 16)`;
    return guardedBy("__aarch64__", macro(head, `((${floats})${onArm})`), plain, "arm_neon.h");
  }
  if (lanes !== 16 && lanes !== 8) return plain;
  if (lanes === 8 && code === "f16") return guardedBy("__F16C__", macro(head, `${widened}((aot_i16x8)aot_load_u16x8(p))`), plain);
  const at = lanes === 16 ? "_mm256_loadu_si256((const __m256i *)(const void *)(p))" : "_mm_loadu_si128((const __m128i *)(const void *)(p))";
  const bitsOf = lanes === 16 ? "_mm512" : "_mm256";
  const wide = code === "f16" ? `${bitsOf}_cvtph_ps(${at})` : `${bitsOf}_slli_epi32(${bitsOf}_cvtepu16_epi32(${at}), 16)`;
  return guardedBy(lanes === 16 ? "__AVX512F__" : "__AVX2__", macro(head, `((${floats})${wide})`), plain, "immintrin.h");
}

/** f32 rounded to f16 as f32. */
export function roundHalves(lanes: number): string {
  const head = `aot_round_f16x${lanes}(x)`;
  const plain = macro(
    head,
    `__extension__({ const aot_f32x${lanes} h_ = (x); aot_f32x${lanes} r_ = {0};`,
    `for (int l_ = 0; l_ < ${lanes}; l_++) { r_[l_] = aot_f16_to_f32(aot_f32_to_f16(h_[l_])); } r_; })`,
  );
  if (lanes === 8) return guardedBy("__F16C__", macro(head, `${widened}(${narrowed}(x, 0))`), plain);
  const instructions = macro(head, "((aot_f32x16)_mm512_cvtph_ps(_mm512_cvtps_ph((__m512)(x), 8)))");
  return lanes === 16 ? guardedBy("__AVX512F__", instructions, plain, "immintrin.h") : plain;
}

/** The bits of f32 rounded to f16, to nearest, halves to even; any NaN for a NaN. */
export function narrowHalves(lanes: number): string {
  const head = `aot_narrow_f16x${lanes}(x)`;
  const plain = macro(head, `AOT_MAP1(aot_u16x${lanes}, ${lanes}, aot_f32x${lanes}, x, aot_f32_to_f16)`);
  if (lanes === 8) return guardedBy("__F16C__", macro(head, `((aot_u16x8)${narrowed}(x, 0))`), plain);
  return lanes === 16 ? guardedBy("__AVX512F__", macro(head, "((aot_u16x16)_mm512_cvtps_ph((__m512)(x), 8))"), plain, "immintrin.h") : plain;
}
