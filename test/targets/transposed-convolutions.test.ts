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
