/** The coded data of a JPEG scan: bits with their stuffed zeros, Huffman codes, and blocks of coefficients, whole or a few bits at a time. */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import type { Jpeg } from "./jpeg.ts";
import type { Memory } from "./routines.ts";
import { atMost, bitsOf, both, type Changing, differs, down, either, joined, less, minus, type Num, pick, plus, same, times, up } from "./script.ts";

const longestCode = 16;

export interface BlockPlace {
  readonly component: Expr;
  /** Numbers of the codes of the first coefficient and of the others. */
  readonly dc: Expr;
  readonly ac: Expr;
  /** The first of its 64 coefficients. */
  readonly block: Expr;
  /** Coefficients first to last; the bit before (above) and the bit that this scan begins with (below), 4 bits each. */
  readonly band: { readonly first: Expr; readonly last: Expr; readonly shifts: Expr };
}

export class JpegBits {
  readonly #file: ImageFile;
  readonly #at: Changing;
  readonly #held: Changing;
  readonly #count: Changing;
  /** For how many blocks more nothing comes. */
  readonly #emptyRun: Changing;
  /** The first coefficient of the block before, by component. */
  readonly #before: Memory;
  /** Eight codes, those of first coefficients first: how many there are of each length, and their symbols in order. */
  readonly #counts: Memory;
  readonly #symbols: Memory;

  constructor(file: ImageFile) {
    const { script, scratch } = file;
    this.#file = file;
    this.#at = script.changing("bits_at");
    this.#held = script.changing("held");
    this.#count = script.changing("held_bits");
    this.#emptyRun = script.changing("empty_run");
    this.#before = scratch("before", "i32", 3);
    this.#counts = scratch("counts", "i32", 8 * (longestCode + 1));
    this.#symbols = scratch("symbols", "i32", 8 * 256);
    script.repeat("k", 8 * (longestCode + 1), (k) => script.put(this.#counts, k, 0));
    script.repeat("k", 8 * 256, (k) => script.put(this.#symbols, k, 0));
  }

  /** Behind the last byte that was taken. */
  get at(): Expr {
    return this.#at.now;
  }

  start(at: Expr): void {
    this.#at.set(at);
    this.#count.set(0);
  }

  reset(): void {
    this.#emptyRun.set(0);
    this.#file.script.repeat("c", 3, (c) => this.#file.script.put(this.#before, c, 0));
  }

  /** Passes over the marker that stands between intervals. */
  restart(): void {
    const { script, length } = this.#file;
    const isFound = script.changing("is_found");
    script.while(both(same(isFound.now, 0), less(this.#at.now, length)), () => {
      const isMark = both(same(byte(this.#file, this.#at.now), 255), same(bitsOf(byte(this.#file, plus(this.#at.now, 1)), 0xf8), 0xd0));
      isFound.set(pick(isMark, 1, 0));
      this.#at.set(plus(this.#at.now, pick(isMark, 2, 1)));
    });
    this.#count.set(0);
    this.reset();
  }

  readCodes(content: Expr, end: Expr): void {
    const { script } = this.#file;
    const at = script.changing("codes_at", content);
    const last = script.let("end", end);
    script.while(less(at.now, last), () => {
      const head = byte(this.#file, at.now);
      const number = script.let("number", plus(times(bitsOf(down(head, 4), 1), 4), bitsOf(head, 3)));
      const total = script.changing("total");
      script.repeat("k", longestCode, (k) => {
        const count = byte(this.#file, plus(at.now, 1, k));
        script.put(this.#counts, plus(times(number, longestCode + 1), 1, k), count);
        total.set(plus(total.now, count));
      });
      script.repeat("k", total.now, (k) => {
        script.when(less(k, 256), () => script.put(this.#symbols, plus(times(number, 256), k), byte(this.#file, plus(at.now, longestCode + 1, k))));
      });
      at.set(plus(at.now, longestCode + 1, total.now));
    });
  }

  /** The next bit; 0 behind the end and before a marker. A 0 after 255 is no data. */
  #bit(): Expr {
    const { script, length } = this.#file;
    script.when(same(this.#count.now, 0), () => {
      const [next, after] = [byte(this.#file, this.#at.now), byte(this.#file, plus(this.#at.now, 1))];
      const isEnd = either(atMost(length, this.#at.now), both(same(next, 255), differs(after, 0)));
      this.#held.set(pick(isEnd, 0, next));
      this.#at.set(plus(this.#at.now, pick(isEnd, 0, pick(same(next, 255), 2, 1))));
      this.#count.set(8);
    });
    this.#count.set(minus(this.#count.now, 1));
    return script.let("bit", bitsOf(down(this.#held.now, this.#count.now), 1));
  }

  #take(count: Num): Expr {
    const { script } = this.#file;
    const taken = script.changing("taken");
    script.repeat("k", script.let("wanted", count), () => taken.set(joined(up(taken.now, 1), this.#bit())));
    return script.let("bits", taken.now);
  }

  /** A number of `size` bits whose first bit says that it is positive; negative ones are 2^size - 1 less. */
  #signed(size: Expr): Expr {
    const raw = this.#take(size);
    const half = up(1, minus(size, 1));
    return this.#file.script.let("signed", pick(both(less(0, size), less(raw, half)), plus(minus(raw, up(1, size)), 1), raw));
  }

  /** The next symbol of a code; 0 for bits that are no code. */
  #symbol(number: Expr): Expr {
    const { script } = this.#file;
    const [code, first, index] = [script.changing("code"), script.changing("first"), script.changing("index")];
    const [length, symbol] = [script.changing("length"), script.changing("symbol", -1)];
    script.while(both(less(symbol.now, 0), less(length.now, longestCode)), () => {
      length.set(plus(length.now, 1));
      code.set(joined(up(code.now, 1), this.#bit()));
      first.set(up(first.now, 1));
      const count = script.get(this.#counts, plus(times(number, longestCode + 1), length.now));
      const place = script.let("offset", minus(code.now, first.now));
      script.when(less(place, count), () => symbol.set(script.get(this.#symbols, plus(times(number, 256), bitsOf(plus(index.now, place), 255)))));
      index.set(plus(index.now, count));
      first.set(plus(first.now, count));
    });
    return script.let("symbol", pick(less(symbol.now, 0), 0, symbol.now));
  }

  readBlock(place: BlockPlace, { coefficients }: Pick<Jpeg, "coefficients">): void {
    const { script } = this.#file;
    const { block, band, dc, component } = place;
    const [above, below] = [script.let("above", down(band.shifts, 4)), script.let("below", bitsOf(band.shifts, 15))];
    script.when(same(band.first, 0), () => {
      script.when(
        same(above, 0),
        () => {
          const value = script.let("first_one", plus(script.get(this.#before, component), this.#signed(this.#symbol(dc))));
          script.put(this.#before, component, value);
          script.put(coefficients, block, up(value, below));
        },
        () => script.put(coefficients, block, joined(script.get(coefficients, block), up(this.#bit(), below))),
      );
    });
    script.when(less(0, band.last), () => {
      const walk: Walk = { k: script.changing("k", pick(same(band.first, 0), 1, band.first)), last: band.last, below, coefficients, block };
      script.when(
        same(above, 0),
        () => this.#firstBits(place, walk),
        () => this.#laterBits(place, walk),
      );
    });
  }

  /** Coefficients that were 0 so far: after a run of zeros each is said whole, but for its lowest bits. */
  #firstBits({ ac }: BlockPlace, walk: Walk): void {
    const { script } = this.#file;
    const { k, last, below } = walk;
    script.when(
      less(0, this.#emptyRun.now),
      () => this.#emptyRun.set(minus(this.#emptyRun.now, 1)),
      () => {
        script.while(atMost(k.now, last), () => {
          const [run, size] = this.#runAndSize(ac);
          script.when(
            same(size, 0),
            () => {
              script.when(
                same(run, 15),
                () => k.set(plus(k.now, 16)),
                () => {
                  this.#emptyRun.set(plus(up(1, run), this.#take(run), -1));
                  k.set(64);
                },
              );
            },
            () => {
              k.set(plus(k.now, run));
              const value = this.#signed(size);
              script.when(less(k.now, 64), () => script.put(walk.coefficients, this.#placeOf(walk), up(value, below)));
              k.set(plus(k.now, 1));
            },
          );
        });
      },
    );
  }

  #runAndSize(ac: Expr): readonly [Expr, Expr] {
    const symbol = this.#symbol(plus(ac, 4));
    return [this.#file.script.let("run", down(symbol, 4)), this.#file.script.let("size", bitsOf(symbol, 15))];
  }

  #placeOf({ k, block }: Walk): Expr {
    const { script, tables } = this.#file;
    return script.let("coefficient", plus(block, script.get(tables, plus(imageTables.at.zigzag, k.now))));
  }

  /** One more bit of those that are not 0, and new ones of one bit between them. */
  #laterBits({ ac }: BlockPlace, walk: Walk): void {
    const { script } = this.#file;
    const { k, last, below, coefficients } = walk;
    const one = script.let("one", up(1, below));
    const [fresh, zeros] = [script.changing("fresh"), script.changing("zeros")];
    script.while(both(same(this.#emptyRun.now, 0), atMost(k.now, last)), () => {
      const [run, size] = this.#runAndSize(ac);
      fresh.set(0);
      zeros.set(run);
      script.when(
        same(size, 0),
        () => {
          script.when(less(run, 15), () => {
            this.#emptyRun.set(plus(up(1, run), this.#take(run)));
            zeros.set(64);
          });
        },
        () => fresh.set(pick(same(this.#bit(), 1), one, minus(0, one))),
      );
      // Behind the run stands the new one; where nothing more comes the rest is refined all the same.
      const isOpen = script.changing("is_open", 1);
      script.while(both(same(isOpen.now, 1), atMost(k.now, last)), () => {
        const place = this.#placeOf(walk);
        const value = script.get(coefficients, place);
        script.when(
          differs(value, 0),
          () => this.#refine(coefficients, place, { value, one }),
          () => {
            script.when(
              same(zeros.now, 0),
              () => {
                script.put(coefficients, place, fresh.now);
                isOpen.set(0);
              },
              () => zeros.set(minus(zeros.now, 1)),
            );
          },
        );
        k.set(plus(k.now, 1));
      });
    });
    script.when(less(0, this.#emptyRun.now), () => {
      script.while(atMost(k.now, last), () => {
        const place = this.#placeOf(walk);
        const value = script.get(coefficients, place);
        script.when(differs(value, 0), () => this.#refine(coefficients, place, { value, one }));
        k.set(plus(k.now, 1));
      });
      this.#emptyRun.set(minus(this.#emptyRun.now, 1));
    });
  }

  #refine(coefficients: Memory, place: Expr, { value, one }: { readonly value: Expr; readonly one: Expr }): void {
    const { script } = this.#file;
    const isSet = both(same(this.#bit(), 1), same(bitsOf(value, one), 0));
    script.put(coefficients, place, plus(value, pick(isSet, pick(less(value, 0), minus(0, one), one), 0)));
  }
}

/** Which coefficient is next, and where they are. */
interface Walk {
  readonly k: Changing;
  readonly last: Expr;
  readonly below: Expr;
  readonly coefficients: Memory;
  readonly block: Expr;
}
