/** Image files of known pixels for tests: BMP, PNM, TIFF and PNG, written from their specifications, PNG's data by Node's zlib. */
import { deflateSync, type ZlibOptions } from "node:zlib";
import { Random } from "./random.ts";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Row by row, three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** Smooth and noisy parts, so that every filter and code is met. */
export function picture(width: number, height: number, seed = 1, isGray = false): Picture {
  const random = new Random(seed);
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return (x * 7 + y * 3 + (i % 3) * 40 + (y % 3 === 0 ? random.below(256) : 0)) & 255;
  });
  if (isGray) for (let i = 0; i < rgb.length; i += 3) rgb.fill(rgb[i] as number, i, i + 3);
  return { width, height, rgb };
}

const little = (value: number, bytes: number): readonly number[] => Array.from({ length: bytes }, (_, k) => (value >> (8 * k)) & 255);
const big = (value: number, bytes: number): readonly number[] => little(value, bytes).toReversed();
const text = (s: string): readonly number[] => [...Buffer.from(s, "latin1")];

export function bmpFile({ width, height, rgb }: Picture, bits: 24 | 32, isTopDown = false): Uint8Array {
  const rowBytes = (((width * bits) / 8 + 3) >> 2) << 2;
  const rows = Array.from({ length: height }, (_, r) => {
    const y = isTopDown ? r : height - 1 - r;
    const row = Array.from({ length: width }, (_, x) => {
      const at = (y * width + x) * 3;
      return [rgb[at + 2] ?? 0, rgb[at + 1] ?? 0, rgb[at] ?? 0, ...(bits === 32 ? [255] : [])];
    }).flat();
    return [...row, ...new Array<number>(rowBytes - row.length).fill(0)];
  }).flat();
  const info = [...little(40, 4), ...little(width, 4), ...little(isTopDown ? -height : height, 4), ...little(1, 2), ...little(bits, 2)];
  return Uint8Array.from([
    ...text("BM"),
    ...little(54 + rows.length, 4),
    ...little(0, 4),
    ...little(54, 4),
    ...info,
    ...new Array<number>(24).fill(0),
    ...rows,
  ]);
}

export function pnmFile({ width, height, rgb }: Picture, kind: "P2" | "P3" | "P5" | "P6"): Uint8Array {
  const samples = kind === "P2" || kind === "P5" ? rgb.filter((_, i) => i % 3 === 0) : rgb;
  const head = text(`${kind} # a comment\n${width}\n# another 7\n ${height} 255\n`);
  return Uint8Array.from([...head, ...(kind === "P2" || kind === "P3" ? text([...samples].join(" ")) : samples)]);
}

export function tiffFile({ width, height, rgb }: Picture, isLittle: boolean, rowsPerStrip: number): Uint8Array {
  const n = (value: number, bytes: number): readonly number[] => (isLittle ? little(value, bytes) : big(value, bytes));
  const strips = Math.ceil(height / rowsPerStrip);
  const short = (value: number): readonly number[] => [...n(value, 2), 0, 0];
  const entries = 9;
  const after = 8 + 2 + entries * 12 + 4;
  const pixels = after + 6 + 4 * strips;
  const offsets = Array.from({ length: strips }, (_, k) => n(pixels + k * rowsPerStrip * width * 3, 4)).flat();
  const entry = (tag: number, type: number, count: number, value: readonly number[]): readonly number[] => [
    ...n(tag, 2),
    ...n(type, 2),
    ...n(count, 4),
    ...value,
  ];
  const directory = [
    ...n(entries, 2),
    ...entry(256, 3, 1, short(width)),
    ...entry(257, 3, 1, short(height)),
    ...entry(258, 3, 3, n(after, 4)),
    ...entry(259, 3, 1, short(1)),
    ...entry(262, 3, 1, short(2)),
    ...entry(273, 4, strips, strips === 1 ? n(pixels, 4) : n(after + 6, 4)),
    ...entry(277, 3, 1, short(3)),
    ...entry(278, 3, 1, short(rowsPerStrip)),
    ...entry(284, 3, 1, short(1)),
    ...n(0, 4),
  ];
  const head = [...text(isLittle ? "II" : "MM"), ...n(42, 2), ...n(8, 4)];
  return Uint8Array.from([...head, ...directory, ...n(8, 2), ...n(8, 2), ...n(8, 2), ...offsets, ...rgb]);
}

const paeth = (a: number, b: number, c: number): number => {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

export interface PngOptions {
  /** 0 gray, 2 color, 3 palette, 4 gray with transparency, 6 color with transparency. */
  readonly color: 0 | 2 | 3 | 4 | 6;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  readonly zlib?: ZlibOptions;
  /** Bytes in an IDAT chunk. */
  readonly chunk?: number;
}

/** Gray and palette images take the red samples, of which a palette's entries are the shades; row y has filter y mod 5. */
export function pngFile({ width, height, rgb }: Picture, { color, depth, zlib = {}, chunk = 1 << 16 }: PngOptions): Uint8Array {
  const channels = color === 2 ? 3 : color === 4 ? 2 : color === 6 ? 4 : 1;
  const step = Math.max(1, (channels * depth) >> 3);
  const raw: number[] = [];
  let before: readonly number[] = new Array<number>(Math.ceil((width * channels * depth) / 8)).fill(0);
  for (let y = 0; y < height; y++) {
    const row = packedRow({ width, height, rgb }, y, { channels, depth });
    const filter = y % 5;
    raw.push(filter);
    row.forEach((value, k) => {
      const [a, b, c] = [row[k - step] ?? 0, before[k] ?? 0, before[k - step] ?? 0];
      raw.push((value - ([0, a, b, (a + b) >> 1, paeth(a, b, c)][filter] ?? 0)) & 255);
    });
    before = row;
  }
  const packed = deflateSync(Uint8Array.from(raw), zlib);
  const chunkOf = (type: string, data: readonly number[]): readonly number[] => [...big(data.length, 4), ...text(type), ...data, 0, 0, 0, 0];
  const palette =
    color === 3 ? chunkOf("PLTE", Array.from({ length: 1 << depth }, (_, i) => [shade(i, depth), 255 - shade(i, depth), 7]).flat()) : [];
  const data: number[] = [];
  for (let at = 0; at < packed.length; at += chunk) data.push(...chunkOf("IDAT", [...packed.subarray(at, at + chunk)]));
  const head = chunkOf("IHDR", [...big(width, 4), ...big(height, 4), depth, color, 0, 0, 0]);
  return Uint8Array.from([0x89, ...text("PNG\r\n\x1a\n"), ...head, ...chunkOf("gAMA", [1, 2, 3, 4]), ...palette, ...data, ...chunkOf("IEND", [])]);
}

export const shade = (i: number, depth: number): number => (depth >= 8 ? i : Math.floor((i * 255) / (2 ** depth - 1)));

function packedRow(
  { width, rgb }: Picture,
  y: number,
  { channels, depth }: { readonly channels: number; readonly depth: number },
): readonly number[] {
  const samples = Array.from({ length: width }, (_, x) => {
    const [r = 0, g = 0, b = 0] = rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
    return channels === 1 ? [r] : channels === 2 ? [r, 9] : channels === 3 ? [r, g, b] : [r, g, b, 9];
  }).flat();
  if (depth === 16) return samples.flatMap((s) => [s, 123]);
  if (depth === 8) return samples;
  const row = new Array<number>(Math.ceil((samples.length * depth) / 8)).fill(0);
  samples.forEach((s, i) => {
    const bit = i * depth;
    row[bit >> 3] = (row[bit >> 3] ?? 0) | ((s >> (8 - depth)) << (8 - depth - (bit & 7)));
  });
  return row;
}
