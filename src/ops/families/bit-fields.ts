/** Integers of less than a byte that are packed into bytes, the first one in the lowest bits. */
import { type Dim, floorDiv, mod, mul } from "../../core/dim.ts";
import { and, cast, constant, type Expr, index, read, shr, type Tensor } from "../../loop/expr.ts";

/** Number `i` of those of `bits` bits (2, 4 or 8) in the bytes of `t`, as an i32; `at` says where a byte stands. */
export function bitField(t: Tensor, bits: number, i: Dim, at: (byte: Dim) => readonly Dim[]): Expr {
  const each = 8 / bits;
  const byte = cast("i32", read(t, at(floorDiv(i, each))));
  if (each === 1) return byte;
  return and(shr(byte, cast("i32", index(mul(mod(i, each), bits)))), constant("i32", 2 ** bits - 1));
}
