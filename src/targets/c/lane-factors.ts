/**
 * Products whose factor is one lane of a register. FMLA and the products of bytes take it from any lane, so four neighbours in memory are loaded at once
 * where each was loaded, and addressed, by itself: terms of a sum, or columns of a tile. Terms are added in the same order.
 */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { type Expr, type ExprOf, load, splatLane } from "../../loop/expr.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";
import { rewriteBody } from "../../loop/rewrite-body.ts";
import { someExprIn } from "../../loop/some.ts";
import { isInnermost } from "./innermost.ts";

type For = Stmt & { readonly kind: "for" };

/** The same kernel, whose innermost loops over numbers that lie side by side take as many of them at once as a vector has lanes. */
export const withLaneFactors = (k: Kernel, lanes: number): Kernel => kernel({ ...k, body: k.body.flatMap((s) => inStatement(s, lanes)) });

function inStatement(s: Stmt, lanes: number): readonly Stmt[] {
  if (s.kind === "for" && s.from === 0 && typeof s.to === "number" && s.to >= lanes)
    if (isInnermost(s) && s.body.every((x) => x.kind !== "let") && hasNeighbours(s, lanes)) return inVectors(s, s.to, lanes);
  return [withBodies(s, (body) => body.flatMap((inner) => inStatement(inner, lanes)))];
}

/** The load of a number that every lane is multiplied by, one further in each round of a loop; undefined for others. */
function neighbour(e: Expr, round: Sym, lanes: number): ExprOf<"load"> | undefined {
  if (e.kind !== "splat" || e.lanes !== lanes || e.x.kind !== "load") return undefined;
  const { buffer, count, at } = e.x;
  const isWord = buffer.dtype === "f32" || buffer.dtype === "i32";
  return isWord && count === undefined && linearIn(at, round)?.coef === 1 ? e.x : undefined;
}

const hasNeighbours = ({ body, sym: round }: For, lanes: number): boolean => someExprIn(body, (e) => neighbour(e, round, lanes) !== undefined);

/** The rounds of a loop, `lanes` at a time, each of them written out, and the rest: columns that are left take the last lanes of what ends with them. */
function inVectors(s: For, rounds: number, lanes: number): readonly Stmt[] {
  const vectors = Math.floor(rounds / lanes);
  const outer = sym(s.sym.name, 0, vectors - 1);
  const first: Dim = vectors === 1 ? 0 : mul(dimOf(outer), lanes);
  const copies = (from: Dim, leastLane: number): readonly Stmt[] =>
    Array.from({ length: lanes - leastLane }, (_, l) => roundOfLane(s, from, leastLane + l, lanes)).flat();
  const whole = vectors === 1 ? copies(0, 0) : [{ ...s, sym: outer, to: vectors, body: copies(first, 0) }];
  const rest = rounds % lanes;
  if (rest === 0) return whole;
  return [...whole, ...(s.unroll ? copies(rounds - lanes, lanes - rest) : [{ ...s, from: vectors * lanes }])];
}

/** The loop's body in round `first` + `lane`, its neighbours from that lane of what `first` begins. */
function roundOfLane({ body, sym: round }: For, first: Dim, lane: number, lanes: number): readonly Stmt[] {
  const at =
    (d: Dim): ((s: Sym) => Dim | undefined) =>
    (s) =>
      s === round ? d : undefined;
  const taken = rewriteBody(body, {
    expr: (e) => {
      const x = neighbour(e, round, lanes);
      return x === undefined ? e : splatLane(load(x.buffer, substitute(x.at, at(first)), lanes), lane);
    },
  });
  return rewriteBody(taken, { sym: at(add(first, lane)) });
}
