/**
 * Long sums in parts. A tile reads its panel of weights (the terms of its vectors) again for each tile of columns, and a panel larger than the first-level
 * cache comes from the second each time. A loop over parts of the terms around the loops over tiles lets the panels of a part stay in the first, and what
 * they are multiplied by in the second; between parts, sums wait where their results will stand. This is the loop over kc of K. Goto and R. van de Geijn,
 * "Anatomy of High-Performance Matrix Multiplication" (ACM TOMS 34, 2008).
 */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { index, load, lt, type Tile, tileGet } from "../../loop/expr.ts";
import { ifStmt, type Kernel, kernel, loop, type Stmt, setTile } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { rewriteBody } from "../../loop/rewrite-body.ts";
import { quickestPlace } from "./sum-places.ts";
import { type Parts, type Tiled, tilesIn, withoutOwn } from "./sum-tiles.ts";

/** Terms of a part, about; bytes of panels that are worth it. */
const [termsOfPart, leastPanel] = [128, 12 * 1024];

export interface Splitting {
  readonly machine: Machine;
  /** Terms of a sum keep their order: what is added in the end may not be its first. */
  readonly inOrder: boolean;
}

/** The same kernel with its long sums in parts; undefined where none is long, or something else is stored than sums. With 32 registers that was not measured. */
export function withSumsInParts(k: Kernel, { machine, inOrder }: Splitting): Kernel | undefined {
  if (k.plan?.schedule !== "tiled" || machine.registers >= 32) return undefined;
  const tiles = tilesIn(k.body);
  const [first] = tiles;
  if (first?.tile.shape.length !== 2) return undefined;
  const rounds = roundsOfPart(first);
  if (rounds === undefined || !tiles.every((t) => t.rounds === first.rounds && t.inner === first.inner && !(inOrder && t.addsOwn))) return undefined;
  const parts = { rounds, count: first.rounds / rounds };
  const depth = quickestPlace(tiles, parts, machine);
  return depth === undefined ? undefined : kernel({ ...k, body: around(k.body, depth, tiles, parts) });
}

/** Rounds of the loop over the terms of a sum that make a part: a divisor, for as many terms as a part has, half of them at least. */
function roundsOfPart({ tile, rounds, inner }: Tiled): number | undefined {
  if (rounds * inner * (tile.shape[0] ?? 1) * tile.lanes * 4 < leastPanel) return undefined;
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
