/** Work as a tree: what an item reads and writes, its nested lists, and its leaves. What the work computes is not looked at. */

import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim, dimOf, min, type Sym } from "../core/dim.ts";
import { axesOver, axis, type Compute, compute, coordinate, operandsOf } from "../loop/compute.ts";
import { type Expr, index, read, type Tensor } from "../loop/expr.ts";
import type { Routine } from "../loop/kernel.ts";
import { walkSymbols } from "../loop/rewrite-expr.ts";
import { slotOf, slotsOf } from "../loop/runtime-extent.ts";
import type { Branch, Repeat, Work } from "./graph.ts";

/** A Compute or a kernel: what runs by itself. */
export type Leaf = Compute | Routine;

/** The lists of work inside an item, in order. */
export function regionsOf(w: Work): readonly (readonly Work[])[] {
  switch (w.kind) {
    case "compute":
    case "routine":
      return [];
    case "if":
      return [w.then, w.else];
    case "loop":
      return [w.body];
  }
}

/** The item with each of its lists changed; leaves are returned as they are. */
export function withRegions(w: Work, change: (list: readonly Work[]) => readonly Work[]): Work {
  if (w.kind === "if") return Object.freeze<Branch>({ ...w, then: change(w.then), else: change(w.else) });
  return w.kind === "loop" ? Object.freeze<Repeat>({ ...w, body: change(w.body) }) : w;
}

export const isLeaf = (w: Work): w is Leaf => w.kind === "compute" || w.kind === "routine";

/** All leaves in tree order. */
export const leavesOf = (work: readonly Work[]): readonly Leaf[] => work.flatMap((w) => (isLeaf(w) ? [w] : regionsOf(w).flatMap(leavesOf)));

const reads = new WeakMap<Work, readonly Tensor[]>();

/** What an item itself reads, the slots of the run-time extents it is given included; nested work answers for itself. */
export function ownReads(w: Work): readonly Tensor[] {
  const found = reads.get(w) ?? readsIn(w);
  reads.set(w, found);
  return found;
}

function readsIn(w: Work): readonly Tensor[] {
  switch (w.kind) {
    case "compute":
      return [...operandsOf(w), ...slotsOf(dimsOf(w))];
    case "routine":
      return [...w.operands.filter((_, i) => w.kernel.params[i]?.access !== "out"), ...w.kernel.extents.flatMap((s) => slotOf(s) ?? [])];
    case "if":
      return [w.condition];
    case "loop":
      return [...(typeof w.trip === "object" ? [w.trip] : []), ...(w.condition === undefined ? [] : [w.condition])];
  }
}

/** The Dims a compute's kernel may mention: its extents, its operands' shapes, its coordinates. */
function dimsOf(c: Compute): readonly Dim[] {
  const axes = [...c.axes, ...(c.reduction?.axes ?? [])];
  const shapes = [c.output, ...operandsOf(c)].flatMap((t) => t.shape);
  const isStatic = [...axes.map((a) => a.extent), ...shapes].every((d) => typeof d === "number");
  const inside = new Set<Sym>();
  // Values may mention an extent that no shape has: the Shape of a tensor that is read no longer.
  for (const e of [c.value, ...(c.reduction === undefined ? [] : [c.reduction.body]), ...c.at.map(index)]) walkSymbols(e, (s) => inside.add(s));
  return [...(isStatic ? [] : [...axes.map((a) => a.extent), ...shapes]), ...[...inside].map(dimOf)];
}

/** What an item itself writes. */
export function ownWrites(w: Work): readonly Tensor[] {
  switch (w.kind) {
    case "compute":
      return [w.output];
    case "routine":
      return w.operands.filter((_, i) => w.kernel.params[i]?.access !== "in");
    case "if":
      return [];
    case "loop":
      return [w.round];
  }
}

/** Everything an item reads, nested work included. */
export const readsOf = (w: Work): readonly Tensor[] =>
  isLeaf(w) ? ownReads(w) : distinct([...ownReads(w), ...regionsOf(w).flat().flatMap(readsOf)]);

/** Everything an item writes, nested work included. */
export const writesOf = (w: Work): readonly Tensor[] =>
  isLeaf(w) ? ownWrites(w) : distinct([...ownWrites(w), ...regionsOf(w).flat().flatMap(writesOf)]);

const distinct = (list: readonly Tensor[]): readonly Tensor[] => [...new Set(list)];

/** Strings of `from` as those of `to`: offsets, and bytes. Where there is room for more, some byte repeated fills it: all of `to` is written. */
export function copyStrings(from: Tensor, to: Tensor, origin: readonly string[] = []): readonly Compute[] {
  const [source, target] = [from.bytes, to.bytes];
  invariant(source !== undefined && target !== undefined, `${from.name} or ${to.name} holds no strings`);
  const [i, most] = [axis("i", target.shape[0] ?? 1), Number(source.shape[0])];
  const at = most < Number(target.shape[0]) ? min(coordinate(i), most - 1) : coordinate(i);
  const bytes = compute({ name: "copy", output: target, axes: [i], value: read(source, [at]), origin });
  return [copyWork(from, to, (x) => x, origin), bytes];
}

/**
 * Every element of `from` stored at the same coordinates of `to`, through `element`. Extents that the run decides are equal where they have
 * different names; the name with the lower bound is used.
 */
export function copyWork(from: Tensor, to: Tensor, element: (x: Expr) => Expr = (x) => x, origin: readonly string[] = []): Compute {
  const shape = from.shape.map((d, a): Dim => (bounds(to.shape[a] ?? d)[1] < bounds(d)[1] ? (to.shape[a] as Dim) : d));
  const axes = axesOver(shape, "");
  return compute({ name: "copy", output: to, axes, value: element(read(from, axes.map(coordinate))), origin });
}
