import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArenaItem, planArena } from "../../src/schedule/plan-arena.ts";
import { arenaAlignment } from "../../src/schedule/program.ts";
import { cpuMilliseconds } from "../support/cpu-time.ts";

const aligned = (n: number): number => Math.ceil(n / arenaAlignment) * arenaAlignment;

function overlaps(items: readonly ArenaItem[], offsets: readonly number[]): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  items.forEach((a, i) => {
    items.slice(i + 1).forEach((b, k) => {
      const j = i + 1 + k;
      if (a.bytes === 0 || b.bytes === 0 || a.last < b.first || b.last < a.first) return;
      const [p, q] = [offsets[i] ?? -1, offsets[j] ?? -1];
      if (p < q + b.bytes && q < p + a.bytes) found.push([i, j]);
    });
  });
  return found;
}

function bruteLowerBound(items: readonly ArenaItem[]): number {
  let most = 0;
  for (const { first } of items) {
    const live = items.filter((i) => i.first <= first && first <= i.last).reduce((n, i) => n + aligned(i.bytes), 0);
    most = Math.max(most, live);
  }
  return most;
}

const item = fc
  .record({ bytes: fc.integer({ min: 0, max: 5000 }), first: fc.nat(40), span: fc.nat(12) })
  .map(({ bytes, first, span }): ArenaItem => ({ bytes, first, last: first + span }));

function seeded(seed: number): (n: number) => number {
  let s = seed;
  return (n) => {
    s = (Math.imul(s, 1103515245) + 12345) >>> 0;
    return Math.floor((s / 2 ** 32) * n);
  };
}

/** A chain of layers, each output read by the next one. */
const chain = (sizes: readonly number[]): readonly ArenaItem[] => sizes.map((bytes, i) => ({ bytes, first: i, last: i + 1 }));

function resnet(): readonly ArenaItem[] {
  const items: ArenaItem[] = [];
  let step = 0;
  for (const [blocks, bytes] of [
    [3, 802816 * 4],
    [4, 401408 * 4],
    [6, 200704 * 4],
    [3, 100352 * 4],
  ] as const) {
    for (let b = 0; b < blocks; b++) {
      items.push({ bytes, first: step, last: step + 4 });
      items.push({ bytes: bytes / 4, first: step + 1, last: step + 2 });
      items.push({ bytes: bytes / 4, first: step + 2, last: step + 3 });
      items.push({ bytes, first: step + 3, last: step + 4 });
      step += 4;
    }
  }
  return items;
}

function unet(depth: number): readonly ArenaItem[] {
  const items: ArenaItem[] = [];
  const steps = depth * 6 + 2;
  for (let d = 0; d < depth; d++) {
    const bytes = (64 * 128 * 128 * 4) >> d;
    items.push({ bytes, first: 3 * d, last: 3 * d + 1 });
    items.push({ bytes, first: 3 * d + 1, last: steps - 3 * d - 2 });
    items.push({ bytes: bytes / 4, first: 3 * d + 2, last: 3 * d + 3 });
    items.push({ bytes, first: steps - 3 * d - 3, last: steps - 3 * d - 2 });
    items.push({ bytes, first: steps - 3 * d - 2, last: steps - 3 * d - 1 });
    items.push({ bytes, first: steps - 3 * d - 1, last: steps - 3 * d });
  }
  return items;
}

/** Modules of four branches whose results are joined. */
function inception(modules: number): readonly ArenaItem[] {
  const items: ArenaItem[] = [];
  let step = 0;
  for (let m = 0; m < modules; m++) {
    const whole = [1024, 1920, 2048, 1928, 3328][m % 5] as number;
    const parts = [0.25, 0.5, 0.125, 0.125].map((f) => Math.round(whole * 784 * f));
    items.push({ bytes: whole * 784, first: step, last: step + 8 });
    items.push({ bytes: parts[0] as number, first: step + 1, last: step + 9 });
    items.push({ bytes: (parts[1] as number) * 0.6, first: step + 2, last: step + 3 });
    items.push({ bytes: parts[1] as number, first: step + 3, last: step + 9 });
    items.push({ bytes: (parts[2] as number) * 0.7, first: step + 4, last: step + 5 });
    items.push({ bytes: parts[2] as number, first: step + 5, last: step + 9 });
    items.push({ bytes: whole * 784, first: step + 7, last: step + 8 });
    items.push({ bytes: parts[3] as number, first: step + 8, last: step + 9 });
    step += 9;
  }
  return items;
}

function random(count: number, steps: number, seed: number): readonly ArenaItem[] {
  const next = seeded(seed);
  return Array.from({ length: count }, () => {
    const first = next(steps);
    return { bytes: 64 + next(1 << (6 + next(12))), first, last: Math.min(steps, first + (next(5) === 0 ? next(40) : next(5))) };
  });
}

describe("planArena", () => {
  test("items that live at the same time never overlap; the plan is never below the lower bound", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), (items) => {
        const plan = planArena(items);
        expect(overlaps(items, plan.offsets)).toEqual([]);
        expect(plan.lowerBound).toBe(bruteLowerBound(items));
        expect(plan.bytes).toBeGreaterThanOrEqual(plan.lowerBound);
        items.forEach((it, i) => {
          expect((plan.offsets[i] as number) % arenaAlignment).toBe(0);
          expect((plan.offsets[i] as number) + it.bytes).toBeLessThanOrEqual(plan.bytes);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("an item's own alignment is obeyed", () => {
    const items: readonly ArenaItem[] = [
      { bytes: 64, first: 0, last: 3 },
      { bytes: 100, first: 1, last: 2, align: 4096 },
    ];
    const plan = planArena(items);
    expect((plan.offsets[1] as number) % 4096).toBe(0);
    expect(overlaps(items, plan.offsets)).toEqual([]);
  });

  test("no items, no bytes", () => expect(planArena([])).toEqual({ offsets: [], bytes: 0, lowerBound: 0 }));

  test("the same items give the same plan", () => {
    const items = random(120, 100, 7);
    expect(planArena(items)).toEqual(planArena(items));
  });

  test.each([
    ["a chain", chain([3072, 16384, 16384, 8192, 8192, 4096, 40])],
    ["ResNet-50's residual blocks", resnet()],
    ["a U-Net's long skips", unet(5)],
    ["Inception modules", inception(9)],
    ["random, 60 items", random(60, 60, 1)],
    ["random, 150 items", random(150, 150, 2)],
    ["random, 300 items", random(300, 200, 3)],
    ["random, 300 items over 90 steps", random(300, 90, 4)],
    ["random, 500 items", random(500, 400, 5)],
  ])("%s: within a fiftieth of the lower bound, in well under a second", (_, items) => {
    let plan = planArena([]);
    expect(
      cpuMilliseconds(() => {
        plan = planArena(items);
      }),
    ).toBeLessThan(1500);
    expect(overlaps(items, plan.offsets)).toEqual([]);
    expect(plan.bytes / plan.lowerBound).toBeLessThanOrEqual(1.02);
  });
});
