/** Long sums of convolutions go in parts with 16 registers: as exact as whole, where the loop over parts stands, and not where a sum keeps its order. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildTarget, loadModel, targetNamed } from "../../../src/build.ts";
import { agreeing, type Way, ways, wide } from "../../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Shape {
  readonly channels: number;
  readonly filters?: number;
  readonly size?: number;
  readonly stride?: number;
  readonly kernel?: number;
  /** What the channels were computed from is added, and replaced by the result. */
  readonly adds?: boolean;
}

/** A convolution between others, so that it reads and writes blocks of channels. */
function convolution(name: string, { channels, filters = 32, size = 14, stride = 1, kernel = 1, adds = false }: Shape): string {
  const g = new GraphBuilder("parts");
  const conv = (x: string, to: number, from: number, k: number, by: number): string =>
    g.node("Conv", [x, g.weights(`w${to}_${from}_${k}_${by}`, [to, from, k, k], from * k * k), g.weights(`b${to}_${from}_${k}_${by}`, [to], 1)], {
      strides: [by, by],
      pads: Array.from({ length: 4 }, () => (k - 1) / 2),
    });
  const narrow = g.node("Relu", [conv(g.input("image", [1, 8, size, size]), filters, 8, 1, 1)]);
  const wide = g.node("Relu", [conv(narrow, channels, filters, 1, 1)]);
  const long = conv(wide, filters, channels, kernel, stride);
  const sum = adds ? g.node("Add", [long, narrow]) : long;
  g.output(conv(g.node("Relu", [sum]), 8, filters, 1, 1), [1, 8, size / stride, size / stride]);
  const path = join(folder, `${name.replaceAll(" ", "_")}.onnx`);
  writeModel(path, g);
  return path;
}

const [vectors] = ways;
const textOf = (files: readonly { readonly content: string | Uint8Array }[]): string =>
  files.map(({ content }) => (typeof content === "string" ? content : "")).join("\n");
const partsIn = (text: string): readonly number[] => [...text.matchAll(/for \(int part = 0; part < (\d+);/g)].map(([, n]) => Number(n));

const cases: readonly (readonly [string, Shape, readonly number[], Way | undefined])[] = [
  ["channels of an image", { channels: 1024 }, [8], vectors],
  ["what is added in place", { channels: 512, adds: true }, [4], vectors],
  ["pixels a line apart", { channels: 512, filters: 64, size: 28, stride: 2 }, [4], vectors],
  ["windows", { channels: 64, filters: 64, size: 28, stride: 2, kernel: 3 }, [4], vectors],
  ["odd sizes", { channels: 360, filters: 72, size: 13 }, [3], vectors],
  ["short sums", { channels: 128 }, [], vectors],
  ["32 registers", { channels: 1024 }, [], wide],
];

test.each(cases)(
  "%s",
  async (name, shape, parts, way) => {
    const { files } = await agreeing(convolution(name, shape), way ?? wide);
    const text = textOf(files);
    expect(partsIn(text)).toEqual(parts);
    expect(text.includes("if (0 < part)")).toBe(parts.length > 0 && shape.adds !== true);
  },
  60_000,
);

test("a sum that keeps its order goes in parts unless it begins with what it adds", async () => {
  const partsOf = async (shape: Shape): Promise<readonly number[]> => {
    const path = convolution(`order_${shape.adds}`, shape);
    const { model } = await loadModel(path, {});
    const { files } = await buildTarget(model, targetNamed("c"), path, { machine: "x86-64-v3", deterministic: true });
    return partsIn(textOf(files));
  };
  expect(await partsOf({ channels: 512 })).toEqual([4]);
  expect(await partsOf({ channels: 512, adds: true })).toEqual([]);
});
