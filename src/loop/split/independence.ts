/**
 * Independence: a proof that rounds of a loop, or statements beside each other, touch no element of which one stores it. Two accesses are
 * compared by the difference of their addresses; a difference that is never near 0, as an interval or as a remainder, is no meeting.
 */
import { add, type Bounds, bounds, type Dim, dimOf, equalDims, keyOf, mul, type Sym, sub, sym } from "../../core/dim.ts";
import { substitute, symbolsOf } from "../../core/dim-fold.ts";
import { linearIn, withoutMultiples } from "../../core/dim-terms.ts";
import type { Buffer, Expr } from "../expr.ts";
import { bodiesOf, partsOf, walkExpressions, walkStatements } from "../functions.ts";
import { type Stmt, withBodies } from "../kernel.ts";

export type Loop = Stmt & { readonly kind: "for" };

/** Elements of a buffer that the kernel stores to: `lanes` of them from `at` on. */
export interface Access {
  readonly buffer: Buffer;
  /** The address; where conditions around the access bound a coordinate, the address again, over a symbol with that bound. */
  readonly at: readonly Dim[];
  readonly lanes: number;
  readonly stores: boolean;
}

/** All accesses of a body to the buffers that `isShared` says of. */
function accessesIn(body: readonly Stmt[], isShared: (b: Buffer) => boolean): readonly Access[] {
  const found: Access[] = [];
  const visit = (statements: readonly Stmt[], limits: readonly Limit[]): void => {
    for (const s of statements) {
      const note = (buffer: Buffer, at: Dim, lanes: number, stores: boolean): void => {
        if (isShared(buffer)) found.push({ buffer, at: addresses(at, limits), lanes, stores });
      };
      if (s.kind === "store") note(s.buffer, s.at, s.count === undefined ? s.value.lanes : bounds(s.count)[1], true);
      walkExpressions([withBodies(s, () => [])], (e) => {
        if (e.kind === "load") note(e.buffer, e.at, e.lanes, false);
      });
      if (s.kind === "if") {
        visit(s.then, [...limits, ...limitsIn(s.condition)]);
        visit(s.else, limits);
      } else for (const inner of bodiesOf(s)) visit(inner, limits);
    }
  };
  visit(body, []);
  return found;
}

const limitedName = "(limited)";

/** A coordinate that is less than a number where an access stands. */
interface Limit {
  readonly dim: Dim;
  readonly below: number;
}

/** What a condition says of coordinates: `d < 14` and what it is joined to by "and". */
function limitsIn(e: Expr): readonly Limit[] {
  if (e.kind !== "binary") return [];
  if (e.op === "and") return [...limitsIn(e.a), ...limitsIn(e.b)];
  if (e.op !== "lt" || e.a.kind !== "index" || e.b.kind !== "index" || typeof e.b.dim !== "number") return [];
  return [{ dim: e.a.dim, below: e.b.dim }];
}

/** The address as it stands, with any one limit, and with all: a limit forgets what else its coordinate depends on. */
const addresses = (at: Dim, limits: readonly Limit[]): readonly Dim[] => {
  const every = [at, ...limits.map((limit) => limited(at, [limit])), limited(at, limits)];
  return every.filter((d, i) => every.findIndex((other) => equalDims(d, other)) === i);
};

/** The address with each limited coordinate that it contains replaced by a symbol with the limit. */
function limited(at: Dim, limits: readonly Limit[]): Dim {
  return limits.reduce<Dim>((d, { dim, below }) => {
    const [lo, hi] = bounds(dim);
    const [first] = symbolsOf(dim);
    if (first === undefined || below > hi || below <= lo) return d;
    const [own, whole] = [linearIn(dim, first)?.coef, linearIn(d, first)?.coef];
    if (typeof own !== "number" || typeof whole !== "number" || own === 0 || whole % own !== 0) return d;
    const times = whole / own;
    return add(sub(d, mul(dim, times)), mul(dimOf(sym(limitedName, lo, below - 1)), times));
  }, at);
}

/** Whether a symbol is a body's own: one of its loops or bindings, or one that stands for a limited coordinate. */
function declaredBy(body: readonly Stmt[]): (s: Sym) => boolean {
  const found = new Set<Sym>();
  walkStatements(body, (s) => {
    if (s.kind === "for" || s.kind === "bind") found.add(s.sym);
  });
  return (s) => found.has(s) || s.name === limitedName;
}

/** What is known of loops, by what is shared: they are asked for at every depth that units are counted at. */
const independent = new WeakMap<(b: Buffer) => boolean, WeakMap<Loop, boolean>>();

/** True when no two rounds touch an element that one of them stores, and none goes on with what another left in a tile. */
export function hasIndependentRounds(loop: Loop, isShared: (b: Buffer) => boolean): boolean {
  const known = independent.get(isShared) ?? new WeakMap<Loop, boolean>();
  independent.set(isShared, known);
  const result = known.get(loop) ?? provesIndependence(loop, isShared);
  known.set(loop, result);
  return result;
}

function provesIndependence(loop: Loop, isShared: (b: Buffer) => boolean): boolean {
  if (setsOuterTiles(loop.body)) return false;
  const { lo, hi } = loop.sym;
  if (lo === hi) return true;
  const isOwn = declaredBy(loop.body);
  // A later round by how much later it is, and by its number: each is bounded by what the other is not.
  const later = [add(dimOf(loop.sym), dimOf(sym("later", 1, hi - lo))), dimOf(sym(loop.sym.name, lo + 1, hi))];
  const accesses = accessesIn(loop.body, isShared);
  return everyPair(
    accesses,
    accesses,
    later.map((round) => (s) => (isOwn(s) ? undefined : s === loop.sym ? round : dimOf(s))),
  );
}

/** True when statements `a` and `b` beside each other touch no element that one of them stores; `limit` narrows symbols of `a`. */
export function areIndependent(
  a: readonly Stmt[],
  b: readonly Stmt[],
  isShared: (b: Buffer) => boolean,
  limit: (s: Sym) => Dim | undefined = () => undefined,
): boolean {
  const isOwn = declaredBy(b);
  const narrowed = accessesIn(a, isShared).map((x) => ({ ...x, at: x.at.map((d) => substitute(d, limit)) }));
  return everyPair(narrowed, accessesIn(b, isShared), [(s) => (isOwn(s) ? undefined : dimOf(s))]);
}

/**
 * True when no access of `as` meets one of `bs` to the same buffer, of which one is a store. A symbol in an address of `bs` stands for what
 * each of `keeps` gives; where that is nothing, and where it is computed, it may have any of its values.
 */
function everyPair(as: readonly Access[], bs: readonly Access[], keeps: readonly ((s: Sym) => Dim | undefined)[]): boolean {
  const others = bs.map((b) => ({ ...b, at: keeps.flatMap((keep) => renamed(b.at, keep)) }));
  return as.every((a) =>
    others.every((b) => {
      if (a.buffer !== b.buffer || (!a.stores && !b.stores)) return true;
      const differences = b.at.flatMap((to) => a.at.map((from) => sub(to, from)));
      return neverNear(differences, a.lanes, b.lanes);
    }),
  );
}

/** The same address in several forms, with other symbols. */
function renamed(forms: readonly Dim[], keep: (s: Sym) => Dim | undefined): readonly Dim[] {
  const fresh = new Map<Sym, Dim>();
  const replace = (s: Sym): Dim => {
    const kept = s.payload === undefined ? keep(s) : undefined;
    if (kept !== undefined) return kept;
    const made = fresh.get(s) ?? dimOf(sym(s.name, s.lo, s.hi));
    fresh.set(s, made);
    return made;
  };
  return forms.map((d) => substitute(d, replace));
}

/**
 * True when `lanes` elements from some address on and `others` from one `difference` further on never share one: the difference, or what is
 * left of it without the terms that are multiples of a larger stride, stays away from 0. Several forms of one difference bound it together.
 */
function neverNear(differences: readonly Dim[], lanes: number, others: number): boolean {
  /** True when no multiple of `by` is near. */
  const isApart = ([lo, hi]: Bounds, by: number): boolean => Math.floor((hi + others - 1) / by) < Math.ceil((lo - lanes + 1) / by);
  const [least, most] = together(differences);
  if (least >= lanes || most <= -others) return true;
  const strides = new Set(differences.flatMap((d) => (typeof d === "number" ? [] : d.terms.map((t) => Math.abs(t.coef)))));
  return [...strides].some((by) => {
    if (by <= 1) return false;
    const byMultiple = new Map<string, Dim[]>();
    for (const d of differences) {
      const rest = withoutMultiples(d, by);
      const key = keyOf(sub(d, rest));
      byMultiple.set(key, [...(byMultiple.get(key) ?? []), rest]);
    }
    return [...byMultiple.values()].some((rests) => isApart(together(rests), by));
  });
}

/** The bounds of one number in several forms. */
const together = (forms: readonly Dim[]): Bounds => {
  const all = forms.map(bounds);
  return [Math.max(...all.map(([lo]) => lo)), Math.min(...all.map(([, hi]) => hi))];
};

/** True when the body sets a tile that it does not declare. */
export function setsOuterTiles(body: readonly Stmt[]): boolean {
  const own = new Set<object>();
  walkStatements(body, (s) => {
    if (s.kind === "tile") own.add(s.tile);
  });
  let outer = false;
  walkStatements(body, (s) => {
    if (s.kind === "set" && !own.has(s.tile)) outer = true;
  });
  return outer;
}

/** True when `later` mentions a name, a symbol or a tile that `body` itself (not a nested body) declares. */
export function isNeededLater(body: readonly Stmt[], later: readonly Stmt[]): boolean {
  const made = new Set(
    body.flatMap((s): readonly object[] => (s.kind === "let" ? [s.name] : s.kind === "bind" ? [s.sym] : s.kind === "tile" ? [s.tile] : [])),
  );
  if (made.size === 0) return false;
  let needed = false;
  walkStatements(later, (s) => {
    if (s.kind === "set" && made.has(s.tile)) needed = true;
    for (const d of partsOf(s).dims) if (symbolsOf(d).some((x) => made.has(x))) needed = true;
  });
  walkExpressions(later, (e) => {
    if ((e.kind === "var" && made.has(e)) || (e.kind === "tileget" && made.has(e.tile))) needed = true;
    if (e.kind === "index" && symbolsOf(e.dim).some((x) => made.has(x))) needed = true;
    if (e.kind === "load" && symbolsOf(e.at).some((x) => made.has(x))) needed = true;
  });
  return needed;
}
