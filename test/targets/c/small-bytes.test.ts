/** Products of bytes whose sums of two fit into 16 bits: C takes them there where every constant allows it, and nothing else comes out. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../../../src/build.ts";
import { runBuild } from "../../../src/run.ts";
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";
import { quick } from "../../support/run-c.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-small-bytes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [rows, depth, columns] = [5, 36, 24];
/** Neighbours along the depth whose products with 255 are 32640 or -32640 together, the most that is small, and others that are. */
const smallPairs = [
  [127, 1],
  [64, 64],
  [0, 127],
  [-64, -64],
  [-128, 0],
  [-128, 127],
  [3, -5],
] as const;

/** x u8[5,36] times `w` i8[36,24], where column c has pair (k + c) mod 7 at depths 2k and 2k + 1, but `first` in the first place. */
const weightsOf = (first: readonly [number, number]): readonly number[] =>
  Array.from({ length: depth * columns }, (_, i) => {
    const [k, c] = [Math.floor(i / columns), i % columns];
    const pair = i < 2 * columns && c === 0 ? first : smallPairs[((k >> 1) + c) % smallPairs.length];
    return pair?.[k & 1] ?? 0;
  });

async function builtFor(machine: string, weights: readonly number[]): Promise<TargetBuild> {
  const g = new GraphBuilder("products");
  g.output(
    g.rename(g.node("MatMulInteger", [g.input("x", [rows, depth], "u8"), g.initializer("w", "i8", [depth, columns], weights)]), "y"),
    [rows, columns],
    "i32",
  );
  const path = join(folder, "products.onnx");
  writeFileSync(path, modelBytes(g));
  const { model } = await loadModel(path, {});
  return buildTarget(model, targetNamed("c"), path, { verify: true, machine });
}

const source = ({ files }: TargetBuild): string => `${files.find((f) => f.path.endsWith("products.c"))?.content}`;

/** Rows of 255 alone, and of any bytes. */
const bytes = Uint8Array.from({ length: rows * depth }, (_, i) => (i < 2 * depth ? 255 : (i * 89) % 256));
const productsWith = (weights: readonly number[]): Int32Array =>
  Int32Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    return Array.from({ length: depth }, (_, k) => (bytes[r * depth + k] ?? 0) * (weights[k * columns + c] ?? 0)).reduce((a, b) => a + b);
  });

test.each([
  { machine: "x86-64-v2", first: [127, 1], isSmall: true },
  { machine: "x86-64-v3", first: [-128, 0], isSmall: true },
  { machine: "x86-64-v3", first: [127, 2], isSmall: false },
  { machine: "x86-64-v3", first: [-128, -1], isSmall: false },
] as const)("neighbours $first on $machine: in 16 bits $isSmall", async ({ machine, first, isSmall }) => {
  const weights = weightsOf(first);
  const build = await builtFor(machine, weights);
  expect(/acc\w*(\[\w+\])+ = aot_dot4_small_/.test(source(build))).toBe(isSmall);
  const [y] = await runBuild(build, [{ name: "x", dtype: "u8", shape: [rows, depth], array: bytes }], { flags: [quick] });
  expect(y?.array).toEqual(productsWith(weights));
});

test("processors that sum four products by one instruction do", async () => {
  expect(source(await builtFor("x86-64-v4-vnni", weightsOf([127, 1])))).not.toContain("aot_dot4_small");
});
