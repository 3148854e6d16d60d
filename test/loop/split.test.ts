/** Kernels in parts: whatever units are computed in whatever order, each with scratch of its own, the results are the whole kernel's to the bit. */
import { describe, expect, test } from "vitest";
import { add, type Dim, dimOf, mul, type Sym } from "../../src/core/dim.ts";
import { channelBlocked, type Layout, plainLayout, storageElements } from "../../src/core/layout.ts";
import { checkKernel } from "../../src/loop/check.ts";
import { axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { buffer, constant, load, add as plus, read, tensor, mul as times, variable } from "../../src/loop/expr.ts";
import { type Kernel, kernel, loop, type Routine, type Stmt, store } from "../../src/loop/kernel.ts";
import { machines } from "../../src/loop/machine.ts";
import { kernelText } from "../../src/loop/print.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { type Split, splitKernel } from "../../src/loop/split/split.ts";
import { Random } from "../support/random.ts";
import { randomArrays, randomKernel } from "../support/random-kernels.ts";

const bits = (a: Float32Array): readonly number[] => [...new Int32Array(a.buffer.slice(0))];

/** All units, a few at a time, in an order that the seed gives. */
function shuffledParts(split: Split, seed: number): readonly (readonly [number, number])[] {
  const random = new Random(seed);
  const units = split.parts.at(-1) as number;
  const cuts = [...new Set([0, ...Array.from({ length: 6 }, () => random.below(units + 1)), units])].sort((a, b) => a - b);
  const parts = cuts.slice(1).map((end, i) => [cuts[i] as number, end] as const);
  return parts.sort(() => random.below(3) - 1);
}

/** Two or three loops that store to a sum of their symbols, and may load near it: some have independent rounds, some do not. */
function affineKernel(seed: number): Kernel {
  const random = new Random(seed);
  const strides = [1, 2, 3, 4, 5, 8, 12, 15, 16, 20, 24, 60];
  const one = (): number => strides[random.below(strides.length)] as number;
  const lanes = random.below(2) === 0 ? 1 : 4;
  const nest = (depth: number, at: Dim, from: Dim): readonly Stmt[] => {
    if (depth === 0) {
      const source =
        random.below(2) === 0 ? load(inputs, from, lanes) : plus(load(results, random.below(2) === 0 ? at : from, lanes), load(inputs, from, lanes));
      return [store(results, at, source)];
    }
    const body = (s: Sym): readonly Stmt[] => nest(depth - 1, add(at, mul(dimOf(s), one())), add(from, mul(dimOf(s), one())));
    const first = loop(`i${depth}`, 1 + random.below(5), body);
    return random.below(3) > 0 ? [first] : [first, ...nest(depth - 1, add(at, 40 * random.below(8)), from)];
  };
  return kernel({ name: "k", doc: [], params: [inputs, results], body: nest(2 + random.below(2), random.below(9), random.below(9)) });
}

const [inputs, results] = [buffer("inputs", "f32", 1400, "in"), buffer("results", "f32", 1400, "inout")];

/** True when all units in another order give what the whole kernel gives. */
function isSame(source: Kernel, split: Split, seed: number, arrays: () => Float32Array[]): boolean {
  const [expected, got] = [arrays(), arrays()];
  evaluateKernel(source, expected);
  for (const part of shuffledParts(split, seed)) evaluateKernel(split.kernel, got, part);
  return expected.every((a, i) => Buffer.from(a.buffer).equals(Buffer.from((got[i] as Float32Array).buffer)));
}

test("loops over sums of their symbols are split only where any order of units gives the same", () => {
  const found = { split: 0, whole: 0 };
  for (let seed = 0; seed < 500; seed++) {
    const source = affineKernel(seed);
    const split = splitKernel(source, new Set(), 2);
    found[split === undefined ? "whole" : "split"]++;
    if (split === undefined) continue;
    checkKernel(split.kernel);
    const arrays = (): Float32Array[] => [0, 1].map((n) => Float32Array.from({ length: 1400 }, (_, i) => Math.sin(i * (n + 1) + seed)));
    expect(isSame(source, split, seed, arrays), kernelText(split.kernel)).toBe(true);
  }
  expect(Math.min(found.split, found.whole)).toBeGreaterThan(50);
});

test("random kernels are split only where any order of units gives the same", () => {
  for (const lanes of [1, 4])
    for (let seed = 0; seed < 80; seed++) {
      const source = randomKernel(seed, lanes);
      const split = splitKernel(source, new Set(), 2);
      if (split === undefined) continue;
      const [expected, got] = [randomArrays(seed), randomArrays(seed)];
      evaluateKernel(source, expected);
      for (const part of shuffledParts(split, seed)) evaluateKernel(split.kernel, got, part);
      expect(bits(got[2]), `seed ${seed}, ${lanes} lanes`).toEqual(bits(expected[2]));
    }
});

/** x[n] * w summed over channels and taps: `height` x `width` outputs of `out` channels. */
function convolution(channels: number, out: number, height: number, width: number, layout: Layout, taps: Layout): Compute {
  const x = tensor("x", "f32", [1, channels, height + 2, width + 2], layout);
  const w = tensor("w", "f32", [out, channels, 3, 3], taps, true);
  const axes = [axis("n", 1), axis("oc", out), axis("oy", height), axis("ox", width)] as const;
  const sums = [axis("ic", channels), axis("ky", 3), axis("kx", 3)] as const;
  const [n, oc, oy, ox] = axes.map(coordinate) as [0, number, number, number];
  const [ic, ky, kx] = sums.map(coordinate) as [number, number, number];
  const result = variable("sum", "f32");
  return compute({
    name: "conv2d",
    output: tensor("y", "f32", [1, out, height, width], layout),
    axes,
    reduction: { axes: sums, combine: "sum", body: times(read(x, [n, ic, add(oy, ky), add(ox, kx)]), read(w, [oc, ic, ky, kx])), result },
    value: result,
    origin: ["conv"],
  });
}

function product(rows: number, depth: number, columns: number): Compute {
  const [a, b] = [tensor("a", "f32", [rows, depth], plainLayout(2)), tensor("b", "f32", [depth, columns], plainLayout(2))];
  const axes = [axis("row", rows), axis("column", columns)] as const;
  const k = axis("k", depth);
  const result = variable("sum", "f32");
  const body = times(read(a, [coordinate(axes[0]), coordinate(k)]), read(b, [coordinate(k), coordinate(axes[1])]));
  const output = tensor("y", "f32", [rows, columns], plainLayout(2));
  return compute({ name: "matmul", output, axes, reduction: { axes: [k], combine: "sum", body, result }, value: result, origin: ["product"] });
}

function sum(shape: readonly number[]): Compute {
  const [x, y] = ["x", "y"].map((name) => tensor(name, "f32", shape, plainLayout(shape.length))) as [
    ReturnType<typeof tensor>,
    ReturnType<typeof tensor>,
  ];
  const axes = shape.map((n, i) => axis(`i${i}`, n));
  const at = axes.map(coordinate);
  return compute({ name: "add", output: y, axes, value: plus(read(x, at), read(y, at)), origin: ["add"] });
}

function arraysFor({ operands, kernel: k }: Routine): Float32Array[] {
  const random = new Random(11);
  return operands.map((t, i) => {
    const elements = Number(k.params[i]?.elements ?? storageElements(t.layout, t.shape)) + 16;
    return Float32Array.from({ length: elements }, () => random.below(2000) / 1000 - 1);
  });
}

const blockedTaps: Layout = {
  ...plainLayout(4),
  blocks: [
    { axis: 1, size: 8 },
    { axis: 0, size: 8 },
  ],
};

/** Each with the machines that may compute it as a whole. */
const computes: Readonly<Record<string, { readonly compute: Compute; readonly whole?: readonly string[] }>> = {
  // Another number of lanes than a block has takes a block apart, and then nothing is known of its rounds.
  "a convolution in blocks of channels": {
    compute: convolution(16, 48, 7, 9, channelBlocked(4, 8), blockedTaps),
    whole: Object.keys(machines).filter((name) => name !== "x86-64-v3"),
  },
  "a convolution in rows": { compute: convolution(3, 20, 6, 11, plainLayout(4), plainLayout(4)) },
  "a product with rests of rows and columns": { compute: product(197, 24, 37) },
  "a product of one row": { compute: product(1, 64, 1000) },
  "a sum in place": { compute: sum([5, 12, 32]) },
  "a sum in place that ends inside a vector": {
    compute: sum([5, 12, 33]),
    whole: Object.entries(machines).flatMap(([name, { lanes }]) => (lanes > 1 ? [name] : [])),
  },
};

describe.each(Object.entries(computes))("%s", (_, { compute: c, whole = [] }) => {
  test.each(Object.values(machines).map((m) => [m.name, m] as const))("on %s", (name, machine) => {
    const routine = schedule(c, machine, { level: 2, deterministic: false });
    for (const threads of [2, 3, 7]) {
      const split = splitKernel(routine.kernel, new Set(), threads);
      if (split === undefined) {
        expect(whole).toContain(name);
        continue;
      }
      checkKernel(split.kernel);
      expect(split.parts.length).toBe(threads + 1);
      expect(isSame(routine.kernel, split, threads, () => arraysFor(routine))).toBe(true);
    }
  });
});

const [x, y] = [buffer("x", "f32", 64, "in"), buffer("y", "f32", 64, "inout")];
const dependent: Readonly<Record<string, Kernel["body"]>> = {
  "rounds that read what the round before stored": [loop("i", 63, (i) => [store(y, add(dimOf(i), 1), plus(load(y, dimOf(i)), load(x, dimOf(i))))])],
  "rounds that store to one element": [loop("i", 64, (i) => [store(y, 0, load(x, dimOf(i)))])],
  "a second loop that reads the first one's results": [
    loop("i", 32, (i) => [store(y, dimOf(i), load(x, dimOf(i)))]),
    loop("i", 32, (i) => [store(y, add(dimOf(i), 32), load(y, add(mul(dimOf(i), -1), 31)))]),
  ],
  "rows that overlap": [loop("i", 8, (i) => [loop("j", 9, (j) => [store(y, add(mul(dimOf(i), 7), dimOf(j)), constant("f32", 1))])])],
};

test.each(Object.entries(dependent))("%s are not split", (_, body) => {
  expect(splitKernel(kernel({ name: "k", doc: [], params: [x, y], body }), new Set(), 2)).toBeUndefined();
});
