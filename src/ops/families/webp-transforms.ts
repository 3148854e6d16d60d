/** What a lossless WebP image went through before it was coded, undone in place: predictions, colors by green, and palettes (RFC 9649, section 4). */
import type { Expr } from "../../loop/expr.ts";
import { type ImageFile, putPixel } from "./image-files.ts";
import type { Memory } from "./routines.ts";
import {
  bitsOf,
  both,
  differing,
  down,
  joined,
  least,
  less,
  minus,
  most,
  type Num,
  over,
  pick,
  plus,
  type Script,
  same,
  times,
  up,
} from "./script.ts";
import { imageOf, type Lossless, transformSize, transforms } from "./webp-lossless.ts";

const black = -0x1000000;

/** Channels added, each by itself. */
const added = (a: Num, b: Num): Expr =>
  joined(bitsOf(plus(bitsOf(a, -0xff0100), bitsOf(b, -0xff0100)), -0xff0100), bitsOf(plus(bitsOf(a, 0xff00ff), bitsOf(b, 0xff00ff)), 0xff00ff));
/** Their means, rounded down. */
const mean = (a: Expr, b: Expr): Expr => plus(bitsOf(a, b), bitsOf(down(differing(a, b), 1), 0x7f7f7f7f));
const channels = [24, 16, 8, 0] as const;
const channel = (color: Expr, shift: number): Expr => bitsOf(down(color, shift), 255);
const size = (x: Expr): Expr => most(x, minus(0, x));
const toByte = (x: Expr): Expr => least(most(x, 0), 255);

interface Image {
  readonly script: Script;
  readonly colors: Memory;
  readonly width: Expr;
  readonly height: number;
  /** Blocks of 2^shift pixels, `across` a row, whose image begins at `first`. */
  readonly shift: Expr;
  readonly across: Expr;
  readonly first: Expr;
}

export function undoTransforms(file: ImageFile, { colors: from, transforms: of, count: many }: Lossless): void {
  const { script, height, held } = file;
  const [colors, list] = [held(from, "changed"), held(of)];
  const left = script.changing("left", script.get(held(many), 0));
  script.while(less(0, left.now), () => {
    left.set(minus(left.now, 1));
    const row = script.let("row", times(left.now, transformSize));
    const [kind, shift, width, count] = [0, 1, 2, 3].map((k) => script.get(list, plus(row, k))) as [Expr, Expr, Expr, Expr];
    const across = script.let("across", down(plus(width, minus(up(1, shift), 1)), shift));
    const image: Image = { script, colors, width, height, shift, across, first: script.let("first", imageOf(file, kind)) };
    script.when(same(kind, transforms.palette), () => fromPalette(image, count));
    script.when(less(kind, transforms.palette), () => {
      script.repeat("pixel", times(width, height), (at) => {
        const y = script.let("y", over(at, width));
        const x = script.let("x", minus(at, times(y, width)));
        const value = script.get(colors, at);
        const ofBlock = script.get(colors, plus(image.first, times(down(y, shift), across), down(x, shift)));
        const green = channel(value, 8);
        script.when(same(kind, transforms.green), () => script.put(colors, at, added(value, joined(up(green, 16), green))));
        script.when(same(kind, transforms.color), () => script.put(colors, at, colored(script, value, ofBlock)));
        script.when(same(kind, transforms.predictor), () => {
          const edge = pick(same(y, 0), pick(same(x, 0), 0, 1), 2);
          const mode = script.let("mode", pick(both(less(0, y), less(0, x)), bitsOf(down(ofBlock, 8), 15), edge));
          script.put(colors, at, added(value, predicted(image, at, mode)));
        });
      });
    });
  });
}

/** Red and blue by what a block says of green, blue by red too: products of signed bytes, 5 bits of fraction. */
function colored(script: Script, value: Expr, block: Expr): Expr {
  const signed = (x: Expr): Expr => minus(bitsOf(plus(bitsOf(x, 255), 128), 255), 128);
  const by = (factor: number, x: Expr): Expr => down(times(signed(down(block, factor)), signed(x)), 5);
  const green = script.let("green", down(value, 8));
  const red = script.let("red", bitsOf(plus(down(value, 16), by(0, green)), 255));
  const blue = bitsOf(plus(value, by(8, green), by(16, red)), 255);
  return joined(bitsOf(value, -0xff0100), up(red, 16), blue);
}

/** What a pixel is expected to be by those before it. */
function predicted({ script, colors, width }: Image, at: Expr, mode: Expr): Expr {
  const [left, corner, above, beside] = [minus(at, 1), minus(at, width, 1), minus(at, width), minus(at, width, -1)].map((place) =>
    script.get(colors, place),
  ) as [Expr, Expr, Expr, Expr];
  const result = script.changing("predicted", black);
  const byMode = (first: number, values: readonly Num[]): Num => values.reduceRight<Num>((rest, x, k) => pick(same(mode, first + k), x, rest), black);
  script.when(less(mode, 5), () => result.set(byMode(1, [left, above, beside, corner])));
  script.when(both(less(4, mode), less(mode, 11)), () => {
    const outer = script.let("outer", mean(above, beside));
    const inner = script.let("inner", mean(left, corner));
    const upper = [mean(mean(left, beside), above), inner, mean(left, above), mean(corner, above), outer, mean(inner, outer)];
    result.set(byMode(5, upper));
  });
  script.when(both(less(10, mode), less(mode, 14)), () => {
    const half = script.let("half", mean(left, above));
    const distance = (from: Expr): Expr => channels.map((c) => size(minus(channel(from, c), channel(corner, c)))).reduce((a, b) => plus(a, b));
    const nearer = pick(less(distance(above), distance(left)), left, above);
    const together = (of: (c: number) => Expr): Expr => channels.map((c) => up(toByte(of(c)), c)).reduce((a, b) => joined(a, b));
    const full = together((c) => minus(plus(channel(left, c), channel(above, c)), channel(corner, c)));
    const apart = (c: number): Expr => over(minus(channel(half, c), channel(corner, c)), 2);
    result.set(byMode(11, [nearer, full, together((c) => plus(channel(half, c), apart(c)))]));
  });
  return script.let("predicted", result.now);
}

/** Each color is told as a difference to the one before; pixels are numbers of colors, several in one, from the last on. */
function fromPalette({ script, colors, width, height, shift, across, first }: Image, count: Expr): void {
  script.repeat("k", minus(count, 1), (k) => {
    const place = script.let("place", plus(first, k, 1));
    script.put(colors, place, added(script.get(colors, place), script.get(colors, minus(place, 1))));
  });
  const bits = script.let("bits", down(8, shift));
  const left = script.changing("left", times(width, height));
  script.while(less(0, left.now), () => {
    left.set(minus(left.now, 1));
    const y = script.let("y", over(left.now, width));
    const x = script.let("x", minus(left.now, times(y, width)));
    const packed = script.get(colors, plus(times(y, across), down(x, shift)));
    const within = bitsOf(x, minus(up(1, shift), 1));
    const number = bitsOf(down(channel(packed, 8), times(within, bits)), minus(up(1, bits), 1));
    script.put(colors, left.now, script.get(colors, plus(first, number)));
  });
}

export function makePixels(file: ImageFile, { colors }: Lossless): void {
  const { script, width, height, held } = file;
  const from = held(colors);
  script.repeat("pixel", width * height, (at) => {
    const color = script.get(from, at);
    putPixel(file, at, [channel(color, 16), channel(color, 8), channel(color, 0)]);
  });
}
