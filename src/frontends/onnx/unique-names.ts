/** Names that are given once: a clash takes the next number. A file may use one name a hundred thousand times; each costs the same. */

export class UniqueNames {
  /** In the order they were claimed, with what each was made of. */
  readonly #claimed: { readonly name: string; readonly wanted: string; readonly number: number }[] = [];
  readonly #taken = new Set<string>();
  /** By the name wanted: the first number that may be free, where reserved names may be claimed and where not. */
  readonly #next = [new Map<string, number>(), new Map<string, number>()] as const;
  readonly #reserved: ReadonlySet<string>;

  constructor(reserved: ReadonlySet<string> = new Set()) {
    this.#reserved = reserved;
  }

  get size(): number {
    return this.#claimed.length;
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** `wanted`, or `wanted` with the first number behind it that is free. */
  claim(wanted: string, mayBeReserved = true): string {
    const next = this.#next[mayBeReserved ? 0 : 1];
    for (let number = next.get(wanted) ?? 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}_${number}`;
      if (this.#taken.has(name) || (!mayBeReserved && this.#reserved.has(name))) continue;
      next.set(wanted, number + 1);
      this.#taken.add(name);
      this.#claimed.push({ name, wanted, number });
      return name;
    }
  }

  /** Gives back all names but the first `size`. */
  forgetSince(size: number): void {
    for (const { name, wanted, number } of this.#claimed.splice(size)) {
      this.#taken.delete(name);
      for (const next of this.#next) next.set(wanted, Math.min(next.get(wanted) ?? 1, number));
    }
  }
}
