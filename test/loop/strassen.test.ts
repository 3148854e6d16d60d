/** Strassen's product: exact where every sum is, on every machine with vectors; how far f32 rounds, against sums in f64; and which rows meet. */
import { describe, expect, test } from "vitest";
import { type Dim, mul as scaled } from "../../src/core/dim.ts";
import { addressOf, channelBlocked, type Layout, plainLayout, storageElements } from "../../src/core/layout.ts";
import { checkKernel } from "../../src/loop/check.ts";
import { axesOver, axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { f32, max, mul, add as plus, read, type Tensor, tensor, variable } from "../../src/loop/expr.ts";
import { type Machine, machines } from "../../src/loop/machine.ts";
import { schedule } from "../../src/loop/schedules/index.ts";
import { strassenName } from "../../src/loop/schedules/strassen-operands.ts";
import { depthParts, rowsAtOnce, strassenBytes, strassenShare } from "../../src/loop/schedules/strassen-product.ts";
import { splitKernel } from "../../src/loop/split/split.ts";
import { choices } from "../support/single-node.ts";

interface Shape {
  readonly batch?: number;
  /** Rows of a matrix, or rows and columns of an image's results. */
  readonly rows: readonly number[];
  readonly depth: number;
  readonly columns: number;
  /** Of an image: every how manieth pixel is read. */
  readonly stride?: number;
}

/** relu(x * w + bias + rest), asked to be computed Strassen's way: matrices row by row, images in blocks of the machine's lanes. */
function productOf({ batch = 1, rows, depth, columns, stride = 1 }: Shape, { lanes }: Machine): Compute {
  const isImage = rows.length > 1;
  const values = isImage ? channelBlocked(4, lanes) : plainLayout(3);
  const packed: Layout = { order: [1, 0], blocks: [{ axis: 1, size: lanes }], halo: [] };
  const shapeOf = (channels: number, extents: readonly number[]) => (isImage ? [batch, channels, ...extents] : [batch, ...extents, channels]);
  const x = tensor(
    "x",
    "f32",
    shapeOf(
      depth,
      rows.map((n) => n * stride),
    ),
    values,
  );
  const w = tensor("w", "f32", [depth, columns], packed, true);
  const bias = tensor("bias", "f32", [columns], plainLayout(1), true);
  const [y, rest] = [tensor("y", "f32", shapeOf(columns, rows), values), tensor("rest", "f32", shapeOf(columns, rows), values)];
  const axes = axesOver(shapeOf(columns, rows), isImage ? "n oc oy ox" : "n row column");
  const places = axes.map(coordinate);
  const [n, ...inner] = places as [Dim, ...Dim[]];
  const [column, at] = isImage ? [inner[0] as Dim, inner.slice(1)] : [inner.at(-1) as Dim, inner.slice(0, -1)];
  const k = axis("k", depth);
  const source = at.map((d) => scaled(d, stride));
  const left = read(x, isImage ? [n, coordinate(k), ...source] : [n, ...source, coordinate(k)]);
  const result = variable("sum", "f32");
  const value = max(plus(plus(result, read(bias, [column])), read(rest, places)), f32(-1e30));
  const reduction = { axes: [k], combine: "sum" as const, body: mul(left, read(w, [coordinate(k), column])), result };
  return compute({ name: "product", output: y, axes, reduction, value, algorithm: strassenName });
}

type Elements = (at: readonly number[]) => number;
type Data = Readonly<Record<"x" | "w" | "bias" | "rest", Elements>>;

/** Every point of a shape, in row-major order. */
const pointsOf = (shape: readonly number[]): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>((points, n) => points.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])), [[]]);

/** What the scheduled kernel stores, row by row (those of a batch one behind the other), beside the same in f64. */
function resultsOf(shape: Shape, machine: Machine, data: Data): readonly Row[] {
  const c = productOf(shape, machine);
  const { kernel, operands } = schedule(c, machine, { level: 2, deterministic: false });
  expect(kernel.name).toBe("strassen_product");
  checkKernel(kernel);
  /** Operands in their layouts, and row-major. */
  const memory = new Map(operands.map((t) => [t.name, new Float32Array(Number(storageElements(t.layout, t.shape))).fill(Number.NaN)]));
  const logical = new Map<string, Float64Array>();
  const placesOf = (t: Tensor): readonly number[] => pointsOf(t.shape.map(Number)).map((at) => Number(addressOf(t.layout, t.shape, at)));
  for (const t of operands) {
    const element = data[t.name as keyof Data] as Elements | undefined;
    if (element === undefined) continue;
    const array = memory.get(t.name) as Float32Array;
    const values = pointsOf(t.shape.map(Number)).map((at) => Math.fround(element(at)));
    placesOf(t).forEach((place, i) => {
      array[place] = values[i] as number;
    });
    logical.set(t.name, Float64Array.from(values));
  }
  evaluateKernel(
    kernel,
    operands.map((t) => memory.get(t.name) as Float32Array),
  );
  const y = memory.get("y") as Float32Array;
  const stored = Float64Array.from(placesOf(c.output), (place) => y[place] as number);
  return byRows(shape, stored, logical);
}

interface Row {
  readonly found: Float64Array;
  readonly expected: Float64Array;
}

/** Results of a kernel, row-major, beside x * w + bias + rest in f64. */
function byRows({ batch = 1, rows, depth, columns, stride = 1 }: Shape, y: Float64Array, given: ReadonlyMap<string, Float64Array>): readonly Row[] {
  const [x, w, bias, rest] = ["x", "w", "bias", "rest"].map((name) => given.get(name)) as Float64Array[] as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const isImage = rows.length > 1;
  /** The element of a batch's array with so many channels of extents `size`. */
  const at = (n: number, place: readonly number[], channel: number, channels: number, size: readonly number[]): number => {
    const flat = place.reduce((sum, p, i) => sum * (size[i] as number) + p, 0);
    const all = size.reduce((a, b) => a * b, 1);
    return isImage ? (n * channels + channel) * all + flat : (n * all + flat) * channels + channel;
  };
  const read = rows.map((extent) => extent * stride);
  return pointsOf([batch, ...rows]).map(([n = 0, ...row]) => {
    const source = row.map((i) => i * stride);
    const terms = Float64Array.from({ length: depth }, (_, k) => x[at(n, source, k, depth, read)] as number);
    const expected = Float64Array.from({ length: columns }, (_, column) => {
      const start = (bias[column] as number) + (rest[at(n, row, column, columns, rows)] as number);
      return terms.reduce((sum, term, k) => sum + term * (w[k * columns + column] as number), start);
    });
    return { found: Float64Array.from({ length: columns }, (_, column) => y[at(n, row, column, columns, rows)] as number), expected };
  });
}

const largest = (values: Iterable<number>): number => [...values].reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** Each row's largest error. */
const errorsOf = (results: readonly Row[]): readonly number[] =>
  results.map(({ found, expected }) => largest(found.map((v, i) => v - (expected[i] as number))));

function randomData(depth: number, isWhole: boolean, row: (at: readonly number[]) => number = () => 1): Data {
  const random = choices(depth);
  const real = (): number => (isWhole ? random.int(-4, 4) : random.int(-1_000_000, 1_000_000) / 1e6);
  const factor = isWhole ? 1 : 1 / Math.sqrt(depth);
  return { x: (at) => real() * row(at), w: () => real() * factor, bias: real, rest: real };
}

/** One for each number of lanes, and WebAssembly, which keeps sums of both factors. */
const withVectors = [machines["armv8-a"], machines["x86-64-v3"], machines["x86-64-v4"], machines["wasm-simd128"]];

describe.each(withVectors.map((m) => [m.name, m] as const))("%s", (_, machine) => {
  const V = machine.lanes;
  test.each<[string, Shape]>([
    ["whole tiles", { rows: [32], depth: 2 * V, columns: 4 * V }],
    ["an odd row, two matrices", { batch: 2, rows: [33], depth: 4 * V, columns: 8 * V }],
    ["pixels", { rows: [5, 7], depth: 2 * V, columns: 4 * V }],
    ["every other pixel of two images", { batch: 2, rows: [6, 6], depth: 2 * V, columns: 4 * V, stride: 2 }],
  ])("%s: whole numbers are exact", (_, shape) => {
    for (const { found, expected } of resultsOf(shape, machine, randomData(shape.depth, true))) expect(found).toEqual(expected);
  });

  test("half a depth that leaves lanes empty is summed the plain way", () => {
    const c = productOf({ rows: [32], depth: 3 * V, columns: 4 * V }, machine);
    expect(schedule(c, machine, { level: 2, deterministic: false }).kernel.name).toBe("product");
  });
});

const wide = machines["x86-64-v4"];
const web = machines["wasm-simd128"];

test.each<[string, Shape, number]>([
  ["an odd row", { rows: [33], depth: 64, columns: 32 }, 4],
  ["pixels, panels of four vectors", { batch: 2, rows: [6, 6], depth: 32, columns: 64 }, 2],
])("the depth in parts, whose products are added up in memory, %s: whole numbers are exact", (_, shape, parts) => {
  const rows = shape.rows.reduce((a, b) => a * b, 1);
  const size = { rows, depth: shape.depth, columns: shape.columns };
  const small: Machine = { ...web, l2: strassenBytes(size, web) / parts };
  expect(depthParts(size, small)).toBe(parts);
  for (const { found, expected } of resultsOf(shape, small, randomData(shape.depth, true))) expect(found).toEqual(expected);
});

test("rows in parts, where sums of all would not stay in the caches: whole numbers are exact", () => {
  const small: Machine = { ...wide, l2: 32 * 1024 };
  const size = { rows: 192, depth: 64, columns: 64 };
  expect(rowsAtOnce(size, small)).toBe(96);
  expect(rowsAtOnce({ ...size, rows: 191 }, small)).toBeUndefined();
  for (const { found, expected } of resultsOf({ ...size, rows: [192] }, small, randomData(64, true))) expect(found).toEqual(expected);
});

describe("two threads share the columns of results", () => {
  const V = wide.lanes;
  const none = { before: 0, after: 0 };
  const edge = { before: 1, after: 1 };
  test.each<[string, Shape, Layout]>([
    ["of a matrix", { rows: [66], depth: 256, columns: 512 }, plainLayout(3)],
    ["of an odd number of pixels", { rows: [7, 7], depth: 256, columns: 512 }, channelBlocked(4, V)],
    ["of pixels within a halo", { rows: [14, 14], depth: 256, columns: 512 }, { ...channelBlocked(4, V), halo: [none, none, edge, edge] }],
  ])("%s", (_, shape, layout) => {
    const c = productOf(shape, wide);
    const output = tensor("y", "f32", c.output.shape, layout);
    const { kernel } = schedule(compute({ ...c, output }), wide, { level: 2, deterministic: false });
    const split = splitKernel(kernel, new Set(), 2, wide.wait);
    expect(split?.kernel.doc.at(-1)).toBe("Units begin to end of 8 in each stage: column_tile. Threads wait for each other in between.");
    expect(split?.parts).toEqual([0, 4, 8]);
  });
});

const shape: Shape = { batch: 2, rows: [66], depth: 512, columns: 64 };
const half = 33;

describe.each([wide, web].map((m) => [m.name, m] as const))("%s", (_, machine) => {
  test("errors stay below 2e-6 of the largest result", () => {
    const results = resultsOf(shape, machine, randomData(shape.depth, false));
    expect(largest(errorsOf(results))).toBeLessThan(2e-6 * largest(results.flatMap((r) => [...r.expected])));
  });

  test("a large row's errors reach the one half of the rows away, and no other", () => {
    const results = resultsOf(
      shape,
      machine,
      randomData(shape.depth, false, ([n, row]) => (n === 0 && row === 3 ? 1000 : 1)),
    );
    const scale = results.map((r) => largest(r.expected));
    errorsOf(results).forEach((error, row) => {
      expect(error).toBeLessThan(2e-6 * (scale[row === 3 + half ? 3 : row] as number));
    });
  });

  test("what is not finite reaches the row half of the rows away, and no other", () => {
    const data = randomData(shape.depth, false);
    const broken: Data = { ...data, x: ([n = 0, row = 0, k = 0]) => (n === 0 && row === 3 && k === 5 ? Number.NaN : data.x([n, row, k])) };
    resultsOf(shape, machine, broken).forEach(({ found }, row) => {
      expect(found.every((v) => Number.isFinite(v))).toBe(row !== 3 && row !== 3 + half);
    });
  });
});

test.each<[string, { rows: number; depth: number; columns: number }, Machine, boolean]>([
  ["a Transformer's layer", { rows: 128, depth: 512, columns: 2048 }, wide, true],
  ["without vectors of 16", { rows: 128, depth: 512, columns: 2048 }, machines["x86-64-v3"], false],
  ["few terms, whose sums of quadrants cost more than a product", { rows: 3136, depth: 64, columns: 256 }, wide, false],
  ["sums of quadrants larger than the caches, in parts", { rows: 3136, depth: 512, columns: 512 }, wide, true],
  ["sums of quadrants larger than the caches, of rows that are not divided", { rows: 3137, depth: 512, columns: 512 }, wide, false],
  ["few rows", { rows: 16, depth: 512, columns: 512 }, wide, false],
  ["a Transformer's layer in WebAssembly", { rows: 128, depth: 512, columns: 512 }, web, true],
  ["few columns, whose sums of the left factor's quadrants cost more than a product", { rows: 3136, depth: 256, columns: 128 }, web, false],
  ["few terms", { rows: 784, depth: 128, columns: 512 }, web, false],
  ["columns that fill no tile", { rows: 169, depth: 512, columns: 1000 }, web, false],
])("%s: it is known to take less time: %#", (_, size, machine, isLess) => expect(strassenShare(size, machine) !== undefined).toBe(isLess));
