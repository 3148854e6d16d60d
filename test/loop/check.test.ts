import { describe, expect, test } from "vitest";
import { add as addDim, dimOf, mul as mulDim, type Sym, sym } from "../../src/core/dim.ts";
import { plainLayout } from "../../src/core/layout.ts";
import { checkCompute, checkKernel } from "../../src/loop/check.ts";
import { axis, compute, coordinate } from "../../src/loop/compute.ts";
import {
  add,
  bool,
  buffer,
  cast,
  constant,
  f32,
  guarded,
  i32,
  index,
  load,
  read,
  tensor,
  tile,
  tileGet,
  variable,
  within,
} from "../../src/loop/expr.ts";
import { declareTile, ifStmt, type Kernel, kernel, letStmt, loop, type Stmt, setTile, store, waitStmt } from "../../src/loop/kernel.ts";
import { runtimeExtent } from "../../src/loop/runtime-extent.ts";

const x = buffer("x", "f32", 16, "in");
const y = buffer("y", "f32", 16, "out");
const acc = tile("acc", "f32", 1, [2]);
const name = variable("v", "f32");
const unknown = sym("unknown", 0, 3);
const withBody = (...body: readonly Stmt[]): Kernel => kernel({ name: "k", doc: [], params: [x, y], body });

describe("checkKernel", () => {
  test("accepts a kernel that follows the rules", () => {
    const good = withBody(
      loop("i", 4, (i) => [
        declareTile(acc, f32(0)),
        loop("j", 2, (j) => [setTile(acc, [dimOf(j)], load(x, addDim(mulDim(dimOf(i), 4), dimOf(j))))], { unroll: true }),
        letStmt(name, tileGet(acc, [1])),
        store(y, dimOf(i), add(name, tileGet(acc, [0]))),
      ]),
    );
    expect(() => checkKernel(good)).not.toThrow();
  });

  describe("of threads", () => {
    const range = { begin: sym("begin", 0, 4), end: sym("end", 0, 4) };
    const waiting = (...body: readonly Stmt[]): Kernel => kernel({ ...withBody(...body), range });

    test("accepts waits that all of them come to", () =>
      expect(() =>
        checkKernel(
          waiting(
            waitStmt,
            loop("i", 2, () => [waitStmt]),
          ),
        ),
      ).not.toThrow());

    test.each<[string, Kernel]>([
      ["without a range", withBody(waitStmt)],
      ["behind a condition", waiting(ifStmt(bool(true), [waitStmt]))],
      ["in a loop whose rounds are shared", waiting(loop("i", dimOf(range.end), () => [waitStmt], { from: dimOf(range.begin) }))],
    ])("refuses a wait %s", (_, k) => expect(() => checkKernel(k)).toThrow(/threads wait where not all of them come/));
  });

  test("accepts any access where nothing runs", () => {
    const outside = (i: Sym): readonly Stmt[] => [store(y, addDim(dimOf(i), 16), f32(0))];
    expect(() => checkKernel(withBody(loop("i", 1, outside, { from: 1 })))).not.toThrow();
    expect(() => checkKernel(withBody(loop("i", 2, outside, { from: 1 })))).toThrow(/y has 16 elements/);
  });

  test.each<[string, readonly Stmt[], RegExp]>([
    ["an unknown symbol", [store(y, dimOf(unknown), f32(0))], /symbol unknown is used where it is not declared/],
    ["a name before its let", [store(y, 0, name), letStmt(name, f32(1))], /name v is used where/],
    ["a name outside its block", [loop("i", 2, () => [letStmt(name, f32(1))]), store(y, 0, name)], /name v is used where/],
    ["a tile declared twice", [declareTile(acc, f32(0)), declareTile(acc, f32(0))], /tile acc is declared twice/],
    [
      "a tile read outside its shape",
      [declareTile(acc, f32(0)), store(y, 0, tileGet(acc, [2]))],
      /dimension 0 of tile acc has 2 elements and is accessed at 2/,
    ],
    ["a store to an input", [store(x, 0, f32(0))], /x is stored to but is an input/],
    ["a store outside its buffer", [store(y, 16, f32(0))], /y has 16 elements and is accessed at 16/],
    ["a vector load over the end", [store(y, 0, load(x, 10, 8))], /x has 16 elements and is accessed at 10..17/],
    ["a value of another type", [store(y, 0, i32(1))], /i32 is stored to y, which holds f32/],
    ["an unrolled loop without constant ends", [loop("i", 4, (i) => [loop("j", dimOf(i), () => [], { unroll: true })])], /loop j is unrolled/],
    ["nested parallel loops", [loop("i", 4, () => [loop("j", 4, () => [], { parallel: true })], { parallel: true })], /parallel loop j/],
  ])("refuses %s", (_, body, message) => {
    expect(() => checkKernel(withBody(...body))).toThrow(message);
  });
});

describe("checkCompute", () => {
  const source = tensor("source", "f32", [4, 8], plainLayout(2));
  const output = tensor("output", "f32", [4], plainLayout(1));
  const [row, column] = [axis("row", 4), axis("column", 8)];
  const result = variable("sum", "f32");
  const body = read(source, [coordinate(row), coordinate(column)]);
  const sum = { axes: [column], combine: "sum", body, result } as const;

  test("accepts a row sum", () => {
    expect(() => checkCompute(compute({ name: "sum", output, axes: [row], reduction: sum, value: result }))).not.toThrow();
  });

  test("accepts an extent that an earlier kernel found", () => {
    const value = cast("f32", index(runtimeExtent("found", 0, 4)));
    expect(() => checkCompute(compute({ name: "count", output, axes: [row], value }))).not.toThrow();
  });

  test("refuses a reduction axis outside the reduction", () => {
    expect(() => checkCompute(compute({ name: "sum", output, axes: [row], reduction: sum, value: body }))).toThrow(/symbol column is used where/);
  });

  test("refuses a read that is always outside", () => {
    const value = read(source, [coordinate(row), addDim(coordinate(row), 8)]);
    expect(() => checkCompute(compute({ name: "shift", output, axes: [row], value }))).toThrow(
      /axis 1 of source has 8 elements and is accessed at 8..11/,
    );
  });

  test("accepts a read that is always outside behind a condition that never holds", () => {
    const [r, c] = [coordinate(row), addDim(coordinate(row), 8)];
    const value = guarded(within(c, 0, 8), read(source, [r, c]), constant("f32", 0));
    expect(() => checkCompute(compute({ name: "shift", output, axes: [row], value }))).not.toThrow();
  });
});
