/** The first partition of a VP8 frame (RFC 6386, sections 9 to 11): its header, the probabilities of coefficients, and how blocks are predicted. */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageFile, littleEndian } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { bitsOf, both, type Changing, differs, down, either, less, minus, pick, plus, same, times, up } from "./script.ts";
import { inMacroblock, modeSize, type Vp8 } from "./vp8.ts";
import { Vp8Bits } from "./vp8-bits.ts";
import { fieldAt, fieldCount, modes } from "./vp8-codes.ts";

const { at } = imageTables;

/** Reads the frame in the file's bytes from `start` to `end`; `isGood` is set where it has the image's size. */
export function readModes(file: ImageFile, { start, end, isGood }: FramePlace): Vp8 {
  const { script, height, width, scratch } = file;
  const [columns, rows] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const frame: Vp8 = {
    columns,
    rows,
    fields: scratch("fields", "i32", fieldCount),
    span: scratch("span", "i32", 2),
    probabilities: scratch("probabilities", "u8", 4 * 8 * 3 * 11),
    modes: scratch("modes", "u8", columns * rows * modeSize),
  };
  const bits = new Vp8Bits(file);
  const tag = littleEndian(file, start, 3);
  const [across, along] = [littleEndian(file, plus(start, 6), 2), littleEndian(file, plus(start, 8), 2)];
  const size = down(tag, 5);
  // A key frame that is shown, and where one starts.
  const isWhole = both(same(bitsOf(tag, 1), 0), same(bitsOf(tag, 16), 16));
  const isKeyFrame = both(
    isWhole,
    same(byte(file, plus(start, 3)), 0x9d),
    same(byte(file, plus(start, 4)), 1),
    same(byte(file, plus(start, 5)), 0x2a),
  );
  const isSized = both(same(bitsOf(across, 0x3fff), width), same(bitsOf(along, 0x3fff), height));
  const first = script.let("first", plus(start, 10));
  script.when(both(isKeyFrame, isSized, less(plus(first, size), end)), () => {
    bits.start(first, plus(first, size));
    readHeader(file, frame, bits);
    script.put(frame.span, 0, plus(first, size));
    script.put(frame.span, 1, end);
    script.repeat("row", rows, (row) => {
      script.repeat("column", columns, (column) => readMacroblock(file, frame, bits, { row, column }));
    });
    script.when(bits.isInside, () => isGood.set(1));
  });
  return frame;
}

export interface FramePlace {
  readonly start: Expr;
  readonly end: Expr;
  readonly isGood: Changing;
}

function readHeader({ script, tables }: ImageFile, { fields, probabilities }: Vp8, bits: Vp8Bits): void {
  script.repeat("field", fieldCount, (k) => {
    script.when(same(k, fieldAt("skips")), () => {
      script.repeat("node", 4 * 8 * 3 * 11, (node) => {
        const probability = script.changing("probability", script.get(tables, plus(at.defaultProbabilities, node)));
        script.when(same(bits.bit(script.get(tables, plus(at.updateProbabilities, node))), 1), () => probability.set(bits.number(8)));
        script.put(probabilities, node, probability.now);
      });
    });
    const row = script.let("row", plus(at.fields, times(k, 5)));
    const [after, flagged, size, signed, otherwise] = [0, 1, 2, 3, 4].map((n) => script.get(tables, plus(row, n))) as [Expr, Expr, Expr, Expr, Expr];
    const value = script.changing("value", otherwise);
    const isThere = script.changing("is_there", pick(either(same(after, 0), differs(script.get(fields, minus(after, 1)), 0)), 1, 0));
    script.when(both(same(isThere.now, 1), same(flagged, 1)), () => isThere.set(bits.bit(128)));
    script.when(same(isThere.now, 1), () => {
      const number = bits.number(plus(size, signed));
      const magnitude = script.let("magnitude", down(number, signed));
      value.set(pick(both(same(signed, 1), differs(up(magnitude, 1), number)), minus(0, magnitude), magnitude));
    });
    script.put(fields, k, value.now);
  });
}

/** The segment, the flag that no coefficients follow, and the modes, in this order: one item of a code after the other. */
function readMacroblock(file: ImageFile, frame: Vp8, bits: Vp8Bits, { row, column }: { readonly row: Expr; readonly column: Expr }): void {
  const { script, tables } = file;
  const field = (name: string): Expr => script.get(frame.fields, fieldAt(name));
  const block = script.let("macroblock", times(plus(times(row, frame.columns), column), modeSize));
  const [hasSegment, skips] = [field("segmentMap"), field("skips")];
  const lumaMode = script.changing("luma_mode", modes.dc);
  script.repeat("item", modeSize, (item) => {
    const k = script.let("small", minus(item, inMacroblock.small));
    const isSmall = script.let("is_small", pick(both(less(-1, k), less(k, 16)), 1, 0));
    const around = (isInside: Expr, inner: Expr, outer: Expr): Expr =>
      script.let("around", pick(isInside, script.get(frame.modes, plus(block, inMacroblock.small, inner)), outer));
    const outside = (isThere: Expr, place: Expr): Expr =>
      script.let("beyond", pick(isThere, script.get(frame.modes, plus(block, inMacroblock.small, place)), modes.dc));
    const above = around(less(3, k), minus(k, 4), outside(less(0, row), plus(k, 12 - frame.columns * modeSize)));
    const isInner = less(0, minus(k, up(down(k, 2), 2)));
    const before = around(isInner, minus(k, 1), outside(less(0, column), plus(k, 3 - modeSize)));
    const choose = (of: readonly [number | Expr, number | Expr, number | Expr, number | Expr, number | Expr]): Expr => {
      const [segment, flag, luma, small, chroma] = of;
      return pick(same(item, 0), segment, pick(same(item, 1), flag, pick(same(item, 2), luma, pick(same(isSmall, 1), small, chroma))));
    };
    const tree = script.let("code", choose([at.segmentTree, at.flagTree, at.lumaTree, at.smallTree, at.chromaTree]));
    const small = plus(at.modeProbabilities, times(plus(times(above, 10), before), 9));
    const from = script.let(
      "from",
      choose([fieldAt("segmentProbability"), fieldAt("skipProbability"), at.lumaProbabilities, small, at.chromaProbabilities]),
    );
    const isRead = choose([hasSegment, skips, 1, pick(same(lumaMode.now, modes.smallBlocks), 1, 0), 1]);
    const value = script.changing("value", pick(same(isSmall, 1), lumaMode.now, 0));
    script.when(same(isRead, 1), () => {
      const probability = (node: Expr): Expr => {
        const [ofFrame, ofTable] = [script.get(frame.fields, plus(from, node)), script.get(tables, plus(from, node))];
        return script.let("probability", pick(less(item, 2), ofFrame, ofTable));
      };
      value.set(bits.value(tree, 0, probability));
    });
    script.when(same(item, inMacroblock.luma), () => lumaMode.set(value.now));
    script.put(frame.modes, plus(block, item), value.now);
  });
}
