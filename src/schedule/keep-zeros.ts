/**
 * Zeros that stand are not written again: a value with a halo takes the memory of an earlier one that lies alike and is needed no longer, as long as the peak of
 * live bytes allows that memory to be kept for the time between.
 */
import { keyOf } from "../core/dim.ts";
import { hasHalo, layoutKey } from "../core/layout.ts";
import { isLeaf, readsOf, writesOf } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Placed } from "./place-tensors.ts";

/** Memory with a halo, and the first and last item of the outermost list that touch it. */
interface Use {
  readonly root: Tensor;
  readonly first: number;
  last: number;
}

/** The same places, where values of one shape and layout take turns in one memory; `peakOf` gives the most bytes that live at once. */
export function keepZeros(placed: Placed, peakOf: (p: Placed) => number): Placed {
  let best = placed;
  let peak: number | undefined;
  for (const uses of alikeUses(placed)) {
    const instead = turns(uses);
    if (instead.size === 0) continue;
    const { placeOf } = best;
    const changed: Placed = {
      ...best,
      placeOf(t) {
        const place = placeOf(t);
        return { ...place, root: instead.get(place.root) ?? place.root };
      },
    };
    peak ??= peakOf(placed);
    if (peakOf(changed) <= peak) best = changed;
  }
  return best;
}

/** All memory with a halo in order of first use, that of one type, shape and layout together; nothing that parts of other layouts stand in. */
function alikeUses({ work, placeOf }: Placed): readonly (readonly Use[])[] {
  const uses = new Map<Tensor, Use>();
  const mixed = new Set<Tensor>();
  for (const [at, w] of work.entries())
    for (const t of [...readsOf(w), ...writesOf(w)]) {
      const { root } = placeOf(t);
      if (!hasHalo(root.layout)) continue;
      // What stands in a branch or a loop may not run, its zeros among it.
      if (!isLeaf(w) || keyOfTensor(t) !== keyOfTensor(root)) mixed.add(root);
      const use = uses.get(root);
      if (use === undefined) uses.set(root, { root, first: at, last: at });
      else use.last = at;
    }
  const alike = new Map<string, Use[]>();
  for (const use of uses.values()) {
    if (mixed.has(use.root)) continue;
    const key = keyOfTensor(use.root);
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [use]);
    else list.push(use);
  }
  return [...alike.values()];
}

const keyOfTensor = ({ dtype, shape, layout }: Tensor): string => `${dtype} ${shape.map(keyOf).join(",")} ${layoutKey(layout)}`;

/** For each memory that is not needed, the one whose turn is over by then. */
function turns(uses: readonly Use[]): ReadonlyMap<Tensor, Tensor> {
  const instead = new Map<Tensor, Tensor>();
  const open: { readonly root: Tensor; last: number }[] = [];
  for (const { root, first, last } of uses) {
    const free = open.find((o) => o.last < first);
    if (free === undefined) open.push({ root, last });
    else {
      instead.set(root, free.root);
      free.last = last;
    }
  }
  return instead;
}
