/** Transposed convolutions as generators and decoders have them, on every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, ways, wide, wideWithoutVectors } from "../support/against-onnx-runtime.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-transposed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Noise of one pixel becomes an image of 4x4 or one beside a row of it, and that is transposed once more. */
function generator(
  name: string,
  { pixels, kernel, attrs = {} }: { pixels: readonly number[]; kernel: readonly number[]; attrs?: Attributes },
): string {
  const g = new GraphBuilder(name);
  const x = g.input("x", [2, 20, ...pixels]);
  const noise = g.node("Relu", [g.node("Conv", [x, g.weights("mix", [20, 20, 1, 1], 20)])]);
  const image = g.node("Relu", [g.node("ConvTranspose", [noise, g.weights("w", [20, 24, ...kernel], 20), g.weights("b", [24], 1)], attrs)]);
  const next = { strides: [2, 2], pads: [1, 1, 1, 1] };
  g.output(g.node("ConvTranspose", [image, g.weights("v", [24, 16, 4, 4], 96)], next, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name}.onnx`);
  writeModel(path, g);
  return path;
}

/** Values in blocks of channels, transposed in groups, and mixed once more. */
function inGroups(name: string, { group, inputs, outputs }: Record<"group" | "inputs" | "outputs", number>, attrs: Attributes): string {
  const g = new GraphBuilder(name);
  const [from, to] = [group * inputs, group * outputs];
  const x = g.node("Relu", [g.node("Conv", [g.input("x", [2, 4, 5, 7]), g.weights("mix", [from, 4, 1, 1], 4)])]);
  const operands = [x, g.weights("w", [from, outputs, 4, 3], 4 * inputs), g.weights("b", [to], 1)];
  const y = g.node("Relu", [g.node("ConvTranspose", operands, { ...attrs, group })]);
  g.output(g.node("Conv", [y, g.weights("last", [4, to, 1, 1], to)], {}, { outputs: ["y"] }), undefined);
  const path = join(folder, `${name}.onnx`);
  writeModel(path, g);
  return path;
}

const byTwo = { strides: [2, 2], pads: [1, 0, 1, 0], output_padding: [0, 1] };
const grouped = {
  channels: () => inGroups("channels", { group: 21, inputs: 1, outputs: 1 }, byTwo),
  rests: () => inGroups("rests", { group: 32, inputs: 1, outputs: 1 }, { strides: [3, 2], pads: [1, 1, 0, 1] }),
  filling: () => inGroups("filling", { group: 3, inputs: 12, outputs: 16 }, byTwo),
  apart: () => inGroups("apart", { group: 2, inputs: 16, outputs: 32 }, { dilations: [2, 1] }),
  halves: () => inGroups("halves", { group: 4, inputs: 6, outputs: 6 }, byTwo),
};

test.each(Object.entries(grouped).flatMap(([name, make]) => [...ways, wide, wideWithoutVectors].map((way) => [name, way.name, make, way] as const)))(
  "in groups: %s, %s",
  async (name, _, make, way) => {
    const { compiled } = await agreeing(make(), way);
    const transposed = compiled.program.kernels.find((k) => k.name.startsWith("conv_transpose"));
    const isVector = (transposed?.plan?.lanes ?? 1) > 1;
    expect(isVector).toBe(way.target !== "ts" && !["apart", "halves"].includes(name));
  },
  60_000,
);

const generators = {
  square: { make: () => generator("square", { pixels: [1, 1], kernel: [4, 4] }), terms: "k20" },
  cut: { make: () => generator("cut", { pixels: [1, 1], kernel: [5, 6], attrs: { strides: [2, 3], pads: [1, 0, 0, 2] } }), terms: "k20" },
  row: { make: () => generator("row", { pixels: [1, 5], kernel: [3, 3] }), terms: "k20x3" },
  // The last row is reached by no tap.
  longer: { make: () => generator("longer", { pixels: [1, 1], kernel: [2, 2], attrs: { strides: [3, 3], output_padding: [1, 0] } }), terms: "k20" },
};

test.each(Object.entries(generators).flatMap(([name, g]) => [...ways, wide, wideWithoutVectors].map((way) => [name, way.name, g, way] as const)))(
  "results that one position reaches have the terms of one tap: %s, %s",
  async (_, __, { make, terms }, way) => {
    const { compiled } = await agreeing(make(), way);
    expect(compiled.program.kernels.map((k) => k.name)).toContainEqual(expect.stringMatching(new RegExp(`^conv_transpose.*_to_2x24x.*_${terms}$`)));
  },
  60_000,
);
