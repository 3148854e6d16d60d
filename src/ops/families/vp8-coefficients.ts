/** The coefficients of a VP8 frame (RFC 6386, sections 13 and 14.1 to 14.3), multiplied by their steps; the blocks of first coefficients are transformed. */
import type { Expr } from "../../loop/expr.ts";
import { type ImageFile, littleEndian } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import type { Memory } from "./routines.ts";
import {
  atMost,
  bitsOf,
  both,
  type Changing,
  differs,
  down,
  either,
  least,
  less,
  minus,
  most,
  type Num,
  pick,
  plus,
  type Script,
  same,
  times,
  up,
} from "./script.ts";
import { coefficientsSize, inMacroblock, modeSize, type Vp8 } from "./vp8.ts";
import { readerSize, Vp8Bits } from "./vp8-bits.ts";
import { fieldAt, modes } from "./vp8-codes.ts";

const { at } = imageTables;

export interface Vp8Coefficients {
  /** `coefficientsSize` a macroblock, i16. */
  readonly values: Memory;
  /** Whether a macroblock has any that is not 0, u8. */
  readonly isCoded: Memory;
}

/** Blocks that may be coded around the one under way: 9 a column, and 9 to the left: 4 of luma, 2 and 2 of chroma, 1 of first coefficients. */
const aroundSize = 9;

interface Reading {
  readonly file: ImageFile;
  readonly frame: Vp8;
  readonly bits: Vp8Bits;
  readonly to: Vp8Coefficients;
  readonly above: Memory;
  readonly before: Memory;
  /** The block of first coefficients, i32. */
  readonly firsts: Memory;
}

/** Reads all partitions; `isGood` is cleared where one ends too early. */
export function readCoefficients(file: ImageFile, given: Vp8, isGood: Changing): Vp8Coefficients {
  const { script, scratch, held } = file;
  const frame: Vp8 = {
    ...given,
    fields: held(given.fields),
    span: held(given.span),
    probabilities: held(given.probabilities),
    modes: held(given.modes),
  };
  const { columns, rows } = frame;
  const to: Vp8Coefficients = {
    values: scratch("coefficients", "i16", columns * rows * coefficientsSize),
    isCoded: scratch("is_coded", "u8", columns * rows),
  };
  const bits = new Vp8Bits(file);
  const readers = scratch("readers", "i32", 8 * readerSize);
  const [above, before] = [scratch("coded_above", "u8", columns * aroundSize), scratch("coded_before", "u8", aroundSize)];
  const reading: Reading = { file, frame, bits, to, above, before, firsts: scratch("firsts", "i32", 16) };
  const partitions = script.let("partitions", up(1, script.get(frame.fields, fieldAt("partitions"))));
  const [sizes, end] = [script.get(frame.span, 0), script.get(frame.span, 1)];
  const start = script.changing("start", plus(sizes, times(minus(partitions, 1), 3)));
  script.repeat("partition", partitions, (k) => {
    const size = littleEndian(file, plus(sizes, times(k, 3)), 3);
    const last = script.let("last", pick(same(k, minus(partitions, 1)), end, plus(start.now, size)));
    script.when(either(less(end, start.now), less(end, last)), () => isGood.set(0));
    bits.start(start.now, last);
    bits.keep(readers, times(k, readerSize));
    start.set(last);
  });
  script.repeat("k", columns * aroundSize, (k) => script.put(above, k, 0));
  script.repeat("row", rows, (row) => {
    const reader = script.let("reader", times(bitsOf(row, minus(partitions, 1)), readerSize));
    bits.resume(readers, reader);
    script.repeat("k", aroundSize, (k) => script.put(before, k, 0));
    script.when(same(isGood.now, 1), () => script.repeat("column", columns, (column) => readMacroblock(reading, row, column)));
    isGood.set(pick(bits.isInside, isGood.now, 0));
    bits.keep(readers, reader);
  });
  return to;
}

function readMacroblock(reading: Reading, row: Expr, column: Expr): void {
  const { file, frame, to, above, before, firsts } = reading;
  const { script } = file;
  const number = script.let("macroblock", plus(times(row, frame.columns), column));
  const mode = (k: number): Expr => script.get(frame.modes, plus(times(number, modeSize), k));
  const isSmall = script.let("is_small", pick(same(mode(inMacroblock.luma), modes.smallBlocks), 1, 0));
  const skips = script.let("skips", mode(inMacroblock.skips));
  const first = script.let("first", times(number, coefficientsSize));
  script.repeat("k", coefficientsSize, (k) => script.put(to.values, plus(first, k), 0));
  const isCoded = script.changing("is_coded");
  script.when(
    same(skips, 1),
    () => {
      // The block of first coefficients is left as it was where there is none.
      script.repeat("k", minus(aroundSize, isSmall), (k) => {
        script.put(above, plus(times(column, aroundSize), k), 0);
        script.put(before, k, 0);
      });
    },
    () => {
      const steps = stepsOf(script, file, frame, mode(inMacroblock.segment));
      script.repeat("block", minus(25, isSmall), (item) => {
        const k = script.let("k", plus(item, isSmall, -1));
        const isFirsts = script.let("is_firsts", pick(less(k, 0), 1, 0));
        const isChroma = script.let("is_chroma", pick(less(15, k), 1, 0));
        const [x, y] = placesAround(script, k);
        const kind = script.let("kind", pick(same(isFirsts, 1), 1, pick(same(isChroma, 1), 2, times(isSmall, 3))));
        const [aboveAt, beforeAt] = [script.let("above_at", plus(times(column, aroundSize), x)), script.let("before_at", y)];
        const step = (of: readonly [Expr, Expr, Expr]): Expr =>
          script.let("step", pick(same(isFirsts, 1), of[1], pick(same(isChroma, 1), of[2], of[0])));
        const place = script.let("place", plus(first, times(most(k, 0), 16)));
        const end = readBlock(reading, {
          kind,
          around: script.let("around", plus(script.get(above, aboveAt), script.get(before, beforeAt))),
          steps: [step(steps.dc), step(steps.ac)],
          isFirsts,
          place,
        });
        const begin = script.let("begin", pick(same(kind, 0), 1, 0));
        const found = script.let("found", pick(less(begin, end), 1, 0));
        script.put(above, aboveAt, found);
        script.put(before, beforeAt, found);
        script.when(
          same(isFirsts, 1),
          () => spreadFirsts(script, firsts, to.values, first),
          () => script.when(either(less(1, end), differs(script.get(to.values, place), 0)), () => isCoded.set(1)),
        );
      });
    },
  );
  script.put(to.isCoded, number, isCoded.now);
}

/** Where the flags of a block stand above and to the left. */
function placesAround(script: Script, k: Expr): readonly [Expr, Expr] {
  const isChroma = less(15, k);
  const chroma = plus(4, times(bitsOf(down(k, 2), 1), 2));
  const x = pick(less(k, 0), 8, pick(isChroma, plus(chroma, bitsOf(k, 1)), bitsOf(k, 3)));
  const y = pick(less(k, 0), 8, pick(isChroma, plus(chroma, bitsOf(down(k, 1), 1)), down(k, 2)));
  return [script.let("flag_x", x), script.let("flag_y", y)];
}

interface Steps {
  /** Of luma, of its first coefficients' block, of chroma. */
  readonly dc: readonly [Expr, Expr, Expr];
  readonly ac: readonly [Expr, Expr, Expr];
}

function stepsOf(script: Script, { tables }: ImageFile, { fields }: Vp8, segment: Expr): Steps {
  const field = (name: string): Expr => script.get(fields, fieldAt(name));
  const ofSegment = script.get(fields, plus(fieldAt("segmentIndex"), segment));
  const base = pick(same(field("isAbsolute"), 1), 0, field("index"));
  const index = script.let("index", pick(same(field("segments"), 1), plus(ofSegment, base), field("index")));
  const step = (table: number, added: Num, last = 127): Expr => script.get(tables, plus(table, least(most(plus(index, added), 0), last)));
  const ofFirsts = script.let("step", down(times(step(at.acSteps, field("lumaOfDcAc")), 101581), 16));
  return {
    dc: [step(at.dcSteps, field("lumaDc")), times(step(at.dcSteps, field("lumaOfDcDc")), 2), step(at.dcSteps, field("chromaDc"), 117)],
    ac: [step(at.acSteps, 0), most(ofFirsts, 8), step(at.acSteps, field("chromaAc"))],
  };
}

interface Block {
  /** Which probabilities: luma without first coefficients, first ones, chroma, luma. */
  readonly kind: Expr;
  readonly around: Expr;
  readonly steps: readonly [Expr, Expr];
  readonly isFirsts: Expr;
  readonly place: Expr;
}

/** How many coefficients were said, zeros among them. */
function readBlock({ file, frame, bits, to, firsts }: Reading, { kind, around, steps, isFirsts, place }: Block): Expr {
  const { script, tables } = file;
  script.when(same(isFirsts, 1), () => script.repeat("k", 16, (k) => script.put(firsts, k, 0)));
  const n = script.changing("n", pick(same(kind, 0), 1, 0));
  const [context, node, isOpen] = [script.changing("context", around), script.changing("first_node"), script.changing("is_open", 1)];
  script.while(both(same(isOpen.now, 1), less(n.now, 16)), () => {
    const band = script.get(tables, plus(at.bands, n.now));
    const row = script.let("row", times(plus(times(plus(times(kind, 8), band), 3), context.now), 11));
    const token = bits.value(at.coefficientTree, node.now, (k) => script.get(frame.probabilities, plus(row, k)));
    // Behind a zero the block does not end.
    node.set(pick(same(token, 1), 1, 0));
    script.when(same(token, 0), () => isOpen.set(0));
    script.when(less(1, token), () => {
      const size = script.let("size", plus(at.sizeRows, times(minus(token, 2), 3)));
      const [smallest, from, count] = [0, 1, 2].map((k) => script.get(tables, plus(size, k))) as [Expr, Expr, Expr];
      const more = script.changing("more");
      script.repeat("k", count, (k) => more.set(plus(times(more.now, 2), bits.bit(script.get(tables, plus(at.extraBits, from, k))))));
      const magnitude = script.let("magnitude", plus(smallest, down(more.now, 1)));
      const scaled = times(magnitude, pick(less(0, n.now), steps[1], steps[0]), pick(same(bitsOf(more.now, 1), 1), -1, 1));
      const value = script.let("scaled", scaled);
      const order = script.get(tables, plus(at.blockOrder, n.now));
      script.when(
        same(isFirsts, 1),
        () => script.put(firsts, order, value),
        () => script.put(to.values, plus(place, order), value),
      );
    });
    context.set(least(minus(token, 1), 2));
    script.when(atMost(1, token), () => n.set(plus(n.now, 1)));
  });
  return script.let("end", n.now);
}

/** The inverse Walsh-Hadamard transform: the first coefficients of 16 blocks of luma. */
function spreadFirsts(script: Script, firsts: Memory, to: Memory, first: Expr): void {
  const butterfly = (x: readonly [Expr, Expr, Expr, Expr]): readonly [Expr, Expr, Expr, Expr] => {
    const [outer, inner] = [script.let("t", plus(x[0], x[3])), script.let("t", plus(x[1], x[2]))];
    const [innerLess, outerLess] = [script.let("t", minus(x[1], x[2])), script.let("t", minus(x[0], x[3]))];
    return [plus(outer, inner), plus(outerLess, innerLess), minus(outer, inner), minus(outerLess, innerLess)];
  };
  const read = (start: Num, step: number): readonly [Expr, Expr, Expr, Expr] =>
    [0, 1, 2, 3].map((k) => script.get(firsts, plus(start, k * step))) as [Expr, Expr, Expr, Expr];
  script.repeat("column", 4, (i) => butterfly(read(i, 4)).forEach((x, k) => script.put(firsts, plus(i, 4 * k), x)));
  script.repeat("row", 4, (i) => {
    const row = read(script.let("row_at", times(i, 4)), 1);
    butterfly([script.let("t", plus(row[0], 3)), row[1], row[2], row[3]]).forEach((x, k) => {
      script.put(to, plus(first, times(plus(times(i, 4), k), 16)), down(x, 3));
    });
  });
}
