/** TopK and the scatters against ONNX Runtime on seeded cases, and what is refused. */
import { expect, test } from "vitest";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { type OpDef, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { ScatterElements } from "../../src/ops/scatter-elements.ts";
import { ScatterND } from "../../src/ops/scatter-nd.ts";
import { TopK } from "../../src/ops/top-k.ts";
import { Unique } from "../../src/ops/unique.ts";
import { agreesOnTargets, agreesWithRuntime, type CaseInput, choices, runHere, runOnTargets } from "../support/single-node.ts";

const count = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

test("TopK: every axis, both orders, many equal elements", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const c = choices(seed);
    const shape = [c.int(1, 3), c.int(1, 12), c.int(1, 9)];
    const axis = c.int(0, 2);
    const spread = c.pick([3, 1000]);
    const x: CaseInput = { shape, values: Array.from({ length: count(shape) }, () => c.int(-spread, spread)) };
    const k: CaseInput = { dtype: "i64", shape: [1], values: [c.int(1, shape[axis] as number)], constant: true };
    const attrs = { axis: c.pick([axis, axis - 3]), largest: c.int(0, 1) };
    await agreesWithRuntime({ op: TopK, opset: 11, attrs, inputs: [x, k], outputCount: 2 }, 0);
  }
});

/** Many equal ones, and both zeros. */
function longRows(seed: number, rows: number): CaseInput {
  const c = choices(seed);
  const strange = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
  const one = (): number => (c.int(0, 99) === 0 ? c.pick(strange) : c.int(-400, 400) / 8);
  return { shape: [rows, 1000], values: Array.from({ length: rows * 1000 }, one) };
}

test.each([3, 40, 500, 1000])("TopK of long rows on every target: %i of 1000", async (k) => {
  const inputs = [longRows(k, 2), { dtype: "i64", shape: [1], values: [k], constant: true }] as const;
  for (const largest of [0, 1]) await agreesOnTargets({ op: TopK, opset: 11, attrs: { largest }, inputs, outputCount: 2 }, 0);
});

/** Rows of 1000: numbers of which many are equal or NaN, all equal, ascending, descending. */
const orders = (of: (i: number) => number): readonly number[] => {
  const places = Array.from({ length: 1000 }, (_, i) => i);
  return [places.map(of), places.map(() => 1), places, places.map((i) => -i)].flat();
};
const someNaN = (i: number): number => (i % 97 === 0 ? Number.NaN : (i * 7919) % 331);

/** Where k of n numbers stand, NaN the largest and of equal ones the first ahead. */
function bestPlaces(row: readonly number[], k: number, largest: boolean): readonly number[] {
  const size = (v: number): number => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v) * (largest ? -1 : 1);
  return row
    .map((_, i) => i)
    .sort((a, b) => size(row[a] as number) - size(row[b] as number) || a - b)
    .slice(0, k);
}

test.each([
  { k: 1, largest: true, dtype: "f32", values: orders(someNaN) },
  { k: 5, largest: false, dtype: "f32", values: orders(someNaN) },
  { k: 60, largest: true, dtype: "f32", values: orders(someNaN) },
  { k: 60, largest: false, dtype: "i32", values: orders((i) => (i * 7919) % 331) },
] as const)("$k of 1000 $dtype in any order, largest: $largest", async ({ k, largest, dtype, values }) => {
  const inputs = [
    { dtype, shape: [4, 1000], values },
    { dtype: "i64", shape: [1], values: [k], constant: true },
  ] as const;
  const expected = Array.from({ length: 4 }, (_, r) => bestPlaces(values.slice(r * 1000, r * 1000 + 1000), k, largest)).flat();
  for (const [way, [, indices]] of await runOnTargets({ op: TopK, attrs: { largest: Number(largest) }, inputs, outputCount: 2 }))
    expect(indices?.values, way).toEqual(expected);
});

test("TopK of long columns on every target", async () => {
  const x = choices(1).tensor([600, 3]);
  const k: CaseInput = { dtype: "i64", shape: [1], values: [20], constant: true };
  await agreesOnTargets({ op: TopK, opset: 11, attrs: { axis: 0 }, inputs: [x, k], outputCount: 2 }, 0);
});

test("NaN is the largest where all are sorted by keys", () => {
  const values = [Number.NaN, 2, Number.POSITIVE_INFINITY, -1, Number.NEGATIVE_INFINITY, -0, 0, ...Array.from({ length: 600 }, () => 1)];
  const k: CaseInput = { dtype: "i64", shape: [1], values: [values.length], constant: true };
  const [, indices] = runHere({ op: TopK, attrs: { largest: 1 }, inputs: [{ shape: [values.length], values }, k], outputCount: 2 });
  expect(indices?.values.slice(0, 4)).toEqual([0, 2, 1, 7]);
  expect(indices?.values.slice(-4)).toEqual([5, 6, 3, 4]);
});

test.each([0, 1])("Unique of many numbers on every target, sorted %i", async (sorted) => {
  await agreesOnTargets({ op: Unique, attrs: { sorted }, inputs: [longRows(1, 1)], outputCount: 4 }, 0);
});

test("ScatterElements: axes, negative indices, all reductions", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const c = choices(seed);
    const shape = [c.int(1, 3), c.int(1, 4), c.int(1, 5)];
    const axis = c.int(0, 2);
    const reduction = c.pick(["none", "add", "mul", "max", "min"]);
    const updated = shape.map((d, a) => (a === axis ? c.int(1, d) : c.int(1, d)));
    const extent = shape[axis] as number;
    // Without a reduction the order of equal targets is free: every line writes each target once.
    const place = (i: number): number =>
      reduction === "none" ? Math.floor(i / count(updated.slice(axis + 1))) % (updated[axis] as number) : c.int(-extent, extent - 1);
    const indices: CaseInput = { dtype: "i64", shape: updated, values: Array.from({ length: count(updated) }, (_, i) => place(i)) };
    await agreesWithRuntime({ op: ScatterElements, attrs: { axis, reduction }, inputs: [c.tensor(shape), indices, c.tensor(updated)] });
  }
});

test("ScatterND: slices of any depth, all reductions", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const c = choices(seed);
    const shape = [c.int(2, 4), c.int(1, 3), c.int(1, 3)];
    const depth = c.int(1, 3);
    const reduction = c.pick(["none", "add", "mul", "max", "min"]);
    const rows = reduction === "none" ? 2 : c.int(1, 5);
    const row = (i: number): number[] => shape.slice(0, depth).map((d, a) => (reduction === "none" ? (a === 0 ? i : 0) : c.int(-d, d - 1)));
    const indices: CaseInput = { dtype: "i64", shape: [rows, depth], values: Array.from({ length: rows }, (_, i) => row(i)).flat() };
    const updates = c.tensor([rows, ...shape.slice(depth)]);
    await agreesWithRuntime({ op: ScatterND, attrs: { reduction }, inputs: [c.tensor(shape), indices, updates] });
  }
});

const made = (op: OpDef, shapes: readonly (readonly number[])[], attrs: Readonly<Record<string, string | number>> = {}): unknown => {
  const inputs = shapes.map((shape, i) => value(`x${i}`, tensorType(i === 1 ? "i64" : "f32", shape)));
  return makeNode({ op, attrs, inputs, outputs: ["y"], origin: ["pick"] });
};

test("what does not fit is refused with both values", () => {
  expect(() =>
    made(ScatterElements, [
      [2, 3],
      [2, 2],
      [2, 3],
    ]),
  ).toThrow("indices have shape [2,2], updates [2,3]");
  expect(() =>
    made(ScatterElements, [
      [2, 3],
      [2, 4],
      [2, 4],
    ]),
  ).toThrow("updates have 4 elements along axis 1, the data 3");
  expect(() => made(ScatterElements, [[2], [2], [2]], { reduction: "sum" })).toThrow('reduction is "sum", expected one of none, add');
  expect(() => made(ScatterND, [[2, 3], [1, 3], [1]])).toThrow("the indices' last axis is 3, a number of at most 2");
  expect(() =>
    made(ScatterND, [
      [2, 3],
      [1, 1],
      [1, 2],
    ]),
  ).toThrow("updates have shape [1,2], [1,3] is expected");
  const x = value("x", tensorType("f32", [2, 3]));
  const topK = (k: bigint): unknown =>
    makeNode({ op: TopK, inputs: [x, makeConstant("k", "i64", [1], BigInt64Array.of(k))], outputs: ["v", "i"], origin: ["top"] });
  expect(() => topK(4n)).toThrow("k is 4, one number from 1 to 3 (the size of axis 1) is expected");
});
