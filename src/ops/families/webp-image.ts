/** One image of a lossless WebP file (RFC 9649, section 5): pixels by prefix codes, copies of earlier ones, and a cache of colors. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { type Bits, decodeSymbol } from "./prefix-codes.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, type Changing, down, either, joined, less, minus, most, over, pick, plus, same, times, up } from "./script.ts";
import type { WebpCodes } from "./webp-codes.ts";

export interface ImageReading {
  readonly file: ImageFile;
  readonly bits: Bits;
  readonly codes: WebpCodes;
  readonly colors: Memory;
  /** 2^`longestCache` colors. */
  readonly cache: Memory;
  readonly isBroken: Changing;
}

/** Where an image stands among all colors, and its sides. */
export interface Area {
  readonly first: Changing;
  readonly width: Changing;
  readonly height: Changing;
}

export const longestCache = 11;
const greenSymbols = 256 + 24;

/** The number of a set of codes, in the pixel of a block. */
export const setAt = (color: Expr): Expr => bitsOf(down(color, 8), 0xffff);

export interface Coding {
  readonly cacheBits: Expr;
  /** Each block of 2^shift pixels names its set of codes. */
  readonly isSplit: Expr;
  /** Where the image of blocks begins. */
  readonly sets: Expr;
  readonly shift: Expr;
}

export function readImage(
  { file, bits, codes, colors, cache, isBroken }: ImageReading,
  area: Area,
  { cacheBits, isSplit, sets, shift }: Coding,
): void {
  const { script } = file;
  script.repeat("k", 1 << longestCache, (k) => script.put(cache, k, 0));
  const at = script.changing("pixel");
  const [first, width] = [script.let("image", area.first.now), script.let("image_width", area.width.now)];
  const total = script.let("pixels", times(width, area.height.now));
  const blocksAcross = script.let("blocks_across", down(plus(width, minus(up(1, shift), 1)), shift));
  script.while(both(less(at.now, total), same(isBroken.now, 0), bits.isInside), () => {
    const row = script.let("row", over(at.now, width));
    const block = plus(times(down(row, shift), blocksAcross), down(minus(at.now, times(row, width)), shift));
    const ofBlock = setAt(script.get(colors, plus(sets, block)));
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
