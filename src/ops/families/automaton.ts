/**
 * A regular expression as tables: a deterministic automaton over the bytes of UTF-8, made by the subset construction. Assertions are decided between
 * two bytes: a state remembers what kind of byte came last, a step sees the next.
 */
import type { Ranges } from "./code-points.ts";
import type { Assertion, Pattern } from "./regular-expressions.ts";

export interface Automaton {
  /** The class of each of the 256 bytes: bytes of one class lead to the same states. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** next[state * classCount + class]; state 0 has lost, state 1 is the first. */
  readonly next: Uint16Array;
  /** 1 where the text may end. */
  readonly accepting: Uint8Array;
}

/** What a pattern may need, so that no pattern takes a build's time or memory. */
const limits = { positions: 20_000, states: 10_000, entries: 1 << 20, work: 3e7 } as const;

/** Between positions of the pattern: a byte in a range, a choice without one, an assertion, or the end. */
type Position =
  | { readonly kind: "byte"; readonly lo: number; readonly hi: number; readonly next: number }
  | { readonly kind: "choice"; readonly next: readonly number[] }
  | { readonly kind: "assertion"; readonly what: Assertion; readonly next: number }
  | { readonly kind: "match" };

type Fail = (rule: string) => never;

/** What stands before or behind a place: nothing, a byte of a word, a line end, another byte. */
type Kind = "edge" | "word" | "line" | "other";

const kindOfByte = (byte: number): Kind => (byte === 10 ? "line" : /\w/.test(String.fromCharCode(byte)) && byte < 128 ? "word" : "other");

function holds(what: Assertion, before: Kind, behind: Kind): boolean {
  switch (what) {
    case "begin":
      return before === "edge";
    case "end":
      return behind === "edge";
    case "line begin":
      return before === "edge" || before === "line";
    case "line end":
      return behind === "edge" || behind === "line";
    case "word edge":
      return (before === "word") !== (behind === "word");
    case "no word edge":
      return (before === "word") === (behind === "word");
  }
}

/** The bytes of UTF-8 of all code points from lo to hi: sequences of byte ranges. */
export function byteSequences(lo: number, hi: number): readonly Ranges[] {
  for (const last of [0x7f, 0x7ff, 0xffff]) if (lo <= last && hi > last) return [...byteSequences(lo, last), ...byteSequences(last + 1, hi)];
  for (const bits of [6, 12, 18]) {
    const rest = (1 << bits) - 1;
    if (lo >> bits === hi >> bits || hi < 0x80) continue;
    if ((lo & rest) !== 0) return [...byteSequences(lo, lo | rest), ...byteSequences((lo | rest) + 1, hi)];
    if ((hi & rest) !== rest) return [...byteSequences(lo, (hi & ~rest) - 1), ...byteSequences(hi & ~rest, hi)];
  }
  const [from, to] = [bytesOfPoint(lo), bytesOfPoint(hi)];
  return [from.map((byte, i) => [byte, to[i] ?? byte] as const)];
}

function bytesOfPoint(point: number): readonly number[] {
  if (point < 0x80) return [point];
  const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const tail = Array.from({ length: more }, (_, k) => 0x80 | ((point >> (6 * (more - 1 - k))) & 0x3f));
  return [((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more)), ...tail];
}

/** Positions of a pattern, each made after those it leads to. */
class Positions {
  readonly list: Position[] = [{ kind: "match" }];
  readonly #fail: Fail;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  #add(position: Position): number {
    if (this.list.length >= limits.positions) this.#fail(`has more than ${limits.positions} positions`);
    return this.list.push(position) - 1;
  }

  /** Where `pattern` begins when `next` follows it. */
  before(pattern: Pattern, next: number): number {
    switch (pattern.kind) {
      case "set": {
        const starts = pattern.ranges
          .flatMap(([lo, hi]) => byteSequences(lo, hi))
          .map((bytes) => bytes.reduceRight((behind, [lo, hi]) => this.#add({ kind: "byte", lo, hi, next: behind }), next));
        return starts.length === 1 ? (starts[0] as number) : this.#add({ kind: "choice", next: starts });
      }
      case "assertion":
        return this.#add({ kind: "assertion", what: pattern.what, next });
      case "sequence":
        return pattern.items.reduceRight((behind, item) => this.before(item, behind), next);
      case "choice":
        return this.#add({ kind: "choice", next: pattern.items.map((item) => this.before(item, next)) });
      case "repeat":
        return this.#repeated(pattern, next);
    }
  }

  #repeated({ item, least, most }: Extract<Pattern, { kind: "repeat" }>, next: number): number {
    let start = next;
    if (most === undefined) {
      // The loop is known before what it repeats.
      start = this.#add({ kind: "choice", next: [] });
      this.list[start] = { kind: "choice", next: [this.before(item, start), next] };
    } else for (let k = least; k < most; k++) start = this.#add({ kind: "choice", next: [this.before(item, start), next] });
    for (let k = 0; k < least; k++) start = this.before(item, start);
    return start;
  }
}

/** Bytes that no position and no assertion tells apart. */
function classesOf(positions: readonly Position[], hasAssertions: boolean): { readonly classes: Uint8Array; readonly members: readonly number[] } {
  const starts = new Set([0]);
  for (const p of positions) if (p.kind === "byte") starts.add(p.lo).add(p.hi + 1);
  if (hasAssertions) for (let byte = 1; byte < 256; byte++) if (kindOfByte(byte) !== kindOfByte(byte - 1)) starts.add(byte);
  const members = [...starts].filter((byte) => byte < 256).sort((a, b) => a - b);
  const classes = new Uint8Array(256);
  for (let byte = 0, c = 0; byte < 256; byte++) {
    if (members[c + 1] === byte) c++;
    classes[byte] = c;
  }
  return { classes, members };
}

/** The automaton of a pattern that must match a whole text; `fail` where it would be too large. */
export function automatonOf(pattern: Pattern, fail: Fail): Automaton {
  const positions = new Positions(fail);
  const first = positions.before(pattern, 0);
  const { list } = positions;
  const hasAssertions = list.some((p) => p.kind === "assertion");
  const { classes, members } = classesOf(list, hasAssertions);
  let work = 0;
  /** The positions with a byte or the end that `from` reaches without one. */
  const reached = (from: readonly number[], before: Kind, behind: Kind): readonly number[] => {
    const seen = new Set(from);
    for (const at of seen) {
      const p = list[at];
      if (p?.kind === "choice") for (const next of p.next) seen.add(next);
      else if (p?.kind === "assertion" && holds(p.what, before, behind)) seen.add(p.next);
    }
    work += seen.size;
    if (work > limits.work) fail("takes too long to make an automaton of");
    return [...seen];
  };
  const numbers = new Map<string, number>([["", 0]]);
  const states: { readonly from: readonly number[]; readonly before: Kind }[] = [{ from: [], before: "other" }];
  const numberOf = (from: readonly number[], before: Kind): number => {
    const sorted = [...new Set(from)].sort((a, b) => a - b);
    const key = sorted.length === 0 ? "" : `${hasAssertions ? before : ""}:${sorted.join()}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (states.length >= Math.min(limits.states, limits.entries / members.length))
      fail(`needs more than ${states.length} states as an automaton over ${members.length} classes of bytes`);
    numbers.set(key, states.length);
    return states.push({ from: sorted, before }) - 1;
  };
  numberOf([first], "edge");
  const next: number[] = [];
  const accepting: number[] = [];
  for (const { from, before } of states) {
    const closures = new Map<Kind, readonly number[]>();
    const closure = (behind: Kind): readonly number[] => {
      const found = closures.get(behind) ?? reached(from, before, behind);
      closures.set(behind, found);
      return found;
    };
    for (const byte of members) {
      const kind = hasAssertions ? kindOfByte(byte) : "other";
      const to = closure(kind).flatMap((at) => {
        const p = list[at];
        return p?.kind === "byte" && p.lo <= byte && byte <= p.hi ? [p.next] : [];
      });
      next.push(numberOf(to, kind));
    }
    accepting.push(closure("edge").includes(0) ? 1 : 0);
  }
  return { classes, classCount: members.length, next: Uint16Array.from(next), accepting: Uint8Array.from(accepting) };
}
