/** Equal numbers are equal values: each lane of a vector that stands in all lanes is one of its own. */
import { expect, test } from "vitest";
import { buffer, load, splat, splatLane } from "../../src/loop/expr.ts";
import { Numbering } from "../../src/loop/value-numbering.ts";

test("lanes of a vector, and a number in all lanes", () => {
  const x = buffer("x", "f32", 8, "in");
  const numbering = new Numbering([]);
  const state = new Map();
  const values = [splatLane(load(x, 0, 4), 0), splatLane(load(x, 0, 4), 1), splatLane(load(x, 0, 4), 1), splat(load(x, 0), 4)];
  const [first, second, again, number] = values.map((e) => numbering.of(e, state).id);
  expect(again).toBe(second);
  expect(new Set([first, second, number]).size).toBe(3);
});
