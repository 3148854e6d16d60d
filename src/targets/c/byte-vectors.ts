/** Macros of vectors of bytes in memory that are lanes of 32 bits in registers: gcc 12 converts them one by one, processors all at once. */
import { guardedBy, macro } from "./macro.ts";

type Code = "i8" | "u8";

const header = "immintrin.h";

/** What a processor does with four bytes, which go by a word of 32 bits: SSE4.1, or Arm's vectors; else `plain`. */
const fours = (sse: string, arm: string, plain: string): string =>
  [
    ...["#if defined(__SSE4_1__)", `#include <${header}>`, sse],
    ...["#elif defined(__aarch64__)", "#include <arm_neon.h>", arm],
    ...["#else", plain, "#endif"],
  ].join("\n");

/** Bytes, loaded as lanes of 32 bits. */
export function loadBytes(code: Code, lanes: number): string {
  const v = `${code}x${lanes}`;
  const result = `aot_${code === "i8" ? "i32" : "u32"}x${lanes}`;
  const head = `aot_load_wide_${v}(p)`;
  const plain = macro(head, `__builtin_convertvector(aot_load_${v}(p), ${result})`);
  const cvt = `cvtep${code}_epi32`;
  const form = (instructions: string): string => macro(head, `((${result})${instructions})`);
  if (lanes === 16) return guardedBy("__AVX512F__", form(`_mm512_${cvt}(_mm_loadu_si128((const __m128i *)(const void *)(p)))`), plain, header);
  if (lanes === 8) return guardedBy("__AVX2__", form(`_mm256_${cvt}(_mm_loadl_epi64((const __m128i *)(const void *)(p)))`), plain, header);
  const word = "*(const aot_unaligned_i32 *)(const void *)(p)";
  const s = code === "i8" ? "s" : "u";
  const arm = form(`vmovl_${s}16(vget_low_${s}16(vmovl_${s}8(vreinterpret_${s}8_s32(vdup_n_s32(${word})))))`);
  return lanes === 4 ? fours(form(`_mm_${cvt}(_mm_cvtsi32_si128(${word}))`), arm, plain) : plain;
}

/** The low bytes of lanes of 32 bits, stored. */
export function storeBytes(code: Code, lanes: number): string {
  const v = `${code}x${lanes}`;
  const head = `aot_store_narrow_${v}(p, x)`;
  const plain = macro(head, `aot_store_${v}(p, __builtin_convertvector(x, aot_${v}))`);
  const target = "(__m128i *)(void *)(p)";
  const order = [0, 4, 8, 12].reduce((n, at, i) => n + at * 2 ** (8 * i), 0);
  if (lanes === 16) return guardedBy("__AVX512F__", macro(head, `_mm_storeu_si128(${target}, _mm512_cvtepi32_epi8((__m512i)(x)))`), plain, header);
  if (lanes === 8)
    return guardedBy(
      "__AVX2__",
      macro(
        head,
        `do { const __m256i low_ = _mm256_shuffle_epi8((__m256i)(x), _mm256_set1_epi32(${order}));`,
        `_mm_storel_epi64(${target}, _mm_unpacklo_epi32(_mm256_castsi256_si128(low_), _mm256_extracti128_si256(low_, 1))); } while (0)`,
      ),
      plain,
      header,
    );
  const word = (x: string): string => `(*(aot_unaligned_i32 *)(void *)(p) = ${x})`;
  const arm = macro(
    head,
    "do { const uint16x4_t half_ = vmovn_u32((uint32x4_t)(x));",
    `${word("vget_lane_s32(vreinterpret_s32_u8(vmovn_u16(vcombine_u16(half_, half_))), 0)")}; } while (0)`,
  );
  const sse = macro(head, word(`_mm_cvtsi128_si32(_mm_shuffle_epi8((__m128i)(x), _mm_set1_epi32(${order})))`));
  return lanes === 4 ? fours(sse, arm, plain) : plain;
}
