/**
 * Products of two matrices of bytes, whose zero points are anywhere, as generated programs against ONNX Runtime: integers equal, bytes within one
 * step.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import { seededInputs } from "../../src/golden.ts";
import { buildFor, byteProducts, runBuilt, scalar, ways } from "../support/against-onnx-runtime.ts";
import { weightRange } from "../support/byte-weights.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";

type Byte = "u8" | "i8";

interface ProductSpec {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly types: readonly [a: Byte, b: Byte, y: Byte];
  readonly zeros: readonly [a: number, b: number];
  /** Constant b, or b computed with its last two axes the other way round. */
  readonly right?: "constant" | "transposed";
  readonly kind?: "QLinearMatMul" | "MatMulInteger" | "float";
}

const specs: readonly ProductSpec[] = [
  { a: [2, 3, 9, 16], b: [2, 3, 16, 20], types: ["u8", "u8", "u8"], zeros: [120, 131] },
  { a: [2, 7, 24], b: [2, 24, 9], types: ["i8", "i8", "i8"], zeros: [-3, 0], right: "transposed" },
  { a: [2, 5, 13], b: [2, 13, 33], types: ["u8", "i8", "u8"], zeros: [0, 0] },
  { a: [3, 6, 7], b: [7, 17], types: ["i8", "u8", "u8"], zeros: [5, 99], kind: "float" },
  { a: [1, 32], b: [32, 20], types: ["u8", "u8", "u8"], zeros: [7, 128] },
  { a: [8, 16], b: [16, 18], types: ["u8", "u8", "i8"], zeros: [128, 3], right: "constant" },
  { a: [5, 11], b: [3, 11, 6], types: ["i8", "u8", "u8"], zeros: [0, 140], right: "constant" },
  { a: [4, 2, 10], b: [4, 10, 16], types: ["u8", "i8", "u8"], zeros: [30, -4], kind: "QLinearMatMul" },
  { a: [6, 20], b: [20, 5], types: ["u8", "u8", "u8"], zeros: [77, 200], right: "constant", kind: "QLinearMatMul" },
  { a: [2, 6, 15], b: [2, 15, 31], types: ["u8", "u8", "u8"], zeros: [1, 255], kind: "MatMulInteger" },
  { a: [9, 30], b: [30, 21], types: ["u8", "i8", "u8"], zeros: [100, 2], right: "constant", kind: "MatMulInteger" },
];

const scaleOf = { a: 0.0131, b: 0.0217, y: 0.0973 };
const count = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** One model of all products; `y3` is what spec 3 gives. */
function products(): GraphBuilder {
  const graph = new GraphBuilder("products", 5);
  const number = (name: string, dtype: Byte | "f32", value: number): string => graph.initializer(name, dtype, [], [value]);
  specs.forEach(({ a, b, types: [aType, bType, yType], zeros, right, kind }, i) => {
    const [sa, sb, sy] = Object.entries(scaleOf).map(([k, s]) => number(`s${k}${i}`, "f32", s)) as [string, string, string];
    const [za, zb, zy] = [number(`za${i}`, aType, zeros[0]), number(`zb${i}`, bType, zeros[1]), number(`zy${i}`, yType, yType === "u8" ? 120 : -9)];
    const quantized = (name: string, shape: readonly number[], [scale, zero]: readonly [string, string]): string =>
      graph.node("QuantizeLinear", [graph.input(name, shape), scale, zero]);
    const left = quantized(`a${i}`, a, [sa, za]);
    const turned = [...b.slice(0, -2), ...b.slice(-2).toReversed()];
    const values = (): readonly number[] => Array.from(graph.random.floats(count(b), ...weightRange[bType]), Math.round);
    const perm = b.map((_, axis) => (axis < b.length - 2 ? axis : 2 * b.length - 3 - axis));
    const given =
      right === "constant" ? graph.initializer(`b${i}`, bType, b, values()) : quantized(`b${i}`, right === "transposed" ? turned : b, [sb, zb]);
    const output = (name: string, dtype: Byte | "f32" | "i32"): unknown =>
      graph.output(
        graph.rename(name, `y${i}`),
        [...a.slice(0, -2), ...b.slice(a.length - b.length, -2), a.at(-2) as number, b.at(-1) as number].slice(-Math.max(a.length, b.length)),
        dtype,
      );
    if (kind === "MatMulInteger") return output(graph.node(kind, [left, given, za, zb]), "i32");
    if (kind === "QLinearMatMul") return output(graph.node(kind, [left, sa, za, given, sb, zb, sy, zy]), yType);
    const floats = graph.node("DequantizeLinear", [given, sb, zb]);
    const second = right === "transposed" ? graph.node("Transpose", [floats], { perm }) : floats;
    const product = graph.node("MatMul", [graph.node("DequantizeLinear", [left, sa, za]), second]);
    return kind === "float" ? output(product, "f32") : output(graph.node("QuantizeLinear", [product, sy, zy]), yType);
  });
  return graph;
}

const folder = mkdtempSync(join(tmpdir(), "aot-byte-matrices-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("products of matrices of bytes", () => {
  const path = join(folder, "products.onnx");
  let inputs: ReadonlyMap<string, Elements>;
  const wanted = new Map<string, ArrayLike<number>>();
  beforeAll(async () => {
    writeFileSync(path, modelBytes(products(), { opset: 21, irVersion: 10 }));
    const { model } = await loadModel(path, {});
    inputs = new Map([...seededInputs(model.graph.inputs)].map(([v, array]) => [v.name, array]));
    const session = await ort.InferenceSession.create(path, { graphOptimizationLevel: "disabled", logSeverityLevel: 3, intraOpNumThreads: 1 });
    const feeds = session.inputMetadata.map((x) => {
      const shape = x.isTensor ? x.shape.map(Number) : [];
      return [x.name, new ort.Tensor("float32", inputs.get(x.name) as Float32Array, shape)] as const;
    });
    for (const [name, t] of Object.entries(await session.run(Object.fromEntries(feeds)))) wanted.set(name, t.data as Float32Array);
    await session.release();
  }, 60_000);

  test.each([...ways, byteProducts, scalar].map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_, way) => {
      const build = await buildFor(path, way);
      const outputs = await runBuilt(build, way, inputs);
      const errors = specs.flatMap((spec, i) => {
        const [given, want] = [outputs.get(`y${i}`) as ElementArray, wanted.get(`y${i}`) as ArrayLike<number>];
        const allowed = spec.kind === "MatMulInteger" ? 0 : spec.kind === "float" ? 1e-4 : 1;
        const worst = Array.from(want).reduce((most, x, k) => Math.max(most, Math.abs(x - Number(given[k]))), 0);
        return given.length === want.length && worst <= allowed ? [] : [`product ${i}: ${worst}`];
      });
      expect(errors).toEqual([]);
      expect(new Set(Array.from(wanted.get("y0") ?? [])).size).toBeGreaterThan(20);
      expect(build.compiled.variants[0]?.graph.nodes.filter((n) => n.op.name === "ByteMatMul").length).toBe(specs.length);
    },
    120_000,
  );
});
