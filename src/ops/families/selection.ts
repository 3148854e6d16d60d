/**
 * Selection: the k best of n elements in order, by a heap of k whose root is the worst kept: n log k steps at most, and no element is looked
 * at twice where few are better than those before. Which element is better is the caller's; equal ones keep their order.
 */
import { add, bounds, type Dim, dimOf, equalDims, floorDiv, max, mul, sub } from "../../core/dim.ts";
import { cast, computedDim, type Expr, index, lt, tile, tileGet, variable } from "../../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile, whileStmt } from "../../loop/kernel.ts";
import { bound, type Memory } from "./routines.ts";

export interface Selection {
  /** i32 numbers of elements: `count` of them in the end, the best first. */
  readonly order: Memory;
  readonly count: Dim;
  readonly from: Dim;
  /** Whether element `a` comes before element `b`: a strict order of all elements. */
  readonly isBetter: (a: Dim, b: Dim) => Expr;
  /** The same of an element `a` that stands behind `b`. */
  readonly isAhead: (a: Dim, b: Dim) => Expr;
}

const i32 = (d: Dim): Expr => cast("i32", index(d));

/** The coordinates that one of `extent` elements may have. */
const places = (extent: Dim): readonly [number, number] => [0, Math.max(0, bounds(extent)[1] - 1)];

/** Number `s` of `extent` places, counted from the last one. */
const fromLast = (extent: Dim, s: Dim): Dim => {
  const at = sub(sub(extent, 1), s);
  return typeof extent === "number" ? at : computedDim("last", i32(at), places(extent));
};

/** Statements that fill `order`. */
export function selectBest(spec: Selection): readonly Stmt[] {
  const { order, count, from } = spec;
  const most = bounds(count)[1];
  const entry = (at: Dim): Dim => computedDim("entry", order.get([at]), places(from));
  const first = loop("i", count, (s) => [order.put([dimOf(s)], i32(dimOf(s)))]);
  const half = floorDiv(count, 2);
  const build = loop("parent", half, (s) => {
    const hole = bound("hole", fromLast(half, dimOf(s)));
    const item = bound("item", entry(hole.dim));
    return [hole.statement, item.statement, ...sink(spec, hole.dim, item.dim, count)];
  });
  const improve = improved(spec, entry(0));
  // The worst of those left goes to their end.
  const sort = loop("sorted", max(0, sub(count, 1)), (s) => {
    const end = bound("end", fromLast(count, dimOf(s)));
    const item = bound("item", entry(end.dim));
    return [end.statement, item.statement, order.put([end.dim], order.get([0])), ...sink(spec, 0, item.dim, end.dim)];
  });
  return [first, ...(most > 1 ? [build] : []), ...(equalDims(from, count) ? [] : [improve]), ...(most > 1 ? [sort] : [])];
}

/** The elements behind the first `count`, each taken instead of the worst kept where it is better. */
const improved = (spec: Selection, worst: Dim): Stmt =>
  loop("i", spec.from, (s) => [ifStmt(spec.isAhead(dimOf(s), worst), sink(spec, 0, dimOf(s), spec.count))], { from: spec.count });

/** Puts `item` into the heap of `size` entries whose place `hole` is free: worse children move up. */
function sink({ order, count, from, isBetter }: Selection, hole: Dim, item: Dim, size: Dim): readonly Stmt[] {
  if (bounds(count)[1] < 2) return [order.put([hole], i32(item))];
  const [free, child] = [tile("free", "i32", 1, []), tile("child", "i32", 1, [])];
  const value = (d: Dim): Expr => order.get([d]);
  const entry = (at: Dim): Dim => computedDim("entry", order.get([at]), places(from));
  const left = bound("left", computedDim("left", tileGet(child, []), places(count)));
  const right = add(left.dim, 1);
  const worse = tile("worse", "i32", 1, []);
  const chosen = bound("chosen", computedDim("chosen", tileGet(worse, []), places(count)));
  const moved = variable("moved", "i32");
  const target = bound("target", computedDim("target", tileGet(free, []), places(count)));
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
  const last = bound("place", computedDim("place", tileGet(free, []), places(count)));
  return [
    declareTile(free, i32(hole)),
    declareTile(child, i32(add(mul(hole, 2), 1))),
    whileStmt(lt(tileGet(child, []), i32(size)), step),
    last.statement,
    order.put([last.dim], i32(item)),
  ];
}
