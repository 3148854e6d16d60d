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
    if (storage.place === "arena") found.set(storage, [...(found.get(storage) ?? []), { at, loops }]);
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
  const spans = list.map(({ at, loops }) => loops.find((loop) => !list.every((other) => other.loops.includes(loop))) ?? { first: at, last: at });
  return { first: Math.min(...spans.map((s) => s.first)), last: Math.max(...spans.map((s) => s.last)) };
}
