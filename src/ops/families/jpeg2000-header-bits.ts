/** Bits of packet headers in JPEG 2000 (ITU T.800, annex B.10.1). */
import type { Expr } from "../../loop/expr.ts";
import { byte, type ImageFile } from "./image-files.ts";
import { bitsOf, both, type Changing, down, joined, less, minus, pick, plus, same, up } from "./script.ts";

/** The highest of a byte first; behind 255 a byte has seven. */
export class HeaderBits {
  readonly #file: ImageFile;
  readonly #held: Changing;
  readonly #count: Changing;
  readonly at: Changing;

  constructor(file: ImageFile) {
    this.#file = file;
    this.#held = file.script.changing("held");
    this.#count = file.script.changing("held_bits");
    this.at = file.script.changing("packet_at");
  }

  bit(): Expr {
    const { script, length } = this.#file;
    script.when(same(this.#count.now, 0), () => {
      this.#count.set(pick(same(this.#held.now, 255), 7, 8));
      this.#held.set(pick(less(this.at.now, length), byte(this.#file, this.at.now), 0));
      this.at.set(plus(this.at.now, 1));
    });
    this.#count.set(minus(this.#count.now, 1));
    return script.let("bit", bitsOf(down(this.#held.now, this.#count.now), 1));
  }

  number(count: Expr | number): Expr {
    const { script } = this.#file;
    const value = script.changing("number");
    script.repeat("k", script.let("wanted", count), () => value.set(joined(up(value.now, 1), this.bit())));
    return script.let("number", value.now);
  }

  /** How many bits are 1 before one is 0, `most` at most. */
  ones(limit: number): Expr {
    const { script } = this.#file;
    const [count, isOpen] = [script.changing("ones"), script.changing("is_open", 1)];
    script.while(both(same(isOpen.now, 1), less(count.now, limit)), () => {
      isOpen.set(this.bit());
      count.set(plus(count.now, isOpen.now));
    });
    return script.let("ones", count.now);
  }

  /** Up to the next whole byte. */
  align(): void {
    this.at.set(plus(this.at.now, pick(same(this.#held.now, 255), 1, 0)));
    this.#held.set(0);
    this.#count.set(0);
  }
}
