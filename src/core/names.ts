/** Names: turns source names into identifiers, short and unique, and finds the nearest known name for a typo. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Words that C or TypeScript give a meaning; an identifier equal to one gets a trailing underscore. */
const keywords = words(
  "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return " +
    "short signed sizeof static struct switch typedef union unsigned void volatile while bool true false null undefined NULL " +
    "abstract any as async await boolean class constructor debugger declare delete export extends finally from function get implements " +
    "import in instanceof interface is keyof let module namespace never new number object of package private protected public require " +
    "set static string super symbol this throw try type typeof unknown var with yield main asm alignas alignof noreturn arguments eval " +
    "size_t ptrdiff_t uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t",
);

/** What C's headers, and compilers in their default mode, define as macros: no name in a header of ours survives one. */
const macros = words("EOF stdin stdout stderr errno assert NAN INFINITY I linux unix i386");

/** What `run` and the modules around it call their own things. */
const ownNames = words("a w at arena weights inputs outputs run load round");

const withoutWords = (name: string, reserved: ReadonlySet<string>): string => (reserved.has(name) ? `${name}_` : name);

/** `text` as an identifier that is valid in C and TypeScript, inside of a kernel; "value" when nothing remains. */
export function localIdentifier(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/_{2,}/g, "_");
  return withoutWords(withoutWords(/^[0-9]/.test(name) ? `v${name}` : name || "value", keywords), macros);
}

/** As `localIdentifier`, for what `run` and the modules around it refer to. */
export const identifier = (text: string): string => withoutWords(localIdentifier(text), ownNames);

/** Longer paths are cut to their last segments before they are compared. */
const mostSegments = 16;

/** Exporters call the result of an operator "Relu_output_0", in the place where it stands. */
const resultOfNode = /_output_\d+$/;

/** "/layer1/conv1/Relu_output_0" -> ["layer1_conv1", "layer1_conv1_Relu"]: what the value may be called, shortest first. */
function pathEnds(source: string): readonly string[] {
  const segments = source.split(/[/.:]+/).filter((segment) => segment !== "");
  const whole = segments.map((segment) => segment.replace(resultOfNode, ""));
  const places = segments.filter((segment) => !resultOfNode.test(segment));
  const path = (places.length === 0 ? whole : places).slice(-mostSegments);
  const ends = path.map((_, i) => path.slice(i).join("_")).reverse();
  // One segment says little ("weight"), and no identifier begins with a number.
  const telling = ends.filter((end, i) => i === ends.length - 1 || (i > 0 && !/^\d/.test(end)));
  return [...telling, whole.join("_")].map(identifier);
}

/**
 * An identifier for the source name of each key: the shortest end of its path that no other source name has. Keys that share one are numbered
 * in order.
 */
export function shortIdentifiers<K>(sources: ReadonlyMap<K, string>): ReadonlyMap<K, string> {
  const endsOf = new Map([...sources.values()].map((source) => [source, pathEnds(source)]));
  const users = new Map<string, number>();
  for (const ends of endsOf.values()) for (const end of new Set(ends)) users.set(end, (users.get(end) ?? 0) + 1);
  const names = new NameScope();
  const nameOf = (source: string): string => endsOf.get(source)?.find((end) => users.get(end) === 1) ?? identifier(source);
  return new Map([...sources].map(([key, source]) => [key, names.claim(nameOf(source))]));
}

/** Hands out identifiers, each once. */
export class NameScope {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** `wanted`, or `otherwise`, or that with the first number behind it that is free. */
  claim(wanted: string, otherwise = wanted): string {
    let name = this.#taken.has(wanted) ? otherwise : wanted;
    for (let n = 2; this.#taken.has(name); n++) name = `${otherwise}_${n}`;
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
