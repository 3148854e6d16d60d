import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, bounds, type Dim, dimOf, equalDims, floorDiv, max, min, mod, mul, type Sym, sub, sym } from "../../src/core/dim.ts";
import { dimText, evaluateDim, substitute, symbolsOf } from "../../src/core/dim-fold.ts";
import { dependsOn, linearIn } from "../../src/core/dim-terms.ts";

const symbols: readonly Sym[] = [sym("n", 1, 8), sym("c", 0, 63), sym("x", -5, 12), sym("y", 0, 6), sym("one", 1, 1)];
// AOT_SEED and AOT_RUNS widen the search; a fixed seed keeps ordinary runs alike.
const search = (runs: number) => ({ seed: Number(process.env.AOT_SEED ?? 1), numRuns: runs * Number(process.env.AOT_RUNS ?? 1) });

type Values = readonly number[];
const valueIn = (values: Values) => (s: Sym) => values[symbols.indexOf(s)] ?? Number.NaN;
const anyValues: fc.Arbitrary<Values> = fc.tuple(...symbols.map((s) => fc.integer({ min: s.lo, max: s.hi })));

/** A Dim, and what it must be for given symbol values, computed without Dims. */
interface Pair {
  readonly dim: Dim;
  readonly at: (values: Values) => number;
}

const floorMod = (a: number, b: number): number => a - Math.floor(a / b) * b;
const divisor = fc.constantFrom(1, 2, 3, 4, 7, 8, 16, 64);
const { pair } = fc.letrec<{ pair: Pair }>((tie) => {
  const two = fc.tuple(tie("pair"), tie("pair"));
  const combine = (f: (a: Dim, b: Dim) => Dim, g: (a: number, b: number) => number) =>
    two.map(([a, b]): Pair => ({ dim: f(a.dim, b.dim), at: (v) => g(a.at(v), b.at(v)) }));
  return {
    pair: fc.oneof(
      { maxDepth: 5, depthSize: "medium" },
      fc.integer({ min: -20, max: 70 }).map((n): Pair => ({ dim: n, at: () => n })),
      fc.integer({ min: 0, max: symbols.length - 1 }).map((i): Pair => ({ dim: dimOf(symbols[i] as Sym), at: (v) => v[i] ?? 0 })),
      combine(add, (a, b) => a + b),
      combine(sub, (a, b) => a - b),
      combine(min, Math.min),
      combine(max, Math.max),
      fc.tuple(tie("pair"), fc.constantFrom(-8, -1, 2, 3, 8, 64)).map(([a, k]): Pair => ({ dim: mul(a.dim, k), at: (v) => a.at(v) * k })),
      fc.tuple(tie("pair"), tie("pair")).map(([a, b]): Pair => ({ dim: mul(a.dim, b.dim), at: (v) => a.at(v) * b.at(v) })),
      fc.tuple(tie("pair"), divisor).map(([a, k]): Pair => ({ dim: floorDiv(a.dim, k), at: (v) => Math.floor(a.at(v) / k) })),
      fc.tuple(tie("pair"), divisor).map(([a, k]): Pair => ({ dim: mod(a.dim, k), at: (v) => floorMod(a.at(v), k) })),
    ),
  };
});

const small = (p: Pair): boolean => {
  const [lo, hi] = bounds(p.dim);
  return Math.abs(lo) < 2 ** 40 && Math.abs(hi) < 2 ** 40;
};

describe("random dims", () => {
  test("have the value their construction says", () => {
    fc.assert(
      fc.property(pair.filter(small), anyValues, (p, values) => {
        expect(evaluateDim(p.dim, valueIn(values))).toBe(p.at(values) + 0);
      }),
      search(3000),
    );
  });

  test("stay within their bounds", () => {
    fc.assert(
      fc.property(pair.filter(small), anyValues, (p, values) => {
        const [lo, hi] = bounds(p.dim);
        const value = p.at(values);
        expect(value).toBeGreaterThanOrEqual(lo);
        expect(value).toBeLessThanOrEqual(hi);
      }),
      search(3000),
    );
  });

  test("keep their value when some symbols are replaced by others", () => {
    fc.assert(
      fc.property(pair.filter(small), anyValues, fc.integer({ min: 0, max: symbols.length - 1 }), (p, values, i) => {
        // x -> 2 y - 3, say: the replaced symbol's value follows from the others.
        const replaced = symbols[i] as Sym;
        const other = symbols[(i + 1) % symbols.length] as Sym;
        const by = add(mul(dimOf(other), 2), -3);
        const next = values.map((v, k) => (k === i ? 2 * (values[(i + 1) % symbols.length] ?? 0) - 3 : v));
        fc.pre((next[i] ?? 0) >= replaced.lo && (next[i] ?? 0) <= replaced.hi);
        const dim = substitute(p.dim, (s) => (s === replaced ? by : undefined));
        expect(evaluateDim(dim, valueIn(values))).toBe(p.at(next) + 0);
        expect(dependsOn(dim, replaced)).toBe(false);
      }),
      search(1000),
    );
  });

  test("are equal after rebuilding, and mention the symbols they depend on", () => {
    fc.assert(
      fc.property(pair, (p) => {
        expect(
          equalDims(
            substitute(p.dim, () => undefined),
            p.dim,
          ),
        ).toBe(true);
        for (const s of symbols) expect(symbolsOf(p.dim).includes(s)).toBe(dependsOn(p.dim, s));
      }),
      search(1000),
    );
  });

  test("split into a multiple of a symbol and a rest", () => {
    fc.assert(
      fc.property(pair.filter(small), anyValues, (p, values) => {
        const s = symbols[1] as Sym;
        const parts = linearIn(p.dim, s);
        if (parts === undefined) return;
        expect(dependsOn(parts.rest, s) || dependsOn(parts.coef, s)).toBe(false);
        const at = (d: Dim): number => evaluateDim(d, valueIn(values));
        expect(at(parts.coef) * (values[1] ?? 0) + at(parts.rest) + 0).toBe(p.at(values) + 0);
      }),
      search(1000),
    );
  });
});

describe("normal forms", () => {
  const [n, c, x] = symbols.map(dimOf) as [Dim, Dim, Dim];
  test.each<[string, Dim, Dim]>([
    ["sums commute", add(n, c), add(c, n)],
    ["products distribute", mul(n, add(c, 1)), add(mul(n, c), n)],
    ["a difference cancels", sub(add(n, c), c), n],
    ["a quotient and its remainder recombine", add(mul(floorDiv(x, 16), 16), mod(x, 16)), x],
    ["also scaled", add(mul(floorDiv(c, 16), 160), mul(mod(c, 16), 10)), mul(c, 10)],
    ["whole multiples leave a quotient", floorDiv(add(mul(n, 64), c), 64), n],
    ["and a remainder", mod(add(mul(n, 64), c), 64), c],
    ["quotients nest", floorDiv(floorDiv(x, 4), 4), floorDiv(x, 16)],
    ["a bounded minimum is decided", min(c, 63), c],
    ["a minimum of a minimum and what it is of", min(min(c, n), n), min(c, n)],
  ])("%s", (_, a, b) => {
    expect(dimText(a)).toBe(dimText(b));
    expect(equalDims(a, b)).toBe(true);
  });
});
