/**
 * Sums of integer products, two in a double: where a machine multiplies doubles faster than integers (JavaScript), x * v and x * w are both in
 * x * (v + 2^27 w), and sums of so few such products that neither leaves 27 bits come apart again exactly. Loops of more terms run in parts.
 */
import { add as addDims, bounds, ceilDiv, dimOf, min, mul as mulDims, sym } from "../core/dim.ts";
import { add, cast, constant, type Expr, floor, mul, sub, type Tile, tile, tileGet, type Var, variable } from "./expr.ts";
import { exprKey } from "./expr-key.ts";
import { walkExpressions, walkStatements } from "./functions.ts";
import { declareTile, type Kernel, letStmt, type Stmt, setTile, withBodies, withBody } from "./kernel.ts";
import { rangeOf } from "./value-range.ts";

type For = Stmt & { readonly kind: "for" };

const base = 2 ** 27;
/** What a sum of terms of either sign has less of. */
const most = base / 2;

/** The same kernel with sums that share factors in doubles; accumulators are single names (unroll.ts). Exact. */
export const pairSums = (k: Kernel): Kernel => withBody(k, paired(k.body));

const paired = (body: readonly Stmt[]): readonly Stmt[] => body.flatMap((s) => (s.kind === "for" ? ofLoop(s) : [withBodies(s, paired)]));

function ofLoop(s: For): readonly Stmt[] {
  const inner = (): readonly Stmt[] => [withBodies(s, paired)];
  const sums = sumsIn(s.body);
  const rounds = bounds(s.to)[1] - bounds(s.from)[0];
  const inRound = sums === undefined ? Number.NaN : termsIn(s.body, sums);
  if (sums === undefined || !(inRound < most)) return inner();
  const pairs = pairsOf(sums);
  if (pairs.length === 0) return inner();
  const parts = Math.ceil(rounds / Math.floor((most - 1) / inRound));
  if (parts === 1) return around(s, pairs);
  const part = sym(`${s.sym.name}_part`, 0, parts - 1);
  const size = Math.ceil(rounds / parts);
  const begin = addDims(s.from, mulDims(dimOf(part), size));
  const piece: For = { ...s, from: begin, to: min(addDims(begin, size), s.to) };
  return [{ ...s, sym: part, from: 0, to: ceilDiv(addDims(s.to, mulDims(s.from, -1)), size), body: around(piece, pairs) }];
}

/** A product that is added to an accumulator: the statement, and its factors. */
interface Term {
  readonly set: Stmt & { readonly kind: "set" };
  readonly factors: readonly [Expr, Expr];
}

/** The terms of each accumulator in loops that do nothing else; undefined where they do. */
function sumsIn(body: readonly Stmt[]): ReadonlyMap<Tile, readonly Term[]> | undefined {
  const sums = new Map<Tile, Term[]>();
  let isElse = false;
  walkStatements(body, (s) => {
    if (s.kind === "for") return;
    const term = s.kind === "set" ? termOf(s) : undefined;
    if (term === undefined) isElse = true;
    else sums.set(term.set.tile, [...(sums.get(term.set.tile) ?? []), term]);
  });
  let uses = 0;
  let terms = 0;
  for (const list of sums.values()) terms += list.length;
  walkExpressions(body, (e) => (uses += e.kind === "tileget" && sums.has(e.tile) ? 1 : 0));
  return isElse || uses !== terms ? undefined : sums;
}

function termOf(set: Term["set"]): Term | undefined {
  const { value, tile: into } = set;
  if (into.dtype !== "i32" || into.shape.length > 0 || value.kind !== "binary" || value.op !== "add") return undefined;
  const isSum = value.a.kind === "tileget" && value.a.tile === into;
  return isSum && value.b.kind === "binary" && value.b.op === "mul" ? { set, factors: [value.b.a, value.b.b] } : undefined;
}

/** What the terms of one accumulator come to at most in one round; NaN where that is unknown. */
function termsIn(body: readonly Stmt[], sums: ReadonlyMap<Tile, readonly Term[]>): number {
  const totals = new Map<Tile, number>([...sums.keys()].map((t) => [t, 0]));
  const visit = (statements: readonly Stmt[], times: number): void => {
    for (const s of statements) {
      if (s.kind === "for") visit(s.body, times * (bounds(s.to)[1] - bounds(s.from)[0]));
      else if (s.kind === "set") {
        const factors = termOf(s)?.factors.map((f) => rangeOf(f)) ?? [];
        const largest = factors.reduce((x, r) => x * (r === undefined ? Number.NaN : Math.max(-r[0], r[1])), times);
        totals.set(s.tile, (totals.get(s.tile) ?? 0) + largest);
      }
    }
  };
  visit(body, 1);
  return Math.max(...totals.values());
}

interface Pair {
  readonly low: Tile;
  readonly high: Tile;
  readonly sum: Tile;
  /** For each statement of the low sum, what the pair adds; statements of the high one are left out. */
  readonly terms: ReadonlyMap<Stmt, { readonly shared: Expr; readonly low: Expr; readonly high: Expr }>;
  readonly left: ReadonlySet<Stmt>;
}

/** Pairs of accumulators of which all terms share their first factors, or their second; none where the sums of factors are not shared themselves. */
function pairsOf(sums: ReadonlyMap<Tile, readonly Term[]>): readonly Pair[] {
  const bySide = ([0, 1] as const).map((side) => pairsBy(sums, side));
  return bySide.reduce((x, y) => (y.length > x.length ? y : x));
}

function pairsBy(sums: ReadonlyMap<Tile, readonly Term[]>, side: 0 | 1): readonly Pair[] {
  const open = new Map<string, readonly [Tile, readonly Term[]]>();
  const pairs: Pair[] = [];
  const packed = new Set<string>();
  for (const [high, terms] of sums) {
    const key = terms.map(({ factors }) => exprKey(factors[side])).join();
    const first = open.get(key);
    if (first === undefined) {
      open.set(key, [high, terms]);
      continue;
    }
    open.delete(key);
    const [low, lowTerms] = first;
    const others = lowTerms.map(({ set, factors }, i) => {
      const other = (terms[i] as Term).factors[1 - side] as Expr;
      packed.add(`${exprKey(factors[1 - side] as Expr)} ${exprKey(other)}`);
      return [set, { shared: factors[side], low: factors[1 - side] as Expr, high: other }] as const;
    });
    const sum = tile(`${low.name}_pair`, "f64", 1, []);
    pairs.push({ low, high, sum, terms: new Map(others), left: new Set(terms.map(({ set }) => set)) });
  }
  const products = pairs.reduce((n, p) => n + p.terms.size, 0);
  return packed.size * 2 > products ? [] : pairs;
}

const f64 = (e: Expr): Expr => cast("f64", e);
const number = (x: number): Expr => constant("f64", x);

/** The loop with sums of pairs, which begin before it and come apart behind it. */
function around(s: For, pairs: readonly Pair[]): readonly Stmt[] {
  const of = new Map(pairs.flatMap((p) => [...p.terms].map(([set, term]) => [set, { ...p, term }] as const)));
  const left = new Set(pairs.flatMap((p) => [...p.left]));
  const rewritten = (body: readonly Stmt[]): readonly Stmt[] =>
    body.flatMap((x): readonly Stmt[] => {
      const pair = of.get(x);
      if (left.has(x)) return [];
      if (pair === undefined) return [withBodies(x, rewritten)];
      const { shared, low, high } = pair.term;
      const both = add(f64(low), mul(f64(high), number(base)));
      return [setTile(pair.sum, [], add(tileGet(pair.sum, []), mul(f64(shared), both)))];
    });
  return [...pairs.map((p) => declareTile(p.sum, number(0))), { ...s, body: rewritten(s.body) }, ...pairs.flatMap(apart)];
}

function apart({ low, high, sum }: Pair): readonly Stmt[] {
  const inRange = (name: string): Var => variable(`${sum.name}_${name}`, "f64", 1, [-most, most]);
  const [upper, lower] = [inRange("high"), inRange("low")];
  const both = tileGet(sum, []);
  const raised = (t: Tile, by: Var): Stmt => setTile(t, [], add(tileGet(t, []), cast("i32", by)));
  return [
    letStmt(upper, floor(add(mul(both, number(1 / base)), number(0.5)))),
    letStmt(lower, sub(both, mul(upper, number(base)))),
    raised(low, lower),
    raised(high, upper),
  ];
}
