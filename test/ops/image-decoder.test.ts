/** ImageDecoder on files that the tests write: every format it reads, in its kinds; broken files end the run and nothing else. */
import { constants } from "node:zlib";
import { describe, expect, test } from "vitest";
import { buildTarget, targetNamed } from "../../src/build.ts";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import type { Elements } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { bmpFile, type Picture, picture, pngFile, pnmFile, shade, tiffFile } from "../support/image-files.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { Random } from "../support/random.ts";

function modelFor(length: number, { height, width }: Pick<Picture, "height" | "width">, pixel_format = "RGB"): SourceModel {
  const g = new GraphBuilder("image");
  g.input("file", [length], "u8");
  const channels = pixel_format === "Grayscale" ? 1 : 3;
  g.output(g.node("ImageDecoder", ["file"], { pixel_format }, { outputs: ["pixels"] }), [height, width, channels], "u8");
  return readOnnx(modelBytes(g, { opset: 20 }), "image.onnx", { dims: {}, diagnostics: new Diagnostics() });
}

const decoded = (file: Uint8Array, size: Pick<Picture, "height" | "width">, pixelFormat = "RGB"): Elements =>
  evaluateAsWritten(modelFor(file.length, size, pixelFormat).graph, new Map([["file", file]])).get("pixels")?.array ?? [];

const [image, gray] = [picture(13, 11), picture(13, 11, 2, true)];

describe("pixels as they were written", () => {
  test.each([
    ["bmp, 24 bits", bmpFile(image, 24)],
    ["bmp, 32 bits from the top", bmpFile(image, 32, true)],
    ["pnm, bytes", pnmFile(image, "P6")],
    ["pnm, text", pnmFile(image, "P3")],
    ["tiff, little endian, one strip", tiffFile(image, true, 11)],
    ["tiff, big endian, strips of 4 rows", tiffFile(image, false, 4)],
    ["png, color", pngFile(image, { color: 2, depth: 8 })],
    ["png, color, in chunks of 50 bytes", pngFile(image, { color: 2, depth: 8, chunk: 50 })],
    ["png, stored", pngFile(image, { color: 2, depth: 8, zlib: { level: 0 } })],
    ["png, fixed codes", pngFile(image, { color: 2, depth: 8, zlib: { strategy: constants.Z_FIXED } })],
    ["png, runs only", pngFile(image, { color: 2, depth: 8, zlib: { strategy: constants.Z_RLE } })],
    ["png, color with transparency", pngFile(image, { color: 6, depth: 8 })],
    ["png, 16 bits", pngFile(image, { color: 2, depth: 16 })],
  ])("%s", (_, file) => {
    expect(decoded(file, image)).toEqual(image.rgb);
  });

  test.each([
    ["pnm, gray bytes", pnmFile(gray, "P5")],
    ["pnm, gray text", pnmFile(gray, "P2")],
    ["png, gray", pngFile(gray, { color: 0, depth: 8 })],
    ["png, gray with transparency", pngFile(gray, { color: 4, depth: 8 })],
  ])("%s", (_, file) => {
    expect(decoded(file, gray)).toEqual(gray.rgb);
  });

  test.each([1, 2, 4, 8] as const)("png, %i bits of gray and of a palette", (depth) => {
    const index = gray.rgb.map((r) => r >> (8 - depth));
    const [first, second] = [index.map((i) => shade(i, depth)), index.map((i, at) => [shade(i, depth), 255 - shade(i, depth), 7][at % 3] ?? 0)];
    expect(decoded(pngFile(gray, { color: 0, depth }), gray)).toEqual(first);
    expect(decoded(pngFile(gray, { color: 3, depth }), gray)).toEqual(second);
  });

  test("a large image of many blocks", () => {
    const large = picture(150, 120, 3);
    expect(decoded(pngFile(large, { color: 2, depth: 8 }), large)).toEqual(large.rgb);
  });

  test("blue first, and gray by how bright colors look", () => {
    const file = bmpFile(image, 24);
    const pixels = Array.from({ length: image.width * image.height }, (_, i) => [...image.rgb.subarray(3 * i, 3 * i + 3)]);
    expect(decoded(file, image, "BGR")).toEqual(Uint8Array.from(pixels.flatMap((p) => p.toReversed())));
    const brightness = pixels.map(([r = 0, g = 0, b = 0]) => Math.round(0.299 * r + 0.587 * g + 0.114 * b));
    Array.from(decoded(file, image, "Grayscale") as Uint8Array).forEach((x, i) => {
      expect(Math.abs(x - (brightness[i] ?? 0))).toBeLessThanOrEqual(1);
    });
  });
});

test.each(ways)("a png on $name", { timeout: 60_000 }, async (way) => {
  const file = pngFile(image, { color: 2, depth: 8 });
  const build = await buildTarget(modelFor(file.length, image), targetNamed(way.target), import.meta.filename, {
    machine: way.machine,
    name: "png",
    verify: true,
  });
  expect((await runBuilt(build, way, new Map([["file", file]]))).get("pixels")).toEqual(image.rgb);
});

test("an image of another size, and a file of no known format, end the run", () => {
  expect(() => decoded(pngFile(image, { color: 2, depth: 8 }), { width: 11, height: 13 })).toThrow("AOT507");
  expect(() => decoded(new Uint8Array(100), image)).toThrow("the file is no image of u8[11,13,3] (RGB) in a format that is read");
});

test.each([
  [0, 5],
  [20_000, 10_000],
])("an image of %i x %i pixels is refused", (height, width) => {
  expect(() => modelFor(100, { height, width })).toThrow(`output 0 is declared with ${height} x ${width} pixels, 1 to 134217728 are expected`);
});

test("damaged files are decoded to anything or refused, and always end", () => {
  const random = new Random(11);
  const small = picture(7, 5, 4);
  const files = [
    pngFile(small, { color: 2, depth: 8 }),
    pngFile(small, { color: 3, depth: 4 }),
    bmpFile(small, 24),
    pnmFile(small, "P3"),
    tiffFile(small, true, 2),
  ];
  for (const file of files) {
    const model = modelFor(file.length, small);
    for (let round = 0; round < 25; round++) {
      const damaged = file.slice();
      for (let k = 0; k < 1 + (round % 4); k++) damaged[4 + random.below(file.length - 4)] = random.below(256);
      if (round % 5 === 0) damaged.fill(0, random.below(file.length));
      try {
        evaluateAsWritten(model.graph, new Map([["file", damaged]]));
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        expect(error.diagnostics[0]?.code).toBe("AOT507");
      }
    }
  }
});

describe("programs that are told which formats there are", () => {
  const build = (file: Uint8Array, imageFormats: readonly string[], target: "c" | "ts") =>
    buildTarget(modelFor(file.length, image), targetNamed(target), import.meta.filename, { name: "image", imageFormats });
  const [bmpImage, pngImage] = [bmpFile(image, 24), pngFile(image, { color: 2, depth: 8 })];

  test("hold their decoders alone", { timeout: 60_000 }, async () => {
    const bytesFor = async (formats: readonly string[]): Promise<number> => (await build(pngImage, formats, "c")).codeBytes;
    const [few, more] = [await bytesFor(["bmp", "png"]), await bytesFor(["bmp", "png", "jpeg", "tiff"])];
    expect(few).toBeLessThan(0.6 * more);
  });

  test.each(ways)("and refuse the others: $name", { timeout: 60_000 }, async (way) => {
    const run = async (file: Uint8Array) => {
      const made = await buildTarget(modelFor(file.length, image), targetNamed(way.target), import.meta.filename, {
        machine: way.machine,
        name: "image",
        imageFormats: ["pnm", "png"],
        verify: true,
      });
      return (await runBuilt(made, way, new Map([["file", file]]))).get("pixels");
    };
    expect(await run(pngImage)).toEqual(image.rgb);
    await expect(run(bmpImage)).rejects.toThrow(way.target === "c" ? /ended with/ : /in a format that is read \(png, pnm\)/);
  });

  test("name formats that there are", async () => {
    await expect(build(pngImage, ["pgn"], "ts")).rejects.toThrow('AOT319 --image-formats pgn: there is no decoder for "pgn"');
    await expect(build(pngImage, [], "ts")).rejects.toThrow("names no format");
  });
});
