/** Interpolation behind convolutions, whose channels stand in blocks, and to a graph's outputs, in rows: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";
import { seededInputs } from "../../src/golden.ts";
import { runBuild } from "../../src/run.ts";
import { agreeing, ways } from "../support/against-onnx-runtime.ts";
import { type Attributes, float, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-resizes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 21 channels of 6x9 by a convolution, resized to `size`, then either the output or an operand of a sum that a convolution reads. */
function model(size: readonly number[], isLast: boolean, attrs: Attributes): string {
  const g = new GraphBuilder("resized");
  const image = g.node("Conv", [g.input("x", [1, 3, 6, 9]), g.weights("first", [21, 3, 3, 3], 27)], { pads: [1, 1, 1, 1] });
  const sizes = g.constant("i64", [4], [1n, 21n, ...size.map(BigInt)]);
  const resized = g.node("Resize", [image, "", "", sizes], attrs, isLast ? { outputs: ["y"] } : {});
  if (isLast) g.output(resized, [1, 21, ...size]);
  else {
    const sum = g.node("Relu", [g.node("Add", [resized, g.input("z", [1, 21, ...size])])]);
    g.output(g.node("Conv", [sum, g.weights("last", [16, 21, 3, 3], 189)], { pads: [1, 1, 1, 1] }, { outputs: ["y"] }), [1, 16, ...size]);
  }
  const path = join(folder, "resized.onnx");
  writeModel(path, g, { opset: 18 });
  return path;
}

const cubic = { mode: "cubic", cubic_coeff_a: float(-0.5), coordinate_transformation_mode: "align_corners" };

const cases: readonly (readonly [what: string, size: readonly number[], isLast: boolean, attrs: Attributes, between: string | undefined])[] = [
  ["linear to 8 times the rows, an output", [48, 72], true, { mode: "linear" }, "resize_linear_21x6x72"],
  ["linear to twice the rows", [12, 18], false, { mode: "linear" }, "resize_linear_21x6x18"],
  ["cubic, up and down", [13, 4], false, cubic, "resize_cubic_21x6x4"],
  ["linear, down, all axes at once", [3, 4], false, { mode: "linear" }, undefined],
  ["antialiased, down", [2, 5], true, { mode: "linear", antialias: 1, exclude_outside: 1 }, "resize_linear_21x2x9"],
];

test.each(cases.flatMap((c) => ways.map((way) => [c[0], way.name, c, way] as const)))(
  "%s: %s agrees",
  async (_what, _way, [, size, isLast, attrs, between], way) => {
    const path = model(size, isLast, attrs);
    const build = await agreeing(path, way);
    const names = build.compiled.program.kernels.map((k) => k.name);
    if (between === undefined) expect(names.filter((n) => n.startsWith("resize_linear"))).toHaveLength(1);
    else expect(names).toContain(between);
  },
  60_000,
);

test.each([
  [7, 8, 2, 1],
  [7, 3, 2, 8],
  [2, 2, 9, 3],
])(
  "deterministic bits of %ix%i to %ix%i are those of every target, whichever axis is worth a pass of its own",
  async (...[h, w, height, width]) => {
    const g = new GraphBuilder("alone");
    const sizes = g.constant("i64", [4], [2n, 7n, BigInt(height), BigInt(width)]);
    g.output(g.node("Resize", [g.input("x", [2, 7, h, w]), "", "", sizes], { mode: "cubic" }, { outputs: ["y"] }), undefined);
    const path = join(folder, `alone_${h}_${w}.onnx`);
    writeModel(path, g, { opset: 18 });
    const { model: read } = await loadModel(path, {});
    const inputs = [...seededInputs(read.graph.inputs)].map(([v, array]) => ({ name: v.name, dtype: "f32" as const, shape: [2, 7, h, w], array }));
    const bits: Buffer[] = [];
    for (const [target, machine] of [
      ["c", "x86-64-v3"],
      ["c", "generic"],
      ["wasm", "wasm-simd128"],
      ["ts", "js"],
    ] as const) {
      const [y] = await runBuild(await buildTarget(read, targetNamed(target), path, { machine, deterministic: true }), inputs);
      bits.push(Buffer.from(Float32Array.from(y?.array as Float32Array).buffer));
    }
    for (const found of bits.slice(1)) expect(found.equals(bits[0] as Buffer)).toBe(true);
  },
  60_000,
);
