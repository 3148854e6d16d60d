/** Weights that 16 bits say exactly: half of the bytes in files and modules of JavaScript programs, the same bits in memory. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { build } from "../../src/build.ts";
import { f16BitsOf, numberOfBF16, numberOfF16 } from "../../src/core/half-floats.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-narrow-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bitsOf = (floats: ArrayLike<number>): Uint32Array => new Uint32Array(Float32Array.from(floats).buffer);
const patterns = Array.from({ length: 2 ** 16 }, (_, bits) => bits);

test("each f16 that is a number is found by its f32, and no neighbour of it", () => {
  const numbers = patterns.filter((bits) => !Number.isNaN(numberOfF16(bits)));
  const words = bitsOf(numbers.map(numberOfF16));
  expect([...words].map(f16BitsOf)).toEqual(numbers);
  expect([...words].flatMap((word) => f16BitsOf(word ^ 1) ?? [])).toEqual([]);
  expect([0x7fc00000, 0xff802000, 0x7f800001, 0x47800000, 0x33000000].map(f16BitsOf)).toEqual([0x7e00, 0xfc01, undefined, undefined, undefined]);
});

/** Picks elements of four tables: all halves that are numbers, floats of 32 bits, seven halves and all halves again, backward. */
function model(path: string, numberOf: (bits: number) => number): Float32Array {
  const all = patterns.map(numberOf).map((x) => (Number.isNaN(x) ? 1 : x));
  const tables = [all, Array.from({ length: 999 }, (_, i) => Math.fround(i / 7)), all.slice(0x3c00, 0x3c07), all.toReversed()];
  const g = new GraphBuilder("narrow");
  const at = g.input("at", [2 ** 16], "i64");
  tables.forEach((table, i) => {
    const wrapped = g.node("Mod", [at, g.initializer(`n${i}`, "i64", [], [table.length])]);
    g.output(g.node("Gather", [g.initializer(`table${i}`, "f32", [table.length], table), wrapped], {}, { outputs: [`y${i}`] }), undefined);
  });
  writeModel(path, g);
  return Float32Array.from(tables.flatMap((table) => patterns.map((i) => table[i % table.length] as number)));
}

const ways = [
  ["ts", {}],
  ["wasm", {}],
  ["wasm", { threads: 2 }],
  ["wasm", { machine: "generic" }],
  ["wasm", { fallback: true }],
] as const;

describe.each([
  ["f16", numberOfF16],
  ["bf16", numberOfBF16],
] as const)("%s", (form, numberOf) => {
  const path = join(folder, `${form}.onnx`);
  const expected = bitsOf(model(path, numberOf));
  const inputs = new Map([["at", BigInt64Array.from(patterns, BigInt)]]);
  test.each(ways.flatMap(([target, options]) => (["inline", "file"] as const).map((weights) => ({ target, options: { ...options, weights } }))))(
    "$target, $options",
    async ({ target, options }) => {
      const { builds } = await build(path, { targets: [target], out: join(folder, "narrow"), ...options });
      const [built] = builds;
      const results = await runEmittedModule(built?.files ?? [], inputs);
      const bits = ["y0", "y1", "y2", "y3"].flatMap((name) => [...bitsOf(results.get(name) as Float32Array)]);
      expect(bits).toEqual([...expected]);
      for (const file of built?.files.filter((f) => f.kind === "weights") ?? [])
        expect(file.content.length).toBeLessThan(0.51 * (built?.weightBytes ?? 0));
    },
  );
});

test("weights that were trained as f32 stand as they are", async () => {
  const path = join(folder, "wide.onnx");
  const g = new GraphBuilder("wide");
  g.output(g.node("MatMul", [g.input("x", [4, 64]), g.weights("w", [64, 64], 64, 1)]), undefined);
  writeModel(path, g);
  const { builds } = await build(path, { targets: ["ts"], out: join(folder, "wide"), weights: "file" });
  expect(readFileSync(join(folder, "wide/wide.weights.bin")).length).toBe(64 + (builds[0]?.weightBytes ?? 0));
  expect(readFileSync(join(folder, "wide/wide.ts"), "utf8")).not.toContain("widenWeights");
});
