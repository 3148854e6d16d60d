/**
 * Selection: the k best of n elements in order, by a heap of k whose root is the worst kept: n log k steps at most, and no element is looked
 * at twice where few are better than those before. Which element is better is the caller's; equal ones keep their order.
 */
import { add, type Dim, dimOf, mul, sub } from "../../core/dim.ts";
import { cast, computedDim, type Expr, index, lt, tile, tileGet, variable } from "../../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile, whileStmt } from "../../loop/kernel.ts";
import { bound, type Memory } from "./routines.ts";

export interface Selection {
  /** i32 numbers of elements: `count` of them in the end, the best first. */
  readonly order: Memory;
  readonly count: number;
  readonly from: number;
  /** Whether element `a` comes before element `b`: a strict order of all elements. */
  readonly isBetter: (a: Dim, b: Dim) => Expr;
}

const i32 = (d: Dim): Expr => cast("i32", index(d));

/** Statements that fill `order`. */
export function selectBest(spec: Selection): readonly Stmt[] {
  const { order, count, from, isBetter } = spec;
  const entry = (at: Dim): Dim => computedDim("entry", order.get([at]), [0, Math.max(0, from - 1)]);
  const first = loop("i", count, (s) => [order.put([dimOf(s)], i32(dimOf(s)))]);
  const half = Math.floor(count / 2);
  const build = loop("parent", half, (s) => {
    const hole = sub(half - 1, dimOf(s));
    const item = bound("item", entry(hole));
    return [item.statement, ...sink(spec, hole, item.dim, count)];
  });
  const improve = loop("i", from, (s) => [ifStmt(isBetter(dimOf(s), entry(0)), sink(spec, 0, dimOf(s), count))], { from: count });
  // The worst of those left goes to their end.
  const sort = loop("sorted", Math.max(0, count - 1), (s) => {
    const end = sub(count - 1, dimOf(s));
    const item = bound("item", entry(end));
    return [item.statement, order.put([end], order.get([0])), ...sink(spec, 0, item.dim, end)];
  });
  return [first, ...(half > 0 ? [build] : []), ...(from > count ? [improve] : []), ...(count > 1 ? [sort] : [])];
}

/** Puts `item` into the heap of `size` entries whose place `hole` is free: worse children move up. */
function sink({ order, count, from, isBetter }: Selection, hole: Dim, item: Dim, size: Dim): readonly Stmt[] {
  if (count < 2) return [order.put([hole], i32(item))];
  const [free, child] = [tile("free", "i32", 1, []), tile("child", "i32", 1, [])];
  const value = (d: Dim): Expr => order.get([d]);
  const entry = (at: Dim): Dim => computedDim("entry", order.get([at]), [0, Math.max(0, from - 1)]);
  const left = bound("left", computedDim("left", tileGet(child, []), [0, Math.max(0, count - 1)]));
  const right = add(left.dim, 1);
  const worse = tile("worse", "i32", 1, []);
  const chosen = bound("chosen", computedDim("chosen", tileGet(worse, []), [0, Math.max(0, count - 1)]));
  const moved = variable("moved", "i32");
  const target = bound("target", computedDim("target", tileGet(free, []), [0, Math.max(0, count - 1)]));
  const step: readonly Stmt[] = [
    left.statement,
    declareTile(worse, i32(left.dim)),
    ifStmt(lt(index(right), index(size)), [ifStmt(isBetter(entry(left.dim), entry(right)), [setTile(worse, [], i32(right))])]),
    chosen.statement,
    letStmt(moved, value(chosen.dim)),
    ifStmt(
      isBetter(item, entry(chosen.dim)),
      [target.statement, order.put([target.dim], moved), setTile(free, [], i32(chosen.dim)), setTile(child, [], i32(add(mul(chosen.dim, 2), 1)))],
      [setTile(child, [], i32(size))],
    ),
  ];
  const last = bound("place", computedDim("place", tileGet(free, []), [0, Math.max(0, count - 1)]));
  return [
    declareTile(free, i32(hole)),
    declareTile(child, i32(add(mul(hole, 2), 1))),
    whileStmt(lt(tileGet(child, []), i32(size)), step),
    last.statement,
    order.put([last.dim], i32(item)),
  ];
}
