/** The function that widens weights of 16 bits as they are loaded, eight at a time: JavaScript takes one after the other. */

import type { NarrowForm } from "../../schedule/narrow-weights.ts";

const lanes = (value: string): string => `(v128.const i32x4 ${Array.from({ length: 4 }, () => value).join(" ")})`;

/** f32 of four halves in words: exponents of f16 are rebased by a product with 2^112, those of infinities and NaNs get all bits. */
const wide: Readonly<Record<NarrowForm, (halves: string) => readonly string[]>> = {
  bf16: (halves) => [`(i32x4.shl ${halves} (i32.const 16))`],
  f16: (halves) => [
    "(v128.or",
    `  (v128.or (f32x4.mul (local.tee $size (i32x4.shl (v128.and ${halves} ${lanes("0x7fff")}) (i32.const 13))) (v128.const f32x4 0x1p112 0x1p112 0x1p112 0x1p112))`,
    `    (v128.and (i32x4.gt_s (local.get $size) ${lanes("0x0f7fffff")}) ${lanes("0x7f800000")}))`,
    `  (i32x4.shl (v128.and ${halves} ${lanes("0x8000")}) (i32.const 16)))`,
  ],
};

const indented = (by: string, lines: readonly string[]): readonly string[] => lines.map((line) => `${by}${line}`);

/** `count` floats, a multiple of 8 and not 0, eight read before they are written: what is written may overlap what has been read. */
export const widenFunction = (form: NarrowForm): readonly string[] => [
  `  (func (export "widen") (param $from i32) (param $to i32) (param $count i32) (local $halves v128)${form === "f16" ? " (local $size v128)" : ""}`,
  "    (loop $eight",
  "      (local.set $halves (v128.load (local.get $from)))",
  "      (v128.store (local.get $to)",
  ...indented("        ", wide[form]("(i32x4.extend_low_i16x8_u (local.get $halves))")),
  "      )",
  "      (v128.store offset=16 (local.get $to)",
  ...indented("        ", wide[form]("(i32x4.extend_high_i16x8_u (local.get $halves))")),
  "      )",
  "      (local.set $from (i32.add (local.get $from) (i32.const 16)))",
  "      (local.set $to (i32.add (local.get $to) (i32.const 32)))",
  "      (br_if $eight (local.tee $count (i32.sub (local.get $count) (i32.const 8))))))",
  "",
];
