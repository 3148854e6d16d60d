/** Windows along an axis whose terms depend on a result and a tap by the position they read alone: neighbouring results share them. */
import { type Dim, dimOf, equalDims, keyOf, sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { type Axis, type Compute, neutralElement, type Reduction } from "../compute.ts";
import { type Expr, index, read } from "../expr.ts";
import { exprKey } from "../expr-key.ts";
import { rewriteExpr, walkExpr, walkSymbols } from "../rewrite-expr.ts";

/** A window along rows of results: tap k of result o stands at position `stride * o + dilation * k + first`. */
export interface RowWindow {
  readonly results: Axis;
  readonly taps: Axis;
  readonly position: Dim;
  readonly stride: number;
  readonly dilation: number;
  readonly first: number;
  readonly last: number;
  /** The first position of an element, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** The window along an axis of results; undefined where terms do not each stand at one position. */
export function windowAlong({ reduction }: Compute, results: Axis): RowWindow | undefined {
  if (reduction === undefined || typeof results.extent !== "number") return undefined;
  const positions = new Map<string, Dim>();
  const extents = new Set<Dim>();
  walkExpr(reduction.body, (x) => {
    const at = x.kind === "read" ? x.at : x.kind === "index" ? [x.dim] : [];
    at.forEach((d, i) => {
      if (!dependsOn(d, results.sym)) return;
      positions.set(keyOf(d), d);
      if (x.kind === "read") extents.add(x.tensor.shape[i] as Dim);
    });
  });
  const [[position], [extent]] = [[...positions.values()], [...extents]];
  if (position === undefined || positions.size > 1 || typeof extent !== "number" || extents.size > 1) return undefined;
  const taps = reduction.axes.find((a) => dependsOn(position, a.sym));
  const byResult = linearIn(position, results.sym);
  const byTap = taps === undefined || byResult === undefined ? undefined : linearIn(byResult.rest, taps.sym);
  if (typeof taps?.extent !== "number" || byResult === undefined || byTap === undefined) return undefined;
  const [stride, dilation, first] = [byResult.coef, byTap.coef, byTap.rest];
  if (typeof stride !== "number" || typeof dilation !== "number" || typeof first !== "number" || stride < 1 || dilation < 1) return undefined;
  const last = stride * (results.extent - 1) + dilation * (taps.extent - 1) + first;
  const w = { results, taps, position, stride, dilation, first, last, from: Math.max(first, 0), to: Math.min(last + 1, extent) };
  return w.from < w.to && standsAtPositions(reduction, w) ? w : undefined;
}

/** True where a term depends on results and taps by its position alone, and those outside of the row change nothing. */
function standsAtPositions(r: Reduction, w: RowWindow): boolean {
  const neutral = exprKey(neutralElement(r.combine, r.body.dtype));
  const term = (from: number, to: number): Expr => atPosition(r.body, w, dimOf(sym("x", from, to)));
  let isAlone = true;
  walkSymbols(term(w.from, w.to - 1), (s) => {
    if (s === w.results.sym || s === w.taps.sym) isAlone = false;
  });
  const isNothing = (from: number, to: number): boolean => from > to || exprKey(term(from, to)) === neutral;
  return isAlone && isNothing(w.first, w.from - 1) && isNothing(w.to, w.last);
}

/** A term at another position. */
export function atPosition(body: Expr, { position }: RowWindow, by: Dim): Expr {
  const moved = (d: Dim): Dim => (equalDims(d, position) ? by : d);
  return rewriteExpr(body, { expr: (x) => (x.kind === "read" ? read(x.tensor, x.at.map(moved)) : x.kind === "index" ? index(moved(x.dim)) : x) });
}
