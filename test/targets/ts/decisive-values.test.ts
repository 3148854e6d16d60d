/** What a last bit of an f32 decides is decided as everywhere else, though TypeScript computes in doubles; what is continuous is not rounded. */
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import * as e from "../../../src/loop/expr.ts";
import { type Kernel, kernel, letStmt, loop, store } from "../../../src/loop/kernel.ts";
import { kernelsText } from "../../../src/targets/javascript/ts-kernels.ts";

const count = 4000;
const given = Float32Array.from({ length: count }, (_, i) => ((i * 0.6180339887) % 1) * 8 - 4);
const tenth = e.f32(0.1);
/** What 0.1 x + 1 is in f32: at a tie with each of its halves where these are not rounded. */
const sums = given.map((x) => Math.fround(Math.fround(x * Math.fround(0.1)) + 1));

function storing(value: (x: e.Expr, z: e.Expr) => e.Expr): Kernel {
  const [x, z] = [e.buffer("x", "f32", count, "in"), e.buffer("z", "f32", count, "in")];
  const y = e.buffer("y", "f32", count, "out");
  const body = [loop("i", count, (i) => [store(y, dimOf(i), value(e.load(x, dimOf(i)), e.load(z, dimOf(i))))])];
  return kernel({ name: "decided", doc: [], params: [x, z, y], body });
}

function printedAndEvaluated(k: Kernel): readonly [Float32Array, Float32Array] {
  const [printed, evaluated] = [new Float32Array(count), new Float32Array(count)];
  new Function(`${transformSync(kernelsText([k], false), { loader: "ts" }).code}; return decided;`)()(given, sums, printed);
  evaluateKernel(k, [given, sums, evaluated]);
  return [printed, evaluated];
}

const line = (x: e.Expr): e.Expr => e.add(e.mul(x, tenth), e.f32(1));

test.each<[string, (x: e.Expr, z: e.Expr) => e.Expr]>([
  ["less", (x, z) => e.cast("f32", e.lt(line(x), z))],
  ["at most", (x, z) => e.cast("f32", e.le(line(x), z))],
  ["equal", (x, z) => e.cast("f32", e.eq(line(x), z))],
  ["a condition", (x, z) => e.select(e.lt(line(x), z), x, e.f32(7))],
  ["one of two", (x, z) => e.select(e.lt(z, line(x)), e.f32(1), e.f32(2))],
  ["down to an integer", (x, z) => e.floor(e.mul(e.sub(line(x), z), e.f32(2 ** 25)))],
  ["to an integer", (x, z) => e.cast("f32", e.cast("i32", e.mul(e.sub(line(x), z), e.f32(2 ** 25))))],
  ["a remainder", (x, z) => e.rem(line(x), z)],
  ["through a choice", (x, z) => e.cast("f32", e.eq(e.select(e.lt(x, e.f32(0)), line(x), z), z))],
  ["a threshold", (x) => e.select(e.lt(e.f32(0.9), line(x)), line(x), e.f32(0))],
])("%s", (_name, value) => {
  const [printed, evaluated] = printedAndEvaluated(storing(value));
  expect([...printed].map(Math.fround)).toEqual([...evaluated]);
});

test("through a name", () => {
  const [x, z] = [e.buffer("x", "f32", count, "in"), e.buffer("z", "f32", count, "in")];
  const y = e.buffer("y", "f32", count, "out");
  const scaled = e.variable("scaled", "f32");
  const body = [
    loop("i", count, (i) => [
      letStmt(scaled, e.mul(e.load(x, dimOf(i)), tenth)),
      store(y, dimOf(i), e.cast("f32", e.eq(e.add(scaled, e.f32(1)), e.load(z, dimOf(i))))),
    ]),
  ];
  const [printed, evaluated] = printedAndEvaluated(kernel({ name: "decided", doc: [], params: [x, z, y], body }));
  expect([...printed]).toEqual([...evaluated]);
});

test.each<[string, (x: e.Expr, z: e.Expr) => e.Expr]>([
  ["a bound", (x) => e.select(e.lt(line(x), e.f32(0)), e.f32(0), line(x))],
  ["two bounds", (x) => e.select(e.lt(e.f32(1.2), line(x)), e.f32(1.2), e.select(e.lt(line(x), e.f32(0)), e.f32(0), line(x)))],
  ["a slope", (x) => e.select(e.lt(line(x), e.f32(0)), e.mul(line(x), tenth), line(x))],
  ["a slope that is read", (x, z) => e.select(e.lt(line(x), e.f32(0)), e.mul(line(x), z), line(x))],
  ["the larger", (x, z) => e.select(e.lt(line(x), z), z, line(x))],
])("%s is not rounded", (_name, value) => {
  expect(kernelsText([storing(value)], false)).not.toContain("fround(");
});

test("names that are made of one another twice are followed once", () => {
  const [x, y] = [e.buffer("x", "f32", 1, "in"), e.buffer("y", "f32", 1, "out")];
  const names = Array.from({ length: 60 }, (_, i) => e.variable(`v${i}`, "f32"));
  const lets = names.map((name, i) => {
    const before = names[i - 1] ?? e.load(x, 0);
    return letStmt(name, e.max(before, before));
  });
  const last = names.at(-1) as e.Expr;
  const value = e.select(e.lt(e.f32(0), e.load(x, 0)), last, e.neg(last));
  const k = kernel({ name: "doubled", doc: [], params: [x, y], body: [...lets, store(y, 0, e.select(e.lt(e.f32(1), last), value, e.f32(0)))] });
  expect(kernelsText([k], false)).toContain("function doubled(");
});
