/**
 * Placing tensors: which tensors share memory. Movements that move nothing become aliases (views, slices, concatenated parts written
 * where they belong), and results overwrite an operand that is not read again. Decided before kernels are scheduled, since an operand
 * that is overwritten is one `inout` parameter.
 */

import { add, bounds, type Dim, equalDims, mul, sub } from "../core/dim.ts";
import { addressOf, blockAlong, hasHalo, isPlain, layoutKey, storageElements } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { isLeaf, leavesOf, ownWrites, withRegions } from "../graph/work.ts";
import { type Compute, mapCompute, operandsOf } from "../loop/compute.ts";
import { type Expr, read, type Tensor } from "../loop/expr.ts";
import { rewriteExpr, walkExpr } from "../loop/rewrite-expr.ts";
import { isReadInPlace } from "./in-place.ts";
import type { LoweredGraph } from "./lower-graph.ts";
import { freeMovement } from "./movement.ts";
import { isWithin, lastsUntil, ownSpan, type Span, WorkOrder } from "./work-order.ts";

/** The tensor whose memory holds this one, and where in it, in elements. */
export interface Place {
  readonly root: Tensor;
  readonly offset: number;
}

export interface Placed {
  /** The work as it was given, in order, and what of it is done by placing alone. */
  readonly given: readonly Work[];
  readonly dropped: ReadonlySet<Work>;
  /** What is left to compute, in order; overwritten operands are replaced by the output that overwrites them. */
  readonly work: readonly Work[];
  readonly placeOf: (t: Tensor) => Place;
  /** How many results overwrite an operand. */
  readonly overwritten: number;
}

export function placeTensors(lowered: Pick<LoweredGraph, "inputs" | "outputs" | "constants">, work: readonly Work[]): Placed {
  const ports = { fixed: new Set<Tensor>([...lowered.inputs, ...lowered.constants.keys()]), outputs: new Set(lowered.outputs) };
  const moving = new Sharing(new WorkOrder(work));
  const dropped = new Set<Work>();
  for (const w of leavesOf(work)) if (w.kind === "compute" && dropMovement(w, { ...ports, sharing: moving })) dropped.add(w);
  const remaining = without(work, dropped);
  let overwritten = 0;
  const sharing = new Sharing(new WorkOrder(remaining), moving);
  const { placeOf } = sharing;
  const overwrite = (w: Work): Work => {
    if (w.kind !== "compute") return withRegions(w, (list) => list.map(overwrite));
    const operand = overwritable(w, { ...ports, sharing });
    if (operand === undefined) return w;
    sharing.place(w.output, placeOf(operand));
    overwritten++;
    return mapCompute(w, (e) => rewriteExpr(e, { expr: (x) => (x.kind === "read" && x.tensor === operand ? read(w.output, w.at) : x) }));
  };
  return { given: work, dropped, work: remaining.map(overwrite), placeOf, overwritten };
}

const without = (work: readonly Work[], dropped: ReadonlySet<Work>): readonly Work[] =>
  work.flatMap((w) => (dropped.has(w) ? [] : isLeaf(w) ? [w] : [withRegions(w, (list) => without(list, dropped))]));

/** What is done with all the tensors of a memory. */
interface MemoryUse {
  /** Where one of them is read or written last. */
  readonly last: number;
  /** The lists that all writes stand in, outermost first, and how many writes these are. */
  readonly written: readonly Span[];
  readonly writes: number;
  /** One of them is, as WorkOrder has it. */
  readonly isRewritten: boolean;
}

/** Which tensors share memory so far, and how work in one order uses it. */
class Sharing {
  readonly order: WorkOrder;
  readonly #places: Map<Tensor, Place>;
  readonly #members: Map<Tensor, readonly Tensor[]>;
  /** By root; what is asked for each result must not look at all results before it. */
  readonly #uses = new Map<Tensor, MemoryUse>();

  /** `before`: what shares memory already. */
  constructor(order: WorkOrder, before?: Sharing) {
    this.order = order;
    this.#places = new Map(before === undefined ? [] : before.#places);
    this.#members = new Map(before === undefined ? [] : before.#members);
  }

  readonly placeOf = (t: Tensor): Place => {
    let [root, offset] = [t, 0];
    for (let at = this.#places.get(root); at !== undefined; at = this.#places.get(root)) [root, offset] = [at.root, offset + at.offset];
    return { root, offset };
  };

  isPlaced(t: Tensor): boolean {
    return this.#places.has(t);
  }

  /** The tensors in a root's memory, itself first. */
  membersOf(root: Tensor): readonly Tensor[] {
    return this.#members.get(root) ?? [root];
  }

  useOf(root: Tensor): MemoryUse {
    const { order } = this;
    const found = this.#uses.get(root);
    if (found !== undefined) return found;
    const members = this.membersOf(root);
    const writes = members.flatMap((t) => order.writesOf(t));
    const [first, ...others] = writes.map((w) => w.spans);
    const use = {
      last: [...writes, ...members.flatMap((t) => order.readsOf(t))].reduce((last, a) => Math.max(last, a.at), -1),
      written: others.reduce(inBoth, first ?? []),
      writes: writes.length,
      isRewritten: members.some((t) => order.isRewritten(t)),
    };
    this.#uses.set(root, use);
    return use;
  }

  place(t: Tensor, at: Place): void {
    const { root } = this.placeOf(at.root);
    const [mine, other] = [this.#uses.get(root), this.#uses.get(t)];
    if (mine === undefined || other === undefined) this.#uses.delete(root);
    else
      this.#uses.set(root, {
        last: Math.max(mine.last, other.last),
        written: inBoth(mine.written, other.written),
        writes: mine.writes + other.writes,
        isRewritten: mine.isRewritten || other.isRewritten,
      });
    this.#members.set(root, [...this.membersOf(root), ...this.membersOf(t)]);
    this.#places.set(t, at);
  }
}

const inBoth = (a: readonly Span[], b: readonly Span[]): readonly Span[] => a.filter((span) => b.includes(span));

interface State {
  /** In the order of all work before anything was dropped, then of what is left. */
  readonly sharing: Sharing;
  /** Inputs and constants: never written. */
  readonly fixed: ReadonlySet<Tensor>;
  readonly outputs: ReadonlySet<Tensor>;
}

/** Makes a free movement an alias; false where it must stay a copy. */
function dropMovement(c: Compute, state: State): boolean {
  const { sharing, fixed, outputs } = state;
  const { order } = sharing;
  const move = freeMovement(c);
  if (move === undefined) return false;
  const { from, to, distance } = move;
  const source = sharing.placeOf(from);
  const isFree = !sharing.isPlaced(to) && order.writesOf(to).length === 1;
  const [size, count] = [elements(from), elements(to)];
  // Memory that is ours is padded to whole vectors; a port ends where the caller's array ends, and what begins later in the memory where that was written.
  const isPort = (root: Tensor): boolean => outputs.has(root) || (fixed.has(root) && !root.constant);
  const room = (root: Tensor, n: Dim): Dim => (isPort(root) || typeof n !== "number" || distance > 0 ? n : paddedTo(n));
  const fits = (n: Dim, into: Dim): boolean => bounds(sub(n, into))[1] <= 0;
  const fitsIn = distance >= 0 && fits(add(distance, count), room(source.root, size));
  if (isFree && !outputs.has(to) && fitsIn && staysAsRead(c, source.root, to, state)) {
    sharing.place(to, { root: from, offset: distance });
    return true;
  }
  const target = sharing.placeOf(to);
  const canMoveIn = source.root === from && !fixed.has(from) && !outputs.has(from) && target.root !== from;
  const isWritten = order.writesOf(from).some((w) => w.item !== c);
  // Padding behind `to` is no room for what is written: `to` may yet become a part of something larger.
  if (!canMoveIn || !isWritten || distance > 0 || !fits(add(-distance, size), count)) return false;
  const place = { root: target.root, offset: target.offset - distance };
  if (!mayMoveIn(c, from, place, state) || overwritesOthers(c, from, place, state) || isOverwritten(c, from, place, state)) return false;
  sharing.place(from, { root: to, offset: -distance });
  return true;
}

/** True when nothing overwrites the memory of `root` between the movement `c` and the last read of its result. */
function staysAsRead(c: Compute, root: Tensor, to: Tensor, { sharing }: State): boolean {
  const { order } = sharing;
  const here = order.placeOf(c);
  const last = order.readsOf(to).reduce((most, r) => Math.max(most, lastsUntil(r, here)), here.at);
  const rewritten = sharing.membersOf(root).filter((t) => order.isRewritten(t));
  return !rewritten.some((t) => order.writesOf(t).some((w) => w.at > here.at && w.at <= last));
}

/**
 * True when `from` may be computed at a place in other memory, where `c` would move it: it lives in the list of `c` only, and while it holds its
 * elements nobody else needs that memory. Parts of one whole (written in one list) do not disturb each other.
 */
function mayMoveIn(c: Compute, from: Tensor, at: Place, { sharing }: State): boolean {
  const { placeOf, order } = sharing;
  const here = order.placeOf(c);
  const own = sharing.membersOf(from);
  const endOf = (t: Tensor, { offset }: Place): number => offset + bounds(elements(t))[1];
  // A kernel that reads `from` must not be given the same elements to write: a value joined with itself is copied.
  const overlaps = (t: Tensor): boolean => placeOf(t).root === at.root && placeOf(t).offset < endOf(from, at) && at.offset < endOf(t, placeOf(t));
  if (own.some((t) => order.readsOf(t).some((r) => r.item !== c && ownWrites(r.item).some(overlaps)))) return false;
  const reads = own.flatMap((t) => order.readsOf(t));
  const writes = own.flatMap((t) => order.writesOf(t));
  if (![...reads, ...writes].every((a) => isWithin(a, ownSpan(here)))) return false;
  // Asked for both, so that what they are together is known without looking at all parts of a whole again.
  sharing.useOf(from);
  if (!sharing.useOf(at.root).isRewritten) return true;
  const others = sharing.membersOf(at.root);
  const first = writes.reduce((least, w) => Math.min(least, w.at), Number.POSITIVE_INFINITY);
  const last = reads.reduce((most, r) => Math.max(most, lastsUntil(r, here)), -1);
  const isRead = others.some((t) => order.readsOf(t).some((r) => r.at >= first && r.at < here.at));
  const isWritten = others.some((t) => order.writesOf(t).some((w) => w.item !== c && w.at > first && w.at <= last));
  return !isRead && !isWritten;
}

/**
 * True when kernels that store `from` would store over elements of other tensors that were written before: around the part that `c` moves, if `from` is longer
 * than that, or, in whole blocks, behind the last ones. Elements that begin inside a block reach around into the next block; others reach what is behind them,
 * which may only be written later, unless `from` is what `to` ends with.
 */
function overwritesOthers(c: Compute, from: Tensor, at: Place, { sharing }: State): boolean {
  const { placeOf, order } = sharing;
  const isPart = movesAll(c, from);
  if (!isPadded(from)) {
    if (isPart) return false;
  } else if (at.offset % blockSize(from) !== 0) return true;
  const { layout, shape } = c.output;
  const reachesEnd = layout.blocks.length > 0 && layout.blocks.every(({ axis }) => bounds(c.at[axis] ?? 0)[1] === Number(shape[axis]) - 1);
  if (isPart && reachesEnd) return false;
  const own = sharing.membersOf(from);
  const last = own.flatMap((t) => order.writesOf(t)).reduce((most, w) => Math.max(most, w.at), -1);
  const stored = rangeAt(at.offset, [0, bounds(elements(from))[1] - 1]);
  return sharing
    .membersOf(at.root)
    .some((t) => order.writesOf(t).some((w) => w.item !== c && w.at <= last && overlap(rangeAt(placeOf(t).offset, writtenBy(w.item, t)), stored)));
}

/**
 * True when other tensors at `at` are stored over elements of `from` that are read after that, where they are or where `c` moves them: `from` may be longer
 * than what is moved, and a tensor in blocks is stored with the rest of its last one. Parts that are written straight into the whole touch no other part if they
 * end where a block does.
 */
function isOverwritten(c: Compute, from: Tensor, at: Place, { sharing }: State): boolean {
  const { placeOf, order } = sharing;
  if (c.output.layout.blocks.length === 0 && movesAll(c, from)) return false;
  const here = order.placeOf(c);
  const own = sharing.membersOf(from);
  const first = own.flatMap((t) => order.writesOf(t)).reduce((least, w) => Math.min(least, w.at), Number.POSITIVE_INFINITY);
  const reads = own.flatMap((t) =>
    order.readsOf(t).map((r) => ({
      isMoved: r.item === c,
      last: r.item === c ? Number.POSITIVE_INFINITY : lastsUntil(r, here),
      range: rangeAt(at.offset + (t === from ? 0 : placeOf(t).offset), readBy(r.item, t)),
    })),
  );
  return sharing.membersOf(at.root).some((t) =>
    order.writesOf(t).some((w) => {
      if (w.item === c || w.at <= first) return false;
      const [lo, hi] = writtenBy(w.item, t);
      const stored = rangeAt(placeOf(t).offset, isPadded(t) ? [lo, Math.ceil((hi + 1) / blockSize(t)) * blockSize(t) - 1] : [lo, hi]);
      const isWhole = (t === c.output || t === at.root) && endsWithBlock(w.item, t);
      return reads.some((r) => r.last > w.at && !(r.isMoved && isWhole) && overlap(stored, r.range));
    }),
  );
}

/** What an item stores of `t` reaches the end of the last block that it touches. */
const endsWithBlock = (item: Work, t: Tensor): boolean =>
  item.kind === "compute" &&
  t.layout.blocks.every(({ axis }) => {
    const end = bounds(item.at[axis] ?? 0)[1] + 1;
    return end === Number(t.shape[axis]) || end % blockAlong(t.layout, axis) === 0;
  });

/** First and last element of a memory. */
type Range = readonly [number, number];

const rangeAt = (offset: number, [lo, hi]: Range): Range => [offset + lo, offset + hi];
const overlap = (a: Range, b: Range): boolean => a[0] <= b[1] && b[0] <= a[1];
const rangeOf = (t: Tensor): Range => [0, bounds(elements(t))[1] - 1];

const writtenBy = (item: Work, t: Tensor): Range => (item.kind === "compute" ? bounds(addressOf(t.layout, t.shape, item.at)) : rangeOf(t));

function readBy(item: Work, t: Tensor): Range {
  if (item.kind !== "compute") return rangeOf(t);
  const found: Range[] = [];
  const note = (x: Expr): void => {
    if (x.kind === "read" && x.tensor === t) found.push(bounds(addressOf(t.layout, t.shape, x.at)));
  };
  walkExpr(item.value, note);
  if (item.reduction !== undefined) walkExpr(item.reduction.body, note);
  return found.length === 0 ? rangeOf(t) : [Math.min(...found.map(([lo]) => lo)), Math.max(...found.map(([, hi]) => hi))];
}

/** Every element of `from` is moved by `c`, a free movement. */
const movesAll = (c: Compute, from: Tensor): boolean => equalDims(mul(...c.axes.map((a) => a.extent)), mul(...from.shape));

const blockSize = ({ layout }: Tensor): number => layout.blocks.reduce((n, { size }) => n * size, 1);

/** The last block of an axis is not full. */
const isPadded = ({ layout, shape }: Tensor): boolean => layout.blocks.some(({ axis }) => Number(shape[axis]) % blockAlong(layout, axis) !== 0);

/** Storage is padded to whole vectors, so a blocked tensor may end in its neighbour's padding. */
const paddedTo = (n: number): number => Math.ceil(n / 16) * 16;

const elements = (t: Tensor): Dim => storageElements(t.layout, t.shape);

/** One memory may hold either: row-major ones under any shape, others in one layout. */
const isStoredAlike = ({ layout: a }: Tensor, { layout: b }: Tensor): boolean => layoutKey(a) === layoutKey(b) || (isPlain(a) && isPlain(b));

/** An operand this result may overwrite: computed in the same list, read only here, last, and only where it is written. */
function overwritable(c: Compute, { sharing, fixed, outputs }: State): Tensor | undefined {
  const { placeOf, order } = sharing;
  if (sharing.useOf(c.output).writes !== 1 || sharing.isPlaced(c.output) || outputs.has(c.output)) return undefined;
  const here = order.placeOf(c);
  return operandsOf(c).find((t) => {
    const { root } = placeOf(t);
    if (fixed.has(root) || outputs.has(root) || t.dtype !== c.output.dtype || root === placeOf(c.output).root) return false;
    if (!equalDims(elements(t), elements(c.output)) || !isStoredAlike(t, c.output)) return false;
    if (hasHalo(t.layout) && t.shape.some((d, i) => !equalDims(d, c.output.shape[i] ?? -1))) return false;
    if (operandsOf(c).some((o) => o !== t && placeOf(o).root === root)) return false;
    const { last, written } = sharing.useOf(root);
    return last <= here.at && written.includes(ownSpan(here)) && isReadInPlace(c, t);
  });
}
