/**
 * Placing work in an order: the one given, or one that lowers the peak of live bytes, whichever leaves less once memory is shared. Before that neighbours at
 * the peak become kernels around line buffers, after it halos are shared where the peak allows it.
 */
import { bounds } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { storageElements } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { leavesOf, readsOf, withRegions, writesOf } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";
import { keepZeros } from "./keep-zeros.ts";
import { type LineBufferOptions, type Live, withLineBuffers } from "./line-buffers.ts";
import type { LoweredGraph } from "./lower-graph.ts";
import { liveBytes, orderWork } from "./order.ts";
import { type Placed, placeTensors } from "./place-tensors.ts";

export function placeInBestOrder(lowered: LoweredGraph, work: readonly Work[], options: LineBufferOptions): Placed {
  const fixed = new Set([...lowered.constants.keys(), ...lowered.inputs, ...lowered.outputs, ...lowered.shapes.values()]);
  const bytes = (t: Tensor): number => (fixed.has(t) ? 0 : bounds(storageElements(t.layout, t.shape))[1] * bytesOf(t.dtype));
  const ordered = (list: readonly Work[]): readonly Work[] => {
    const items = list.map((w) => ({ reads: readsOf(w), writes: writesOf(w) }));
    return orderWork(items, { bytes }).map((i) => withRegions(list[i] as Work, ordered));
  };
  const liveIn = (placed: Placed): readonly Live[] => {
    const roots = (list: readonly Tensor[]): readonly Tensor[] => list.map((t) => placed.placeOf(t).root);
    const live = liveBytes(
      placed.work.map((w) => ({ reads: roots(readsOf(w)), writes: roots(writesOf(w)) })),
      { bytes },
    );
    return placed.work.map((item, i) => ({ item, bytes: live[i] as number }));
  };
  const peak = (placed: Placed): number => liveIn(placed).reduce((most, l) => Math.max(most, l.bytes), 0);
  const joined = withLineBuffers(work, fixed, (list) => liveIn(placeTensors(lowered, list)), options);
  const given = placeTensors(lowered, joined);
  const order = ordered(joined);
  const reordered = sameLeaves(order, joined) ? given : placeTensors(lowered, order);
  return keepZeros(reordered !== given && peak(reordered) < peak(given) ? reordered : given, peak);
}

function sameLeaves(a: readonly Work[], b: readonly Work[]): boolean {
  const [first, second] = [leavesOf(a), leavesOf(b)];
  return first.every((w, i) => w === second[i]);
}
