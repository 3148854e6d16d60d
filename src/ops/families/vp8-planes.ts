/** The samples of a VP8 frame before its edges are smoothed (RFC 6386, sections 12 and 14.4 to 14.5): each block predicted, then what its coefficients add. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import type { Memory } from "./routines.ts";
import { bitsOf, both, down, least, less, minus, most, pick, plus, same, times, up } from "./script.ts";
import { coefficientsSize, inMacroblock, modeSize, type Planes, planesOf, type Vp8 } from "./vp8.ts";
import { modes } from "./vp8-codes.ts";
import type { Vp8Coefficients } from "./vp8-coefficients.ts";

const toByte = (x: Expr): Expr => least(most(x, 0), 255);

interface Drawing {
  readonly file: ImageFile;
  readonly planes: Planes;
  readonly coefficients: Memory;
  /** Pixels around a small block, and numbers between the two passes of a transform: 16 each, i32. */
  readonly edge: Memory;
  readonly work: Memory;
}

/** A square block under way. */
interface Square {
  /** Its first sample, the distance of rows, and its side. */
  readonly at: Expr;
  readonly stride: Expr;
  readonly side: Expr;
  readonly mode: Expr;
  /** 1 where there are samples above and to the left. */
  readonly hasAbove: Expr;
  readonly hasBefore: Expr;
}

export function drawPlanes(file: ImageFile, frame: Vp8, given: Vp8Coefficients): Planes {
  const { script, scratch, held } = file;
  const { columns, rows } = frame;
  const planes = planesOf(file, frame);
  const isCoded = held(given.isCoded);
  const drawing: Drawing = { file, planes, coefficients: held(given.values), edge: scratch("edge", "i32", 16), work: scratch("work", "i32", 16) };
  drawBorders(drawing, frame);
  script.repeat("row", rows, (row) => {
    script.repeat("column", columns, (column) => {
      const number = script.let("macroblock", plus(times(row, columns), column));
      drawMacroblock(drawing, { row, column, number, modes: held(frame.modes), isCoded: script.get(isCoded, number) });
    });
    // What small blocks at the right edge see beside the last macroblock.
    const end = script.let("row_end", plus(planes.luma.origin, times(plus(times(row, 16), 15), planes.luma.stride), columns * 16));
    script.repeat("k", 4, (k) => script.put(planes.samples, plus(end, k), script.get(planes.samples, minus(end, 1))));
  });
  return planes;
}

interface Macroblock {
  readonly row: Expr;
  readonly column: Expr;
  readonly number: Expr;
  readonly modes: Memory;
  readonly isCoded: Expr;
}

/** 16 blocks of luma, of which a whole one is the first, then blue and red. */
function drawMacroblock(drawing: Drawing, macroblock: Macroblock): void {
  const { file, planes } = drawing;
  const { script } = file;
  const { number, row, column } = macroblock;
  const mode = (k: Expr | number): Expr => script.get(macroblock.modes, plus(times(number, modeSize), k));
  const isSmall = script.let("is_small", pick(same(mode(inMacroblock.luma), modes.smallBlocks), 1, 0));
  const { luma, blue, red } = planes;
  const lumaAt = script.let("luma_at", plus(luma.origin, times(plus(times(row, luma.stride), column), 16)));
  const chromaAt = script.let("chroma_at", times(plus(times(row, blue.stride), column), 8));
  script.repeat("part", 18, (part) => {
    const isChroma = script.let("is_chroma", pick(less(15, part), 1, 0));
    const isQuarter = script.let("is_quarter", pick(both(same(isChroma, 0), same(isSmall, 1)), 1, 0));
    script.when(less(0, plus(isChroma, isSmall, pick(same(part, 0), 1, 0))), () => {
      const [x, y] = [bitsOf(part, 3), down(part, 2)];
      const inLuma = plus(lumaAt, times(pick(same(isSmall, 1), plus(times(y, luma.stride), x), 0), 4));
      const square: Square = {
        at: script.let("at", pick(same(isChroma, 1), plus(chromaAt, pick(same(part, 16), blue.origin, red.origin)), inLuma)),
        stride: script.let("stride", pick(same(isChroma, 1), blue.stride, luma.stride)),
        side: script.let("side", pick(same(isChroma, 1), 8, pick(same(isSmall, 1), 4, 16))),
        mode: mode(pick(same(isChroma, 1), inMacroblock.chroma, plus(part, inMacroblock.small))),
        hasAbove: script.let("has_above", pick(less(0, plus(row, isQuarter)), 1, 0)),
        hasBefore: script.let("has_before", pick(less(0, plus(column, isQuarter)), 1, 0)),
      };
      // Right of the last column of small blocks all rows see what is above the macroblock.
      const beside = script.let("beside", pick(same(x, 3), plus(lumaAt, 16 - luma.stride), plus(square.at, 4 - luma.stride)));
      script.when(
        both(same(isQuarter, 1), less(1, square.mode)),
        () => predictAlong(drawing, square, beside),
        () => predict(drawing, square),
      );
      const firstBlock = pick(same(isChroma, 1), minus(times(part, 4), 48), part);
      const first = script.let("first", plus(times(number, coefficientsSize), times(firstBlock, 16)));
      script.when(same(macroblock.isCoded, 1), () => addResidue(drawing, square, first));
    });
  });
}

/** Adds to a square what the coefficients of its blocks of four by four say. */
function addResidue(drawing: Drawing, { at, stride, side }: Square, first: Expr): void {
  const { script } = drawing.file;
  const shift = script.let("shift", pick(same(side, 16), 2, pick(same(side, 8), 1, 0)));
  script.repeat("block", up(1, times(shift, 2)), (k) => {
    const row = script.let("block_row", down(k, shift));
    const column = minus(k, up(row, shift));
    const place = script.let("block_at", plus(at, times(plus(times(row, stride), column), 4)));
    addTransformed(drawing, { from: script.let("from", plus(first, times(k, 16))), at: place, stride });
  });
}

/** 127 above a plane, 129 to its left. */
function drawBorders({ file, planes }: Drawing, { rows }: Vp8): void {
  const { script } = file;
  const { samples, luma, blue, red } = planes;
  for (const [{ origin, stride }, side] of [
    [luma, 16],
    [blue, 8],
    [red, 8],
  ] as const) {
    script.repeat("x", stride, (x) => script.put(samples, plus(origin - stride - 1, x), 127));
    script.repeat("y", rows * side, (y) => script.put(samples, plus(origin - 1, times(y, stride)), 129));
  }
}

/** The mean around the block, its rows, its columns, or these and the difference that the corner makes. */
function predict({ file, planes }: Drawing, { at, stride, side, mode, hasAbove, hasBefore }: Square): void {
  const { script } = file;
  const { samples } = planes;
  const [above, before] = [script.changing("sum_above"), script.changing("sum_before")];
  const aboveAt = (x: Expr): Expr => script.get(samples, plus(minus(at, stride), x));
  const beforeAt = (y: Expr): Expr => script.get(samples, plus(at, times(y, stride), -1));
  script.repeat("k", side, (k) => {
    above.set(plus(above.now, aboveAt(k)));
    before.set(plus(before.now, beforeAt(k)));
  });
  const known = script.let("known", plus(hasAbove, hasBefore));
  const sum = script.let("sum", plus(times(above.now, hasAbove), times(before.now, hasBefore)));
  const shift = pick(same(side, 16), 5, pick(same(side, 8), 4, 3));
  const mean = script.let("mean", pick(same(known, 0), 128, down(plus(times(sum, minus(3, known)), side), shift)));
  const corner = script.get(samples, minus(at, stride, 1));
  script.repeat("y", side, (y) => {
    const row = beforeAt(y);
    script.repeat("x", side, (x) => {
      const column = aboveAt(x);
      const moved = toByte(plus(row, minus(column, corner)));
      const value = pick(same(mode, modes.dc), mean, pick(same(mode, modes.trueMotion), moved, pick(same(mode, modes.up), column, row)));
      script.put(samples, plus(at, times(y, stride), x), value);
    });
  });
}

/** One of the eight directions of small blocks; `beside` is the first of the four samples above and to the right. */
function predictAlong({ file, planes, edge }: Drawing, { at, stride, mode }: Square, beside: Expr): void {
  const { script, tables } = file;
  const { samples } = planes;
  script.repeat("k", 16, (k) => {
    const before = plus(at, times(least(minus(5, k), 3), stride), -1);
    const aboveRow = plus(minus(at, stride), minus(k, 7));
    const place = pick(less(k, 6), before, pick(less(k, 11), aboveRow, plus(beside, minus(least(k, 14), 11))));
    script.put(edge, k, script.get(samples, place));
  });
  script.repeat("k", 16, (k) => {
    const code = script.get(tables, plus(imageTables.at.directions, times(minus(mode, 2), 16), k));
    const middle = script.let("middle", bitsOf(code, 15));
    const [left, center, right] = [-1, 0, 1].map((d) => script.get(edge, plus(middle, d))) as [Expr, Expr, Expr];
    const value = pick(less(15, code), down(plus(center, right, 1), 1), down(plus(left, center, center, right, 2), 2));
    script.put(samples, plus(at, times(down(k, 2), stride), bitsOf(k, 3)), value);
  });
}

interface Residue {
  readonly from: Expr;
  readonly at: Expr;
  readonly stride: Expr;
}

/** The inverse cosine transform of four by four: columns, then rows, in 16 bits of fraction. */
function addTransformed({ file, planes, coefficients, work }: Drawing, { from, at, stride }: Residue): void {
  const { script } = file;
  const [sine, cosine] = [(x: Expr): Expr => down(times(x, 35468), 16), (x: Expr): Expr => plus(x, down(times(x, 20091), 16))];
  const turned = ([x0, x1, x2, x3]: readonly [Expr, Expr, Expr, Expr]): readonly Expr[] => {
    const [a, b] = [script.let("t", plus(x0, x2)), script.let("t", minus(x0, x2))];
    const [c, d] = [script.let("t", minus(sine(x1), cosine(x3))), script.let("t", plus(cosine(x1), sine(x3)))];
    return [plus(a, d), plus(b, c), minus(b, c), minus(a, d)];
  };
  const four = (read: (k: number) => Expr): readonly [Expr, Expr, Expr, Expr] => [read(0), read(1), read(2), read(3)];
  script.repeat("i", 4, (i) => {
    const column = four((k) => script.get(coefficients, plus(from, i, 4 * k)));
    turned(column).forEach((x, k) => script.put(work, plus(times(i, 4), k), x));
  });
  script.repeat("y", 4, (y) => {
    const row = four((k) => script.let("t", plus(script.get(work, plus(y, 4 * k)), k === 0 ? 4 : 0)));
    const first = script.let("first", plus(at, times(y, stride)));
    turned(row).forEach((x, k) => {
      const place = plus(first, k);
      script.put(planes.samples, place, toByte(plus(script.get(planes.samples, place), down(x, 3))));
    });
  });
}
