/** The arithmetic code of VP8 (RFC 6386, section 7): one bit at a time, of a given probability to be 0. */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageFile } from "./image-files.ts";
import type { Memory } from "./routines.ts";
import { type Changing, down, joined, less, minus, type Num, pick, plus, same, times, up } from "./script.ts";

/** Numbers that a partition's reader is kept in between two of its rows. */
export const readerSize = 5;

export class Vp8Bits {
  readonly #file: ImageFile;
  readonly #value: Changing;
  /** One less than the range. */
  readonly #range: Changing;
  /** Bits of the value below its first eight. */
  readonly #spare: Changing;
  readonly #at: Changing;
  readonly #end: Changing;

  constructor(file: ImageFile) {
    const { script } = file;
    this.#file = file;
    this.#value = script.changing("value");
    this.#range = script.changing("range", 254);
    this.#spare = script.changing("spare", -8);
    this.#at = script.changing("bits_at");
    this.#end = script.changing("bits_end");
  }

  /** Begins with the bytes from `at` to `end`. */
  start(at: Num, end: Num): void {
    this.#value.set(0);
    this.#range.set(254);
    this.#spare.set(-8);
    this.#at.set(at);
    this.#end.set(end);
  }

  /** True while no byte behind the end was needed. */
  get isInside(): Expr {
    return less(this.#at.now, plus(this.#end.now, 1));
  }

  keep(memory: Memory, first: Expr): void {
    this.#parts().forEach((part, k) => this.#file.script.put(memory, plus(first, k), part.now));
  }

  resume(memory: Memory, first: Expr): void {
    this.#parts().forEach((part, k) => part.set(this.#file.script.get(memory, plus(first, k))));
  }

  #parts(): readonly Changing[] {
    return [this.#value, this.#range, this.#spare, this.#at, this.#end];
  }

  /** The next bit, which is 0 with a probability of `probability` in 256; behind the end as if zeros followed. */
  bit(probability: Num): Expr {
    const { script } = this.#file;
    script.when(less(this.#spare.now, 0), () => {
      const next = pick(less(this.#at.now, this.#end.now), byte(this.#file, this.#at.now), 0);
      this.#value.set(joined(up(this.#value.now, 8), next));
      this.#spare.set(plus(this.#spare.now, 8));
      this.#at.set(plus(this.#at.now, 1));
    });
    const split = script.let("split", down(times(this.#range.now, probability), 8));
    const bit = script.let("bit", pick(less(split, down(this.#value.now, this.#spare.now)), 1, 0));
    const range = script.let("left", plus(1, pick(same(bit, 1), minus(this.#range.now, split, 1), split)));
    this.#value.set(minus(this.#value.now, up(times(bit, plus(split, 1)), this.#spare.now)));
    // As far as the range has to go up to reach 128.
    const four = script.let("four", pick(less(range, 16), 4, 0));
    const two = script.let("two", plus(four, pick(less(up(range, four), 64), 2, 0)));
    const shift = script.let("shift", plus(two, pick(less(up(range, two), 128), 1, 0)));
    this.#range.set(minus(up(range, shift), 1));
    this.#spare.set(minus(this.#spare.now, shift));
    return bit;
  }

  /** A number of `count` bits, the highest first. */
  number(count: Num): Expr {
    const { script } = this.#file;
    const number = script.changing("number");
    script.repeat("k", script.let("wanted", count), () => number.set(joined(up(number.now, 1), this.bit(128))));
    return script.let("number", number.now);
  }

  /** A value of the tree that begins at `tree` of the tables, from `node` on; `probability` is that of a node. */
  value(tree: Num, node: Num, probability: (node: Expr) => Num): Expr {
    const { script, tables } = this.#file;
    const [root, at] = [script.let("tree", plus(tree, 0)), script.changing("node", node)];
    script.while(less(-1, at.now), () => {
      const bit = this.bit(probability(script.let("node", at.now)));
      at.set(script.get(tables, plus(root, times(at.now, 2), bit)));
    });
    return script.let("leaf", minus(-1, at.now));
  }
}
