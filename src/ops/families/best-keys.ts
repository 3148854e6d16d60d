/**
 * The k best of n elements by keys, where k is a small part of n. Elements are dealt to k groups or more: at least k elements are as good as the
 * worst of the groups' bests, so the k best are. Those that are as good are listed in their order, and they alone are sorted.
 */
import { type Dim, dimOf, mul, add as plus } from "../../core/dim.ts";
import type { LowerContext } from "../../graph/graph.ts";
import {
  add,
  and,
  cast,
  computedDim,
  type Expr,
  eq,
  fold,
  i32,
  index,
  le,
  load,
  lt,
  max,
  min,
  or,
  type Tile,
  tile,
  tileGet,
  type Var,
  variable,
  widen,
} from "../../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile, store } from "../../loop/kernel.ts";
import { sortByKeys, sortMemory, unsignedKey } from "./radix-sort.ts";
import { bound, type Memory, memory } from "./routines.ts";
import { selectBest } from "./selection.ts";

/** So many are chosen faster by a heap than by passes over digits. */
const mostInHeap = 32;
/** Where more than one of so many elements is listed, most blocks that are asked about hold one. */
const rare = 48;

interface BestByKeys {
  readonly memories: readonly Memory[];
  /** By `lanes` keys from element `at` on, compared as signed numbers, the least the best. */
  readonly choose: (keys: (at: Dim, lanes: number) => Expr) => readonly Stmt[];
  /** The i32 number of the element that `rank` others are better than. */
  readonly chosen: (rank: Dim) => Expr;
}

interface Job {
  readonly k: number;
  readonly from: number;
  readonly lanes: number;
  readonly groups: number;
  /** What is kept apart until it is joined to groups: four vectors at least, since the next minimum of one waits for it. */
  readonly dealt: number;
  readonly keys: Memory;
  readonly order: Memory;
  /** i32[dealt] */
  readonly best: Memory;
}

/**
 * Undefined where k is too large a part of `from`, or `from` too few for groups in vectors; scalars compare elements with the worst of a heap in
 * less time than they make keys. `keyLanes`: how many keys are computed at once.
 */
export function bestByKeys(context: LowerContext, k: number, from: number, keyLanes: number): BestByKeys | undefined {
  const { lanes } = context.machine;
  const groups = Math.ceil(k / lanes) * lanes;
  const dealt = groups * 2 ** Math.max(0, Math.ceil(Math.log2((4 * lanes) / groups)));
  if (lanes === 1 || from < 8 * k || from < 4 * dealt) return undefined;
  const sort = sortMemory(context, from);
  const { keys, order } = sort;
  const job: Job = { k, from, lanes, groups, dealt, keys, order, best: memory("best", context.scratch("best", "i32", [dealt]), "out") };
  const heap = k > mostInHeap ? undefined : memory("heap", context.scratch("heap", "i32", [k]), "out");
  const [limit, listed] = [variable("limit", "i32"), tile("listed", "i32", 1, [])];
  const count = bound("count", computedDim("count", tileGet(listed, []), [k, from]));
  const isAhead = (a: Dim, b: Dim): Expr => lt(keys.get([a]), keys.get([b]));
  const isBetter = (a: Dim, b: Dim): Expr => or(isAhead(a, b), and(eq(keys.get([a]), keys.get([b])), lt(index(a), index(b))));
  const toKey = heap === undefined ? unsignedKey : (key: Expr): Expr => key;
  return {
    memories: [...(heap === undefined ? Object.values(sort) : [keys, order, heap]), job.best],
    choose: (key) => [
      ...keysOf(job, key, keyLanes),
      ...limited(job, limit),
      declareTile(listed, i32(0)),
      ...listedUpTo(job, limit, listed, toKey),
      count.statement,
      ...(heap === undefined ? sortByKeys(sort, count.dim) : selectBest({ order: heap, count: k, from: count.dim, isAhead, isBetter })),
    ],
    chosen: (rank) => order.get([heap === undefined ? rank : computedDim("entry", heap.get([rank]), [0, from - 1])]),
  };
}

const vectorAt = ({ buffer }: Memory, at: Dim, lanes: number): Expr => load(buffer, at, lanes);

function keysOf({ from, keys }: Job, key: (at: Dim, lanes: number) => Expr, lanes: number): readonly Stmt[] {
  const whole = Math.floor(from / lanes);
  const vectors = loop("v", whole, (s) => [store(keys.buffer, mul(dimOf(s), lanes), key(mul(dimOf(s), lanes), lanes))]);
  const others = loop("i", from, (s) => [keys.put([dimOf(s)], key(dimOf(s), 1))], { from: whole * lanes });
  return whole * lanes === from ? [vectors] : [vectors, others];
}

/** The worst of the groups' bests; where one is chosen, all are one group. Neighbours belong to different groups: what is sorted already has its best in each. */
function limited({ k, from, lanes, groups, dealt, keys, best }: Job, limit: Var): readonly Stmt[] {
  const each = (size: number, value: (at: Dim) => Expr): Stmt =>
    loop("v", size / lanes, (v) => [store(best.buffer, mul(dimOf(v), lanes), value(mul(dimOf(v), lanes)))]);
  const better = (rounds: number, of: Memory, size: number): Stmt =>
    loop("round", rounds, (r) => [each(size, (at) => min(vectorAt(best, at, lanes), vectorAt(of, plus(at, mul(dimOf(r), size)), lanes)))], {
      from: 1,
    });
  const [op, join, least] = k === 1 ? (["min", min, 0x7fffffff] as const) : (["max", max, -0x80000000] as const);
  const joined = tile("joined", "i32", lanes, []);
  return [
    each(dealt, (at) => vectorAt(keys, at, lanes)),
    better(Math.floor(from / dealt), keys, dealt),
    ...(dealt === groups ? [] : [better(dealt / groups, best, groups)]),
    declareTile(joined, widen(i32(least), lanes)),
    loop("v", groups / lanes, (v) => [setTile(joined, [], join(tileGet(joined, []), vectorAt(best, mul(dimOf(v), lanes), lanes)))]),
    letStmt(limit, fold(op, tileGet(joined, []))),
  ];
}

/** The elements whose keys are `limit` at most, with their keys as `toKey` stores them, at the start of both lists. */
function listedUpTo({ from, lanes, groups, keys, order }: Job, limit: Var, listed: Tile, toKey: (key: Expr) => Expr): readonly Stmt[] {
  const key = variable("key", "i32");
  // Each is put, and one that is not as good again overwritten: without a branch that none can foresee.
  const list = (start: Dim, end: Dim): Stmt =>
    loop(
      "i",
      end,
      (s) => {
        const place = bound("place", computedDim("place", tileGet(listed, []), [0, from - 1]));
        const put = [keys.put([place.dim], toKey(key)), order.put([place.dim], cast("i32", index(dimOf(s))))];
        const counted = setTile(listed, [], add(tileGet(listed, []), cast("i32", le(key, limit))));
        return [letStmt(key, keys.get([dimOf(s)])), place.statement, ...put, counted];
      },
      { from: start },
    );
  const size = 4 * lanes;
  const blocks = groups * Math.log(groups) * rare < from ? Math.floor(from / size) : 0;
  if (blocks === 0) return [list(0, from)];
  const asked = loop("block", blocks, (b) => {
    const start = mul(dimOf(b), size);
    const least = Array.from({ length: 4 }, (_, v) => vectorAt(keys, plus(start, v * lanes), lanes)).reduce(min);
    return [ifStmt(le(fold("min", least), limit), [list(start, plus(start, size))])];
  });
  return blocks * size === from ? [asked] : [asked, list(blocks * size, from)];
}
