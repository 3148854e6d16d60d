/** Scalar C names what is bounded once, however many bounds there are, and what all lanes of a vector share once: text that doubles takes compilers long. */
import { expect, test } from "vitest";
import { type Dim, dimOf } from "../../../src/core/dim.ts";
import { add, buffer, constant, type Expr, load, lt, mul, select, splat, sub } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { kernelsFile } from "../../support/run-c.ts";

const [x, scale, y] = [buffer("x", "f32", 64, "in"), buffer("scale", "f32", 1, "in"), buffer("y", "f32", 64, "out")];

/** x * scale + scale from -1 to 1. */
function bounded(at: Dim, lanes: 1 | 8): Expr {
  const whole = (e: Expr): Expr => (lanes === 1 ? e : splat(e, lanes));
  const [one, least, factor] = [whole(constant("f32", 1)), whole(constant("f32", -1)), whole(load(scale, 0))];
  const scaled = add(mul(load(x, at, lanes), factor), factor);
  const below = select(lt(scaled, one), scaled, one);
  return select(lt(least, below), below, least);
}

const textOf = (lanes: 1 | 8): string =>
  kernelsFile([
    kernel({ name: "bounded", doc: [], params: [x, scale, y], body: [loop("i", 8, (i) => [store(y, dimOf(i), bounded(dimOf(i), lanes))])] }),
  ]);

test("an element", () => {
  expect(textOf(1)).toContain("y[i] = aot_pick_max_f32(aot_pick_min_f32(x[i] * scale[0] + scale[0], 1.0f), -1.0f);");
});

test("the lanes of a vector, one by one", () => {
  expect(textOf(8)).toContain("y[i + lane] = aot_pick_max_f32(aot_pick_min_f32(x[i + lane] * scale_2 + scale_2, 1.0f), -1.0f);");
});

test("what is used again and again in a long statement has a name", () => {
  const twice = (e: Expr): Expr => select(lt(e, constant("f32", 0)), sub(constant("f32", 1), e), mul(e, e));
  const value = (at: Dim): Expr => Array.from({ length: 8 }).reduce<Expr>((e) => twice(e), load(x, at));
  const body = [loop("i", 8, (i) => [store(y, dimOf(i), value(dimOf(i)))])];
  const [, text = ""] = kernelsFile([kernel({ name: "again", doc: [], params: [x, y], body })]).split("AOT_KERNEL");
  expect(text.length).toBeLessThan(1500);
});
