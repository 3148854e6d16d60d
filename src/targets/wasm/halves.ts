/** Four f16 as f32. */
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
