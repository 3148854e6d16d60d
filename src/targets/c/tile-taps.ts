/**
 * Loops over a few taps around a register tile: gcc writes them out, keeps what neighbouring taps share in registers, and sums in memory (the first layer of
 * EfficientNet-B0 takes 530 us with 2 x 6 sums in AVX2's 16 registers, rolled 365).
 */
import { walkStatements } from "../../loop/functions.ts";
import type { Stmt } from "../../loop/kernel.ts";

type For = Stmt & { readonly kind: "for" };

/** Taps along one axis; longer loops gcc leaves as they are. */
const mostRounds = 7;

const isUnrolled = (s: Stmt): s is For => s.kind === "for" && s.unroll;

/** True for a short loop around nothing but two unrolled ones, both sides of a tile of vectors. Taps of scalar tiles gain from being written out. */
export function isTapOfTile({ from, to, body }: For): boolean {
  const isShort = typeof from === "number" && typeof to === "number" && to - from <= mostRounds;
  let hasVectors = false;
  if (isShort)
    walkStatements(body, (s) => {
      hasVectors ||= s.kind === "set" && s.tile.lanes > 1;
    });
  return hasVectors && body.every((s) => s.kind === "let" || isUnrolled(s)) && body.some((s) => isUnrolled(s) && s.body.some(isUnrolled));
}
