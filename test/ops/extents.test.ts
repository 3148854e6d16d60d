/** Extents that only the run decides, through graphs on every target, against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import type { ElementArray } from "../../src/core/dtype.ts";
import { opNamed } from "../../src/ops/index.ts";
import type { NamedTensor } from "../../src/run.ts";
import { buildWay, everyWay, runWay } from "../support/every-way.ts";
import { firstDifference } from "../support/examples.ts";
import { GraphBuilder, modelBytes, writeModel } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";
import { Random } from "../support/random.ts";
import { agreesWithRuntime, type CaseInput, type Choices, choices, type NodeCase } from "../support/single-node.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-extents-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ortTypes = { f32: "float32", i32: "int32", i64: "int64", bool: "bool" } as const;
interface Case {
  readonly name: string;
  readonly graph: GraphBuilder;
  /** Several runs of one program: what one leaves must not show in the next. */
  readonly runs: readonly (readonly NamedTensor[])[];
}

const floats = (name: string, shape: readonly number[], seed: number, scale = 1): NamedTensor => {
  const random = new Random(seed);
  return {
    name,
    dtype: "f32",
    shape,
    array: random.floats(
      shape.reduce((n, d) => n * d, 1),
      -scale,
      scale,
    ),
  };
};

/** Rows that are kept, multiplied, normalized, reduced, joined and cut: every way a dynamic extent goes through schedules. */
function rowsCase(): Case {
  const g = new GraphBuilder("rows");
  g.input("x", [9, 6]);
  g.input("keep", [9], "bool");
  const rows = g.node("Compress", ["x", "keep"], { axis: 0 });
  const w = g.uniform("w", [6, 20], -1, 1);
  const product = g.node("MatMul", [rows, w]);
  g.output(g.node("Relu", [product], {}, { outputs: ["product"] }), ["n", 20]);
  g.output(g.node("Softmax", [product], { axis: -1 }, { outputs: ["rows"] }), ["n", 20]);
  g.output(g.node("Softmax", [product], { axis: 0 }, { outputs: ["columns"] }), ["n", 20]);
  g.output(g.node("ReduceMean", [rows], { axes: [0], keepdims: 0 }, { outputs: ["mean"] }), [6]);
  g.output(g.node("Transpose", [rows], { perm: [1, 0] }, { outputs: ["turned"] }), [6, "n"]);
  g.output(g.node("Concat", [rows, "x", rows], { axis: 0 }, { outputs: ["joined"] }), ["m", 6]);
  g.output(g.node("Shape", [rows], {}, { outputs: ["size"] }), [2], "i64");
  const flat = g.node("Reshape", [rows, g.initializer("all", "i64", [1], [-1])]);
  g.output(g.node("Sigmoid", [flat], {}, { outputs: ["flat"] }), ["k"]);
  const turned = g.node("Transpose", [product], { perm: [1, 0] });
  g.output(g.node("Reshape", [turned, g.initializer("row", "i64", [1], [-1])], {}, { outputs: ["row_of_all"] }), ["k"]);
  g.output(g.node("Reshape", [turned, g.initializer("split", "i64", [3], [4, 5, -1])], {}, { outputs: ["split_up"] }), [4, 5, "n"]);
  g.output(g.node("MatMul", [turned, product], {}, { outputs: ["gram"] }), [20, 20]);
  const run = (seed: number, keep: readonly number[]): readonly NamedTensor[] => [
    floats("x", [9, 6], seed),
    { name: "keep", dtype: "bool", shape: [9], array: Uint8Array.from(keep) },
  ];
  return {
    name: "rows",
    graph: g,
    runs: [run(1, [1, 0, 1, 1, 0, 0, 1, 0, 1]), run(2, [1, 1, 1, 1, 1, 1, 1, 1, 1]), run(3, [0, 0, 0, 0, 0, 0, 1, 0, 0])],
  };
}

/** As many rows as tiles of every size take: none, one, a few more than a multiple of 4, all. */
function manyRowsCase(): Case {
  const g = new GraphBuilder("many_rows");
  g.input("x", [59, 24]);
  g.input("keep", [59], "bool");
  const rows = g.node("Compress", ["x", "keep"], { axis: 0 });
  const hidden = g.node("Gemm", [rows, g.uniform("w1", [24, 70], -1, 1), g.uniform("b1", [70], -1, 1)]);
  const swish = g.node("Mul", [hidden, g.node("Sigmoid", [hidden])]);
  g.output(g.node("MatMul", [swish, g.uniform("w2", [70, 33], -1, 1)], {}, { outputs: ["y"] }), ["n", 33]);
  const run = (seed: number, count: number): readonly NamedTensor[] => [
    floats("x", [59, 24], seed),
    { name: "keep", dtype: "bool", shape: [59], array: Uint8Array.from({ length: 59 }, (_, i) => ((i * 17) % 59 < count ? 1 : 0)) },
  ];
  return { name: "many_rows", graph: g, runs: [run(1, 59), run(2, 0), run(3, 1), run(4, 30)] };
}

test("tiles of products lie along rows that the run counts", async () => {
  const path = join(folder, "tiles.onnx");
  writeModel(path, manyRowsCase().graph);
  const { compiled } = await buildWay(path, ["c", "x86-64-v3", 2]);
  const tiles = compiled.program.kernels.filter((k) => k.name.includes("k24") || k.name.includes("k70")).map((k) => k.plan?.tile?.[1]);
  expect(tiles).toEqual([4, 4]);
});

/** Images that are kept, convolved: halos, channel blocks and pools over a batch of unknown size. */
function imagesCase(): Case {
  const g = new GraphBuilder("images");
  g.input("x", [7, 3, 8, 10]);
  g.input("keep", [7], "bool");
  const images = g.node("Compress", ["x", "keep"], { axis: 0 });
  const first = g.node("Relu", [g.node("Conv", [images, g.weights("w1", [16, 3, 3, 3], 27), g.uniform("b1", [16], -1, 1)], { pads: [1, 1, 1, 1] })]);
  const second = g.node("Conv", [first, g.weights("w2", [32, 16, 3, 3], 144)], { pads: [1, 1, 1, 1], strides: [2, 2] });
  const pooled = g.node("MaxPool", [second], { kernel_shape: [2, 2], strides: [2, 2] });
  g.output(g.node("Sigmoid", [pooled], {}, { outputs: ["pooled"] }), ["n", 32, 2, 2]);
  const flat = g.node("Flatten", [g.node("GlobalAveragePool", [first])]);
  g.output(g.node("Gemm", [flat, g.uniform("w3", [16, 5], -1, 1), g.uniform("b3", [5], -1, 1)], {}, { outputs: ["scores"] }), ["n", 5]);
  const run = (seed: number, keep: readonly number[]): readonly NamedTensor[] => [
    floats("x", [7, 3, 8, 10], seed),
    { name: "keep", dtype: "bool", shape: [7], array: Uint8Array.from(keep) },
  ];
  return { name: "images", graph: g, runs: [run(1, [1, 0, 1, 1, 0, 0, 1]), run(2, [1, 1, 1, 1, 1, 1, 1]), run(3, [0, 0, 0, 0, 0, 1, 0])] };
}

/** Coordinates of what is not zero, and the elements there. */
function placesCase(): Case {
  const g = new GraphBuilder("places");
  g.input("x", [5, 40]);
  const positive = g.node("Greater", ["x", g.initializer("half", "f32", [], [0.5])]);
  const places = g.node("NonZero", [positive], {}, { outputs: ["places"] });
  g.output(places, [2, "n"], "i64");
  const pairs = g.node("Transpose", [places], { perm: [1, 0] });
  const values = g.node("GatherND", ["x", pairs]);
  g.output(g.node("Mul", [values, values], {}, { outputs: ["squares"] }), ["n"]);
  // The best seven, or as many as there are: as PyTorch exports min(k, n).
  const some = g.node("Concat", [g.initializer("seven", "i64", [1], [7]), g.node("Shape", [values])], { axis: 0 });
  const k = g.node("Reshape", [g.node("ReduceMin", [some], { keepdims: 0 }), g.initializer("one_long", "i64", [1], [1])]);
  const [best, at] = g.nodes("TopK", [values, k], {}, { outputs: ["best", "at"] }) as [string, string];
  g.output(best, ["k"]);
  g.output(at, ["k"], "i64");
  g.output(g.node("ReduceSum", [values, g.initializer("axes", "i64", [1], [0])], { keepdims: 0 }, { outputs: ["sum"] }), []);
  g.output(g.node("Add", [values, g.uniform("bias", [1], 1, 2)], {}, { outputs: ["shifted"] }), ["n"]);
  const run = (seed: number, scale: number): readonly NamedTensor[] => [floats("x", [5, 40], seed, scale)];
  return { name: "places", graph: g, runs: [run(1, 1), run(2, 0.4), run(3, 100)] };
}

/** A detection head: boxes kept for each class, their coordinates and scores, and the best of them. */
function detectionCase(): Case {
  const g = new GraphBuilder("detection");
  g.input("boxes", [1, 60, 4]);
  g.input("logits", [1, 3, 60]);
  g.input("most", [1], "i64");
  const scores = g.node("Sigmoid", ["logits"]);
  const [overlap, least] = [g.initializer("overlap", "f32", [1], [0.4]), g.initializer("least", "f32", [1], [0.55])];
  const kept = g.node("NonMaxSuppression", ["boxes", scores, "most", overlap, least], {}, { outputs: ["kept"] });
  g.output(kept, ["n", 3], "i64");
  const column = (from: number): string => {
    const [start, end, axis] = [from, from + 1, 1].map((x, i) => g.initializer(`cut${from}_${i}`, "i64", [1], [x])) as [string, string, string];
    return g.node("Squeeze", [g.node("Slice", [kept, start, end, axis]), g.initializer(`axis${from}`, "i64", [1], [1])]);
  };
  const box = column(2);
  const coordinates = g.node("Gather", [g.node("Squeeze", ["boxes", g.initializer("batch", "i64", [1], [0])]), box], { axis: 0 });
  g.output(g.node("Mul", [coordinates, g.initializer("scale", "f32", [4], [640, 480, 640, 480])], {}, { outputs: ["coordinates"] }), ["n", 4]);
  const found = g.node("GatherND", [
    scores,
    g.node("Concat", [g.node("Slice", [kept, ...[0, 2, 1].map((x, i) => g.initializer(`cut${i}`, "i64", [1], [x]))])], { axis: 1 }),
  ]);
  const picked = g.node("GatherElements", [found, g.node("Unsqueeze", [box, g.initializer("last", "i64", [1], [1])])], { axis: 1 });
  g.output(g.node("Identity", [picked], {}, { outputs: ["confidence"] }), ["n", 1]);
  g.output(g.node("Cast", [column(1)], { to: 6 }, { outputs: ["kinds"] }), ["n"], "i32");
  const run = (seed: number, most: bigint): readonly NamedTensor[] => {
    const random = new Random(seed);
    const corners = Array.from({ length: 60 }, () => {
      const [y, x] = [random.uniform() * 0.8, random.uniform() * 0.8];
      return [y, x, y + 0.05 + 0.15 * random.uniform(), x + 0.05 + 0.15 * random.uniform()];
    });
    return [
      { name: "boxes", dtype: "f32", shape: [1, 60, 4], array: Float32Array.from(corners.flat()) },
      floats("logits", [1, 3, 60], seed + 1, 2),
      { name: "most", dtype: "i64", shape: [1], array: BigInt64Array.from([most]) },
    ];
  };
  return { name: "detection", graph: g, runs: [run(1, 5n), run(2, 100n), run(3, 1n)] };
}

/** Many boxes on whole numbers, some far apart and some without area: equal scores, and overlaps of exactly the threshold, are frequent. */
function crowdCase(): Case {
  const g = new GraphBuilder("crowd");
  const [batches, kinds, count] = [2, 3, 700];
  g.input("boxes", [batches, count, 4]);
  g.input("scores", [batches, kinds, count]);
  g.input("least", [1]);
  const [most, half] = [g.initializer("most", "i64", [1], [1000]), g.initializer("half", "f32", [1], [0.5])];
  for (const center_point_box of [0, 1]) {
    const outputs = [`kept${center_point_box}`];
    g.output(g.node("NonMaxSuppression", ["boxes", "scores", most, half, "least"], { center_point_box }, { outputs }), ["n", 3], "i64");
  }
  const run = (seed: number, apart: number, least: number): readonly NamedTensor[] => {
    const random = new Random(seed);
    const whole = (below: number): number => Math.floor(random.uniform() * below);
    const box = (): number[] => {
      const away = whole(5) * apart;
      const [y, x] = [away + whole(30), away + whole(30)];
      return [y, x, y + whole(10), x + whole(40) - 5];
    };
    const boxes = Float32Array.from(Array.from({ length: batches * count }, box).flat());
    const scores = Float32Array.from({ length: batches * kinds * count }, () => (whole(50) - 5) / 16);
    return [
      { name: "boxes", dtype: "f32", shape: [batches, count, 4], array: boxes },
      { name: "scores", dtype: "f32", shape: [batches, kinds, count], array: scores },
      { name: "least", dtype: "f32", shape: [1], array: Float32Array.of(least) },
    ];
  };
  return { name: "crowd", graph: g, runs: [run(1, 0, -1), run(2, 100, 0.5), run(3, 1e6, 0)] };
}

/** boxes[scores > 0.5] beside scores[scores > 0.5], as PyTorch exports them: a comparison and a NonZero each, and the best of them. */
function alikeCase(): Case {
  const g = new GraphBuilder("chosen-alike");
  g.input("boxes", [50, 4]);
  g.input("scores", [50]);
  const places = (n: number): string => {
    const above = g.node("Greater", ["scores", g.initializer(`half${n}`, "f32", [], [0.5])]);
    return g.node("NonZero", [above], {}, { outputs: [`places${n}`] });
  };
  const chosen = (x: string, at: string): string => g.node("GatherND", [x, g.node("Transpose", [at], { perm: [1, 0] })]);
  const [first, second] = [places(1), places(2)];
  const column = g.node("Unsqueeze", [chosen("scores", second), g.initializer("one", "i64", [1], [1])]);
  g.output(g.node("Concat", [chosen("boxes", first), column], { axis: 1 }, { outputs: ["rows"] }), ["n", 5]);
  const some = g.node("Concat", [g.initializer("seven", "i64", [1], [7]), g.node("Shape", [chosen("scores", first)])], { axis: 0 });
  const k = g.node("Reshape", [g.node("ReduceMin", [some], { keepdims: 0 }), g.initializer("one_long", "i64", [1], [1])]);
  g.output(g.nodes("TopK", [chosen("scores", second), k], {}, { outputs: ["best", "at"] })[0] ?? "", ["k"]);
  for (const place of [first, second]) g.output(place, [1, "n"], "i64");
  const run = (seed: number, scale: number): readonly NamedTensor[] => [floats("boxes", [50, 4], seed), floats("scores", [50], seed + 1, scale)];
  return { name: "chosen-alike", graph: g, runs: [run(1, 1), run(2, 0.55), run(3, 100), run(4, 0.4)] };
}

/** Lists filtered twice, of few and of many: code for one extent of the run serves others of other bounds; a branch reads what is filtered and made of it. */
function filtersCase(): Case {
  const g = new GraphBuilder("filters");
  g.input("few", [7]);
  g.input("many", [40]);
  g.input("p", [], "bool");
  const kept = (x: string, condition: "Greater" | "Less", than: number): string => {
    // The copy goes, and what is found gets another extent.
    const holds = g.node("Identity", [g.node(condition, [x, g.initializer(`${x}_${condition}`, "f32", [], [than])])]);
    const places = g.node("NonZero", [holds]);
    return g.node("Gather", [x, g.node("Squeeze", [places, g.initializer(`${x}_axis`, "i64", [1], [0])])]);
  };
  const once = { few: kept("few", "Greater", -0.5), many: kept("many", "Greater", -0.5) };
  g.output(g.node("Identity", [kept(once.few, "Less", 0.5)], {}, { outputs: ["least"] }), ["k"]);
  g.output(g.node("Identity", [kept(once.many, "Less", 0.5)], {}, { outputs: ["most"] }), ["m"]);
  const then = new GraphBuilder("then");
  then.output(then.node("Add", [then.node("Exp", [once.many], {}, { outputs: ["inside"] }), once.many], {}, { outputs: ["sum"] }), ["n"]);
  const otherwise = new GraphBuilder("otherwise");
  otherwise.output(otherwise.node("Neg", [once.many], {}, { outputs: ["negative"] }), ["n"]);
  g.output(g.node("If", ["p"], { then_branch: then, else_branch: otherwise }, { outputs: ["chosen"] }), ["n"]);
  const run = (seed: number, scale: number, p: number): readonly NamedTensor[] => [
    floats("few", [7], seed, scale),
    floats("many", [40], seed + 1, scale),
    { name: "p", dtype: "bool", shape: [], array: Uint8Array.of(p) },
  ];
  return { name: "filters", graph: g, runs: [run(1, 1, 1), run(3, 0.4, 0), run(5, 100, 1)] };
}

async function expected({ graph }: Case, inputs: readonly NamedTensor[]) {
  const feeds = Object.fromEntries(
    inputs.map((x) => [x.name, new ort.Tensor(ortTypes[x.dtype as keyof typeof ortTypes], x.array as Float32Array, [...x.shape])]),
  );
  return runOracle(modelBytes(graph), feeds);
}

const cases = [rowsCase(), manyRowsCase(), placesCase(), imagesCase(), detectionCase(), crowdCase(), alikeCase(), filtersCase()];

describe.each(cases.map((c) => [c.name, c] as const))("%s", (name, c) => {
  const path = join(folder, `${name}.onnx`);
  writeModel(path, c.graph);
  test.each(everyWay)("%s %s -O%i", async (...way) => {
    const build = await buildWay(path, way);
    for (const inputs of c.runs) {
      const wanted = await expected(c, inputs);
      for (const { name: output, dtype, shape, array } of await runWay(build, inputs)) {
        const reference = wanted[output];
        expect(shape, output).toEqual(reference?.dims);
        expect(firstDifference(dtype, array, reference?.data as ElementArray, { relative: 1e-4, absolute: 1e-5 }), output).toBeUndefined();
      }
    }
  });
});

const oneOf = (name: string): NodeCase["op"] => opNamed(name) as NodeCase["op"];

/** Few different numbers, some of them 0. */
const coarse = (c: Choices, shape: readonly number[]): CaseInput => ({ shape, values: c.tensor(shape).values.map((v) => Math.round(v * 2)) });

function countingCase(seed: number): NodeCase {
  const c = choices(seed);
  const shape = Array.from({ length: c.int(1, 3) }, () => c.int(1, 6));
  const axis = c.int(0, 2) === 0 ? undefined : c.int(-shape.length, shape.length - 1);
  const attrs: Readonly<Record<string, number>> = axis === undefined ? {} : { axis };
  switch (c.pick(["NonZero", "Compress", "Unique"])) {
    case "NonZero":
      return { op: oneOf("NonZero"), inputs: [coarse(c, shape)] };
    case "Compress": {
      const most = axis === undefined ? shape.reduce((n, d) => n * d, 1) : (shape.at(axis) ?? 1);
      const count = c.int(1, most);
      const condition: CaseInput = { dtype: "bool", shape: [count], values: Array.from({ length: count }, () => c.int(0, 1)) };
      return { op: oneOf("Compress"), attrs, inputs: [coarse(c, shape), condition] };
    }
    default:
      return { op: oneOf("Unique"), attrs: { ...attrs, sorted: c.int(0, 1) }, inputs: [coarse(c, shape)], outputCount: 4 };
  }
}

function suppressionCase(seed: number): NodeCase {
  const c = choices(seed);
  const [batches, classes, count] = [c.int(1, 2), c.int(1, 3), c.int(1, 12)];
  const scalar = (value: number, dtype: "f32" | "i64" = "f32"): CaseInput => ({ dtype, shape: [1], values: [value] });
  const inputs = [
    c.tensor([batches, count, 4]),
    c.tensor([batches, classes, count]),
    scalar(c.int(0, count + 1), "i64"),
    scalar(c.pick([0, 0.2, 0.5])),
  ];
  const isCentered = c.int(0, 1);
  return { op: oneOf("NonMaxSuppression"), attrs: { center_point_box: isCentered }, inputs: c.int(0, 1) === 0 ? inputs : [...inputs, scalar(0.1)] };
}

test.each([
  ["counts", countingCase],
  ["suppression", suppressionCase],
] as const)("random cases of %s agree with ONNX Runtime", async (_, make) => {
  for (let seed = 1; seed <= 60; seed++) await agreesWithRuntime(make(seed));
});
