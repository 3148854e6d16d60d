/** Equal numbers are equal values: each lane of a vector that stands in all lanes is one of its own. */
import { expect, test } from "vitest";
import { commonSubexpressions } from "../../src/loop/common-subexpressions.ts";
import { add, buffer, call, constant, type FunctionDef, load, lt, select, splat, splatLane, variable } from "../../src/loop/expr.ts";
import { kernel, letStmt, store } from "../../src/loop/kernel.ts";
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

test("a rare call stays behind its conditions, however often it is made", () => {
  const x = buffer("x", "f32", 4, "in");
  const y = buffer("y", "f32", 4, "out");
  const rare: FunctionDef = { name: "rare", doc: "", params: [variable("a", "f32")], result: "f32", lets: [], value: constant("f32", 1), rare: true };
  const v = variable("v", "f32", 4);
  const rarely = (limit: number) => select(lt(constant("f32", limit), v), call(rare, [v]), v);
  const body = [letStmt(v, load(x, 0, 4)), store(y, 0, add(rarely(1), rarely(2)))];
  const after = commonSubexpressions(kernel({ name: "k", doc: [], params: [x, y], body }));
  expect(after.body.map((s) => s.kind)).toEqual(["let", "store"]);
});
