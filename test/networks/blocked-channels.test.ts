/**
 * Models that ONNX Runtime saved after all its optimizations, with channels in blocks as this machine wants them (domain com.microsoft.nchwc): on every target
 * they give what the models they were made from give.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { CompileError } from "../../src/core/diagnostics.ts";
import { models } from "../models/index.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { GraphBuilder, writeModel } from "../support/onnx-writer.ts";
import { type SavedModel, savedByRuntime } from "../support/saved-by-runtime.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-blocked-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Convolutions of `channels`, a residual, pools and upsampling, between images with channels second. */
function mixed(channels: number): GraphBuilder {
  const g = new GraphBuilder("mixed");
  const conv = (x: string, from: number, to: number, group = 1): string =>
    g.node("Conv", [x, g.weights(`w_${x}_${to}_${group}`, [to, from / group, 3, 3], 9 * (from / group)), g.uniform(`b_${x}_${group}`, [to], -1, 1)], {
      kernel_shape: [3, 3],
      pads: [1, 1, 1, 1],
      group,
    });
  const first = g.node("Relu", [conv(g.input("image", [1, 3, 12, 10]), 3, channels)]);
  const deep = g.node("Clip", [conv(first, channels, channels, channels), g.constant("f32", [], [-1]), g.constant("f32", [], [1])]);
  const pooled = g.node("MaxPool", [deep], { kernel_shape: [2, 2], strides: [2, 2] });
  const wide = g.node("Relu", [g.node("Add", [conv(pooled, channels, channels), pooled])]);
  const means = g.node("AveragePool", [wide], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 });
  const scales = g.constant("f32", [4], [1, 1, 2, 2]);
  const large = g.node("Resize", [g.node("Concat", [means, wide], { axis: 1 }), "", scales], {
    mode: "linear",
    coordinate_transformation_mode: "half_pixel",
  });
  const nearest = g.node("Resize", [large, "", scales], { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" });
  g.rename(nearest, g.output("large", [1, 2 * channels, 24, 20]));
  g.rename(g.node("GlobalAveragePool", [large]), g.output("mean", [1, 2 * channels, 1, 1]));
  g.rename(g.node("GlobalMaxPool", [large]), g.output("most", [1, 2 * channels, 1, 1]));
  return g;
}

const networks: Readonly<Record<string, () => GraphBuilder>> = {
  resnet18: () => (models.resnet18 as NonNullable<typeof models.resnet18>).build({ size: 64, width: 0.25, classes: 10 }).graph,
  mobilenet_v2: () => (models.mobilenet_v2 as NonNullable<typeof models.mobilenet_v2>).build({ size: 64, width: 0.5, classes: 10 }).graph,
  "mixed layers of 32 channels": () => mixed(32),
  "mixed layers of 24 channels": () => mixed(24),
};

describe.each(Object.entries(networks))("%s", (name, build) => {
  const path = join(folder, `${name.replaceAll(" ", "_")}.onnx`);
  let expected: Awaited<ReturnType<typeof reference>>;
  let file: SavedModel;
  let dims: Readonly<Record<string, number>>;
  beforeAll(async () => {
    writeModel(path, build());
    expected = await reference(path);
    file = await savedByRuntime(path);
    dims = { nchwc_block: await blockOfThisMachine() };
  }, 60_000);

  test("is saved with blocks", () => expect(file.nodes.filter((n) => n.domain === "com.microsoft.nchwc").map((n) => n.opType)).toContain("Conv"));

  test.each(ways.map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_, way) => {
      const built = await buildFor(file.path, way, dims);
      for (const error of errorsOf(built, await runBuilt(built, way, expected.inputs), expected.outputs))
        expect(error).toMatchObject({ passed: true });
    },
    120_000,
  );
});

/** What a convolution to 24 channels is saved with: 24 are three blocks of 8, 32 two of 16. */
async function blockOfThisMachine(): Promise<number> {
  const path = join(folder, "probe.onnx");
  writeModel(path, mixed(24));
  const { graph } = onnxProto.onnx.ModelProto.decode(readFileSync((await savedByRuntime(path)).path));
  const first = graph?.node?.find((n) => n.domain === "com.microsoft.nchwc" && n.opType === "Conv");
  const weights = graph?.initializer?.find((t) => t.name === first?.input?.[1]);
  return Number(weights?.dims?.[0]) === 24 ? 8 : 16;
}

describe("the size of blocks", () => {
  const read = (channels: number, dims: Readonly<Record<string, number>>): Promise<unknown> => {
    const g = new GraphBuilder();
    const x = g.input("x", [1, 3, 4, 4]);
    const options = { domain: "com.microsoft.nchwc" };
    const y = g.node("Conv", [x, g.weights("w", [channels, 3, 1, 1], 3)], { kernel_shape: [1, 1] }, options);
    g.rename(g.node("ReorderOutput", [y], { channels }, options), g.output("y"));
    const path = join(folder, "blocks.onnx");
    writeModel(path, g, { domains: { "com.microsoft.nchwc": 1 } });
    return loadModel(path, dims).catch((error) => (error as CompileError).diagnostics.map(({ code, message }) => `${code} ${message}`).join("; "));
  };

  test("is told by channels that fit one", async () => expect(await read(24, {})).toHaveProperty("model"));
  test("is asked for where channels fit both", async () => {
    expect(await read(32, {})).toContain("AOT118 holds channels in blocks of 8 (saved by ONNX Runtime");
    expect(await read(32, { nchwc_block: 8 })).toHaveProperty("model");
  });
  test("that does not fit is refused", async () => {
    expect(await read(24, { nchwc_block: 16 })).toBe("AOT118 holds channels in blocks of 8, nchwc_block is given as 16");
    expect(await read(20, {})).toContain("AOT118 holds channels in blocks of a size that is none of 8 and 16");
  });
  test("of a model without blocks is no dim", async () => {
    const g = new GraphBuilder();
    g.rename(g.node("Relu", [g.input("x", [1])]), g.output("y"));
    const path = join(folder, "plain.onnx");
    writeModel(path, g);
    await expect(loadModel(path, { nchwc_block: 8 })).rejects.toThrow(CompileError);
  });
});
