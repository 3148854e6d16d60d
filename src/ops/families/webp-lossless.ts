/**
 * Lossless WebP (VP8L, RFC 9649): images of prefix codes, copies and a cache of colors. What transforms need, which of several sets of codes a block
 * takes, and the pixels themselves are such images; one loop reads them one after the other.
 */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { Bits, decodeSymbol } from "./prefix-codes.ts";
import type { Memory } from "./routines.ts";
import {
  atMost,
  bitsOf,
  both,
  type Changing,
  down,
  either,
  joined,
  less,
  minus,
  most,
  type Num,
  over,
  pick,
  plus,
  same,
  times,
  up,
} from "./script.ts";
import { WebpCodes } from "./webp-codes.ts";

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

const longestCache = 11;
export const greenSymbols = 256 + 24;

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
  const reading: Reading = { file, bits, codes, colors, isBroken, cache: scratch("cache", "i32", 1 << longestCache) };
  const [count, now, kinds] = [script.changing("count"), script.changing("width_now", width), script.changing("kinds")];
  const [stage, isOpen] = [script.changing("stage", stages.transforms), script.changing("is_open", 1)];
  const blocks: Blocks = { shift: script.changing("block_shift"), cacheBits: script.changing("cache_bits"), sets: script.changing("sets", 1) };
  script.when(isKnown, () => {
    script.while(both(same(isOpen.now, 1), same(isBroken.now, 0), bits.isInside), () => {
      const area: Area = { first: script.changing("area"), width: script.changing("area_width"), height: script.changing("area_height") };
      const isMain = script.changing("is_main");
      const small = (shift: Expr): void => {
        area.width.set(down(plus(now.now, minus(up(1, shift), 1)), shift));
        area.height.set(down(plus(height - 1, up(1, shift)), shift));
      };
      script.when(same(stage.now, stages.transforms), () => {
        script.when(
          same(bits.take(1), 0),
          () => stage.set(stages.codes),
          () => {
            const kind = bits.take(2);
            // Each kind stands at most once.
            script.when(same(bitsOf(down(kinds.now, kind), 1), 1), () => isBroken.set(1));
            kinds.set(joined(kinds.now, up(1, kind)));
            const shift = script.changing("shift");
            area.first.set(imageOf(file, kind));
            script.when(less(kind, transforms.green), () => {
              shift.set(plus(bits.take(3), 2));
              small(shift.now);
            });
            const row = script.let("row", times(count.now, transformSize));
            script.put(found.transforms, plus(row, 2), now.now);
            script.when(same(kind, transforms.palette), () => {
              const size = script.let("size", plus(bits.take(8), 1));
              shift.set(pick(less(size, 3), 3, pick(less(size, 5), 2, pick(less(size, 17), 1, 0))));
              area.width.set(size);
              area.height.set(1);
              now.set(down(plus(now.now, minus(up(1, shift.now), 1)), shift.now));
              script.put(found.transforms, plus(row, 3), size);
              script.repeat("k", 256, (k) => script.put(colors, plus(area.first.now, k), 0));
            });
            script.put(found.transforms, row, kind);
            script.put(found.transforms, plus(row, 1), shift.now);
            count.set(plus(count.now, 1));
          },
        );
      });
      const isSub = script.changing("is_sub", pick(less(0, area.width.now), 1, 0));
      script.when(
        same(stage.now, stages.codes),
        () => {
          blocks.cacheBits.set(cacheBitsOf(file, bits, isBroken));
          stage.set(stages.pixels);
          script.when(same(bits.take(1), 1), () => {
            blocks.shift.set(plus(bits.take(3), 2));
            area.first.set(imageOf(file, transforms.green));
            small(blocks.shift.now);
            isSub.set(1);
            stage.set(stages.sets);
          });
          script.when(same(stage.now, stages.pixels), () => isMain.set(1));
        },
        () =>
          script.when(same(stage.now, stages.sets), () => {
            blocks.sets.set(setsIn(reading, blocks, now.now));
            isMain.set(1);
          }),
      );
      script.when(same(isMain.now, 1), () => {
        area.first.set(0);
        area.width.set(now.now);
        area.height.set(height);
        isOpen.set(0);
      });
      script.when(same(plus(isSub.now, isMain.now), 1), () => {
        const cacheBits = script.changing("cache_bits_now", blocks.cacheBits.now);
        script.when(same(isSub.now, 1), () => cacheBits.set(cacheBitsOf(file, bits, isBroken)));
        const sets = script.let("sets_now", pick(same(isMain.now, 1), blocks.sets.now, 1));
        codes.read(sets, pick(same(cacheBits.now, 0), 0, up(1, cacheBits.now)), isBroken);
        readImage(reading, area, { cacheBits: cacheBits.now, isSplit: both(same(isMain.now, 1), less(1, sets)), shift: blocks.shift.now });
      });
    });
    script.when(both(same(isOpen.now, 0), same(isBroken.now, 0), bits.isInside), () => isGood.set(1));
  });
  script.put(found.count, 0, count.now);
  return found;
}

/** What is read next: transforms and what they need, whether blocks have sets of codes, which, and the pixels. */
const stages = { transforms: 0, codes: 1, pixels: 2, sets: 3 } as const;

interface Reading {
  readonly file: ImageFile;
  readonly bits: Bits;
  readonly codes: WebpCodes;
  readonly colors: Memory;
  readonly cache: Memory;
  readonly isBroken: Changing;
}

/** How the image's pixels are coded. */
interface Blocks {
  readonly shift: Changing;
  readonly cacheBits: Changing;
  readonly sets: Changing;
}

interface Area {
  readonly first: Changing;
  readonly width: Changing;
  readonly height: Changing;
}

function cacheBitsOf({ script }: ImageFile, bits: Bits, isBroken: Changing): Expr {
  const count = script.changing("cache_bits");
  script.when(same(bits.take(1), 1), () => {
    count.set(bits.take(4));
    script.when(either(less(count.now, 1), less(longestCache, count.now)), () => isBroken.set(1));
  });
  return script.let("cache_bits", pick(less(longestCache, count.now), 0, count.now));
}

/** One more than the highest number of a set; more than there is room for are refused. */
function setsIn({ file, colors, codes, isBroken }: Reading, { shift }: Blocks, width: Expr): Expr {
  const { script, height } = file;
  const highest = script.changing("highest");
  const side = (extent: Num): Expr => down(plus(extent, minus(up(1, shift.now), 1)), shift.now);
  script.repeat("k", times(side(width), side(height)), (k) => {
    highest.set(most(highest.now, setAt(script.get(colors, plus(imageOf(file, transforms.green), k)))));
  });
  script.when(less(codes.most - 1, highest.now), () => isBroken.set(1));
  return script.let("sets", pick(less(codes.most - 1, highest.now), 1, plus(highest.now, 1)));
}

const setAt = (color: Expr): Expr => bitsOf(down(color, 8), 0xffff);

interface Coding {
  readonly cacheBits: Expr;
  /** Each block of 2^shift pixels names its set of codes. */
  readonly isSplit: Expr;
  readonly shift: Expr;
}

function readImage({ file, bits, codes, colors, cache, isBroken }: Reading, area: Area, { cacheBits, isSplit, shift }: Coding): void {
  const { script } = file;
  script.repeat("k", 1 << longestCache, (k) => script.put(cache, k, 0));
  const at = script.changing("pixel");
  const [first, width] = [script.let("image", area.first.now), script.let("image_width", area.width.now)];
  const total = script.let("pixels", times(width, area.height.now));
  const blocksAcross = script.let("blocks_across", down(plus(width, minus(up(1, shift), 1)), shift));
  script.while(both(less(at.now, total), same(isBroken.now, 0), bits.isInside), () => {
    const row = script.let("row", over(at.now, width));
    const block = plus(times(down(row, shift), blocksAcross), down(minus(at.now, times(row, width)), shift));
    const ofBlock = setAt(script.get(colors, plus(imageOf(file, transforms.green), block)));
    const set = script.let("set", times(pick(isSplit, ofBlock, 0), 5));
    const symbol = decodeSymbol(script, codes.code(set), bits);
    const [color, length, distance] = [script.changing("color"), script.changing("length", 1), script.changing("distance")];
    script.when(less(symbol, 0), () => isBroken.set(1));
    script.when(both(less(-1, symbol), less(symbol, 256)), () => {
      color.set(up(symbol, 8));
      // Red, blue and alpha.
      script.repeat("k", 3, (k) => {
        const part = decodeSymbol(script, codes.code(script.let("code", plus(set, 1, k))), bits);
        script.when(less(part, 0), () => isBroken.set(1));
        color.set(joined(color.now, up(bitsOf(part, 255), pick(same(k, 0), 16, pick(same(k, 1), 0, 24)))));
      });
    });
    script.when(atMost(greenSymbols, symbol), () => color.set(script.get(cache, minus(symbol, greenSymbols))));
    script.when(both(less(255, symbol), less(symbol, greenSymbols)), () => {
      length.set(reach(file, bits, minus(symbol, 256)));
      const far = decodeSymbol(script, codes.code(script.let("code", plus(set, 4))), bits);
      script.when(less(far, 0), () => isBroken.set(1));
      distance.set(distanceOf(file, reach(file, bits, most(far, 0)), width));
      script.when(either(less(at.now, distance.now), less(total, plus(at.now, length.now))), () => isBroken.set(1));
    });
    script.when(same(isBroken.now, 0), () =>
      script.repeat("k", length.now, () => {
        const copied = script.get(colors, plus(first, minus(at.now, distance.now)));
        const value = script.let("value", pick(same(distance.now, 0), color.now, copied));
        script.put(colors, plus(first, at.now), value);
        const hash = bitsOf(down(times(value, 0x1e35a7bd), minus(32, cacheBits)), minus(up(1, cacheBits), 1));
        script.when(less(0, cacheBits), () => script.put(cache, hash, value));
        at.set(plus(at.now, 1));
      }),
    );
  });
  script.when(less(at.now, total), () => isBroken.set(1));
}

/** Lengths and distances from 1 on: two of each number of further bits. */
function reach({ script }: ImageFile, bits: Bits, symbol: Expr): Expr {
  const isShort = less(symbol, 4);
  const more = script.let("more", pick(isShort, 0, minus(down(symbol, 1), 1)));
  const base = script.let("base", pick(isShort, symbol, up(plus(2, bitsOf(symbol, 1)), more)));
  return script.let("reach", plus(base, bits.take(more), 1));
}

/** The first 120 distances stand for pixels nearby, in the rows above. */
function distanceOf({ script, tables }: ImageFile, coded: Expr, width: Expr): Expr {
  const place = script.get(tables, plus(imageTables.at.nearPixels, minus(coded, 1)));
  const near = most(plus(times(down(place, 4), width), minus(8, bitsOf(place, 15))), 1);
  return script.let("distance", pick(less(120, coded), minus(coded, 120), near));
}
