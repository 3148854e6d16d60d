/**
 * Winograd's products for few tiles, whose filters are transformed in registers: each would serve so few multiply-adds that storing and loading its 36 vectors
 * takes as long as these. A row of transformed filters is made of the taps again for every 3 or 4 tiles, whose sums of that row fill the registers; taps
 * come in rounds of input channels that stay in the first-level cache, and each round asks for the taps of the next.
 */
import { add, type Dim, dimOf, mod, mul, type Sym } from "../../core/dim.ts";
import {
  type Buffer,
  constant,
  type Expr,
  eq,
  f32,
  index,
  load,
  lt,
  neg,
  add as plus,
  select,
  sub,
  tile,
  tileGet,
  mul as times,
  variable,
  widen,
} from "../expr.ts";
import { declareTile, type LoopOptions, letStmt, loop, type Stmt, setTile, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { simpleLoop } from "./tile-place.ts";
import { far, near } from "./winograd-transforms.ts";

/** Rows and columns of inputs of a tile, and of taps. */
const [inputTile, taps] = [6, 3];

/** Tiles whose sums of a row of products, 6 vectors each, fit into 32 registers beside what they are made of. */
const mostAtOnce = 4;
/**
 * More tiles take less time with filters that are stored; where one multiply-add begins in a cycle, which is what making filters again takes, more than one
 * group of tiles does.
 */
const mostTiles = ({ wideMultiplyAdds }: Machine): number => (wideMultiplyAdds > 1 ? 4 * mostAtOnce : mostAtOnce);

/** Tiles that are summed at a time; undefined where filters are better stored. Measured with vectors of 16 only. */
export function tilesAtOnce(tiles: number, machine: Machine): number | undefined {
  if (machine.wideMultiplyAdds === 0 || tiles > mostTiles(machine)) return undefined;
  return [mostAtOnce, mostAtOnce - 1].find((n) => tiles % n === 0);
}

/** What the sums of a vector of output channels are made of, and where they go. */
export interface Products {
  readonly machine: Machine;
  /** Input channels, and tiles. */
  readonly channels: number;
  readonly tiles: number;
  /** Taps of the filters: of a channel 9 vectors side by side, channels one behind the other from `firstTap`. */
  readonly filters: Buffer;
  readonly firstTap: Dim;
  /** Transformed inputs, each divided by the norms of its row and column, and sums. */
  readonly inputs: Buffer;
  readonly input: (product: Dim, tile: Dim, channel: Dim) => Dim;
  readonly sums: Buffer;
  readonly sum: (product: Dim, tile: Dim) => Dim;
}

/** Channels of a round: as many as divide all and whose taps take five eighths of the first-level cache. */
function depthOf({ channels, machine: { lanes, l1 } }: Products): number {
  const blocks = channels / lanes;
  const fits = (n: number): boolean => blocks % n === 0 && 4 * n * lanes * taps * taps * lanes <= (l1 * 5) / 8;
  let n = blocks;
  while (n > 1 && !fits(n)) n--;
  return n * lanes;
}

/** The 36 sums over all channels of each tile. */
export function sumsInRegisters(p: Products, atOnce: number): readonly Stmt[] {
  const { channels, tiles, sums } = p;
  const { lanes } = p.machine;
  const depth = depthOf(p);
  const cleared = loop("i", (sums.elements as number) / lanes, (i) => [store(sums, mul(dimOf(i), lanes), constant("f32", 0, lanes))]);
  const rounds = loop("round", channels / depth, (round) =>
    simpleLoop("tiles", tiles / atOnce, (group) => {
      const place = { atOnce, first: mul(group, atOnce), channel: mul(dimOf(round), depth), depth };
      const inner = loop(
        "row",
        inputTile - 1,
        (i) => {
          const asking = { turn: add(mul(group, innerRows), dimOf(i), -1), turns: innerRows * (tiles / atOnce) };
          const { before, made } = innerRow(dimOf(i), lanes);
          return [...before, ...rowOfSums(p, { ...place, i: dimOf(i), asking }, made)];
        },
        { from: 1 },
      );
      const outer = (i: number, from: number): readonly Stmt[] => rowOfSums(p, { ...place, i }, (tap) => columns.map((j) => tap(from, j)));
      return [...outer(0, 0), inner, ...outer(inputTile - 1, taps - 1)];
    }),
  );
  return [cleared, rounds];
}

const innerRows = inputTile - 2;
const columns = [0, 1, 2] as const;

/** A row of filters, transformed along y, from the taps in row i and column j. */
type RowOf = (tap: (i: number, j: number) => Expr) => readonly Expr[];

/** Rows 1 to 4 are those of the points near, -near, far and -far: a tap, its point times the next one, the point's square times the last. */
function innerRow(row: Dim, lanes: number): { readonly before: readonly Stmt[]; readonly made: RowOf } {
  const [size, point] = [variable("size", "f32"), variable("point", "f32")];
  const before = [
    letStmt(size, select(lt(index(row), index(3)), f32(near), f32(far))),
    letStmt(point, select(eq(index(mod(row, 2)), index(1)), size, neg(size))),
  ];
  const made: RowOf = (tap) =>
    columns.map((j) => plus(plus(tap(0, j), times(tap(2, j), widen(times(size, size), lanes))), times(tap(1, j), widen(point, lanes))));
  return { before, made };
}

/** Where a row of sums stands: tiles from `first`, channels of a round from `channel`. */
interface Place {
  readonly i: Dim;
  readonly atOnce: number;
  readonly first: Dim;
  readonly channel: Dim;
  readonly depth: number;
  readonly asking?: Asking;
}

/** Which of so many turns this is to ask for a part of the next round's taps. */
interface Asking {
  readonly turn: Dim;
  readonly turns: number;
}

/** Adds the products of a row of transformed filters, for the tiles of a group and the channels of a round, to the sums in memory. */
function rowOfSums(p: Products, { i, atOnce, first, channel, depth, asking }: Place, made: RowOf): readonly Stmt[] {
  const { filters, inputs, sums } = p;
  const { lanes } = p.machine;
  const acc = tile("acc", "f32", lanes, [inputTile, atOnce]);
  const u = tile("u", "f32", lanes, [inputTile]);
  const each = (body: (c: Dim, t: Dim) => readonly Stmt[]): Stmt =>
    loop("c", inputTile, (c) => [loop("t", atOnce, (t) => body(dimOf(c), dimOf(t)), { unroll: true })], { unroll: true });
  const product = (c: Dim): Dim => add(mul(i, inputTile), c);
  const step = taps * taps * lanes;
  const channelAt = (block: Sym, k: Sym): Dim => add(mul(dimOf(block), lanes), dimOf(k));
  const asked = (done: Dim, { turn, turns }: Asking): ReturnType<NonNullable<LoopOptions["prefetch"]>> => {
    const lines = Math.ceil((taps * taps) / turns);
    const next = add(p.firstTap, mul(add(channel, depth), step), mul(add(mul(turn, depth), done), lines * lanes));
    return Array.from({ length: lines }, (_, n) => ({ buffer: filters, at: add(next, n * lanes) }));
  };
  const round = loop("k_block", depth / lanes, (block) => {
    const inner = (k: Sym): readonly Stmt[] => {
      const own = add(channel, channelAt(block, k));
      const tap = (row: number, column: number): Expr => load(filters, add(p.firstTap, mul(own, step), (row * taps + column) * lanes), lanes);
      const { lets, row } = filterRow(made(tap), lanes);
      const sum = each((c, t) => {
        const factor = widen(load(inputs, p.input(product(c), add(first, t), own)), lanes);
        return [setTile(acc, [c, t], plus(tileGet(acc, [c, t]), times(factor, tileGet(u, [c]))))];
      });
      return [...lets, { kind: "tile", tile: u, init: constant("f32", 0, lanes), overwritten: true }, ...row.map((x, c) => setTile(u, [c], x)), sum];
    };
    return [loop("k", lanes, inner, asking === undefined ? {} : { prefetch: (k) => asked(channelAt(block, k), asking) })];
  });
  const put = each((c, t) => {
    const at = p.sum(product(c), add(first, t));
    return [store(sums, at, plus(load(sums, at, lanes), tileGet(acc, [c, t])))];
  });
  return [declareTile(acc, constant("f32", 0, lanes)), round, put];
}

/** A row of transformed filters from a row of three, along the columns; the far points are twice the near ones. */
function filterRow(t: readonly Expr[], lanes: number): { readonly lets: readonly Stmt[]; readonly row: readonly Expr[] } {
  const lets: Stmt[] = [];
  const named = (name: string, value: Expr): Expr => {
    const made = variable(name, "f32", lanes);
    lets.push(letStmt(made, value));
    return made;
  };
  const scaled = (x: Expr, by: number): Expr => times(x, constant("f32", by, lanes));
  const [a, b, c] = t.map((x) => named("t", x)) as [Expr, Expr, Expr];
  const odd = named("odd", scaled(b, near));
  const twice = named("odd", plus(odd, odd));
  const [even, evenFar] = [near, far].map((x) => named("even", plus(a, scaled(c, x * x)))) as [Expr, Expr];
  return { lets, row: [a, plus(even, odd), sub(even, odd), plus(evenFar, twice), sub(evenFar, twice), c] };
}
