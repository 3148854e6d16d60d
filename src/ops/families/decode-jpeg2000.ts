/**
 * JPEG 2000 files (ITU T.800, part 1), boxed or a bare codestream: up to four components of 8 bits and full resolution, either wavelet, tiles,
 * precincts, layers, all progressions and styles of code blocks. Each step is a kernel: packets, code blocks, wavelets, pixels.
 */
import { type ImageDecoding, type ImageFile, type Stage, whenSet } from "./image-files.ts";
import { begun } from "./jpeg2000.ts";
import { decodeBlocks } from "./jpeg2000-blocks.ts";
import { findCodestream, readMainHeader } from "./jpeg2000-header.ts";
import { readTiles } from "./jpeg2000-packets.ts";
import { makePixels } from "./jpeg2000-pixels.ts";
import { undoWavelets } from "./jpeg2000-wavelet.ts";
import type { Memory } from "./routines.ts";
import { less, minus, same } from "./script.ts";

function decode(stage: Stage): void {
  const { found, isGood } = stage("packets", (file) => {
    const { script, scratch } = file;
    const [image, good, isBroken] = [begun(file), scratch("is_good", "i32", 1), script.changing("is_broken")];
    const at = findCodestream(file, isBroken);
    script.when(less(at.now, 1), () => isBroken.set(1));
    readMainHeader(file, image, at, isBroken);
    script.when(same(isBroken.now, 0), () => readTiles(file, image, at, isBroken));
    script.put(good, 0, minus(1, isBroken.now));
    return { found: image, isGood: good };
  });
  const inGood =
    <T>(script: (file: ImageFile) => T): ((file: ImageFile) => T) =>
    (file) =>
      whenSet(file, isGood, () => script(file));
  const coefficients = stage(
    "blocks",
    inGood((file) => decodeBlocks(file, found)),
  );
  const samples: Memory = stage(
    "wavelets",
    inGood((file) => undoWavelets(file, found, coefficients)),
  );
  stage(
    "pixels",
    inGood((file) => {
      makePixels(file, found, samples);
      file.script.put(file.done, 0, 1);
    }),
  );
}

const magic = [
  [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20],
  [0xff, 0x4f, 0xff, 0x51],
] as const;
export const jpeg2000: ImageDecoding = { name: "jpeg2000", magic, decode };
