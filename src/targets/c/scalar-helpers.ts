/**
 * Functions that printed C calls where its operators do not say what loop/semantics.ts asks for: wrapping integers, divisions by zero,
 * saturating conversions, NaN in minima, rounding without libm. By name; print-code's helpersUsed picks those a module needs.
 */

const fn = (head: string, ...body: readonly string[]): string =>
  body.length === 1 ? `AOT_INLINE ${head} { ${body[0]} }` : [`AOT_INLINE ${head} {`, ...body.map((line) => `  ${line}`), "}"].join("\n");

const squareRoots = [
  "/* 1 if the machine has a square root instruction, so that the builtins below are not library calls. */",
  "#if defined(__GNUC__) && defined(__NO_MATH_ERRNO__) && (defined(__SSE2__) || defined(__aarch64__))",
  "#define AOT_SQRT_F32 1",
  "#define AOT_SQRT_F64 1",
  "#elif defined(__GNUC__) && defined(__NO_MATH_ERRNO__) && defined(__ARM_FP)",
  "#define AOT_SQRT_F32 ((__ARM_FP & 4) != 0)",
  "#define AOT_SQRT_F64 ((__ARM_FP & 8) != 0)",
  "#else",
  "#define AOT_SQRT_F32 0",
  "#define AOT_SQRT_F64 0",
  "#endif",
].join("\n");

const bitHelpers: Readonly<Record<string, string>> = {
  aot_bits_f32: fn("uint32_t aot_bits_f32(float x)", "union { float f; uint32_t u; } v = { x }; return v.u;"),
  aot_f32_of_bits: fn("float aot_f32_of_bits(uint32_t x)", "union { uint32_t u; float f; } v = { x }; return v.f;"),
  aot_bits_f64: fn("uint64_t aot_bits_f64(double x)", "union { double f; uint64_t u; } v = { x }; return v.u;"),
  aot_f64_of_bits: fn("double aot_f64_of_bits(uint64_t x)", "union { uint64_t u; double f; } v = { x }; return v.f;"),
  AOT_INF_F32: "#define AOT_INF_F32 aot_f32_of_bits(0x7f800000u)",
  AOT_NAN_F32: "#define AOT_NAN_F32 aot_f32_of_bits(0x7fc00000u)",
  AOT_INF_F64: "#define AOT_INF_F64 aot_f64_of_bits(UINT64_C(0x7ff0000000000000))",
  AOT_NAN_F64: "#define AOT_NAN_F64 aot_f64_of_bits(UINT64_C(0x7ff8000000000000))",
  AOT_ROUND: [
    "/* 1 if the machine rounds in one instruction, so that the builtins below are not library calls. */",
    "#if defined(__GNUC__) && (defined(__SSE4_1__) || defined(__aarch64__))",
    "#define AOT_ROUND 1",
    "#else",
    "#define AOT_ROUND 0",
    "#endif",
  ].join("\n"),
  AOT_SQRT_F32: squareRoots,
  AOT_SQRT_F64: squareRoots,
  aot_f16_to_f32: fn(
    "float aot_f16_to_f32(uint16_t bits)",
    "const uint32_t size = bits & 0x7fffu;",
    "const uint32_t sign = ((uint32_t)bits & 0x8000u) << 16;",
    "if (size > 0x7c00u) return AOT_NAN_F32;",
    "if (size == 0x7c00u) return aot_f32_of_bits(sign | 0x7f800000u);",
    "return aot_f32_of_bits(sign | aot_bits_f32(aot_f32_of_bits(size << 13) * 0x1p112f));",
  ),
  aot_f32_to_f16: [
    "/* x rounded to f16 (to nearest, ties to even), as bits. */",
    fn(
      "uint16_t aot_f32_to_f16(float x)",
      "const uint32_t bits = aot_bits_f32(x);",
      "const uint32_t sign = (bits >> 16) & 0x8000u;",
      "const uint32_t size = bits & 0x7fffffffu;",
      "if (size > 0x7f800000u) return (uint16_t)(sign | 0x7e00u);",
      "if (size >= 0x477ff000u) return (uint16_t)(sign | 0x7c00u);",
      "if (size < 0x38800000u) return (uint16_t)(sign | (uint32_t)aot_nearest_f32(aot_f32_of_bits(size) * 0x1p24f));",
      "return (uint16_t)(sign | ((size - 0x38000000u + 0xfffu + ((size >> 13) & 1u)) >> 13));",
    ),
  ].join("\n"),
  aot_bf16_to_f32: fn("float aot_bf16_to_f32(uint16_t bits)", "return aot_f32_of_bits((uint32_t)bits << 16);"),
  aot_f32_to_bf16: [
    "/* x rounded to bf16 (to nearest, ties to even), as bits. */",
    fn(
      "uint16_t aot_f32_to_bf16(float x)",
      "const uint32_t bits = aot_bits_f32(x);",
      "if ((bits & 0x7fffffffu) > 0x7f800000u) return (uint16_t)(((bits >> 16) & 0x8000u) | 0x7fc0u);",
      "return (uint16_t)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);",
    ),
  ].join("\n"),
};

const rounding: Readonly<Record<string, string>> = {
  aot_round_i32: [
    "/* A small x to the nearest integer, ties to even. 1.5 * 2^23 has no bits below 1, so the sum holds the integer in its last bits. */",
    "#if AOT_ROUND",
    fn("int32_t aot_round_i32(float x)", "return (int32_t)__builtin_rintf(x);"),
    "#else",
    fn("int32_t aot_round_i32(float x)", "return (int32_t)(aot_bits_f32(x + 12582912.0f) - 0x4b400000u);"),
    "#endif",
  ].join("\n"),
};

/** The second where either is NaN, and of two zeros. */
const picks: Readonly<Record<string, string>> = {
  aot_pick_min_f32: fn("float aot_pick_min_f32(float a, float b)", "return a < b ? a : b;"),
  aot_pick_max_f32: fn("float aot_pick_max_f32(float a, float b)", "return a > b ? a : b;"),
};

const products: Readonly<Record<string, string>> = {
  aot_unaligned_i32: [
    "/* Words at any byte address. */",
    "#if defined(__GNUC__)",
    "typedef int32_t aot_unaligned_i32 __attribute__((aligned(1), may_alias));",
    "#else",
    "typedef int32_t aot_unaligned_i32;",
    "#endif",
  ].join("\n"),
  aot_dot4_i32: [
    "/* c plus the sum of products of a's bytes, unsigned, and b's, signed. */",
    "#if defined(__GNUC__) && defined(__ARM_FEATURE_DSP) && !defined(__aarch64__)",
    "#include <arm_acle.h>",
    fn(
      "int32_t aot_dot4_i32(int32_t c, int32_t a, int32_t b)",
      "uint32_t odd_a, odd_b;",
      '__asm__("uxtb16 %0, %1, ror #8" : "=r"(odd_a) : "r"(a));',
      '__asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_b) : "r"(b));',
      "return __smlad((int16x2_t)odd_a, (int16x2_t)odd_b, __smlad((int16x2_t)__uxtb16((uint8x4_t)a), __sxtb16((int8x4_t)b), c));",
    ),
    "#else",
    fn(
      "int32_t aot_dot4_i32(int32_t c, int32_t a, int32_t b)",
      "const uint32_t x = (uint32_t)a;",
      "const uint32_t y = (uint32_t)b;",
      "const int32_t low = (int32_t)(x & 255u) * (int8_t)(y & 255u) + (int32_t)(x >> 8 & 255u) * (int8_t)(y >> 8 & 255u);",
      "const int32_t high = (int32_t)(x >> 16 & 255u) * (int8_t)(y >> 16 & 255u) + (int32_t)(x >> 24) * (int8_t)(y >> 24);",
      "return (int32_t)((uint32_t)c + (uint32_t)low + (uint32_t)high);",
    ),
    "#endif",
  ].join("\n"),
};

/** Index arithmetic; `type` is int or ptrdiff_t. */
const indexHelpers = (type: string): Readonly<Record<string, string>> => ({
  aot_min: fn(`${type} aot_min(${type} a, ${type} b)`, "return a < b ? a : b;"),
  aot_max: fn(`${type} aot_max(${type} a, ${type} b)`, "return a > b ? a : b;"),
  aot_floor_div: fn(`${type} aot_floor_div(${type} a, ${type} b)`, "return a / b - (a % b < 0);"),
  aot_floor_mod: fn(`${type} aot_floor_mod(${type} a, ${type} b)`, "return a % b + (a % b < 0 ? b : 0);"),
});

interface FloatKind {
  readonly s: "f32" | "f64";
  readonly t: string;
  /** Suffix of literals and builtins. */
  readonly f: string;
  readonly bits: string;
  readonly sign: string;
  /** From here on all values are integers. */
  readonly whole: string;
  readonly integer: string;
  readonly fraction: number;
  readonly bias: number;
}

const floatKinds: readonly FloatKind[] = [
  { s: "f32", t: "float", f: "f", bits: "uint32_t", sign: "0x80000000u", whole: "0x1p23f", integer: "int32_t", fraction: 23, bias: 127 },
  {
    s: "f64",
    t: "double",
    f: "",
    bits: "uint64_t",
    sign: "UINT64_C(0x8000000000000000)",
    whole: "0x1p52",
    integer: "int64_t",
    fraction: 52,
    bias: 1023,
  },
];

function floatHelpers({ s, t, f, bits, sign, whole, integer, fraction, bias }: FloatKind): Record<string, string> {
  const S = s.toUpperCase();
  const round = (op: string, builtin: string, adjust: readonly string[]): string =>
    [
      "#if AOT_ROUND",
      fn(`${t} aot_${op}_${s}(${t} x)`, `return __builtin_${builtin}${f}(x);`),
      "#else",
      fn(
        `${t} aot_${op}_${s}(${t} x)`,
        `if (!(x > -${whole} && x < ${whole})) return x;`,
        `${t} y = (${t})(${integer})x;`,
        ...adjust,
        `return aot_${s}_of_bits(aot_bits_${s}(y) | (aot_bits_${s}(x) & ${sign}));`,
      ),
      "#endif",
    ].join("\n");
  const pick = (op: string, relation: string, signed: string): string =>
    [
      "/* NaN if either is NaN; -0 is less than +0. */",
      fn(`${t} aot_${op}_${s}(${t} a, ${t} b)`, `return a ${relation} b || a != a || (a == b && (aot_bits_${s}(${signed}) & ${sign}) != 0) ? a : b;`),
    ].join("\n");
  return {
    [`aot_abs_${s}`]: fn(`${t} aot_abs_${s}(${t} x)`, `return aot_${s}_of_bits(aot_bits_${s}(x) & ~${sign});`),
    [`aot_floor_${s}`]: round("floor", "floor", [`if (y > x) y -= 1.0${f};`]),
    [`aot_ceil_${s}`]: round("ceil", "ceil", [`if (y < x) y += 1.0${f};`]),
    [`aot_trunc_${s}`]: round("trunc", "trunc", []),
    [`aot_nearest_${s}`]: `/* To the nearest integer, ties to even. */\n${round("nearest", "rint", [
      `const ${t} rest = x - y;`,
      `const _Bool odd = ((${integer})y & 1) != 0;`,
      `if (rest > 0.5${f} || (rest == 0.5${f} && odd)) y += 1.0${f};`,
      `if (rest < -0.5${f} || (rest == -0.5${f} && odd)) y -= 1.0${f};`,
    ])}`,
    [`aot_sqrt_${s}`]: [
      "/* Correctly rounded; without the instruction, computes one bit of the root at a time. */",
      `#if AOT_SQRT_${S}`,
      fn(`${t} aot_sqrt_${s}(${t} x)`, `return __builtin_sqrt${f}(x);`),
      "#else",
      fn(
        `${t} aot_sqrt_${s}(${t} x)`,
        `if (!(x > 0.0${f}) || x == AOT_INF_${S}) return x == 0.0${f} || x > 0.0${f} ? x : AOT_NAN_${S};`,
        `const ${bits} one = (${bits})1 << ${fraction};`,
        `int exponent = (int)(aot_bits_${s}(x) >> ${fraction});`,
        `${bits} rest = aot_bits_${s}(x) & (one - 1);`,
        "if (exponent == 0)",
        "  for (exponent = 1; rest < one; exponent--) rest <<= 1;",
        `exponent -= ${bias};`,
        "rest = (rest | one) << (1 + (exponent & 1));",
        `${bits} root = 0;`,
        `for (${bits} bit = one << 1; bit != 0; bit >>= 1, rest <<= 1) {`,
        `  const ${bits} step = 2 * root + bit;`,
        "  if (rest >= step) {",
        "    rest -= step;",
        "    root += bit;",
        "  }",
        "}",
        "root = (root >> 1) + (root & 1);",
        `return aot_${s}_of_bits(((${bits})((exponent >> 1) + ${bias - 1}) << ${fraction}) + root);`,
      ),
      "#endif",
    ].join("\n"),
    [`aot_min_${s}`]: pick("min", "<", "a"),
    [`aot_max_${s}`]: pick("max", ">", "b"),
    [`aot_rem_${s}`]: [
      "/* The exact remainder of truncated division, with the sign of a. */",
      fn(
        `${t} aot_rem_${s}(${t} a, ${t} b)`,
        `${t} x = aot_abs_${s}(a);`,
        `const ${t} y = aot_abs_${s}(b);`,
        `if (!(x < AOT_INF_${S}) || !(y > 0.0${f})) return AOT_NAN_${S};`,
        "while (x >= y) {",
        `  ${t} part = y;`,
        "  while (x - part >= part) part += part;",
        "  x -= part;",
        "}",
        `return aot_${s}_of_bits(aot_bits_${s}(x) | (aot_bits_${s}(a) & ${sign}));`,
      ),
    ].join("\n"),
  };
}

interface IntegerKind {
  readonly s: string;
  readonly t: string;
  readonly bits: number;
  readonly signed: boolean;
}

const integerKinds: readonly IntegerKind[] = [
  { s: "i32", t: "int32_t", bits: 32, signed: true },
  { s: "u32", t: "uint32_t", bits: 32, signed: false },
  { s: "i64", t: "int64_t", bits: 64, signed: true },
  { s: "u64", t: "uint64_t", bits: 64, signed: false },
];

function integerHelpers({ s, t, bits, signed }: IntegerKind): Record<string, string> {
  const u = `uint${bits}_t`;
  const negative = (x: string): string => `(${t})(0u - (${u})${x})`;
  const wrapping = (name: string, operator: string): string =>
    fn(`${t} aot_${name}_${s}(${t} a, ${t} b)`, `return (${t})((${u})a ${operator} (${u})b);`);
  return {
    [`aot_add_${s}`]: wrapping("add", "+"),
    [`aot_sub_${s}`]: wrapping("sub", "-"),
    [`aot_mul_${s}`]: wrapping("mul", "*"),
    [`aot_neg_${s}`]: fn(`${t} aot_neg_${s}(${t} x)`, `return ${negative("x")};`),
    [`aot_abs_${s}`]: fn(`${t} aot_abs_${s}(${t} x)`, signed ? `return x < 0 ? ${negative("x")} : x;` : "return x;"),
    [`aot_div_${s}`]: `/* Division; 0 if b is 0; wraps around. */\n${fn(
      `${t} aot_div_${s}(${t} a, ${t} b)`,
      `return b == 0 ? 0 : ${signed ? `b == -1 ? ${negative("a")} : ` : ""}a / b;`,
    )}`,
    [`aot_rem_${s}`]: `/* Remainder; 0 if b is 0. */\n${fn(
      `${t} aot_rem_${s}(${t} a, ${t} b)`,
      `return b == 0${signed ? " || b == -1" : ""} ? 0 : a % b;`,
    )}`,
    [`aot_min_${s}`]: fn(`${t} aot_min_${s}(${t} a, ${t} b)`, "return a < b ? a : b;"),
    [`aot_max_${s}`]: fn(`${t} aot_max_${s}(${t} a, ${t} b)`, "return a > b ? a : b;"),
    [`aot_shl_${s}`]: fn(`${t} aot_shl_${s}(${t} a, ${t} n)`, `return (${u})n < ${bits}u ? (${t})((${u})a << (${u})n) : 0;`),
    [`aot_shr_${s}`]: fn(
      `${t} aot_shr_${s}(${t} a, ${t} n)`,
      signed ? `return a >> ((${u})n < ${bits}u ? n : ${bits - 1});` : `return n < ${bits}u ? a >> n : 0;`,
    ),
    ...saturating(s, t, signed ? { bits, least: `INT${bits}_MIN`, most: `INT${bits}_MAX` } : { bits, least: "0", most: `UINT${bits}_MAX` }),
  };
}

/** The values of an integer type, as C writes them; `least` is "0" for unsigned ones. */
interface IntegerRange {
  readonly bits: number;
  readonly least: string;
  readonly most: string;
}

/** Conversions from floats to the integer type `s`, which is computed in `t`. */
function saturating(s: string, t: string, { bits, least, most }: IntegerRange): Record<string, string> {
  const signed = least !== "0";
  const magnitude = signed ? bits - 1 : bits;
  const from = (real: string, f: string, suffix: string): string =>
    `/* The integer part, clamped to the range of the result; 0 for NaN. */\n${fn(
      `${t} aot_${s}_of_${suffix}(${real} x)`,
      `if (x >= 0x1p${magnitude}${f}) return ${most};`,
      `if (x > ${signed ? `-0x1p${magnitude}${f}` : `0.0${f}`}) return (${t})x;`,
      signed ? `return x != x ? 0 : ${least};` : "return 0;",
    )}`;
  return { [`aot_${s}_of_f32`]: from("float", "f", "f32"), [`aot_${s}_of_f64`]: from("double", "", "f64") };
}

const narrowHelpers = (): Record<string, string> =>
  Object.assign(
    {},
    ...[16, 8, 4, 2].flatMap((bits) => [
      saturating(`i${bits}`, "int32_t", { bits, least: `${-(2 ** (bits - 1))}`, most: `${2 ** (bits - 1) - 1}` }),
      saturating(`u${bits}`, "uint32_t", { bits, least: "0", most: `${2 ** bits - 1}` }),
      { [`aot_i${bits}_of_i32`]: fn(`int32_t aot_i${bits}_of_i32(int32_t x)`, `return (int32_t)((uint32_t)x << ${32 - bits}) >> ${32 - bits};`) },
    ]),
  );

const shared: Readonly<Record<string, string>> = Object.assign(
  {},
  bitHelpers,
  products,
  rounding,
  picks,
  ...floatKinds.map(floatHelpers),
  ...integerKinds.map(integerHelpers),
  narrowHelpers(),
);

/** All scalar helpers for a program whose indices are `indexType`. */
export const scalarHelpers = (indexType: string): Readonly<Record<string, string>> => ({ ...shared, ...indexHelpers(indexType) });
