import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, bounds, dimOf, equalDims, mul, sym } from "../../src/core/dim.ts";
import { evaluateDim } from "../../src/core/dim-fold.ts";
import {
  addressOf,
  blockAlong,
  channelBlocked,
  isPlain,
  type Layout,
  layoutKey,
  physicalAxes,
  plainLayout,
  storageElements,
} from "../../src/core/layout.ts";

const letters = "nchw";

/** A layout of a shape of up to four axes, with blocks on some axes and halos on others. */
const anyLayout: fc.Arbitrary<{ readonly layout: Layout; readonly shape: readonly number[] }> = fc
  .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray(
        shape.map((_, i) => i),
        { minLength: shape.length, maxLength: shape.length },
      ),
      parts: fc.array(fc.constantFrom("plain", "block2", "block4", "nested", "halo"), { minLength: shape.length, maxLength: shape.length }),
      before: fc.integer({ min: 0, max: 2 }),
    }),
  )
  .map(({ shape, order, parts, before }) => {
    const blocks = parts.flatMap((part, axis) => {
      if (part === "nested") return [{ axis, size: 2 }];
      return part === "block2" || part === "block4" ? [{ axis, size: Number(part.slice(5)) }] : [];
    });
    // Blocked twice: the inner blocks stand behind those of all other axes.
    parts.forEach((part, axis) => {
      if (part === "nested") blocks.push({ axis, size: 3 });
    });
    const halo = parts.includes("halo") ? parts.map((part) => (part === "halo" ? { before, after: 1 } : { before: 0, after: 0 })) : [];
    return { shape, layout: { order, blocks, halo } };
  });

const points = (shape: readonly number[]): readonly (readonly number[])[] =>
  shape.reduce<number[][]>((all, extent) => all.flatMap((p) => Array.from({ length: extent }, (_, i) => [...p, i])), [[]]);

describe("random layouts", () => {
  test("give each element its own place inside the storage", () => {
    fc.assert(
      fc.property(anyLayout, ({ layout, shape }) => {
        const size = Number(storageElements(layout, shape));
        const addresses = points(shape).map((p) => Number(addressOf(layout, shape, p)));
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const a of addresses) expect(a >= 0 && a < size).toBe(true);
        const full = layout.halo.length === 0 && shape.every((extent, axis) => extent % blockAlong(layout, axis) === 0);
        if (full) expect(size).toBe(addresses.length);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test("say the same of symbolic coordinates", () => {
    fc.assert(
      fc.property(anyLayout, ({ layout, shape }) => {
        const coordinates = shape.map((extent, i) => sym(letters[i] ?? "i", 0, extent - 1));
        const address = addressOf(layout, shape, coordinates.map(dimOf));
        for (const p of points(shape)) {
          expect(evaluateDim(address, (s) => p[coordinates.indexOf(s)] ?? 0)).toBe(Number(addressOf(layout, shape, p)));
        }
        const [lo, hi] = bounds(address);
        expect(lo >= 0 && hi < Number(storageElements(layout, shape))).toBe(true);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test("have contiguous innermost axes and strides that nest", () => {
    fc.assert(
      fc.property(anyLayout, ({ layout, shape }) => {
        const axes = physicalAxes(layout, shape);
        expect(axes.at(-1)?.stride).toBe(1);
        axes.slice(1).forEach((inner, i) => {
          expect(axes[i]?.stride).toBe(Number(inner.stride) * Number(inner.extent));
        });
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});

test("a block loop that covers a blocked axis is linear in its symbols", () => {
  const layout = channelBlocked(4, 16);
  const [block, inner, y] = [sym("block", 0, 3), sym("inner", 0, 15), sym("y", 0, 6)].map(dimOf);
  if (block === undefined || inner === undefined || y === undefined) throw new Error("three symbols");
  const c = add(mul(block, 16), inner);
  const address = addressOf(layout, [1, 64, 7, 7], [0, c, y, 2]);
  const want = addressOf(plainLayout(4), [4, 7, 7, 16], [block, y, 2, inner]);
  expect(equalDims(address, want)).toBe(true);
});

test("keys name order, blocks and halos", () => {
  expect(layoutKey(plainLayout(4))).toBe("ABCD");
  expect(layoutKey(channelBlocked(4, 16))).toBe("ABCD16b");
  const around = [0, 0, 1, 1].map((n) => ({ before: n, after: n }));
  expect(layoutKey({ ...channelBlocked(4, 16), halo: around, fill: 114 })).toBe("ABCD16b+0,0,1:1,1:1=114");
  expect(isPlain(plainLayout(3))).toBe(true);
  expect(isPlain(channelBlocked(3, 4))).toBe(false);
  expect(layoutKey(channelBlocked(4, 8))).not.toBe(layoutKey(channelBlocked(4, 16)));
});
