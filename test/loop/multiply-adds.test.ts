/** Multiply-adds of work: formulas of Computes, loops of kernels that are written directly, and both through inspect and build. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { Diagnostics } from "../../src/core/diagnostics.ts";
import { dimOf, sub, sym } from "../../src/core/dim.ts";
import { readModel } from "../../src/frontends/index.ts";
import { inspect } from "../../src/inspect.ts";
import { buffer, constant, dot4, i32, index, load, lt, add as plus, tile, tileGet, mul as times } from "../../src/loop/expr.ts";
import { declareTile, ifStmt, kernel, loop, type Routine, type Stmt, setTile, whileStmt } from "../../src/loop/kernel.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { multiplyAdds } from "../../src/loop/multiply-adds.ts";
import { gemmKernel } from "../support/gemm-kernel.ts";

const routine = (body: readonly Stmt[]): Routine => ({
  kind: "routine",
  kernel: kernel({ name: "k", doc: [], params: [x], body }),
  operands: [],
  origin: [],
});
const x = buffer("x", "f32", 64, "in");
const acc = tile("acc", "f32", 1, []);
const once = setTile(acc, [], plus(tileGet(acc, []), times(load(x, 0), load(x, 1))));

test("a kernel written directly has those in its loops, in every lane", () => {
  expect(multiplyAdds({ kind: "routine", kernel: gemmKernel(8, 16, 24), operands: [], origin: [] })).toBe(8 * 16 * 24);
  const words = tile("words", "i32", 4, []);
  const bytes = loop("i", 5, () => [setTile(words, [], plus(tileGet(words, []), dot4(tileGet(words, []), i32Lanes(2))))]);
  expect(multiplyAdds(routine([declareTile(words, i32Lanes(0)), bytes]))).toBe(5 * 4 * 4);
});

const i32Lanes = (n: number) => constant("i32", n, 4);

test("of two branches the longer, of a search one round, of loops that get shorter the longest", () => {
  const branch = ifStmt(lt(index(0), index(1)), [once], [once, once, once]);
  expect(multiplyAdds(routine([loop("i", 7, () => [branch])]))).toBe(21);
  expect(multiplyAdds(routine([whileStmt(lt(i32(0), i32(1)), [once])]))).toBe(1);
  expect(multiplyAdds(routine([loop("i", 6, (i) => [loop("j", sub(6, dimOf(i)), () => [once])])]))).toBe(36);
});

test("free extents stay a formula", () => {
  const n = sym("n", 1, 1000);
  expect(multiplyAdds(routine([loop("i", dimOf(n), () => [once, once])]), new Set([n]))).toEqual(
    multiplyAdds(routine([loop("i", dimOf(n), () => [loop("j", 2, () => [once])])]), new Set([n])),
  );
  expect(multiplyAdds(routine([loop("i", dimOf(n), () => [once])]))).toBe(1000);
});

// Two bidirectional layers of 16 units over 6 steps of 8 and 32 elements; each step's new cell is f c + i g, one more a unit.
const recurrent = 2 * 6 * (4 * 16 * (8 + 16) + 4 * 16 * (32 + 16) + 2 * 16);

test("inspect and build say the same of two LSTM layers", async () => {
  const path = "generated-samples/recurrent/recurrent.onnx";
  expect((await inspect(path)).inspection?.multiplyAdds).toBe(recurrent);
  const model = await readModel(path, { dims: {}, diagnostics: new Diagnostics() });
  for (const name of ["generic", "x86-64-v4"]) {
    const options = { machine: machineNamed(name), level: 2, deterministic: false, precise: false, name: "m", source: "m", verify: false } as const;
    expect(compile(model, options).variants[0]?.notes.multiplyAdds, name).toBe(recurrent);
  }
});
