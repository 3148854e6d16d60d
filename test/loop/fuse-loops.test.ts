/** Loops become one where each round touches its own elements, and only there; what is fused computes the same. */
import { expect, test } from "vitest";
import { add, dimOf, mul, type Sym } from "../../src/core/dim.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { type Buffer, buffer, constant, type Expr, load, add as plus, tile, tileGet } from "../../src/loop/expr.ts";
import { fuseLoops } from "../../src/loop/fuse-loops.ts";
import { declareTile, type Kernel, kernel, loop, type Stmt, setTile, store } from "../../src/loop/kernel.ts";

const x = buffer("x", "f32", 16, "in");
const y = buffer("y", "f32", 16, "inout");

const over = (body: (i: Sym) => Stmt, to = 8): Stmt => loop("lane", to, (i) => [body(i)]);
const kernelOf = (...body: readonly Stmt[]): Kernel => kernel({ name: "k", doc: [], params: [x, y], body });
const at = (b: Buffer, i: Sym, offset = 0): Expr => load(b, add(dimOf(i), offset));

/** y after a run; the kernel as it was must give the same. */
function run(k: Kernel): readonly number[] {
  const result = (one: Kernel): Float32Array => {
    const out = Float32Array.from({ length: 16 }, (_, i) => 100 + i);
    evaluateKernel(one, [Float32Array.from({ length: 16 }, (_, i) => i * i), out]);
    return out;
  };
  expect(result(fuseLoops(k))).toEqual(result(k));
  return [...result(k)];
}

test("what a loop leaves for the next alone is a name in the fused loop", () => {
  const held = tile("held", "f32", 1, [8]);
  const k = kernelOf(
    declareTile(held, constant("f32", 0)),
    over((i) => setTile(held, [dimOf(i)], plus(at(x, i), at(x, i, 8)))),
    over((i) => store(y, dimOf(i), tileGet(held, [dimOf(i)]))),
    over((i) => store(y, add(dimOf(i), 0), plus(at(y, i), at(y, i)))),
  );
  const { body } = fuseLoops(k);
  expect(body).toHaveLength(1);
  expect((body[0] as Stmt & { kind: "for" }).body.map((s) => s.kind)).toEqual(["let", "store", "store"]);
  expect(run(k)[3]).toBe(2 * (9 + 121));
});

test("an array that is read elsewhere stays", () => {
  const held = tile("held", "f32", 1, [8]);
  const k = kernelOf(
    declareTile(held, constant("f32", 0)),
    over((i) => setTile(held, [dimOf(i)], at(x, i))),
    over((i) => store(y, dimOf(i), tileGet(held, [dimOf(i)]))),
    store(y, 9, tileGet(held, [7])),
  );
  expect(fuseLoops(k).body.map((s) => s.kind)).toEqual(["tile", "for", "store"]);
  expect(run(k)[9]).toBe(49);
});

test("an array stays where a round sets another's element", () => {
  const held = tile("held", "f32", 1, [8]);
  const round = (i: Sym): readonly Stmt[] => [setTile(held, [0], at(x, i)), store(y, dimOf(i), tileGet(held, [dimOf(i)]))];
  const k = kernelOf(declareTile(held, constant("f32", 0)), loop("lane", 8, round));
  expect(fuseLoops(k).body.map((s) => s.kind)).toEqual(["tile", "for"]);
  expect(run(k)[3]).toBe(0);
});

test.each<[string, readonly Stmt[]]>([
  ["a round reads what another wrote", [over((i) => store(y, dimOf(i), at(x, i))), over((i) => store(y, add(dimOf(i), 8), at(y, i)))]],
  ["a round overwrites what another reads", [over((i) => store(y, dimOf(i), at(y, i, 1))), over((i) => store(y, dimOf(i), at(x, i)))]],
  ["all rounds write one element", [over(() => store(y, 0, constant("f32", 1))), over((i) => store(y, mul(dimOf(i), 0), at(x, i)))]],
  ["the starts differ", [over((i) => store(y, dimOf(i), at(x, i))), loop("lane", 8, (i) => [store(y, dimOf(i), at(x, i, 1))], { from: 4 })]],
  ["the ranges differ", [over((i) => store(y, dimOf(i), at(x, i))), over((i) => store(y, dimOf(i), at(x, i)), 4)]],
])("loops stay apart where %s", (_, body) => {
  const k = kernelOf(...body);
  expect(fuseLoops(k).body).toHaveLength(2);
  run(k);
});
