/** Seeded numbers for tests: the same on every machine and in every run. */

/** Mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number in [0, 2^32). */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  }

  /** A number in [lo, hi). */
  uniform(lo = 0, hi = 1): number {
    return lo + (this.bits() / 2 ** 32) * (hi - lo);
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.uniform(0, below));
  }

  floats(count: number, lo = -1, hi = 1): Float32Array {
    const array = new Float32Array(count);
    for (let i = 0; i < count; i++) array[i] = this.uniform(lo, hi);
    return array;
  }
}
