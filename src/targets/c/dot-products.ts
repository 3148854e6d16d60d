/** Macros of vectors that multiply bytes, four in a lane: by one instruction where a processor has one. */

import { macro } from "./macro.ts";

/** By lanes, where x86 multiplies bytes by one instruction, halves, and bytes whose products it adds in 16 bits. */
const conditions: Readonly<Record<number, readonly [vnni: string, halves: string, sixteen: string]>> = {
  4: ["defined(__AVX512VNNI__) && defined(__AVX512VL__)", "defined(__SSE2__)", "defined(__SSSE3__)"],
  8: ["defined(__AVX512VNNI__) && defined(__AVX512VL__)", "defined(__AVX2__)", "defined(__AVX2__)"],
  16: ["defined(__AVX512VNNI__)", "defined(__AVX512BW__)", "defined(__AVX512BW__)"],
};

/** The vector type of x86 for so many lanes of 32 bits, and how its intrinsics begin. */
const register = (lanes: number): readonly [type: string, prefix: string] => [`__m${32 * lanes}i`, lanes === 4 ? "_mm" : `_mm${32 * lanes}`];

/** The products of the even bytes of a and b, on Arm. */
const evenOnArm = [
  "__extension__({ const uint16x8_t a_ = (uint16x8_t)(a); const int16x8_t b_ = (int16x8_t)(b);",
  "const int16x8_t even_ = vmulq_s16((int16x8_t)vandq_u16(a_, vdupq_n_u16(255)), vshrq_n_s16(vshlq_n_s16(b_, 8), 8));",
];

/**
 * c plus the products of the bytes of a, unsigned, and of b, signed: one instruction where there is VNNI, two products of halves elsewhere on x86;
 * Arm's instructions; byte by byte on all other machines.
 */
export function dot4(lanes: number): string {
  const v = `i32x${lanes}`;
  const [type, prefix] = register(lanes);
  const head = `aot_dot4_${v}(c, a, b)`;
  const one = macro(head, `((aot_${v})${prefix}_dpbusd_epi32((${type})(c), (${type})(a), (${type})(b)))`);
  const and = `${prefix}_and_si${32 * lanes}`;
  const halves = macro(
    head,
    `__extension__({ const ${type} a_ = (${type})(a), b_ = (${type})(b);`,
    `const ${type} even_ = ${prefix}_madd_epi16(${and}(a_, ${prefix}_set1_epi16(255)),`,
    `  ${prefix}_srai_epi16(${prefix}_slli_epi16(b_, 8), 8));`,
    `const ${type} odd_ = ${prefix}_madd_epi16(${prefix}_srli_epi16(a_, 8), ${prefix}_srai_epi16(b_, 8));`,
    `(aot_${v})${prefix}_add_epi32((${type})(c), ${prefix}_add_epi32(even_, odd_)); })`,
  );
  const byte = (at: number): string => `(aot_${v})((a_ >> ${at}) & 255u) * ((aot_${v})(b_ << ${24 - at}) >> 24)`;
  const bytes = macro(
    head,
    `__extension__({ const aot_u32x${lanes} a_ = (aot_u32x${lanes})(a), b_ = (aot_u32x${lanes})(b);`,
    `const aot_${v} low_ = ${byte(0)} + ${byte(8)};`,
    `const aot_${v} high_ = ${byte(16)} + ${byte(24)};`,
    `(aot_${v})((aot_u32x${lanes})(c) + (aot_u32x${lanes})low_ + (aot_u32x${lanes})high_); })`,
  );
  const [vnni, pairs] = conditions[lanes] ?? [];
  const lines = ["/* c plus the sum of products of the bytes of a, unsigned, and b, signed. */"];
  if (vnni === undefined || pairs === undefined) return [...lines, bytes].join("\n");
  const include = "#include <immintrin.h>";
  const arm = lanes === 4 ? armDot4(head) : [];
  return [...lines, `#if ${vnni}`, include, one, `#elif ${pairs}`, include, halves, ...arm, "#else", bytes, "#endif"].join("\n");
}

/**
 * The same where no two neighbours' products leave 16 bits (../small-bytes.ts): x86 adds them there, and multiplies these sums by 1 to add two of them; so
 * does Arm's multiply-add.
 */
export function smallDot4(lanes: number): string {
  const v = `i32x${lanes}`;
  const [type, prefix] = register(lanes);
  const head = `aot_dot4_small_${v}(c, a, b)`;
  const plain = macro(head, `aot_dot4_${v}(c, a, b)`);
  const lines = ["/* The same of bytes b of which no two neighbours' products leave 16 bits. */"];
  const [vnni, , sixteen] = conditions[lanes] ?? [];
  if (vnni === undefined || sixteen === undefined) return [...lines, plain].join("\n");
  const sums = macro(
    head,
    `((aot_${v})${prefix}_add_epi32((${type})(c),`,
    `  ${prefix}_madd_epi16(${prefix}_maddubs_epi16((${type})(a), (${type})(b)), ${prefix}_set1_epi16(1))))`,
  );
  const arm = macro(
    head,
    ...evenOnArm,
    "(aot_i32x4)vpadalq_s16((int32x4_t)(c), vmlaq_s16(even_, (int16x8_t)vshrq_n_u16(a_, 8), vshrq_n_s16(b_, 8))); })",
  );
  const byOne = lanes === 4 ? `${vnni} || defined(__ARM_FEATURE_DOTPROD) || defined(__ARM_FEATURE_MATMUL_INT8)` : vnni;
  const halves = lanes === 4 ? ["#elif defined(__aarch64__)", "#include <arm_neon.h>", arm] : [];
  return [...lines, `#if ${byOne}`, plain, `#elif ${sixteen}`, "#include <immintrin.h>", sums, ...halves, "#else", plain, "#endif"].join("\n");
}

/**
 * The same on Arm. Where only signed bytes are multiplied by one instruction, a counts from 128, and 128 times the sum of b is added. Without it,
 * products of even and of odd bytes fit into halves, of which neighbours are added to a word.
 */
function armDot4(head: string): readonly string[] {
  const mixed = macro(head, "((aot_i32x4)vusdotq_s32((int32x4_t)(c), (uint8x16_t)(a), (int8x16_t)(b)))");
  const signed = macro(
    head,
    "__extension__({ const int8x16_t b_ = (int8x16_t)(b), a_ = veorq_s8((int8x16_t)(a), vdupq_n_s8(-128));",
    "const int32x4_t moved_ = vshlq_n_s32(vdotq_s32(vdupq_n_s32(0), b_, vdupq_n_s8(1)), 7);",
    "(aot_i32x4)vdotq_s32(vaddq_s32((int32x4_t)(c), moved_), a_, b_); })",
  );
  const halves = macro(
    head,
    ...evenOnArm,
    "const int16x8_t odd_ = vmulq_s16((int16x8_t)vshrq_n_u16(a_, 8), vshrq_n_s16(b_, 8));",
    "(aot_i32x4)vpadalq_s16(vpadalq_s16((int32x4_t)(c), even_), odd_); })",
  );
  const include = "#include <arm_neon.h>";
  return [
    ...["#elif defined(__ARM_FEATURE_MATMUL_INT8)", include, mixed],
    ...["#elif defined(__ARM_FEATURE_DOTPROD)", include, signed],
    ...["#elif defined(__aarch64__)", include, halves],
  ];
}

const dotprod = "__ARM_FEATURE_DOTPROD";
const [c, b] = ["(int32x4_t)(c)", "(int8x16_t)(b)"];
const below = (x: string): string => `veorq_s8((int8x16_t)(${x}), vdupq_n_s8(-128))`;

function onArm(feature: string, says: string, head: string, instruction: string, plain: string): string {
  const form = macro(head, `((aot_i32x4)${instruction})`);
  return [`/* ${says} */`, `#if defined(${feature})`, "#include <arm_neon.h>", form, "#else", macro(head, plain), "#endif"].join("\n");
}

/** By name, sums of products of bytes of which Arm's instructions take a lane, or signed bytes alone (signed-products.ts). */
export const armProducts: Readonly<Record<string, string>> = {
  aot_dot4_signed_i32x4: onArm(
    dotprod,
    "c plus the products of the bytes of a, none of which is over 127, and of b, signed.",
    "aot_dot4_signed_i32x4(c, a, b)",
    `vdotq_s32(${c}, (int8x16_t)(a), ${b})`,
    "aot_dot4_i32x4(c, a, b)",
  ),
  aot_dot4_below_i32x4: onArm(
    dotprod,
    "c plus the products of the bytes of a, unsigned, less 128, and of b, signed.",
    "aot_dot4_below_i32x4(c, a, b)",
    `vdotq_s32(${c}, ${below("a")}, ${b})`,
    "((aot_i32x4)((aot_u32x4)aot_dot4_i32x4(c, a, b) - ((aot_u32x4)aot_dot4_i32x4((aot_i32x4){0}, aot_splat_i32x4(0x01010101), b) << 7)))",
  ),
  aot_dot4_lane_i32x4: onArm(
    "__ARM_FEATURE_MATMUL_INT8",
    "aot_dot4_i32x4 of one lane of x.",
    "aot_dot4_lane_i32x4(c, x, l, b)",
    `vsudotq_laneq_s32(${c}, ${b}, (uint8x16_t)(x), l)`,
    "aot_dot4_i32x4(c, aot_lane_i32x4(x, l), b)",
  ),
  aot_dot4_lane_below_i32x4: onArm(
    dotprod,
    "aot_dot4_below_i32x4 of one lane of x.",
    "aot_dot4_lane_below_i32x4(c, x, l, b)",
    `vdotq_laneq_s32(${c}, ${b}, ${below("x")}, l)`,
    "aot_dot4_below_i32x4(c, aot_lane_i32x4(x, l), b)",
  ),
};
