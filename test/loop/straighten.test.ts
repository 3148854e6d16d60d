import { describe, expect, test } from "vitest";
import { type Dim, dimOf } from "../../src/core/dim.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { add, buffer, cast, type Expr, f32, i32, index, load, lt, mul, select, tile, tileGet, variable } from "../../src/loop/expr.ts";
import { declareTile, type Kernel, kernel, letStmt, loop, setTile, store, whileStmt } from "../../src/loop/kernel.ts";
import { kernelText } from "../../src/loop/print.ts";
import { coalesceLoops, commonSubexpressions, expandUnrolled, straighten, strengthReduce } from "../../src/loop/straighten.ts";
import { randomArrays, randomKernel } from "../support/random-kernels.ts";
import { walkKernel } from "../support/tree-walk.ts";

const passes: Readonly<Record<string, (k: Kernel) => Kernel>> = {
  expandUnrolled,
  coalesceLoops: (k) => coalesceLoops(expandUnrolled(k)),
  commonSubexpressions: (k) => commonSubexpressions(expandUnrolled(k)),
  strengthReduce: (k) => strengthReduce(expandUnrolled(k)),
  straighten,
};

const bits = (a: Float32Array): readonly number[] => [...new Int32Array(a.buffer.slice(0))];

describe.each([1, 4])("random kernels with %i lanes keep every bit", (lanes) => {
  test.each(Object.keys(passes))("under %s", (name) => {
    for (let seed = 0; seed < 40; seed++) {
      const kernel = randomKernel(seed, lanes);
      const expected = randomArrays(seed);
      const got = randomArrays(seed);
      walkKernel(kernel, expected);
      evaluateKernel((passes[name] ?? straighten)(kernel), got);
      expect(bits(got[2]), `seed ${seed}`).toEqual(bits(expected[2]));
    }
  });
});

test("conditions of loops name what is left of equal values", () => {
  const [x, y] = [buffer("x", "i32", 2, "in"), buffer("y", "i32", 2, "out")];
  const [first, second] = [variable("first", "i32"), variable("second", "i32")];
  const count = tile("count", "i32", 1, []);
  const source = kernel({
    name: "counts",
    doc: [],
    params: [x, y],
    body: [
      loop("i", 2, (s) => [
        letStmt(first, load(x, dimOf(s))),
        letStmt(second, load(x, dimOf(s))),
        declareTile(count, i32(0)),
        whileStmt(lt(tileGet(count, []), second), [setTile(count, [], add(tileGet(count, []), first))]),
        store(y, dimOf(s), add(tileGet(count, []), cast("i32", index(dimOf(s))))),
      ]),
    ],
  });
  const result = new Int32Array(2);
  evaluateKernel(straighten(source), [Int32Array.of(3, 4), result]);
  expect([...result]).toEqual([3, 5]);
});

test("what a condition computes is not computed again behind it", () => {
  const [x, y] = [buffer("x", "f32", 2, "in"), buffer("y", "f32", 2, "out")];
  const cut = (e: Expr): Expr => select(lt(e, f32(1)), e, f32(1));
  const chain = (s: Dim): Expr => [2, 3, 4].reduce((e, by) => cut(mul(e, f32(by))), load(x, s));
  const source = kernel({ name: "cuts", doc: [], params: [x, y], body: [loop("i", 2, (s) => [store(y, dimOf(s), chain(dimOf(s)))])] });
  const straight = commonSubexpressions(source);
  expect([source, straight].map((k) => kernelText(k).split("x[i]").length - 1)).toEqual([8, 1]);
  const result = new Float32Array(2);
  evaluateKernel(straight, [Float32Array.of(0.01, 5), result]);
  expect([...result]).toEqual([Math.fround(Math.fround(Math.fround(Math.fround(0.01) * 2) * 3) * 4), 1]);
});
