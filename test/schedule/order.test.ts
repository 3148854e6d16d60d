import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liveBytes, type OrderItem, type OrderOptions, orderWork } from "../../src/schedule/order.ts";
import { cpuMilliseconds } from "../support/cpu-time.ts";

type Memory = { readonly name: string; readonly size: number };
const memory = (name: string, size: number): Memory => ({ name, size });
const options = { bytes: (m: Memory): number => m.size };

/** The largest sum of live bytes when `items` run in `order`. */
const peakOf = <T>(items: readonly OrderItem<T>[], how: OrderOptions<T>, order: readonly number[]): number =>
  Math.max(
    0,
    ...liveBytes(
      order.map((i) => items[i] as OrderItem<T>),
      how,
    ),
  );

/** The least peak over all valid orders, by trying every one. */
function leastPeak(items: readonly OrderItem<Memory>[]): number {
  let least = Number.POSITIVE_INFINITY;
  const extend = (order: readonly number[]): void => {
    if (order.length === items.length) least = Math.min(least, peakOf(items, options, order));
    for (let i = 0; i < items.length; i++) if (!order.includes(i) && isReady(items, order, i)) extend([...order, i]);
  };
  extend([]);
  return least;
}

const isReady = (items: readonly OrderItem<Memory>[], done: readonly number[], i: number): boolean =>
  items.every((other, j) => j >= i || done.includes(j) || !dependent(other, items[i] as OrderItem<Memory>));

const dependent = (a: OrderItem<Memory>, b: OrderItem<Memory>): boolean =>
  a.writes.some((m) => b.reads.includes(m) || b.writes.includes(m)) || a.reads.some((m) => b.writes.includes(m));

const isValid = (items: readonly OrderItem<Memory>[], order: readonly number[]): boolean =>
  order.length === items.length && new Set(order).size === items.length && order.every((i, at) => isReady(items, order.slice(0, at), i));

const graphOf = (maxLength: number) =>
  fc
    .array(fc.record({ size: fc.integer({ min: 1, max: 100 }), from: fc.array(fc.nat(1000), { maxLength: 3 }), again: fc.nat(9) }), {
      minLength: 1,
      maxLength,
    })
    .map((specs) => {
      const made: Memory[] = [];
      return specs.map(({ size, from, again }, i): OrderItem<Memory> => {
        const reads = i === 0 ? [] : [...new Set(from.map((f) => made[f % i] as Memory))];
        // Now and then a second writer of the same memory: order among the two must stay.
        const target = again === 0 && i > 0 ? (made[from[0] === undefined ? 0 : from[0] % i] as Memory) : memory(`m${i}`, size);
        made.push(target);
        return { reads, writes: [target] };
      });
    });

describe("orderWork", () => {
  test("gives every item once, after what it depends on, and never a higher peak", () => {
    fc.assert(
      fc.property(graphOf(30), (items) => {
        const order = orderWork(items, options);
        expect(isValid(items, order)).toBe(true);
        expect(peakOf(items, options, order)).toBeLessThanOrEqual(peakOf(items, options, [...items.keys()]));
      }),
      { numRuns: 80 },
    );
  });

  test("small graphs get the best order there is", () => {
    fc.assert(
      fc.property(graphOf(7), (items) => {
        expect(peakOf(items, options, orderWork(items, options))).toBe(leastPeak(items));
      }),
      { numRuns: 80 },
    );
  });

  test("finishes one branch before it starts the next", () => {
    const x = memory("x", 10);
    const wide = [0, 1, 2, 3].map((i) => memory(`wide${i}`, 100));
    const narrow = [0, 1, 2, 3].map((i) => memory(`narrow${i}`, 1));
    const items: readonly OrderItem<Memory>[] = [
      { reads: [], writes: [x] },
      ...wide.map((w) => ({ reads: [x], writes: [w] })),
      ...wide.map((w, i) => ({ reads: [w], writes: [narrow[i] as Memory] })),
      { reads: narrow, writes: [memory("out", 4)] },
    ];
    expect(peakOf(items, options, [...items.keys()])).toBe(410);
    expect(peakOf(items, options, orderWork(items, options))).toBe(113);
  });

  test("memory that is kept counts to the end", () => {
    const [big, small, other] = [memory("big", 100), memory("small", 1), memory("other", 60)];
    const items = [
      { reads: [], writes: [big] },
      { reads: [], writes: [small] },
      { reads: [small], writes: [other] },
    ];
    expect(peakOf(items, options, [0, 1, 2])).toBe(100);
    expect(peakOf(items, { ...options, keep: (m) => m === big }, [0, 1, 2])).toBe(161);
  });

  test("many open choices: a beam search that still helps, quickly and the same each time", () => {
    const x = memory("x", 1);
    const items: OrderItem<Memory>[] = [{ reads: [], writes: [x] }];
    const ends: Memory[] = [];
    for (let layer = 0; layer < 5; layer++) {
      for (let branch = 0; branch < 40; branch++) {
        const from = layer === 0 ? x : (items[items.length - 40]?.writes[0] as Memory);
        const target = memory(`m${layer}_${branch}`, 1 + ((branch * 37 + layer * 11) % 50));
        items.push({ reads: [from], writes: [target] });
        if (layer === 4) ends.push(target);
      }
    }
    items.push({ reads: ends, writes: [memory("out", 1)] });
    let order: readonly number[] = [];
    expect(
      cpuMilliseconds(() => {
        order = orderWork(items, options);
      }),
    ).toBeLessThan(3000);
    expect(isValid(items, order)).toBe(true);
    expect(peakOf(items, options, order)).toBeLessThanOrEqual(peakOf(items, options, [...items.keys()]));
    expect(orderWork(items, options)).toEqual(order);
  });

  test("two thousand branches that are ready at once, which one item joins, take little time", () => {
    const branches = Array.from({ length: 2000 }, (_, i) => memory(`m${i}`, 64));
    const items = [...branches.map((m) => ({ reads: [], writes: [m] })), { reads: branches, writes: [memory("out", 64)] }];
    expect(cpuMilliseconds(() => expect(orderWork(items, options).length).toBe(2001))).toBeLessThan(15_000);
  });

  test("ten thousand layers in a row take no time", () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => memory(`m${i}`, 64 + (i % 7)));
    const items = chain.map((m, i) => ({ reads: i === 0 ? [] : [chain[i - 1] as Memory], writes: [m] }));
    expect(cpuMilliseconds(() => expect(orderWork(items, options)).toEqual([...items.keys()]))).toBeLessThan(2000);
  });

  test("what is overwritten waits for all of 70,000 readers", () => {
    const shared = memory("shared", 8);
    const chain = Array.from({ length: 70_000 }, (_, i) => memory(`m${i}`, 0));
    const readers = chain.map((m, i): OrderItem<Memory> => ({ reads: i === 0 ? [shared] : [shared, chain[i - 1] as Memory], writes: [m] }));
    const order = orderWork([{ reads: [], writes: [shared] }, ...readers, { reads: [], writes: [shared] }], options);
    expect(order.length).toBe(70_002);
    expect(order.every((item, at) => item === at)).toBe(true);
  });
});
