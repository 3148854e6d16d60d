/**
 * JPEG files (ITU T.81): sequential and progressive with Huffman codes, 8 bits, gray, YCbCr or RGB, chroma of full or half resolution. All
 * coefficients are read first; jpeg-pixels.ts makes pixels of them.
 */
import type { Expr } from "../../loop/expr.ts";
import { bigEndian, byte, type ImageDecoding, type ImageFile, inOneStage } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import type { Jpeg } from "./jpeg.ts";
import { JpegBits } from "./jpeg-bits.ts";
import { makePixels } from "./jpeg-pixels.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, type Changing, differs, down, either, less, most, over, pick, plus, rest, same, times } from "./script.ts";

const isFrame = (marker: Expr): Expr => both(atMost(0xc0, marker), atMost(marker, 0xc2));

function decode(file: ImageFile): void {
  const { script, length, done } = file;
  const jpeg = begun(file);
  const bits = new JpegBits(file);
  const [at, isOpen, interval] = [script.changing("at", 2), script.changing("is_open", 1), script.changing("interval")];
  const fits = script.changing("fits");
  script.while(both(same(isOpen.now, 1), less(at.now, length - 3)), () => {
    const marker = pickMarker(file, at);
    const size = bigEndian(file, plus(at.now, 2), 2);
    const content = script.let("content", plus(at.now, 4));
    script.when(same(marker, 0xd9), () => isOpen.set(0));
    script.when(both(isFrame(marker), same(fits.now, 0)), () => readFrame(jpeg, content, fits));
    // Arithmetic codes, lossless and hierarchical images are not read.
    script.when(both(less(0xc2, marker), less(marker, 0xd0), differs(marker, 0xc4), differs(marker, 0xc8)), () => isOpen.set(0));
    script.when(same(marker, 0xc4), () => bits.readCodes(content, plus(at.now, 2, size)));
    script.when(same(marker, 0xdb), () => readQuantization(jpeg, content, plus(at.now, 2, size)));
    script.when(same(marker, 0xdd), () => interval.set(bigEndian(file, content, 2)));
    script.when(both(same(marker, 0xee), same(byte(file, content), 0x41), same(byte(file, plus(content, 11)), 0), less(11, size)), () =>
      jpeg.isRgb.set(1),
    );
    at.set(plus(at.now, most(2, plus(size, 2))));
    script.when(both(same(marker, 0xda), same(fits.now, 1)), () => {
      bits.start(at.now);
      readScan(jpeg, bits, content, interval.now);
      at.set(bits.at);
    });
  });
  script.when(same(fits.now, 1), () => {
    makePixels(jpeg);
    script.put(done, 0, 1);
  });
}

/** The marker at `at`, which moves to it: what stands before a marker is passed over. */
function pickMarker(file: ImageFile, at: Changing): Expr {
  const { script, length } = file;
  const isNone = script.changing("is_none", 1);
  script.while(both(same(isNone.now, 1), less(at.now, length - 1)), () => {
    const [first, second] = [byte(file, at.now), byte(file, plus(at.now, 1))];
    script.when(
      both(same(first, 255), less(0, second), less(second, 255)),
      () => isNone.set(0),
      () => at.set(plus(at.now, 1)),
    );
  });
  return script.let("marker", pick(same(isNone.now, 1), 0xd9, byte(file, plus(at.now, 1))));
}

function begun(file: ImageFile): Jpeg {
  const { script, scratch, height, width } = file;
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16) * 4;
  const coefficients = scratch("coefficients", "i32", 3 * blocks * 64);
  script.repeat("i", 3 * blocks * 64, (i) => script.put(coefficients, i, 0));
  return {
    file,
    components: script.changing("components"),
    largest: [script.changing("largest_across", 1), script.changing("largest_along", 1)],
    units: [script.changing("units_across"), script.changing("units_along")],
    ids: scratch("ids", "i32", 3),
    across: scratch("across", "i32", 3),
    along: scratch("along", "i32", 3),
    tables: scratch("tables", "i32", 3),
    quantization: scratch("quantization", "i32", 256),
    coefficients,
    blocks,
    isRgb: script.changing("is_rgb"),
  };
}

function readQuantization({ file, quantization }: Jpeg, content: Expr, end: Expr): void {
  const { script } = file;
  const at = script.changing("table_at", content);
  const last = script.let("end", end);
  script.while(less(at.now, last), () => {
    const head = byte(file, at.now);
    const size = script.let("bytes", pick(less(15, head), 2, 1));
    script.repeat("k", 64, (k) => {
      const place = plus(at.now, 1, times(k, size));
      const value = script.let("value", pick(same(size, 1), byte(file, place), bigEndian(file, place, 2)));
      script.put(quantization, plus(times(bitsOf(head, 3), 64), script.get(file.tables, plus(imageTables.at.zigzag, k))), value);
    });
    at.set(plus(at.now, 1, times(64, size)));
  });
}

function readFrame(jpeg: Jpeg, content: Expr, fits: Changing): void {
  const { file, components, largest, units } = jpeg;
  const { script, height, width } = file;
  const [rows, columns, count] = [bigEndian(file, plus(content, 1), 2), bigEndian(file, plus(content, 3), 2), byte(file, plus(content, 5))];
  const isKnown = both(same(byte(file, content), 8), either(same(count, 1), same(count, 3)));
  script.when(both(isKnown, same(rows, height), same(columns, width)), () => {
    components.set(count);
    fits.set(1);
    script.repeat("c", count, (c) => {
      const entry = plus(content, 6, times(c, 3));
      const factors = byte(file, plus(entry, 1));
      const [across, along] = [script.let("across", down(factors, 4)), script.let("along", bitsOf(factors, 15))];
      script.put(jpeg.ids, c, byte(file, entry));
      script.put(jpeg.across, c, across);
      script.put(jpeg.along, c, along);
      script.put(jpeg.tables, c, bitsOf(byte(file, plus(entry, 2)), 3));
      script.when(either(less(across, 1), less(2, across), less(along, 1), less(2, along)), () => fits.set(0));
      largest[0].set(most(largest[0].now, across));
      largest[1].set(most(largest[1].now, along));
    });
    // Three components called R, G, B are these.
    script.when(both(same(count, 3), same(script.get(jpeg.ids, 0), 0x52), same(script.get(jpeg.ids, 1), 0x47)), () => jpeg.isRgb.set(1));
    [width, height].forEach((extent, k) => {
      const side = times(8, largest[k as 0 | 1].now);
      units[k as 0 | 1].set(over(plus(extent - 1, side), side));
    });
  });
}

/** What one scan brings: which components, in which codes, which coefficients, and which bits of them. */
function readScan(jpeg: Jpeg, bits: JpegBits, content: Expr, interval: Expr): void {
  const { file, units, largest, components } = jpeg;
  const { script, height, width } = file;
  const count = byte(file, content);
  const [component, dc, ac] = ["scan_component", "scan_dc", "scan_ac"].map((name) => file.scratch(name, "i32", 3)) as [Memory, Memory, Memory];
  script.repeat("s", count, (s) => {
    const entry = plus(content, 1, times(s, 2));
    const [id, codes] = [byte(file, entry), byte(file, plus(entry, 1))];
    script.repeat("c", components.now, (c) => {
      script.when(same(script.get(jpeg.ids, c), id), () => script.put(component, s, c));
    });
    script.put(dc, s, bitsOf(down(codes, 4), 3));
    script.put(ac, s, bitsOf(codes, 3));
  });
  const end = script.let("end", plus(content, 1, times(count, 2)));
  const band = { first: byte(file, end), last: byte(file, plus(end, 1)), shifts: byte(file, plus(end, 2)) };
  const isSingle = script.let("is_single", pick(same(count, 1), 1, 0));
  const only = script.get(component, 0);
  const inBlocks = (extent: number, factor: Expr, of: Expr): Expr =>
    script.let("in_blocks", down(plus(over(plus(times(extent, factor), of, -1), of), 7), 3));
  const singleAcross = inBlocks(width, script.get(jpeg.across, only), largest[0].now);
  const singleAlong = inBlocks(height, script.get(jpeg.along, only), largest[1].now);
  const perRow = script.let("per_row", pick(same(isSingle, 1), singleAcross, units[0].now));
  const total = script.let("total", times(perRow, pick(same(isSingle, 1), singleAlong, units[1].now)));
  bits.reset();
  script.repeat("unit", pick(either(less(count, 1), less(3, count)), 0, total), (unit) => {
    script.when(both(less(0, interval), less(0, unit), same(rest(unit, interval), 0)), () => bits.restart());
    const [x, y] = [script.let("unit_x", rest(unit, perRow)), script.let("unit_y", over(unit, perRow))];
    script.repeat("s", count, (s) => {
      const c = script.get(component, s);
      const [across, along] = [script.get(jpeg.across, c), script.get(jpeg.along, c)];
      const stride = script.let("stride", times(units[0].now, across));
      script.repeat("block", pick(same(isSingle, 1), 1, times(across, along)), (k) => {
        const bx = pick(same(isSingle, 1), x, plus(times(x, across), rest(k, across)));
        const by = pick(same(isSingle, 1), y, plus(times(y, along), over(k, across)));
        const block = script.let("base", times(plus(times(c, jpeg.blocks), times(by, stride), bx), 64));
        bits.readBlock({ component: c, dc: script.get(dc, s), ac: script.get(ac, s), block, band }, jpeg);
      });
    });
  });
}

export const jpeg: ImageDecoding = { name: "jpeg", magic: [[0xff, 0xd8, 0xff]], decode: inOneStage(decode) };
