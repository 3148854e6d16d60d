/** Every schedule on every machine computes what the naive nest computes; deterministic ones to the bit. */

import { describe, expect, test } from "vitest";
import { add as addDim, dimOf, floorDiv, min as minDim, mul as mulDim, sub as subDim } from "../../src/core/dim.ts";
import { type ElementArray, newArray } from "../../src/core/dtype.ts";
import { channelBlocked, type Layout, plainLayout, storageElements } from "../../src/core/layout.ts";
import { axesOver, axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { add, allOf, type Expr, type FunctionDef, f32, guarded, max, mul, read, type Tensor, tensor, variable, within } from "../../src/loop/expr.ts";
import { functionsOf, walkStatements } from "../../src/loop/functions.ts";
import type { Routine } from "../../src/loop/kernel.ts";
import { type Machine, machines } from "../../src/loop/machine.ts";
import { swish, swish2 } from "../../src/loop/math/index.ts";
import { kernelText } from "../../src/loop/print.ts";
import { schedule, scheduleWithTotal } from "../../src/loop/schedules/index.ts";
import { naive } from "../../src/loop/schedules/naive.ts";
import { fillHalo } from "../../src/schedule/fill-halo.ts";
import { floatMachines } from "../support/float-machines.ts";
import { walkKernel } from "../support/tree-walk.ts";

const targets = floatMachines;

function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const size = (t: Tensor): number => Number(storageElements(t.layout, t.shape));

/** The elements of `t` in logical order, wherever its layout puts them. */
function plainOf(t: Tensor, array: ElementArray): Float32Array {
  const to = tensor("plain", t.dtype, t.shape, plainLayout(t.shape.length));
  const axes = axesOver(t.shape, "");
  const out = newArray(t.dtype, size(to));
  run(
    naive(compute({ name: "unpack", output: to, axes, value: read(t, axes.map(coordinate)) })),
    new Map([
      [t, array],
      [to, out],
    ]),
  );
  return out as Float32Array;
}

function run(routine: Routine, memory: Map<Tensor, ElementArray>): void {
  evaluateKernel(
    routine.kernel,
    routine.operands.map((t) => {
      const found = memory.get(t) ?? newArray(t.dtype, size(t) + 16);
      memory.set(t, found);
      return found;
    }),
  );
}

/** Runs both schedules on the same operands; halos hold zeros, pad lanes hold noise. */
function agree(c: Compute, machine: Machine): void {
  const random = noise(7);
  const [free, fixed] = [false, true].map((deterministic) => schedule(c, machine, { level: 2, deterministic }));
  const results = [naive(c), free as Routine, fixed as Routine].map((routine) => {
    const memory = new Map<Tensor, ElementArray>();
    for (const t of routine.operands.filter((o) => o !== c.output)) {
      const array = (inputs.get(t) ?? newArray(t.dtype, size(t) + 16)) as Float32Array;
      if (!inputs.has(t)) {
        for (let i = 0; i < array.length; i++) array[i] = random();
        if (t.layout.halo.length > 0) run(fillHalo(t, machine), new Map([[t, array]]));
        inputs.set(t, array);
      }
      memory.set(t, array);
    }
    run(routine, memory);
    return plainOf(c.output, memory.get(c.output) as ElementArray);
  });
  const [expected, actual, inOrder] = results as [Float32Array, Float32Array, Float32Array];
  expect(actual.length).toBe(expected.length);
  const wrong = actual.findIndex((x, i) => !(Math.abs(x - (expected[i] ?? Number.NaN)) < 1e-4));
  expect([wrong, actual[wrong], expected[wrong]], "element, what it is and what it should be").toEqual([-1, undefined, undefined]);
  expect(inOrder).toEqual(expected);
}

const inputs = new Map<Tensor, ElementArray>();

interface ConvSpec {
  readonly ic: number;
  readonly oc: number;
  readonly size: number;
  readonly k: number;
  readonly stride: number;
  readonly pad: number;
  readonly depthwise?: boolean;
  readonly x: (halo: Layout["halo"]) => Layout;
  readonly w: Layout;
  readonly y: Layout;
}

function conv(s: ConvSpec): Compute {
  const out = Math.floor((s.size + 2 * s.pad - s.k) / s.stride) + 1;
  const reach = (out - 1) * s.stride + s.k - s.pad - s.size;
  const edge = { before: s.pad, after: Math.max(0, reach) };
  const none = { before: 0, after: 0 };
  const x = tensor("x", "f32", [1, s.ic, s.size, s.size], s.x([none, none, edge, edge]));
  const w = tensor("w", "f32", [s.oc, s.depthwise === true ? 1 : s.ic, s.k, s.k], s.w, true);
  const b = tensor("b", "f32", [s.oc], plainLayout(1), true);
  const y = tensor("y", "f32", [1, s.oc, out, out], s.y);
  const axes = axesOver(y.shape, "n oc oy ox");
  const [n, oc, oy, ox] = axes.map(coordinate) as [never, never, never, never];
  const ky = axis("ky", s.k);
  const kx = axis("kx", s.k);
  const ic = axis("ic", s.depthwise === true ? 1 : s.ic);
  const iy = subDim(addDim(mulDim(oy, s.stride), coordinate(ky)), s.pad);
  const ix = subDim(addDim(mulDim(ox, s.stride), coordinate(kx)), s.pad);
  const channel = s.depthwise === true ? oc : coordinate(ic);
  const body = guarded(
    allOf([within(iy, 0, s.size), within(ix, 0, s.size)]),
    mul(read(x, [n, channel, iy, ix]), read(w, [oc, coordinate(ic), coordinate(ky), coordinate(kx)])),
    f32(0),
  );
  const result = variable("result", "f32");
  const value = max(add(result, read(b, [oc])), f32(0));
  return compute({ name: "conv", output: y, axes, reduction: { axes: [ic, ky, kx], combine: "sum", body, result }, value });
}

/** Noise; a halo's elements are zeros. */
function filled(t: Tensor, machine: Machine): ElementArray {
  const random = noise(11);
  const array = Float32Array.from({ length: size(t) + 16 }, random);
  if (t.layout.halo.length > 0) run(fillHalo(t, machine), new Map([[t, array]]));
  return array;
}

/** The mean of each channel over all pixels. */
function meanOf(y: Tensor): Compute {
  const [n, channel, ...pixels] = y.shape;
  const axes = axesOver([n as number, channel as number, 1, 1], "n c y x");
  const [iy, ix] = [axis("iy", pixels[0] as number), axis("ix", pixels[1] as number)];
  const result = variable("result", "f32");
  const at = [coordinate(axes[0] as never), coordinate(axes[1] as never), coordinate(iy), coordinate(ix)];
  const count = (pixels[0] as number) * (pixels[1] as number);
  return compute({
    name: "mean",
    output: tensor("mean", "f32", [n as number, channel as number, 1, 1], y.layout),
    axes,
    reduction: { axes: [iy, ix], combine: "sum", body: read(y, at), result },
    value: mul(result, f32(1 / count)),
  });
}

/** Sums of something else than what is stored. */
const sumOfSquares = (y: Tensor): Compute => {
  const mean = meanOf(y);
  const { reduction } = mean;
  return reduction === undefined ? mean : compute({ ...mean, reduction: { ...reduction, body: mul(reduction.body, reduction.body) } });
};

describe.each(targets.map((m) => [m.name, m] as const))("%s", (_, machine) => {
  const V = Math.max(machine.lanes, 4);
  const plain = plainLayout(4);
  const blocked = channelBlocked(4, V);
  const perOutput: Layout = { ...plain, blocks: [{ axis: 0, size: V }] };
  const packed: Layout = {
    ...plain,
    blocks: [
      { axis: 1, size: V },
      { axis: 0, size: V },
    ],
  };
  const halo =
    (base: Layout) =>
    (h: Layout["halo"]): Layout => ({ ...base, halo: h });

  test.each([
    ["3x3 blocked, whole blocks", { ic: 2 * V, oc: 2 * V, size: 8, k: 3, stride: 1, pad: 1, x: halo(blocked), w: packed, y: blocked }],
    ["3x3 blocked, part blocks, stride 2", { ic: V + 3, oc: V + 2, size: 9, k: 3, stride: 2, pad: 1, x: halo(blocked), w: packed, y: blocked }],
    ["first layer", { ic: 3, oc: V + 1, size: 9, k: 3, stride: 2, pad: 1, x: halo(plain), w: perOutput, y: blocked }],
    ["depthwise", { ic: V + 1, oc: V + 1, size: 7, k: 3, stride: 1, pad: 1, depthwise: true, x: halo(blocked), w: perOutput, y: blocked }],
    ["plain with halo", { ic: 5, oc: 6, size: 7, k: 3, stride: 1, pad: 1, x: halo(plain), w: plain, y: plain }],
    ["plain with guards", { ic: 5, oc: 6, size: 7, k: 3, stride: 2, pad: 1, x: () => plain, w: plain, y: plain }],
    ["1x1, half a vector left", { ic: V, oc: 2 * V + V / 2, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked }],
    ["1x1, a quarter of a vector left", { ic: V, oc: V + V / 4, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked }],
    ["to rows of pixels, whole blocks", { ic: 2 * V, oc: 2 * V, size: 8, k: 3, stride: 1, pad: 1, x: halo(blocked), w: packed, y: plain }],
    ["to rows of pixels, part blocks, stride 2", { ic: V + 3, oc: V + 2, size: 9, k: 3, stride: 2, pad: 1, x: halo(blocked), w: packed, y: plain }],
    ["1x1 many columns", { ic: 2 * V, oc: 3 * V, size: 15, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked }],
  ] as const)("convolution, %s", (_, spec) => {
    agree(conv(spec as ConvSpec), machine);
  });

  test("a constant that is added to sums is their first term where sums take instructions, unless the order counts or the sum is used besides", () => {
    const c = conv({ ic: V, oc: 2 * V, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked });
    const result = c.reduction?.result as Expr;
    const both = compute({ ...c, value: mul(result, c.value) });
    const startsWithBias = (of: Compute, deterministic = false): boolean => {
      const text = kernelText(schedule(of, machine, { level: 2, deterministic }).kernel);
      return text.indexOf("bias[") < text.indexOf(" w[");
    };
    expect([startsWithBias(c), startsWithBias(c, true), startsWithBias(both)]).toEqual([!machine.fma, false, false]);
    agree(both, machine);
  });

  test.each([2 * V, V + 3])("a function of the sums of %i channels, finished a row at a time where code is to be short", (oc) => {
    const spec = { ic: V, oc, size: 9, k: 3, stride: 1, pad: 1, x: halo(blocked), w: packed, y: blocked } as const;
    const plainSums = conv(spec);
    const c = compute({ ...plainSums, value: swish(plainSums.value) });
    agree(c, machine);
    const calls = kernelText(schedule(c, machine, { level: 2, deterministic: false }).kernel).split("swish_f32(").length - 1;
    if (machine.shortBodies && machine.lanes > 1) expect(calls).toBe(Math.ceil(Math.ceil(oc / V) / 2));
  });

  test.each([10 * V, 9 * V + V / 2, 9 * V + 3])(
    "a function of the sums of %i channels of one pixel, finished together where code is to be short",
    (oc) => {
      const spec = { ic: V, oc, size: 1, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked } as const;
      const plainSums = conv(spec);
      const c = compute({ ...plainSums, value: swish(plainSums.value) });
      agree(c, machine);
      const calls = kernelText(schedule(c, machine, { level: 2, deterministic: false }).kernel).split("swish_f32(").length - 1;
      if (machine.shortBodies && machine.lanes > 1) expect(calls).toBe(1);
    },
  );

  test.each([
    [3, 1, 20],
    [5, 1, 15],
    [5, 2, 9],
  ])("a function of a window's sums, %i wide and moving by %i, for %i columns", (k, stride, size) => {
    const pad = (k - 1) / 2;
    const spec = { ic: V + 1, oc: V + 1, size, k, stride, pad, depthwise: true, x: halo(blocked), w: perOutput, y: blocked } as const;
    const plainSums = conv(spec);
    const c = compute({ ...plainSums, value: swish(plainSums.value) });
    agree(c, machine);
    const text = kernelText(schedule(c, machine, { level: 2, deterministic: false }).kernel);
    const most = Math.max(0, ...[...text.matchAll(/tile sums[^[]*\[(\d+)\]/g)].map(([, n]) => Number(n)));
    if (!machine.shortBodies && machine.lanes > 1) expect(most >= 14).toBe(stride === 1);
  });

  test.each([
    ["side by side, into rows with a halo", [0, 2], true],
    ["with a halo between them", [2, 0], false],
  ] as const)("tiles of V8 walk rows of 7 pixels as one, %s", (_, [before, behind], asOne) => {
    const withHalo = (edge: number): Layout => ({ ...blocked, halo: [0, 0, edge, edge].map((n) => ({ before: n, after: n })) });
    for (const oc of [8 * V, 9 * V + 3]) {
      const spec = { ic: V, oc, size: 7, k: 1, stride: 1, pad: 0, x: () => withHalo(before), w: packed, y: withHalo(behind) } as const;
      const sums = conv(spec);
      for (const value of [sums.value, swish(sums.value)]) {
        const c = compute({ ...sums, value });
        agree(c, machine);
        const text = kernelText(schedule(c, machine, { level: 2, deterministic: false }).kernel);
        expect(text.includes("oy_ox_tile")).toBe(asOne && machine.shortBodies && machine.lanes > 1);
      }
      const even = kernelText(schedule(conv({ ...spec, size: 8 }), machine, { level: 2, deterministic: false }).kernel);
      expect(even.includes("oy_ox_tile"), "rows without a rest").toBe(false);
    }
  });

  test("a product and a sum are one instruction or two, and functions those that are quickest then, unless bits are to be equal everywhere", () => {
    const spec = { ic: V, oc: 2 * V, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked } as const;
    const plainSums = conv(spec);
    const c = compute({ ...plainSums, value: swish2(plainSums.value) });
    const quotients = (deterministic: boolean): number => {
      const fn = functionsOf(schedule(c, machine, { level: 2, deterministic }).kernel.body).find((f) => f.name.startsWith("swish2")) as FunctionDef;
      return fn.lets.filter(({ name }) => name.name === "q").length;
    };
    expect([quotients(false), quotients(true)]).toEqual([machine.fma ? 0 : 1, 0]);
    agree(c, machine);
  });

  test("panels take turns within a row where each would fetch an image again that the second-level cache does not hold", () => {
    const spec = { ic: 8 * V, oc: 6 * V, size: 15, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked } as const;
    const weights = (oc: number): number => spec.ic * oc * 4;
    const outermost = (m: Machine, oc: number = spec.oc): string | undefined => {
      const [first] = schedule(conv({ ...spec, oc }), m, { level: 2, deterministic: false }).kernel.body;
      return first?.kind === "for" ? first.sym.name.replace("_tile", "") : undefined;
    };
    const small = { ...machine, l2: weights(spec.oc) };
    expect(outermost(small)).toBe(machine.shortBodies ? "oc" : "oy");
    agree(conv({ ...spec, size: 9 }), small);
    expect(outermost(machine), "the cache holds the image").toBe("oc");
    expect(outermost({ ...small, l2: small.l2 - 4 }), "it does not hold the weights").toBe("oc");
    expect(outermost({ ...small, l2: weights(10 * V) }, 10 * V), "more is written than read").toBe("oc");
  });

  test("slices follow each other row by row where windows over time alone would fetch a row again for each", () => {
    const [ic, oc, size, slices] = [4 * V, 2 * V, 9, 5];
    const values = machine.lanes === 1 ? plainLayout(5) : channelBlocked(5, V);
    const weights = { ...plainLayout(3), blocks: machine.lanes === 1 ? [] : [1, 0].map((a) => ({ axis: a, size: V })) };
    const x = tensor("x", "f32", [1, ic, slices + 2, size, size], values);
    const w = tensor("w", "f32", [oc, ic, 3], weights, true);
    const output = tensor("y", "f32", [1, oc, slices, size, size], values);
    const axes = axesOver(output.shape, "n oc ot oy ox");
    const [n, c, ot, oy, ox] = axes.map(coordinate) as [never, never, never, never, never];
    const [k, kt] = [axis("ic", ic), axis("kt", 3)];
    const body = mul(read(x, [n, coordinate(k), addDim(ot, coordinate(kt)), oy, ox]), read(w, [c, coordinate(k), coordinate(kt)]));
    const result = variable("result", "f32");
    const whole = compute({ name: "conv3d", output, axes, reduction: { axes: [k, kt], combine: "sum", body, result }, value: result });
    const outer = (m: Machine): string | undefined => {
      const names: string[] = [];
      walkStatements(schedule(whole, m, { level: 2, deterministic: false }).kernel.body, (s) => {
        if (s.kind === "for" && ["ot", "oy"].includes(s.sym.name)) names.push(s.sym.name);
      });
      return names[0];
    };
    const small = { ...machine, l2: 1024 };
    expect([outer(machine), outer(small)]).toEqual(["ot", machine.shortBodies ? "ot" : "oy"]);
    agree(whole, small);
  });

  test.each([
    ["of a window's results", { ic: V + 3, oc: V + 3, size: 20, k: 3, stride: 1, pad: 1, depthwise: true, x: halo(blocked), w: perOutput }],
    ["of a product's results", { ic: V, oc: 2 * V, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed }],
    ["of half a vector's results", { ic: V, oc: V + V / 2, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed }],
  ] as const)("means %s are added up as these are stored", (_, spec) => {
    for (const value of [(e: Expr) => e, swish]) {
      const plainSums = conv({ ...spec, y: blocked });
      const c = compute({ ...plainSums, value: value(plainSums.value) });
      const mean = meanOf(c.output);
      const both = scheduleWithTotal(c, mean, machine, { level: 2, deterministic: false });
      if (both === undefined) throw new Error("two kernels");
      const memory = new Map<Tensor, ElementArray>(
        both.operands.filter((t) => t !== c.output && t !== mean.output).map((t) => [t, filled(t, machine)]),
      );
      const apart = new Map(memory);
      run(both, memory);
      for (const alone of [c, mean]) run(naive(alone), apart);
      for (const { output } of [c, mean]) {
        const [actual, expected] = [memory, apart].map((m) => plainOf(output, m.get(output) as ElementArray)) as [Float32Array, Float32Array];
        expect(actual.length).toBe(expected.length);
        for (const [i, x] of expected.entries()) expect(Math.abs((actual[i] ?? Number.NaN) - x), `${output.name} ${i}`).toBeLessThan(1e-4);
      }
    }
  });

  test("no total is a sum of something else, of rows alone, or one whose order counts", () => {
    const c = conv({ ic: V, oc: 2 * V, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked });
    const options = { level: 2, deterministic: false };
    const mean = meanOf(c.output);
    const { reduction } = mean;
    const [n, channel, row, column] = c.axes as [never, never, never, never];
    const columns: Compute = compute({
      ...mean,
      output: tensor("columns", "f32", c.output.shape.with(2, 1), blocked),
      axes: [n, channel, axis("one", 1), column],
      at: [coordinate(n), coordinate(channel), 0, coordinate(column)],
      ...(reduction === undefined
        ? {}
        : {
            reduction: {
              ...reduction,
              axes: [row],
              body: read(
                c.output,
                [n, channel, row, column].map((a) => coordinate(a)),
              ),
            },
          }),
    });
    expect(scheduleWithTotal(c, sumOfSquares(c.output), machine, options)).toBeUndefined();
    expect(scheduleWithTotal(c, columns, machine, options)).toBeUndefined();
    expect(scheduleWithTotal(c, mean, machine, { level: 2, deterministic: true })).toBeUndefined();
    expect(scheduleWithTotal(c, mean, machine, { level: 0, deterministic: false })).toBeUndefined();
    // The last vector of channels ends behind the last mean.
    const rest = conv({ ic: V, oc: V + 1, size: 5, k: 1, stride: 1, pad: 0, x: halo(blocked), w: packed, y: blocked });
    const inRows = (output: Tensor): Compute =>
      compute({ ...meanOf(output), output: tensor("mean", "f32", [...output.shape.slice(0, 2), 1, 1], plain) });
    expect(scheduleWithTotal(c, inRows(c.output), machine, options)).toBeDefined();
    expect(scheduleWithTotal(rest, inRows(rest.output), machine, options) === undefined).toBe(machine.lanes > 1);
  });

  test("sums whose lanes run along their terms have no total", () => {
    const [x, w] = [tensor("x", "f32", [5, 4 * V], plainLayout(2)), tensor("w", "f32", [6, 4 * V], plainLayout(2))];
    const y = tensor("y", "f32", [5, 6], plainLayout(2));
    const axes = axesOver(y.shape, "row column");
    const [row, column] = axes as [never, never];
    const k = axis("k", 4 * V);
    const result = variable("result", "f32");
    const body = mul(read(x, [coordinate(row), coordinate(k)]), read(w, [coordinate(column), coordinate(k)]));
    const c = compute({ name: "rows", output: y, axes, reduction: { axes: [k], combine: "sum", body, result }, value: result });
    const total = compute({
      name: "total",
      output: tensor("total", "f32", [5], plainLayout(1)),
      axes: [row],
      reduction: { axes: [column], combine: "sum", body: read(y, [coordinate(row), coordinate(column)]), result },
      value: result,
    });
    const options = { level: 2, deterministic: false };
    const isRows = schedule(c, machine, options).kernel.plan?.schedule === "rows";
    expect(isRows).toBe(machine.lanes > 1);
    expect(scheduleWithTotal(c, total, machine, options) === undefined).toBe(isRows);
  });

  test("lanes run along channels whose weights are packed, wherever results go", () => {
    const spec = { ic: 2 * V, oc: 2 * V, size: 8, k: 3, stride: 1, pad: 1, x: halo(blocked), w: packed } as const;
    const lanesOf = (y: Layout): number | undefined => schedule(conv({ ...spec, y }), machine, { level: 2, deterministic: false }).kernel.plan?.lanes;
    expect([lanesOf(blocked), lanesOf(plain)]).toEqual([machine.lanes, machine.lanes]);
  });

  test.each([
    [1, 10, 33],
    [5, 64, 20],
    [16, 35, 7],
  ])("matrix product %i x %i x %i, packed and not", (m, n, k) => {
    for (const layout of [plainLayout(2), { order: [1, 0], blocks: [{ axis: 1, size: V }], halo: [] } as Layout]) {
      const x = tensor("x", "f32", [m, k], plainLayout(2));
      const w = tensor("w", "f32", [k, n], layout, true);
      const y = tensor("y", "f32", [m, n], plainLayout(2));
      const [row, column] = axesOver(y.shape, "row column") as [never, never];
      const inner = axis("k", k);
      const body = mul(read(x, [coordinate(row), coordinate(inner)]), read(w, [coordinate(inner), coordinate(column)]));
      const result = variable("result", "f32");
      agree(
        compute({ name: "matmul", output: y, axes: [row, column], reduction: { axes: [inner], combine: "sum", body, result }, value: result }),
        machine,
      );
    }
  });

  test("a sum of rows that turn back behind their last whole vector", () => {
    const x = tensor("x", "f32", [3, V], plainLayout(2));
    const y = tensor("y", "f32", [3], plainLayout(1));
    const [row] = axesOver(y.shape, "row") as [never];
    const k = axis("k", V + Math.min(2, V - 1));
    const body = read(x, [coordinate(row), minDim(coordinate(k), subDim(2 * V - 2, coordinate(k)))]);
    const result = variable("result", "f32");
    agree(compute({ name: "reflected", output: y, axes: [row], reduction: { axes: [k], combine: "sum", body, result }, value: result }), machine);
  });

  const isWasm = machine.shortBodies && machine.lanes > 1;
  const streams: readonly (readonly [number, number, number, string])[] = [
    [1, 512, 512, "8x1"],
    [1, 1024, 512, "4x1"],
    [8, 512, 512, "4x2"],
    [8, 128, 128, "2x4"],
    [32, 512, 512, "2x4"],
  ];
  test.each(isWasm ? streams : [])("%i rows times constants of %i x %i: a tile of %s", (m, n, k, expected) => {
    const x = tensor("x", "f32", [m, k], plainLayout(2));
    const w = tensor("w", "f32", [k, n], { order: [1, 0], blocks: [{ axis: 1, size: V }], halo: [] }, true);
    const y = tensor("y", "f32", [m, n], plainLayout(2));
    const axes = axesOver(y.shape, "row column");
    const [row, column] = axes.map(coordinate) as [never, never];
    const inner = axis("k", k);
    const body = mul(read(x, [row, coordinate(inner)]), read(w, [coordinate(inner), column]));
    const result = variable("result", "f32");
    const c = compute({ name: "matmul", output: y, axes, reduction: { axes: [inner], combine: "sum", body, result }, value: result });
    const tile = schedule(c, machine, { level: 2, deterministic: false }).kernel.plan?.tile;
    expect(tile?.join("x")).toBe(expected);
  });

  test("pool with guards, blocked", () => {
    const x = tensor("x", "f32", [1, V + 2, 7, 7], blocked);
    const y = tensor("y", "f32", [1, V + 2, 4, 4], blocked);
    const axes = axesOver(y.shape, "n c oy ox");
    const [n, c, oy, ox] = axes.map(coordinate) as [never, never, never, never];
    const ky = axis("ky", 3);
    const kx = axis("kx", 3);
    const iy = subDim(addDim(mulDim(oy, 2), coordinate(ky)), 1);
    const ix = subDim(addDim(mulDim(ox, 2), coordinate(kx)), 1);
    const body = guarded(allOf([within(iy, 0, 7), within(ix, 0, 7)]), read(x, [n, c, iy, ix]), f32(Number.NEGATIVE_INFINITY));
    const result = variable("result", "f32");
    agree(compute({ name: "maxpool", output: y, axes, reduction: { axes: [ky, kx], combine: "max", body, result }, value: result }), machine);
  });

  test.each([[3 * V + 2], [V]])("mean of planes, %i channels, blocked", (channels) => {
    const x = tensor("x", "f32", [1, channels, 5, 6], blocked);
    const y = tensor("y", "f32", [1, channels, 1, 1], blocked);
    const axes = axesOver(y.shape, "n c y x");
    const [n, c] = axes.map(coordinate) as [never, never];
    const reduced = [axis("y", 5), axis("x", 6)];
    const body = read(x, [n, c, ...reduced.map(coordinate)]);
    const result = variable("result", "f32");
    agree(
      compute({ name: "mean", output: y, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: mul(result, f32(1 / 30)) }),
      machine,
    );
  });

  test.each([[40], [16], [5]])("row sum of %i", (k) => {
    const x = tensor("x", "f32", [3, k], plainLayout(2));
    const y = tensor("y", "f32", [3], plainLayout(1));
    const row = axis("row", 3);
    const i = axis("i", k);
    const result = variable("result", "f32");
    const body: Expr = mul(read(x, [coordinate(row), coordinate(i)]), read(x, [coordinate(row), coordinate(i)]));
    agree(compute({ name: "sum", output: y, axes: [row], reduction: { axes: [i], combine: "sum", body, result }, value: result }), machine);
  });

  test.each([
    [plain, plain],
    [blocked, blocked],
    [plain, blocked],
    [blocked, plain],
  ])("pointwise with a channel operand, layouts %#", (from, to) => {
    const x = tensor("x", "f32", [2, V + 3, 5, 7], from);
    const s = tensor("s", "f32", [V + 3], plainLayout(1), true);
    const y = tensor("y", "f32", x.shape, to);
    const axes = axesOver(y.shape, "n c y x");
    const at = axes.map(coordinate);
    agree(compute({ name: "scale", output: y, axes, value: mul(read(x, at), read(s, [at[1] as never])) }), machine);
  });

  test("a flip and a shifted store", () => {
    const x = tensor("x", "f32", [6, 37], plainLayout(2));
    const y = tensor("y", "f32", [6, 37], plainLayout(2));
    const axes = axesOver(x.shape, "a b");
    const [a, b] = axes.map(coordinate) as [never, never];
    const value = add(read(x, [subDim(5, a), b]), read(x, [floorDiv(a, 2), subDim(36, b)]));
    agree(compute({ name: "flip", output: y, axes, value }), machine);
    expect(dimOf(axes[0]?.sym as never)).toBeDefined();
  });
});

describe("copies between layouts read no element beyond their operand's memory", () => {
  const blocked = (size: number): Layout => channelBlocked(3, size);
  test.each([1, 3, 8, 12, 20, 33].flatMap((channels) => targets.filter((m) => m.lanes > 1).map((m) => [channels, m.name, m] as const)))(
    "%i channels, %s",
    (channels, _, machine) => {
      const shape = [2, channels, 5];
      const layouts = [plainLayout(3), blocked(machine.lanes), blocked(2 * machine.lanes)];
      for (const from of layouts)
        for (const to of layouts)
          for (const first of [0, 2]) {
            const source = tensor("x", "f32", [2, channels + first, 5], from);
            const output = tensor("y", "f32", shape, to);
            const axes = axesOver(shape, "n c x");
            const [n, c, x] = axes.map(coordinate);
            const at = [n ?? 0, addDim(c ?? 0, first), x ?? 0];
            const { kernel } = schedule(compute({ name: "copy", output, axes, value: read(source, at) }), machine, {
              level: 2,
              deterministic: false,
            });
            const out = newArray("f32", size(output));
            walkKernel(kernel, [newArray("f32", size(source)).fill(1 as never) as Float32Array, out]);
            expect(plainOf(output, out)).toEqual(new Float32Array(2 * channels * 5).fill(1));
          }
    },
  );

  test("a constant of one number a channel is read to the end of its vector, so that blocks stay whole", () => {
    const machine = machines["x86-64-v4"];
    const layout = blocked(16);
    const [source, output] = ["x", "y"].map((name) => tensor(name, "f32", [1, 20, 5], layout)) as [Tensor, Tensor];
    const axes = axesOver([1, 20, 5], "n c x");
    const at = axes.map(coordinate);
    const kernelWith = (scale: Tensor): Routine => {
      const value = mul(read(source, at), read(scale, [at[1] ?? 0]));
      return schedule(compute({ name: "scale", output, axes, value }), machine, { level: 2, deterministic: false });
    };
    // A last block that ends early has a bound of its own.
    const isWhole = ({ kernel }: Routine): boolean => !kernelText(kernel).includes("min(");
    expect(isWhole(kernelWith(tensor("s", "f32", [20], plainLayout(1), true)))).toBe(true);
    expect(isWhole(kernelWith(tensor("s", "f32", [20], plainLayout(1))))).toBe(false);
  });
});

test("where code must stay short, maxima of elements as they are keep four accumulators, of what is computed two", () => {
  const [x, y] = [tensor("x", "f32", [3, 64], plainLayout(2)), tensor("y", "f32", [3], plainLayout(1))];
  const [row, column] = [axis("row", 3), axis("column", 64)];
  const element = read(x, [dimOf(row.sym), dimOf(column.sym)]);
  const text = (body: Expr): string => {
    const result = variable("most", "f32");
    const c = compute({ name: "row_max", output: y, axes: [row], reduction: { axes: [column], combine: "max", body, result }, value: result });
    return kernelText(schedule(c, machines["wasm-simd128"], { level: 2, deterministic: false }).kernel);
  };
  expect(text(element)).toContain("tile acc: f32x4[4]");
  expect(text(mul(element, element))).toContain("tile acc: f32x4[2]");
});

test("planes whose rows lie one behind the other are summed as rows of all their elements", () => {
  const [x, y] = [tensor("x", "f32", [3, 6, 7], plainLayout(3)), tensor("y", "f32", [3], plainLayout(1))];
  const [c, row, column] = [axis("c", 3), axis("ry", 6), axis("rx", 7)];
  const result = variable("sum", "f32");
  const body = read(x, [dimOf(c.sym), dimOf(row.sym), dimOf(column.sym)]);
  const sums = compute({ name: "sums", output: y, axes: [c], reduction: { axes: [row, column], combine: "sum", body, result }, value: result });
  const options = { level: 2, deterministic: false };
  const wide = schedule(sums, machines["x86-64-v4"], options);
  expect(wide.kernel.plan).toEqual({ schedule: "rows", lanes: 16 });
  expect(kernelText(wide.kernel)).not.toContain("ry");
  expect(kernelText(schedule(sums, machines["x86-64-v4"], { ...options, deterministic: true }).kernel)).toContain("ry");
  const values = Float32Array.from({ length: 126 }, (_, i) => i % 11);
  const out = new Float32Array(3);
  run(
    wide,
    new Map([
      [x, values],
      [y, out],
    ]),
  );
  expect([...out]).toEqual([0, 1, 2].map((k) => values.subarray(42 * k, 42 * k + 42).reduce((a, b) => a + b)));
});
