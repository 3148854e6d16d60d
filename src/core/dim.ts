/**
 * Dim: the one integer algebra of the compiler. Extents, loop bounds, coordinates and addresses are all Dims: a plain number,
 * or a normalized polynomial over symbols with ranges, floor divisions and remainders by positive constants, minima and maxima.
 * Equality is structural after normalization; `bounds` is interval arithmetic. What a symbol stands for is left to its owner, taking
 * Dims apart to dim-fold.ts and dim-terms.ts, comparing them by their ranges to dim-order.ts.
 */
import { invariant } from "./diagnostics.ts";

/** A named integer in [lo, hi]; identity is the object. `payload` is the owner's (the loop language keeps a scalar expression there). */
export interface Sym {
  readonly kind: "sym";
  readonly name: string;
  readonly lo: number;
  readonly hi: number;
  readonly id: number;
  readonly payload?: unknown;
}

export interface Quotient {
  readonly kind: "floordiv" | "mod";
  readonly of: DimExpr;
  readonly by: number;
}

export interface Extremum {
  readonly kind: "min" | "max";
  readonly a: Dim;
  readonly b: Dim;
}

export type Atom = Sym | Quotient | Extremum;

/** coef * atoms[0] * atoms[1] * ... */
export interface Term {
  readonly coef: number;
  readonly atoms: readonly Atom[];
  readonly key: string;
}

/** constant + the sum of `terms`; never constant (that is a number), terms sorted by key. Made only by `make`. */
export interface DimExpr {
  readonly kind: "dim";
  readonly constant: number;
  readonly terms: readonly Term[];
  readonly key: string;
}

export type Dim = number | DimExpr;
export type Bounds = readonly [lo: number, hi: number];

let nextId = 0;

/** A new symbol with values in [lo, hi]. */
export const sym = (name: string, lo: number, hi: number, payload?: unknown): Sym => {
  invariant(lo <= hi, `symbol ${name} has an empty range ${lo}..${hi}`);
  return Object.freeze({ kind: "sym", name, lo, hi, id: nextId++, payload });
};

/** The Dim that is just this symbol. */
export const dimOf = (s: Sym): DimExpr => single(s) as DimExpr;

function atomKey(atom: Atom): string {
  switch (atom.kind) {
    case "sym":
      return `${atom.name}#${atom.id}`;
    case "floordiv":
    case "mod":
      return `${atom.kind}(${atom.of.key},${atom.by})`;
    case "min":
    case "max":
      return `${atom.kind}(${keyOf(atom.a)},${keyOf(atom.b)})`;
  }
}

/** Structural identity of a Dim within one process; not for output (symbol numbers differ from run to run). */
export const keyOf = (d: Dim): string => (typeof d === "number" ? `${d}` : d.key);
export const equalDims = (a: Dim, b: Dim): boolean => keyOf(a) === keyOf(b);
export const equalShapes = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((d, i) => equalDims(d, b[i] ?? Number.NaN));

/** Order that depends on names first, so that two builds in one process agree though symbol numbers differ. */
function compareAtoms(a: Atom, b: Atom): number {
  if (a.kind === "sym" && b.kind === "sym") return a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  const ka = atomKey(a).replace(/#\d+/g, "");
  const kb = atomKey(b).replace(/#\d+/g, "");
  return ka < kb ? -1 : ka > kb ? 1 : 0;
}

function compareTerms(a: Term, b: Term): number {
  for (let i = 0; i < Math.min(a.atoms.length, b.atoms.length); i++) {
    const order = compareAtoms(a.atoms[i] as Atom, b.atoms[i] as Atom);
    if (order !== 0) return order;
  }
  return a.atoms.length - b.atoms.length;
}

/** coef times `atoms`, in order. */
export function makeTerm(coef: number, atoms: readonly Atom[]): Term {
  const sorted = atoms.length > 1 ? [...atoms].sort(compareAtoms) : atoms;
  return { coef, atoms: sorted, key: sorted.map(atomKey).join("*") };
}

/** constant + the sum of `terms`, normalized. */
export function fromTerms(constant: number, terms: Iterable<Term>): Dim {
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const seen = byKey.get(term.key);
    byKey.set(term.key, seen === undefined ? term : { ...term, coef: term.coef + seen.coef });
  }
  const list = [...byKey.values()].filter((term) => term.coef !== 0).sort(compareTerms);
  return recombine(make(constant, list));
}

/** Thrown where a constant would leave the integers that numbers hold exactly: sizes and attributes of a model may be anything. */
export class InexactDim extends Error {
  constructor(constant: number) {
    super(`constant ${constant} of a dim is not a safe integer`);
    this.name = "InexactDim";
  }
}

/** constant + the sum of `list`, which is sorted, of one term a key, and has no remainder beside its quotient. */
export function make(constant: number, list: readonly Term[]): Dim {
  if (!Number.isSafeInteger(constant)) throw new InexactDim(constant);
  if (list.length === 0) return constant;
  const key = `${list.map((term) => `${term.coef}*${term.key}`).join("+")}+${constant}`;
  return Object.freeze({ kind: "dim", constant, terms: list, key });
}

const single = (atom: Atom): Dim => make(0, [makeTerm(1, [atom])]);

/** k*c*floor(x/c) + k*(x mod c) is k*x. */
function recombine(d: Dim): Dim {
  if (typeof d === "number" || d.terms.length < 2) return d;
  for (const term of d.terms) {
    const [atom] = term.atoms;
    if (term.atoms.length !== 1 || atom?.kind !== "mod") continue;
    const quotient = floorDiv(atom.of, atom.by);
    if (typeof quotient === "number" || quotient.terms.length !== 1) continue;
    const want = quotient.terms[0] as Term;
    const partner = d.terms.find((t) => t.key === want.key);
    if (partner === undefined || partner.coef !== term.coef * atom.by * want.coef) continue;
    const rest = make(
      d.constant - term.coef * atom.by * quotient.constant,
      d.terms.filter((t) => t !== term && t !== partner),
    );
    return add(rest, mul(atom.of, term.coef));
  }
  return d;
}

const termsOf = (d: Dim): readonly Term[] => (typeof d === "number" ? [] : d.terms);
const constantPart = (d: Dim): number => (typeof d === "number" ? d : d.constant);

export function add(...dims: readonly Dim[]): Dim {
  const constant = dims.reduce<number>((s, d) => s + constantPart(d), 0);
  const [first, ...others] = dims.filter((d) => typeof d !== "number");
  if (first === undefined) return constant;
  if (others.length > 0) return fromTerms(constant, [first, ...others].flatMap(termsOf));
  return constant === first.constant ? first : make(constant, first.terms);
}

export const sub = (a: Dim, b: Dim): Dim => add(a, mul(b, -1));

export function mul(...dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>((a, b) => multiply(a, b), 1);
}

function multiply(a: Dim, b: Dim): Dim {
  // + 0, since a Dim knows no -0.
  if (typeof a === "number" && typeof b === "number") return a * b + 0;
  if (typeof a === "number") return scaled(b as DimExpr, a);
  if (typeof b === "number") return scaled(a, b);
  const left = [makeTerm(constantPart(a), []), ...termsOf(a)];
  const right = [makeTerm(constantPart(b), []), ...termsOf(b)];
  let constant = 0;
  const terms: Term[] = [];
  for (const x of left) {
    for (const y of right) {
      const product = makeTerm(x.coef * y.coef, [...x.atoms, ...y.atoms]);
      if (product.atoms.length === 0) constant += product.coef;
      else terms.push(product);
    }
  }
  return fromTerms(constant, terms);
}

/** Normalized as `d` is: neither the order of terms nor what recombines depends on a common factor. */
function scaled(d: DimExpr, by: number): Dim {
  if (by === 1) return d;
  if (by === 0) return 0;
  return make(
    d.constant * by + 0,
    d.terms.map((t) => ({ ...t, coef: t.coef * by })),
  );
}

export const product = (dims: readonly Dim[]): Dim => mul(...dims);

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));
/** a - b * floor(a / b), of numbers. */
export const floorMod = (a: number, b: number): number => a - Math.floor(a / b) * b;

/** d = by * quotient + rest, where no coefficient of rest is a multiple of `by` and 0 <= its constant < by. */
function splitBy(d: DimExpr, by: number): { quotient: Dim; rest: Dim } {
  const whole = d.terms.filter((t) => t.coef % by === 0).map((t) => ({ ...t, coef: t.coef / by }));
  const rest = d.terms.filter((t) => t.coef % by !== 0);
  const constant = floorMod(d.constant, by);
  return { quotient: make((d.constant - constant) / by, whole), rest: make(constant, rest) };
}

/** rest = g * s + t with 0 <= t < g for a divisor g of `by`; undefined when there is none. */
function splitByDivisor(rest: DimExpr, by: number): { g: number; s: Dim; t: Dim } | undefined {
  const candidates = new Set(rest.terms.map((t) => gcd(t.coef, by)).filter((g) => g > 1));
  for (const g of [...candidates].sort((x, y) => y - x)) {
    const { quotient: s, rest: t } = splitBy(rest, g);
    const [lo, hi] = bounds(t);
    if (lo >= 0 && hi < g) return { g, s, t };
  }
  return undefined;
}

/** floor(d / by), by a positive integer. */
export function floorDiv(d: Dim, by: number): Dim {
  invariant(Number.isInteger(by) && by > 0, `floor division by ${by}`);
  if (typeof d === "number") return Math.floor(d / by);
  if (by === 1) return d;
  const { quotient, rest } = splitBy(d, by);
  return add(quotient, reducedFloorDiv(rest, by));
}

function reducedFloorDiv(rest: Dim, by: number): Dim {
  if (typeof rest === "number") return Math.floor(rest / by);
  const [lo, hi] = bounds(rest);
  if (Math.floor(lo / by) === Math.floor(hi / by)) return Math.floor(lo / by);
  const split = splitByDivisor(rest, by);
  if (split !== undefined) return floorDiv(split.s, by / split.g);
  const [only] = rest.terms;
  const inner = only?.atoms[0];
  if (rest.terms.length === 1 && only?.coef === 1 && only.atoms.length === 1 && inner?.kind === "floordiv")
    return floorDiv(add(inner.of, rest.constant * inner.by), inner.by * by);
  return single({ kind: "floordiv", of: rest, by });
}

/** floor(d / by) rounded up instead. */
export const ceilDiv = (d: Dim, by: number): Dim => floorDiv(add(d, by - 1), by);

/** d - by * floor(d / by): always in [0, by). */
export function mod(d: Dim, by: number): Dim {
  invariant(Number.isInteger(by) && by > 0, `remainder by ${by}`);
  if (typeof d === "number") return floorMod(d, by);
  if (by === 1) return 0;
  const { rest } = splitBy(d, by);
  if (typeof rest === "number") return rest;
  const [lo, hi] = bounds(rest);
  if (lo >= 0 && hi < by) return rest;
  const split = splitByDivisor(rest, by);
  if (split !== undefined) return add(mul(mod(split.s, by / split.g), split.g), split.t);
  return single({ kind: "mod", of: rest, by });
}

function extremum(kind: "min" | "max", a: Dim, b: Dim): Dim {
  if (equalDims(a, b)) return a;
  const [lo, hi] = bounds(sub(a, b));
  if (hi <= 0) return kind === "min" ? a : b;
  if (lo >= 0) return kind === "min" ? b : a;
  if (isArmOf(kind, b, a)) return a;
  if (isArmOf(kind, a, b)) return b;
  return single({ kind, a, b });
}

/** True where `of` is min(x, ...) or max(x, ...) of `x`: min(min(x, y), x) is min(x, y). */
function isArmOf(kind: Extremum["kind"], x: Dim, of: Dim): boolean {
  if (typeof of === "number" || of.constant !== 0 || of.terms.length !== 1) return false;
  const [atom, ...others] = of.terms[0]?.atoms ?? [];
  if (of.terms[0]?.coef !== 1 || others.length > 0 || atom?.kind !== kind) return false;
  return [atom.a, atom.b].some((arm) => equalDims(arm, x) || isArmOf(kind, x, arm));
}

export const min = (a: Dim, b: Dim): Dim => extremum("min", a, b);
export const max = (a: Dim, b: Dim): Dim => extremum("max", a, b);

const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

function multiplyBounds([a, b]: Bounds, [c, d]: Bounds): Bounds {
  const corners = [times(a, c), times(a, d), times(b, c), times(b, d)];
  return [Math.min(...corners), Math.max(...corners)];
}

function atomBounds(atom: Atom): Bounds {
  switch (atom.kind) {
    case "sym":
      return [atom.lo, atom.hi];
    case "floordiv": {
      const [lo, hi] = bounds(atom.of);
      return [Math.floor(lo / atom.by), Math.floor(hi / atom.by)];
    }
    case "mod":
      return [0, atom.by - 1];
    case "min":
    case "max": {
      const [a, b] = bounds(atom.a);
      const [c, d] = bounds(atom.b);
      const pick = atom.kind === "min" ? Math.min : Math.max;
      return [pick(a, c), pick(b, d)];
    }
  }
}

const boundsCache = new WeakMap<DimExpr, Bounds>();

/** An interval that holds every value of `d`; ends may be infinite. */
export function bounds(d: Dim): Bounds {
  if (typeof d === "number") return [d, d];
  const cached = boundsCache.get(d);
  if (cached !== undefined) return cached;
  let lo = d.constant;
  let hi = d.constant;
  for (const term of d.terms) {
    const range = term.atoms.map(atomBounds).reduce<Bounds>(multiplyBounds, [term.coef, term.coef]);
    lo += range[0];
    hi += range[1];
  }
  boundsCache.set(d, [lo, hi]);
  return [lo, hi];
}
