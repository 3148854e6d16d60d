/** One packet of JPEG 2000 (ITU T.800, annexes B.9 and B.10): what it brings of each code block of a precinct, and where those bytes are. */
import type { Expr } from "../../loop/expr.ts";
import { bigEndian, type ImageFile } from "./image-files.ts";
import { halved, type Jpeg2000, read, write } from "./jpeg2000.ts";
import type { HeaderBits } from "./jpeg2000-header-bits.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, type Changing, down, either, least, less, minus, most, over, pick, plus, rest, same, times, up } from "./script.ts";

/** Packets under way. */
export interface PacketReading {
  readonly file: ImageFile;
  readonly jpeg: Jpeg2000;
  readonly bits: HeaderBits;
  readonly isBroken: Changing;
  readonly chunks: Changing;
  /** Of a tag tree's levels: where each begins, and its width. */
  readonly levelAt: Memory;
  readonly levelWidth: Memory;
}

export interface Packet {
  /** The first of its `bands` bands. */
  readonly precinct: Expr;
  readonly bands: Expr;
  readonly layer: Expr;
  readonly style: Expr;
  readonly end: Expr;
}

export function readPacket(reading: PacketReading, packet: Packet): void {
  const { file, jpeg, bits, chunks, isBroken } = reading;
  const { script } = file;
  const marks = read(file, jpeg.image, 0, "markers");
  const startsWith = (marker: number): Expr => same(bigEndian(file, bits.at.now, 2), marker);
  script.when(both(same(bitsOf(marks, 2), 2), startsWith(0xff91)), () => bits.at.set(plus(bits.at.now, 6)));
  const first = script.let("first_chunk", chunks.now);
  script.when(same(bits.bit(), 1), () => {
    script.repeat("band", packet.bands, (band) => {
      const precinct = script.let("precinct", plus(packet.precinct, band));
      const [across, along] = [read(file, jpeg.precincts, precinct, "across"), read(file, jpeg.precincts, precinct, "along")];
      const blocks = read(file, jpeg.precincts, precinct, "first");
      script.repeat("number", times(across, along), (number) => {
        script.when(both(same(isBroken.now, 0), atMost(bits.at.now, packet.end)), () => {
          readBlock(reading, packet, { precinct, across, along, number, block: script.let("block", plus(blocks, number)) });
        });
      });
    });
  });
  bits.align();
  script.when(both(same(bitsOf(marks, 4), 4), startsWith(0xff92)), () => bits.at.set(plus(bits.at.now, 2)));
  // Behind the header stand the bytes of all blocks.
  const chunk = script.changing("chunk", first);
  script.while(less(chunk.now, chunks.now), () => {
    write(file, jpeg.chunks, chunk.now, { start: bits.at.now });
    const size = read(file, jpeg.chunks, chunk.now, "length");
    script.when(either(less(size, 0), less(minus(packet.end, bits.at.now), size)), () => isBroken.set(1));
    bits.at.set(plus(bits.at.now, pick(same(isBroken.now, 1), 0, size)));
    chunk.set(plus(chunk.now, 1));
  });
}

interface Leaf {
  readonly precinct: Expr;
  readonly across: Expr;
  readonly along: Expr;
  readonly number: Expr;
  readonly block: Expr;
}

/** Which bits of a block's style cut its bytes into segments. */
const styles = { bypass: 1, terminates: 4 } as const;

/** What a packet says of a block: whether it has bytes in it, how many passes they are, and their lengths. */
function readBlock(reading: PacketReading, { layer, style }: Packet, leaf: Leaf): void {
  const { file, jpeg, bits, chunks, isBroken } = reading;
  const { script } = file;
  const { block } = leaf;
  const isNew = script.let("is_new", pick(same(read(file, jpeg.blocks, block, "first"), 0), 1, 0));
  const isIn = script.changing("is_in");
  script.when(
    same(isNew, 0),
    () => isIn.set(bits.bit()),
    () => {
      // Two trees: the first layer of a block, then how many of its planes are empty.
      script.repeat("tree", 2, (tree) => {
        script.when(either(same(tree, 0), same(isIn.now, 1)), () => {
          const limit = script.let("limit", pick(same(tree, 0), plus(layer, 1), mostPlanes));
          const value = tagValue(reading, leaf, tree, limit);
          script.when(
            same(tree, 0),
            () => isIn.set(pick(less(value, limit), 1, 0)),
            () => {
              const planes = script.let("planes", minus(read(file, jpeg.blocks, block, "planes"), value));
              write(file, jpeg.blocks, block, { planes });
            },
          );
        });
      });
    },
  );
  script.when(same(isIn.now, 1), () => {
    const count = passCount(reading);
    const grown = bits.ones(32);
    const lengthBits = script.let("length_bits", plus(read(file, jpeg.blocks, block, "lengthBits"), grown));
    write(file, jpeg.blocks, block, { lengthBits });
    const left = script.changing("left", count);
    script.while(both(less(0, left.now), same(isBroken.now, 0)), () => {
      const room = script.changing("room", read(file, jpeg.blocks, block, "room"));
      const begins = script.let("begins", pick(same(room.now, 0), 1, 0));
      script.when(same(begins, 1), () => {
        const segment = read(file, jpeg.blocks, block, "segment");
        const raw = pick(same(segment, 0), 10, pick(same(bitsOf(segment, 1), 1), 2, 1));
        room.set(pick(less(0, bitsOf(style, styles.terminates)), 1, pick(less(0, bitsOf(style, styles.bypass)), raw, 200)));
        write(file, jpeg.blocks, block, { segment: plus(segment, 1) });
      });
      const passes = script.let("passes", least(room.now, left.now));
      const size = bits.number(plus(lengthBits, logarithm(reading, passes)));
      const chunk = script.let("chunk", chunks.now);
      write(file, jpeg.chunks, chunk, { length: size, passes, begins, next: 0 });
      const last = read(file, jpeg.blocks, block, "last");
      script.when(
        same(last, 0),
        () => write(file, jpeg.blocks, block, { first: chunk }),
        () => write(file, jpeg.chunks, last, { next: chunk }),
      );
      write(file, jpeg.blocks, block, { last: chunk, room: minus(room.now, passes) });
      chunks.set(plus(chunk, 1));
      script.when(atMost(jpeg.chunks.capacity - 1, chunk), () => isBroken.set(1));
      left.set(minus(left.now, passes));
    });
  });
}

const mostPlanes = 80;

/** 1, 2, 3 to 5, 6 to 36, or 37 to 164. Table B.4. */
function passCount({ file, bits }: PacketReading): Expr {
  const { script } = file;
  const [count, isOpen] = [script.changing("pass_count", 1), script.changing("is_open", 1)];
  // Each number of bits that are all 1 leads on to the next.
  script.repeat("step", 5, (step) => {
    script.when(same(isOpen.now, 1), () => {
      const size = script.let("size", pick(less(step, 2), 1, pick(same(step, 2), 2, pick(same(step, 3), 5, 7))));
      const found = bits.number(size);
      count.set(plus(count.now, found));
      isOpen.set(pick(same(found, minus(up(1, size), 1)), 1, 0));
    });
  });
  return script.let("pass_count", count.now);
}

/** The power of two in a number of passes. */
function logarithm({ file }: PacketReading, x: Expr): Expr {
  const { script } = file;
  const found = script.changing("logarithm");
  script.while(atMost(up(2, found.now), x), () => found.set(plus(found.now, 1)));
  return script.let("logarithm", found.now);
}

/** What is known of a leaf of a tag tree after reading as far as `limit`. Annex B.10.2. */
function tagValue(
  { file, jpeg, bits, levelAt, levelWidth }: PacketReading,
  { precinct, across, along, number }: Leaf,
  tree: Expr,
  limit: Expr,
): Expr {
  const { script } = file;
  const [width, height, size, level] = [
    script.changing("width", across),
    script.changing("height", along),
    script.changing("nodes"),
    script.changing("level"),
  ];
  const isOpen = script.changing("is_open", 1);
  script.while(same(isOpen.now, 1), () => {
    script.put(levelAt, level.now, size.now);
    script.put(levelWidth, level.now, width.now);
    size.set(plus(size.now, times(width.now, height.now)));
    isOpen.set(pick(both(less(width.now, 2), less(height.now, 2)), 0, 1));
    width.set(halved(width.now, 1));
    height.set(halved(height.now, 1));
    level.set(plus(level.now, isOpen.now));
  });
  const first = script.let("first_node", plus(read(file, jpeg.precincts, precinct, "nodes"), times(tree, size.now)));
  const [x, y] = [script.let("leaf_x", rest(number, across)), script.let("leaf_y", over(number, across))];
  const [low, value] = [script.changing("low"), script.changing("value")];
  script.while(less(-1, level.now), () => {
    const inLevel = plus(times(down(y, level.now), script.get(levelWidth, level.now)), down(x, level.now));
    const node = script.let("node", plus(first, script.get(levelAt, level.now), inLevel));
    low.set(most(low.now, read(file, jpeg.nodes, node, "least")));
    value.set(read(file, jpeg.nodes, node, "value"));
    script.while(both(less(low.now, limit), less(low.now, value.now)), () => {
      script.when(
        same(bits.bit(), 1),
        () => value.set(low.now),
        () => low.set(plus(low.now, 1)),
      );
    });
    write(file, jpeg.nodes, node, { least: low.now, value: value.now });
    level.set(minus(level.now, 1));
  });
  return script.let("tag_value", value.now);
}
