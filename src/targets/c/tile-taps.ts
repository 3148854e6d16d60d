/**
 * Loops over a few taps around a register tile: gcc writes them out, keeps what neighbouring taps share in registers, and sums in memory (the first layer of
 * EfficientNet-B0 takes 530 us with 2 x 6 sums in AVX2's 16 registers, rolled 365).
 */
import { walkExpressions, walkStatements } from "../../loop/functions.ts";
import type { Stmt } from "../../loop/kernel.ts";

type For = Stmt & { readonly kind: "for" };

/** Taps along one axis; longer loops gcc leaves as they are, and those of up to 16 rounds whose bodies take lanes as factors, which makes them short. */
const [mostTaps, mostRounds] = [7, 16];

const isUnrolled = (s: Stmt): s is For => s.kind === "for" && s.unroll;

/** True for a short loop around nothing but two unrolled ones, both sides of a tile of vectors. Taps of scalar tiles gain from being written out. */
export function isTapOfTile({ from, to, body }: For): boolean {
  if (typeof from !== "number" || typeof to !== "number" || to - from > mostRounds || !body.every((s) => s.kind === "let" || isUnrolled(s)))
    return false;
  if (takesLanes(body)) return true;
  let hasVectors = false;
  if (to - from <= mostTaps)
    walkStatements(body, (s) => {
      hasVectors ||= s.kind === "set" && s.tile.lanes > 1;
    });
  return hasVectors && body.some((s) => isUnrolled(s) && s.body.some(isUnrolled));
}

function takesLanes(body: readonly Stmt[]): boolean {
  let found = false;
  walkExpressions(body, (e) => {
    found ||= e.kind === "lane";
  });
  return found;
}
