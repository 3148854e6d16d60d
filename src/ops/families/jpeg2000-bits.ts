/** The arithmetic code of JPEG 2000 (ITU T.800, annex C), and bits that stand beside it as they are. Behind its bytes a segment goes on with ones. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { contexts } from "./jpeg2000-tables.ts";
import type { Memory } from "./routines.ts";
import { bitsOf, both, type Changing, differs, down, less, minus, type Num, pick, plus, same, times, up } from "./script.ts";

export class CodedBits {
  readonly #file: ImageFile;
  readonly #bytes: Memory;
  /** Of each context the state and, lowest, the likelier bit. */
  readonly #states: Memory;
  readonly #code: Changing;
  readonly #interval: Changing;
  readonly #count: Changing;
  readonly #at: Changing;
  readonly #end: Changing;

  constructor(file: ImageFile, bytes: Memory) {
    const { script, scratch } = file;
    this.#file = file;
    this.#bytes = bytes;
    this.#states = scratch("states", "i32", contexts.count);
    this.#code = script.changing("code");
    this.#interval = script.changing("interval");
    this.#count = script.changing("held_bits");
    this.#at = script.changing("coded_at");
    this.#end = script.changing("coded_end");
  }

  /** All contexts as at the start of a block. Table D.7. */
  reset(): void {
    const { script } = this.#file;
    script.repeat("context", contexts.count, (c) => {
      script.put(this.#states, c, pick(same(c, 0), 8, pick(same(c, contexts.run), 6, pick(same(c, contexts.uniform), 92, 0))));
    });
  }

  /** Begins a segment of `length` bytes. */
  start(length: Expr, isRaw: Expr): void {
    const { script } = this.#file;
    this.#end.set(length);
    this.#at.set(0);
    script.when(
      isRaw,
      () => {
        this.#code.set(0);
        this.#count.set(0);
      },
      () => {
        this.#code.set(up(this.#byteAt(0), 16));
        this.#takeByte();
        this.#code.set(up(this.#code.now, 7));
        this.#count.set(minus(this.#count.now, 7));
        this.#interval.set(0x8000);
      },
    );
  }

  #byteAt(at: Num): Expr {
    const { script } = this.#file;
    return script.let("byte", pick(less(at, this.#end.now), script.get(this.#bytes, at), 255));
  }

  #takeByte(): void {
    const { script } = this.#file;
    const [now, next] = [this.#byteAt(this.#at.now), this.#byteAt(plus(this.#at.now, 1))];
    const isStuffed = script.let("is_stuffed", pick(same(now, 255), 1, 0));
    const isEnd = script.let("is_end", pick(both(same(isStuffed, 1), less(0x8f, next)), 1, 0));
    this.#code.set(plus(this.#code.now, pick(same(isEnd, 1), 0xff00, up(next, plus(8, isStuffed)))));
    this.#count.set(minus(8, minus(isStuffed, isEnd)));
    this.#at.set(plus(this.#at.now, minus(1, isEnd)));
  }

  /** The next bit in a context. */
  bit(context: Num): Expr {
    const { script, tables } = this.#file;
    const place = script.let("context", context);
    const held = script.get(this.#states, place);
    const likely = script.let("likely", bitsOf(held, 1));
    const row = script.let("state", plus(imageTables.at.arithmeticStates, times(down(held, 1), 4)));
    const unlikely = script.get(tables, row);
    this.#interval.set(minus(this.#interval.now, unlikely));
    const isLow = script.let("is_low", pick(less(bitsOf(down(this.#code.now, 16), 0xffff), unlikely), 1, 0));
    // The smaller part is the less likely one, whichever that is.
    const isOther = script.let("is_other", differs(same(isLow, 1), less(this.#interval.now, unlikely)) as Expr);
    const bit = script.let("bit", pick(isOther, minus(1, likely), likely));
    this.#code.set(minus(this.#code.now, pick(same(isLow, 1), 0, up(unlikely, 16))));
    this.#interval.set(pick(same(isLow, 1), unlikely, this.#interval.now));
    script.when(less(this.#interval.now, 0x8000), () => {
      const next = script.get(tables, plus(row, pick(isOther, 2, 1)));
      const isTurned = script.let("is_turned", pick(isOther, script.get(tables, plus(row, 3)), 0));
      script.put(this.#states, place, plus(times(next, 2), pick(same(isTurned, 1), minus(1, likely), likely)));
      script.while(less(this.#interval.now, 0x8000), () => {
        script.when(same(this.#count.now, 0), () => this.#takeByte());
        this.#interval.set(times(this.#interval.now, 2));
        this.#code.set(up(this.#code.now, 1));
        this.#count.set(minus(this.#count.now, 1));
      });
    });
    return bit;
  }

  /** The next bit as it stands; behind 255 a byte has seven. */
  rawBit(): Expr {
    const { script } = this.#file;
    script.when(same(this.#count.now, 0), () => {
      const next = this.#byteAt(this.#at.now);
      const isStuffed = same(this.#code.now, 255);
      const isEnd = script.let("is_end", pick(both(isStuffed, less(0x8f, next)), 1, 0));
      this.#count.set(pick(both(isStuffed, same(isEnd, 0)), 7, 8));
      this.#code.set(pick(same(isEnd, 1), 255, next));
      this.#at.set(plus(this.#at.now, minus(1, isEnd)));
    });
    this.#count.set(minus(this.#count.now, 1));
    return script.let("bit", bitsOf(down(this.#code.now, this.#count.now), 1));
  }
}
