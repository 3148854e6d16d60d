/**
 * How many rounds of a loop around a register tile are written out. Over a few taps, one: gcc writes them all out, keeps what neighbouring taps share in
 * registers, and sums in memory (the first layer of EfficientNet-B0 takes 530 us with 2 x 6 sums in AVX2's 16 registers, rolled 365). Over terms, four:
 * where others share the core, each instruction beside the multiply-adds counts (docs/kernels/register-tiles.md).
 */
import type { Stmt } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { someExprIn, someStatement } from "../../loop/some.ts";

type For = Stmt & { readonly kind: "for" };

/** Taps along one axis; longer loops gcc leaves as they are, and those of up to 16 rounds whose bodies take lanes as factors, which makes them short. */
const [mostTaps, mostRounds] = [7, 16];

const isUnrolled = (s: Stmt): s is For => s.kind === "for" && s.unroll;

/** Terms that are written out at once: with 2, networks gain 60 to 90 percent of what they do with 4. With 32 registers that was not measured. */
const termsAtOnce = ({ registers }: Machine): number | undefined => (registers < 32 ? 4 : undefined);

/**
 * For a loop around nothing but unrolled ones, both sides of a tile of vectors; undefined where the compiler decides. Taps of scalar tiles gain from
 * being written out.
 */
export function roundsAtOnce({ from, to, body }: For, machine: Machine): number | undefined {
  if (typeof from !== "number" || typeof to !== "number" || !body.every((s) => s.kind === "let" || isUnrolled(s))) return undefined;
  const rounds = to - from;
  if (rounds <= mostRounds && takesLanes(body)) return 1;
  if (!isOfVectors(body) || !body.some((s) => isUnrolled(s) && s.body.some(isUnrolled))) return undefined;
  return rounds <= mostTaps ? 1 : termsAtOnce(machine);
}

const isOfVectors = (body: readonly Stmt[]): boolean => someStatement(body, (s) => s.kind === "set" && s.tile.lanes > 1);

const takesLanes = (body: readonly Stmt[]): boolean => someExprIn(body, (e) => e.kind === "lane");
