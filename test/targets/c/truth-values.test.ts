/**
 * And, and or, of elements evaluate both operands, so that compilers make vectors of them. A coordinate that decides what is read keeps its place before it.
 */
import { expect, test } from "vitest";
import { type Dim, dimOf } from "../../../src/core/dim.ts";
import { and, buffer, constant, type Expr, index, load, lt, or } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { kernelsFile } from "../../support/run-c.ts";

const [x, z, y] = [buffer("x", "f32", 8, "in"), buffer("z", "f32", 8, "in"), buffer("y", "bool", 8, "out")];

const textOf = (value: (at: Dim) => Expr): string =>
  kernelsFile([kernel({ name: "both", doc: [], params: [x, z, y], body: [loop("i", 8, (i) => [store(y, dimOf(i), value(dimOf(i)))])] })]);

const isBelow = (from: typeof x, at: Dim): Expr => lt(load(from, at), constant("f32", 1));
const isEarly = (at: Dim): Expr => lt(index(at), index(5));

test.each([
  ["and of elements", (at: Dim) => and(isBelow(x, at), isBelow(z, at)), "(x[i] < 1.0f) & (z[i] < 1.0f)"],
  ["or of elements", (at: Dim) => or(isBelow(x, at), isBelow(z, at)), "(x[i] < 1.0f) | (z[i] < 1.0f)"],
  ["a coordinate before an element", (at: Dim) => and(isEarly(at), isBelow(x, at)), "i < 5 && x[i] < 1.0f"],
  ["a coordinate before two elements", (at: Dim) => and(isEarly(at), and(isBelow(x, at), isBelow(z, at))), "i < 5 && (x[i] < 1.0f) & (z[i] < 1.0f)"],
])("%s", (_, value, text) => expect(textOf(value)).toContain(text));
