/** The loops over the terms of a register tile's results: axes in blocks, axes that a guard clips, one unrolled update inside. */
import { invariant } from "../../core/diagnostics.ts";
import { add, type Dim, dimOf, equalDims, min, mod, mul, type Sym, sub } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import type { Axis, Compute, Reduction } from "../compute.ts";
import type { Expr } from "../expr.ts";
import { loop, type Stmt, withBodies } from "../kernel.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import type { splitGuard } from "./guards.ts";
import { segmentsOf } from "./segments.ts";
import { overSegment } from "./tile-place.ts";

/** What is reduced, and where the tile stands: `corner` gives the coordinates of its first result. */
interface Reducing {
  readonly c: Compute;
  readonly reduction: Reduction;
  /** The terms of each result are combined in the order of the reduction axes, whatever the layouts. */
  readonly inOrder: boolean;
  readonly corner: (s: Sym) => Dim | undefined;
  /** A short innermost axis is written out. */
  readonly unrolls: boolean;
}

/** Terms along an axis that is written out; of a longer one, parts are. */
export const mostUnrolled = 7;

/** Terms of a part: the most that leave no rest, as far as columns still share what they read. */
export const partOf = (terms: number): number => [7, 6, 5, 4].find((n) => terms % n === 0) ?? 4;

type Clips = ReturnType<typeof splitGuard>["clips"];

/** One part of a reduction axis whose elements stand in blocks: the loop over a block's elements, inside the one over blocks. */
interface Blocked {
  readonly a: Axis;
  readonly block: number;
  readonly outer: Sym;
}

/**
 * Blocked reduction axes run by blocks outside and by elements inside all others, so that the inner loop walks memory in order; in order,
 * each axis ends before the one outside it goes on.
 */
export function reductionNest({ c, reduction, inOrder, corner, unrolls }: Reducing, clips: Clips, update: readonly Stmt[]): readonly Stmt[] {
  const replacements = new Map<Sym, Dim>();
  const inner: Blocked[] = [];
  const fixed = (d: Dim): Dim => substitute(d, (s) => replacements.get(s) ?? corner(s));
  const elements = ({ a, block, outer }: Blocked, body: () => readonly Stmt[]): readonly Stmt[] => {
    const isWhole = equalDims(mod(a.extent, block), 0);
    const to = isWhole ? block : min(block, sub(a.extent, mul(dimOf(outer), block)));
    return [
      loop(a.sym.name, to, (s) => {
        replacements.set(a.sym, add(mul(dimOf(outer), block), dimOf(s)));
        return body();
      }),
    ];
  };
  const innermost = ([first, ...rest]: readonly Blocked[]): readonly Stmt[] =>
    first === undefined ? substituteIn(update, replacements) : elements(first, () => innermost(rest));
  const build = (axes: readonly Axis[]): readonly Stmt[] => {
    const [a, ...rest] = axes;
    if (a === undefined) return innermost(inner);
    // Terms that are written out stand inside all others.
    const block = unrolls ? 1 : blockOf(c, a);
    const clipped = clips.get(a);
    if (block > 1 && clipped === undefined && typeof a.extent === "number" && a.extent > block)
      return [
        loop(`${a.sym.name}_block`, Math.ceil(a.extent / block), (outer) => {
          if (inOrder) return elements({ a, block, outer }, () => build(rest));
          inner.push({ a, block, outer });
          return build(rest);
        }),
      ];
    const from = clipped === undefined ? 0 : fixed(clipped.from);
    const to = clipped === undefined ? a.extent : fixed(clipped.to);
    if (equalDims(from, 0) && equalDims(to, 1)) {
      replacements.set(a.sym, 0);
      return build(rest);
    }
    const at = (tap: Dim): readonly Stmt[] => {
      replacements.set(a.sym, tap);
      return build(rest);
    };
    const isWritten = unrolls && rest.length === 0 && inner.length === 0 && typeof from === "number" && typeof to === "number";
    if (isWritten && from === 0 && to > mostUnrolled)
      return segmentsOf(to, partOf(to)).flatMap((part) =>
        overSegment(a.sym.name, part, (base) => [loop(a.sym.name, part.size, (s) => at(add(base, dimOf(s))), { unroll: true })]),
      );
    return [loop(a.sym.name, to, (s) => at(dimOf(s)), { from, unroll: isWritten && to <= mostUnrolled })];
  };
  return build(reduction.axes);
}

/** The block size of the layouts along a reduction axis; 1 for none. */
function blockOf(c: Compute, a: Axis): number {
  let block = 1;
  walkExpr(c.reduction?.body ?? c.value, (x) => {
    if (x.kind !== "read") return;
    for (const b of x.tensor.layout.blocks) {
      const d = x.at[b.axis];
      if (d !== undefined && dependsOn(d, a.sym)) block = Math.max(block, b.size);
    }
  });
  return block;
}

function substituteIn(statements: readonly Stmt[], replacements: ReadonlyMap<Sym, Dim>): readonly Stmt[] {
  const expr = (e: Expr): Expr => rewriteExpr(e, { sym: (s) => replacements.get(s) });
  return statements.map((s): Stmt => {
    if (s.kind === "for" || s.kind === "if") return withBodies(s, (body) => substituteIn(body, replacements));
    invariant(s.kind === "set" || s.kind === "let", `a ${s.kind} in a tile update`);
    return { ...s, value: expr(s.value) };
  });
}
