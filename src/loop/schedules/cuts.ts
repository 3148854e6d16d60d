/**
 * Where a loop is cut in two: behind the last round in which a comparison of coordinates, or a minimum or maximum of two, is decided the other way. What a pad or a
 * mirrored border asks of each element is settled in each part by its range (`conditions.ts`, `core/dim.ts`), so that the elements between lie side by side.
 */
import { type Dim, type Sym, sub } from "../../core/dim.ts";
import { linearIn } from "../../core/dim-terms.ts";
import type { Expr } from "../expr.ts";
import { walkExpr } from "../rewrite-expr.ts";

/** The first round of the second part of a loop over `s`; undefined where its range decides everything. `withPlaces`: extrema in what is read decide, too. */
export function cutOf(value: Expr, s: Sym, withPlaces: boolean): number | undefined {
  let found: number | undefined;
  walkExpr(value, (x) => {
    if (x.kind === "binary" && (x.op === "lt" || x.op === "le") && x.a.kind === "index" && x.b.kind === "index")
      found ??= crossing(x.a.dim, x.b.dim, s, x.op === "lt");
    if (withPlaces && x.kind === "read") for (const d of x.at) found ??= extremumCut(d, s);
  });
  return found;
}

/** The cut of the innermost minimum or maximum that is not settled. */
function extremumCut(d: Dim, s: Sym): number | undefined {
  if (typeof d === "number") return undefined;
  for (const atom of d.terms.flatMap((t) => t.atoms)) {
    if (atom.kind !== "min" && atom.kind !== "max") continue;
    const found = extremumCut(atom.a, s) ?? extremumCut(atom.b, s) ?? crossing(atom.a, atom.b, s, true);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a < b (or a <= b) begins or ends to hold; undefined where it is the same in all rounds or depends on other symbols. */
function crossing(a: Dim, b: Dim, s: Sym, isStrict: boolean): number | undefined {
  const linear = linearIn(sub(a, b), s);
  if (linear === undefined || typeof linear.coef !== "number" || typeof linear.rest !== "number" || linear.coef === 0) return undefined;
  const zero = -linear.rest / linear.coef;
  const first = linear.coef > 0 === isStrict ? Math.ceil(zero) : Math.floor(zero) + 1;
  return first > s.lo && first <= s.hi ? first : undefined;
}
