/** PNG files: every color type and depth, not interlaced; transparency is left out, and of 16 bits the upper 8 are taken. */

import type { Expr } from "../../loop/expr.ts";
import { bigEndian, byte, type ImageDecoding, type ImageFile, inOneStage, putPixel, textBytes } from "./image-files.ts";
import { inflate } from "./inflate.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, differs, down, either, less, minus, most, over, pick, plus, type Script, same, times, up } from "./script.ts";

const typeNumber = (text: string): number => textBytes(text).reduce((n, c) => (n << 8) | c, 0);

function decode(file: ImageFile): void {
  const { script, height, width, length, scratch, done, tables } = file;
  const [columns, rows] = [bigEndian(file, 16, 4), bigEndian(file, 20, 4)];
  const [depth, color, interlaced] = [byte(file, 24), byte(file, 25), byte(file, 28)];
  const [packed, packedBytes, palette] = [scratch("packed", "u8", length), script.changing("packed_bytes"), script.changing("palette")];
  const [at, isOpen] = [script.changing("at", 8), script.changing("is_open", 1)];
  script.while(both(same(isOpen.now, 1), less(at.now, length - 11)), () => {
    const [size, type] = [bigEndian(file, at.now, 4), bigEndian(file, plus(at.now, 4), 4)];
    script.when(same(type, typeNumber("PLTE")), () => palette.set(plus(at.now, 8)));
    script.when(either(same(type, typeNumber("IEND")), less(size, 0), less(length, size)), () => isOpen.set(0));
    script.when(both(same(type, typeNumber("IDAT")), same(isOpen.now, 1)), () => {
      script.repeat("k", size, (k) => script.put(packed, plus(packedBytes.now, k), byte(file, plus(at.now, 8, k))));
      packedBytes.set(plus(packedBytes.now, size));
    });
    script.when(same(isOpen.now, 1), () => at.set(plus(at.now, size, 12)));
  });
  const channels = script.let("channels", pick(same(color, 2), 3, pick(same(color, 4), 2, pick(same(color, 6), 4, 1))));
  const rowBytes = script.let("row_bytes", down(plus(times(channels, depth, width), 7), 3));
  const isKnown = both(atMost(1, depth), atMost(depth, 16), atMost(color, 6), same(interlaced, 0));
  script.when(both(isKnown, same(columns, width), same(rows, height)), () => {
    const capacity = height * (width * 8 + 1);
    const raw = scratch("raw", "u8", capacity);
    const written = inflate({ script, packed, start: 2, length: packedBytes.now, to: raw, capacity, tables, scratch });
    script.when(atMost(times(plus(rowBytes, 1), height), written), () => {
      unfilter(script, raw, { rowBytes, height, step: script.let("step", most(1, down(times(channels, depth), 3))) });
      script.repeat("y", height, (y) => {
        const row = script.let("row", plus(times(y, plus(rowBytes, 1)), 1));
        script.repeat("x", width, (x) => {
          const sample = (k: number): Expr => sampleAt(script, raw, row, { place: plus(times(x, channels), k), depth });
          const entry = script.let("entry", plus(palette.now, times(sample(0), 3)));
          const isPalette = same(color, 3);
          const colors = [0, 1, 2].map((k): Expr => {
            const direct = script.let("direct", inFull(sample(k), depth));
            const gray = script.let("gray", inFull(sample(0), depth));
            return script.let("color", pick(isPalette, byte(file, plus(entry, k)), pick(less(2, channels), direct, gray)));
          });
          putPixel(file, plus(times(y, width), x), colors as [Expr, Expr, Expr]);
        });
      });
      script.put(done, 0, 1);
    });
  });
}

/** A sample in 0..255; those of a byte and more are there already. */
const inFull = (sample: Expr, depth: Expr): Expr => pick(less(depth, 8), over(times(sample, 255), minus(up(1, depth), 1)), sample);

/** Sample `place` of a row: part of a byte, a byte, or the first byte of two. */
function sampleAt(script: Script, raw: Memory, row: Expr, { place, depth }: { readonly place: Expr; readonly depth: Expr }): Expr {
  const bit = script.let("bit", times(place, depth));
  const whole = script.get(raw, plus(row, down(bit, 3)));
  const part = bitsOf(down(whole, minus(8, depth, bitsOf(bit, 7))), minus(up(1, depth), 1));
  return script.let("sample", pick(less(depth, 8), part, whole));
}

interface Rows {
  readonly rowBytes: Expr;
  readonly height: number;
  /** Bytes from a sample to the same one of the pixel before. */
  readonly step: Expr;
}

/** Undoes what each row says of the differences it holds: to the left (1), above (2), their mean (3), or the nearest of three (4). */
function unfilter(script: Script, raw: Memory, { rowBytes, height, step }: Rows): void {
  script.repeat("y", height, (y) => {
    const row = script.let("row", times(y, plus(rowBytes, 1)));
    const filter = script.get(raw, row);
    script.when(differs(filter, 0), () => {
      script.repeat("k", rowBytes, (k) => {
        const at = script.let("at", plus(row, 1, k));
        const above = script.let("above_at", minus(at, rowBytes, 1));
        const isInner = atMost(step, k);
        const left = script.let("left", pick(isInner, script.get(raw, minus(at, step)), 0));
        const up = script.let("up", pick(less(0, y), script.get(raw, above), 0));
        const corner = script.let("corner", pick(both(isInner, less(0, y)), script.get(raw, minus(above, step)), 0));
        const mean = down(plus(left, up), 1);
        const added = pick(same(filter, 1), left, pick(same(filter, 2), up, pick(same(filter, 3), mean, nearest(script, left, up, corner))));
        script.put(raw, at, plus(script.get(raw, at), added));
      });
    });
  });
}

/** Of left, up and corner the one nearest to left + up - corner, the earlier where two are. */
function nearest(script: Script, left: Expr, up: Expr, corner: Expr): Expr {
  const size = (x: Expr): Expr => most(x, minus(0, x));
  const toLeft = script.let("to_left", size(minus(up, corner)));
  const toUp = script.let("to_up", size(minus(left, corner)));
  const toCorner = script.let("to_corner", size(minus(plus(left, up), corner, corner)));
  return pick(both(atMost(toLeft, toUp), atMost(toLeft, toCorner)), left, pick(atMost(toUp, toCorner), up, corner));
}

export const png: ImageDecoding = { name: "png", magic: [[0x89, ...textBytes("PNG")]], decode: inOneStage(decode) };
