/**
 * The multiply-adds of work: what a build reports, and what says how long evaluating it takes. A Compute's are its formula's, however it is
 * scheduled; a kernel that is written directly has those in its loops.
 */
import { add, bounds, type Dim, mul, type Sym, sub } from "../core/dim.ts";
import { substitute, symbolsOf } from "../core/dim-fold.ts";
import type { Compute } from "./compute.ts";
import type { Expr } from "./expr.ts";
import { partsOf } from "./functions.ts";
import type { Routine, Stmt } from "./kernel.ts";
import { walkExpr } from "./rewrite-expr.ts";

/** At the upper bound of every symbol but the `free` ones, in which it is a formula. A Compute's are points times reduced points. */
export function multiplyAdds(work: Compute | Routine, free: ReadonlySet<Sym> = new Set()): Dim {
  const atMost = (d: Dim): Dim => (symbolsOf(d).some((s) => free.has(s)) ? substitute(d, (s) => (free.has(s) ? undefined : s.hi)) : bounds(d)[1]);
  if (work.kind === "routine") return inBody(work.kernel.body, atMost);
  return work.reduction === undefined ? 0 : mul(...[...work.axes, ...work.reduction.axes].map((a) => atMost(a.extent)));
}

/** The longer branch counts, and once what a search repeats. */
function inBody(body: readonly Stmt[], atMost: (extent: Dim) => Dim): Dim {
  const inside = (s: Stmt): Dim => {
    if (s.kind === "for") return mul(atMost(sub(s.to, s.from)), inBody(s.body, atMost));
    if (s.kind === "while") return inBody(s.body, atMost);
    if (s.kind !== "if") return 0;
    const [then, otherwise] = [inBody(s.then, atMost), inBody(s.else, atMost)];
    return bounds(sub(then, otherwise))[0] >= 0 ? then : otherwise;
  };
  return add(...body.map((s) => add(...partsOf(s).exprs.map(inExpr), inside(s))));
}

/** Products of floats that are added to something, in each lane, and of bytes in words. */
function inExpr(e: Expr): number {
  let count = 0;
  walkExpr(e, (x) => {
    if (x.kind === "binary" && x.op === "dot4") count += 4 * x.lanes;
    if (x.dtype !== "f32" && x.dtype !== "f64") return;
    if (x.kind === "binary" && (x.op === "add" || x.op === "sub") && (isProduct(x.a) || isProduct(x.b))) count += x.lanes;
    if (x.kind === "fold" && x.op === "add" && isProduct(x.x)) count += x.x.lanes;
  });
  return count;
}

const isProduct = (e: Expr): boolean => e.kind === "binary" && e.op === "mul";
