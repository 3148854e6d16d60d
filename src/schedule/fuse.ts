/**
 * Fusion: merges Computes by substitution, once for the whole program. A pointwise consumer becomes the epilogue of its producer; a
 * pointwise producer is inlined where each of its elements is read at most once. It reads structure, never operator names.
 */

import { bounds, type Dim, dimOf, equalDims, keyOf, type Sym } from "../core/dim.ts";
import { substitute } from "../core/dim-fold.ts";
import { hasHalo } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { isLeaf, ownReads, readsOf, withRegions, writesOf } from "../graph/work.ts";
import { type Compute, compute, mapCompute, operandsOf } from "../loop/compute.ts";
import { cast, type Expr, index, type Tensor } from "../loop/expr.ts";
import { expressionSize } from "../loop/expression-size.ts";
import { rewriteExpr, tensorsRead, walkExpr } from "../loop/rewrite-expr.ts";
import { hasKeptPlace } from "../loop/schedules/kept-reads.ts";
import { someExpr } from "../loop/some.ts";
import { isReadInPlace } from "./in-place.ts";
import { isFreeMovement } from "./movement.ts";

export interface FusionNotes {
  /** Computes merged into their producers and into their consumers. */
  readonly epilogues: number;
  readonly prologues: number;
}

/** `kept`: tensors that are read elsewhere, too. */
export function fuse(work: readonly Work[], kept: ReadonlySet<Tensor>): { work: readonly Work[]; notes: FusionNotes } {
  const notes = { epilogues: 0, prologues: 0 };
  return { work: fuseTree(work, kept, notes), notes };
}

type Counts = { -readonly [K in keyof FusionNotes]: FusionNotes[K] };

/** Fuses nested lists, each by itself, then this one: nothing moves into or out of a branch or a round. */
function fuseTree(work: readonly Work[], kept: ReadonlySet<Tensor>, notes: Counts): readonly Work[] {
  const nested = work.map((w) => {
    if (isLeaf(w)) return w;
    const others = work.flatMap((other) => (other === w ? ownReads(w) : [...readsOf(other), ...writesOf(other)]));
    const around = new Set([...kept, ...others]);
    return withRegions(w, (list) => fuseTree(list, around, notes));
  });
  return fuseList(nested, kept, notes);
}

/** In one walk: what merges into a consumer cannot make an earlier one mergeable, so it goes on where the merged one stands. */
function fuseList(work: readonly Work[], kept: ReadonlySet<Tensor>, notes: Counts): readonly Work[] {
  const list = new FusionList(work);
  for (let i = 0; i < work.length; ) {
    const consumer = list.at(i);
    const found = consumer?.kind === "compute" ? mergeInto(list, i, consumer, kept) : undefined;
    if (found === undefined) {
      i++;
      continue;
    }
    if (found.producer.reduction !== undefined) notes.epilogues++;
    else notes.prologues++;
    list.merge(found.producer, i, found.merged);
  }
  return list.left();
}

/** The first producer that can be merged with the consumer at `at`, last operand first, and what they become. */
function mergeInto(list: FusionList, at: number, consumer: Compute, kept: ReadonlySet<Tensor>) {
  for (const t of [...operandsOf(consumer)].reverse()) {
    const producer = list.onlyProducer(t);
    if (producer === undefined || producer === consumer || kept.has(t) || list.readers(t) !== 1) continue;
    if (losesLanes(producer, consumer)) continue;
    const merged = asEpilogue(producer, consumer, t) ?? asPrologue(producer, consumer, t);
    if (merged !== undefined && list.isOrderKept(producer, at) && keepsOwnOperand(merged) && !readsFar(merged)) return { producer, merged };
  }
  return undefined;
}

/** A result that goes where an operand stands (a value carried from round to round) may read it only where it is written. */
const keepsOwnOperand = (c: Compute): boolean => !operandsOf(c).includes(c.output) || isReadInPlace(c, c.output);

/** A list of work of which some merge into others: what merged leaves its place empty. Knows who reads and who writes each tensor. */
class FusionList {
  readonly #work: (Work | undefined)[];
  readonly #places = new Map<Work, number>();
  readonly #readers = new Map<Tensor, Work[]>();
  readonly #writers = new Map<Tensor, Work[]>();

  constructor(work: readonly Work[]) {
    this.#work = [...work];
    work.forEach((w, i) => {
      this.#put(w, i);
    });
  }

  at(i: number): Work | undefined {
    return this.#work[i];
  }

  left(): readonly Work[] {
    return this.#work.filter((w) => w !== undefined);
  }

  /** How many read `t`. */
  readers(t: Tensor): number {
    return this.#readers.get(t)?.length ?? 0;
  }

  onlyProducer(t: Tensor): Compute | undefined {
    const writers = this.#writers.get(t);
    const [only] = writers ?? [];
    return writers?.length === 1 && only?.kind === "compute" ? only : undefined;
  }

  /** The producer moves down to the consumer's place: nothing between may write what it reads, extents that the run decides among it. */
  isOrderKept(producer: Compute, consumerAt: number): boolean {
    const reads = new Set(ownReads(producer));
    for (let i = (this.#places.get(producer) ?? 0) + 1; i < consumerAt; i++) {
      const between = this.#work[i];
      if (between !== undefined && writesOf(between).some((t) => reads.has(t))) return false;
    }
    return true;
  }

  /** The producer and the consumer at a place become one, there. */
  merge(producer: Compute, consumerAt: number, merged: Compute): void {
    this.#take(this.#places.get(producer) as number);
    this.#take(consumerAt);
    this.#put(merged, consumerAt);
  }

  #take(i: number): void {
    const w = this.#work[i] as Work;
    this.#work[i] = undefined;
    const drop = (list: Work[] = []): void => {
      const last = list.pop();
      const place = last === w ? -1 : list.indexOf(w);
      if (place >= 0 && last !== undefined) list[place] = last;
    };
    for (const t of readsOf(w)) drop(this.#readers.get(t));
    for (const t of writesOf(w)) drop(this.#writers.get(t));
  }

  #put(w: Work, i: number): void {
    this.#work[i] = w;
    this.#places.set(w, i);
    const push = (map: Map<Tensor, Work[]>, t: Tensor): void => {
      const list = map.get(t);
      if (list === undefined) map.set(t, [w]);
      else list.push(w);
    };
    for (const t of readsOf(w)) push(this.#readers, t);
    for (const t of writesOf(w)) push(this.#writers, t);
  }
}

const isIdentity = (at: readonly Dim[], axes: Compute["axes"]): boolean =>
  at.length === axes.length && at.every((d, i) => equalDims(d, dimOf(axes[i]?.sym as Sym)) || (d === 0 && axes[i]?.extent === 1));

const names = (a: Compute, b: Compute): string => {
  const quiet = new Set(["reshape", "copy", "relayout"]);
  return [a.name, b.name].filter((n) => !quiet.has(n)).join("_") || a.name;
};

const origins = (a: Compute, b: Compute): readonly string[] => [...new Set([...a.origin, ...b.origin])];

/** The consumer's value computed where the producer stores: same points, read only at its own coordinates. */
function asEpilogue(producer: Compute, consumer: Compute, t: Tensor): Compute | undefined {
  if (consumer.reduction !== undefined || isFreeMovement(consumer) || isLookup(consumer, t) || isTooLarge(producer, consumer, t)) return undefined;
  if (!isIdentity(producer.at, producer.axes) && producer.reduction === undefined) return undefined;
  let fits = producer.output.shape.length === consumer.axes.length;
  walkExpr(consumer.value, (x) => {
    if (x.kind === "read" && x.tensor === t && !isIdentity(x.at, consumer.axes)) fits = false;
  });
  if (!fits || !producer.output.shape.every((d, i) => equalDims(d, consumer.axes[i]?.extent ?? -1))) return undefined;
  const place = new Map(consumer.axes.map((a, i) => [a.sym, producer.at[i] as Dim]));
  const move = (s: Sym): Dim | undefined => place.get(s);
  const value = rewriteExpr(consumer.value, { sym: move, expr: (x) => (x.kind === "read" && x.tensor === t ? cast(t.dtype, producer.value) : x) });
  const at = consumer.at.map((d) => substitute(d, move));
  return compute({ ...producer, name: names(producer, consumer), output: consumer.output, at, value, origin: origins(producer, consumer) });
}

/**
 * The largest fused expression, written out. An operator that mentions its operand twice doubles what is fused into it, so that a chain of
 * thirty would reach 2^30; what exporters spell out (GELU, gates, normalizations) stays under a few hundred.
 */
const largestExpression = 1500;

function isTooLarge(producer: Compute, consumer: Compute, t: Tensor): boolean {
  let reads = 0;
  const count = (x: Expr): void => {
    if (x.kind === "read" && x.tensor === t) reads++;
  };
  const parts = [consumer.value, ...(consumer.reduction === undefined ? [] : [consumer.reduction.body])];
  for (const part of parts) walkExpr(part, count);
  return parts.reduce((n, part) => n + expressionSize(part), 0) + reads * expressionSize(producer.value) > largestExpression;
}

/**
 * The longest coordinate of a read, in characters. Transpositions and new shapes in turn divide what the last have divided, so that each makes it a third longer; what
 * networks have stays under 150.
 */
const longestCoordinate = 1000;

/** A coordinate would take longer than the copy that fusion saves. */
function readsFar({ value, reduction }: Compute): boolean {
  let isLong = false;
  for (const e of [value, ...(reduction === undefined ? [] : [reduction.body])])
    walkExpr(e, (x) => {
      if (x.kind === "read" && x.at.some((d) => keyOf(d).length > longestCoordinate)) isLong = true;
    });
  return isLong;
}

/** The producer's value computed where the consumer reads: worth it when no element is computed twice. */
function asPrologue(producer: Compute, consumer: Compute, t: Tensor): Compute | undefined {
  if (producer.reduction !== undefined || !isIdentity(producer.at, producer.axes)) return undefined;
  if ((isFreeMovement(producer) && consumer.reduction !== undefined) || isLookup(consumer, t) || readsAround(consumer, t)) return undefined;
  if (pointsRead(consumer, t) > elements(t) || isTooLarge(producer, consumer, t) || (isRelayout(producer) && !isMovedOn(producer, consumer)))
    return undefined;
  const inline = (e: Expr): Expr =>
    rewriteExpr(e, {
      expr: (x) => {
        if (x.kind !== "read" || x.tensor !== t) return x;
        const { at } = x;
        return rewriteExpr(cast(t.dtype, producer.value), { sym: (s) => at[producer.axes.findIndex((a) => a.sym === s)] });
      },
    });
  return compute({ ...mapCompute(consumer, inline), name: names(producer, consumer), origin: origins(producer, consumer) });
}

/** A table gives places in the zeros that stand around `t`, where its producer computes nothing. */
function readsAround({ value }: Compute, t: Tensor): boolean {
  const isOutside = (d: Dim, axis: number): boolean => bounds(d)[0] < 0 || bounds(d)[1] >= bounds(t.shape[axis] ?? 0)[1];
  let isAround = false;
  walkExpr(value, (x) => {
    if (x.kind === "read" && x.tensor === t && x.at.some((d, axis) => isOutside(d, axis) && tensorsRead(index(d)).length > 0)) isAround = true;
  });
  return isAround && hasHalo(t.layout);
}

/** Bytes say where a table is read: computed there, what gives them would have no lanes. */
function isLookup(consumer: Compute, t: Tensor): boolean {
  if (t.dtype !== "u8" && t.dtype !== "i8") return false;
  return someExpr(consumer.value, (x) => x.kind === "read" && x.at.some((d) => tensorsRead(index(d)).includes(t)));
}

/**
 * What is stored in blocks of channels has its lanes along them: a window (a pool, LRN) stored in rows by itself would have none, and what constants are packed for would
 * store lane by lane, where a copy goes by squares in registers. So has what is read at places that tables give, where channels lie inside and share a place.
 */
const losesLanes = (producer: Compute, { value, output }: Compute): boolean => {
  const { blocks, order } = producer.output.layout;
  if (producer.reduction === undefined)
    return isSampled(producer) && (blocks.length > output.layout.blocks.length || order.at(-1) !== output.layout.order.at(-1));
  const keepsLanes = value.kind !== "read" && operandsOf(producer).some((x) => x.constant && x.layout.blocks.length > 0);
  return blocks.length > output.layout.blocks.length && !keepsLanes;
};

/** True where elements are read at places that are read themselves, the same for all along the innermost axis. */
function isSampled({ value, axes, output }: Compute): boolean {
  const inner = axes[output.layout.blocks.at(-1)?.axis ?? output.layout.order.at(-1) ?? -1]?.sym;
  return inner !== undefined && hasKeptPlace(value, inner);
}

/** A copy into another layout, or into one with a halo, exists because its consumer wants it so. */
const isRelayout = ({ value, output: { layout } }: Compute): boolean =>
  value.kind === "read" && (value.tensor.layout.blocks.length !== layout.blocks.length || (hasHalo(layout) && !hasHalo(value.tensor.layout)));

/** A blocked tensor's new shape that is only moved further: both copies are one. */
const isMovedOn = (producer: Compute, consumer: Compute): boolean =>
  producer.value.kind === "read" &&
  !isIdentity(producer.value.at, producer.axes) &&
  consumer.value.kind === "read" &&
  consumer.reduction === undefined &&
  !isFreeMovement(consumer);

const elements = (t: Tensor): number => t.shape.reduce<number>((n, d) => n * bounds(d)[1], 1);

/** How often the consumer evaluates a read of `t`. */
function pointsRead(c: Compute, t: Tensor): number {
  const outer = c.axes.reduce((n, a) => n * bounds(a.extent)[1], 1);
  const inner = c.reduction?.axes.reduce((n, a) => n * bounds(a.extent)[1], 1) ?? 1;
  let count = 0;
  walkExpr(c.value, (x) => {
    if (x.kind === "read" && x.tensor === t) count += outer;
  });
  if (c.reduction !== undefined)
    walkExpr(c.reduction.body, (x) => {
      if (x.kind === "read" && x.tensor === t) count += outer * inner;
    });
  return count;
}
