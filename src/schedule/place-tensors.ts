/**
 * Placing tensors: which tensors share memory. Movements that move nothing become aliases (views, slices, concatenated parts written
 * where they belong), and results overwrite an operand that is not read again. Decided before kernels are scheduled, since an operand
 * that is overwritten is one `inout` parameter.
 */

import { add, bounds, type Dim, equalDims, sub } from "../core/dim.ts";
import { addressOf, hasHalo, layoutKey, storageElements } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { type Compute, mapCompute, operandsOf } from "../loop/compute.ts";
import { read, type Tensor } from "../loop/expr.ts";
import { rewriteExpr, walkExpr } from "../loop/rewrite-expr.ts";
import { readsOf, writesOf } from "./fuse.ts";
import type { LoweredGraph } from "./lower-graph.ts";
import { freeMovement } from "./movement.ts";

/** The tensor whose memory holds this one, and where in it, in elements. */
export interface Place {
  readonly root: Tensor;
  readonly offset: number;
}

export interface Placed {
  /** What is left to compute, in order; overwritten operands are replaced by the output that overwrites them. */
  readonly work: readonly Work[];
  readonly placeOf: (t: Tensor) => Place;
  readonly notes: { readonly movementsDropped: number; readonly overwritten: number };
}

export function placeTensors(lowered: Pick<LoweredGraph, "inputs" | "outputs" | "constants">, work: readonly Work[]): Placed {
  const places = new Map<Tensor, Place>();
  const placeOf = (t: Tensor): Place => {
    const place = places.get(t);
    if (place === undefined) return { root: t, offset: 0 };
    const up = placeOf(place.root);
    return { root: up.root, offset: up.offset + place.offset };
  };
  const fixed = new Set<Tensor>([...lowered.inputs, ...lowered.constants.keys()]);
  const outputs = new Set(lowered.outputs);
  const remaining = work.filter((w) => w.kind !== "compute" || !dropMovement(w, work, { places, placeOf, fixed, outputs }));
  const notes = { movementsDropped: work.length - remaining.length, overwritten: 0 };
  const overwritten = remaining.map((w, step) => {
    if (w.kind !== "compute") return w;
    const operand = overwritable(w, step, remaining, { places, placeOf, fixed, outputs });
    if (operand === undefined) return w;
    const { root, offset } = placeOf(operand);
    places.set(w.output, { root, offset });
    notes.overwritten++;
    return mapCompute(w, (e) => rewriteExpr(e, { expr: (x) => (x.kind === "read" && x.tensor === operand ? read(w.output, w.at) : x) }));
  });
  return { work: overwritten, placeOf, notes };
}

interface State {
  readonly places: Map<Tensor, Place>;
  readonly placeOf: (t: Tensor) => Place;
  /** Inputs and constants: never written. */
  readonly fixed: ReadonlySet<Tensor>;
  readonly outputs: ReadonlySet<Tensor>;
}

/** Makes a free movement an alias; false where it must stay a copy. */
function dropMovement(c: Compute, work: readonly Work[], { places, placeOf, fixed, outputs }: State): boolean {
  const move = freeMovement(c);
  if (move === undefined) return false;
  const { from, to, distance } = move;
  const source = placeOf(from);
  const isOnlyWriter = work.filter((w) => writesOf(w).includes(to)).length === 1;
  const isFree = !places.has(to) && isOnlyWriter;
  const [size, count] = [elements(from), elements(to)];
  // Memory that is ours is padded to whole vectors; a port ends where the caller's array ends.
  const isPort = (root: Tensor): boolean => outputs.has(root) || (fixed.has(root) && !root.constant);
  const room = (root: Tensor, n: Dim): Dim => (isPort(root) || typeof n !== "number" ? n : paddedTo(n));
  const fits = (n: Dim, into: Dim): boolean => bounds(sub(n, into))[1] <= 0;
  if (isFree && !outputs.has(to) && distance >= 0 && fits(add(distance, count), room(source.root, size))) {
    places.set(to, { root: from, offset: distance });
    return true;
  }
  const target = placeOf(to);
  const canMoveIn = source.root === from && !fixed.has(from) && !outputs.has(from) && target.root !== from;
  const isWritten = work.some((w) => w !== c && writesOf(w).includes(from));
  // Work that copies another part from here would read and write one storage: a value joined with itself.
  const isCopiedIn = work.some((w) => w !== c && writesOf(w).includes(to) && readsOf(w).some((t) => placeOf(t).root === from));
  // Padding behind `to` is no room for what is written: `to` may yet become a part of something larger.
  if (!canMoveIn || !isWritten || isCopiedIn || distance > 0 || !fits(add(-distance, size), count)) return false;
  places.set(from, { root: to, offset: -distance });
  return true;
}

/** Storage is padded to whole vectors, so a blocked tensor may end in its neighbour's padding. */
const paddedTo = (n: number): number => Math.ceil(n / 16) * 16;

const elements = (t: Tensor): Dim => storageElements(t.layout, t.shape);

/** An operand this result may overwrite: read only here, last, and only where it is written. */
function overwritable(c: Compute, step: number, work: readonly Work[], { places, placeOf, fixed, outputs }: State): Tensor | undefined {
  if (places.has(c.output) || outputs.has(c.output) || work.filter((w) => writesOf(w).includes(c.output)).length !== 1) return undefined;
  const holders = [...new Set(work.flatMap((w) => [...readsOf(w), ...writesOf(w)]))];
  return operandsOf(c).find((t) => {
    const { root } = placeOf(t);
    if (fixed.has(root) || outputs.has(root) || t.dtype !== c.output.dtype || root === placeOf(c.output).root) return false;
    if (!equalDims(elements(t), elements(c.output)) || layoutKey(t.layout) !== layoutKey(c.output.layout)) return false;
    if (hasHalo(t.layout) && t.shape.some((d, i) => !equalDims(d, c.output.shape[i] ?? -1))) return false;
    const sharing = holders.filter((h) => placeOf(h).root === root);
    if (operandsOf(c).some((o) => o !== t && sharing.includes(o))) return false;
    const laterRead = work.slice(step + 1).some((w) => [...readsOf(w), ...writesOf(w)].some((x) => sharing.includes(x)));
    return !laterRead && isReadInPlace(c, t);
  });
}

/** Every read of `t` is at the address the result goes to, outside the reduction. */
function isReadInPlace(c: Compute, t: Tensor): boolean {
  const target = addressOf(c.output.layout, c.output.shape, c.at);
  let inPlace = true;
  walkExpr(c.value, (x) => {
    if (x.kind === "read" && x.tensor === t && !equalDims(addressOf(t.layout, t.shape, x.at), target)) inPlace = false;
  });
  if (c.reduction !== undefined)
    walkExpr(c.reduction.body, (x) => {
      if (x.kind === "read" && x.tensor === t) inPlace = false;
    });
  return inPlace;
}
