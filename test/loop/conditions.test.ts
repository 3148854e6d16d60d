import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, type Dim, dimOf, floorDiv, max, min, mod, mul, type Sym, sym } from "../../src/core/dim.ts";
import {
  and,
  binary,
  bool,
  buffer,
  type Expr,
  f32,
  guarded,
  index,
  le,
  load,
  lt,
  not,
  or,
  ramp,
  select,
  splat,
  variable,
  within,
} from "../../src/loop/expr.ts";
import { kernel, type Stmt, store } from "../../src/loop/kernel.ts";
import { rewriteExpr } from "../../src/loop/rewrite-expr.ts";
import { walkKernel } from "../support/tree-walk.ts";

// AOT_SEED and AOT_RUNS widen the search; a fixed seed keeps ordinary runs alike.
const search = (runs: number) => ({ seed: Number(process.env.AOT_SEED ?? 1), numRuns: runs * Number(process.env.AOT_RUNS ?? 1) });

const [i, j] = [sym("i", -2, 3), sym("j", 1, 4)];
const lanes = 4;
const out = buffer("y", "f32", 6 * 4 * lanes, "out");
const settled = (e: Expr): Expr => rewriteExpr(e, {});

/** What `e`, a vector, is for all values of both symbols. */
function valuesOf(e: Expr): readonly number[] {
  const over = (s: Sym, body: readonly Stmt[]): Stmt => ({ kind: "for", sym: s, from: s.lo, to: s.hi + 1, unroll: false, parallel: false, body });
  const at = add(mul(add(dimOf(i), 2), 4 * lanes), mul(add(dimOf(j), -1), lanes));
  const y = new Float32Array(6 * 4 * lanes);
  walkKernel(kernel({ name: "k", doc: [], params: [out], body: [over(i, [over(j, [store(out, at, e)])])] }), [y]);
  return [...y];
}

const choice = (condition: Expr): Expr => select(condition, f32(1), f32(0));
const number = fc.integer({ min: -6, max: 8 });
const { condition } = fc.letrec<{ dim: Dim; condition: Expr }>((tie) => ({
  dim: fc.oneof(
    { maxDepth: 3 },
    number,
    fc.constantFrom<Dim>(dimOf(i), dimOf(j)),
    fc.tuple(tie("dim"), tie("dim"), fc.constantFrom(add, min, max)).map(([a, b, f]) => f(a, b)),
    fc.tuple(tie("dim"), fc.constantFrom(-2, -1, 3)).map(([a, k]) => mul(a, k)),
    fc.tuple(tie("dim"), fc.constantFrom(floorDiv, mod), fc.constantFrom(2, 3)).map(([a, f, by]) => f(a, by)),
  ),
  condition: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(fc.constantFrom("lt", "le", "eq", "ne"), tie("dim"), tie("dim"), fc.boolean())
      .map(([op, a, b, isRamp]) => binary(op, isRamp ? ramp(index(a), lanes) : splat(index(a), lanes), index(b))),
    tie("condition").map(not),
    fc.tuple(tie("condition"), tie("condition"), fc.constantFrom(and, or)).map(([a, b, f]) => f(a, b)),
  ),
}));

describe("random conditions on two coordinates", () => {
  test("choose what they chose, for all values", () => {
    let decided = 0;
    fc.assert(
      fc.property(condition, (c) => {
        const simpler = settled(choice(c));
        if (simpler.kind === "const") decided++;
        expect(valuesOf(simpler)).toEqual(valuesOf(choice(c)));
      }),
      search(500),
    );
    expect(decided).toBeGreaterThan(100);
  });

  test("are decided where one coordinate is compared with a number and the answer is always the same", () => {
    fc.assert(
      fc.property(fc.constantFrom("lt", "le"), fc.constantFrom(-3, -1, 1, 2), number, number, fc.boolean(), (op, by, from, to, isLeft) => {
        const d = index(add(mul(dimOf(i), by), from));
        const c = isLeft ? binary(op, d, index(to)) : binary(op, index(to), d);
        const values = new Set(valuesOf(splat(choice(c), lanes)));
        expect(settled(choice(c)).kind).toBe(values.size === 1 ? "const" : "select");
      }),
      search(300),
    );
  });
});

describe("a choice by coordinates", () => {
  const x = buffer("x", "f32", 8, "in");
  const n = sym("n", 1, 8);
  const chosen = (c: Expr): Expr => select(c, load(x, dimOf(i)), f32(0));

  test("reads nothing where its guard never holds, and asks nothing where it always does", () => {
    expect(settled(chosen(le(index(4), index(dimOf(i)))))).toEqual(f32(0));
    expect(settled(chosen(lt(index(dimOf(i)), index(4)))).kind).toBe("load");
    expect(settled(chosen(not(lt(index(4), index(dimOf(i)))))).kind).toBe("load");
  });

  test("asks what is left of its guard", () => {
    const left = lt(index(dimOf(i)), index(3));
    expect(settled(chosen(and(le(index(-2), index(dimOf(i))), left)))).toEqual(chosen(left));
    expect(settled(chosen(and(left, le(index(-2), index(dimOf(i))))))).toEqual(chosen(left));
  });

  test("is decided by the difference of coordinates, also of free extents", () => {
    expect(settled(choice(lt(index(dimOf(n)), index(add(dimOf(n), 1)))))).toEqual(f32(1));
    expect(settled(choice(lt(index(dimOf(n)), index(8)))).kind).toBe("select");
    expect(settled(choice(le(index(dimOf(n)), index(8))))).toEqual(f32(1));
  });

  test("stays where something else than coordinates decides", () => {
    const v = variable("v", "f32");
    expect(settled(choice(lt(v, v))).kind).toBe("select");
    expect(settled(choice(and(lt(v, f32(0)), bool(false))))).toEqual(f32(0));
  });
});

test("a range leaves out the side that is proved, symbols or not", () => {
  const d = dimOf(sym("d", 0, 9));
  expect(within(d, 0, 10)).toBeUndefined();
  expect(within(d, 1, 10)).toEqual(le(index(1), index(d)));
  expect(within(d, 0, 9)).toEqual(lt(index(d), index(9)));
  expect(within(add(d, 3), d, add(d, 4))).toBeUndefined();
  expect(guarded(within(d, 0, 10), f32(1), f32(0))).toEqual(f32(1));
});
