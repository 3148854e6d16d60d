/**
 * The boxes that a suppression keeps, as candidates are compared with them: their edges and areas lie in five rows, so that neighbours are compared
 * in the lanes of a vector, and they are grouped by where they begin from left to right. The groups that a candidate can reach, none of whose boxes
 * begins behind its end or ends before it whatever their widths, are all it is compared with: of boxes that stand apart a small part of those kept.
 */
import { bounds, type Dim, dimOf, add as plus } from "../../core/dim.ts";
import {
  add,
  and,
  cast,
  computedDim,
  div,
  type Expr,
  f32,
  fold,
  ge,
  gt,
  i32,
  index,
  load,
  lt,
  max,
  min,
  mul,
  select,
  sub,
  type Tile,
  tile,
  tileGet,
  variable,
  widen,
} from "../../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile, store, whileStmt } from "../../loop/kernel.ts";
import { type Box, boxAt, overlaps } from "./boxes.ts";
import { bound, type Memory } from "./routines.ts";

/** Boxes that are compared before it is asked whether one of them overlaps. */
const together = 32;
/** As many groups as leave this many boxes to one, and not more than the second number. */
const [groupSize, mostGroups] = [64, 256] as const;

interface Boxes {
  /** f32[batches, count, 4] */
  readonly boxes: Memory;
  readonly isCentered: boolean;
  readonly lanes: number;
  readonly scratch: (name: string, dtype: "i32" | "f32", ...shape: readonly Dim[]) => Memory;
}

const i32Of = (d: Dim): Expr => cast("i32", index(d));
const numbersBelow = (count: number): readonly [number, number] => [0, Math.max(0, count - 1)];
const smaller = (a: Expr, b: Expr): Expr => select(lt(a, b), a, b);
const larger = (a: Expr, b: Expr): Expr => select(lt(b, a), a, b);

export class KeptBoxes {
  readonly #of: Boxes;
  readonly #count: Dim;
  readonly #most: number;
  readonly #groups: number;
  /** Top, left, bottom, right and area. */
  readonly #edges: Memory;
  /** The group of each box. */
  readonly #group: Memory;
  /** Where the boxes of each group begin in the rows of edges, and where those kept end. */
  readonly #starts: Memory;
  readonly #ends: Memory;
  readonly #low: Tile = tile("low", "f32", 1, []);
  readonly #high: Tile = tile("high", "f32", 1, []);
  readonly #widest: Tile = tile("widest", "f32", 1, []);

  constructor(of: Boxes) {
    this.#of = of;
    this.#count = of.boxes.tensor.shape[1] ?? 0;
    this.#most = bounds(this.#count)[1];
    this.#groups = Math.min(Math.max(Math.floor(this.#most / groupSize), 1), mostGroups);
    this.#edges = of.scratch("edges", "f32", 5, this.#most + together);
    this.#group = of.scratch("group", "i32", this.#count);
    this.#starts = of.scratch("starts", "i32", this.#groups + 1);
    this.#ends = of.scratch("ends", "i32", this.#groups);
  }

  get memories(): readonly Memory[] {
    return [this.#edges, this.#group, this.#starts, this.#ends];
  }

  /** Before the boxes of a batch: each in its group, by which each group has as many places as boxes. */
  prepare(batch: Dim): readonly Stmt[] {
    const [edges, group, starts] = [this.#edges, this.#group, this.#starts];
    const box = (at: Dim): Box => boxAt("own", this.#of.boxes, [batch, at], this.#of.isCentered);
    const [low, high, widest] = [this.#low, this.#high, this.#widest].map((t) => tileGet(t, [])) as [Expr, Expr, Expr];
    const range = loop("box", this.#count, (s) => {
      const { lets, edges: e } = box(dimOf(s));
      const put = [
        setTile(this.#low, [], min(low, e.left)),
        setTile(this.#high, [], max(high, e.left)),
        setTile(this.#widest, [], max(widest, sub(e.right, e.left))),
      ];
      return [...lets, ...put];
    });
    const counted = loop("box", this.#count, (s) => {
      const { lets, edges: e } = box(dimOf(s));
      const own = bound("group", this.#groupAt(e.left));
      const after = plus(own.dim, 1);
      return [...lets, own.statement, group.put([dimOf(s)], i32Of(own.dim)), starts.put([after], add(starts.get([after]), i32(1)))];
    });
    const summed = loop("group", this.#groups, (s) => [
      starts.put([plus(dimOf(s), 1)], add(starts.get([plus(dimOf(s), 1)]), starts.get([dimOf(s)]))),
    ]);
    return [
      declareTile(this.#low, f32(Number.POSITIVE_INFINITY)),
      declareTile(this.#high, f32(Number.NEGATIVE_INFINITY)),
      declareTile(this.#widest, f32(0)),
      loop("i", edges.buffer.elements, (s) => [store(edges.buffer, dimOf(s), f32(0))]),
      loop("group", this.#groups + 1, (s) => [starts.put([dimOf(s)], i32(0))]),
      range,
      counted,
      summed,
    ];
  }

  /** None is kept. */
  clear(): Stmt {
    return loop("group", this.#groups, (s) => [this.#ends.put([dimOf(s)], this.#starts.get([dimOf(s)]))]);
  }

  keep(at: Dim, { edges, area }: Box): readonly Stmt[] {
    const ends = this.#ends;
    const own = bound("group", computedDim("group", this.#group.get([at]), numbersBelow(this.#groups)));
    const row = bound("row", computedDim("row", ends.get([own.dim]), numbersBelow(this.#most)));
    const parts = [edges.top, edges.left, edges.bottom, edges.right, area];
    return [own.statement, row.statement, ...parts.map((x, k) => this.#edges.put([k, row.dim], x)), ends.put([own.dim], i32Of(plus(row.dim, 1)))];
  }

  /** Sets `isFree`, which is 1, to 0 where a kept box overlaps `own` by more than `most`. */
  compare(own: Box, most: Expr, isFree: Tile): readonly Stmt[] {
    const free = lt(i32(0), tileGet(isFree, []));
    // Rounded widths may be less than widths, by less than this.
    const reach = mul(tileGet(this.#widest, []), f32(1 + 2 ** -20));
    const from = bound("from", this.#groupAt(sub(own.edges.left, reach)));
    const to = bound("to", this.#groupAt(own.edges.right));
    const row = tile("row", "i32", 1, []);
    const groups = loop(
      "group",
      plus(to.dim, 1),
      (s) => {
        const end = variable("end", "i32");
        const at = bound("at", computedDim("at", tileGet(row, []), [0, this.#most]));
        const step = [at.statement, ...this.#block(at.dim, end, own, most, isFree), setTile(row, [], add(tileGet(row, []), i32(this.#together)))];
        return [
          letStmt(end, this.#ends.get([dimOf(s)])),
          declareTile(row, this.#starts.get([dimOf(s)])),
          whileStmt(and(free, lt(tileGet(row, []), end)), step),
        ];
      },
      { from: from.dim },
    );
    return [from.statement, to.statement, groups];
  }

  get #together(): number {
    return this.#of.lanes === 1 ? 1 : together;
  }

  /**
   * The boxes from `at` on: exactly only where one may overlap. That asks for no quotient and nothing of NaN, which overlaps nothing: the shared
   * area is compared with slightly less than the least that counts.
   */
  #block(at: Dim, end: Expr, own: Box, most: Expr, isFree: Tile): readonly Stmt[] {
    const [{ lanes }, edges] = [this.#of, this.#edges];
    const found = tile("found", "f32", lanes, []);
    const below = sub(mul(most, f32(1 - 2 ** -10)), f32(2 ** -60));
    const mayOverlap = (from: Dim): Expr => {
      const part = (k: number): Expr => load(edges.buffer, edges.address([k, from]), lanes);
      const width = larger(sub(smaller(own.edges.right, part(3)), larger(own.edges.left, part(1))), f32(0));
      const height = sub(smaller(own.edges.bottom, part(2)), larger(own.edges.top, part(0)));
      const shared = mul(width, height);
      return and(gt(shared, f32(0)), ge(shared, mul(below, sub(add(own.area, part(4)), shared))));
    };
    const exact = (row: Dim): Stmt => {
      const part = (k: number): Expr => edges.get([k, row]);
      const theirs: Box = { lets: [], edges: { top: part(0), left: part(1), bottom: part(2), right: part(3) }, area: part(4) };
      return ifStmt(overlaps(own, theirs, most), [setTile(isFree, [], i32(0))]);
    };
    if (lanes === 1) return [ifStmt(mayOverlap(at), [exact(at)])];
    const last = bound("last", computedDim("last", min(end, i32Of(plus(at, together))), [0, this.#most]));
    const [zero, one] = [0, 1].map((x) => f32(x)) as [Expr, Expr];
    return [
      declareTile(found, widen(f32(0), lanes)),
      ...Array.from({ length: together / lanes }, (_, v) =>
        setTile(found, [], select(mayOverlap(plus(at, v * lanes)), widen(one, lanes), tileGet(found, []))),
      ),
      ifStmt(lt(zero, fold("max", tileGet(found, []))), [last.statement, loop("row", last.dim, (s) => [exact(dimOf(s))], { from: at })]),
    ];
  }

  /** Monotone in `left`: a box that begins behind another is in no group before its. */
  #groupAt(left: Expr): Dim {
    if (this.#groups === 1) return 0;
    const [low, high] = [tileGet(this.#low, []), tileGet(this.#high, [])];
    const scaled = cast("i32", mul(sub(left, low), div(f32(this.#groups), sub(high, low))));
    return computedDim("group", min(max(scaled, i32(0)), i32(this.#groups - 1)), numbersBelow(this.#groups));
  }
}
