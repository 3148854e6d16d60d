/** Live ranges: from which step to which, in tree order, each storage in the arena holds something. */

import { touches } from "./accesses.ts";
import type { Region, Storage } from "./program.ts";

/** Both steps included. */
export interface LiveRange {
  readonly first: number;
  readonly last: number;
}

interface Loop {
  readonly first: number;
  last: number;
}

interface Touch {
  readonly at: number;
  /** Loops whose rounds it happens in, outermost first. */
  readonly loops: readonly Loop[];
}

/** What a loop shares with the steps around it lives through all rounds; the branches of an If may share bytes. In order of first use. */
export function liveRanges(region: Region): ReadonlyMap<Storage, LiveRange> {
  const found = new Map<Storage, Touch[]>();
  let next = 0;
  const touch = (storage: Storage, at: number, loops: readonly Loop[]): void => {
    if (storage.place !== "arena") return;
    const list = found.get(storage);
    if (list === undefined) found.set(storage, [{ at, loops }]);
    else list.push({ at, loops });
  };
  const walk = ({ steps }: Region, loops: readonly Loop[]): void => {
    for (const step of steps) {
      const at = next++;
      for (const { storage } of touches(step)) touch(storage, at, loops);
      if (step.kind === "if") for (const arm of [step.then, step.else]) walk(arm, loops);
      if (step.kind !== "loop") continue;
      const loop = { first: at, last: at };
      walk(step.body, [...loops, loop]);
      loop.last = next - 1;
      // Count and condition are looked at before every round.
      for (const { storage } of touches(step)) touch(storage, loop.last, loops);
    }
  };
  walk(region, []);
  return new Map([...found].map(([storage, list]) => [storage, rangeOf(list)]));
}

function rangeOf(list: readonly Touch[]): LiveRange {
  const counts = new Map<Loop, number>();
  for (const { loops } of list) for (const loop of loops) counts.set(loop, (counts.get(loop) ?? 0) + 1);
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const { at, loops } of list) {
    const span = loops.find((loop) => counts.get(loop) !== list.length) ?? { first: at, last: at };
    [first, last] = [Math.min(first, span.first), Math.max(last, span.last)];
  }
  return { first, last };
}
