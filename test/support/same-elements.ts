/** Elements compared fast: vitest's toEqual takes longer for 65536 numbers than a program that computes them takes to build. */
import { expect } from "vitest";
import type { ElementArray } from "../../src/core/dtype.ts";

/** Expects the same elements, zeros of the same sign, any NaN for a NaN; names the first that differs. */
export function expectSameElements(found: ElementArray | undefined, expected: ElementArray): void {
  let at = 0;
  while (at < expected.length && Object.is(found?.[at], expected[at])) at++;
  expect({ length: found?.length, at, found: found?.[at] }).toEqual({ length: expected.length, at: expected.length, found: undefined });
}
