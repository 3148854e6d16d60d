/** JPEG in ImageDecoder: pixels near what cosines in f64 give, the same pixels from one scan, from intervals and from progressive scans. */
import { describe, expect, test } from "vitest";
import { CompileError, Diagnostics } from "../../src/core/diagnostics.ts";
import { readOnnx } from "../../src/frontends/onnx/index.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { type JpegImage, layoutOf, progressiveJpeg, sequentialJpeg } from "../support/jpeg-writer.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { Random } from "../support/random.ts";

const zigzag = Array.from({ length: 15 }, (_, s) => {
  const diagonal = Array.from({ length: s + 1 }, (_, y): readonly [number, number] => [s - y, y]).filter(([x, y]) => x < 8 && y < 8);
  return s % 2 === 0 ? diagonal.toReversed() : diagonal;
}).flat();

/** Small random coefficients, fewer of high frequency. */
function image(width: number, height: number, sampling: JpegImage["sampling"], seed = 1): JpegImage {
  const random = new Random(seed);
  const { unitsAcross, unitsAlong } = layoutOf({ width, height, sampling });
  const coefficient = (k: number): number => (k === 0 ? random.below(61) - 30 : random.below(20) < 12 - k / 4 ? random.below(13) - 6 : 0);
  const blocks = sampling.map(([h, v]) =>
    Array.from({ length: unitsAcross * h * unitsAlong * v }, () =>
      random.below(5) === 0 ? new Array<number>(64).fill(0) : Array.from({ length: 64 }, (_, k) => coefficient(k)),
    ),
  );
  const quantization = [5, 9].map((q) => Array.from({ length: 64 }, (_, k) => q + (k >> 3)));
  return { width, height, sampling, blocks, quantization };
}

function graphFor(length: number, { height, width }: JpegImage): Graph {
  const g = new GraphBuilder("image");
  g.input("file", [length], "u8");
  g.output(g.node("ImageDecoder", ["file"], {}, { outputs: ["pixels"] }), [height, width, 3], "u8");
  return readOnnx(modelBytes(g, { opset: 20 }), "image.onnx", { dims: {}, diagnostics: new Diagnostics() }).graph;
}

const decoded = (file: Uint8Array, of: JpegImage): Uint8Array =>
  evaluateAsWritten(graphFor(file.length, of), new Map([["file", file]])).get("pixels")?.array as Uint8Array;

/** A component's samples by the definition of the transform. */
function samples({ blocks, quantization, sampling, ...size }: JpegImage, c: number): (x: number, y: number) => number {
  const columns = layoutOf({ ...size, sampling }).unitsAcross * (sampling[c]?.[0] ?? 1);
  return (x, y) => {
    const block = blocks[c]?.[(y >> 3) * columns + (x >> 3)] ?? [];
    const cosine = (at: number, k: number): number => Math.cos(((2 * (at & 7) + 1) * k * Math.PI) / 16) * (k === 0 ? Math.SQRT1_2 : 1);
    const sum = block.reduce((total, value, k) => {
      const [u, v] = zigzag[k] as readonly [number, number];
      return total + value * (quantization[Math.min(c, 1)]?.[k] ?? 1) * cosine(x, u) * cosine(y, v);
    }, 0);
    return Math.min(255, Math.max(0, sum / 4 + 128));
  };
}

const full = [
  [1, 1],
  [1, 1],
  [1, 1],
] as const;

test("three components of full resolution are what cosines give, within two", () => {
  const of = image(21, 13, full);
  const found = decoded(sequentialJpeg(of), of);
  const at = [0, 1, 2].map((c) => samples(of, c));
  for (let y = 0; y < of.height; y++)
    for (let x = 0; x < of.width; x++) {
      const [luma = 0, blue = 0, red = 0] = at.map((f) => f(x, y));
      const color = [luma + 1.402 * (red - 128), luma - 0.344136 * (blue - 128) - 0.714136 * (red - 128), luma + 1.772 * (blue - 128)];
      color.forEach((value, k) => {
        const wanted = Math.min(255, Math.max(0, value));
        expect(Math.abs((found[(y * of.width + x) * 3 + k] ?? 0) - wanted), `${x}, ${y}, ${k}`).toBeLessThan(3);
      });
    }
});

test("one component is gray", () => {
  const of = image(16, 9, [[1, 1]]);
  const found = decoded(sequentialJpeg(of), of);
  const at = samples(of, 0);
  for (let i = 0; i < 16 * 9; i++) {
    expect(new Set(found.subarray(3 * i, 3 * i + 3)).size).toBe(1);
    expect(Math.abs((found[3 * i] ?? 0) - at(i % 16, Math.floor(i / 16)))).toBeLessThan(1.5);
  }
});

describe.each([
  ["full resolution", full],
  [
    "half across",
    [
      [2, 1],
      [1, 1],
      [1, 1],
    ] as const,
  ],
  [
    "half down",
    [
      [1, 2],
      [1, 1],
      [1, 1],
    ] as const,
  ],
  [
    "half of both",
    [
      [2, 2],
      [1, 1],
      [1, 1],
    ] as const,
  ],
])("chroma of %s", (_, sampling) => {
  test.each([
    [37, 29],
    [16, 16],
    [3, 5],
  ])("%i x %i: intervals and progressive scans give the pixels of one scan", (width, height) => {
    const of = image(width, height, sampling, width);
    const wanted = decoded(sequentialJpeg(of), of);
    expect(new Set(wanted).size).toBeGreaterThan(10);
    expect(decoded(sequentialJpeg(of, 2), of)).toEqual(wanted);
    expect(decoded(progressiveJpeg(of), of)).toEqual(wanted);
  });
});

test("damaged files are decoded to anything or refused, and always end", () => {
  const random = new Random(5);
  const of = image(11, 9, [
    [2, 2],
    [1, 1],
    [1, 1],
  ]);
  for (const file of [sequentialJpeg(of, 1), progressiveJpeg(of)]) {
    const graph = graphFor(file.length, of);
    for (let round = 0; round < 20; round++) {
      const damaged = file.slice();
      for (let k = 0; k < 1 + (round % 5); k++) damaged[4 + random.below(file.length - 4)] = random.below(256);
      try {
        evaluateAsWritten(graph, new Map([["file", damaged]]));
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        expect(error.diagnostics[0]?.code).toBe("AOT507");
      }
    }
  }
});
