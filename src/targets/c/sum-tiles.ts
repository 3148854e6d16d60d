/** Register tiles as sum-parts.ts takes them apart: a declaration, a loop over the terms of the sums, and loops that store a result of each. */
import { bounds, type Dim, equalDims } from "../../core/dim.ts";
import type { Expr, ExprOf, Tile } from "../../loop/expr.ts";
import { walkExpressions } from "../../loop/functions.ts";
import type { Stmt } from "../../loop/kernel.ts";
import { rewriteExpr } from "../../loop/rewrite-expr.ts";

export type For = Stmt & { readonly kind: "for" };
export type Load = ExprOf<"load">;
type Store = Stmt & { readonly kind: "store" };

/** A tile of f32 sums in vectors: several by several columns, or what rests of those. */
export interface Tiled {
  readonly tile: Tile;
  /** The loops around the tile, outermost first. */
  readonly outside: readonly For[];
  readonly terms: For;
  /** Of the loop over the terms, and of all loops inside it. */
  readonly rounds: number;
  readonly inner: number;
  /** The loops over the tile around the store, and the place in the tile of the sum it is of. */
  readonly results: readonly For[];
  readonly store: Store;
  readonly at: readonly Dim[];
  /** The result adds what stood in its place to the sum. */
  readonly addsOwn: boolean;
}

export interface Parts {
  /** Of the loop over the terms, in each part. */
  readonly rounds: number;
  readonly count: number;
}

/** All tiles of a body; none where it computes something else besides. */
export function tilesIn(body: readonly Stmt[], outside: readonly For[] = []): readonly Tiled[] {
  const found: Tiled[] = [];
  for (let i = 0; i < body.length; i++) {
    const s = body[i];
    if (s === undefined || s.kind === "bind") continue;
    const inside =
      s.kind === "for" && !s.unroll && s.turns === undefined
        ? tilesIn(s.body, [...outside, s])
        : s.kind === "tile"
          ? tiledAt(s, body.slice(i + 1, i + 3), outside)
          : [];
    if (inside.length === 0) return [];
    found.push(...inside);
    if (s.kind === "tile") i += 2;
  }
  return found;
}

function tiledAt({ tile, init }: Stmt & { readonly kind: "tile" }, [terms, finish]: readonly Stmt[], outside: readonly For[]): readonly Tiled[] {
  const nest = finish === undefined ? undefined : nestOf(finish);
  const counts = terms?.kind === "for" ? roundsIn(terms) : undefined;
  if (nest === undefined || counts === undefined || terms?.kind !== "for") return [];
  const { loops: results, store } = nest;
  const isWhole = store.count === undefined && store.buffer.dtype === "f32" && store.value.lanes === tile.lanes;
  const startsEmpty = init.kind === "const" && Number(init.value) === 0;
  const sums = readsOf([store]).filter((e): e is ExprOf<"tileget"> => e.kind === "tileget");
  const [sum] = sums;
  if (!isWhole || !startsEmpty || tile.dtype !== "f32" || tile.lanes === 1 || tile.shape.length !== results.length) return [];
  if (sum === undefined || !sums.every((e) => e.tile === tile && e.at.every((d, i) => equalDims(d, sum.at[i] ?? -1)))) return [];
  const own = (e: Expr): e is Load => e.kind === "load" && e.buffer === store.buffer;
  const read = readsOf([store]).filter(own);
  if (read.some((e) => !equalDims(e.at, store.at)) || readsOf([terms]).some(own)) return [];
  const tiled: Tiled = { tile, outside, terms, ...counts, results, store, at: sum.at, addsOwn: read.length > 0 };
  return readsOf([{ ...store, value: withoutOwn(tiled) }]).some(own) ? [] : [tiled];
}

/** The value that is stored, without what it adds to the sum of what stood in its place. */
export function withoutOwn({ store, tile, addsOwn }: Pick<Tiled, "store" | "tile" | "addsOwn">): Expr {
  if (!addsOwn) return store.value;
  const own = (e: Expr): boolean => e.kind === "load" && e.buffer === store.buffer;
  const addsSum = (e: Expr): boolean =>
    e.kind === "tileget" ? e.tile === tile : e.kind === "binary" && e.op === "add" && (addsSum(e.a) || addsSum(e.b));
  const without = (e: Expr): Expr => {
    if (e.kind !== "binary" || e.op !== "add") return e;
    if (own(e.b) && addsSum(e.a)) return e.a;
    return own(e.a) && addsSum(e.b) ? e.b : e;
  };
  return rewriteExpr(store.value, { expr: without });
}

/** The unrolled loops around a store of each element of a tile. */
function nestOf(s: Stmt): { readonly loops: readonly For[]; readonly store: Store } | undefined {
  if (s.kind === "store") return { loops: [], store: s };
  const [only, ...more] = s.kind === "for" && s.unroll ? s.body : [];
  const inner = only === undefined || more.length > 0 || s.kind !== "for" ? undefined : nestOf(only);
  return inner === undefined || s.kind !== "for" ? undefined : { ...inner, loops: [s, ...inner.loops] };
}

/** Rounds of the loop over terms, and of those inside it together, if all are known and they do nothing but add to tiles. */
function roundsIn(s: For): Pick<Tiled, "rounds" | "inner"> | undefined {
  if (s.unroll || s.from !== 0 || typeof s.to !== "number" || s.turns !== undefined) return undefined;
  let inner = 1;
  for (const x of s.body) {
    if (x.kind === "set" || x.kind === "let") continue;
    if (x.kind !== "for") return undefined;
    if (x.unroll) continue;
    const own = roundsIn(x);
    if (own === undefined || s.body.length > 1) return undefined;
    inner = own.rounds * own.inner;
  }
  return { rounds: s.to, inner };
}

export const roundsOf = ({ from, to }: For): number => bounds(to)[1] - bounds(from)[0];

/** Everything that statements read. */
export function readsOf(body: readonly Stmt[]): readonly Expr[] {
  const found: Expr[] = [];
  walkExpressions(body, (e) => {
    if (e.kind === "load" || e.kind === "tileget") found.push(e);
  });
  return found;
}
