/**
 * Lossless WebP (VP8L, RFC 9649): images of prefix codes, copies and a cache of colors. What transforms need, which of several sets of codes a block
 * takes, and the pixels themselves are such images; one loop reads them one after the other.
 */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageFile } from "./image-files.ts";
import { Bits } from "./prefix-codes.ts";
import type { Memory } from "./routines.ts";
import { bitsOf, both, type Changing, down, either, joined, less, minus, most, type Num, pick, plus, same, times, up } from "./script.ts";
import { WebpCodes } from "./webp-codes.ts";
import { type Area, type ImageReading, longestCache, readImage, setAt } from "./webp-image.ts";

export const transforms = { predictor: 0, color: 1, green: 2, palette: 3 } as const;
/** Of each transform in order: its kind, the side of its blocks or the pixels in one as a power of two, the width of its result, and the colors of a palette. */
export const transformSize = 4;

/** What is read of a lossless image. */
export interface Lossless {
  /** The image, then one image for each kind of transform (codes of blocks take that of subtracted green), i32: alpha, red, green, blue. */
  readonly colors: Memory;
  readonly transforms: Memory;
  /** How many transforms; one i32. */
  readonly count: Memory;
}

/** Where the image of a transform begins. */
export const imageOf = ({ width, height }: Pick<ImageFile, "width" | "height">, transform: Num): Expr =>
  plus(width * height, times(transform, smallImage({ width, height })));

/** Pixels of an image whose pixels stand for blocks of 4 x 4 at least. */
const smallImage = ({ width, height }: Pick<ImageFile, "width" | "height">): number => Math.ceil(width / 4) * Math.ceil(height / 4);

/** Reads the image in the file's bytes from `start` to `end`; `isGood` is set where it has the size and was whole. */
export function readLossless(
  file: ImageFile,
  { start, end, isGood }: { readonly start: Expr; readonly end: Expr; readonly isGood: Changing },
): Lossless {
  const { script, scratch, width, height, bytes } = file;
  const colors = scratch("colors", "i32", width * height + 3 * smallImage(file) + 256);
  const found: Lossless = { colors, transforms: scratch("transforms", "i32", 4 * transformSize), count: scratch("transform_count", "i32", 1) };
  const bits = new Bits({ script, packed: bytes, start: plus(start, 1), length: minus(end, start, 1) });
  const [across, along, isBroken] = [plus(bits.take(14), 1), plus(bits.take(14), 1), script.changing("is_broken")];
  bits.take(1);
  const isKnown = both(same(byte(file, start), 0x2f), same(bits.take(3), 0), same(across, width), same(along, height));
  const codes = new WebpCodes(file, bits, Math.min(smallImage(file), Math.ceil((file.length * 8) / 20)));
  const reading: Reading = {
    ...{ file, bits, codes, colors, isBroken, found },
    cache: scratch("cache", "i32", 1 << longestCache),
    stage: script.changing("stage", stages.transforms),
    width: script.changing("width_now", width),
    kinds: script.changing("kinds"),
    count: script.changing("count"),
    blocks: { shift: script.changing("block_shift"), cacheBits: script.changing("cache_bits"), sets: script.changing("sets", 1) },
  };
  const isOpen = script.changing("is_open", 1);
  script.when(isKnown, () => {
    script.while(both(same(isOpen.now, 1), same(isBroken.now, 0), bits.isInside), () => isOpen.set(readNext(reading)));
    script.when(both(same(isOpen.now, 0), same(isBroken.now, 0), bits.isInside), () => isGood.set(1));
  });
  script.put(found.count, 0, reading.count.now);
  return found;
}

/** A transform, or how pixels are coded, and the image that goes with it; 0 behind the last one. */
function readNext(reading: Reading): Expr {
  const { file, bits, codes, isBroken, stage, width, blocks } = reading;
  const { script, height } = file;
  const area: Area = { first: script.changing("area"), width: script.changing("area_width"), height: script.changing("area_height") };
  const isMain = script.changing("is_main");
  script.when(same(stage.now, stages.transforms), () => {
    script.when(
      same(bits.take(1), 0),
      () => stage.set(stages.codes),
      () => readTransform(reading, area),
    );
  });
  script.when(
    same(stage.now, stages.codes),
    () => {
      blocks.cacheBits.set(cacheBitsOf(reading));
      stage.set(stages.pixels);
      script.when(
        same(bits.take(1), 1),
        () => {
          blocks.shift.set(plus(bits.take(3), 2));
          area.first.set(imageOf(file, transforms.green));
          divide(reading, area, blocks.shift.now);
          stage.set(stages.sets);
        },
        () => isMain.set(1),
      );
    },
    () =>
      script.when(same(stage.now, stages.sets), () => {
        blocks.sets.set(setsIn(reading));
        isMain.set(1);
      }),
  );
  script.when(same(isMain.now, 1), () => {
    area.first.set(0);
    area.width.set(width.now);
    area.height.set(height);
  });
  script.when(less(0, area.width.now), () => {
    const cacheBits = script.changing("cache_bits_now", blocks.cacheBits.now);
    script.when(same(isMain.now, 0), () => cacheBits.set(cacheBitsOf(reading)));
    const sets = script.let("sets_now", pick(same(isMain.now, 1), blocks.sets.now, 1));
    codes.read(sets, pick(same(cacheBits.now, 0), 0, up(1, cacheBits.now)), isBroken);
    readImage(reading, area, {
      cacheBits: cacheBits.now,
      isSplit: both(same(isMain.now, 1), less(1, sets)),
      sets: imageOf(file, transforms.green),
      shift: blocks.shift.now,
    });
  });
  return script.let("is_open", minus(1, isMain.now));
}

/** The area of an image whose pixels stand for blocks of 2^shift. */
function divide({ file, width }: Reading, area: Area, shift: Expr): void {
  area.width.set(down(plus(width.now, minus(up(1, shift), 1)), shift));
  area.height.set(down(plus(file.height - 1, up(1, shift)), shift));
}

function readTransform(reading: Reading, area: Area): void {
  const { file, bits, colors, isBroken, width, kinds, count, found } = reading;
  const { script } = file;
  const kind = bits.take(2);
  // Each kind stands at most once.
  script.when(same(bitsOf(down(kinds.now, kind), 1), 1), () => isBroken.set(1));
  kinds.set(joined(kinds.now, up(1, kind)));
  const shift = script.changing("shift");
  area.first.set(imageOf(file, kind));
  script.when(less(kind, transforms.green), () => {
    shift.set(plus(bits.take(3), 2));
    divide(reading, area, shift.now);
  });
  const row = script.let("row", times(count.now, transformSize));
  script.put(found.transforms, plus(row, 2), width.now);
  script.when(same(kind, transforms.palette), () => {
    const size = script.let("size", plus(bits.take(8), 1));
    shift.set(pick(less(size, 3), 3, pick(less(size, 5), 2, pick(less(size, 17), 1, 0))));
    area.width.set(size);
    area.height.set(1);
    width.set(down(plus(width.now, minus(up(1, shift.now), 1)), shift.now));
    script.put(found.transforms, plus(row, 3), size);
    script.repeat("k", 256, (k) => script.put(colors, plus(area.first.now, k), 0));
  });
  script.put(found.transforms, row, kind);
  script.put(found.transforms, plus(row, 1), shift.now);
  count.set(plus(count.now, 1));
}

/** What is read next: transforms and what they need, whether blocks have sets of codes, which, and the pixels. */
const stages = { transforms: 0, codes: 1, pixels: 2, sets: 3 } as const;

interface Reading extends ImageReading {
  readonly found: Lossless;
  /** One of `stages`. */
  readonly stage: Changing;
  /** Of the image as it is coded: palettes put several pixels into one. */
  readonly width: Changing;
  /** Which transforms there were, a bit each, and how many. */
  readonly kinds: Changing;
  readonly count: Changing;
  readonly blocks: Blocks;
}

/** How the image's pixels are coded. */
interface Blocks {
  readonly shift: Changing;
  readonly cacheBits: Changing;
  readonly sets: Changing;
}

function cacheBitsOf({ file: { script }, bits, isBroken }: Reading): Expr {
  const count = script.changing("cache_bits");
  script.when(same(bits.take(1), 1), () => {
    count.set(bits.take(4));
    script.when(either(less(count.now, 1), less(longestCache, count.now)), () => isBroken.set(1));
  });
  return script.let("cache_bits", pick(less(longestCache, count.now), 0, count.now));
}

/** One more than the highest number of a set; more than there is room for are refused. */
function setsIn({ file, colors, codes, isBroken, blocks: { shift }, width }: Reading): Expr {
  const { script, height } = file;
  const highest = script.changing("highest");
  const side = (extent: Num): Expr => down(plus(extent, minus(up(1, shift.now), 1)), shift.now);
  script.repeat("k", times(side(width.now), side(height)), (k) => {
    highest.set(most(highest.now, setAt(script.get(colors, plus(imageOf(file, transforms.green), k)))));
  });
  script.when(less(codes.most - 1, highest.now), () => isBroken.set(1));
  return script.let("sets", pick(less(codes.most - 1, highest.now), 1, plus(highest.now, 1)));
}
