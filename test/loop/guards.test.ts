/** Which guards of a reduction's terms become shorter loops, which are taken over by zeros around an operand, and which stay; and which combinations have an order. */
import { expect, test } from "vitest";
import { add, mul } from "../../src/core/dim.ts";
import { plainLayout } from "../../src/core/layout.ts";
import { axis, type Combine, type Compute, compute, coordinate, neutralElement } from "../../src/loop/compute.ts";
import { constant, type Expr, read, select, tensor, variable, within } from "../../src/loop/expr.ts";
import { dependsOnOrder } from "../../src/loop/schedules/combine.ts";
import { reachedTerms, splitGuard } from "../../src/loop/schedules/guards.ts";

/** A window of 3 over 10 elements with zeros around them; places outside count as `otherwise`. */
function windowOf(combine: Combine, otherwise: Expr = neutralElement(combine, "f32"), dtype: "f32" | "i32" = "f32"): Compute {
  const x = tensor("x", dtype, [10], { ...plainLayout(1), halo: [{ before: 1, after: 1 }] });
  const [o, k] = [axis("o", 10), axis("k", 3)];
  const place = add(coordinate(o), coordinate(k), -1);
  const body = select(within(place, 0, 10) as Expr, read(x, [place]), otherwise);
  const result = variable("acc", dtype);
  return compute({
    name: "window",
    output: tensor("y", dtype, [10], plainLayout(1)),
    axes: [o],
    reduction: { axes: [k], combine, body, result },
    value: result,
  });
}

test.each([
  ["zeros around take over the guard of a sum", windowOf("sum"), "read", 0],
  ["zeros are nothing to a maximum: its loop is shorter", windowOf("max"), "read", 1],
  ["terms outside that count stay", windowOf("sum", constant("f32", 1)), "select", 0],
])("%s", (_, c, kind, clipped) => {
  const { body, clips } = splitGuard(c, []);
  expect([body.kind, clips.size]).toEqual([kind, clipped]);
});

test.each([
  ["sum", "f32", true],
  ["product", "f32", true],
  ["max", "f32", false],
  ["product", "i32", false],
] as const)("a %s of %s depends on the order of its terms: %s", (combine, dtype, depends) => {
  const { reduction } = windowOf(combine, neutralElement(combine, dtype), dtype);
  expect(reduction !== undefined && dependsOnOrder(reduction)).toBe(depends);
});

test.each([
  ["fewer terms behind", 1, -6, 1],
  ["more terms behind, which a tile would not reach", -1, 3, 0],
] as const)("taps far apart along results with %s", (_, direction, first, clipped) => {
  const x = tensor("x", "f32", [10], { ...plainLayout(1), halo: [{ before: 6, after: 6 }] });
  const [o, k] = [axis("o", 10), axis("k", 3)];
  const place = add(mul(direction, coordinate(o)), mul(6, coordinate(k)), first);
  const body = select(within(place, 0, 10) as Expr, read(x, [place]), constant("f32", 0));
  const result = variable("acc", "f32");
  const reduction = { axes: [k], combine: "sum", body, result } as const;
  const c = compute({ name: "far", output: tensor("y", "f32", [10], plainLayout(1)), axes: [o], reduction, value: result });
  expect(reachedTerms(c).size).toBe(clipped);
});
