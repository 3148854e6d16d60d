/** Products with matrices of 2, 4 and 8 bits as generated programs of each target against ONNX Runtime: few rows and many, zero points, biases. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import { seededInputs } from "../../src/golden.ts";
import { verify } from "../../src/index.ts";
import { MatMulNBits } from "../../src/ops/mat-mul-n-bits.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { manyNodesModel } from "../support/many-nodes.ts";
import { quick } from "../support/run-c.ts";
import { type CaseInput, type Choices, choices, type NodeCase } from "../support/single-node.ts";
import { threaded } from "../support/threaded.ts";

interface Spec {
  readonly bits: 2 | 4 | 8;
  readonly rows: readonly number[];
  readonly depth: number;
  readonly columns: number;
  readonly block: number;
  readonly zeros?: "bits" | "floats";
  readonly bias?: true;
}

const specs: readonly Spec[] = [
  { bits: 4, rows: [1], depth: 64, columns: 75, block: 32 },
  { bits: 4, rows: [1, 1], depth: 96, columns: 128, block: 32, zeros: "bits", bias: true },
  { bits: 4, rows: [3], depth: 48, columns: 33, block: 16, zeros: "bits" },
  { bits: 4, rows: [2, 2], depth: 128, columns: 16, block: 128, zeros: "floats", bias: true },
  { bits: 4, rows: [9], depth: 64, columns: 40, block: 16, zeros: "bits", bias: true },
  { bits: 4, rows: [2, 6], depth: 256, columns: 17, block: 256 },
  { bits: 8, rows: [1], depth: 64, columns: 50, block: 32, zeros: "bits" },
  { bits: 8, rows: [7], depth: 64, columns: 21, block: 64 },
  { bits: 2, rows: [1], depth: 64, columns: 35, block: 32, zeros: "bits" },
  { bits: 2, rows: [6], depth: 128, columns: 20, block: 64 },
  { bits: 4, rows: [1], depth: 40, columns: 18, block: 16, zeros: "bits" },
  { bits: 4, rows: [2, 13], depth: 1024, columns: 75, block: 64, zeros: "bits", bias: true },
  { bits: 2, rows: [30], depth: 1024, columns: 70, block: 32, zeros: "floats" },
];

/** Rows may be rounded to bytes. */
const rounded: readonly Spec[] = [
  { bits: 4, rows: [1], depth: 64, columns: 75, block: 32 },
  { bits: 4, rows: [2, 3], depth: 128, columns: 33, block: 16, zeros: "bits", bias: true },
  { bits: 4, rows: [9], depth: 256, columns: 128, block: 128 },
  { bits: 8, rows: [5], depth: 96, columns: 40, block: 32, zeros: "bits" },
];

function nodeOf({ bits, rows, depth, columns, block, zeros, bias }: Spec, c: Choices, accuracy = 0): NodeCase {
  const blocks = Math.ceil(depth / block);
  const bytes = (shape: readonly number[]): CaseInput => {
    const values = Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => c.int(0, 255));
    return { dtype: "u8", shape, values, constant: true };
  };
  const middle = 2 ** (bits - 1);
  const floats: CaseInput = {
    shape: [columns, blocks],
    values: Array.from({ length: columns * blocks }, () => middle + c.int(-3, 3) / 2),
    constant: true,
  };
  const points = zeros === "floats" ? floats : zeros === "bits" ? bytes([columns, Math.ceil((blocks * bits) / 8)]) : undefined;
  const inputs = [c.tensor([...rows, depth]), bytes([columns, blocks, (block * bits) / 8]), c.tensor([columns, blocks], true), points];
  const attrs = { K: depth, N: columns, bits, block_size: block, accuracy_level: accuracy };
  return { op: MatMulNBits, attrs, inputs: bias === undefined ? inputs : [...inputs, undefined, c.tensor([columns], true)] };
}

const folder = mkdtempSync(join(tmpdir(), "aot-bit-matrices-"));
const [path, roundedPath] = [join(folder, "products.onnx"), join(folder, "rounded.onnx")];
const models = [
  [path, specs, 0],
  [roundedPath, rounded, 4],
] as const;
beforeAll(() => {
  for (const [file, list, accuracy] of models) {
    const nodes = list.map((spec, i) => nodeOf(spec, choices(i + 1), accuracy));
    writeFileSync(file, manyNodesModel(nodes, 22));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function differences(file: string, list: readonly Spec[], target: "c" | "wasm" | "ts", options: { machine?: string; tolerance?: number }) {
  const result = await verify(file, { targets: [target], ...options });
  expect(result.reference).toMatch(/^ONNX Runtime/);
  const wrong = result.verifications.flatMap((v) => v.errors.filter((e) => !e.passed));
  return wrong.map((e) => `${e.output}: ${e.maxRelative} ${JSON.stringify(list[Number(/y(\d+)_/.exec(e.output)?.[1])])}`);
}

test.each([
  ["c", "x86-64-v4-vnni"],
  ["c", "x86-64-v3"],
  ["c", "generic"],
  ["wasm", undefined],
  ["ts", undefined],
] as const)("%s %s", async (target, machine) => {
  expect(await differences(path, specs, target, machine === undefined ? {} : { machine })).toEqual([]);
});

test("panels of columns are shared among threads, each with one of its own, inside their memory", { timeout: 60_000 }, async () => {
  const model = readBytes(readFileSync(path));
  const inputs = new Map([...seededInputs(model.graph.inputs)].map(([v, array]) => [v.name, array]));
  const outputsOf = async (threads: number, flags: readonly string[]): Promise<ReadonlyMap<string, ElementArray>> => {
    const { compiled, files } = await threaded(model, "c", "x86-64-v4", { threads });
    const panels = compiled.program.kernels.filter((k) => k.plan?.schedule === "panels");
    expect(panels.length).toBe(specs.filter(({ rows }) => rows.reduce((n, d) => n * d) > 4).length);
    if (threads > 1) expect(panels.filter((k) => k.range === undefined).map((k) => k.name)).toEqual([]);
    return runCProgram(compiled.program, files, inputs, { flags: [quick, "-DAOT_NO_VECTOR", ...flags] });
  };
  expect(await outputsOf(2, ["-fsanitize=thread"])).toEqual(await outputsOf(1, ["-fsanitize=address,undefined"]));
});

/** Where words are multiplied, rows are rounded as ONNX Runtime rounds them; elsewhere they are not. */
test.each([
  ["c", "x86-64-v4-vnni", 1e-4],
  ["c", "x86-64-v3", 1e-4],
  ["wasm", "wasm-simd128", 1e-4],
  ["ts", "js", 0.02],
] as const)("rows rounded to bytes, %s %s", async (target, machine, tolerance) => {
  expect(await differences(roundedPath, rounded, target, { machine, tolerance })).toEqual([]);
});

/** Many rows meet floats where a word's products take several instructions: that rows may be rounded asks nothing. */
test.each([
  ["c", "x86-64-v4-vnni", [16, 17]],
  ["c", "x86-64-v3", [16]],
  ["wasm", "wasm-simd128", [16]],
] as const)("how many rows are rounded, %s %s", async (target, machine, expected) => {
  const manyPath = join(folder, "many.onnx");
  const many = [16, 17].map((rows): Spec => ({ bits: 4, rows: [rows], depth: 64, columns: 40, block: 32 }));
  writeFileSync(
    manyPath,
    manyNodesModel(
      many.map((spec, i) => nodeOf(spec, choices(i + 1), 4)),
      22,
    ),
  );
  const { model } = await loadModel(manyPath, {});
  const { program } = (await buildTarget(model, targetNamed(target), manyPath, { machine })).compiled;
  expect(program.kernels.flatMap(({ name }) => /matmul_bits_in_words_(\d+)x/.exec(name)?.slice(1, 2).map(Number) ?? [])).toEqual(expected);
  expect(await differences(manyPath, many, target, { machine, tolerance: 0.02 })).toEqual([]);
});
