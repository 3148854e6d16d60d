/** Vectors of 16-bit floats become f32 as they are loaded: every bit pattern on every target, and matrices of them against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { DType, ElementArray } from "../../src/core/dtype.ts";
import { walkStatements } from "../../src/loop/functions.ts";
import { agreeing, buildFor, narrow, reference, runBuilt, type Way, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { expectSameElements } from "../support/same-elements.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-halves-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all: readonly Way[] = [...ways, wide, wideWithoutVectors, narrow];
const bits16 = 2 ** 16;
const toFloats = 1;
const toHalves = 10;

/** What the bits of a 16-bit float with so many bits of exponent mean. */
function numberOf(bits: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const [sign, bias] = [bits >> 15 === 0 ? 1 : -1, 2 ** (exponentBits - 1) - 1];
  const [exponent, fraction] = [(bits >> fractionBits) & (2 ** exponentBits - 1), (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits];
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** An input of every bit pattern as f32. */
function patterns(dtype: DType): string {
  const g = new GraphBuilder("patterns");
  g.output(g.node("Cast", [g.input("x", [bits16], dtype)], { to: toFloats }, { outputs: ["y"] }), [bits16]);
  const path = join(folder, `${dtype}.onnx`);
  writeModel(path, g);
  return path;
}

test.each(
  all.flatMap((way) =>
    (
      [
        ["f16", 5],
        ["bf16", 8],
      ] as const
    ).map(([dtype, bits]) => [way.name, dtype, bits, way] as const),
  ),
)(
  "%s loads every %s",
  async (_, dtype, exponentBits, way) => {
    const build = await buildFor(patterns(dtype), way);
    const { y } = Object.fromEntries(await runBuilt(build, way, new Map([["x", Uint16Array.from({ length: bits16 }, (_, i) => i)]])));
    expectSameElements(
      y,
      Float32Array.from({ length: bits16 }, (_, i) => numberOf(i, exponentBits)),
    );
  },
  60_000,
);

/** Products of every f16 with a few, which lie between two, halves among them: bits that ONNX Runtime gives. */
test.each(all.map((way) => [way.name, way] as const))(
  "%s rounds to f16",
  async (_, way) => {
    const g = new GraphBuilder("rounded");
    const x = Uint16Array.from({ length: bits16 }, (_, i) => i).filter((bits) => Math.abs(numberOf(bits, 5)) <= 65504);
    const factors = g.initializer("factors", "f16", [4, 1], Uint16Array.of(0x3c01, 0x3a00, 0x3e01, 0x3bff));
    g.output(g.node("Mul", [g.input("x", [x.length], "f16"), factors], {}, { outputs: ["y"] }), [4, x.length], "f16");
    const path = join(folder, "rounded.onnx");
    writeModel(path, g);
    const { inputs, outputs } = await reference(path, {}, new Map([["x", x]]));
    const build = await buildFor(path, way);
    const { y } = Object.fromEntries(await runBuilt(build, way, inputs));
    const lanes: number[] = [];
    for (const k of build.compiled.program.kernels) walkStatements(k.body, (s) => lanes.push(s.kind === "store" ? s.value.lanes : 1));
    if (way.target !== "ts") expect(Math.max(...lanes)).toBeGreaterThan(1);
    expectSameElements(y, outputs.get("y") as Uint16Array);
  },
  60_000,
);

/** Every f16, what lies between neighbours, and a little to both sides: the bits that ONNX Runtime's Cast gives. */
test.each(all.map((way) => [way.name, way] as const))(
  "%s casts to f16",
  async (_, way) => {
    const known = Float32Array.from({ length: 0x7c00 }, (_, bits) => numberOf(bits, 5));
    const between = known.map((x, i) => (x + (known[i + 1] ?? 65536)) / 2);
    const sizes = [
      ...known,
      ...between,
      ...between.map((x) => x * (1 + 2 ** -23)),
      ...between.map((x) => x * (1 - 2 ** -23)),
      1e9,
      2 ** -140,
      Number.POSITIVE_INFINITY,
    ];
    const x = Float32Array.from([...sizes, ...sizes.map((y) => -y), Number.NaN]);
    const g = new GraphBuilder("cast");
    const half = g.node("Cast", [g.input("x", [x.length])], { to: toHalves }, { outputs: ["y"] });
    g.output(half, [x.length], "f16");
    g.output(g.node("Cast", [half], { to: toFloats }, { outputs: ["z"] }), [x.length]);
    const path = join(folder, "cast.onnx");
    writeModel(path, g);
    const { inputs, outputs } = await reference(path, {}, new Map([["x", x]]));
    const build = await buildFor(path, way);
    const text = build.files.map(({ path: file, content }) => (file.endsWith(".wat") ? content : "")).join("");
    if (way.target === "wasm") expect(text).toMatch(/shr_s \(local\.tee \$v128\.1 \(v128\.load \(local\.get \$x_at/);
    const results = await runBuilt(build, way, inputs);
    // Of the last, NaN, the bits are free.
    expectSameElements(results.get("y")?.subarray(0, -1), (outputs.get("y") as Uint16Array).subarray(0, -1));
    expectSameElements(results.get("z"), outputs.get("z") as Float32Array);
  },
  60_000,
);

/** Integers around those that f16 holds, and around those that f32 holds, as ONNX Runtime casts them: through f32, rounded to f16 as they are stored. */
test.each(all.map((way) => [way.name, way] as const))(
  "%s casts integers to f16",
  async (_, way) => {
    const sizes = [...Array.from({ length: 4200 }, (_, i) => i), 8197, 32760, 32776, 65519, 65520, 2 ** 24 + 1, 2 ** 31 - 1];
    const numbers = [...sizes, ...sizes.map((x) => -x)];
    const g = new GraphBuilder("integers");
    const cast = (from: DType): void => {
      g.output(g.node("Cast", [g.input(from, [numbers.length], from)], { to: toHalves }, { outputs: [`of_${from}`] }), [numbers.length], "f16");
    };
    const types = ["i32", "i64", "u8", "bool"] as const;
    for (const from of types) cast(from);
    const path = join(folder, "integers.onnx");
    writeModel(path, g);
    const given = new Map<string, ElementArray>([
      ["i32", Int32Array.from(numbers)],
      ["i64", BigInt64Array.from(numbers, BigInt)],
      ["u8", Uint8Array.from(numbers)],
      ["bool", Uint8Array.from(numbers, (x) => x & 1)],
    ]);
    const { inputs, outputs } = await reference(path, {}, given);
    const build = await buildFor(path, way);
    for (const { body } of build.compiled.program.kernels)
      walkStatements(body, (s) => s.kind === "store" && expect(s.value).not.toMatchObject({ kind: "cast", to: "f16" }));
    const results = await runBuilt(build, way, inputs);
    for (const from of types) {
      const [got, expected] = [results, outputs].map((all) => new Uint16Array((all.get(`of_${from}`) as Uint16Array).slice()));
      expect(got).toEqual(expected);
    }
  },
  60_000,
);

/** One row, then five, times matrices of f16 that are given: 128 columns, and 37. */
function products(rows: number): string {
  const g = new GraphBuilder("products");
  for (const columns of [128, 37]) {
    const w = g.node("Cast", [g.input(`w${columns}`, [48, columns], "f16")], { to: toFloats });
    g.output(g.node("MatMul", [g.input(`x${columns}`, [rows, 48]), w], {}, { outputs: [`y${columns}`] }), [rows, columns]);
  }
  const path = join(folder, `products${rows}.onnx`);
  writeModel(path, g);
  return path;
}

test.each(all.map((way) => [way.name, way] as const))(
  "%s multiplies by matrices of f16",
  async (_, way) => {
    for (const rows of [1, 5]) {
      const build = await agreeing(products(rows), way);
      const lanes = build.compiled.program.kernels.filter((k) => k.plan?.schedule === "tiled").map((k) => k.plan?.lanes ?? 1);
      if (way.target !== "ts") expect(Math.max(...lanes)).toBeGreaterThan(1);
    }
  },
  60_000,
);

/** Constants that are too large to be folded, of 256 x 4104 and x 4102; of the second some are infinities and NaNs. */
function constants(rows: number): string {
  const g = new GraphBuilder("constants");
  for (const columns of [4104, 4102]) {
    const bits = Uint16Array.from({ length: 256 * columns }, (_, i) => ((i * 40503) & 0x83ff) | ((8 + (i % 7)) << 10));
    if (columns === 4102) bits.set([0x7c00, 0xfc00, 0x7e00, 0x7c01, 0x8001, 0x8000], 2 * columns + 20);
    const w = g.node("Cast", [g.initializer(`w${columns}`, "f16", [256, columns], bits)], { to: toFloats });
    g.output(g.node("MatMul", [g.input(`x${columns}`, [rows, 256]), w], {}, { outputs: [`y${columns}`] }), [rows, columns]);
  }
  const path = join(folder, `constants${rows}.onnx`);
  writeModel(path, g);
  return path;
}

test.each(ways.map((way) => [way.name, way] as const))(
  "%s multiplies by constants of f16 in panels, infinities and NaNs among them",
  async (_, way) => {
    for (const rows of [1, 5]) {
      const build = await agreeing(constants(rows), way);
      const weights = build.compiled.program.weights.filter(({ storage }) => storage.dtype === "f16");
      expect(weights.map(({ storage }) => storage.layout.blocks.length)).toEqual(way.target === "ts" ? [0, 0] : [1, 1]);
      const text = build.files.map(({ path, content }) => (path.endsWith(".wat") ? content : "")).join("");
      expect(text.match(/local\.set \$i32x4\.0x1effffff/g) ?? []).toHaveLength(way.target === "wasm" ? 1 : 0);
    }
  },
  60_000,
);
