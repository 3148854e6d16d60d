/** Four 16-bit floats as f32, and f32 as them: their constants stay in registers around a loop, which a function would make anew for each vector. */
import type { Context } from "./context.ts";
import { i32Const, type Sexpr, sexpr } from "./sexpr.ts";

/** Four f16, sign-extended to words, as f32: exponents are rebased by a product with 2^112; infinities and NaNs, where there may be some, get all exponent bits. */
export function widenedF16(words: Sexpr, areFinite: boolean, context: Context): Sexpr {
  const bits = sexpr("v128.and", sexpr("i32x4.shl", words, i32Const(13)), context.all("i32x4", "0x8fffe000"));
  const rebased = (x: Sexpr): Sexpr => sexpr("f32x4.mul", x, context.all("f32x4", "0x1p112"));
  if (areFinite) return rebased(bits);
  return context.twice("v128", bits, (first, again) => {
    const isLast = sexpr("i32x4.gt_s", sexpr("i32x4.shl", again, i32Const(1)), context.all("i32x4", "0x1effffff"));
    return sexpr("v128.or", rebased(first), sexpr("v128.and", isLast, context.all("i32x4", "0x7f800000")));
  });
}

/** Four f32 rounded to f16 (to nearest, ties to even), as bits in words, signs extended. */
export function narrowedF16(value: Sexpr, context: Context): Sexpr {
  const words = (number: string): Sexpr => context.all("i32x4", number);
  return context.twice("v128", value, (first, x) => {
    const sign = sexpr("v128.and", sexpr("i32x4.shr_s", first, i32Const(16)), words("0xffff8000"));
    const quiet = sexpr("v128.and", sexpr("f32x4.ne", x, x), words("0x200"));
    const rounded = context.twice("v128", sexpr("v128.and", x, words("0x7fffffff")), (first, size) => {
      // Below 2^-14, a number is rounded by adding it to a half, whose last bit is f16's smallest number.
      const small = sexpr("i32x4.sub", sexpr("f32x4.add", first, words("0x3f000000")), words("0x3f000000"));
      const isOdd = sexpr("v128.and", sexpr("i32x4.shr_u", size, i32Const(13)), words("1"));
      const usual = sexpr("i32x4.shr_u", sexpr("i32x4.add", sexpr("i32x4.add", size, words("0xc8000fff")), isOdd), i32Const(13));
      return sexpr("v128.bitselect", small, usual, sexpr("i32x4.lt_s", size, words("0x38800000")));
    });
    return sexpr("v128.or", sign, sexpr("v128.or", quiet, sexpr("i32x4.min_u", rounded, words("0x7c00"))));
  });
}

/** The same for bf16, signs not extended. */
export function narrowedBF16(value: Sexpr, context: Context): Sexpr {
  const words = (number: string): Sexpr => context.all("i32x4", number);
  return context.twice("v128", value, (first, x) =>
    context.twice("v128", sexpr("i32x4.shr_u", first, i32Const(16)), (high, again) => {
      const quiet = sexpr("v128.or", sexpr("v128.and", high, words("0x8000")), words("0x7fc0"));
      const odd = sexpr("v128.and", again, words("1"));
      const rounded = sexpr("i32x4.shr_u", sexpr("i32x4.add", sexpr("i32x4.add", x, words("0x7fff")), odd), i32Const(16));
      return sexpr("v128.bitselect", quiet, rounded, sexpr("f32x4.ne", x, x));
    }),
  );
}
