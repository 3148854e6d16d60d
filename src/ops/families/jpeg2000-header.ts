/** The boxes and the main header of a JPEG 2000 file (ITU T.800, annexes A and I): where its codestream is, its size, and how components are coded. */
import type { Expr } from "../../loop/expr.ts";
import { bigEndian, byte, type ImageFile, textBytes } from "./image-files.ts";
import { type Jpeg2000, mostComponents, mostLevels, precinctsAt, read, stepsAt, write } from "./jpeg2000.ts";
import {
  atMost,
  bitsOf,
  both,
  type Changing,
  differs,
  down,
  either,
  joined,
  least,
  less,
  minus,
  most,
  over,
  pick,
  plus,
  same,
  times,
  up,
} from "./script.ts";

const boxType = (text: string): number => textBytes(text).reduce((n, c) => (n << 8) | c, 0);
const gridLimit = 1 << 28;

export const markers = { tile: 0xff90, data: 0xff93, end: 0xffd9 } as const;

/** Behind the first marker of the codestream; palettes and other color spaces than RGB and gray are not read. */
export function findCodestream(file: ImageFile, isBroken: Changing): Changing {
  const { script, length } = file;
  const [at, found] = [script.changing("at"), script.changing("codestream")];
  script.when(
    same(bigEndian(file, 0, 4), (0xff4f << 16) | 0xff51),
    () => found.set(2),
    () => {
      script.while(both(same(found.now, 0), same(isBroken.now, 0), less(at.now, length - 16)), () => {
        const [size, type] = [bigEndian(file, at.now, 4), bigEndian(file, plus(at.now, 4), 4)];
        const content = script.let("content", plus(at.now, pick(same(size, 1), 16, 8)));
        const whole = script.let("size", pick(same(size, 1), bigEndian(file, plus(at.now, 12), 4), size));
        const isSycc = both(same(type, boxType("colr")), same(byte(file, content), 1), same(bigEndian(file, plus(content, 3), 4), 18));
        script.when(either(same(type, boxType("pclr")), isSycc), () => isBroken.set(1));
        script.when(same(type, boxType("jp2c")), () => found.set(plus(content, 2)));
        // The box of header boxes is gone into, the last box may leave its size open.
        const next = pick(same(type, boxType("jp2h")), content, plus(at.now, whole));
        script.when(
          either(less(whole, 8), less(length, whole)),
          () => script.when(same(found.now, 0), () => isBroken.set(1)),
          () => at.set(next),
        );
      });
    },
  );
  return found;
}

/** Reads up to the first tile; `at` moves there. */
export function readMainHeader(file: ImageFile, jpeg: Jpeg2000, at: Changing, isBroken: Changing): void {
  const { script, length } = file;
  const [isOpen, seen] = [script.changing("is_open", 1), script.changing("seen")];
  script.while(both(same(isOpen.now, 1), same(isBroken.now, 0), less(at.now, length - 4)), () => {
    const [marker, size] = [bigEndian(file, at.now, 2), bigEndian(file, plus(at.now, 2), 2)];
    const content = script.let("content", plus(at.now, 4));
    const end = script.let("content_end", plus(at.now, 2, size));
    script.when(
      same(marker, markers.tile),
      () => isOpen.set(0),
      () => {
        const forAll = (set: (c: Expr) => void): void => script.repeat("component", read(file, jpeg.image, 0, "components"), set);
        script.when(same(marker, 0xff51), () => readSize(file, jpeg, content, isBroken));
        script.when(same(marker, 0xff52), () => {
          write(file, jpeg.image, 0, {
            markers: byte(file, content),
            progression: byte(file, plus(content, 1)),
            layers: bigEndian(file, plus(content, 2), 2),
            mixes: byte(file, plus(content, 4)),
          });
          script.when(either(less(4, byte(file, plus(content, 1))), same(bigEndian(file, plus(content, 2), 2), 0)), () => isBroken.set(1));
          const style = script.let("has_precincts", bitsOf(byte(file, content), 1));
          forAll((c) => readCoding(file, jpeg, { component: c, at: plus(content, 5), hasPrecincts: style, isBroken }));
        });
        const ofOne = byte(file, content);
        script.when(same(marker, 0xff53), () => {
          const style = bitsOf(byte(file, plus(content, 1)), 1);
          readCoding(file, jpeg, { component: script.let("component", ofOne), at: plus(content, 2), hasPrecincts: style, isBroken });
        });
        script.when(same(marker, 0xff5c), () => forAll((c) => readSteps(file, jpeg, c, { at: content, end })));
        script.when(same(marker, 0xff5d), () => readSteps(file, jpeg, ofOne, { at: script.let("at", plus(content, 1)), end }));
        // Regions of interest, changes of progression, packed headers, and coding beyond part 1.
        const isForeign = either(same(marker, 0xff5e), same(marker, 0xff5f), same(marker, 0xff60), same(marker, 0xff50), less(marker, 0xff50));
        script.when(either(isForeign, less(size, 2)), () => isBroken.set(1));
        seen.set(joined(seen.now, pick(same(marker, 0xff51), 1, pick(same(marker, 0xff52), 2, pick(same(marker, 0xff5c), 4, 0)))));
        at.set(end);
      },
    );
  });
  script.when(either(differs(seen.now, 7), same(isOpen.now, 1)), () => isBroken.set(1));
  const levels = script.changing("levels");
  script.repeat("component", read(file, jpeg.image, 0, "components"), (c) => levels.set(most(levels.now, read(file, jpeg.components, c, "levels"))));
  write(file, jpeg.image, 0, { levels: levels.now });
}

/** The image has to have the declared size, up to four components of 8 bits and full resolution. */
function readSize(file: ImageFile, { image, tiles }: Jpeg2000, content: Expr, isBroken: Changing): void {
  const { script, width, height } = file;
  const number = (k: number): Expr => {
    const value = bigEndian(file, plus(content, 2 + 4 * k), 4);
    return script.let("grid", pick(less(value, 0), gridLimit, least(value, gridLimit)));
  };
  const [right, bottom, left, top] = [number(0), number(1), number(2), number(3)];
  const [tileWidth, tileHeight, tileLeft, tileTop] = [number(4), number(5), number(6), number(7)];
  const count = bigEndian(file, plus(content, 34), 2);
  const isSized = both(same(minus(right, left), width), same(minus(bottom, top), height), less(right, gridLimit), less(bottom, gridLimit));
  const inTiles = both(atMost(tileLeft, left), atMost(tileTop, top), less(left, plus(tileLeft, tileWidth)), less(top, plus(tileTop, tileHeight)));
  script.when(either(less(count, 1), less(mostComponents, count), less(tileWidth, 1), less(tileHeight, 1)), () => isBroken.set(1));
  script.when(
    both(isSized, inTiles),
    () => {},
    () => isBroken.set(1),
  );
  script.repeat("component", least(count, mostComponents), (c) => {
    const entry = script.let("entry", plus(content, 36, times(c, 3)));
    script.when(differs(bigEndian(file, entry, 3), 0x070101), () => isBroken.set(1));
  });
  script.when(same(isBroken.now, 0), () => {
    const inRow = (extent: Expr, first: Expr, side: Expr): Expr => script.let("in_row", overUp(minus(extent, first), side));
    const [across, along] = [inRow(right, tileLeft, tileWidth), inRow(bottom, tileTop, tileHeight)];
    script.when(either(less(tiles.capacity, across), less(tiles.capacity, along), less(tiles.capacity, times(across, along))), () => isBroken.set(1));
    write(file, image, 0, { left, top, right, bottom, tileWidth, tileHeight, tileLeft, tileTop, components: count });
    write(file, image, 0, { tilesAcross: across, tiles: times(across, along) });
  });
}

const overUp = (x: Expr, by: Expr): Expr => over(plus(x, by, -1), by);

interface CodingPlace {
  readonly component: Expr;
  readonly at: Expr;
  readonly hasPrecincts: Expr;
  readonly isBroken: Changing;
}

function readCoding(file: ImageFile, { components }: Jpeg2000, { component, at, hasPrecincts, isBroken }: CodingPlace): void {
  const { script } = file;
  const start = script.let("coding_at", at);
  const [levels, blockWidth, blockHeight, style, transform] = [0, 1, 2, 3, 4].map((k) => byte(file, plus(start, k))) as [
    Expr,
    Expr,
    Expr,
    Expr,
    Expr,
  ];
  const isKnown = both(atMost(levels, mostLevels), less(plus(blockWidth, blockHeight), 9), less(style, 64), less(transform, 2));
  script.when(
    both(isKnown, less(component, components.capacity)),
    () => {
      write(file, components, component, {
        levels,
        blockWidth: plus(blockWidth, 2),
        blockHeight: plus(blockHeight, 2),
        style,
        isReversible: transform,
      });
      script.repeat("level", plus(levels, 1), (k) => {
        const size = script.let("precinct", pick(same(hasPrecincts, 1), byte(file, plus(start, 5, k)), 0xff));
        script.put(components.memory, plus(times(component, components.size), precinctsAt, k), size);
        // Blocks of details are half a precinct at most.
        script.when(both(less(0, k), either(same(bitsOf(size, 15), 0), less(size, 16))), () => isBroken.set(1));
      });
    },
    () => isBroken.set(1),
  );
}

/** Exponent and mantissa of each band's step, 11 bits of mantissa. */
function readSteps(file: ImageFile, { components }: Jpeg2000, component: Expr, { at, end }: { readonly at: Expr; readonly end: Expr }): void {
  const { script } = file;
  const style = byte(file, at);
  const kind = script.let("kind", bitsOf(style, 31));
  script.when(less(component, components.capacity), () => {
    write(file, components, component, { guardBits: down(style, 5), quantization: kind });
    const each = script.let("each", pick(same(kind, 0), 1, 2));
    script.repeat("band", 3 * mostLevels + 1, (band) => {
      // One for all says that of the lowest; each level above takes 1 off its exponent.
      const place = script.let("place", plus(at, 1, times(pick(same(kind, 1), 0, band), each)));
      const whole = script.let("whole", pick(same(kind, 0), up(down(byte(file, place), 3), 11), bigEndian(file, place, 2)));
      const level = script.let("level", pick(less(0, band), over(minus(band, 1), 3), 0));
      const exponent = minus(down(whole, 11), pick(same(kind, 1), level, 0));
      const step = joined(up(most(exponent, 0), 11), bitsOf(whole, 0x7ff));
      script.put(components.memory, plus(times(component, components.size), stepsAt, band), pick(atMost(plus(place, each), end), step, 0));
    });
  });
}
