/** Extents that only the run decides, through graphs on every target, against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { type NamedTensor, runBuild } from "../../src/run.ts";
import { firstDifference } from "../support/examples.ts";
import { GraphBuilder, modelBytes, writeModel } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";
import { Random } from "../support/random.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-extents-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ortTypes = { f32: "float32", i64: "int64", bool: "bool" } as const;
const ways = [
  ["c", "x86-64-v3", 2],
  ["c", "generic", 0],
  ["wasm", undefined, 2],
  ["ts", undefined, 2],
] as const;

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
  g.output(g.node("ReduceSum", [values, g.initializer("axes", "i64", [1], [0])], { keepdims: 0 }, { outputs: ["sum"] }), []);
  g.output(g.node("Add", [values, g.uniform("bias", [1], 1, 2)], {}, { outputs: ["shifted"] }), ["n"]);
  const run = (seed: number, scale: number): readonly NamedTensor[] => [floats("x", [5, 40], seed, scale)];
  return { name: "places", graph: g, runs: [run(1, 1), run(2, 0.4), run(3, 100)] };
}

async function expected({ graph }: Case, inputs: readonly NamedTensor[]) {
  const feeds = Object.fromEntries(
    inputs.map((x) => [x.name, new ort.Tensor(ortTypes[x.dtype as keyof typeof ortTypes], x.array as Float32Array, [...x.shape])]),
  );
  return runOracle(modelBytes(graph), feeds);
}

describe.each([rowsCase(), placesCase()].map((c) => [c.name, c] as const))("%s", (name, c) => {
  const path = join(folder, `${name}.onnx`);
  writeModel(path, c.graph);
  test.each(ways)("%s %s -O%i", async (target, machine, level) => {
    const { model } = await loadModel(path, {});
    const build = await buildTarget(model, targetNamed(target), path, { level, verify: true, ...(machine === undefined ? {} : { machine }) });
    for (const inputs of c.runs) {
      const wanted = await expected(c, inputs);
      for (const { name: output, dtype, shape, array } of await runBuild(build, inputs)) {
        const reference = wanted[output];
        expect(shape, output).toEqual(reference?.dims);
        expect(firstDifference(dtype, array, reference?.data as ElementArray, { relative: 1e-4, absolute: 1e-5 }), output).toBeUndefined();
      }
    }
  });
});
