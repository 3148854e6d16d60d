/**
 * Loops that become functions of their own: those that finish what tiles have summed, and Winograd's transforms. In one function V8 gives registers to the
 * constants of such a loop and moves sums about in the rounds of products; apart, both have the registers, and kernels with equal loops share one function.
 */

import type { Tile } from "../../loop/expr.ts";
import { bodiesOf, walkExpressions, walkStatements } from "../../loop/functions.ts";
import type { Kernel, Stmt } from "../../loop/kernel.ts";
import { walkExpr } from "../../loop/rewrite-expr.ts";

/** Vectors of one number, as the polynomials of functions have them: fewer find registers beside eight sums. */
const fewestConstants = 4;

/** The outermost loops inside others that are functions of their own, of a prepared kernel that sums vectors. */
export function loopsApart(kernel: Kernel): ReadonlySet<Stmt> {
  const found = new Set<Stmt>();
  let sums = false;
  walkStatements(kernel.body, (s) => {
    sums ||= addsUp(s);
  });
  if (!sums) return found;
  const uses = usesIn(kernel.body);
  const visit = (body: readonly Stmt[], isInLoop: boolean): void => {
    for (const s of body) {
      if (isInLoop && s.kind === "for" && isFinishing(s, uses)) found.add(s);
      else for (const inner of bodiesOf(s)) visit(inner, isInLoop || s.kind === "for");
    }
  };
  visit(kernel.body, false);
  return found;
}

/** True for a loop of enough constants that computes with vectors from memory alone, and leaves nothing behind but what it stores. */
function isFinishing(s: Stmt & { kind: "for" }, uses: ReadonlyMap<Tile, number>): boolean {
  const constants = new Set<unknown>();
  walkExpressions([s], (e) => {
    if (e.kind === "const" && e.lanes > 1) constants.add(e.value);
  });
  if (constants.size < fewestConstants) return false;
  const own = new Set<Tile>();
  let isOwn = true;
  walkStatements([s], (x) => {
    if (x.kind === "tile") own.add(x.tile);
    isOwn &&= x.kind !== "wait" && !addsUp(x);
  });
  for (const [tile, n] of usesIn([s])) isOwn &&= own.has(tile) || (tile.dtype === "index" && n === uses.get(tile));
  return isOwn;
}

/** True for a vector that is combined with what it was. */
function addsUp(s: Stmt): boolean {
  let isSum = false;
  if (s.kind === "set" && s.tile.lanes > 1)
    walkExpr(s.value, (e) => {
      isSum ||= e.kind === "tileget" && e.tile === s.tile;
    });
  return isSum;
}

/** How often each tile is read or set. */
function usesIn(body: readonly Stmt[]): ReadonlyMap<Tile, number> {
  const uses = new Map<Tile, number>();
  const use = (t: Tile): void => void uses.set(t, (uses.get(t) ?? 0) + 1);
  walkStatements(body, (s) => {
    if (s.kind === "set") use(s.tile);
  });
  walkExpressions(body, (e) => {
    if (e.kind === "tileget") use(e.tile);
  });
  return uses;
}
