/** What the decoder of JPEG files knows of a file under way. */
import type { ImageFile } from "./image-files.ts";
import type { Memory } from "./routines.ts";
import type { Changing } from "./script.ts";

/** What the file says of its image, and what is read of it. */
export interface Jpeg {
  readonly file: ImageFile;
  readonly components: Changing;
  /** Largest sampling factors, and MCUs a row and a column. */
  readonly largest: readonly [Changing, Changing];
  readonly units: readonly [Changing, Changing];
  /** By component: identifier, sampling factors across and down, quantization table. */
  readonly ids: Memory;
  readonly across: Memory;
  readonly along: Memory;
  readonly tables: Memory;
  /** 64 a table, in reading order. */
  readonly quantization: Memory;
  /** 64 a block, row by row; `blocks` a component at most. */
  readonly coefficients: Memory;
  readonly blocks: number;
  readonly isRgb: Changing;
}

/** Place in a block, row by row, of the k-th coefficient of the file: diagonals one after the other, each in turn from the other end. */
export const zigzag: readonly number[] = Array.from({ length: 64 }, (_, k) => k).sort((a, b) => {
  const [sa, sb] = [(a >> 3) + (a & 7), (b >> 3) + (b & 7)];
  return sa !== sb ? sa - sb : (sa & 1) === 1 ? (a >> 3) - (b >> 3) : (a & 7) - (b & 7);
});
