/** Where a loop over parts of long sums stands among the loops over tiles: where the least comes from beyond the second-level cache. */
import { bounds, type Dim } from "../../core/dim.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { dtypes } from "../../core/dtype.ts";
import type { Buffer } from "../../loop/expr.ts";
import type { Machine } from "../../loop/machine.ts";
import { type For, type Parts, readsOf, roundsOf, type Tiled } from "./sum-tiles.ts";

/** The number of loops that stand outside of the one over parts. */
export function quickestPlace(tiles: readonly [Tiled, ...Tiled[]], parts: Parts, { l2 }: Pick<Machine, "l2">): number {
  const [first] = tiles;
  const shared = first.outside.findIndex((l, i) => !tiles.every((t) => t.outside[i] === l));
  const most = shared < 0 ? first.outside.length : shared;
  const bytes = Array.from({ length: most + 1 }, (_, depth) => bytesFromBeyond(tiles, depth, parts, l2));
  return bytes.indexOf(Math.min(...bytes));
}

/**
 * Bytes that come from beyond the second-level cache with the loop over parts inside of `depth` loops. Operands that take half of it stay there. Others come once for each
 * part and round outside; sums once, where all that a round touches finds room, and otherwise back and forth for each part.
 */
function bytesFromBeyond(tiles: readonly [Tiled, ...Tiled[]], depth: number, parts: Parts, l2: number): number {
  const [first] = tiles;
  const outside = first.outside.slice(0, depth).reduce((n, l) => n * roundsOf(l), 1);
  const touched = new Map<Buffer, number>();
  for (const t of tiles) for (const [buffer, bytes] of bytesTouched(t, depth, parts)) touched.set(buffer, (touched.get(buffer) ?? 0) + bytes);
  const fits = [...touched.values()].reduce((a, b) => a + b, 0) <= l2;
  let all = 0;
  for (const [buffer, bytes] of touched) {
    if (buffer === first.store.buffer) all += outside * bytes * (fits ? 1 : 2 * parts.count);
    else all += bytesIn(buffer) <= l2 / 2 ? bytesIn(buffer) : outside * parts.count * bytes;
  }
  return all;
}

/** Bytes of each buffer that a part touches within a round of the `depth` outermost loops. */
function bytesTouched({ tile, outside, terms, results, store }: Tiled, depth: number, { rounds, count }: Parts): ReadonlyMap<Buffer, number> {
  const around = [...outside.slice(depth), ...loopsIn(terms), ...results];
  const touched = new Map<Buffer, number>();
  const note = (buffer: Buffer, at: Dim, lanes: number): void => {
    const elements = around.reduce((n, l) => n * (dependsOn(at, l.sym) ? (l === terms ? rounds : roundsOf(l)) : 1), lanes);
    const most = bytesIn(buffer) / (dependsOn(at, terms.sym) ? count : 1);
    touched.set(buffer, Math.max(touched.get(buffer) ?? 0, Math.min(most, elements * dtypes[buffer.dtype].bytes)));
  };
  for (const e of readsOf([terms])) if (e.kind === "load") note(e.buffer, e.at, e.lanes);
  note(store.buffer, store.at, tile.lanes);
  return touched;
}

const loopsIn = (s: For): readonly For[] => [s, ...s.body.flatMap((x) => (x.kind === "for" ? loopsIn(x) : []))];

const bytesIn = (b: Buffer): number => bounds(b.elements)[1] * dtypes[b.dtype].bytes;
