/** Port names: the identifiers of a program's inputs and outputs, by which callers know them. */

import { identifier, shortHash } from "../core/names.ts";

/** A name of the model has one identifier, as input and as output; another name has another one, also in capitals, as C's macros are. */
export class PortNames {
  readonly #identifiers = new Map<string, string>();
  readonly #taken = new Set<string>();

  identifierOf(name: string): string {
    const known = this.#identifiers.get(name);
    if (known !== undefined) return known;
    let free = identifier(name);
    // A suffix made of the name alone: what else the model has renames nothing.
    if (this.#taken.has(free.toUpperCase())) free = `${free}_${shortHash(name)}`;
    while (this.#taken.has(free.toUpperCase())) free += "_";
    this.#identifiers.set(name, free);
    this.#taken.add(free.toUpperCase());
    return free;
  }
}
