/**
 * Products whose factor is one lane of a register. FMLA takes it from any lane, so four neighbours in memory are loaded at once where each was loaded, and
 * addressed, by itself. Terms are added in the same order.
 */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { type Expr, load, splatLane } from "../../loop/expr.ts";
import { walkExpressions } from "../../loop/functions.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";
import { rewriteBody } from "../../loop/rewrite-body.ts";
import { isInnermost } from "./prefetch-panels.ts";

type For = Stmt & { readonly kind: "for" };

/** The same kernel, whose innermost loops over numbers that lie side by side take as many of them at once as a vector has lanes. */
export const withLaneFactors = (k: Kernel, lanes: number): Kernel => kernel({ ...k, body: k.body.flatMap((s) => inStatement(s, lanes)) });

function inStatement(s: Stmt, lanes: number): readonly Stmt[] {
  if (s.kind === "for" && !s.unroll && s.from === 0 && typeof s.to === "number" && s.to >= lanes)
    if (isInnermost(s) && s.body.every((x) => x.kind !== "let") && hasNeighbours(s, lanes)) return inVectors(s, s.to, lanes);
  return [withBodies(s, (body) => body.flatMap((inner) => inStatement(inner, lanes)))];
}

/** A number that every lane is multiplied by, one further in each round of the loop over `round`. */
const isNeighbour = (e: Expr, round: Sym, lanes: number): boolean =>
  e.kind === "splat" &&
  e.lanes === lanes &&
  e.x.kind === "load" &&
  e.x.buffer.dtype === "f32" &&
  e.x.count === undefined &&
  linearIn(e.x.at, round)?.coef === 1;

function hasNeighbours({ body, sym: round }: For, lanes: number): boolean {
  let found = false;
  walkExpressions(body, (e) => {
    found ||= isNeighbour(e, round, lanes);
  });
  return found;
}

/** The rounds of a loop, `lanes` at a time, each of them written out, and a loop over the rest. */
function inVectors(s: For, rounds: number, lanes: number): readonly Stmt[] {
  const vectors = Math.floor(rounds / lanes);
  const outer = sym(s.sym.name, 0, vectors - 1);
  const first: Dim = vectors === 1 ? 0 : mul(dimOf(outer), lanes);
  const copies = Array.from({ length: lanes }, (_, l) =>
    rewriteBody(takingLane(s, first, l, lanes), { sym: (x) => (x === s.sym ? add(first, l) : undefined) }),
  ).flat();
  const whole = vectors === 1 ? copies : [{ ...s, sym: outer, to: vectors, body: copies }];
  return vectors * lanes === rounds ? whole : [...whole, { ...s, from: vectors * lanes }];
}

/** The loop's body in round `first` + `l`, its neighbours from lane `l` of what `first` begins. */
const takingLane = ({ body, sym: round }: For, first: Dim, l: number, lanes: number): readonly Stmt[] =>
  rewriteBody(body, {
    expr: (e) => {
      if (!isNeighbour(e, round, lanes) || e.kind !== "splat" || e.x.kind !== "load") return e;
      const at = substitute(e.x.at, (x) => (x === round ? first : undefined));
      return splatLane(load(e.x.buffer, at, lanes), l);
    },
  });
