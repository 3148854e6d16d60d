/** Inflate (RFC 1951): what zlib streams and PNG files hold. Codes are decoded bit by bit from how many there are of each length. */
import type { Expr } from "../../loop/expr.ts";
import { imageTables } from "./image-tables.ts";
import { Bits, buildCode, type Code, decodeSymbol, inflateLengthOrder, longestCode, type PackedBytes } from "./prefix-codes.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, type Changing, down, less, minus, pick, plus, type Script, same, up } from "./script.ts";

export interface Inflating extends PackedBytes {
  /** u8 */
  readonly to: Memory;
  readonly capacity: number;
  /** Those of image-tables.ts. */
  readonly tables: Memory;
  readonly scratch: (name: string, dtype: "u8" | "i32", count: number) => Memory;
}

/** How many bytes were written; -1 where the stream is broken or holds more than `capacity`. */
export function inflate(stream: Inflating): Expr {
  const { script, to, capacity, scratch } = stream;
  const bits = new Bits(stream);
  const lengths = scratch("lengths", "i32", 320);
  const starts = scratch("starts", "i32", longestCode + 1);
  const code = (name: string, count: number): Code => ({
    counts: scratch(`${name}_counts`, "i32", longestCode + 1),
    symbols: scratch(`${name}_symbols`, "i32", count),
  });
  const [literals, distances] = [code("literals", 288), code("distances", 32)];
  const [end, isLast, isBroken] = [script.changing("end"), script.changing("is_last"), script.changing("is_broken")];
  const write = (x: Expr): void => {
    script.when(
      less(end.now, capacity),
      () => {
        script.put(to, end.now, x);
        end.set(plus(end.now, 1));
      },
      () => isBroken.set(1),
    );
  };
  script.while(both(same(isLast.now, 0), same(isBroken.now, 0), bits.isInside), () => {
    isLast.set(bits.take(1));
    const kind = bits.take(2);
    script.when(same(kind, 3), () => isBroken.set(1));
    script.when(same(kind, 0), () => {
      bits.align();
      const count = bits.pair();
      bits.pair();
      script.repeat("k", count, () => write(bits.byte()));
    });
    script.when(same(kind, 1), () => {
      script.repeat("s", 288, (s) => script.put(lengths, s, pick(less(s, 144), 8, pick(less(s, 256), 9, pick(less(s, 280), 7, 8)))));
      buildCode(script, literals, { lengths, first: 0, count: 288, starts });
      script.repeat("s", 30, (s) => script.put(lengths, s, 5));
      buildCode(script, distances, { lengths, first: 0, count: 30, starts });
    });
    script.when(same(kind, 2), () => readCodes(stream, bits, { lengths, starts, literals, distances, isBroken }));
    script.when(both(less(0, kind), less(kind, 3)), () => {
      const isOpen = script.changing("is_open", 1);
      script.while(both(same(isOpen.now, 1), same(isBroken.now, 0), bits.isInside), () => {
        const symbol = decodeSymbol(script, literals, bits);
        script.when(less(symbol, 0), () => isBroken.set(1));
        script.when(both(atMost(0, symbol), less(symbol, 256)), () => write(symbol));
        script.when(same(symbol, 256), () => isOpen.set(0));
        script.when(less(256, symbol), () => {
          const length = reach(script, bits, minus(symbol, 257));
          const back = decodeSymbol(script, distances, bits);
          script.when(less(back, 0), () => isBroken.set(1));
          const distance = distanceOf(script, bits, back);
          script.when(less(end.now, distance), () => isBroken.set(1));
          script.repeat("k", length, () => write(script.get(to, minus(end.now, distance))));
        });
      });
      script.when(same(isOpen.now, 1), () => isBroken.set(1));
    });
  });
  return script.let("inflated", pick(both(same(isBroken.now, 0), same(isLast.now, 1)), end.now, -1));
}

/** Lengths 3 to 258 by their symbol: four of each number of further bits, the last without any. */
function reach(script: Script, bits: Bits, s: Expr): Expr {
  const isShort = less(s, 8);
  const more = script.let("more", pick(isShort, 0, pick(same(s, 28), 0, minus(down(s, 2), 1))));
  const base = script.let("base", pick(isShort, plus(s, 3), pick(same(s, 28), 258, plus(up(plus(bitsOf(s, 3), 4), more), 3))));
  return script.let("reach", plus(base, bits.take(more)));
}

/** Distances 1 to 32768: two of each number of further bits. */
function distanceOf(script: Script, bits: Bits, s: Expr): Expr {
  const isShort = less(s, 4);
  const more = script.let("more", pick(isShort, 0, minus(down(s, 1), 1)));
  const base = script.let("base", pick(isShort, plus(s, 1), plus(up(plus(bitsOf(s, 1), 2), more), 1)));
  return script.let("distance", plus(base, bits.take(more)));
}

interface Codes {
  readonly lengths: Memory;
  readonly starts: Memory;
  readonly literals: Code;
  readonly distances: Code;
  readonly isBroken: Changing;
}

/** The codes of a block that brings its own: their lengths are coded too. */
function readCodes({ script, tables }: Inflating, bits: Bits, { lengths, starts, literals, distances, isBroken }: Codes): void {
  const [literalCount, distanceCount] = [script.let("literal_count", plus(bits.take(5), 257)), script.let("distance_count", plus(bits.take(5), 1))];
  const lengthCount = script.let("length_count", plus(bits.take(4), 4));
  script.repeat("k", inflateLengthOrder.length, (k) => script.put(lengths, k, 0));
  script.repeat("k", lengthCount, (k) => script.put(lengths, script.get(tables, plus(imageTables.at.inflateLengthOrder, k)), bits.take(3)));
  buildCode(script, literals, { lengths, first: 0, count: inflateLengthOrder.length, starts });
  const total = script.let("total", plus(literalCount, distanceCount));
  const [filled, before] = [script.changing("filled"), script.changing("before")];
  script.while(both(less(filled.now, total), same(isBroken.now, 0)), () => {
    const symbol = decodeSymbol(script, literals, bits);
    script.when(less(symbol, 0), () => isBroken.set(1));
    const isRepeat = less(15, symbol);
    const more = script.let("more", pick(isRepeat, pick(same(symbol, 16), 2, pick(same(symbol, 17), 3, 7)), 0));
    const count = script.let("count", pick(isRepeat, plus(bits.take(more), pick(same(symbol, 18), 11, 3)), 1));
    before.set(pick(isRepeat, pick(same(symbol, 16), before.now, 0), symbol));
    script.repeat("k", count, () => {
      script.put(lengths, filled.now, before.now);
      filled.set(plus(filled.now, 1));
    });
  });
  script.when(less(total, filled.now), () => isBroken.set(1));
  buildCode(script, literals, { lengths, first: 0, count: literalCount, starts });
  buildCode(script, distances, { lengths, first: literalCount, count: distanceCount, starts });
}
