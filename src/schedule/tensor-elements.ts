/** Elements of a tensor as numbers in its memory: all that coordinates over the points of some axes can name. For checks; nothing is planned by it. */
import { bounds, type Dim, dimOf, floorMod, type Sym, sym } from "../core/dim.ts";
import { foldDim, symbolsOf } from "../core/dim-fold.ts";
import { addressOf, blockAlong, haloOf, storageElements } from "../core/layout.ts";
import type { Tensor } from "../loop/expr.ts";
import { slotOf } from "../loop/runtime-extent.ts";

const most = (d: Dim): number => bounds(d)[1];
const shapeOf = (t: Tensor): readonly number[] => t.shape.map(most);

/** Elements of its memory, halo and pad lanes included, at the upper bound of every extent. */
export const sizeOf = (t: Tensor): number => most(storageElements(t.layout, t.shape));

/** Coordinates that a compute may name along an axis: from the halo before it to the halo behind it. */
const reachOf = (t: Tensor, axis: number): readonly [from: number, to: number] => {
  const { before, after } = haloOf(t.layout, axis);
  return [-before, (shapeOf(t)[axis] ?? 1) + after];
};

/** Points of several axes together are enumerated up to here; beyond, every coordinate of those axes counts as named. */
const mostPoints = 2 ** 24;

/**
 * The distinct elements of `t` at the coordinates `at`, for all values of their symbols, guards left out: what lies outside tensor and halo is skipped. An
 * integer that the run computes may be any coordinate.
 */
export function elementsAt(t: Tensor, at: readonly Dim[]): Int32Array {
  const start = origin(t);
  let found: Int32Array = Int32Array.of(start);
  for (const axes of independent(at)) {
    const reached = marked(
      t,
      mapped(distancesAlong(t, at, axes), (d) => start + d),
    );
    found = sumsOf(
      found,
      reached.map((a) => a - start),
    );
  }
  return found;
}

/** a + b for each `a` of one list and each `b` of the other. */
function sumsOf(list: Int32Array, others: Int32Array): Int32Array {
  const [inner, outer] = list.length < others.length ? [others, list] : [list, others];
  const found = new Int32Array(inner.length * outer.length);
  let i = 0;
  for (const a of outer) for (let k = 0; k < inner.length; k++) found[i++] = a + (inner[k] as number);
  return found;
}

function* mapped(list: Iterable<number>, f: (n: number) => number): Iterable<number> {
  for (const n of list) yield f(n);
}

/** Each of some elements of `t` once. */
function marked(t: Tensor, elements: Iterable<number>): Int32Array {
  const marks = new Uint8Array(sizeOf(t));
  const found: number[] = [];
  for (const a of elements) {
    if (marks[a] === 0) found.push(a);
    marks[a] = 1;
  }
  return Int32Array.from(found);
}

/** Pad lanes that vectors store to where a compute's results at `at` end: in blocks that the last element along a blocked axis shares with them. */
export function padLanesBehind(t: Tensor, at: readonly Dim[]): Int32Array {
  const shape = shapeOf(t);
  const lanes = t.layout.blocks.flatMap(({ axis }) => {
    const [extent, block] = [shape[axis] ?? 1, blockAlong(t.layout, axis)];
    const rest = Math.ceil(extent / block) * block - extent;
    if (rest === 0 || most(at[axis] ?? 0) < extent - 1) return [];
    const pads = { ...t, shape: shape.map((n, a) => (a === axis ? extent + rest : n)) };
    return [
      elementsAt(
        pads,
        at.map((d, a) => (a === axis ? dimOf(sym("pad", extent, extent + rest - 1)) : d)),
      ),
    ];
  });
  return Int32Array.from(lanes.flatMap((l) => [...l]));
}

/** Every element outside a halo, pad lanes among them. */
export function insideHalo(t: Tensor): Int32Array {
  const { layout, shape } = t;
  const extents = shape.map((d, axis) => Math.ceil(most(d) / blockAlong(layout, axis)) * blockAlong(layout, axis));
  const inside = extents.map((n) => dimOf(sym("inside", 0, Math.max(0, n - 1))));
  return elementsAt({ ...t, shape: extents }, inside);
}

/** Where coordinates of 0 lie. */
const origin = (t: Tensor): number =>
  most(
    addressOf(
      t.layout,
      shapeOf(t),
      t.shape.map(() => 0),
    ),
  );

/** Axes in groups whose coordinates have no symbol in common with those of other groups. */
function independent(at: readonly Dim[]): readonly (readonly number[])[] {
  const groups: { readonly axes: number[]; readonly symbols: Set<Sym> }[] = [];
  at.forEach((d, axis) => {
    const own = { axes: [axis], symbols: new Set(symbolsOf(d)) };
    for (const g of groups.filter(({ symbols }) => [...own.symbols].some((s) => symbols.has(s)))) {
      own.axes.push(...g.axes);
      for (const s of g.symbols) own.symbols.add(s);
      groups.splice(groups.indexOf(g), 1);
    }
    groups.push(own);
  });
  return groups.map(({ axes }) => axes);
}

/** How far from the origin the coordinates along some axes lead. */
function* distancesAlong(t: Tensor, at: readonly Dim[], axes: readonly number[]): Iterable<number> {
  const tables = axes.map((axis) => distanceTable(t, axis));
  const symbols = [...new Set(axes.flatMap((axis) => symbolsOf(at[axis] ?? 0)))].filter((s) => slotOf(s) === undefined);
  const points = symbols.reduce((n, s) => n * (s.hi - s.lo + 1), 1);
  if (points > mostPoints || symbols.some((s) => s.payload !== undefined)) {
    yield* sums(tables.map((table) => [...table.values()]));
    return;
  }
  const values = new Map(symbols.map((s) => [s, s.lo]));
  const coordinates = axes.map((axis) => compiled(at[axis] ?? 0, (s) => values.get(s) ?? s.hi));
  for (let point = 0; point < points; point++) {
    let rest = point;
    for (const s of symbols) {
      const extent = s.hi - s.lo + 1;
      values.set(s, s.lo + (rest % extent));
      rest = Math.floor(rest / extent);
    }
    let distance: number | undefined = 0;
    for (const [i, coordinate] of coordinates.entries()) {
      const step = tables[i]?.get(coordinate());
      distance = step === undefined || distance === undefined ? undefined : distance + step;
    }
    if (distance !== undefined) yield distance;
  }
}

const sums = ([first, ...rest]: readonly (readonly number[])[]): readonly number[] =>
  first === undefined ? [0] : sums(rest).flatMap((sum) => first.map((d) => sum + d));

/** By coordinate along an axis, how far from the origin it leads. */
function distanceTable(t: Tensor, axis: number): ReadonlyMap<number, number> {
  const [from, to] = reachOf(t, axis);
  let value = 0;
  const along = sym("along", from, Math.max(from, to - 1));
  const address = compiled(
    addressOf(
      t.layout,
      shapeOf(t),
      t.shape.map((_, a) => (a === axis ? dimOf(along) : 0)),
    ),
    () => value,
  );
  const start = origin(t);
  const table = new Map<number, number>();
  for (value = from; value < to; value++) table.set(value, address() - start);
  return table;
}

/** The value of `d` as a function of what its symbols are when it is called. */
const compiled = (d: Dim, symbol: (s: Sym) => number): (() => number) =>
  foldDim<() => number>(d, {
    constant: (n) => () => n,
    sym: (s) => () => symbol(s),
    add: (a, b) => () => a() + b(),
    mul: (a, b) => () => a() * b(),
    floorDiv: (of, by) => () => Math.floor(of() / by),
    mod: (of, by) => () => floorMod(of(), by),
    min: (a, b) => () => Math.min(a(), b()),
    max: (a, b) => () => Math.max(a(), b()),
  });
