import { expect, test } from "vitest";
import { add, dimOf } from "../../src/core/dim.ts";
import { buffer, constant, load, mul, add as plus, tile, tileGet, variable } from "../../src/loop/expr.ts";
import { walkStatements } from "../../src/loop/functions.ts";
import { declareTile, type Kernel, kernel, letStmt, loop, type Stmt, setTile, store } from "../../src/loop/kernel.ts";
import { coalesceLoops, commonSubexpressions, expandUnrolled } from "../../src/loop/straighten.ts";

const x = buffer("x", "f32", 64, "in");
const y = buffer("y", "f32", 64, "inout");
const kernelOf = (...body: readonly Stmt[]): Kernel => kernel({ name: "k", doc: [], params: [x, y], body });

function kindsIn(k: Kernel): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  walkStatements(k.body, (s) => {
    counts[s.kind] = (counts[s.kind] ?? 0) + 1;
  });
  return counts;
}

test("a tile of rank two becomes one accumulator for each place, named after it", () => {
  const acc = tile("acc", "f32", 1, [2, 2]);
  const unrolled = expandUnrolled(
    kernelOf(
      declareTile(acc, constant("f32", 0)),
      loop("i", 2, (i) => [loop("j", 2, (j) => [setTile(acc, [dimOf(i), dimOf(j)], load(x, add(dimOf(i), dimOf(j))))], { unroll: true })], {
        unroll: true,
      }),
      store(y, 0, tileGet(acc, [1, 0])),
    ),
  );
  expect(kindsIn(unrolled)).toEqual({ tile: 4, set: 4, store: 1 });
  expect(unrolled.body.flatMap((s) => (s.kind === "tile" ? [s.tile.name] : []))).toEqual(["acc_0_0", "acc_0_1", "acc_1_0", "acc_1_1"]);
});

test("accumulators that are set before anything else begin with that", () => {
  const acc = tile("acc", "f32", 1, [2]);
  const none: Stmt = { kind: "tile", tile: acc, init: constant("f32", 0), overwritten: true };
  const set = loop("i", 2, (i) => [setTile(acc, [dimOf(i)], load(x, dimOf(i)))], { unroll: true });
  const read = [0, 1].map((i) => store(y, i, tileGet(acc, [i])));
  expect(kindsIn(expandUnrolled(kernelOf(none, set, ...read)))).toEqual({ tile: 2, store: 2 });
  const late = loop("j", 3, () => [set]);
  expect(kindsIn(expandUnrolled(kernelOf(none, late, ...read))), "set in a loop").toEqual({ tile: 2, for: 1, set: 2, store: 2 });
  expect(kindsIn(expandUnrolled(kernelOf(none, late, set, ...read))), "set in a loop first").toEqual({ tile: 2, for: 1, set: 4, store: 2 });
});

test("a let in an unrolled loop is one variable for each copy", () => {
  const value = variable("value", "f32");
  const unrolled = expandUnrolled(kernelOf(loop("i", 3, (i) => [letStmt(value, load(x, dimOf(i))), store(y, dimOf(i), value)], { unroll: true })));
  const names = unrolled.body.flatMap((s) => (s.kind === "let" ? [s.name] : []));
  expect(names.map((v) => v.name)).toEqual(["value_0", "value_1", "value_2"]);
  expect(new Set(names).size).toBe(3);
});

test("a load is read once until its buffer is stored to", () => {
  const square = mul(load(y, 3), load(y, 3));
  const once = commonSubexpressions(kernelOf(store(x, 0, square), store(x, 1, plus(square, load(y, 3)))));
  expect(kindsIn(once)).toEqual({ let: 2, store: 2 });
  const twice = commonSubexpressions(kernelOf(store(y, 0, load(y, 3)), store(y, 1, load(y, 3))));
  expect(kindsIn(twice)).toEqual({ store: 2 });
});

test("loops become one where memory is walked as one, and only there", () => {
  const nest = (stride: number): Kernel =>
    kernelOf(
      loop("i", 3, (i) => [
        loop("j", 4, (j) => [store(y, add(dimOf(j), add(...Array.from({ length: stride }, () => dimOf(i)))), constant("f32", 1))]),
      ]),
    );
  expect(kindsIn(coalesceLoops(nest(4)))).toEqual({ for: 1, store: 1 });
  expect(kindsIn(coalesceLoops(nest(5)))).toEqual({ for: 2, store: 1 });
});
