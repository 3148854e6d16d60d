/** The prefix codes of a lossless WebP image: five a set, of green and lengths and cached colors, of red, blue, alpha and distances. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { type Bits, buildCode, type Code, decodeSymbol, longestCode } from "./prefix-codes.ts";
import type { Memory } from "./routines.ts";
import { both, type Changing, differs, less, minus, pick, plus, same, times } from "./script.ts";

/** Symbols besides cached colors, by place in a set; the most there can be of all. */
const alphabets = [280, 256, 256, 256, 40] as const;
/** Of the code of lengths. */
const lengthSymbols = 19;
const largestAlphabet = 280 + 2048;

export class WebpCodes {
  readonly #file: ImageFile;
  readonly #bits: Bits;
  /** `longestCode` + 1 a code; the symbols of all codes one behind the other, and where each one's begin. */
  readonly #counts: Memory;
  readonly #symbols: Memory;
  readonly #places: Memory;
  readonly #lengths: Memory;
  readonly #starts: Memory;
  readonly #lengthCode: Code;
  /** How many sets there is room for. */
  readonly most: number;

  constructor(file: ImageFile, bits: Bits, most: number) {
    const { scratch, length } = file;
    this.#file = file;
    this.#bits = bits;
    this.most = most;
    this.#counts = scratch("counts", "i16", most * 5 * (longestCode + 1));
    this.#symbols = scratch("symbols", "i16", Math.min(most * (largestAlphabet + 808), largestAlphabet + 808 + 16 * length));
    this.#places = scratch("places", "i32", most * 5);
    this.#lengths = scratch("lengths", "i16", largestAlphabet);
    this.#starts = scratch("starts", "i32", longestCode + 1);
    this.#lengthCode = { counts: scratch("length_counts", "i32", longestCode + 1), symbols: scratch("length_symbols", "i32", lengthSymbols) };
  }

  /** The code of this number: five a set. */
  code(number: Expr): Code {
    const { script } = this.#file;
    const at = { counts: script.let("counts_at", times(number, longestCode + 1)), symbols: script.get(this.#places, number) };
    return { counts: this.#counts, symbols: this.#symbols, at };
  }

  /** Reads the codes of `sets` sets, with `cached` colors in a cache. */
  read(sets: Expr, cached: Expr, isBroken: Changing): void {
    const { script } = this.#file;
    const end = script.changing("symbols_end");
    script.repeat("set", sets, (set) => {
      script.repeat("alphabet", alphabets.length, (k) => {
        const number = script.let("number", plus(times(set, alphabets.length), k));
        const others = pick(same(k, 4), alphabets[4], alphabets[1]);
        const size = script.let("alphabet_size", pick(same(k, 0), plus(alphabets[0], cached), others));
        script.repeat("s", size, (s) => script.put(this.#lengths, s, 0));
        script.when(
          same(this.#bits.take(1), 1),
          () => this.#readFew(),
          () => this.#readLengths(size, isBroken),
        );
        script.put(this.#places, number, end.now);
        const code = this.code(number);
        buildCode(script, code, { lengths: this.#lengths, first: 0, count: size, starts: this.#starts });
        this.#markSingle(code, isBroken);
        end.set(plus(end.now, script.get(this.#starts, longestCode)));
      });
    });
  }

  /** A code of one symbol takes no bits; one of none is none. */
  #markSingle({ counts, at }: Code, isBroken: Changing): void {
    const { script } = this.#file;
    const symbols = script.get(this.#starts, longestCode);
    script.when(same(symbols, 0), () => isBroken.set(1));
    script.when(same(symbols, 1), () => script.put(counts, at === undefined ? 0 : at.counts, 1));
  }

  /** One or two symbols. */
  #readFew(): void {
    const { script } = this.#file;
    const isPair = this.#bits.take(1);
    const first = this.#bits.take(script.let("size", pick(same(this.#bits.take(1), 1), 8, 1)));
    script.put(this.#lengths, first, 1);
    script.when(same(isPair, 1), () => script.put(this.#lengths, this.#bits.take(8), 1));
  }

  /** The lengths of all symbols, in a code of their own. */
  #readLengths(size: Expr, isBroken: Changing): void {
    const { script, tables } = this.#file;
    const [bits, lengths, code] = [this.#bits, this.#lengths, this.#lengthCode];
    const count = script.let("length_count", plus(bits.take(4), 4));
    script.repeat("k", count, (k) => script.put(lengths, script.get(tables, plus(imageTables.at.webpLengthOrder, k)), bits.take(3)));
    buildCode(script, code, { lengths, first: 0, count: lengthSymbols, starts: this.#starts });
    this.#markSingle(code, isBroken);
    script.repeat("k", lengthSymbols, (k) => script.put(lengths, k, 0));
    const left = script.changing("left", size);
    script.when(same(bits.take(1), 1), () => {
      const wide = script.let("size", plus(2, times(bits.take(3), 2)));
      left.set(plus(2, bits.take(wide)));
    });
    const [filled, before] = [script.changing("filled"), script.changing("before", 8)];
    script.while(both(less(filled.now, size), less(0, left.now), same(isBroken.now, 0)), () => {
      left.set(minus(left.now, 1));
      const symbol = decodeSymbol(script, code, bits);
      script.when(less(symbol, 0), () => isBroken.set(1));
      const isRepeat = less(15, symbol);
      const more = script.let("more", pick(isRepeat, pick(same(symbol, 16), 2, pick(same(symbol, 17), 3, 7)), 0));
      const repeats = script.let("count", pick(isRepeat, plus(bits.take(more), pick(same(symbol, 18), 11, 3)), 1));
      const length = script.let("length", pick(isRepeat, pick(same(symbol, 16), before.now, 0), symbol));
      script.when(both(less(symbol, 16), differs(symbol, 0)), () => before.set(symbol));
      script.when(less(size, plus(filled.now, repeats)), () => isBroken.set(1));
      script.when(same(isBroken.now, 0), () =>
        script.repeat("k", repeats, () => {
          script.put(lengths, filled.now, length);
          filled.set(plus(filled.now, 1));
        }),
      );
    });
  }
}
