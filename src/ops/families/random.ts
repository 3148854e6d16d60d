/**
 * Random numbers that need no state: each is a hash of its place and of a seed, so programs stay reentrant and every run of one program gives
 * the same numbers. The hash is PCG's output function (RXS-M-XS, https://www.pcg-random.org) over a Weyl sequence.
 */
import { type Dim, add as plus, mul as times } from "../../core/dim.ts";
import type { AttrReader, LowerContext } from "../../graph/graph.ts";
import { add, and, bitcast, cast, constant, type Expr, index, mul, or, shl, shr, sqrt, sub, xor } from "../../loop/expr.ts";
import { cos, log } from "../../loop/math/index.ts";

const u32 = (value: number): Expr => constant("u32", value >>> 0);

/** `seed` is a float in ONNX; without one, nodes of other names give other numbers. */
export const seedAttrs = (raw: AttrReader) => ({ seed: raw.has("seed") ? raw.float("seed") : undefined });

export type Seeded = ReturnType<typeof seedAttrs>;

function seedOf(context: LowerContext<Seeded>): number {
  const given = context.attrs.seed;
  if (given !== undefined) return new Uint32Array(Float32Array.of(given).buffer)[0] ?? 0;
  let hash = 0x811c9dc5;
  for (const letter of context.node.outputs[0]?.name ?? "") hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** 32 random bits for `place`, other ones for each `stream`. */
function randomBits(context: LowerContext<Seeded>, place: Expr, stream: number): Expr {
  const seed = (seedOf(context) + Math.imul(stream, 0x85ebca6b)) >>> 0;
  const mixed = (x: Expr): Expr => {
    const shift = add(shr(x, u32(28)), u32(4));
    const word = mul(xor(shr(x, shift), x), u32(277803737));
    return xor(shr(word, u32(22)), word);
  };
  return mixed(xor(mixed(add(mul(place, u32(0x9e3779b9)), u32(seed))), u32(Math.imul(seed, 0x2545f491))));
}

/** The place of an element in row-major order. */
export function placeOf(at: readonly Dim[], shape: readonly Dim[]): Expr {
  const flat = at.reduce<Dim>((sum, d, a) => plus(times(sum, shape[a] ?? 1), d), 0);
  return cast("u32", cast("i32", index(flat)));
}

/** Uniform in [0, 1): 23 bits below 1 in the fraction of a number of [1, 2). */
export function uniform(context: LowerContext<Seeded>, place: Expr, stream = 0): Expr {
  const fraction = shr(randomBits(context, place, stream), u32(9));
  return sub(bitcast("f32", or(and(fraction, u32(0x7fffff)), shl(u32(127), u32(23)))), constant("f32", 1));
}

/** Normal with mean 0 and deviation 1, after Box and Muller. */
export function normal(context: LowerContext<Seeded>, place: Expr): Expr {
  const one = constant("f32", 1);
  const radius = sqrt(mul(constant("f32", -2), log(sub(one, uniform(context, place, 1)))));
  return mul(radius, cos(mul(constant("f32", 2 * Math.PI), uniform(context, place, 2))));
}
