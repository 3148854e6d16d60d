/** Coalescing: two loops directly inside each other, whose addresses walk memory as one, become one loop of the product of their rounds. */
import { bounds, type Dim, dimOf, equalDims, mul, type Sym, sym } from "../core/dim.ts";
import { symbolsOf } from "../core/dim-fold.ts";
import { linearIn } from "../core/dim-terms.ts";
import type { Expr } from "./expr.ts";
import { partsOf, walkStatements } from "./functions.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "./kernel.ts";
import { rebuild } from "./rewrite-expr.ts";
import { substituteIn } from "./unroll.ts";

type Loop = Stmt & { readonly kind: "for" };

/** The kernel with every pair of loops joined that can be, innermost first. Exact: the rounds stay in order. */
export const coalesceLoops = (source: Kernel): Kernel => kernel({ ...source, body: coalesceBody(source.body) });

const coalesceBody = (body: readonly Stmt[]): readonly Stmt[] =>
  body.map((s): Stmt => {
    const next = withBodies(s, coalesceBody);
    return next.kind === "for" ? joined(next) : next;
  });

function joined(outer: Loop): Loop {
  const [inner] = outer.body;
  if (outer.body.length !== 1 || inner?.kind !== "for" || outer.from !== 0 || inner.from !== 0 || typeof inner.to !== "number") return outer;
  if (outer.parallel !== inner.parallel || outer.unroll || inner.unroll || inner.transposes === true) return outer;
  const rounds = inner.to;
  if (!dimsIn(inner.body).every((d) => walksAsOne(d, outer.sym, inner.sym, rounds))) return outer;
  const to = mul(outer.to, rounds);
  const both = sym(`${outer.sym.name}_${inner.sym.name}`, 0, Math.max(0, bounds(to)[1] - 1));
  const body = substituteIn(
    inner.body,
    new Map<Sym, Dim>([
      [outer.sym, 0],
      [inner.sym, dimOf(both)],
    ]),
  );
  return { ...outer, sym: both, to, body };
}

/** True when `d` depends on outer * rounds + inner and on neither alone. */
function walksAsOne(d: Dim, outer: Sym, inner: Sym, rounds: number): boolean {
  const slow = linearIn(d, outer);
  const fast = linearIn(d, inner);
  return slow !== undefined && fast !== undefined && equalDims(slow.coef, mul(fast.coef, rounds));
}

/** Every Dim in a body, those inside computed symbols and nested bodies included. */
function dimsIn(body: readonly Stmt[]): readonly Dim[] {
  const found: Dim[] = [];
  const ofDim = (d: Dim): Dim => {
    found.push(d);
    for (const s of symbolsOf(d)) if (s.payload !== undefined) ofExpr(s.payload as Expr);
    return d;
  };
  const ofExpr = (e: Expr): Expr => rebuild(e, ofExpr, ofDim);
  walkStatements(body, (s) => {
    const { exprs, dims } = partsOf(s);
    exprs.forEach(ofExpr);
    dims.forEach(ofDim);
  });
  return found;
}
