/**
 * Guards of reduction bodies: `select(lo <= d and d < hi, value, neutral)` becomes a shorter loop where one reduction axis decides it,
 * and disappears where the operand carries a zero halo.
 */

import { add, bounds, ceilDiv, type Dim, equalDims, max, min, mul, type Sym, sub } from "../../core/dim.ts";
import { substitute, symbolsOf } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { isInteger } from "../../core/dtype.ts";
import { fillOf, haloOf } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import { neutralElement } from "../compute.ts";
import { allOf, type Expr, guarded, type Tensor } from "../expr.ts";
import { exprKey } from "../expr-key.ts";
import { rewriteExpr } from "../rewrite-expr.ts";

/** lo <= d, or d < hi, with the other side absent. */
interface Bound {
  readonly d: Dim;
  readonly lo?: Dim;
  readonly hi?: Dim;
  readonly condition: Expr;
}

const conjuncts = (e: Expr): readonly Expr[] => (e.kind === "binary" && e.op === "and" ? [...conjuncts(e.a), ...conjuncts(e.b)] : [e]);

function asBound(e: Expr): Bound | undefined {
  if (e.kind !== "binary" || e.a.kind !== "index" || e.b.kind !== "index") return undefined;
  if (e.op === "le" && !hasSymbols(e.a.dim)) return { d: e.b.dim, lo: e.a.dim, condition: e };
  if (e.op === "lt" && !hasSymbols(e.b.dim)) return { d: e.a.dim, hi: e.b.dim, condition: e };
  return undefined;
}

const hasSymbols = (d: Dim): boolean => typeof d !== "number" && symbolsOf(d).some((s) => s.payload !== undefined);

export interface Clip {
  readonly from: Dim;
  readonly to: Dim;
}

export interface Guard {
  /** The body without the guards that clips and halos have taken over. */
  readonly body: Expr;
  /** From and to of reduction axes that guards shorten. */
  readonly clips: ReadonlyMap<Axis, Clip>;
}

/** Splits the guard of a reduction body; a clip may not depend on `inner` symbols, which only exist inside the reduction. */
export function splitGuard(c: Compute, inner: readonly Sym[]): Guard {
  const r = c.reduction;
  if (r === undefined) throw new Error(`internal: ${c.name} has no reduction`);
  const clips = new Map<Axis, Clip>();
  const { body } = r;
  if (body.kind !== "select" || exprKey(body.else) !== exprKey(neutralElement(r.combine, body.dtype))) return { body, clips };
  const remaining = conjuncts(body.condition).filter((condition) => {
    const bound = asBound(condition);
    if (bound === undefined) return true;
    if (r.combine === "sum" && readsZeroHalo(body.then, bound)) return false;
    return !clip(bound, r.axes, inner, clips);
  });
  return { body: guarded(allOf(remaining), body.then, body.else), clips };
}

/** Where more of the terms than that reach an input, loops of constant length over all of them are quicker. */
export const mostReaching = 3 / 4;

/**
 * Terms that read more than a zero halo, as from and to of reduction axes, where these are few: a tap 12 away from the others meets 4 of 16 pixels. A tile may
 * sum more of them, zeros that stand there. Neither `from` nor `to` grows along the axis of results that they depend on.
 */
export function reachedTerms(c: Compute): ReadonlyMap<Axis, Clip> {
  const r = c.reduction;
  const clips = new Map<Axis, Clip>();
  if (r === undefined || r.combine !== "sum" || r.body.kind !== "select") return clips;
  const { condition, then } = r.body;
  for (const bound of conjuncts(condition).map(asBound)) if (bound !== undefined && readsZeroHalo(then, bound)) clip(bound, r.axes, [], clips);
  return new Map([...clips].filter(([a, { from, to }]) => isWorthClipping(a, from, to, c.axes)));
}

/** True for few terms of all results along the one axis that decides which, of which later ones have no later terms. */
function isWorthClipping(a: Axis, from: Dim, to: Dim, axes: readonly Axis[]): boolean {
  const [along, ...others] = axes.filter((x) => dependsOn(from, x.sym) || dependsOn(to, x.sym));
  if (along === undefined || others.length > 0 || typeof along.extent !== "number" || typeof a.extent !== "number") return false;
  const numbers = (d: Dim): readonly number[] =>
    Array.from({ length: Number(along.extent) }, (_, at) => Number(substitute(d, (s) => (s === along.sym ? at : undefined))));
  const [first, last] = [numbers(from), numbers(to)];
  const falls = (list: readonly number[]): boolean => list.every((n, i) => n <= (list[i - 1] ?? n));
  return falls(first) && falls(last) && last.reduce((n, k, i) => n + k - (first[i] ?? 0), 0) <= mostReaching * along.extent * a.extent;
}

/** True when `value` is a product with a read whose guarded coordinate stays inside the tensor and its zero halo. */
function readsZeroHalo(value: Expr, bound: Bound): boolean {
  const factors = value.kind === "binary" && value.op === "mul" ? [value.a, value.b] : [value];
  return factors.some((x) => {
    if (x.kind !== "read") return false;
    return x.at.some((d, i) => equalDims(d, bound.d) && insideHalo(x.tensor, i, d, bound, 0));
  });
}

function insideHalo(t: Tensor, axis: number, d: Dim, bound: Bound, fill: number): boolean {
  const { before, after } = haloOf(t.layout, axis);
  if (fillOf(t.layout) !== fill) return false;
  const extent = t.shape[axis] ?? 1;
  if (typeof extent !== "number") return false;
  const [lo, hi] = bounds(d);
  return bound.lo !== undefined ? bound.lo === 0 && lo >= -before : bound.hi === extent && hi < extent + after;
}

/** `element + added`, an integer widened on the way. */
function shiftedRead(e: Expr): { readonly element: Expr; readonly added: number } {
  if (e.kind === "binary" && e.op === "add" && e.b.kind === "const") return { ...shiftedRead(e.a), added: Number(e.b.value) };
  return { element: e.kind === "cast" ? e.x : e, added: 0 };
}

/** The body with a guarded read whose other value is what its tensor's halo holds, `select(inside, x, zero point)`, turned into the read alone. */
export function withoutFilledGuards(c: Compute): Compute {
  const { reduction } = c;
  if (reduction === undefined) return c;
  let isAny = false;
  const body = rewriteExpr(reduction.body, {
    expr(x) {
      if (x.kind !== "select" || x.else.kind !== "const") return x;
      const { element, added } = shiftedRead(x.then);
      const fill = Number(x.else.value) - added;
      if (element.kind !== "read" || !isInteger(element.tensor.dtype)) return x;
      const isHeld = (condition: Expr): boolean => {
        const bound = asBound(condition);
        return bound !== undefined && element.at.some((d, i) => equalDims(d, bound.d) && insideHalo(element.tensor, i, d, bound, fill));
      };
      if (!conjuncts(x.condition).every(isHeld)) return x;
      isAny = true;
      return x.then;
    },
  });
  return !isAny ? c : Object.freeze({ ...c, reduction: { ...reduction, body } });
}

function clip(bound: Bound, axes: readonly Axis[], inner: readonly Sym[], clips: Map<Axis, Clip>): boolean {
  const involved = axes.filter((a) => dependsOn(bound.d, a.sym));
  const [a] = involved;
  if (a === undefined || involved.length !== 1 || inner.some((s) => dependsOn(bound.d, s))) return false;
  const linear = linearIn(bound.d, a.sym);
  if (linear === undefined || typeof linear.coef !== "number" || linear.coef === 0) return false;
  const { coef, rest } = linear;
  const seen = clips.get(a) ?? { from: 0, to: a.extent };
  const limit = bound.lo ?? (bound.hi as Dim);
  const distance = sub(limit, rest);
  if (coef > 0) {
    const edge = ceilDiv(distance, coef);
    clips.set(a, bound.lo !== undefined ? { ...seen, from: max(seen.from, edge) } : { ...seen, to: min(seen.to, edge) });
    return true;
  }
  // lo <= rest - k*s is s < floor((rest - lo) / k) + 1; rest - k*s < hi is floor((rest - hi) / k) + 1 <= s.
  const reversed = ceilDiv(add(mul(distance, -1), 1), -coef);
  clips.set(a, bound.lo !== undefined ? { ...seen, to: min(seen.to, reversed) } : { ...seen, from: max(seen.from, reversed) });
  return true;
}
