/**
 * Types and macros of GNU vectors. Vectors are local: never parameters or results, so everything is a macro. By name, for the lane counts in
 * use; print-code's helpersUsed picks those a module needs.
 */

import { loadBytes, storeBytes } from "./byte-vectors.ts";
import { armProducts, dot4, smallDot4 } from "./dot-products.ts";
import { loadHalves, narrowHalves, roundHalves } from "./half-vectors.ts";
import { guardedBy, macro } from "./macro.ts";
import type { Lane } from "./types.ts";

const laneTypes: Readonly<Record<Lane, { readonly type: string; readonly bytes: number }>> = {
  f32: { type: "float", bytes: 4 },
  f64: { type: "double", bytes: 8 },
  i32: { type: "int32_t", bytes: 4 },
  u32: { type: "uint32_t", bytes: 4 },
  i64: { type: "int64_t", bytes: 8 },
  u64: { type: "uint64_t", bytes: 8 },
};

const narrowTypes: readonly { readonly code: string; readonly type: string; readonly bytes: number }[] = [
  { code: "i8", type: "int8_t", bytes: 1 },
  { code: "u8", type: "uint8_t", bytes: 1 },
  { code: "i16", type: "int16_t", bytes: 2 },
  { code: "u16", type: "uint16_t", bytes: 2 },
];

const typedefs = (code: string, type: string, bytes: number, lanes: number): Record<string, string> => ({
  [`aot_${code}x${lanes}`]: `typedef ${type} aot_${code}x${lanes} __attribute__((vector_size(${bytes * lanes})));`,
  [`aot_${code}x${lanes}_u`]: `typedef ${type} aot_${code}x${lanes}_u __attribute__((vector_size(${bytes * lanes}), aligned(${bytes}), may_alias));`,
});

const memory = (code: string, lanes: number): Record<string, string> => {
  const v = `${code}x${lanes}`;
  return {
    [`aot_load_${v}`]: macro(`aot_load_${v}(p)`, `(*(const aot_${v}_u *)(const void *)(p))`),
    [`aot_store_${v}`]: macro(`aot_store_${v}(p, x)`, `(*(aot_${v}_u *)(void *)(p) = (x))`),
    [`aot_load_some_${v}`]: masked(
      v,
      `aot_load_some_${v}(p, n)`,
      "((aot_f32x16)_mm512_maskz_loadu_ps((__mmask16)((n) < 16 ? (1u << (n)) - 1u : 0xffffu), p))",
      `__extension__({ aot_${v} some_ = {0}; for (int l_ = 0; l_ < ${lanes} && l_ < (n); l_++) some_[l_] = (p)[l_]; some_; })`,
    ),
    [`aot_store_some_${v}`]: masked(
      v,
      `aot_store_some_${v}(p, x, n)`,
      "_mm512_mask_storeu_ps(p, (__mmask16)((n) < 16 ? (1u << (n)) - 1u : 0xffffu), (__m512)(x))",
      `do { const aot_${v} some_ = (x); for (int l_ = 0; l_ < ${lanes} && l_ < (n); l_++) (p)[l_] = some_[l_]; } while (0)`,
    ),
  };
};

/** Some of 16 floats by a mask; gcc takes the others one by one. */
const masked = (v: string, head: string, instruction: string, plain: string): string =>
  v === "f32x16" ? guardedBy("__AVX512F__", macro(head, instruction), macro(head, plain), "immintrin.h") : macro(head, plain);

const common: Readonly<Record<string, string>> = {
  AOT_MAP1: macro(
    "AOT_MAP1(result, lanes, type, x, f)",
    "__extension__({ const type x_ = (x); result r_ = {0};",
    "for (int l_ = 0; l_ < lanes; l_++) { r_[l_] = f(x_[l_]); } r_; })",
  ),
  AOT_MAP2: macro(
    "AOT_MAP2(result, lanes, type, a, b, f)",
    "__extension__({ const type a_ = (a); const type b_ = (b); result r_ = {0};",
    "for (int l_ = 0; l_ < lanes; l_++) { r_[l_] = f(a_[l_], b_[l_]); } r_; })",
  ),
  aot_prefetch: macro("aot_prefetch(p, i)", "__builtin_prefetch((const void *)((uintptr_t)(p) + sizeof(*(p)) * (uintptr_t)(i)))"),
  // gcc has clang's from version 12 on, and its own with numbers in a vector.
  AOT_SHUFFLE: [
    "/* Selects lanes by number from those of a followed by those of b; `type` is the vector type of the numbers. */",
    "#if defined(__clang__)",
    macro("AOT_SHUFFLE(type, a, b, ...)", "__builtin_shufflevector(a, b, __VA_ARGS__)"),
    "#else",
    macro("AOT_SHUFFLE(type, a, b, ...)", "__builtin_shuffle(a, b, (type){__VA_ARGS__})"),
    "#endif",
  ].join("\n"),
};

/** All lanes folded into one by halves: whole vectors are combined with their own lanes moved down, and lane 0 is the result. */
function folds(lane: Lane, lanes: number): Record<string, string> {
  const v = `${lane}x${lanes}`;
  const isFloat = lane === "f32" || lane === "f64";
  const numbers = `aot_${lane === "f32" ? "i32" : lane === "f64" ? "i64" : lane}x${lanes}`;
  const inOne = (op: string, a: string, b: string): string => {
    if (isFloat && (op === "add" || op === "mul")) return `${a} ${op === "add" ? "+" : "*"} ${b}`;
    return `aot_${op}_${v}(${a}, ${b})`;
  };
  const fold = (op: string): string => {
    const steps: string[] = [];
    for (let half = lanes / 2; half >= 1; half /= 2) {
      const moved = Array.from({ length: lanes }, (_, l) => (l + half) % lanes).join(", ");
      steps.push(`f_ = ${inOne(op, "f_", `AOT_SHUFFLE(${numbers}, f_, f_, ${moved})`)};`);
    }
    return macro(`aot_fold_${op}_${v}(x)`, `__extension__({ aot_${v} f_ = (x);`, ...steps, "f_[0]; })");
  };
  return Object.fromEntries(["add", "mul", "min", "max"].map((op) => [`aot_fold_${op}_${v}`, fold(op)]));
}

/**
 * The least or largest of 16 floats by an instruction that orders zeros by their sign; sums are NaN where one of both is. Without optimization gcc's
 * intrinsics are macros that warn of their own conversions.
 */
const ranged = (head: string, op: "min" | "max", plain: string): string => {
  const instructions = macro(
    head,
    "__extension__({ const __m512 a_ = (__m512)(a), b_ = (__m512)(b);",
    `(aot_f32x16)_mm512_mask_add_ps(_mm512_range_ps(a_, b_, ${op === "min" ? 4 : 5}), _mm512_cmp_ps_mask(a_, b_, _CMP_UNORD_Q), a_, b_); })`,
  );
  return ["#if defined(__AVX512DQ__) && defined(__OPTIMIZE__)", "#include <immintrin.h>", instructions, "#else", plain, "#endif"].join("\n");
};

function forLane(lane: Lane, lanes: number): Record<string, string> {
  const { type, bytes } = laneTypes[lane];
  const v = `${lane}x${lanes}`;
  const mask = `i${bytes * 8}x${lanes}`;
  const list = (f: (l: number) => string): string => Array.from({ length: lanes }, (_, l) => f(l)).join(", ");
  const float = lane === "f32" || lane === "f64";
  const toMask = bytes === 8 ? `__builtin_convertvector((m), aot_${mask})` : "(m)";
  const all: Record<string, string> = {
    ...typedefs(lane, type, bytes, lanes),
    ...memory(lane, lanes),
    ...folds(lane, lanes),
    [`aot_splat_${v}`]: macro(`aot_splat_${v}(x)`, `__extension__({ const ${type} s_ = (x); (aot_${v}){${list(() => "s_")}}; })`),
    [`aot_lane_${v}`]: macro(
      `aot_lane_${v}(x, l)`,
      `__extension__({ const aot_${v} x_ = (x); AOT_SHUFFLE(aot_i${bytes * 8}x${lanes}, x_, x_, ${list(() => "l")}); })`,
    ),
    [`aot_ramp_${v}`]: macro(`aot_ramp_${v}(x)`, `((${type})(x) + (aot_${v}){${list((l) => `${l}`)}})`),
    [`aot_select_${v}`]: macro(
      `aot_select_${v}(m, a, b)`,
      `__extension__({ const aot_${mask} m_ = ${toMask};`,
      `(aot_${v})((m_ & (aot_${mask})(a)) | (~m_ & (aot_${mask})(b))); })`,
    ),
  };
  all[`aot_rarely_${v}`] = macro(
    `aot_rarely_${v}(m, a, b)`,
    `__extension__({ const aot_i32x${lanes} any_ = (m); aot_${v} rare_ = {0}; if (aot_any_i32x${lanes}(any_)) rare_ = (a);`,
    `aot_select_${v}(any_, rare_, b); })`,
  );
  if (float) {
    const sign = bytes === 4 ? "0x7fffffff" : "INT64_C(0x7fffffffffffffff)";
    all[`aot_abs_${v}`] = macro(`aot_abs_${v}(x)`, `((aot_${v})((aot_${mask})(x) & ${sign}))`);
    const pick = (op: "min" | "max", relation: string, signed: string): string => {
      const head = `aot_${op}_${v}(a, b)`;
      const plain = macro(
        head,
        `__extension__({ const aot_${v} a_ = (a); const aot_${v} b_ = (b);`,
        `const aot_${mask} t_ = (a_ ${relation} b_) | (a_ != a_) | ((a_ == b_) & ((aot_${mask})${signed} < 0));`,
        `(aot_${v})((t_ & (aot_${mask})a_) | (~t_ & (aot_${mask})b_)); })`,
      );
      return v === "f32x16" ? ranged(head, op, plain) : plain;
    };
    all[`aot_min_${v}`] = pick("min", "<", "a_");
    all[`aot_max_${v}`] = pick("max", ">", "b_");
  } else {
    const u = `aot_u${bytes * 8}x${lanes}`;
    for (const [name, operator] of [
      ["add", "+"],
      ["sub", "-"],
      ["mul", "*"],
    ] as const)
      all[`aot_${name}_${v}`] = macro(`aot_${name}_${v}(a, b)`, `((aot_${v})((${u})(a) ${operator} (${u})(b)))`);
    const pick = (op: string, relation: string): string =>
      macro(
        `aot_${op}_${v}(a, b)`,
        `__extension__({ const aot_${v} a_ = (a); const aot_${v} b_ = (b); const aot_${mask} t_ = a_ ${relation} b_;`,
        `(aot_${v})((t_ & (aot_${mask})a_) | (~t_ & (aot_${mask})b_)); })`,
      );
    all[`aot_min_${v}`] = pick("min", "<");
    all[`aot_max_${v}`] = pick("max", ">");
  }
  return all;
}

/**
 * `head` as an instruction of x86 for whole vectors of floats: `few` for 4 or 8 lanes, `sixteen` for 16; `plain` where there is none. The few are
 * built-in functions that gcc and clang share, of plain vectors (https://gcc.gnu.org/onlinedocs/gcc/x86-Built-in-Functions.html): for <immintrin.h>
 * gcc 12 needs half a second, for most small programs less than a tenth. Those of 16 lanes and of bytes are each compiler's own.
 */
function onX86(lanes: number, head: string, few: string, sixteen: string | undefined, plain: string): string {
  if (lanes === 16) return sixteen === undefined ? plain : guardedBy("__AVX512F__", macro(head, sixteen), plain, "immintrin.h");
  return lanes === 8 || lanes === 4 ? guardedBy(lanes === 8 ? "__AVX__" : "__SSE2__", macro(head, few), plain) : plain;
}

/** Whether a mask has a lane, minimum and maximum where b stands for NaN and of two zeros, rounding of what fits an i32, and the integer parts of all floats. */
function instructions(lanes: number): Record<string, string> {
  const [v, w] = [`f32x${lanes}`, `i32x${lanes}`];
  const builtin = (name: string): string => `__builtin_ia32_${name}${lanes === 8 ? "256" : ""}`;
  const pick = (op: "min" | "max"): string => {
    const head = `aot_pick_${op}_${v}(a, b)`;
    const plain = macro(
      head,
      `__extension__({ const aot_${v} a_ = (a); const aot_${v} b_ = (b);`,
      `const aot_${w} t_ = a_ ${op === "min" ? "<" : ">"} b_; (aot_${v})((t_ & (aot_${w})a_) | (~t_ & (aot_${w})b_)); })`,
    );
    return onX86(lanes, head, `${builtin(`${op}ps`)}(a, b)`, `((aot_${v})_mm512_${op}_ps((__m512)(a), (__m512)(b)))`, plain);
  };
  // 1.5 * 2^23 has no bits under 1: a small number added to it is rounded, halves to even, and stands in its last bits.
  const round = macro(`aot_round_${w}(x)`, `((aot_${w})((x) + 12582912.0f) - 0x4b400000)`);
  const truncate = macro(
    `aot_truncate_${w}(x)`,
    `__extension__({ const aot_${v} x_ = (x); const aot_${w} fits_ = (x_ > -0x1p31f) & (x_ < 0x1p31f);`,
    `__builtin_convertvector((aot_${v})((aot_${w})x_ & fits_), aot_${w}) | ((x_ >= 0x1p31f) & INT32_MAX) | ((x_ <= -0x1p31f) & INT32_MIN); })`,
  );
  const any = `aot_any_${w}(m)`;
  const folded = macro(any, `(aot_fold_min_${w}(m) != 0)`);
  return {
    [`aot_any_${w}`]: onX86(lanes, any, `(${builtin("movmskps")}((aot_${v})(m)) != 0)`, undefined, folded),
    [`aot_keep_${v}`]: keep(lanes),
    [`aot_pick_min_${v}`]: pick("min"),
    [`aot_pick_max_${v}`]: pick("max"),
    [`aot_truncate_${w}`]: truncate,
    [`aot_round_${w}`]: onX86(lanes, `aot_round_${w}(x)`, `${builtin("cvtps2dq")}(x)`, `((aot_${w})_mm512_cvtps_epi32((__m512)(x)))`, round),
  };
}

/** The vector at p, of which each run of n lanes takes the element i of its own lanes. */
function loadRuns(lanes: 8 | 16): string {
  const v = `f32x${lanes}`;
  const head = `aot_load_runs_${v}(p, i, n)`;
  const order = `((aot_ramp_i32x${lanes}(0) & -(n)) + (int32_t)(i))`;
  const plain = macro(
    head,
    `__extension__({ const float *const p_ = (p) + (i); aot_${v} r_ = {0};`,
    `for (int l_ = 0; l_ < ${lanes}; l_++) { r_[l_] = p_[l_ & -(n)]; } r_; })`,
  );
  if (lanes === 8) return guardedBy("__AVX2__", macro(head, `__builtin_ia32_permvarsf256(aot_load_${v}(p), ${order})`), plain);
  return guardedBy(
    "__AVX512F__",
    macro(head, `((aot_${v})_mm512_permutexvar_ps((__m512i)${order}, (__m512)aot_load_${v}(p)))`),
    plain,
    "immintrin.h",
  );
}

/** A constant that stays in a register from here on, however many registers the loops around want. */
const keep = (lanes: number): string => {
  const head = `aot_keep_f32x${lanes}(x)`;
  const nothing = macro(head, "((void)(x))");
  return lanes === 16 ? ["#if defined(__AVX512F__)", macro(head, '__asm__ volatile("" : "+v"(x))'), "#else", nothing, "#endif"].join("\n") : nothing;
};

const runLoads: Readonly<Record<string, string>> = { aot_load_runs_f32x8: loadRuns(8), aot_load_runs_f32x16: loadRuns(16) };

const laneCounts = [2, 4, 8, 16, 32, 64];

/** All vector helpers. */
export const vectorHelpers: Readonly<Record<string, string>> = Object.assign(
  {},
  common,
  runLoads,
  ...laneCounts.flatMap((lanes) => [
    ...(Object.keys(laneTypes) as Lane[]).map((lane) => forLane(lane, lanes)),
    { [`aot_dot4_i32x${lanes}`]: dot4(lanes), [`aot_dot4_small_i32x${lanes}`]: smallDot4(lanes) },
    ...(lanes === 4 ? [armProducts] : []),
    instructions(lanes),
    ...(["i8", "u8"] as const).map((code) => ({
      [`aot_load_wide_${code}x${lanes}`]: loadBytes(code, lanes),
      [`aot_store_narrow_${code}x${lanes}`]: storeBytes(code, lanes),
    })),
    ...(["f16", "bf16"] as const).map((code) => ({ [`aot_load_wide_${code}x${lanes}`]: loadHalves(code, lanes) })),
    { [`aot_narrow_f16x${lanes}`]: narrowHalves(lanes), [`aot_round_f16x${lanes}`]: roundHalves(lanes) },
    ...narrowTypes.map(({ code, type, bytes }) => ({ ...typedefs(code, type, bytes, lanes), ...memory(code, lanes) })),
  ]),
);
