/**
 * Places buffers with known lifetimes in one arena: several greedy placements, then a bounded, deterministic search that stops as soon as
 * the lower bound is reached. Which bytes live when is the caller's; that the plan is right is checked by check-arena.
 */

import { arenaAlignment } from "./program.ts";

export interface ArenaItem {
  readonly bytes: number;
  /** First and last step at which it is live, both included. */
  readonly first: number;
  readonly last: number;
  /** Bytes its offset is a multiple of; 64 unless said otherwise. */
  readonly align?: number;
}

export interface ArenaPlan {
  /** Bytes from the start of the arena, one an item. */
  readonly offsets: readonly number[];
  /** Size of the arena. */
  readonly bytes: number;
  /** The largest sum of live (aligned) bytes at a step: no plan is smaller. */
  readonly lowerBound: number;
}

/** Conflicts looked at by the search before it gives up: a fraction of a second. */
const searchBudget = 6_000_000;

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

interface Problem {
  readonly sizes: readonly number[];
  readonly aligns: readonly number[];
  /** For each item the items that are live at the same time as it. */
  readonly conflicts: readonly (readonly number[])[];
}

interface Placement {
  readonly offsets: readonly number[];
  readonly bytes: number;
}

type Fit = "lowest" | "tightest";

/** A plan within a few percent of `lowerBound` (mostly equal to it), the same for the same items. */
export function planArena(items: readonly ArenaItem[]): ArenaPlan {
  const sizes = items.map((item) => roundUp(item.bytes, arenaAlignment));
  const lowerBound = largestLiveSum(items, sizes);
  const problem: Problem = { sizes, aligns: items.map((item) => item.align ?? arenaAlignment), conflicts: conflictsOf(items, sizes) };
  let best = { order: [] as readonly number[], fit: "lowest" as Fit, ...emptyPlacement };
  for (const order of startingOrders(items, problem)) {
    for (const fit of ["lowest", "tightest"] as const) {
      const placed = place(problem, order, fit);
      if (placed.bytes < best.bytes) best = { order, fit, ...placed };
    }
    if (best.bytes === lowerBound) break;
  }
  const improved = best.bytes > lowerBound ? search(problem, best, lowerBound) : best;
  return { offsets: improved.offsets, bytes: improved.bytes, lowerBound };
}

const emptyPlacement: Placement = { offsets: [], bytes: Number.POSITIVE_INFINITY };

function largestLiveSum(items: readonly ArenaItem[], sizes: readonly number[]): number {
  const changes = new Map<number, number>();
  const change = (step: number, bytes: number): void => {
    changes.set(step, (changes.get(step) ?? 0) + bytes);
  };
  items.forEach((item, i) => {
    change(item.first, sizes[i] ?? 0);
    change(item.last + 1, -(sizes[i] ?? 0));
  });
  let live = 0;
  let most = 0;
  for (const [, bytes] of [...changes].sort((a, b) => a[0] - b[0])) {
    live += bytes;
    most = Math.max(most, live);
  }
  return most;
}

/** Empty items conflict with nothing. */
function conflictsOf(items: readonly ArenaItem[], sizes: readonly number[]): readonly (readonly number[])[] {
  const conflicts: number[][] = items.map(() => []);
  const byStart = [...items.keys()].filter((i) => (sizes[i] ?? 0) > 0).sort((a, b) => firstOf(items, a) - firstOf(items, b) || a - b);
  for (const [at, i] of byStart.entries()) {
    for (let k = at + 1; k < byStart.length; k++) {
      const j = byStart[k] as number;
      if (firstOf(items, j) > (items[i] as ArenaItem).last) break;
      conflicts[i]?.push(j);
      conflicts[j]?.push(i);
    }
  }
  return conflicts;
}

const firstOf = (items: readonly ArenaItem[], i: number): number => (items[i] as ArenaItem).first;

/** Orders in which placing one by one tends to do well; no single one is best on all networks. */
function startingOrders(items: readonly ArenaItem[], { sizes, conflicts }: Problem): readonly (readonly number[])[] {
  const all = [...items.keys()];
  const size = (i: number): number => sizes[i] ?? 0;
  const span = (i: number): number => (items[i] as ArenaItem).last - (items[i] as ArenaItem).first + 1;
  const pressure = all.map((i) => size(i) + (conflicts[i] ?? []).reduce((sum, j) => sum + size(j), 0));
  const by = (...scores: readonly ((i: number) => number)[]): readonly number[] =>
    [...all].sort((a, b) => {
      for (const score of scores) if (score(a) !== score(b)) return score(b) - score(a);
      return a - b;
    });
  return [
    by(size, span),
    by((i) => size(i) * span(i), size),
    by((i) => pressure[i] ?? 0, size),
    by(span, size),
    by((i) => -firstOf(items, i), size),
    by((i) => (items[i] as ArenaItem).last, size),
    bySkyline(sizes, conflicts, span),
  ];
}

/** Always the item that can lie lowest on what is there, the longest-lived of those first. */
function bySkyline(sizes: readonly number[], conflicts: Problem["conflicts"], span: (i: number) => number): readonly number[] {
  const floor = sizes.map(() => 0);
  const waiting = new Set(sizes.keys());
  const order: number[] = [];
  while (waiting.size > 0) {
    let pick = -1;
    for (const i of waiting) {
      const lower = pick < 0 ? -1 : (floor[i] ?? 0) - (floor[pick] ?? 0);
      if (lower < 0 || (lower === 0 && (span(i) > span(pick) || (span(i) === span(pick) && (sizes[i] ?? 0) > (sizes[pick] ?? 0))))) pick = i;
    }
    waiting.delete(pick);
    order.push(pick);
    const top = (floor[pick] ?? 0) + (sizes[pick] ?? 0);
    for (const j of conflicts[pick] ?? []) if ((floor[j] ?? 0) < top) floor[j] = top;
  }
  return order;
}

/** Places items in `order`, each in a gap between those already placed that live at the same time. */
function place({ sizes, aligns, conflicts }: Problem, order: readonly number[], fit: Fit): Placement {
  const offsets = new Array<number>(sizes.length).fill(-1);
  let bytes = 0;
  for (const i of order) {
    const size = sizes[i] ?? 0;
    const align = aligns[i] ?? arenaAlignment;
    const neighbours: number[] = [];
    for (const j of conflicts[i] ?? []) if ((offsets[j] ?? -1) >= 0) neighbours.push(j);
    neighbours.sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
    let end = 0;
    let chosen = -1;
    let slack = Number.POSITIVE_INFINITY;
    for (const j of neighbours) {
      const from = roundUp(end, align);
      const left = (offsets[j] ?? 0) - from - size;
      if (left >= 0 && left < slack) {
        chosen = from;
        slack = left;
        if (fit === "lowest") break;
      }
      end = Math.max(end, (offsets[j] ?? 0) + (sizes[j] ?? 0));
    }
    const at = chosen < 0 ? roundUp(end, align) : chosen;
    offsets[i] = at;
    bytes = Math.max(bytes, at + size);
  }
  return { offsets, bytes };
}

/** Random numbers in [0, n), the same in every build. */
function randomSource(): (n: number) => number {
  let state = 0x2545f491;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/**
 * Moves items that stick out at the top (or ones that push them up) earlier in the order and places again; now and then starts a new
 * from the best order with some items exchanged.
 */
function search(problem: Problem, start: Placement & { readonly order: readonly number[]; readonly fit: Fit }, lowerBound: number): Placement {
  const random = randomSource();
  const cost = problem.conflicts.reduce((n, list) => n + list.length + 4, 0);
  let best: Placement & { order: readonly number[] } = start;
  let current = best;
  let idle = 0;
  for (let work = 0; work < searchBudget && best.bytes > lowerBound; work += cost) {
    const order = [...current.order];
    if (idle > 60) {
      idle = 0;
      order.splice(0, order.length, ...best.order);
      for (let k = 0; k < 3; k++) exchange(order, random(order.length), random(order.length));
    } else raise(problem, current, order, random);
    const placed = { order, ...place(problem, order, random(4) === 0 ? "tightest" : start.fit) };
    if (placed.bytes <= current.bytes || idle === 0) current = placed;
    idle += 1;
    if (placed.bytes < best.bytes) {
      best = placed;
      idle = 1;
    }
  }
  return best;
}

function exchange(order: number[], a: number, b: number): void {
  const x = order[a] as number;
  order[a] = order[b] as number;
  order[b] = x;
}

/** Moves a topmost item, or one of its conflicts, to an earlier place in `order`. */
function raise({ sizes, conflicts }: Problem, { offsets, bytes }: Placement, order: number[], random: (n: number) => number): void {
  const top = order.filter((i) => (offsets[i] ?? 0) + (sizes[i] ?? 0) === bytes);
  const topmost = top[random(top.length)] as number;
  const beside = conflicts[topmost] ?? [];
  const moved = random(3) === 0 && beside.length > 0 ? (beside[random(beside.length)] as number) : topmost;
  const from = order.indexOf(moved);
  const to = random(Math.max(1, from));
  order.splice(from, 1);
  order.splice(to, 0, moved);
}
