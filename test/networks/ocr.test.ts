/**
 * PP-OCRv4 as PaddlePaddle exports it, trained: text detection and the classifier of upside-down lines, on a small drawn picture, on every target.
 * (On noise the detector gives 1e-7 everywhere, where ONNX Runtime's sigmoid is an approximation.)
 */
import { dirname, join } from "node:path";
import { unzlibSync } from "fflate";
import { describe, expect, test } from "vitest";
import { boxesOf, covers, detectorDims, detectorInput, detectorPath } from "../../scripts/text/detect.ts";
import { blank, type Picture, write } from "../../scripts/text/draw.ts";
import { pngOf } from "../../scripts/text/png.ts";
import { buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";

const assets = dirname(detectorPath);

const picture = blank(192, 96, [236, 232, 220]);
write(picture, "TEXT 42", 14, 34, 4, [28, 30, 38]);
const line: Picture = { ...picture, height: 48, pixels: picture.pixels.subarray(24 * 192 * 3, 72 * 192 * 3) };

const models = [
  ["text detection", "ch_PP-OCRv4_det_infer.onnx", picture],
  ["direction of lines", "ch_ppocr_mobile_v2.0_cls_infer.onnx", line],
] as const;

describe.each(models)("%s", (_, file, image) => {
  const path = join(assets, file);
  const dims = detectorDims(image);
  const inputs = new Map([["x", detectorInput(image)]]);

  test.each(ways.map((w) => [w.name, w] as const))(
    "%s agrees with ONNX Runtime",
    async (_name, way) => {
      const { outputs } = await reference(path, dims, inputs);
      const build = await buildFor(path, way, dims);
      const found = await runBuilt(build, way, inputs);
      for (const error of errorsOf(build, found, outputs)) expect(error).toMatchObject({ passed: true });
      for (const array of found.values()) expect(Math.max(...(array as Float32Array))).toBeGreaterThan(0.5);
    },
    300_000,
  );
});

test("the detector's map gives the line that was written", async () => {
  const { outputs } = await reference(detectorPath, detectorDims(picture), new Map([["x", detectorInput(picture)]]));
  const [map] = outputs.values();
  const boxes = boxesOf(map as Float32Array, picture.width, picture.height);
  expect(covers(boxes, { x: 14, y: 34, width: (7 * 6 - 1) * 4, height: 28 })).toBe(true);
  expect(covers(boxes, { x: 14, y: 2, width: 60, height: 28 })).toBe(false);
});

test("a picture's PNG file inflates to its rows", () => {
  const png = pngOf(picture);
  expect(Buffer.from(png.subarray(1, 4)).toString()).toBe("PNG");
  const length = new DataView(png.buffer).getUint32(33);
  const rows = unzlibSync(png.subarray(41, 41 + length));
  expect([rows.length, rows[0]]).toEqual([96 * (1 + 192 * 3), 0]);
  expect(Buffer.from(rows.subarray(1, 577)).equals(Buffer.from(picture.pixels.subarray(0, 576)))).toBe(true);
});
