/** Sums and copies of bytes over words agree with the same over bytes on every machine that has them, and are taken where bytes stand so. */
import { describe, expect, test } from "vitest";
import { add as addDim, mul as mulDim, sub as subDim } from "../../src/core/dim.ts";
import { bytesOf, type ElementArray, newArray, viewArray } from "../../src/core/dtype.ts";
import { addressOf, channelBlocked, type Layout, plainLayout, storageElements } from "../../src/core/layout.ts";
import { randomElements } from "../../src/graph/random-elements.ts";
import { axesOver, axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import {
  add,
  allOf,
  cast,
  type Expr,
  f32,
  guarded,
  i32,
  mul,
  nearest,
  read,
  sub,
  type Tensor,
  tensor,
  variable,
  within,
} from "../../src/loop/expr.ts";
import type { Routine } from "../../src/loop/kernel.ts";
import { machines } from "../../src/loop/machine.ts";
import { kernelText } from "../../src/loop/print.ts";
import { hasVectors } from "../../src/loop/scalarize.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { naive } from "../../src/loop/schedules/naive.ts";
import { fillHalo } from "../../src/schedule/fill-halo.ts";

const withWords = Object.values(machines).filter((m) => m.dot4);
const zero = 114;

interface Spec {
  readonly dtype: "u8" | "i8";
  readonly channels: number;
  readonly outChannels: number;
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
}

/** `lanes` channels stand together in results, and as many or four in the input. */
function convolution({ dtype, channels, outChannels, size, kernel, stride }: Spec, lanes: number): Compute {
  const pad = (kernel - 1) / 2;
  const out = Math.floor((size + 2 * pad - kernel) / stride) + 1;
  const edge = { before: pad, after: pad };
  const none = { before: 0, after: 0 };
  const block = channels <= 4 ? 4 : lanes;
  const fill = dtype === "u8" ? zero : zero - 128;
  const x = tensor("x", dtype, [1, channels, size, size], { ...channelBlocked(4, block), halo: [none, none, edge, edge], fill });
  const words = block === 4 ? [] : [{ axis: 1, size: block / 4 }];
  const packed: Layout = { ...plainLayout(4), blocks: [...words, { axis: 0, size: lanes }, { axis: 1, size: 4 }] };
  const w = tensor("w", "i8", [outChannels, channels, kernel, kernel], packed, true);
  const y = tensor("y", "i32", [1, outChannels, out, out], channelBlocked(4, lanes));
  const axes = axesOver(y.shape, "n oc oy ox");
  const [n, oc, oy, ox] = axes.map(coordinate) as [never, never, never, never];
  const [ic, ky, kx] = [axis("ic", channels), axis("ky", kernel), axis("kx", kernel)];
  const [iy, ix] = [oy, ox].map((o, i) => subDim(addDim(mulDim(o, stride), coordinate([ky, kx][i] as never)), pad)) as [never, never];
  const element = read(x, [n, coordinate(ic), iy, ix]);
  const unsigned: Expr = dtype === "u8" ? cast("i32", element) : add(element, i32(128));
  const inside = allOf([within(iy, 0, size), within(ix, 0, size)]);
  const body = mul(guarded(inside, unsigned, i32(zero)), read(w, [oc, coordinate(ic), coordinate(ky), coordinate(kx)]));
  const result = variable("sum", "i32");
  return compute({ name: "conv", output: y, axes, reduction: { axes: [ic, ky, kx], combine: "sum", body, result }, value: result });
}

const elementsOf = (t: Tensor): number => Number(storageElements(t.layout, t.shape));

/** Elements in their places; pad lanes of a constant hold 0, those of other tensors noise. */
function filled(t: Tensor, seed: number): ElementArray {
  const count = Math.ceil(elementsOf(t) / 64) * 64;
  const memory = (t.constant ? newArray(t.dtype, count) : randomElements(t.dtype, count, seed + 1)) as Int8Array;
  const shape = t.shape as readonly number[];
  const logical = randomElements(
    t.dtype,
    shape.reduce((n, d) => n * d, 1),
    seed,
  ) as Int8Array;
  logical.forEach((value, flat) => {
    const at = shape.map((d, i) => Math.floor(flat / shape.slice(i + 1).reduce((n, e) => n * e, 1)) % d);
    memory[Number(addressOf(t.layout, t.shape, at))] = value * 17 + 5;
  });
  return memory;
}

/** Parameters are views of the operands' memory, as elements of their own type. */
function run({ kernel, operands }: Routine, memory: ReadonlyMap<Tensor, ElementArray>): void {
  const arrays = operands.map((t, i) => {
    const array = memory.get(t) as ElementArray;
    const { dtype } = kernel.params[i] ?? t;
    return dtype === t.dtype ? array : viewArray(dtype, new Uint8Array(array.buffer), Math.floor(array.byteLength / bytesOf(dtype)));
  });
  evaluateKernel(kernel, arrays);
}

describe.each(withWords.map((m) => [m.name, m] as const))("%s", (_, machine) => {
  const V = Math.max(4, machine.lanes);
  test.each([
    ["whole blocks", { dtype: "u8", channels: 2 * V, outChannels: 2 * V, size: 5, kernel: 3, stride: 1 }],
    ["part blocks, stride 2", { dtype: "u8", channels: 2 * V + 3, outChannels: V + 1, size: 6, kernel: 3, stride: 2 }],
    ["signed bytes", { dtype: "i8", channels: 2 * V, outChannels: 3 * V, size: 4, kernel: 3, stride: 1 }],
    ["three channels", { dtype: "u8", channels: 3, outChannels: V, size: 7, kernel: 3, stride: 2 }],
    ["one tap", { dtype: "u8", channels: 4 * V, outChannels: 4 * V, size: 6, kernel: 1, stride: 1 }],
  ] as const)("%s", (_, spec) => {
    const c = convolution(spec, V);
    const [x, w] = [...naive(c).operands.filter((t) => t !== c.output)] as [Tensor, Tensor];
    const inputs = new Map<Tensor, ElementArray>([
      [x, filled(x, 1)],
      [w, filled(w, 3)],
    ]);
    if (spec.kernel > 1) run(fillHalo(x, machine), inputs);
    const results = [naive(c), schedule(c, machine, { level: 2, deterministic: false })].map((routine) => {
      const y = newArray("i32", elementsOf(c.output));
      run(routine, new Map([...inputs, [c.output, y]]));
      return y;
    });
    expect(results[1]).toEqual(results[0]);
    expect(kernelText(schedule(c, machine, { level: 2, deterministic: true }).kernel)).toContain("dot4");
  });
});

/** Rows of bytes, of which those behind `valid` are zeros, packed: columns along the lanes, four rows side by side. */
function packing(dtype: "u8" | "i8", turned: boolean, valid: number, lanes: number): Compute {
  const [rows, columns] = [8, 2 * lanes + 3];
  const x = tensor("x", dtype, turned ? [columns, rows] : [valid, columns], plainLayout(2));
  const y = tensor("y", "i8", [rows, columns], {
    order: [1, 0],
    blocks: [
      { axis: 1, size: lanes },
      { axis: 0, size: 4 },
    ],
    halo: [],
  });
  const axes = axesOver(y.shape, "row column");
  const [row, column] = axes.map(coordinate) as [never, never];
  const element = cast("i32", read(x, turned ? [column, row] : [row, column]));
  return compute({ name: "pack", output: y, axes, value: guarded(within(row, 0, valid), dtype === "u8" ? sub(element, i32(128)) : element, i32(0)) });
}

describe.each(withWords.map((m) => [m.name, m] as const))("copies and sums on %s", (_, machine) => {
  const V = Math.max(4, machine.lanes);
  const both = (c: Compute, inputs: ReadonlyMap<Tensor, ElementArray>): readonly ElementArray[] =>
    [naive(c), schedule(c, machine, { level: 2, deterministic: true })].map((routine) => {
      const y = newArray(c.output.dtype, elementsOf(c.output));
      run(routine, new Map([...inputs, [c.output, y]]));
      return y;
    });

  test.each([
    ["rows, words put together", packing("u8", false, 8, V), false],
    ["columns, words as they are", packing("u8", true, 8, V), true],
    ["signed columns", packing("i8", true, 8, V), true],
  ] as const)("%s", (_name, c, isWhole) => {
    const [x] = naive(c).operands as [Tensor];
    const [wanted, given] = both(c, new Map([[x, filled(x, 1)]]));
    expect(given).toEqual(wanted);
    const text = kernelText(schedule(c, machine, { level: 2, deterministic: true }).kernel);
    expect(text).toContain("y: i32");
    expect(text.includes("x: i32")).toBe(isWhole);
  });

  test.each([
    ["u8", 0],
    ["i8", 128],
    ["i8", 0],
  ] as const)("a sum of %s moved by %i", (dtype, by) => {
    const x = tensor("x", dtype, [3, 4 * V + 4], plainLayout(2));
    const y = tensor("y", "i32", [3], plainLayout(1));
    const [row, k] = [axis("row", 3), axis("k", 4 * V + 4)];
    const element = cast("i32", read(x, [coordinate(row), coordinate(k)]));
    const result = variable("sum", "i32");
    const body = by === 0 ? element : add(element, i32(by));
    const c = compute({ name: "sum", output: y, axes: [row], reduction: { axes: [k], combine: "sum", body, result }, value: result });
    const [wanted, given] = both(c, new Map([[x, filled(x, 1)]]));
    expect(given).toEqual(wanted);
    expect(kernelText(schedule(c, machine, { level: 2, deterministic: true }).kernel)).toContain("dot4");
  });
});

test.each(["x86-64-v3", "x86-64-v4", "wasm-simd128"] as const)("%s: bytes that are computed of neighbours in a block have lanes along it", (name) => {
  const machine = machines[name];
  const layout = channelBlocked(4, machine.lanes);
  const shape = [1, 2 * machine.lanes, 3, 5];
  const [x, y] = [tensor("x", "f32", shape, layout), tensor("y", "u8", shape, layout)];
  const zero = read(tensor("zero", "u8", [1], plainLayout(1), true), [0]);
  const axes = axesOver(shape, "n c y x");
  const rounded = cast("i32", nearest(mul(read(x, axes.map(coordinate)), f32(3))));
  const value = cast("u8", add(rounded, cast("i32", zero)));
  const { kernel } = schedule(compute({ name: "quantize", output: y, axes, value }), machine, { level: 2, deterministic: false });
  expect(hasVectors(kernel)).toBe(true);
  expect(kernel.body.map((s) => s.kind)).toEqual(["let", "for"]);
  // Whether a result fits is not asked where that is known.
  expect(kernel.body.map((s) => (s.kind === "let" ? s.name.range : undefined))).toEqual([[0, 255], undefined]);
});

test("three channels of rows become words with lanes along the pixels", () => {
  const shape = [1, 3, 2, 19];
  const [x, y] = [tensor("x", "f32", shape, plainLayout(4)), tensor("y", "u8", shape, channelBlocked(4, 4))];
  const axes = axesOver(shape, "n c y x");
  const value = cast("u8", cast("i32", nearest(mul(read(x, axes.map(coordinate)), f32(0.25)))));
  const routine = schedule(compute({ name: "quantize", output: y, axes, value }), machines["wasm-simd128"], { level: 2, deterministic: false });
  expect(hasVectors(routine.kernel)).toBe(true);
  const [from, to] = [Float32Array.from({ length: 3 * 38 }, (_, i) => i), newArray("u8", 4 * 38 + 64)];
  run(
    routine,
    new Map<Tensor, ElementArray>([
      [x, from],
      [y, to],
    ]),
  );
  const given = Array.from({ length: 3 * 38 }, (_, i) =>
    Number(to[Number(addressOf(y.layout, shape, [0, Math.floor(i / 38), Math.floor((i % 38) / 19), i % 19]))]),
  );
  const halfToEven = (v: number): number => (v % 1 === 0.5 ? 2 * Math.round(v / 2) : Math.round(v));
  expect(given).toEqual(Array.from(from, (v) => halfToEven(v / 4)));
});

test("memory that may begin anywhere is said to", () => {
  const c = convolution({ dtype: "u8", channels: 8, outChannels: 8, size: 4, kernel: 1, stride: 1 }, 4);
  const options = { level: 2, deterministic: false };
  const unaligned = (isAligned?: (t: Tensor) => boolean): readonly string[] =>
    schedule(c, machines["cortex-m4"], { ...options, ...(isAligned === undefined ? {} : { isAligned }) })
      .kernel.params.filter((p) => p.unaligned === true)
      .map((p) => p.name);
  expect(unaligned()).toEqual(["x"]);
  expect(unaligned(() => true)).toEqual([]);
});

test("bytes that stand apart, or weights that are unsigned, are multiplied one by one", () => {
  const machine = machines["x86-64-v4"];
  const spec: Spec = { dtype: "u8", channels: 16, outChannels: 16, size: 4, kernel: 1, stride: 1 };
  const c = convolution(spec, 16);
  const replaced = (name: string, by: (t: Tensor) => Tensor): Compute => {
    const swap = (e: Expr): Expr => (e.kind === "read" && e.tensor.name === name ? read(by(e.tensor), e.at) : e);
    const { body } = c.reduction as NonNullable<Compute["reduction"]>;
    if (body.kind !== "binary" || body.a.kind !== "cast") throw new Error("a product of bytes");
    return {
      ...c,
      reduction: { ...(c.reduction as NonNullable<Compute["reduction"]>), body: mul(cast("i32", swap(body.a.x)), cast("i32", swap(body.b))) },
    };
  };
  const text = (other: Compute): string => kernelText(schedule(other, machine, { level: 2, deterministic: false }).kernel);
  expect(text(replaced("x", (t) => tensor("x", "u8", t.shape, plainLayout(4))))).not.toContain("dot4");
  expect(text(replaced("w", (t) => tensor("w", "u8", t.shape, t.layout, true)))).not.toContain("dot4");
  expect(text(replaced("w", (t) => t))).toContain("dot4");
});
