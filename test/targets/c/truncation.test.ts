/** The integer parts of floats are found in whole vectors, where gcc would call a function with branches for each lane. semantics.test.ts holds the numbers against the table. */
import { expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import { buffer, cast, load } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { kernelsFile } from "../../support/run-c.ts";

test("eight floats become eight integers at once", () => {
  const [x, y] = [buffer("x", "f32", 64, "in"), buffer("y", "i32", 64, "out")];
  const body = [loop("i", 8, (i) => [store(y, dimOf(i), cast("i32", load(x, dimOf(i), 8)))])];
  const text = kernelsFile([kernel({ name: "truncate", doc: [], params: [x, y], body })]);
  expect(text).toContain("aot_truncate_i32x8(aot_load_f32x8(");
  expect(text).not.toContain("r_[l_]");
});
