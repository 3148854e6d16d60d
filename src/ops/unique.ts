/**
 * Unique: the different elements of a tensor, or its different slices along an axis, sorted or in the order of their first occurrence; where
 * each first stands, which one each element is, and how often each occurs. Since opset 11. https://onnx.ai/onnx/operators/onnx__Unique.html
 * That of com.microsoft: of a list, in the order of first occurrence, without where each first stands.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, dimOf, product, sub } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type Attrs, defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { staticShape, tensorType } from "../graph/types.ts";
import { axis as axisOver, type Compute, compute, coordinate } from "../loop/compute.ts";
import { and, cast, computedDim, type Expr, eq, i32, index, lt, ne, or, read, sub as subExpr, type Tensor, tile, tileGet } from "../loop/expr.ts";
import { declareTile, ifStmt, loop, type Stmt, setTile } from "../loop/kernel.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { axesOf, normalizeAxis } from "./families/axes.ts";
import { counter, slotMemory, storeExtent, unflattened } from "./families/counting.ts";
import { digitCounts, type SortMemory, sortByKeys, sortKey, sortsByKeys } from "./families/radix-sort.ts";
import { bound, type Memory, memory, overShape, routine } from "./families/routines.ts";
import { selectBest } from "./families/selection.ts";
import { elements, typed } from "./families/type-sets.ts";

type Context<A extends Attrs = Attrs> = InferContext<A> | LowerContext<A>;

/** What is compared: `count` items, each a slice of `slice` elements. */
interface Items {
  readonly count: number;
  readonly slice: readonly number[];
  /** Where an element of an item stands in the input. */
  readonly at: (item: Dim, inner: readonly Dim[]) => readonly Dim[];
  readonly axis: number | undefined;
}

function itemsOf(context: Context<{ readonly axis: number | undefined }>, shape: readonly Dim[]): Items {
  const known = staticShape(shape);
  if (known === undefined)
    return context.fail(
      `${context.inputName(0)} has shape ${shapeText(shape)}, known sizes are expected`,
      "give the free dims values (--dim name=value)",
    );
  if (context.attrs.axis === undefined)
    return { count: product(known) as number, slice: [], at: (item) => unflattened(known, item), axis: undefined };
  const axis = normalizeAxis(context, context.attrs.axis, known.length);
  const at = (item: Dim, inner: readonly Dim[]): readonly Dim[] => [...inner.slice(0, axis), item, ...inner.slice(axis)];
  return { count: known[axis] ?? 1, slice: known.filter((_, a) => a !== axis), at, axis };
}

/** i32 memory of one element an item. */
type Scratch = Readonly<Record<"order" | "rank" | "group" | "first" | "counts" | "number", Tensor>>;

const scratchOf = (context: LowerContext, count: number): Scratch => {
  const made = (name: string): Tensor => context.scratch(name, "i32", [count]);
  return { order: made("order"), rank: made("rank"), group: made("group"), first: made("first"), counts: made("counts"), number: made("number") };
};

const asIndex = (name: string, value: Expr, count: number): Dim => computedDim(name, value, [0, Math.max(0, count - 1)]);
const asI32 = (d: Dim): Expr => cast("i32", index(d));

/** Items sorted by their elements: a stable sort by the last element, then by the one before it, and so on. */
function sortedByKeys({ count, slice, at }: Items, x: Memory, sort: SortMemory): readonly Stmt[] {
  const passes = overShape(slice, (forward) => {
    const inner = forward.map((d, a) => sub((slice[a] ?? 1) - 1, d));
    const keys = loop("i", count, (s) => {
      const item = asIndex("item", sort.order.get([dimOf(s)]), count);
      return [sort.keys.put([dimOf(s)], sortKey(x.get(at(item, inner)), false))];
    });
    return [keys, ...sortByKeys(sort, count)];
  });
  return [loop("i", count, (s) => [sort.order.put([dimOf(s)], asI32(dimOf(s)))]), ...passes];
}

/** The same by comparing elements. */
function sorted(items: Items, x: Memory, order: Memory, rank: Memory): readonly Stmt[] {
  const { count, slice, at } = items;
  const ranked = loop("i", count, (s) => [rank.put([dimOf(s)], asI32(dimOf(s)))]);
  const backward = (inner: readonly Dim[]): readonly Dim[] => inner.map((d, a) => sub((slice[a] ?? 1) - 1, d));
  const passes = overShape(slice, (forward) => {
    const key = (item: Dim): Expr => x.get(at(item, backward(forward)));
    const isLess = (a: Expr, b: Expr): Expr => (a.dtype === "bool" ? and(ne(a, b), b) : lt(a, b));
    const isBetter = (a: Dim, b: Dim): Expr => or(isLess(key(a), key(b)), and(eq(key(a), key(b)), lt(rank.get([a]), rank.get([b]))));
    const rankAgain = loop("place", count, (s) => [rank.put([asIndex("item", order.get([dimOf(s)]), count)], asI32(dimOf(s)))]);
    return [...selectBest({ order, count, from: count, isBetter, isAhead: isBetter }), rankAgain];
  });
  return [ranked, ...passes];
}

/** Numbers of groups of equal items: each item's group, each group's first item and size. Sorted, items of a group are neighbours, the first ahead. */
function grouped(items: Items, x: Memory, m: Readonly<Record<keyof Scratch, Memory>>, found: ReturnType<typeof counter>): Stmt {
  const { count, slice, at } = items;
  const differs = tile("differs", "i32", 1, []);
  return loop("place", count, (s) => {
    const place = dimOf(s);
    const item = bound("item", asIndex("item", m.order.get([place]), count));
    const before = bound("before", asIndex("before", m.order.get([asIndex("previous", asI32(sub(place, 1)), count)]), count));
    const compare = overShape(slice, (inner) => [
      ifStmt(ne(x.get(at(item.dim, inner)), x.get(at(before.dim, inner))), [setTile(differs, [], i32(1))]),
    ]);
    const start = found.at(count, (group) => [m.first.put([group], asI32(item.dim)), m.counts.put([group], i32(0))]);
    const group = bound("group", asIndex("group", subExpr(found.value, i32(1)), count));
    return [
      item.statement,
      declareTile(differs, i32(0)),
      ifStmt(eq(index(place), index(0)), [setTile(differs, [], i32(1))], [before.statement, ...compare]),
      ifStmt(eq(tileGet(differs, []), i32(1)), [...start, found.next]),
      group.statement,
      m.group.put([item.dim], asI32(group.dim)),
      m.counts.put([group.dim], subExpr(m.counts.get([group.dim]), i32(-1))),
    ];
  });
}

/** Groups numbered by the first occurrence of their items; `rank` takes their sizes and `order` their first items. */
function renumbered({ count }: Items, m: Readonly<Record<keyof Scratch, Memory>>): readonly Stmt[] {
  const next = counter("next");
  const groupOf = (i: Dim): Dim => asIndex("group", m.group.get([i]), count);
  const number = loop("i", count, (s) => {
    const group = bound("group", groupOf(dimOf(s)));
    const start = next.at(count, (place) => [
      m.number.put([group.dim], asI32(place)),
      m.order.put([place], asI32(dimOf(s))),
      m.rank.put([place], m.counts.get([group.dim])),
    ]);
    return [group.statement, ifStmt(eq(m.first.get([group.dim]), asI32(dimOf(s))), [...start, next.next])];
  });
  return [next.start, number, loop("i", count, (s) => [m.group.put([dimOf(s)], m.number.get([groupOf(dimOf(s))]))])];
}

/** A list of i32 as i64. */
function widened(name: string, from: Tensor, output: Tensor): Compute {
  const a = axisOver("i", output.shape[0] ?? 0);
  return compute({ name, output, axes: [a], value: cast("i64", read(from, [coordinate(a)])) });
}

/** What is found, and where each first stands, which one each element is, and how often each occurs, as far as that is asked for. */
type Found = readonly [y: Tensor, indices?: Tensor | undefined, inverse?: Tensor | undefined, counts?: Tensor | undefined];

function lower(
  context: LowerContext<{ readonly axis: number | undefined; readonly sorted: boolean }>,
  [y, indices, inverse, counts]: Found,
): readonly Work[] {
  const x = context.input(0);
  const items = itemsOf(context, x.shape);
  const extent = y.shape[items.axis ?? 0] ?? 0;
  const scratch = scratchOf(context, items.count);
  const held = (name: keyof Scratch): Memory => memory(name, scratch[name], "out");
  const m = { order: held("order"), rank: held("rank"), group: held("group"), first: held("first"), counts: held("counts"), number: held("number") };
  const [source, slot, found] = [memory("x", x, "in"), slotMemory(extent), counter("found")];
  const inOrder = context.attrs.sorted;
  // What is written only when all are sorted.
  const sort = sortsByKeys(x.dtype, items.count)
    ? { keys: m.group, order: m.order, otherKeys: m.first, otherOrder: m.rank, counts: memory("digits", digitCounts(context), "out") }
    : undefined;
  const body = [
    ...(sort === undefined ? sorted(items, source, m.order, m.rank) : sortedByKeys(items, source, sort)),
    found.start,
    grouped(items, source, m, found),
    ...(inOrder ? [] : renumbered(items, m)),
    ...storeExtent(slot, found.value),
  ];
  const used = inOrder ? [m.order, m.rank, m.group, m.first, m.counts] : Object.values(m);
  const groups = routine(
    "unique_groups",
    `the different ones of ${items.count}`,
    [source, ...used, ...(sort === undefined ? [] : [sort.counts]), ...(slot === undefined ? [] : [slot])],
    body,
  );
  const first = inOrder ? scratch.first : scratch.order;
  const axes = axesOf(y.shape);
  const at = axes.map(coordinate);
  const item = computedDim("item", read(first, [at[items.axis ?? 0] ?? 0]), [0, Math.max(0, items.count - 1)]);
  const inner = at.filter((_, a) => a !== (items.axis ?? 0));
  return [
    groups,
    compute({ name: "unique", output: y, axes, value: read(x, items.at(item, inner)) }),
    ...(indices === undefined ? [] : [widened("unique_first", first, indices)]),
    ...(inverse === undefined ? [] : [widened("unique_inverse", scratch.group, inverse)]),
    ...(counts === undefined ? [] : [widened("unique_counts", inOrder ? scratch.counts : scratch.rank, counts)]),
  ];
}

export const Unique = defineOp({
  name: "Unique",
  opset: 11,
  since: 11,
  doc: "the different elements or slices, where they stand and how often",
  inputs: ["X"],
  attrs: (raw) => ({ axis: raw.has("axis") ? raw.int("axis") : undefined, sorted: raw.int("sorted", 1) !== 0 }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    const { count, axis } = itemsOf(context, shape);
    const found = runtimeExtent("unique", Math.min(1, count), count);
    const list = (extent: Dim) => tensorType("i64", [extent]);
    const values = tensorType(dtype, axis === undefined ? [found] : shape.with(axis, found));
    return [values, list(found), list(count), list(found)].slice(0, Math.max(1, context.outputCount));
  },
  lower: (context) => lower(context, context.outputs as Found),
  tolerance: exactTolerance,
  examples: [
    {
      note: "sorted elements",
      inputs: [{ shape: [2, 3], values: [2, 1, 1, 3, 4, 3] }],
      outputs: [
        { shape: [4], values: [1, 2, 3, 4] },
        { dtype: "i64", shape: [4], values: [1n, 0n, 3n, 4n] },
        { dtype: "i64", shape: [6], values: [1n, 0n, 0n, 2n, 3n, 2n] },
        { dtype: "i64", shape: [4], values: [2n, 1n, 2n, 1n] },
      ],
    },
    {
      note: "in the order of first occurrence",
      attrs: { sorted: 0 },
      inputs: [{ dtype: "i64", shape: [6], values: [2n, 1n, 1n, 3n, 4n, 3n] }],
      outputs: [
        { dtype: "i64", shape: [4], values: [2n, 1n, 3n, 4n] },
        { dtype: "i64", shape: [4], values: [0n, 1n, 3n, 4n] },
        { dtype: "i64", shape: [6], values: [0n, 1n, 1n, 2n, 3n, 2n] },
        { dtype: "i64", shape: [4], values: [1n, 2n, 2n, 1n] },
      ],
    },
    {
      note: "columns of a matrix",
      attrs: { axis: -1 },
      inputs: [{ shape: [2, 4], values: [3, 1, 3, 1, 0, 2, 0, 1] }],
      outputs: [
        { shape: [2, 3], values: [1, 1, 3, 1, 2, 0] },
        { dtype: "i64", shape: [3], values: [3n, 1n, 0n] },
        { dtype: "i64", shape: [4], values: [2n, 1n, 2n, 0n] },
        { dtype: "i64", shape: [3], values: [1n, 1n, 2n] },
      ],
    },
  ],
});

export const MicrosoftUnique = defineOp({
  name: "Unique",
  domain: "com.microsoft",
  opset: 1,
  since: 1,
  doc: "the different elements of a list in the order of their first occurrence, which one each is and how often",
  inputs: ["x"],
  attrs: () => ({ axis: undefined, sorted: false }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, elements);
    if (shape.length !== 1) context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, a list is expected`);
    const { count } = itemsOf(context, shape);
    const found = runtimeExtent("unique", Math.min(1, count), count);
    return [tensorType(dtype, [found]), tensorType("i64", [count]), tensorType("i64", [found])].slice(0, Math.max(1, context.outputCount));
  },
  lower(context) {
    const [y, inverse, counts] = context.outputs as readonly [Tensor, ...Tensor[]];
    return lower(context, [y, undefined, inverse, counts]);
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "three of five",
      inputs: [{ shape: [5], values: [2, 1, 1, 3, 2] }],
      outputs: [
        { shape: [3], values: [2, 1, 3] },
        { dtype: "i64", shape: [5], values: [0n, 1n, 1n, 2n, 0n] },
        { dtype: "i64", shape: [3], values: [2n, 2n, 1n] },
      ],
    },
  ],
});
