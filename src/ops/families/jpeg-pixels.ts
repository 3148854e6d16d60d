/**
 * Pixels of JPEG coefficients: the inverse cosine transform of Loeffler, Ligtenberg and Moschytz in 13 bits, chroma raised by triangle filters,
 * and YCbCr in 16 bits. Every rounding is the one of libjpeg's accurate transform, so that pixels are equal.
 */
import type { Expr } from "../../loop/expr.ts";
import { putPixel } from "./image-files.ts";
import type { Jpeg } from "./jpeg.ts";
import type { Memory } from "./routines.ts";
import { bitsOf, both, down, least, less, minus, most, type Num, over, pick, plus, type Script, same, times } from "./script.ts";

const fractionBits = 13;
const fixed = (x: number): number => Math.round(x * 2 ** fractionBits);

/** Eight sums of cosines, not yet scaled: of the even and of the odd inputs, joined like a butterfly. */
function transform(script: Script, x: readonly Expr[]): readonly Expr[] {
  const named = (e: Expr): Expr => script.let("t", e);
  const [x0, x1, x2, x3, x4, x5, x6, x7] = x as [Expr, Expr, Expr, Expr, Expr, Expr, Expr, Expr];
  const even = named(times(plus(x2, x6), fixed(0.5411961)));
  const [e2, e3] = [named(minus(even, times(x6, fixed(1.847759065)))), named(plus(even, times(x2, fixed(0.765366865))))];
  const [e0, e1] = [named(times(plus(x0, x4), 1 << fractionBits)), named(times(minus(x0, x4), 1 << fractionBits))];
  const evens = [plus(e0, e3), plus(e1, e2), minus(e1, e2), minus(e0, e3)].map(named);
  const turn = named(times(plus(x7, x3, x5, x1), fixed(1.175875602)));
  const a = named(times(plus(x7, x1), -fixed(0.899976223)));
  const b = named(times(plus(x5, x3), -fixed(2.562915447)));
  const c = named(plus(times(plus(x7, x3), -fixed(1.96157056)), turn));
  const d = named(plus(times(plus(x5, x1), -fixed(0.390180644)), turn));
  const odds = [
    plus(times(x1, fixed(1.50132111)), a, d),
    plus(times(x3, fixed(3.072711026)), b, c),
    plus(times(x5, fixed(2.053119869)), b, d),
    plus(times(x7, fixed(0.298631336)), a, c),
  ].map(named);
  const sums = evens.map((e, k) => named(plus(e, odds[k] as Expr)));
  const differences = evens.map((e, k) => named(minus(e, odds[k] as Expr)));
  return [...sums, ...differences.toReversed()];
}

const rounded = (x: Expr, bits: number): Expr => down(plus(x, 1 << (bits - 1)), bits);
const toByte = (x: Expr): Expr => least(most(x, 0), 255);

/** Columns first, with two bits kept, then rows. */
function samplesOf(jpeg: Jpeg, { block, table, to, at, stride }: BlockSamples): void {
  const { file, coefficients, quantization } = jpeg;
  const { script } = file;
  const work = to.work;
  script.repeat("column", 8, (x) => {
    const scaled = Array.from({ length: 8 }, (_, k) => {
      const place = plus(x, 8 * k);
      return script.let("scaled", times(script.get(coefficients, plus(block, place)), script.get(quantization, plus(table, place))));
    });
    transform(script, scaled).forEach((sum, k) => script.put(work, plus(x, 8 * k), rounded(sum, fractionBits - 2)));
  });
  script.repeat("row", 8, (y) => {
    const row = Array.from({ length: 8 }, (_, k) => script.get(work, plus(times(y, 8), k)));
    const first = script.let("row_at", plus(at, times(y, stride)));
    transform(script, row).forEach((sum, k) => script.put(to.samples, plus(first, k), toByte(plus(rounded(sum, fractionBits + 5), 128))));
  });
}

interface BlockSamples {
  readonly block: Expr;
  readonly table: Expr;
  readonly to: { readonly samples: Memory; readonly work: Memory };
  readonly at: Expr;
  readonly stride: Expr;
}

export function makePixels(jpeg: Jpeg): void {
  const { file, components, units } = jpeg;
  const { script, height, width, scratch } = file;
  const to = { samples: scratch("samples", "u8", 3 * jpeg.blocks * 64), work: scratch("work", "i32", 64) };
  script.repeat("c", components.now, (c) => {
    const [across, along] = [script.get(jpeg.across, c), script.get(jpeg.along, c)];
    const columns = script.let("block_columns", times(units[0].now, across));
    const table = script.let("table", times(script.get(jpeg.tables, c), 64));
    script.repeat("block", times(columns, units[1].now, along), (k) => {
      const [x, y] = [minus(k, times(over(k, columns), columns)), over(k, columns)];
      const block = script.let("block", times(plus(times(c, jpeg.blocks), k), 64));
      const at = script.let("at", plus(times(c, jpeg.blocks * 64), times(plus(times(y, 8, columns), x), 8)));
      samplesOf(jpeg, { block, table, to, at, stride: times(columns, 8) });
    });
  });
  script.repeat("y", height, (y) => {
    script.repeat("x", width, (x) => {
      const [first, second, third] = [0, 1, 2].map((c) => sampleAt(jpeg, to.samples, c, [x, y])) as [Expr, Expr, Expr];
      const [blue, red] = [script.let("blue", minus(second, 128)), script.let("red", minus(third, 128))];
      const color = (sum: Expr): Expr => toByte(plus(first, down(plus(sum, 1 << 15), 16)));
      const isGray = same(components.now, 1);
      const isPlain = same(jpeg.isRgb.now, 1);
      const pixel = [color(times(red, 91881)), color(plus(times(blue, -22554), times(red, -46802))), color(times(blue, 116130))];
      const direct = [first, second, third];
      putPixel(
        file,
        plus(times(y, width), x),
        pixel.map((p, k) => script.let("color", pick(isGray, first, pick(isPlain, direct[k] as Expr, p)))) as [Expr, Expr, Expr],
      );
    });
  });
}

/**
 * A component at a pixel. At half the resolution it is three parts the nearer sample and one part the farther one along each halved axis; rounding
 * alternates. Images of two samples across repeat them.
 */
function sampleAt({ file, across, along, largest, units, blocks }: Jpeg, samples: Memory, c: number, [x, y]: readonly [Expr, Expr]): Expr {
  const { script, height, width } = file;
  const [h, v] = [script.get(across, c), script.get(along, c)];
  const stride = script.let("stride", times(units[0].now, h, 8));
  const [halfX, halfY] = [script.let("half_x", pick(less(h, largest[0].now), 1, 0)), script.let("half_y", pick(less(v, largest[1].now), 1, 0))];
  const [lastX, lastY] = [lastOf(script, width, halfX), lastOf(script, height, halfY)];
  const isFine = script.let("is_fine", pick(both(same(halfX, 1), less(lastX, 2)), 0, 1));
  const [nearX, nearY] = [script.let("near_x", down(x, halfX)), script.let("near_y", down(y, halfY))];
  const far = (at: Expr, near: Expr, half: Expr, last: Expr): Expr =>
    script.let("far", least(most(plus(near, times(half, isFine, pick(same(bitsOf(at, 1), 0), -1, 1))), 0), last));
  const [farX, farY] = [far(x, nearX, halfX, lastX), far(y, nearY, halfY, lastY)];
  const get = (column: Expr, row: Expr): Expr => script.get(samples, plus(c * blocks * 64, times(row, stride), column));
  const column = (at: Expr): Expr => script.let("column_sum", plus(times(get(at, nearY), 3), get(at, farY)));
  const sum = script.let("sum", plus(times(column(nearX), 3), column(farX)));
  // Of 16: both axes round 8 and 7 in turn; a single one rounds 1 and 2 of 4; whole samples are 16 of 16.
  const odd = (at: Expr): Expr => bitsOf(at, 1);
  const one = script.let("one_axis", times(4, plus(1, pick(same(halfX, 1), odd(x), odd(y)))));
  const round: Num = pick(both(same(halfX, 1), same(halfY, 1)), minus(8, odd(x)), one);
  return script.let("sample", down(plus(sum, pick(same(plus(halfX, halfY), 0), 0, round)), 4));
}

/** The last sample along an axis. */
const lastOf = (script: Script, extent: number, half: Expr): Expr => script.let("last", minus(down(plus(extent, half), half), 1));
