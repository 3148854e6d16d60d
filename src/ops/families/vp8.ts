/** What the kernels of a lossy WebP file know of its frame: a key frame of VP8, in macroblocks of 16 x 16 pixels. */
import type { ImageFile } from "./image-files.ts";
import type { Memory } from "./routines.ts";

export interface Vp8 {
  readonly columns: number;
  readonly rows: number;
  /** Of the header, in the order of vp8-codes.ts, i32. */
  readonly fields: Memory;
  /** Where the partitions of coefficients and the whole chunk begin and end: two i32. */
  readonly span: Memory;
  /** Probabilities of coefficients, u8. */
  readonly probabilities: Memory;
  /** `modeSize` a macroblock, u8: segment, whether it is without coefficients, mode of luma, of its 16 small blocks, and of chroma. */
  readonly modes: Memory;
}

export const modeSize = 20;
export const inMacroblock = { segment: 0, skips: 1, luma: 2, small: 3, chroma: 19 } as const;

/** A macroblock's coefficients: 16 of each of 24 blocks, those of luma first. */
export const coefficientsSize = 24 * 16;

/** The planes of a frame in one memory, each with one row above and one column to the left; luma with four more columns to the right. */
export interface Planes {
  readonly samples: Memory;
  readonly luma: Plane;
  readonly blue: Plane;
  readonly red: Plane;
}

/** Where the first sample stands, and from one row to the next. */
export interface Plane {
  readonly origin: number;
  readonly stride: number;
}

export function planesOf(file: ImageFile, { columns, rows }: Pick<Vp8, "columns" | "rows">): Planes {
  const [lumaStride, stride] = [columns * 16 + 5, columns * 8 + 1];
  const [lumaSize, size] = [lumaStride * (rows * 16 + 1), stride * (rows * 8 + 1)];
  return {
    samples: file.scratch("samples", "u8", lumaSize + 2 * size),
    luma: { origin: lumaStride + 1, stride: lumaStride },
    blue: { origin: lumaSize + stride + 1, stride },
    red: { origin: lumaSize + size + stride + 1, stride },
  };
}
