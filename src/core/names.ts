/** Names: turns source names into identifiers, keeps them unique, and finds the nearest known name for a typo. */

/** Words that C, TypeScript or our own output give a meaning; an identifier equal to one gets a trailing underscore. */
const reserved = new Set(
  (
    "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return " +
    "short signed sizeof static struct switch typedef union unsigned void volatile while bool true false null undefined NULL " +
    "abstract any as async await boolean class constructor debugger declare delete export extends finally from function get implements " +
    "import in instanceof interface is keyof let module namespace never new number object of package private protected public require " +
    "set static string super symbol this throw try type typeof unknown var with yield main asm alignas alignof noreturn " +
    "a w at arena weights inputs outputs run load arguments eval round size_t ptrdiff_t uintptr_t int8_t int16_t int32_t int64_t uint8_t " +
    "uint16_t uint32_t uint64_t"
  ).split(" "),
);

/** `text` as an identifier that is valid in C and TypeScript; "value" when nothing remains. */
export function identifier(text: string): string {
  let name = text
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/_{2,}/g, "_");
  if (name === "") name = "value";
  if (/^[0-9]/.test(name)) name = `v${name}`;
  return reserved.has(name) ? `${name}_` : name;
}

/** "/layer1/conv1/Relu_output_0" -> ["relu_output" ...]: path segments, last first, exporters' suffixes dropped. */
function segments(source: string): string[] {
  const parts = source.split(/[/.:]+/).filter((part) => part !== "");
  const last = parts.at(-1);
  if (parts.length > 1 && last !== undefined && /_output_\d+$/.test(last)) parts.pop();
  return parts.length === 0 ? ["value"] : parts.reverse();
}

/** Hands out identifiers by source name; a clash takes the next path segment, then a suffix made of the whole name's hash. */
export class NameScope {
  readonly #taken = new Set<string>();

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(name);
  }

  /** `name` itself, or undefined when it is taken. */
  claimExactly(name: string): string | undefined {
    if (this.#taken.has(name)) return undefined;
    this.#taken.add(name);
    return name;
  }

  claim(source: string): string {
    const parts = segments(source);
    let candidate = "";
    for (const part of parts) {
      candidate = candidate === "" ? part : `${part}_${candidate}`;
      // A number alone says nothing: "block.2" is block_2.
      if (/^\d+$/.test(candidate) && part !== parts.at(-1)) continue;
      const name = identifier(candidate);
      if (!this.#taken.has(name)) {
        this.#taken.add(name);
        return name;
      }
    }
    const whole = `${identifier(candidate)}_${shortHash(source)}`;
    let name = whole;
    for (let n = 2; this.#taken.has(name); n++) name = `${whole}_${n}`;
    this.#taken.add(name);
    return name;
  }
}

/** Text with names out of a model, whose characters show in their order and do nothing else: control characters and marks of direction by number. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (c) => `U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

/** A word of a command as a POSIX shell takes it; names out of a model may hold anything. */
export const shellWord = (word: string): string => (/^[\w.,:/=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Six hex digits of the FNV-1a hash of `text`: names, not security. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0").slice(2);
}

/** Edit distance with substitutions, insertions, deletions; early exit is not needed at these lengths. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Nobody mistypes longer names, and a distance takes the product of both lengths. */
const longestCompared = 200;

/** The known name nearest to `name`, or undefined when none is within a third of its length (and 2 at least), or it is very long. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longestCompared) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** What a message says beside a name that is not known: the nearest that is. */
export function suggestion(name: string, known: Iterable<string>): { readonly hint?: string } {
  const near = nearest(name, known);
  return near === undefined ? {} : { hint: `did you mean ${near}?` };
}
