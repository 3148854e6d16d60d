/** Windows over rows of pixels, as a graph's input gives them, with borders, strides, dilations and what hangs over: every target against ONNX Runtime. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agreeing, buildFor, ways, wide } from "../support/against-onnx-runtime.ts";
import { type Attributes, GraphBuilder, writeModel } from "../support/onnx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Case = readonly [op: string, shape: readonly number[], attributes: Attributes, output: readonly number[], dtype?: "u8" | "i8"];

const cases: readonly Case[] = [
  ["MaxPool", [1, 3, 19, 37], { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }, [1, 3, 19, 37]],
  ["MaxPool", [2, 2, 35, 69], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }, [2, 2, 18, 35]],
  ["MaxPool", [1, 2, 34, 66], { kernel_shape: [2, 2], strides: [2, 2] }, [1, 2, 17, 33]],
  ["MaxPool", [1, 2, 30, 61], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }, [1, 2, 15, 30]],
  ["MaxPool", [1, 2, 30, 62], { kernel_shape: [2, 3], strides: [3, 3], dilations: [2, 2], pads: [0, 2, 1, 1] }, [1, 2, 10, 21]],
  ["MaxPool", [1, 3, 100], { kernel_shape: [4], strides: [2], pads: [1, 2] }, [1, 3, 50]],
  ["MaxPool", [1, 2, 6, 9, 40], { kernel_shape: [3, 2, 3], strides: [1, 2, 1], pads: [1, 0, 1, 1, 1, 1] }, [1, 2, 6, 5, 40]],
  ["MaxPool", [1, 2, 5, 7], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 2, 5, 7]],
  ["MaxPool", [1, 2, 20, 37], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 2, 20, 37], "u8"],
  ["MaxPool", [1, 2, 20, 37], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 2, 20, 37], "i8"],
  ["AveragePool", [1, 3, 19, 37], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 3, 19, 37]],
  ["AveragePool", [1, 2, 35, 69], { kernel_shape: [3, 5], strides: [2, 2], pads: [1, 2, 1, 2], count_include_pad: 1 }, [1, 2, 18, 35]],
  ["AveragePool", [1, 2, 24, 49], { kernel_shape: [3, 4], strides: [1, 1], pads: [2, 0, 0, 3] }, [1, 2, 24, 49]],
  ["MaxPool", [1, 1, 61, 83], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 1, 61, 83]],
  ["MaxPool", [1, 2, 121, 83], { kernel_shape: [3, 3], strides: [2, 2] }, [1, 2, 60, 41]],
  ["MaxPool", [1, 2, 14, 14], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 2, 14, 14]],
  ["AveragePool", [1, 2, 28, 28], { kernel_shape: [2, 2], strides: [2, 2] }, [1, 2, 14, 14]],
  ["AveragePool", [1, 2, 20, 43], { kernel_shape: [7, 7] }, [1, 2, 14, 37]],
  ["LpPool", [1, 2, 18, 37], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, [1, 2, 18, 37]],
];

test.each(
  cases.flatMap((c) =>
    [...ways, wide].map((way) => [`${c[0]} ${c[4] ?? "f32"} ${c[1].join("x")} ${JSON.stringify(c[2])}`, way.name, c, way] as const),
  ),
)(
  "%s: %s agrees",
  async (_what, _way, [op, shape, attributes, output, dtype = "f32" as const], way) => {
    const g = new GraphBuilder("rows");
    g.output(g.node(op, [g.input("x", shape, dtype)], attributes, { outputs: ["y"] }), output, dtype);
    const path = join(folder, "rows.onnx");
    writeModel(path, g, { opset: 21 });
    const build = await agreeing(path, way);
    if (way.target === "ts") return;
    const [kernel] = build.compiled.program.kernels;
    const { strides } = attributes;
    const across = Array.isArray(strides) ? Number(strides.at(-1)) : 1;
    if (kernel?.plan?.schedule !== "windows") return expect(Number(shape.at(-1))).toBeLessThan(16);
    expect(kernel?.params.some((p) => p.name === "phases")).toBe(across > 1);
  },
  60_000,
);

test("maxima of windows that move by two go by lines in TypeScript, where rows are long eight side by side", async () => {
  const g = new GraphBuilder("moving");
  g.output(g.node("MaxPool", [g.input("x", [1, 2, 34, 66])], { kernel_shape: [2, 2], strides: [2, 2] }, { outputs: ["y"] }), [1, 2, 17, 33]);
  const path = join(folder, "moving.onnx");
  writeModel(path, g);
  const { compiled, files } = await buildFor(path, ways.find(({ target }) => target === "ts") as (typeof ways)[number]);
  expect(compiled.program.kernels[0]?.plan?.schedule).toBe("windows");
  expect(String(files.find(({ path: file }) => file.endsWith("moving.ts"))?.content)).toMatch(/acc\w*7 = greater\(/);
});

test("few lines are held at once, and the largest of a row's taps starts with the first", async () => {
  const g = new GraphBuilder("lines");
  g.output(g.node("MaxPool", [g.input("x", [1, 2, 28, 28])], { kernel_shape: [2, 2], strides: [2, 2] }, { outputs: ["y"] }), [1, 2, 14, 14]);
  const path = join(folder, "lines.onnx");
  writeModel(path, g);
  const build = await buildFor(path, wide);
  const [kernel] = build.compiled.program.kernels;
  expect(kernel?.params.find((p) => p.name === "line")?.elements).toBeGreaterThan(14 * 28);
  const text = build.files.find(({ path: file }) => file.endsWith("lines.c"))?.content;
  expect(String(text).match(/acc\w*\[tw\] = aot_max_f32x16/g)).toHaveLength(3);
});
