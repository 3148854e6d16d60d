/**
 * Long sums in parts. A tile reads its panel of weights (the terms of its vectors) again for each tile of columns, and a panel larger than the first-level
 * cache comes from the second each time. A loop over parts of the terms around the loops over tiles lets the panels of a part stay in the first, and what
 * they are multiplied by in the second; between parts, sums wait where their results will stand. This is the loop over kc of K. Goto and R. van de Geijn,
 * "Anatomy of High-Performance Matrix Multiplication" (ACM TOMS 34, 2008).
 */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { dtypes } from "../../core/dtype.ts";
import { index, load, lt, type Tile, tileGet } from "../../loop/expr.ts";
import { ifStmt, type Kernel, kernel, loop, type Stmt, setTile } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { rewriteBody } from "../../loop/rewrite-body.ts";
import { quickestPlace } from "./sum-places.ts";
import { type Load, type Parts, readsOf, roundsOf, type Tiled, tilesIn, withoutOwn } from "./sum-tiles.ts";

/** Terms of a part, about. */
const termsOfPart = 128;
/**
 * Where parts are worth it: bytes of a panel, tiles that read it again, and bytes between terms of what they multiply it by (rows of terms that follow each other stay
 * near).
 */
const [leastPanel, leastTiles, leastApart] = [12 * 1024, 4, 1024];

export interface Splitting {
  readonly machine: Machine;
  /** Terms of a sum keep their order: what is added in the end may not be its first. */
  readonly inOrder: boolean;
}

/** The same kernel with its long sums in parts; undefined where none is long, or something else is stored than sums. With 32 registers that was not measured. */
export function withSumsInParts(k: Kernel, { machine, inOrder }: Splitting): Kernel | undefined {
  if (k.plan?.schedule !== "tiled" || machine.registers >= 32) return undefined;
  const [first, ...others] = tilesIn(k.body);
  if (first === undefined || !isWorthParts(first)) return undefined;
  const tiles = [first, ...others] as const;
  const rounds = roundsOfPart(first);
  if (rounds === undefined || !tiles.every((t) => t.rounds === first.rounds && t.inner === first.inner && !(inOrder && t.addsOwn))) return undefined;
  const parts = { rounds, count: first.rounds / rounds };
  return kernel({ ...k, body: around(k.body, quickestPlace(tiles, parts, machine), tiles, parts) });
}

function isWorthParts(t: Tiled): boolean {
  if (t.tile.shape.length !== 2) return false;
  const [vectors = 1] = t.tile.shape;
  const panel = t.rounds * t.inner * vectors * t.tile.lanes * dtypes.f32.bytes;
  return panel >= leastPanel && tilesOfPanel(t) >= leastTiles && bytesApart(t) >= leastApart;
}

/** Tiles that read the same vectors as this one. */
function tilesOfPanel({ terms, outside }: Tiled): number {
  const vectors = readsOf([terms]).find((e): e is Load => e.kind === "load" && e.lanes > 1);
  return vectors === undefined ? 0 : outside.reduce((n, l) => n * (dependsOn(vectors.at, l.sym) ? 1 : roundsOf(l)), 1);
}

/** Bytes between what two rounds of the loop over terms multiply vectors by. */
function bytesApart({ terms }: Tiled): number {
  const factor = readsOf([terms]).find((e): e is Load => e.kind === "load" && e.lanes === 1);
  const step = factor === undefined ? undefined : linearIn(factor.at, terms.sym)?.coef;
  return factor === undefined || typeof step !== "number" ? 0 : step * dtypes[factor.buffer.dtype].bytes;
}

/** Rounds of the loop over the terms of a sum that make a part: a divisor, for as many terms as a part has, half of them at least. */
function roundsOfPart({ rounds, inner }: Tiled): number | undefined {
  const far = (n: number): number => Math.abs(Math.log2((n * inner) / termsOfPart));
  let best = rounds;
  for (let n = 1; n < rounds; n++) if (rounds % n === 0 && far(n) <= far(best)) best = n;
  return best === rounds || far(best) > 1 ? undefined : best;
}

/** The body with the loop over parts inside of its `depth` outermost loops. */
function around(body: readonly Stmt[], depth: number, tiles: readonly Tiled[], parts: Parts): readonly Stmt[] {
  if (depth > 0) return body.map((s) => (s.kind === "for" ? { ...s, body: around(s.body, depth - 1, tiles, parts) } : s));
  const byTile = new Map(tiles.map((t) => [t.tile, t]));
  return [loop("part", parts.count, (part) => inPart(body, part, byTile, parts))];
}

function inPart(body: readonly Stmt[], part: Sym, tiles: ReadonlyMap<Tile, Tiled>, parts: Parts): readonly Stmt[] {
  return body.flatMap((s, i): readonly Stmt[] => {
    const tiled = s.kind === "tile" ? tiles.get(s.tile) : undefined;
    if (tiled !== undefined) return [s, ...partOfTile(tiled, part, parts)];
    const own = [body[i - 1], body[i - 2]].some((x) => x?.kind === "tile");
    if (own) return [];
    return [s.kind === "for" ? { ...s, body: inPart(s.body, part, tiles, parts) } : s];
  });
}

/** What follows the declaration of a tile: it goes on from what was stored, takes the terms of a part, and stores sums, or results behind the last part. */
function partOfTile(t: Tiled, part: Sym, { rounds, count }: Parts): readonly Stmt[] {
  const { tile, terms, results, store, at } = t;
  const stored = load(store.buffer, store.at, tile.lanes);
  const over = (s: Stmt): Stmt => results.reduceRight((inner, l) => ({ ...l, body: [inner] }), s);
  const goesOn = over(setTile(tile, at, stored));
  const round = sym(terms.sym.name, 0, rounds - 1);
  const from: Dim = mul(dimOf(part), rounds);
  const body = rewriteBody(terms.body, { sym: (s) => (s === terms.sym ? add(from, dimOf(round)) : undefined) });
  const sums = over({ ...store, value: tileGet(tile, at) });
  return [
    ...(t.addsOwn ? [goesOn] : [ifStmt(lt(index(0), index(dimOf(part))), [goesOn])]),
    { ...terms, sym: round, to: rounds, body },
    ifStmt(lt(index(dimOf(part)), index(count - 1)), [sums], [over({ ...store, value: withoutOwn(t) })]),
  ];
}
