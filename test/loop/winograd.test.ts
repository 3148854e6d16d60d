/** Winograd's convolution: its matrices, the schedule on every machine against the plain sum in f64, and how far f32 rounds. */
import { describe, expect, test } from "vitest";
import { add, type Dim, sub, mul as times } from "../../src/core/dim.ts";
import { symbolsOf } from "../../src/core/dim-fold.ts";
import { linearIn } from "../../src/core/dim-terms.ts";
import { channelBlocked, type Halo, type Layout, physicalAxes, plainLayout, storageElements } from "../../src/core/layout.ts";
import { checkKernel } from "../../src/loop/check.ts";
import { axesOver, axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { allOf, f32, guarded, max, mul, add as plus, read, type Tensor, tensor, variable, within } from "../../src/loop/expr.ts";
import { walkExpressions, walkStatements } from "../../src/loop/functions.ts";
import { type Machine, machines } from "../../src/loop/machine.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { winogradName } from "../../src/loop/schedules/winograd.ts";
import { winogradReach } from "../../src/loop/schedules/winograd-convolution.ts";
import { filterMatrix, inputMatrix, outputMatrix, type Side, sideOf } from "../../src/loop/schedules/winograd-transforms.ts";
import { floatMachines } from "../support/float-machines.ts";
import { choices } from "../support/single-node.ts";

interface Shape {
  readonly batch?: number;
  readonly channels: number;
  readonly outChannels: number;
  readonly size: readonly [number, number];
  readonly pad: number;
  /** Along y and x; 3 by default. */
  readonly taps?: readonly [number, number];
  /** How far apart taps of the plane lie. */
  readonly dilations?: readonly [number, number];
  /** An axis in front of the plane: its inputs, taps and padding. */
  readonly depth?: { readonly size: number; readonly taps: number; readonly pad: number };
  /** Results stand in rows of pixels, as a graph gives them out. */
  readonly plainOutput?: true;
  /** The halo the input has; by default as far as tiles reach. */
  readonly reach?: typeof winogradReach;
}

/** Between -1 and 1. */
const real = (random: ReturnType<typeof choices>): number => random.int(-1_000_000, 1_000_000) / 1e6;

const none: Halo = { before: 0, after: 0 };

/** The spatial axes: inputs, taps, how far apart these lie, and padding. */
function windows({ size, pad, taps = [3, 3], dilations = [1, 1], depth }: Shape) {
  const plane = size.map((inputs, i) => ({ inputs, taps: taps[i] as number, dilation: dilations[i] as number, pad, inPlane: true }));
  const all = [
    ...(depth === undefined ? [] : [{ inputs: depth.size, taps: depth.taps, dilation: 1, pad: depth.pad, inPlane: taps.every((n) => n === 1) }]),
    ...plane,
  ];
  return all.map((w) => ({ ...w, outputs: w.inputs + 2 * w.pad - (w.taps - 1) * w.dilation }));
}

/** relu(conv(x, w) + bias + rest), asked to be computed Winograd's way; values in blocks of the machine's lanes. */
function convolutionOf(s: Shape, { lanes }: Machine): Compute {
  const { batch = 1, channels, outChannels, reach = winogradReach } = s;
  const along = windows(s);
  const rank = along.length + 2;
  const blocked = lanes === 1 ? plainLayout(rank) : channelBlocked(rank, lanes);
  const edges = along.map(({ inputs, outputs, taps, dilation, pad, inPlane }): Halo => {
    const reached = inPlane ? reach(outputs, sideOf(taps) as Side, dilation) : outputs + taps - 1;
    return { before: pad, after: Math.max(0, reached - pad - inputs) };
  });
  const perOutput: Layout = { ...plainLayout(rank), blocks: lanes === 1 ? [] : [{ axis: 0, size: lanes }] };
  const x = tensor("x", "f32", [batch, channels, ...along.map((w) => w.inputs)], { ...blocked, halo: [none, none, ...edges] });
  const w = tensor("w", "f32", [outChannels, channels, ...along.map((w) => w.taps)], perOutput, true);
  const bias = tensor("bias", "f32", [outChannels], plainLayout(1), true);
  const shape = [batch, outChannels, ...along.map((w) => w.outputs)];
  const [y, rest] = [tensor("y", "f32", shape, s.plainOutput === true ? plainLayout(rank) : blocked), tensor("rest", "f32", shape, blocked)];
  const axes = axesOver(shape, rank === 4 ? "n oc oy ox" : "n oc ot oy ox");
  const [n, oc, ...places] = axes.map(coordinate) as [Dim, Dim, ...Dim[]];
  const ic = axis("ic", channels);
  const taps = along.map(({ taps }, i) => (taps === 1 ? undefined : axis(`k${i}`, taps)));
  const tap = taps.map((a) => (a === undefined ? 0 : coordinate(a)));
  const at = along.map(({ dilation, pad }, i) => sub(add(places[i] as Dim, times(tap[i] as Dim, dilation)), pad));
  const product = mul(read(x, [n, coordinate(ic), ...at]), read(w, [oc, coordinate(ic), ...tap]));
  const inside = allOf(along.map(({ inputs }, i) => within(at[i] as Dim, 0, inputs)));
  const result = variable("sum", "f32");
  const value = max(plus(plus(result, read(bias, [oc])), read(rest, [n, oc, ...places])), f32(0));
  const reduction = { axes: [ic, ...taps.filter((a) => a !== undefined)], combine: "sum" as const, body: guarded(inside, product, f32(0)), result };
  return compute({ name: "conv", output: y, axes, reduction, value, algorithm: winogradName });
}

const elements = (t: Tensor): number => Number(storageElements(t.layout, t.shape));

/** Where every element stands, in row-major order, by the layout's definition. */
function addresses(t: Tensor): readonly number[] {
  const axes = physicalAxes(t.layout, t.shape).map((a) => ({ ...a, stride: Number(a.stride), before: t.layout.halo[a.axis]?.before ?? 0 }));
  const shape = t.shape as readonly number[];
  return Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, flat) => {
    const at = shape.map((d, i) => Math.floor(flat / shape.slice(i + 1).reduce((n, x) => n * x, 1)) % d);
    return axes.reduce((sum, a) => {
      const logical = (at[a.axis] as number) + a.before;
      const steps = Math.floor(logical / a.step);
      return sum + a.stride * (a.part === "inner" ? steps % Number(a.extent) : steps);
    }, 0);
  });
}

/** The largest distance between the scheduled kernel's outputs and sums in f64, relative to the largest output. */
function errorOf(shape: Shape, machine: Machine, expectedName: RegExp): number {
  const c = convolutionOf(shape, machine);
  const { kernel, operands } = schedule(c, machine, { level: 2, deterministic: false });
  expect(kernel.name).toMatch(expectedName);
  checkKernel(kernel);
  const random = choices(shape.channels + shape.size[0]);
  const memory = new Map(operands.map((t) => [t.name, new Float32Array(elements(t) + 16).fill(t.name === "x" ? 0 : Number.NaN)]));
  const named = (name: string): Float32Array => memory.get(name) as Float32Array;
  const tensorOf = (name: string): Tensor => operands.find((t) => t.name === name) as Tensor;
  /** Fills an operand with numbers, and gives them in row-major order. */
  const filled = (name: string, scale = 1): Float64Array => {
    const data = named(name);
    return Float64Array.from(addresses(tensorOf(name)), (at) => {
      data[at] = scale * real(random);
      return data[at] as number;
    });
  };
  const [x, w, bias, rest] = [
    filled("x"),
    filled("w", 1 / Math.sqrt((shape.taps ?? [3, 3]).reduce((n, k) => n * k, shape.channels))),
    filled("bias"),
    filled("rest"),
  ] as const;
  evaluateKernel(
    kernel,
    operands.map((t) => named(t.name)),
  );
  const y = named("y");
  const expected = plainConvolution(shape, { x, w, bias, rest });
  const errors = addresses(tensorOf("y")).map((at, i) => Math.abs((y[at] as number) - (expected[i] as number)));
  return Math.max(...errors) / Math.max(...expected);
}

/** relu(conv(x, w) + bias + rest) in f64, row-major. */
function plainConvolution(s: Shape, data: Readonly<Record<string, Float64Array>>) {
  const { batch = 1, channels, outChannels } = s;
  const { x, w, bias, rest } = data as { x: Float64Array; w: Float64Array; bias: Float64Array; rest: Float64Array };
  const along = windows(s);
  const count = (of: (w: (typeof along)[number]) => number): number => along.reduce((n, w) => n * of(w), 1);
  const [positions, inputs, taps] = [count((w) => w.outputs), count((w) => w.inputs), count((w) => w.taps)];
  /** The number of the input that a tap reads; undefined in the padding. */
  const place = (position: number, tap: number): number | undefined => {
    let [at, p, t, step]: [number | undefined, number, number, number] = [0, position, tap, 1];
    for (const { inputs, outputs, taps, dilation, pad } of along.toReversed()) {
      const i = (p % outputs) + (t % taps) * dilation - pad;
      at = at === undefined || i < 0 || i >= inputs ? undefined : at + i * step;
      [p, t, step] = [Math.floor(p / outputs), Math.floor(t / taps), step * inputs];
    }
    return at;
  };
  return Float64Array.from({ length: batch * outChannels * positions }, (_, i) => {
    const oc = Math.floor(i / positions) % outChannels;
    const n = Math.floor(i / (positions * outChannels));
    let sum = (bias[oc] as number) + (rest[i] as number);
    for (let tap = 0; tap < taps; tap++) {
      const at = place(i % positions, tap);
      if (at === undefined) continue;
      for (let ic = 0; ic < channels; ic++)
        sum += (x[(n * channels + ic) * inputs + at] as number) * (w[(oc * channels + ic) * taps + tap] as number);
    }
    return Math.max(0, sum);
  });
}

test.each([3, 5])("the matrices make a correlation of %i taps of six inputs, exactly but for the filter's divisions", (taps) => {
  const random = choices(1);
  const times = (m: readonly (readonly number[])[], v: readonly number[]): readonly number[] =>
    m.map((row) => row.reduce((sum, c, i) => sum + c * (v[i] as number), 0));
  for (let round = 0; round < 20; round++) {
    const d = Array.from({ length: 6 }, () => real(random));
    const g = Array.from({ length: taps }, () => real(random));
    const v = times(inputMatrix, d);
    const products = times(filterMatrix(taps), g).map((u, i) => u * (v[i] as number));
    times(outputMatrix(7 - taps), products).forEach((y, o) => {
      const expected = g.reduce((sum, tap, i) => sum + tap * (d[o + i] as number), 0);
      expect(Math.abs(y - expected)).toBeLessThan(1e-13);
    });
  }
  for (const entry of [...inputMatrix, ...outputMatrix(7 - taps)].flat()) expect(Math.fround(entry)).toBe(entry);
});

const large = floatMachines.filter((m) => m.lanes <= 16 && m.l2 >= 256 * 1024);

describe.each(large.map((m) => [m.name, m] as const))("%s", (_, machine) => {
  const V = Math.max(4, machine.lanes);
  test.each<[string, Shape]>([
    ["whole tiles", { channels: V, outChannels: V, size: [8, 8], pad: 1 }],
    ["part tiles, two images, no padding", { batch: 2, channels: 2 * V, outChannels: 3 * V, size: [9, 7], pad: 0 }],
    ["several chunks of rows", { channels: V, outChannels: 2 * V, size: [24, 30], pad: 1 }],
    ["taps 2 and 3 apart", { channels: V, outChannels: V, size: [14, 11], pad: 2, dilations: [2, 3] }],
    ["taps 4 apart, several chunks", { channels: V, outChannels: V, size: [25, 28], pad: 4, dilations: [4, 4] }],
    ["5x5 taps", { channels: V, outChannels: 2 * V, size: [9, 8], pad: 2, taps: [5, 5] }],
    ["5x5 taps, two images, chunks of rows, no padding", { batch: 2, channels: 2 * V, outChannels: V, size: [13, 30], pad: 0, taps: [5, 5] }],
    ["3x5 taps 2 apart", { channels: V, outChannels: V, size: [11, 14], pad: 2, taps: [3, 5], dilations: [2, 2] }],
    ["3 taps of a row", { channels: 2 * V, outChannels: V, size: [5, 11], pad: 1, taps: [1, 3] }],
    ["5 taps of a column, 3 apart", { channels: V, outChannels: V, size: [20, 6], pad: 2, taps: [5, 1], dilations: [3, 1] }],
    ["3 taps of a column, results in rows of pixels", { channels: V, outChannels: V, size: [9, 7], pad: 1, taps: [3, 1], plainOutput: true }],
    ["a row of 5 taps and a depth", { channels: V, outChannels: V, size: [4, 9], pad: 2, taps: [1, 5], depth: { size: 4, taps: 3, pad: 1 } }],
    [
      "3 taps along the depth alone",
      { batch: 2, channels: 2 * V, outChannels: V, size: [5, 6], pad: 0, taps: [1, 1], depth: { size: 6, taps: 3, pad: 1 } },
    ],
    ["slices", { batch: 2, channels: V, outChannels: 2 * V, size: [7, 9], pad: 1, depth: { size: 3, taps: 1, pad: 0 } }],
    ["results in rows of pixels", { batch: 2, channels: V, outChannels: 2 * V, size: [9, 8], pad: 1, plainOutput: true }],
    ["3 taps along the depth", { channels: 2 * V, outChannels: V, size: [8, 6], pad: 1, depth: { size: 4, taps: 3, pad: 1 } }],
    [
      "2 along the depth, chunks of slices and rows",
      { batch: 2, channels: V, outChannels: V, size: [9, 90], pad: 0, depth: { size: 7, taps: 2, pad: 0 } },
    ],
  ])("%s", (_, shape) => {
    expect(errorOf(shape, machine, /^winograd_conv$/)).toBeLessThan(2e-6);
  });

  test("without the halo that tiles read the plain way is taken", () => {
    const shape: Shape = { channels: V, outChannels: V, size: [9, 9], pad: 1, reach: (extent) => extent + 2 };
    expect(errorOf(shape, machine, /^conv$/)).toBeLessThan(1e-6);
  });
});

test("inputs, filters and products of many channels are summed in rounds", () => {
  const machine = { ...machines["x86-64-v3"], l2: 64 * 1024 };
  expect(errorOf({ channels: 64, outChannels: 16, size: [8, 8], pad: 1 }, machine, /^winograd/)).toBeLessThan(2e-6);
});

test("without lanes products take 8 or 12 sums at a time, however many tiles there are", () => {
  const sums = (extent: number): readonly number[] => {
    const c = convolutionOf({ channels: 64, outChannels: 64, size: [extent, extent], pad: 1 }, machines.js);
    const shapes: number[] = [];
    walkStatements(schedule(c, machines.js, { level: 2, deterministic: false }).kernel.body, (s) => {
      if (s.kind === "tile" && s.init.kind === "const" && s.tile.name.startsWith("acc")) shapes.push(s.tile.shape.reduce((n, d) => n * d, 1));
    });
    return shapes;
  };
  // 2 x 14 tiles in a chunk, and 7 x 7, whose last is a rest.
  expect([sums(56), sums(28)]).toEqual([[8], [12, 4]]);
});

test("without lanes transforms store beside what they stored before, and no power of two apart", () => {
  const c = convolutionOf({ channels: 64, outChannels: 64, size: [8, 8], pad: 1 }, machines.js);
  const steps = new Map<string, readonly unknown[]>();
  walkStatements(schedule(c, machines.js, { level: 2, deterministic: false }).kernel.body, (s) => {
    if (s.kind !== "store" || !["v", "u"].includes(s.buffer.name)) return;
    const step = (name: string) =>
      symbolsOf(s.at)
        .filter((x) => x.name === name)
        .map((x) => linearIn(s.at, x)?.coef);
    steps.set(s.buffer.name, [...step("tx"), ...step("ic"), Number(s.buffer.elements) / 36]);
  });
  // v: a tile, a channel, a product of 65 channels by 4 tiles; u: a channel, a product of 33 by 64.
  expect(steps).toEqual(
    new Map([
      ["v", [1, 4, 65 * 4]],
      ["u", [1, 33 * 64]],
    ]),
  );
});

test("vectors of V8 transform a filter from where its taps lie, two rows of three values at a time", () => {
  const machine = machines["wasm-simd128"];
  const routine = schedule(convolutionOf({ channels: 64, outChannels: 64, size: [8, 8], pad: 1 }, machine), machine, {
    level: 2,
    deterministic: false,
  });
  expect(routine.operands.map((t) => t.name)).not.toContain("y.g");
  let [stores, loads] = [0, 0];
  walkStatements(routine.kernel.body, (s) => {
    if (s.kind === "store" && s.buffer.name === "u") stores++;
  });
  walkExpressions(routine.kernel.body, (e) => {
    if (e.kind === "load" && e.buffer.name.startsWith("w")) loads++;
  });
  // All nine taps for each of two pairs of rows, three for the first row and for the last.
  expect([stores, loads]).toEqual([36, 2 * 9 + 2 * 3]);
});

test("vectors of V8 hold the filters of 8 channels at a time, of as many inputs as the second-level cache has room for, however many tiles there are", () => {
  const machine = machines["wasm-simd128"];
  const filters = (channels: number, size: number): unknown => {
    const c = convolutionOf({ channels, outChannels: 64, size: [size, size], pad: 1 }, machine);
    return schedule(c, machine, { level: 2, deterministic: false }).operands.find((t) => t.name === "y.u")?.shape;
  };
  expect([filters(128, 28), filters(512, 7)]).toEqual([
    [36, 128, 8],
    [36, 256, 8],
  ]);
});

test.each([
  ["x86-64-v3", 3],
  ["wasm-simd128", 3],
  ["x86-64-v3", 5],
] as const)("256 channels round to a few millionths of the largest output: %s, %i taps", (name, k) => {
  const shape: Shape = { channels: 256, outChannels: 8, size: [14, 14], pad: (k - 1) / 2, taps: [k, k] };
  expect(errorOf(shape, machines[name], /^winograd/)).toBeLessThan(4e-6);
});

describe("with vectors of 16, filters of few tiles", () => {
  const machine = machines["x86-64-v4"];
  test.each<[string, Shape]>([
    ["4 tiles, 2 rounds of channels, two images", { batch: 2, channels: 64, outChannels: 32, size: [7, 7], pad: 1 }],
    ["6 tiles, 3 at a time, channels in 5 rounds", { channels: 80, outChannels: 16, size: [8, 12], pad: 1 }],
    ["16 tiles, 4 at a time", { channels: 32, outChannels: 16, size: [14, 14], pad: 1 }],
  ])("stay in registers: %s", (_, shape) => {
    expect(storesFilters(shape)).toBe(false);
    expect(errorOf(shape, machine, /^winograd/)).toBeLessThan(2e-6);
  });

  test("are stored where there are more tiles, or 3 and 4 divide them not", () => {
    const shapes = [
      [28, 28],
      [8, 20],
      [4, 8],
    ] as const;
    expect(shapes.map((size) => storesFilters({ channels: 16, outChannels: 16, size, pad: 1 }))).toEqual([true, true, true]);
  });

  test("are stored for a second group of tiles where multiply-adds are what takes the time", () => {
    const of = (size: readonly [number, number]) => ({ channels: 16, outChannels: 16, size, pad: 1 }) as const;
    expect([of([7, 7]), of([14, 14])].map((shape) => storesFilters(shape))).toEqual([false, false]);
    expect([of([7, 7]), of([14, 14])].map((shape) => storesFilters(shape, machines.znver4))).toEqual([false, true]);
  });

  test("round as stored ones do: 256 channels to a few millionths of the largest output", () => {
    expect(errorOf({ channels: 256, outChannels: 16, size: [7, 7], pad: 1 }, machine, /^winograd/)).toBeLessThan(4e-6);
  });

  const storesFilters = (shape: Shape, on: Machine = machine): boolean =>
    schedule(convolutionOf(shape, on), on, { level: 2, deterministic: false }).operands.some((t) => t.name === "y.u");
});
