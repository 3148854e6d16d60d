/** Codes of Inflate (RFC 1951) and of lossless WebP: bits of a byte from the lowest on, and canonical prefix codes decoded bit by bit. */
import type { Expr } from "../../loop/expr.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, type Changing, down, joined, less, minus, type Num, pick, plus, type Script, same, up } from "./script.ts";

/** u8 memory; of it, `length` bytes from `start` on. */
export interface PackedBytes {
  readonly script: Script;
  readonly packed: Memory;
  readonly start: Num;
  readonly length: Num;
}

/** Bits of the stream, the lowest of a byte first. */
export class Bits {
  readonly #from: PackedBytes;
  readonly #at: Changing;
  readonly #held: Changing;
  readonly #count: Changing;

  constructor(from: PackedBytes) {
    this.#from = from;
    this.#at = from.script.changing("at", from.start);
    this.#held = from.script.changing("held");
    this.#count = from.script.changing("held_bits");
  }

  /** The next `count` bits, 0 to 24. */
  take(count: Num): Expr {
    const { script, packed } = this.#from;
    const wanted = script.let("wanted", count);
    script.while(less(this.#count.now, wanted), () => {
      this.#held.set(joined(this.#held.now, up(script.get(packed, this.#at.now), this.#count.now)));
      this.#count.set(plus(this.#count.now, 8));
      this.#at.set(plus(this.#at.now, 1));
    });
    const bits = script.let("bits", bitsOf(this.#held.now, minus(up(1, wanted), 1)));
    this.#held.set(down(this.#held.now, wanted));
    this.#count.set(minus(this.#count.now, wanted));
    return bits;
  }

  /** The next whole byte, after the rest of a byte was left out; two at once. */
  pair(): Expr {
    const { script, packed } = this.#from;
    const pair = script.let("pair", joined(script.get(packed, this.#at.now), up(script.get(packed, plus(this.#at.now, 1)), 8)));
    this.#at.set(plus(this.#at.now, 2));
    return pair;
  }

  byte(): Expr {
    const found = this.#from.script.get(this.#from.packed, this.#at.now);
    this.#at.set(plus(this.#at.now, 1));
    return found;
  }

  /** Leaves out the rest of the byte under way. */
  align(): void {
    this.#at.set(minus(this.#at.now, down(this.#count.now, 3)));
    this.#held.set(0);
    this.#count.set(0);
  }

  /** True while the stream goes on. */
  get isInside(): Expr {
    return atMost(this.#at.now, plus(this.#from.start, this.#from.length, 4));
  }
}

/**
 * A canonical code: how many codes there are of each length, and the symbols in the order of their codes. A 1 where those of length 0 would be
 * counted says that its only symbol takes no bits.
 */
export interface Code {
  readonly counts: Memory;
  readonly symbols: Memory;
  /** Where they begin in their memory, left out for 0. */
  readonly at?: { readonly counts: Expr; readonly symbols: Expr };
}

export const longestCode = 15;
const countAt = ({ at }: Code, length: Num): Num => (at === undefined ? length : plus(at.counts, length));
const symbolAt = ({ at }: Code, place: Num): Num => (at === undefined ? place : plus(at.symbols, place));

/** The lengths of `count` symbols, from `first` on; `starts` holds one number a length, of which the last is then the number of symbols. */
interface Lengths {
  readonly lengths: Memory;
  readonly first: Num;
  readonly count: Num;
  readonly starts: Memory;
}

export function buildCode(script: Script, code: Code, { lengths, first, count, starts }: Lengths): void {
  const { counts, symbols } = code;
  script.repeat("k", longestCode + 1, (k) => script.put(counts, countAt(code, k), 0));
  script.repeat("s", count, (s) => {
    const place = script.let("count_at", countAt(code, script.get(lengths, plus(first, s))));
    script.put(counts, place, plus(script.get(counts, place), 1));
  });
  script.put(counts, countAt(code, 0), 0);
  script.put(starts, 0, 0);
  script.repeat("k", longestCode, (k) => script.put(starts, plus(k, 1), plus(script.get(starts, k), script.get(counts, countAt(code, k)))));
  script.repeat("s", count, (s) => {
    const length = script.get(lengths, plus(first, s));
    script.when(less(0, length), () => {
      const place = script.get(starts, length);
      script.put(symbols, symbolAt(code, place), s);
      script.put(starts, length, plus(place, 1));
    });
  });
}

/** The next symbol; -1 for bits that are no code. */
export function decodeSymbol(script: Script, code: Code, bits: Bits): Expr {
  const [word, first, index, length] = ["code", "first", "index", "length"].map((name) => script.changing(name)) as [
    Changing,
    Changing,
    Changing,
    Changing,
  ];
  const isSingle = same(script.get(code.counts, countAt(code, 0)), 1);
  const symbol = script.changing("symbol", pick(isSingle, script.get(code.symbols, symbolAt(code, 0)), -1));
  script.while(both(less(symbol.now, 0), less(length.now, longestCode)), () => {
    length.set(plus(length.now, 1));
    word.set(joined(up(word.now, 1), bits.take(1)));
    first.set(up(first.now, 1));
    const count = script.get(code.counts, countAt(code, length.now));
    const place = script.let("offset", minus(word.now, first.now));
    script.when(less(place, count), () => symbol.set(script.get(code.symbols, symbolAt(code, plus(index.now, place)))));
    index.set(plus(index.now, count));
    first.set(plus(first.now, count));
  });
  return script.let("symbol", symbol.now);
}

/** The order in which Inflate's lengths of the code of lengths stand. */
export const inflateLengthOrder: readonly number[] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
