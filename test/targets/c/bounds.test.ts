/** Scalar C names what is bounded once, however many bounds there are, and what all lanes of a vector share once: text that doubles takes compilers long. */
import { expect, test } from "vitest";
import { type Dim, dimOf } from "../../../src/core/dim.ts";
import { add, buffer, constant, type Expr, load, lt, mul, select, splat, sub } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { kernelsFile } from "../../support/run-c.ts";

const [x, scale, y] = [buffer("x", "f32", 64, "in"), buffer("scale", "f32", 1, "in"), buffer("y", "f32", 64, "out")];

/** x * scale + scale between 1 and -1, then between 2 and -2: few operations enough for the names of long statements not to be given. */
function bounded(at: Dim, lanes: 1 | 8): Expr {
  const whole = (e: Expr): Expr => (lanes === 1 ? e : splat(e, lanes));
  const factor = whole(load(scale, 0));
  return [1, 2].reduce<Expr>(
    (x, bound) => {
      const [most, least] = [whole(constant("f32", bound)), whole(constant("f32", -bound))];
      const below = select(lt(x, most), x, most);
      return select(lt(least, below), below, least);
    },
    add(mul(load(x, at, lanes), factor), factor),
  );
}

const textOf = (lanes: 1 | 8): string =>
  kernelsFile([
    kernel({ name: "bounded", doc: [], params: [x, scale, y], body: [loop("i", 8, (i) => [store(y, dimOf(i), bounded(dimOf(i), lanes))])] }),
  ]);

const count = (text: string, part: string): number => text.split(part).length - 1;

test("an element", () => {
  const text = textOf(1);
  expect(count(text, "x[i]")).toBeLessThanOrEqual(4);
  expect(count(text, "aot_pick_max_f32(")).toBeGreaterThan(1);
});

test("the lanes of a vector, one by one", () => {
  const text = textOf(8);
  expect(count(text, "x[i + lane]")).toBeLessThanOrEqual(4);
  expect(count(text, "const float scale_2 = scale[0];")).toBe(1);
  expect(text).not.toContain("scale_3");
});

test("what is used again and again in a long statement has a name", () => {
  const twice = (e: Expr): Expr => select(lt(e, constant("f32", 0)), sub(constant("f32", 1), e), mul(e, e));
  const value = (at: Dim): Expr => Array.from({ length: 8 }).reduce<Expr>((e) => twice(e), load(x, at));
  const body = [loop("i", 8, (i) => [store(y, dimOf(i), value(dimOf(i)))])];
  const [, text = ""] = kernelsFile([kernel({ name: "again", doc: [], params: [x, y], body })]).split("AOT_KERNEL");
  expect(text.length).toBeLessThan(1500);
});
