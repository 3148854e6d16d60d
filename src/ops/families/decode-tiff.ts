/** TIFF files of either byte order: gray and color images of 8 bits a sample, uncompressed, samples of a pixel side by side, in strips. */
import type { Expr } from "../../loop/expr.ts";
import { bigEndian, byte, type ImageDecoding, type ImageFile, inOneStage, littleEndian, putPixel } from "./image-files.ts";
import { atMost, both, either, less, minus, over, pick, plus, rest, same, times } from "./script.ts";

/** The entries of the first directory that count, by tag, with what holds where there are none. */
const tags = {
  width: [256, 0],
  height: [257, 0],
  bits: [258, 8],
  compression: [259, 1],
  photometric: [262, 1],
  strips: [273, 0],
  samples: [277, 1],
  rowsPerStrip: [278, 0x7fffffff],
  planar: [284, 1],
} as const;

function decode(file: ImageFile): void {
  const { script, height, width, length, done } = file;
  const isLittle = same(byte(file, 0), 0x49);
  const read = (at: Expr | number, count: number): Expr =>
    script.let("number", pick(isLittle, littleEndian(file, at, count), bigEndian(file, at, count)));
  const start = read(4, 4);
  const held = Object.fromEntries(Object.entries(tags).map(([name, [, otherwise]]) => [name, script.changing(name, otherwise)]));
  const [stripCount, stripBytes] = [script.changing("strip_count", 1), script.changing("strip_bytes", 4)];
  script.when(both(less(0, start), less(start, length)), () => {
    script.repeat("k", read(start, 2), (k) => {
      const entry = script.let("entry", plus(start, 2, times(k, 12)));
      const [tag, type, count] = [read(entry, 2), read(plus(entry, 2), 2), read(plus(entry, 4), 4)];
      const value = script.let("value", pick(same(type, 3), read(plus(entry, 8), 2), read(plus(entry, 8), 4)));
      for (const [name, [number]] of Object.entries(tags)) script.when(same(tag, number), () => held[name]?.set(value));
      // The depths of several samples stand elsewhere.
      script.when(both(same(tag, tags.bits[0]), less(2, count)), () => held.bits?.set(read(read(plus(entry, 8), 4), 2)));
      script.when(same(tag, tags.strips[0]), () => {
        stripCount.set(count);
        stripBytes.set(pick(same(type, 3), 2, 4));
      });
    });
  });
  const value = (name: keyof typeof tags): Expr => (held[name] as { readonly now: Expr }).now;
  const samples = script.let("samples", value("samples"));
  const isGray = script.let("is_gray", pick(atMost(value("photometric"), 1), 1, 0));
  const isKnown = both(same(value("bits"), 8), same(value("compression"), 1), same(value("planar"), 1), atMost(value("photometric"), 2));
  const fits = both(same(value("width"), width), same(value("height"), height), less(0, value("rowsPerStrip")));
  script.when(both(isKnown, fits, either(same(isGray, 1), less(2, samples))), () => {
    script.repeat("y", height, (y) => {
      const strip = script.let("strip", over(y, value("rowsPerStrip")));
      // A single strip stands in the entry itself, several in a list.
      const entry = script.let("entry", plus(value("strips"), times(strip, stripBytes.now)));
      const listed = script.let("listed", pick(same(stripBytes.now, 2), read(entry, 2), read(entry, 4)));
      const first = script.let("first", pick(same(stripCount.now, 1), value("strips"), listed));
      const row = script.let("row", plus(first, times(rest(y, value("rowsPerStrip")), width, samples)));
      script.repeat("x", width, (x) => {
        const at = script.let("at", plus(row, times(x, samples)));
        const sample = (k: number): Expr => {
          const found = byte(file, plus(at, pick(same(isGray, 1), 0, k)));
          return script.let("sample", pick(same(value("photometric"), 0), minus(255, found), found));
        };
        putPixel(file, plus(times(y, width), x), [sample(0), sample(1), sample(2)]);
      });
    });
    script.put(done, 0, 1);
  });
}

const magic = [
  [0x49, 0x49, 42, 0],
  [0x4d, 0x4d, 0, 42],
] as const;
export const tiff: ImageDecoding = { name: "tiff", magic, decode: inOneStage(decode) };
