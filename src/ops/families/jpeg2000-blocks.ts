/** The code blocks of a JPEG 2000 image (ITU T.800, annexes D and E): coefficients plane by plane, in three passes each, and multiplied by their steps. */
import { bitcast, cast, type Expr, mul } from "../../loop/expr.ts";
import { byte, type ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { heldJpeg2000, type Jpeg2000, read, stepsAt } from "./jpeg2000.ts";
import { CodedBits } from "./jpeg2000-bits.ts";
import { contexts, newContextAt } from "./jpeg2000-tables.ts";
import type { Memory } from "./routines.ts";
import {
  atMost,
  bitsOf,
  both,
  type Changing,
  differing,
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

/** Components whose coefficients are kept: red, green and blue, or gray. */
export const shownComponents = 3;

/** What is known of a coefficient: that it is not 0, is negative, was seen to in the plane's first pass, and has had a second bit. */
const flags = { found: 1, negative: 2, seen: 4, refined: 8 } as const;
/** The bits of a block's style. */
const styles = { bypass: 1, resets: 2, causal: 8, symbols: 32 } as const;
/** What a pass reads: new coefficients beside others, further bits of known ones, all that is left. */
const passes = { beside: 0, further: 1, rest: 2 } as const;
/** Rows and columns of a block have 4 to 1024 samples, 4096 in all; one more stands around it. */
const areaSize = 6160;
/** Planes that 31 bits of a coefficient hold with half a step. */
const mostPlanes = 30;

interface Decoding {
  readonly file: ImageFile;
  readonly bits: CodedBits;
  readonly flags: Memory;
  readonly sizes: Memory;
}

/** A block under way. */
interface Block {
  readonly number: Expr;
  readonly component: Expr;
  readonly width: Expr;
  readonly height: Expr;
  /** From one row of flags to the next. */
  readonly stride: Expr;
  /** Where contexts of its band begin. */
  readonly newAt: Expr;
  readonly style: Expr;
}

/** One pass over a block: its kind, the plane (1 for the lowest), and whether its bits stand as they are. */
interface Pass {
  readonly kind: Expr;
  readonly plane: Expr;
  readonly isRaw: Expr;
}

/** The coefficients of all bands, each level's around the lower ones, by component; those that are not reversible as the bits of a float. */
export function decodeBlocks(file: ImageFile, given: Jpeg2000): Memory {
  const { script, scratch, width, height, length } = file;
  const jpeg = heldJpeg2000(file, given);
  const coefficients = scratch("coefficients", "i32", shownComponents * width * height);
  const coded = scratch("coded", "u8", length);
  const decoding: Decoding = {
    file,
    bits: new CodedBits(file, coded),
    flags: scratch("flags", "u8", areaSize),
    sizes: scratch("sizes", "i32", areaSize),
  };
  script.repeat("block", script.get(jpeg.count, 0), (number) => {
    script.when(less(read(file, jpeg.blocks, number, "component"), shownComponents), () => {
      const block = blockAt(file, jpeg, number);
      decodePlanes(decoding, jpeg, coded, block);
      putCoefficients(decoding, jpeg, coefficients, block);
    });
  });
  return coefficients;
}

function blockAt(file: ImageFile, jpeg: Jpeg2000, number: Expr): Block {
  const { script } = file;
  const width = read(file, jpeg.blocks, number, "width");
  const band = read(file, jpeg.blocks, number, "band");
  const component = read(file, jpeg.blocks, number, "component");
  const contextsOf = pick(same(band, 1), 1, pick(same(band, 3), 2, 0));
  return {
    number,
    component,
    width,
    height: read(file, jpeg.blocks, number, "height"),
    stride: script.let("stride", plus(width, 2)),
    newAt: script.let("new_at", plus(imageTables.at.newContexts, times(contextsOf, newContextAt.band))),
    style: read(file, jpeg.components, component, "style"),
  };
}

/** All passes, segment by segment. */
function decodePlanes(decoding: Decoding, jpeg: Jpeg2000, coded: Memory, block: Block): void {
  const { file, bits } = decoding;
  const { script } = file;
  const { style } = block;
  script.repeat("k", times(block.stride, plus(block.height, 2)), (k) => {
    script.put(decoding.flags, k, 0);
    script.put(decoding.sizes, k, 0);
  });
  bits.reset();
  const planes = read(file, jpeg.blocks, block.number, "planes");
  const [plane, kind] = [script.changing("plane", pick(less(mostPlanes, planes), 0, planes)), script.changing("kind", passes.rest)];
  const chunk = script.changing("chunk", read(file, jpeg.blocks, block.number, "first"));
  script.while(both(less(0, chunk.now), less(0, plane.now)), () => {
    const [size, count] = gather(file, jpeg, coded, chunk);
    const isRaw = both(differs(bitsOf(style, styles.bypass), 0), atMost(plane.now, minus(planes, 4)), less(kind.now, passes.rest));
    const raw = script.let("is_raw", pick(isRaw, 1, 0));
    bits.start(size, same(raw, 1));
    script.repeat("pass", count, () => {
      script.when(less(0, plane.now), () => {
        decodePass(decoding, block, { kind: script.let("kind", kind.now), plane: script.let("plane", plane.now), isRaw: raw });
        script.when(both(same(kind.now, passes.rest), differs(bitsOf(style, styles.symbols), 0)), () =>
          script.repeat("k", 4, () => bits.bit(contexts.uniform)),
        );
        script.when(differs(bitsOf(style, styles.resets), 0), () => bits.reset());
        plane.set(minus(plane.now, pick(same(kind.now, passes.rest), 1, 0)));
        kind.set(pick(same(kind.now, passes.rest), passes.beside, plus(kind.now, 1)));
      });
    });
  });
}

/** Puts a block where it stands among the coefficients of its component. */
function putCoefficients({ file, flags: of, sizes }: Decoding, jpeg: Jpeg2000, to: Memory, block: Block): void {
  const { script, width, height } = file;
  const { component, number } = block;
  const first = script.let("first", plus(read(file, jpeg.blocks, number, "place"), times(component, width * height)));
  const step = script.get(jpeg.components.memory, plus(times(component, jpeg.components.size), stepsAt, read(file, jpeg.blocks, number, "step")));
  const isReversible = read(file, jpeg.components, component, "isReversible");
  // 2^(8 - exponent) * (1 + mantissa / 2048), halved since sizes have one bit of fraction.
  const scale = script.let("scale", bitcast("f32", plus(up(minus(134, down(step, 11)), 23), up(bitsOf(step, 0x7ff), 12))));
  script.repeat("y", block.height, (y) => {
    script.repeat("x", block.width, (x) => {
      const at = script.let("at", plus(times(plus(y, 1), block.stride), x, 1));
      const found = script.get(sizes, at);
      const value = script.let("value", pick(same(bitsOf(script.get(of, at), flags.negative), 0), found, minus(0, found)));
      const float = bitcast("i32", mul(cast("f32", value), scale));
      script.put(to, plus(first, times(y, width), x), pick(same(isReversible, 1), over(value, 2), float));
    });
  });
}

/** The bytes and passes of one segment: those of chunks up to the next that begins one. */
function gather(file: ImageFile, jpeg: Jpeg2000, coded: Memory, chunk: Changing): readonly [Expr, Expr] {
  const { script } = file;
  const [size, count, isOpen] = [script.changing("size"), script.changing("passes"), script.changing("is_open", 1)];
  script.while(same(isOpen.now, 1), () => {
    const start = read(file, jpeg.chunks, chunk.now, "start");
    script.repeat("k", read(file, jpeg.chunks, chunk.now, "length"), (k) => {
      script.put(coded, size.now, byte(file, plus(start, k)));
      size.set(plus(size.now, 1));
    });
    count.set(plus(count.now, read(file, jpeg.chunks, chunk.now, "passes")));
    chunk.set(read(file, jpeg.chunks, chunk.now, "next"));
    const begins = read(file, jpeg.chunks, chunk.now, "begins");
    isOpen.set(pick(either(same(chunk.now, 0), same(begins, 1)), 0, 1));
  });
  return [script.let("size", size.now), script.let("passes", count.now)];
}

/** Four rows at a time, column by column. */
function decodePass(decoding: Decoding, block: Block, pass: Pass): void {
  const { file, bits } = decoding;
  const { script } = file;
  script.repeat("stripe", down(plus(block.height, 3), 2), (stripe) => {
    script.repeat("x", block.width, (x) => {
      const top = script.let("top", times(stripe, 4));
      const rows = script.let("rows", least(minus(block.height, top), 4));
      const first = script.let("first", plus(times(plus(top, 1), block.stride), x, 1));
      // Where nothing is known around four rows, one bit says that nothing is new; else two say in which row the first is.
      const [start, isGiven] = [script.changing("start"), script.changing("is_given")];
      script.when(both(same(pass.kind, passes.rest), same(rows, 4)), () => {
        script.when(same(aroundFour(decoding, block, first), 0), () => {
          const isNew = script.changing("is_new", 1);
          script.repeat("k", 3, (k) => {
            script.when(same(isNew.now, 1), () => {
              const bit = bits.bit(script.let("context", pick(same(k, 0), contexts.run, contexts.uniform)));
              isNew.set(pick(same(k, 0), bit, isNew.now));
              start.set(pick(same(k, 0), 0, plus(times(start.now, 2), bit)));
            });
          });
          isGiven.set(isNew.now);
          start.set(pick(same(isNew.now, 1), start.now, 4));
        });
      });
      const row = script.changing("row", start.now);
      script.while(less(row.now, rows), () => {
        const at = script.let("at", plus(first, times(row.now, block.stride)));
        decodeOne(decoding, block, pass, {
          at,
          isLast: script.let("is_last", pick(same(row.now, 3), 1, 0)),
          isGiven: script.let("is_given", isGiven.now),
        });
        isGiven.set(0);
        row.set(plus(row.now, 1));
      });
    });
  });
}

/** Other than 0 where one of four coefficients or its neighbors is found, or one was seen to. */
function aroundFour({ file, flags: of }: Decoding, { stride, style }: Block, first: Expr): Expr {
  const { script } = file;
  const any = script.changing("any");
  script.repeat("k", 6, (k) => {
    const at = script.let("around", plus(first, times(minus(k, 1), stride)));
    const known = joined(joined(script.get(of, minus(at, 1)), script.get(of, plus(at, 1))), script.get(of, at));
    const isCounted = either(less(k, 5), same(bitsOf(style, styles.causal), 0));
    const seen = pick(both(less(0, k), less(k, 5)), bitsOf(script.get(of, at), flags.seen), 0);
    any.set(joined(any.now, joined(pick(isCounted, bitsOf(known, flags.found), 0), seen)));
  });
  return script.let("any", any.now);
}

interface Sample {
  readonly at: Expr;
  /** The last of a stripe. */
  readonly isLast: Expr;
  /** Known to be new. */
  readonly isGiven: Expr;
}

function decodeOne(decoding: Decoding, block: Block, pass: Pass, { at, isLast, isGiven }: Sample): void {
  const { file, bits, flags: of, sizes } = decoding;
  const { script, tables } = file;
  const own = script.get(of, at);
  // Later stripes do not count where blocks are causal.
  const below = script.let("below", pick(both(same(isLast, 1), differs(bitsOf(block.style, styles.causal), 0)), 0, 255));
  const rowOf = (y: number): Expr => plus(at, times(block.stride, y));
  const near = (x: number, y: number): Expr => script.get(of, plus(rowOf(y), x));
  const lower = (x: number): Expr => script.let("lower", bitsOf(near(x, 1), below));
  const [left, right, upper, under] = [near(-1, 0), near(1, 0), near(0, -1), lower(0)];
  const count = (...list: readonly Expr[]): Expr => list.map((f) => bitsOf(f, flags.found)).reduce((a, b) => plus(a, b));
  const [row, column] = [script.let("in_row", count(left, right)), script.let("in_column", count(upper, under))];
  const diagonal = script.let("diagonal", count(near(-1, -1), near(1, -1), lower(-1), lower(1)));
  const isAny = less(0, plus(row, column, diagonal));
  const isNew = same(bitsOf(own, flags.found), 0);
  const isUnseen = same(bitsOf(own, flags.seen), 0);
  const isFurther = pick(both(same(bitsOf(own, flags.found), 1), isUnseen), 1, 0);
  const isLeft = pick(same(pass.kind, passes.further), isFurther, pick(both(isNew, isUnseen), 1, 0));
  const isRead = script.let("is_read", pick(same(pass.kind, passes.beside), pick(both(isNew, isAny), 1, 0), isLeft));
  const half = script.let("half", up(1, minus(pass.plane, 1)));
  const flag = script.changing("flag", own);
  script.when(same(isRead, 1), () => {
    const place = plus(block.newAt, times(row, newContextAt.row), times(column, newContextAt.column), diagonal);
    const isFirst = same(bitsOf(own, flags.refined), 0);
    const again = pick(isFirst, pick(isAny, contexts.bit + 1, contexts.bit), contexts.bit + 2);
    const bit = script.changing("bit", 1);
    const next = (context: Expr): Expr => {
      const found = script.changing("found");
      script.when(
        same(pass.isRaw, 1),
        () => found.set(bits.rawBit()),
        () => found.set(bits.bit(context)),
      );
      return script.let("found", found.now);
    };
    script.when(same(isGiven, 0), () =>
      bit.set(next(script.let("context", pick(same(pass.kind, passes.further), again, script.get(tables, place))))),
    );
    script.when(
      same(pass.kind, passes.further),
      () => {
        script.put(sizes, at, plus(script.get(sizes, at), pick(same(bit.now, 1), half, minus(0, half))));
        flag.set(joined(own, flags.refined));
      },
      () => {
        script.when(same(bit.now, 1), () => {
          const sign = (f: Expr): Expr => times(bitsOf(f, flags.found), minus(1, bitsOf(f, flags.negative)));
          const sum = (a: Expr, b: Expr): Expr => script.let("signs", least(most(plus(sign(a), sign(b)), -1), 1));
          const entry = script.get(tables, plus(imageTables.at.signContexts, times(plus(sum(left, right), 1), 3), sum(upper, under), 1));
          const turn = script.let("turn", pick(same(pass.isRaw, 1), 0, bitsOf(entry, 1)));
          const negative = differing(next(script.let("context", down(entry, 1))), turn);
          flag.set(joined(joined(own, flags.found), times(negative, flags.negative)));
          script.put(sizes, at, plus(half, half, half));
        });
        flag.set(joined(flag.now, pick(same(pass.kind, passes.beside), flags.seen, 0)));
      },
    );
  });
  script.put(of, at, pick(same(pass.kind, passes.rest), bitsOf(flag.now, ~flags.seen), flag.now));
}
