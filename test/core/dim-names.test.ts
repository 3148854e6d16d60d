/** Names of dims that are formulas of others. */
import { expect, test } from "vitest";
import { namedValue } from "../../src/core/dim-names.ts";

const values: Readonly<Record<string, number>> = { past: 3, seq: 4, s0: 7, "p2o.Dim.0": 2 };
const extentOf = (name: string): number | undefined => values[name];

test.each([
  ["past + seq", 7],
  ["past_sequence - 1", undefined],
  ["seq*2 - 1", 7],
  ["2*s0 + 1", 15],
  ["(s0//2) + 1", 4],
  ["s0 - (past - 1)*2", 3],
  ["p2o.Dim.0*3", 6],
  ["past-3", 0],
])("%s", (name, value) => {
  expect(namedValue(name, extentOf)).toBe(value);
});

test.each(["past", "7", "", "batch-size", "past +", "+ past", "past seq", "past / seq", "(past", "past)", "past // 0", "s0?1"])(
  "no formula of known names: %s",
  (name) => {
    expect(namedValue(name, extentOf)).toBeUndefined();
  },
);

test("a name of brackets alone is no formula, however deep they are", () => {
  expect(namedValue(`${"(".repeat(200)}past${")".repeat(200)}`, extentOf)).toBe(3);
  expect(namedValue(`${"(".repeat(100_000)}past${")".repeat(100_000)}`, extentOf)).toBeUndefined();
});
