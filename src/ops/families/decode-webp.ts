/**
 * WebP files: lossy images (a key frame of VP8) and lossless ones, alone or with further chunks beside them; transparency is left out. Each step is a
 * kernel: modes, coefficients, planes and edges of lossy ones, colors and transforms of lossless ones, pixels. https://developers.google.com/speed/webp/docs/riff_container
 */
import { type ImageDecoding, type ImageFile, littleEndian, type Stage, textBytes, whenSet } from "./image-files.ts";
import type { Memory } from "./routines.ts";
import { bitsOf, both, type Changing, either, less, plus, same } from "./script.ts";
import type { Planes } from "./vp8.ts";
import { readCoefficients } from "./vp8-coefficients.ts";
import { smoothEdges } from "./vp8-edges.ts";
import { readModes } from "./vp8-modes.ts";
import { makePixels as makeLossy } from "./vp8-pixels.ts";
import { drawPlanes } from "./vp8-planes.ts";
import { readLossless } from "./webp-lossless.ts";
import { makePixels as makeLossless, undoTransforms } from "./webp-transforms.ts";

const chunkName = (text: string): number => textBytes(text).reduce((n, c, k) => n | (c << (8 * k)), 0);

interface Chunk {
  readonly start: Changing;
  readonly end: Changing;
}

/** The first chunk of this name that stands whole in the file; from 0 to 0 where there is none. */
function findChunk(file: ImageFile, name: string): Chunk {
  const { script, length } = file;
  const at = script.changing("at", 12);
  const chunk: Chunk = { start: script.changing("start"), end: script.changing("end") };
  script.while(both(same(chunk.end.now, 0), less(at.now, length - 8)), () => {
    const [found, size] = [littleEndian(file, at.now, 4), littleEndian(file, plus(at.now, 4), 4)];
    const isBeyond = either(less(size, 0), less(length, plus(at.now, 8, bitsOf(size, 0x3fffffff))));
    script.when(
      either(isBeyond, less(0x3fffffff, size)),
      () => at.set(length),
      () => {
        script.when(same(found, chunkName(name)), () => {
          chunk.start.set(plus(at.now, 8));
          chunk.end.set(plus(at.now, 8, size));
        });
        at.set(plus(at.now, 8, size, bitsOf(size, 1)));
      },
    );
  });
  return chunk;
}

/** A flag for later kernels. */
function put(file: ImageFile, name: string, isSet: Changing): Memory {
  const flag = file.scratch(name, "i32", 1);
  file.script.put(flag, 0, isSet.now);
  return flag;
}

function decode(stage: Stage): void {
  const lossy = readLossy(stage);
  const lossless = stage("colors", (file) => {
    const isGood = file.script.changing("is_good");
    const { start, end } = findChunk(file, "VP8L");
    const image = readLossless(file, { start: start.now, end: end.now, isGood });
    return { image, isGood: put(file, "is_lossless", isGood) };
  });
  stage("transforms", (file) => whenSet(file, lossless.isGood, () => undoTransforms(file, lossless.image)));
  stage("pixels", (file) => {
    const { script, done } = file;
    whenSet(file, lossy.isGood, () => {
      makeLossy(file, lossy.planes);
      script.put(done, 0, 1);
    });
    whenSet(file, lossless.isGood, () => {
      makeLossless(file, lossless.image);
      script.put(done, 0, 1);
    });
  });
}

function readLossy(stage: Stage): { readonly planes: Planes; readonly isGood: Memory } {
  const { frame, isFrame } = stage("modes", (file) => {
    const isGood = file.script.changing("is_good");
    const { start, end } = findChunk(file, "VP8 ");
    const frame = readModes(file, { start: start.now, end: end.now, isGood });
    return { frame, isFrame: put(file, "is_frame", isGood) };
  });
  const { coefficients, isGood } = stage("coefficients", (file) => {
    const isGood = file.script.changing("is_good");
    const coefficients = whenSet(file, isFrame, () => {
      isGood.set(1);
      return readCoefficients(file, frame, isGood);
    });
    return { coefficients, isGood: put(file, "is_lossy", isGood) };
  });
  const planes = stage("planes", (file) => whenSet(file, isGood, () => drawPlanes(file, frame, coefficients)));
  stage("edges", (file) => whenSet(file, isGood, () => smoothEdges(file, frame, coefficients, planes)));
  return { planes, isGood };
}

export const webp: ImageDecoding = {
  name: "webp",
  magic: [[...textBytes("RIFF"), undefined, undefined, undefined, undefined, ...textBytes("WEBP")]],
  decode,
};
