/** Kernels in parts: whatever units are computed in whatever order between waits, each with scratch of its own, the results are the whole kernel's to the bit. */
import { describe, expect, test } from "vitest";
import { add, type Dim, dimOf, mod, mul, type Sym, sub } from "../../src/core/dim.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { channelBlocked, type Layout, plainLayout, storageElements } from "../../src/core/layout.ts";
import { checkKernel } from "../../src/loop/check.ts";
import { axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { buffer, constant, load, add as plus, read, tensor, tile, tileGet, mul as times, variable } from "../../src/loop/expr.ts";
import {
  declareTile,
  hasWaits,
  ifStmt,
  type Kernel,
  kernel,
  loop,
  type Routine,
  type Stmt,
  setTile,
  store,
  waitStmt,
  withBodies,
  withBody,
} from "../../src/loop/kernel.ts";
import { machines } from "../../src/loop/machine.ts";
import { kernelText } from "../../src/loop/print.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { type Split, splitKernel } from "../../src/loop/split/split.ts";
import { Random } from "../support/random.ts";
import { randomArrays, randomKernel } from "../support/random-kernels.ts";
import { walkTogether } from "../support/tree-walk.ts";

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

/** All units in an order that the seed gives; of a kernel with waits, as threads that each take a part of them. */
function runParts(split: Split, seed: number, arrays: readonly ElementArray[]): void {
  const parts = shuffledParts(split, seed);
  if (!hasWaits(split.kernel)) for (const part of parts) evaluateKernel(split.kernel, arrays, part);
  else {
    const random = new Random(seed);
    const cuts = [0, ...parts.map(([, end]) => end)].sort((a, b) => a - b);
    walkTogether(split.kernel, arrays, cuts, (among) => random.below(among));
  }
}

/** True when all units in another order give what the whole kernel gives. */
function isSame(source: Kernel, split: Split, seed: number, arrays: () => Float32Array[]): boolean {
  const [expected, got] = [arrays(), arrays()];
  evaluateKernel(source, expected);
  runParts(split, seed, got);
  return expected.every((a, i) => Buffer.from(a.buffer).equals(Buffer.from((got[i] as Float32Array).buffer)));
}

test.each([
  [200_000, true],
  [2_000_000, false],
])("a loop of %i rounds is split: %s; more units than a million are not weighed one by one", (rounds, isSplit) => {
  const [from, to] = [buffer("from", "f32", rounds, "in"), buffer("to", "f32", rounds, "out")];
  const copy = kernel({ name: "k", doc: [], params: [from, to], body: [loop("i", rounds, (i) => [store(to, dimOf(i), load(from, dimOf(i)))])] });
  expect(splitKernel(copy, new Set(), 2, 500)?.parts).toEqual(isSplit ? [0, rounds / 2, rounds] : undefined);
});

test("loops over sums of their symbols are split only where any order of units gives the same", () => {
  const found = { split: 0, staged: 0, whole: 0 };
  for (let seed = 0; seed < 500; seed++) {
    const source = affineKernel(seed);
    const split = splitKernel(source, new Set(), 2, 0);
    found[split === undefined ? "whole" : hasWaits(split.kernel) ? "staged" : "split"]++;
    if (split === undefined) continue;
    checkKernel(split.kernel);
    const arrays = (): Float32Array[] => [0, 1].map((n) => Float32Array.from({ length: 1400 }, (_, i) => Math.sin(i * (n + 1) + seed)));
    expect(isSame(source, split, seed, arrays), kernelText(split.kernel)).toBe(true);
  }
  expect(Math.min(found.split, found.staged, found.whole)).toBeGreaterThan(50);
});

test("random kernels are split only where any order of units gives the same", () => {
  for (const lanes of [1, 4])
    for (let seed = 0; seed < 80; seed++) {
      const source = randomKernel(seed, lanes);
      const split = splitKernel(source, new Set(), 2, 0);
      if (split === undefined) continue;
      const [expected, got] = [randomArrays(seed), randomArrays(seed)];
      evaluateKernel(source, expected);
      runParts(split, seed, got);
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
  // Where a block has another number of lanes than the machine, threads wait for each other: small, as those are walked.
  "a convolution in blocks of channels": { compute: convolution(16, 16, 7, 3, channelBlocked(4, 8), blockedTaps) },
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
      const split = splitKernel(routine.kernel, new Set(), threads, machine.wait);
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
const [sum1, row] = [tile("sum", "f32", 1, []), (at: Dim): Stmt => loop("j", 32, (j) => [store(y, add(mul(at, 32), dimOf(j)), tileGet(sum1, []))])];
const dependent: Readonly<Record<string, Kernel["body"]>> = {
  "rounds that read what the round before stored": [loop("i", 63, (i) => [store(y, add(dimOf(i), 1), plus(load(y, dimOf(i)), load(x, dimOf(i))))])],
  "rounds that store to one element": [loop("i", 64, (i) => [store(y, 0, load(x, dimOf(i)))])],
  "a loop whose sum a later one stores": [
    declareTile(sum1, constant("f32", 0)),
    loop("i", 32, (i) => [setTile(sum1, [], plus(tileGet(sum1, []), load(x, dimOf(i)))), store(y, dimOf(i), tileGet(sum1, []))]),
    row(1),
  ],
};

test.each(Object.entries(dependent))("%s are not split", (_, body) => {
  expect(splitKernel(kernel({ name: "k", doc: [], params: [x, y], body }), new Set(), 2, 0)).toBeUndefined();
});

/** Rows of 32: each is computed from the one before, backwards in every other round. */
const steps = (turns?: Dim): Stmt =>
  loop("step", 5, (s) => [
    loop(
      "j",
      32,
      (j) => [
        store(
          y,
          add(mul(sub(1, mod(dimOf(s), 2)), 32), dimOf(j)),
          plus(load(y, add(mul(mod(dimOf(s), 2), 32), add(31, mul(dimOf(j), -1)))), load(x, dimOf(j))),
        ),
      ],
      turns === undefined ? {} : { turns: mod(dimOf(s), 2) },
    ),
  ]);

const staged: Readonly<Record<string, { readonly body: Kernel["body"]; readonly waits: number }>> = {
  "a second loop that reads the first one's results": {
    body: [
      loop("i", 32, (i) => [store(y, dimOf(i), load(x, dimOf(i)))]),
      loop("i", 32, (i) => [store(y, add(dimOf(i), 32), load(y, add(mul(dimOf(i), -1), 31)))]),
    ],
    waits: 1,
  },
  "rows that overlap": {
    body: [loop("i", 8, (i) => [loop("j", 9, (j) => [store(y, add(mul(dimOf(i), 7), dimOf(j)), load(x, dimOf(i)))])])],
    waits: 1,
  },
  "steps between other loops": {
    body: [
      loop("i", 64, (i) => [store(y, dimOf(i), load(x, dimOf(i)))]),
      steps(),
      loop("i", 32, (i) => [store(y, dimOf(i), times(load(y, add(dimOf(i), 32)), load(x, dimOf(i))))]),
    ],
    waits: 2,
  },
  "steps that turn round": { body: [steps(1)], waits: 1 },
};

describe.each(Object.entries(staged))("%s", (_, { body, waits }) => {
  const source = kernel({ name: "k", doc: [], params: [x, y], body });
  const arrays = (): Float32Array[] => [0, 1].map((n) => Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * (n + 1))));

  test.each([2, 3, 5])("are shared by %i threads that wait in between", (threads) => {
    const split = splitKernel(source, new Set(), threads, 0) as Split;
    checkKernel(split.kernel);
    expect(kernelText(split.kernel).match(/^ *wait$/gm)?.length).toBe(waits);
    for (let seed = 0; seed < 20; seed++) expect(isSame(source, split, seed, arrays), kernelText(split.kernel)).toBe(true);
  });

  test("without its waits, some order of threads gives something else", () => {
    const split = splitKernel(source, new Set(), 3, 0) as Split;
    const withoutWaits = (list: readonly Stmt[]): readonly Stmt[] => list.filter((s) => s.kind !== "wait").map((s) => withBodies(s, withoutWaits));
    const hurried = { ...split, kernel: withBody(split.kernel, withoutWaits(split.kernel.body)) };
    const [expected, random] = [arrays(), new Random(1)];
    evaluateKernel(source, expected);
    const differs = Array.from({ length: 20 }, () => {
      const got = arrays();
      walkTogether(hurried.kernel, got, split.parts, (among) => random.below(among));
      return !Buffer.from((got[1] as Float32Array).buffer).equals(Buffer.from((expected[1] as Float32Array).buffer));
    });
    expect(differs).toContain(true);
  });

  test("are not worth it where waiting takes longer than what is shared", () => {
    expect(splitKernel(source, new Set(), 2, 1e4)).toBeUndefined();
  });
});

describe("stages with scratch, of which each thread has its own", () => {
  const z = buffer("z", "f32", 64, "out");
  const first = loop("i", 32, (i) => [store(z, dimOf(i), load(x, dimOf(i))), store(y, dimOf(i), load(z, dimOf(i)))]);
  const second = (more: typeof y): Stmt =>
    loop("i", 32, (i) => {
      const other = add(mul(dimOf(i), -1), 31);
      return [store(y, add(dimOf(i), 32), plus(load(y, other), load(more, other)))];
    });
  test.each<[string, Stmt, boolean]>([
    ["that one stage alone uses are shared", second(y), true],
    ["that another stage reads are not", second(z), false],
  ])("%s", (_, last, isSplit) => {
    const source = kernel({ name: "k", doc: [], params: [x, z, y], body: [first, last] });
    expect(splitKernel(source, new Set([z]), 2, 0)?.waits).toBe(isSplit ? true : undefined);
  });
});

test("threads wait only where all of them come", () => {
  const split = splitKernel(kernel({ name: "k", doc: [], params: [x, y], body: [steps()] }), new Set(), 2, 0) as Split;
  const [step] = split.kernel.body as [Stmt & { kind: "for" }];
  const [, inner] = step.body as [Stmt, Stmt & { kind: "for" }];
  const refused: readonly Stmt[] = [{ ...inner, body: [...inner.body, waitStmt] }, ifStmt(constant("bool", true), [waitStmt])];
  for (const s of refused)
    expect(() => checkKernel(withBody(split.kernel, [{ ...step, body: [s] }]))).toThrow("threads wait where not all of them come");
  expect(() => checkKernel(kernel({ name: "k", doc: [], params: [x, y], body: [waitStmt] }))).toThrow("threads wait where not all of them come");
});
