/**
 * Angles of any size as quarter turns and a rest, in f64, as exact as f64 holds them (M. Payne and R. Hanek, Radian reduction for trigonometric
 * functions, 1983): |x| is an integer times a power of 2, so that of the bits of 2/pi those in front make whole turns, and only 192 behind
 * them count.
 */
import { add, and, bitcast, call, cast, type Expr, lt, mul, ne, neg, or, select, shl, shr, sub, xor } from "../expr.ts";
import { bitConstant, bitsOf, double, float, type Keep, pureFunction } from "./define.ts";

/** The angle is n pi/2 + r, |r| <= pi/4. */
export interface Quadrant {
  readonly n: Expr;
  readonly r: Expr;
}

/** The least |x| of which the bits below begin early enough. */
export const leastLarge = "2^-10";

/** 64 bits in front of the point, all 0, and those of 2/pi behind it. */
const twoOverPi: readonly bigint[] = [
  0n,
  0xa2f9836e4e441529n,
  0xfc2757d1f534ddc0n,
  0xdb6295993c439041n,
  0xfe5163abdebbc561n,
  0xb7246e3a424dd2e0n,
  0x06492eea09d1921cn,
  0xfe1deb1cb129a73en,
  0xe88235f52ebb4484n,
  0xe99c7026b45f7e41n,
  0x3991d639835339f4n,
  0x9c845f8bbdf9283bn,
  0x1ff897ffde05980fn,
  0xef2f118b5a0a6d1fn,
  0x6d367ecf27cb09b7n,
  0x4f463f669e5fea2dn,
  0x7527bac7ebe5f17bn,
  0x3d0739f78a5292ean,
  0x6bfb5fb11f8d5d08n,
  0x56033046fc7b6babn,
];

const u64 = (value: bigint): Expr => bitConstant(double, value);

/** Element i of the table, by a tree of choices. */
function word(i: Expr, from: number, size: number): Expr {
  if (size === 1) return u64(twoOverPi[from] ?? 0n);
  const half = size / 2;
  const low = word(i, from, half);
  return from + half >= twoOverPi.length ? low : select(lt(i, u64(BigInt(from + half))), low, word(i, from + half, half));
}

const wordOf = pureFunction("word_of_two_over_pi", "64 bits of 2/pi.", "u64", ["i"], (_, i) => word(i, 0, 32));

const bitsFrom = pureFunction("bits_of_two_over_pi", "64 bits of 2/pi, those of weight 2^(63 - p) and below.", "u64", ["p"], (keep, p) => {
  const i = keep("i", shr(p, u64(6n)));
  const shift = keep("shift", and(p, u64(63n)));
  const next = shr(call(wordOf, [add(i, u64(1n))]), sub(u64(64n), shift));
  return or(shl(call(wordOf, [i]), shift), next);
});

const high = (x: Expr): Expr => shr(x, u64(32n));
const low = (x: Expr): Expr => and(x, u64(0xffffffffn));

const highProduct = pureFunction("high_product_u64", "The upper 64 bits of a * b.", "u64", ["a", "b"], (keep, a, b) => {
  const [a0, a1, b0, b1] = [keep("a0", low(a)), keep("a1", high(a)), keep("b0", low(b)), keep("b1", high(b))];
  const crossed = keep("crossed", add(mul(a1, b0), high(mul(a0, b0))));
  const other = keep("other", add(mul(a0, b1), low(crossed)));
  return add(add(mul(a1, b1), high(crossed)), high(other));
});

/** For a finite |x| of at least `leastLarge`; r is NaN for an infinity. */
export function quadrantOfLarge(keep: Keep, x: Expr): Quadrant {
  const { fraction, signBit } = double;
  const bits = keep("bits", bitsOf(double, x));
  const unit = 1n << BigInt(fraction);
  const m = keep("m", or(and(bits, u64(unit - 1n)), u64(unit)));
  // |x| = m 2^(e - bias - fraction); bits that weigh 4 or more are whole turns with every m.
  const e = and(shr(bits, u64(BigInt(fraction))), u64(0x7ffn));
  const p = keep("p", sub(e, u64(BigInt(double.bias + fraction - 62))));
  const [first, second, third] = [0n, 64n, 128n].map((at) => call(bitsFrom, [at === 0n ? p : add(p, u64(at))])) as [Expr, Expr, Expr];
  const middle = keep("middle", second);
  const below = keep("below", mul(m, middle));
  const lowSum = keep("low_sum", add(below, call(highProduct, [m, third])));
  const carry = select(lt(lowSum, below), u64(1n), u64(0n));
  const highSum = keep("high_sum", add(add(mul(m, first), call(highProduct, [m, middle])), carry));
  // Quarter turns times 2^126, in 128 bits. The inverse of all bits stands for the negative, a last bit off.
  const negative = keep("negative", select(ne(and(bits, u64(signBit)), u64(0n)), u64(2n ** 64n - 1n), u64(0n)));
  const turns = keep("turns", xor(highSum, negative));
  const n = keep("n", shr(add(turns, u64(1n << 61n)), u64(62n)));
  const rest = keep("rest", sub(turns, shl(n, u64(62n))));
  const isBelow = keep("is_below", ne(and(rest, u64(signBit)), u64(0n)));
  const flip = keep("flip", select(isBelow, u64(2n ** 64n - 1n), u64(0n)));
  const quarters = add(cast("f64", xor(rest, flip)), mul(cast("f64", xor(lowSum, xor(negative, flip))), float(double, 2 ** -64)));
  const size = mul(quarters, float(double, (Math.PI / 2) * 2 ** -62));
  return { n: bitcast("i64", n), r: keep("r", add(select(isBelow, neg(size), size), sub(x, x))) };
}
