/**
 * The order of the two unrolled loops over a register tile: the longer one outside. gcc 12 keeps `acc[2][14]` in registers when the loop of 14
 * holds the loop of 2, and in memory the other way round (a fifth of the speed). Each round touches its own accumulators and elements, so the
 * order does not show in the results.
 */
import { equalDims } from "../../core/dim.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { walkExpressions } from "../../loop/functions.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";

type For = Stmt & { readonly kind: "for" };

/** The same kernel with its tile loops in an order that gcc keeps in registers. */
export const withOrderedTiles = (k: Kernel): Kernel => kernel({ ...k, body: k.body.map(ordered) });

function ordered(s: Stmt): Stmt {
  if (s.kind === "for") {
    const [inner, ...more] = s.body;
    if (inner?.kind === "for" && more.length === 0 && isShorter(s, inner) && isIndependent(s, inner))
      return { ...inner, body: [{ ...s, body: inner.body.map(ordered) }] };
  }
  return withBodies(s, (body) => body.map(ordered));
}

const rounds = (s: For): number => (typeof s.from === "number" && typeof s.to === "number" ? s.to - s.from : Number.NaN);
const isShorter = (outer: For, inner: For): boolean => outer.unroll && inner.unroll && rounds(outer) < rounds(inner);

/** True when each round of the two loops sets its own accumulators or stores its own elements, and loads none that others store. */
function isIndependent(outer: For, inner: For): boolean {
  const both = [outer.sym, inner.sym];
  let own = inner.body.every((s) => {
    if (s.kind === "let") return true;
    if (s.kind === "set") return both.every((v) => s.at.some((d) => dependsOn(d, v)));
    return s.kind === "store" && both.every((v) => dependsOn(s.at, v));
  });
  walkExpressions(inner.body, (e) => {
    if (e.kind !== "load" || e.buffer.access === "in") return;
    if (inner.body.some((s) => s.kind === "store" && s.buffer === e.buffer && !equalDims(s.at, e.at))) own = false;
  });
  return own;
}
