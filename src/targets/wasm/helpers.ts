/** Functions that printed kernels call where no instruction does what semantics.ts asks; a module gets those it uses. */

import { transposeFunction } from "./transpositions.ts";

const text = (...lines: readonly string[]): string => lines.join("\n");

const words = (word: string): string => `(v128.const i32x4 ${word} ${word} ${word} ${word})`;

/** Integer division or remainder that cannot trap: by 0 it is 0, the least integer by -1 wraps. */
const division = (name: string, type: "i32" | "i64", op: "div" | "rem", signed: boolean): string => {
  const byMinusOne = op === "div" ? `(${type}.sub (${type}.const 0) (local.get $a))` : `(${type}.const 0)`;
  const guard = signed ? [`  (if (${type}.eq (local.get $b) (${type}.const -1)) (then (return ${byMinusOne})))`] : [];
  return text(
    `(func $${name} (param $a ${type}) (param $b ${type}) (result ${type})`,
    `  (if (${type}.eqz (local.get $b)) (then (return (${type}.const 0))))`,
    ...guard,
    `  (${type}.${op}_${signed ? "s" : "u"} (local.get $a) (local.get $b)))`,
  );
};

/** Four quotients of words, by way of doubles: by 0 they are 0, the least integer by -1 wraps. */
const quotients = (sign: "s" | "u"): string => {
  const low = (x: string): string => `(f64x2.convert_low_i32x4_${sign} (local.get $${x}))`;
  const high = (x: string): string =>
    `(f64x2.convert_low_i32x4_${sign} (i8x16.shuffle 8 9 10 11 12 13 14 15 0 0 0 0 0 0 0 0 (local.get $${x}) (local.get $${x})))`;
  const half = (part: typeof low): string => `(i32x4.trunc_sat_f64x2_${sign}_zero (f64x2.div ${part("a")} ${part("b")}))`;
  const isOver = `(v128.and (i32x4.eq (local.get $a) ${words("0x80000000")}) (i32x4.eq (local.get $b) ${words("-1")}))`;
  const all = `(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 ${half(low)} ${half(high)})`;
  return text(
    `(func $div_${sign === "s" ? "i" : "u"}32x4 (param $a v128) (param $b v128) (result v128)`,
    `  (v128.and (i32x4.ne (local.get $b) ${words("0")})`,
    `    ${sign === "s" ? `(i32x4.sub ${all} ${isOver})` : all}))`,
  );
};

/** What is left of four words; by 0 it is 0. */
const rests = (type: "i32x4" | "u32x4" | "small"): string =>
  text(
    `(func $rem_${type} (param $a v128) (param $b v128) (result v128)`,
    `  (v128.and (i32x4.ne (local.get $b) ${words("0")})`,
    `    (i32x4.sub (local.get $a) (i32x4.mul (local.get $b) (call $div_${type} (local.get $a) (local.get $b))))))`,
  );

const transpositions = Object.fromEntries([1, 2, 4, 8].map((bytes) => [`transpose_${8 * bytes}`, { calls: [], wat: transposeFunction(bytes) }]));

/** By name, each with the names of those it calls. */
export const helpers: Readonly<Record<string, { readonly calls: readonly string[]; readonly wat: string }>> = {
  div_i32: { calls: [], wat: division("div_i32", "i32", "div", true) },
  rem_i32: { calls: [], wat: division("rem_i32", "i32", "rem", true) },
  div_u32: { calls: [], wat: division("div_u32", "i32", "div", false) },
  rem_u32: { calls: [], wat: division("rem_u32", "i32", "rem", false) },
  div_i32x4: { calls: [], wat: quotients("s") },
  div_u32x4: { calls: [], wat: quotients("u") },
  rem_i32x4: { calls: ["div_i32x4"], wat: rests("i32x4") },
  rem_u32x4: { calls: ["div_u32x4"], wat: rests("u32x4") },
  div_small: {
    calls: [],
    wat: text(
      ";; Four quotients of words below 2^23, whose nearest f32 lies on the same side of every integer; by 0 they are 0.",
      "(func $div_small (param $a v128) (param $b v128) (result v128)",
      `  (v128.and (i32x4.ne (local.get $b) ${words("0")})`,
      "    (i32x4.trunc_sat_f32x4_s (f32x4.div (f32x4.convert_i32x4_s (local.get $a)) (f32x4.convert_i32x4_s (local.get $b))))))",
    ),
  },
  rem_small: { calls: ["div_small"], wat: rests("small") },
  div_i64: { calls: [], wat: division("div_i64", "i64", "div", true) },
  rem_i64: { calls: [], wat: division("rem_i64", "i64", "rem", true) },
  div_u64: { calls: [], wat: division("div_u64", "i64", "div", false) },
  rem_u64: { calls: [], wat: division("rem_u64", "i64", "rem", false) },
  rem_f64: {
    calls: [],
    wat: text(
      ";; x - y * trunc(x / y), exact: subtracts the largest y * 2^k that fits, until none does.",
      "(func $rem_f64 (param $x f64) (param $y f64) (result f64) (local $rest f64) (local $step f64)",
      "  (local.set $rest (f64.abs (local.get $x)))",
      "  (local.set $y (f64.abs (local.get $y)))",
      "  (if (i32.or (f64.ne (local.get $y) (local.get $y)) (i32.eqz (f64.lt (local.get $rest) (f64.const inf)))) (then (return (f64.const nan))))",
      "  (if (f64.eq (local.get $y) (f64.const 0)) (then (return (f64.const nan))))",
      "  (loop $subtract",
      "    (if (f64.ge (local.get $rest) (local.get $y))",
      "      (then",
      "        (local.set $step (local.get $y))",
      "        (loop $double",
      "          (if (f64.le (f64.add (local.get $step) (local.get $step)) (local.get $rest))",
      "            (then",
      "              (local.set $step (f64.add (local.get $step) (local.get $step)))",
      "              (br $double))))",
      "        (local.set $rest (f64.sub (local.get $rest) (local.get $step)))",
      "        (br $subtract))))",
      "  (f64.copysign (local.get $rest) (local.get $x)))",
    ),
  },
  rem_f32: {
    calls: ["rem_f64"],
    wat: text(
      "(func $rem_f32 (param $x f32) (param $y f32) (result f32)",
      "  (f32.demote_f64 (call $rem_f64 (f64.promote_f32 (local.get $x)) (f64.promote_f32 (local.get $y)))))",
    ),
  },
  dot4_i32: {
    calls: [],
    wat: text(
      ";; The sum of products of the bytes of a, unsigned, and b, signed.",
      "(func $dot4_i32 (param $a i32) (param $b i32) (result i32)",
      "  (i32.add",
      "    (i32.add",
      "      (i32.mul (i32.and (local.get $a) (i32.const 255)) (i32.extend8_s (local.get $b)))",
      "      (i32.mul (i32.and (i32.shr_u (local.get $a) (i32.const 8)) (i32.const 255)) (i32.extend8_s (i32.shr_u (local.get $b) (i32.const 8)))))",
      "    (i32.add",
      "      (i32.mul (i32.and (i32.shr_u (local.get $a) (i32.const 16)) (i32.const 255)) (i32.extend8_s (i32.shr_u (local.get $b) (i32.const 16))))",
      "      (i32.mul (i32.shr_u (local.get $a) (i32.const 24)) (i32.shr_s (local.get $b) (i32.const 24))))))",
    ),
  },
  load_part: {
    calls: [],
    wat: text(
      ";; Loads the first `count` of four words; the others are 0.",
      "(func $load_part (param $at i32) (param $count i32) (result v128)",
      "  (if (i32.ge_s (local.get $count) (i32.const 4)) (then (return (v128.load (local.get $at)))))",
      "  (if (i32.eq (local.get $count) (i32.const 3))",
      "    (then (return (v128.load32_lane offset=8 2 (local.get $at) (v128.load64_zero (local.get $at))))))",
      "  (if (i32.eq (local.get $count) (i32.const 2)) (then (return (v128.load64_zero (local.get $at)))))",
      "  (if (i32.eq (local.get $count) (i32.const 1)) (then (return (v128.load32_zero (local.get $at)))))",
      "  (v128.const i32x4 0 0 0 0))",
    ),
  },
  store_part: {
    calls: [],
    wat: text(
      ";; Stores the first `count` of four words.",
      "(func $store_part (param $at i32) (param $value v128) (param $count i32)",
      "  (if (i32.ge_s (local.get $count) (i32.const 4)) (then (v128.store (local.get $at) (local.get $value)) (return)))",
      "  (if (i32.ge_s (local.get $count) (i32.const 2)) (then (v128.store64_lane 0 (local.get $at) (local.get $value))))",
      "  (if (i32.eq (local.get $count) (i32.const 3)) (then (v128.store32_lane offset=8 2 (local.get $at) (local.get $value))))",
      "  (if (i32.eq (local.get $count) (i32.const 1)) (then (v128.store32_lane 0 (local.get $at) (local.get $value)))))",
    ),
  },
  f16_to_f32: {
    calls: [],
    wat: text(
      ";; Converts the bits of an f16 to f32: a product with 2^112 rebases exponents; infinities and NaNs get all exponent bits.",
      "(func $f16_to_f32 (param $bits i32) (result f32) (local $size i32) (local $value i32)",
      "  (local.set $size (i32.and (local.get $bits) (i32.const 0x7fff)))",
      "  (local.set $value",
      "    (i32.reinterpret_f32 (f32.mul (f32.reinterpret_i32 (i32.shl (local.get $size) (i32.const 13))) (f32.const 0x1p112))))",
      "  (if (i32.ge_u (local.get $size) (i32.const 0x7c00)) (then (local.set $value (i32.or (local.get $value) (i32.const 0x7f800000)))))",
      "  (f32.reinterpret_i32 (i32.or (local.get $value) (i32.shl (i32.and (local.get $bits) (i32.const 0x8000)) (i32.const 16)))))",
    ),
  },
  f32_to_f16: {
    calls: [],
    wat: text(
      ";; x rounded to f16 (to nearest, ties to even), as bits.",
      "(func $f32_to_f16 (param $x f32) (result i32) (local $sign i32) (local $size i32)",
      "  (local.set $sign (i32.and (i32.shr_u (i32.reinterpret_f32 (local.get $x)) (i32.const 16)) (i32.const 0x8000)))",
      "  (local.set $size (i32.and (i32.reinterpret_f32 (local.get $x)) (i32.const 0x7fffffff)))",
      "  (if (i32.gt_u (local.get $size) (i32.const 0x7f800000)) (then (return (i32.or (local.get $sign) (i32.const 0x7e00)))))",
      "  (if (i32.ge_u (local.get $size) (i32.const 0x477ff000)) (then (return (i32.or (local.get $sign) (i32.const 0x7c00)))))",
      "  (if (i32.lt_u (local.get $size) (i32.const 0x38800000))",
      "    (then",
      "      (return",
      "        (i32.or",
      "          (local.get $sign)",
      "          (i32.trunc_sat_f32_s (f32.nearest (f32.mul (f32.reinterpret_i32 (local.get $size)) (f32.const 0x1p24))))))))",
      "  (i32.or",
      "    (local.get $sign)",
      "    (i32.shr_u",
      "      (i32.add",
      "        (i32.add (i32.sub (local.get $size) (i32.const 0x38000000)) (i32.const 0xfff))",
      "        (i32.and (i32.shr_u (local.get $size) (i32.const 13)) (i32.const 1)))",
      "      (i32.const 13))))",
    ),
  },
  bf16_to_f32: {
    calls: [],
    wat: "(func $bf16_to_f32 (param $bits i32) (result f32) (f32.reinterpret_i32 (i32.shl (local.get $bits) (i32.const 16))))",
  },
  f32_to_bf16: {
    calls: [],
    wat: text(
      ";; x rounded to bf16 (to nearest, ties to even), as bits.",
      "(func $f32_to_bf16 (param $x f32) (result i32) (local $bits i32)",
      "  (local.set $bits (i32.reinterpret_f32 (local.get $x)))",
      "  (if (f32.ne (local.get $x) (local.get $x))",
      "    (then (return (i32.or (i32.and (i32.shr_u (local.get $bits) (i32.const 16)) (i32.const 0x8000)) (i32.const 0x7fc0)))))",
      "  (i32.shr_u",
      "    (i32.add",
      "      (i32.add (local.get $bits) (i32.const 0x7fff))",
      "      (i32.and (i32.shr_u (local.get $bits) (i32.const 16)) (i32.const 1)))",
      "    (i32.const 16)))",
    ),
  },
  ...transpositions,
};

/** The texts of the helpers named and of those they call, in the order of this table. */
export function helperTexts(names: ReadonlySet<string>): readonly string[] {
  const wanted = new Set<string>();
  const want = (name: string): void => {
    wanted.add(name);
    for (const callee of helpers[name]?.calls ?? []) want(callee);
  };
  for (const name of names) want(name);
  return Object.entries(helpers)
    .filter(([name]) => wanted.has(name))
    .map(([, helper]) => helper.wat);
}
