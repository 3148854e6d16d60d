/** Choices between floats that V8 is not to make by branches: of random numbers it foretells every other one wrong, which takes longer than computing both. */
import { symbolsOf } from "../../core/dim-fold.ts";
import { apply, atom, type Piece } from "../../loop/code-piece.ts";
import type { Expr, ExprOf, Tile } from "../../loop/expr.ts";
import { expressionSize } from "../../loop/expression-size.ts";
import { bodiesOf } from "../../loop/functions.ts";
import { asNumber } from "../../loop/js-cast.ts";
import type { Kernel, Stmt } from "../../loop/kernel.ts";
import { computedValue, walkExpr } from "../../loop/rewrite-expr.ts";
import { someExpr } from "../../loop/some.ts";
import { roundsOf } from "../../loop/split/cost.ts";

/** Rounds in which a largest so far is not foretold yet. */
const fewRounds = 8;

/** What sums and maxima so far choose by themselves (the largest of a row): foretold after a few rounds, and each would wait for the one before. */
export function runningChoices(kernels: readonly Kernel[]): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  const declaredIn = new Map<Tile, number>();
  const visit = (body: readonly Stmt[], rounds: number): void => {
    for (const s of body) {
      if (s.kind === "tile") declaredIn.set(s.tile, rounds);
      if (s.kind === "set" && rounds > fewRounds * (declaredIn.get(s.tile) ?? 1))
        walkExpr(s.value, (x) => (x.kind === "select" || x.kind === "binary") && mentions(x, s.tile) && found.add(x));
      const own = s.kind === "for" ? roundsOf(s) : s.kind === "while" ? Number.POSITIVE_INFINITY : 1;
      for (const inner of bodiesOf(s)) visit(inner, rounds * own);
    }
  };
  for (const { body } of kernels) visit(body, 1);
  return found;
}

const mentions = (e: Expr, tile: Tile): boolean => someExpr(e, (x) => x.kind === "tileget" && x.tile === tile);

/** Operations that take less time than a wrong guess. */
const largestSide = 12;

/** True for a choice by numbers of a kernel, of which both sides may be computed and are soon. */
export function isEither({ dtype, condition, then, else: otherwise }: ExprOf<"select">): boolean {
  if (dtype !== "f32" && dtype !== "f64") return false;
  return isOfNumbers(condition) && [then, otherwise].every((side) => expressionSize(side) <= largestSide && isSoonComputed(side));
}

/** True for the greater or the lesser of two floats. */
export const isExtremum = ({ op, dtype }: ExprOf<"binary">): boolean => (op === "min" || op === "max") && (dtype === "f32" || dtype === "f64");

export const extremum = ({ op }: ExprOf<"binary">, a: Piece, b: Piece): Piece => apply(op === "max" ? "greater" : "lesser", atom("choices"), a, b);

export const either = (condition: Piece, then: Piece, otherwise: Piece): Piece =>
  apply("either", atom("choices"), asNumber(condition), then, otherwise);

/** Conditions on coordinates are foretold, and may keep reads inside their tensors. */
function isOfNumbers(condition: Expr): boolean {
  let [hasNumber, hasIndex] = [false, false];
  walkExpr(condition, (x) => {
    if (x.kind === "load" || x.kind === "tileget" || x.kind === "var") hasNumber = true;
    if (x.kind === "index") hasIndex = true;
  });
  return hasNumber && !hasIndex;
}

function isSoonComputed(side: Expr): boolean {
  let isSo = true;
  walkExpr(side, (x) => {
    if (x.kind === "call" || (x.kind === "load" && symbolsOf(x.at).some((s) => computedValue(s) !== undefined))) isSo = false;
  });
  return isSo;
}
