/** RoiAlign and MaxRoiPool against ONNX Runtime: regions in, across and outside of images, channels that fill vectors, some of one, and none. */
import { test } from "vitest";
import { MaxRoiPool } from "../../src/ops/max-roi-pool.ts";
import { RoiAlign } from "../../src/ops/roi-align.ts";
import { agreesOnTargets, agreesWithRuntime, type CaseInput, choices, type NodeCase } from "../support/single-node.ts";

function regionsCase(seed: number, channels: number): NodeCase {
  const c = choices(seed);
  const [images, height, width, regions] = [c.int(1, 3), c.int(1, 9), c.int(1, 9), c.int(1, 6)];
  const scale = c.pick([0.5, 1]);
  const corners = Array.from({ length: regions }, () => {
    const [x, y] = [c.int(-4, 2 * width), c.int(-4, 2 * height)];
    return [x, y, x + c.int(0, 3 * width) / 2, y + c.int(0, 3 * height) / 2];
  });
  const batch: CaseInput = { dtype: "i64", shape: [regions], values: corners.map(() => c.int(0, images - 1)) };
  const attrs = {
    mode: c.pick(["avg", "max"]),
    coordinate_transformation_mode: c.pick(["half_pixel", "output_half_pixel"]),
    output_height: c.int(1, 4),
    output_width: c.int(1, 4),
    sampling_ratio: c.int(0, 3),
    spatial_scale: scale,
  };
  const rois: CaseInput = { shape: [regions, 4], values: corners.flat() };
  return { op: RoiAlign, opset: 16, attrs, floatAttrs: ["spatial_scale"], inputs: [c.tensor([images, channels, height, width]), rois, batch] };
}

test("random regions", async () => {
  for (let seed = 1; seed <= 60; seed++) await agreesWithRuntime(regionsCase(seed, (seed % 5) + 1));
});

test("regions without samples, of both modes", async () => {
  const rois: CaseInput = { shape: [3, 4], values: [2, 2, 2, 2, 0, 0, 4, 4, 3, 3, 1, 1] };
  const batch: CaseInput = { dtype: "i64", shape: [3], values: [0, 0, 0] };
  const image = choices(1).tensor([1, 2, 4, 4]);
  for (const mode of ["avg", "max"]) await agreesWithRuntime({ op: RoiAlign, opset: 16, attrs: { mode }, inputs: [image, rois, batch] });
});

test("a sample on the last line that counts, on every target", async () => {
  const rois: CaseInput = { shape: [1, 4], values: [0.5, 0, Math.fround(7.7), 3] };
  const attrs = { sampling_ratio: 1, spatial_scale: 0.3, output_width: 4 };
  const inputs = [{ shape: [1, 1, 1, 1], values: [2] }, rois, { dtype: "i64", shape: [1], values: [0] } as const];
  await agreesOnTargets({ op: RoiAlign, opset: 16, attrs, floatAttrs: ["spatial_scale"], inputs });
});

test.each([
  [1, 3],
  [2, 19],
  [3, 32],
  [4, 70],
])("on every target, seed %i with %i channels", (seed, channels) => agreesOnTargets(regionsCase(seed, channels)));

function poolCase(seed: number): NodeCase {
  const c = choices(seed);
  const [images, height, width, regions] = [c.int(1, 3), c.int(1, 9), c.int(1, 9), c.int(1, 6)];
  const rois = Array.from({ length: regions }, () => {
    const [x, y] = [c.int(-4, 2 * width) / 2, c.int(-4, 2 * height) / 2];
    return [c.int(0, images - 1), x, y, x + c.int(-2, 3 * width) / 2, y + c.int(-2, 3 * height) / 2];
  });
  const attrs = { pooled_shape: [c.int(1, 4), c.int(1, 4)], spatial_scale: c.pick([0.5, 1]) };
  return {
    op: MaxRoiPool,
    opset: 16,
    attrs,
    floatAttrs: ["spatial_scale"],
    inputs: [c.tensor([images, 2, height, width]), { shape: [regions, 5], values: rois.flat() }],
  };
}

test("the largest elements of random regions", async () => {
  for (let seed = 1; seed <= 40; seed++) await agreesWithRuntime(poolCase(seed));
});
