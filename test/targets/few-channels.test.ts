/**
 * Convolutions to few channels, as heads of networks have them, on every target against ONNX Runtime: lanes along the input channels, which end inside a vector
 * (20 channels) or fill them (64), windows with strides, dilations and pads of one side, transposed ones with a stride that divides the result or does not, epilogues
 * with and without functions, along one to three axes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { agreeing, reference, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { expectBitsOfOneThread } from "../support/equal-bits.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { quick } from "../support/run-c.ts";
import { threaded } from "../support/threaded.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-few-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Head {
  readonly op?: string;
  readonly channels: number;
  readonly kernel: readonly number[];
  readonly attrs?: Attributes;
  readonly act?: string;
  readonly size: readonly number[];
}

/** An image of `channels` channels, and heads that read it. */
function headed(name: string, { channels, image }: { channels: number; image: readonly number[] }, heads: readonly Head[]): string {
  const g = new GraphBuilder(name);
  const taps = image.map(() => 1);
  const x = g.input("x", [2, 8, ...image]);
  const trunk = g.node("Relu", [g.node("Conv", [x, g.weights("trunk", [channels, 8, ...taps], 8)])]);
  for (const [i, { op = "Conv", channels: out, kernel, attrs = {}, act, size }] of heads.entries()) {
    const fan = channels * kernel.reduce((n, k) => n * k, 1);
    const w = g.weights(`w${i}`, [...(op === "Conv" ? [out, channels] : [channels, out]), ...kernel], fan);
    const outputs = { outputs: [`y${i}`] };
    const operands = [trunk, w, g.weights(`b${i}`, [out], 1)];
    const y = act === undefined ? g.node(op, operands, attrs, outputs) : g.node(act, [g.node(op, operands, attrs)], {}, outputs);
    g.output(y, [2, out, ...size]);
  }
  const path = join(folder, `${name}.onnx`);
  writeModel(path, g);
  return path;
}

const transposed = (channels: number, k: number, stride: number, size: readonly number[], more: Partial<Head> = {}): Head => ({
  op: "ConvTranspose",
  channels,
  kernel: [k, k],
  attrs: { strides: [stride, stride], pads: [1, 1, 1, 1] },
  size,
  ...more,
});

const images = (): string =>
  headed("images", { channels: 20, image: [9, 11] }, [
    { channels: 3, kernel: [3, 3], attrs: { pads: [1, 1, 1, 1] }, act: "Relu", size: [9, 11] },
    { channels: 1, kernel: [5, 5], attrs: { pads: [2, 2, 2, 2] }, act: "Sigmoid", size: [9, 11] },
    { channels: 2, kernel: [3, 3], attrs: { pads: [1, 0, 0, 1], strides: [2, 2] }, size: [4, 5] },
    { channels: 3, kernel: [3, 3], attrs: { dilations: [2, 2] }, act: "Tanh", size: [5, 7] },
    { channels: 1, kernel: [1, 1], size: [9, 11] },
    transposed(3, 4, 2, [18, 22], { act: "Tanh" }),
    transposed(1, 3, 2, [17, 21]),
    transposed(2, 5, 3, [27, 33], { act: "Sigmoid" }),
  ]);

const wideImages = (): string =>
  headed("wide_images", { channels: 64, image: [6, 19] }, [
    { channels: 7, kernel: [3, 3], attrs: { pads: [1, 1, 1, 1] }, size: [6, 19] },
    { channels: 5, kernel: [1, 1], act: "Sigmoid", size: [6, 19] },
    { channels: 8, kernel: [1, 1], size: [6, 19] },
    transposed(3, 4, 2, [12, 38]),
  ]);

const sounds = (): string =>
  headed("sounds", { channels: 36, image: [67] }, [{ channels: 1, kernel: [7], attrs: { pads: [3, 3] }, act: "Tanh", size: [67] }]);

const volumes = (): string =>
  headed("volumes", { channels: 32, image: [3, 5, 6] }, [{ channels: 2, kernel: [3, 3, 3], attrs: { pads: [1, 1, 1, 1, 1, 1] }, size: [3, 5, 6] }]);

const models = { images, wideImages, sounds, volumes };

test.each(Object.entries(models).flatMap(([name, make]) => [...ways, wide, wideWithoutVectors].map((way) => [name, way.name, make, way] as const)))(
  "%s: %s agrees",
  async (_, __, make, way) => {
    const path = make();
    const build = await agreeing(path, way);
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.map((n) => n.algorithm));
    expect(algorithms.includes("along-depth")).toBe(way.target !== "ts");
    const isApart = build.compiled.program.kernels.some((k) => k.name.includes("_of_sums"));
    expect(isApart).toBe(way.target !== "ts" && [images, sounds].includes(make));
  },
  120_000,
);

/** Colours and grey, blurred, sharpened and mixed: rows of 43 pixels, whose vectors end inside them. */
function plain(): string {
  const g = new GraphBuilder("plain");
  const x = g.input("x", [2, 3, 12, 43]);
  const conv = (from: string, name: string, [out, depth, k]: readonly [number, number, number], attrs: Attributes = {}): string =>
    g.node("Conv", [from, g.weights(name, [out, depth, k, k], depth * k * k), g.weights(`${name}_bias`, [out], 1)], {
      pads: Array(4).fill((k - 1) / 2),
      ...attrs,
    });
  const blurred = conv(x, "blur", [3, 1, 5], { group: 3 });
  const mixed = g.node("Relu", [conv(blurred, "mix", [3, 3, 1])]);
  const sharp = conv(mixed, "sharpen", [3, 3, 3]);
  g.output(g.node("Add", [sharp, x], {}, { outputs: ["colours"] }), [2, 3, 12, 43]);
  const grey = conv(sharp, "grey", [1, 3, 3]);
  g.output(g.node("Sigmoid", [grey], {}, { outputs: ["shades"] }), [2, 1, 12, 43]);
  const edges = conv(grey, "edges", [2, 1, 3], { strides: [2, 1] });
  g.output(g.node("Tanh", [edges], {}, { outputs: ["outlines"] }), [2, 2, 6, 43]);
  const path = join(folder, "plain.onnx");
  writeModel(path, g);
  return path;
}

test.each([...ways, wide, wideWithoutVectors].map((way) => [way.name, way] as const))(
  "few channels of few: %s agrees",
  async (_, way) => {
    const path = plain();
    const build = await agreeing(path, way);
    const algorithms = build.compiled.variants.flatMap((v) => v.graph.nodes.flatMap((n) => n.algorithm ?? []));
    expect(new Set(algorithms)).toEqual(new Set([way.target === "ts" ? "direct" : "along-pixels"]));
  },
  60_000,
);

const bytesOf = (found: ReadonlyMap<string, unknown>): readonly Uint8Array[] =>
  [...found.values()].map((a) => new Uint8Array((a as Float32Array).buffer.slice(0)));

test("two threads give the bits of one", () => expectBitsOfOneThread(images(), ["c", "x86-64-v4"]), 60_000);

test("--deterministic sums in source order, whatever the layout", async () => {
  const path = images();
  const { model } = await loadModel(path, {});
  const { inputs } = await reference(path);
  const bits: (readonly Uint8Array[])[] = [];
  for (const machine of ["x86-64-v4", "generic"]) {
    const { compiled, files } = await threaded(model, "c", machine, { threads: 1, deterministic: true });
    bits.push(bytesOf(await runCProgram(compiled.program, files, inputs, { flags: [quick] })));
  }
  const { files } = await threaded(model, "wasm", "wasm-simd128", { threads: 1, deterministic: true });
  bits.push(bytesOf(await runEmittedModule(files, inputs)));
  expect(bits[1]).toEqual(bits[0]);
  expect(bits[2]).toEqual(bits[0]);
}, 60_000);
