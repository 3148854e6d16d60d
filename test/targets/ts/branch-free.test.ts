/** What TypeScript kernels choose without branches, and that it is what the evaluator chooses, to the bit. */
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { add, type Dim, dimOf } from "../../../src/core/dim.ts";
import type { DType } from "../../../src/core/dtype.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import * as e from "../../../src/loop/expr.ts";
import { declareTile, type Kernel, kernel, loop, setTile, store } from "../../../src/loop/kernel.ts";
import { exp } from "../../../src/loop/math/index.ts";
import { kernelsText } from "../../../src/targets/javascript/ts-kernels.ts";

const values = [0, -0, 1, -1, 6.5, -0.25, 3e38, -1e-40, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const pairs = values.flatMap((a) => values.map((b): readonly [number, number] => [a, b]));
const count = pairs.length;

type Value = (x: e.Expr, z: e.Expr, i: Dim) => e.Expr;

function storing(dtype: DType, value: Value): Kernel {
  const [x, z] = [e.buffer("x", "f32", count, "in"), e.buffer("z", "f32", count, "in")];
  const y = e.buffer("y", dtype, count, "out");
  const body = [loop("i", count, (i) => [store(y, dimOf(i), value(e.load(x, dimOf(i)), e.load(z, dimOf(i)), dimOf(i)))])];
  return kernel({ name: "chosen", doc: [], params: [x, z, y], body });
}

/** The text, after what it computes was compared with the evaluator. */
function agreeing(dtype: DType, value: Value, array: () => Float32Array | Uint8Array | BigInt64Array): string {
  const k = storing(dtype, value);
  const given = [Float32Array.from(pairs, ([a]) => a), Float32Array.from(pairs, ([, b]) => b)];
  const text = kernelsText([k], false);
  const [printed, evaluated] = [array(), array()];
  new Function(`${transformSync(text, { loader: "ts" }).code}; return chosen;`)()(...given, printed);
  evaluateKernel(k, [...given, evaluated]);
  expect([...printed]).toEqual([...evaluated]);
  return text.slice(text.indexOf("function chosen"));
}

const floats = (): Float32Array => new Float32Array(count);
const bytes = (): Uint8Array => new Uint8Array(count);

describe("floats", () => {
  test.each<[string, Value]>([
    ["a bound", (x) => e.select(e.lt(x, e.f32(0)), e.f32(0), x)],
    ["two bounds", (x) => e.select(e.lt(e.f32(6), x), e.f32(6), e.select(e.lt(x, e.f32(0)), e.f32(0), x))],
    ["a slope", (x, z) => e.select(e.lt(x, e.f32(0)), e.mul(x, z), x)],
    ["two conditions", (x, z) => e.select(e.and(e.lt(x, z), e.not(e.lt(x, e.f32(0)))), x, z)],
  ])("%s is no branch", (_name, value) => {
    expect(agreeing("f32", value, floats)).toMatch(/either\(choices/);
  });

  test.each<[string, Value]>([
    ["coordinates decide", (x, z, i) => e.select(e.lt(e.index(i), e.index(7)), x, z)],
    ["a side takes longer than a wrong guess", (x) => e.select(e.lt(x, e.f32(0)), exp(x), x)],
  ])("where %s, it stays one", (_name, value) => {
    const text = kernelsText([storing("f32", value)], false);
    expect(text).not.toContain("either(");
    expect(text).toContain("?");
  });

  test.each<[string, Value]>([
    ["greater", (x, z) => e.max(x, z)],
    ["lesser", (x, z) => e.min(x, z)],
  ])("the %s of two is no branch, NaN when either is; of zeros it may be either", (name, value) => {
    expect(agreeing("f32", (x, z) => e.add(value(x, z, 0), e.f32(0)), floats)).toContain(`${name}(choices, `);
  });

  test.each<[string, DType, Value, () => Float32Array | Uint8Array]>([
    ["rounded", "f32", e.nearest, floats],
    ["a byte", "u8", (x) => e.cast("u8", x), bytes],
  ])("what is %s is asked by no branch but that for large numbers", (_name, dtype, value, array) => {
    agreeing(dtype, value, array);
    expect(kernelsText([storing(dtype, value)], false).match(/ \? /g) ?? []).toHaveLength(dtype === "f32" ? 1 : 0);
  });

  const largest = (terms: number, next: (most: e.Expr, x: e.Expr) => e.Expr): string => {
    const [x, y] = [e.buffer("x", "f32", terms, "in"), e.buffer("y", "f32", 1, "out")];
    const most = e.tile("most", "f32", 1, []);
    const all = loop("i", terms, (i) => [setTile(most, [], next(e.tileGet(most, []), e.load(x, dimOf(i))))]);
    return kernelsText(
      [kernel({ name: "largest", doc: [], params: [x, y], body: [declareTile(most, e.f32(-9)), all, store(y, 0, e.tileGet(most, []))] })],
      false,
    );
  };

  test("the largest so far of a long row is foretold, of a window's not", () => {
    expect(largest(9, e.max)).toContain("most = Math.max(most, x[i]);");
    expect(largest(3, e.max)).toContain("most = greater(choices, most, x[i]);");
  });

  test("the largest so far is chosen by a branch, which is foretold", () => {
    const [x, y] = [e.buffer("x", "f32", 9, "in"), e.buffer("y", "f32", 1, "out")];
    const most = e.tile("most", "f32", 1, []);
    const next = (i: Dim): e.Expr => e.select(e.lt(e.tileGet(most, []), e.load(x, i)), e.load(x, i), e.tileGet(most, []));
    const all = loop("i", 9, (i) => [setTile(most, [], next(dimOf(i)))]);
    const bound = e.select(e.lt(e.tileGet(most, []), e.f32(0)), e.f32(0), e.tileGet(most, []));
    const k = kernel({ name: "largest", doc: [], params: [x, y], body: [declareTile(most, e.f32(-9)), all, store(y, 0, bound)] });
    const text = kernelsText([k], false);
    expect(text).toMatch(/most = most < \S+ \? /);
    expect(text).toMatch(/y\[0\] = either\(/);
  });

  test("what is read at a computed place is read only where it is wanted", () => {
    const [places, x] = [e.buffer("places", "i32", 8, "in"), e.buffer("x", "f32", 8, "in")];
    const y = e.buffer("y", "f32", 8, "out");
    const body = [
      loop("i", 8, (i) => {
        const place = e.load(places, dimOf(i));
        const there = e.load(x, add(e.computedDim("place", place, [0, 7]), 0));
        return [store(y, dimOf(i), e.select(e.lt(place, e.i32(8)), there, e.f32(0)))];
      }),
    ];
    expect(kernelsText([kernel({ name: "gathered", doc: [], params: [places, x, y], body })], false)).not.toContain("either(");
  });
});

describe("truth values", () => {
  test.each<[string, Value]>([
    ["a comparison", (x, z) => e.lt(x, z)],
    ["and", (x, z) => e.and(e.lt(x, z), e.lt(z, e.f32(1)))],
    ["or, not", (x, z) => e.not(e.or(e.lt(x, z), e.lt(z, e.f32(1))))],
    ["xor", (x, z) => e.xor(e.lt(x, z), e.lt(z, e.f32(1)))],
  ])("%s is stored without a branch", (_name, value) => {
    expect(agreeing("bool", value, bytes)).not.toMatch(/\?|&&|\|\|/);
  });

  test("so is a number made of one", () => {
    expect(agreeing("f32", (x, z) => e.cast("f32", e.lt(x, z)), floats)).not.toContain("?");
    expect(
      agreeing(
        "i64",
        (x, z) => e.cast("i64", e.lt(x, z)),
        () => new BigInt64Array(count),
      ),
    ).not.toContain("?");
  });
});

test("integers of 64 bits become doubles by way of their words", () => {
  const given = BigInt64Array.from([
    0n,
    1n,
    -1n,
    2n ** 31n,
    -(2n ** 31n),
    2n ** 53n + 1n,
    -(2n ** 53n) - 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    9007199791611905n,
  ]);
  const x = e.buffer("x", "i64", given.length, "in");
  const y = e.buffer("y", "f32", given.length, "out");
  const body = [loop("i", given.length, (i) => [store(y, dimOf(i), e.cast("f32", e.load(x, dimOf(i))))])];
  const k = kernel({ name: "converted", doc: [], params: [x, y], body });
  const text = kernelsText([k], false);
  expect(text).toMatch(/scratch_words\[1\]/);
  const printed = new Float32Array(given.length);
  new Function(`${transformSync(text, { loader: "ts" }).code}; return converted;`)()(given, printed);
  // 9007199791611905 is a little over the middle of two floats; rounded to a double first, it is the middle.
  const wanted = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 9007200328482816];
  expect([...printed]).toEqual(wanted.map(Math.fround));
});
