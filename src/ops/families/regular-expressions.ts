/**
 * Regular expressions in RE2's syntax, read into a small tree: sets of code points, sequences, choices, repetitions, assertions. What RE2 itself
 * leaves out (backreferences, look-around) and classes by Unicode property are refused. https://github.com/google/re2/wiki/Syntax
 */
import { complement, inAnyCase, joined, lastPoint, perlClasses, points, posixClasses, type Ranges } from "./code-points.ts";

export type Assertion = "begin" | "end" | "line begin" | "line end" | "word edge" | "no word edge";

export type Pattern =
  | { readonly kind: "set"; readonly ranges: Ranges }
  | { readonly kind: "assertion"; readonly what: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "choice"; readonly items: readonly Pattern[] }
  /** `least` times, and up to `most`; as often as it likes without that. */
  | { readonly kind: "repeat"; readonly item: Pattern; readonly least: number; readonly most?: number };

/** RE2 takes no more. */
const mostRepeated = 1000;

const escapes: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

type Fail = (rule: string) => never;

/** The tree of a pattern; `fail` is told what is wrong and where. */
export function parsePattern(text: string, fail: Fail): Pattern {
  return new Parser(Array.from(text), (rule) => fail(`pattern ${JSON.stringify(text)} ${rule}`)).whole();
}

class Parser {
  readonly #text: readonly string[];
  readonly #fail: Fail;
  #at = 0;
  #depth = 0;
  #flags: Flags = { i: false, m: false, s: false };

  constructor(text: readonly string[], fail: Fail) {
    this.#text = text;
    this.#fail = (rule) => fail(`${rule} (character ${this.#at})`);
  }

  whole(): Pattern {
    const pattern = this.#choice();
    if (this.#at < this.#text.length) this.#fail("closes a group that is not open");
    return pattern;
  }

  #peek(ahead = 0): string {
    return this.#text[this.#at + ahead] ?? "";
  }

  #accept(text: string): boolean {
    if (!Array.from(text).every((c, i) => this.#peek(i) === c)) return false;
    this.#at += Array.from(text).length;
    return true;
  }

  #choice(): Pattern {
    const items = [this.#sequence()];
    while (this.#accept("|")) items.push(this.#sequence());
    return items.length === 1 ? (items[0] as Pattern) : { kind: "choice", items };
  }

  #sequence(): Pattern {
    const items: Pattern[] = [];
    while (this.#at < this.#text.length && this.#peek() !== "|" && this.#peek() !== ")") {
      if (this.#accept("\\Q")) {
        items.push(...this.#quoted());
        continue;
      }
      const item = this.#item();
      if (item !== undefined) items.push(this.#repeated(item));
    }
    return { kind: "sequence", items };
  }

  /** Up to \E everything as it is; what says how often belongs to the last. */
  #quoted(): readonly Pattern[] {
    const items: Pattern[] = [];
    while (this.#at < this.#text.length && !this.#accept("\\E")) items.push(this.#literal(this.#next()));
    const last = items.pop();
    return last === undefined ? [] : [...items, this.#repeated(last)];
  }

  #next(): string {
    const c = this.#peek();
    this.#at++;
    return c;
  }

  #set(ranges: Ranges): Pattern {
    return { kind: "set", ranges: this.#flags.i ? inAnyCase(joined(ranges)) : joined(ranges) };
  }

  #literal(c: string): Pattern {
    return this.#set(points(c));
  }

  /** Undefined for flags alone. */
  #item(): Pattern | undefined {
    const c = this.#next();
    if (c === "(") return this.#group();
    if (c === "[") return this.#set(this.#class());
    if (c === ".") return { kind: "set", ranges: this.#flags.s ? [[0, lastPoint]] : complement(points("\n")) };
    if (c === "^") return { kind: "assertion", what: this.#flags.m ? "line begin" : "begin" };
    if (c === "$") return { kind: "assertion", what: this.#flags.m ? "line end" : "end" };
    if (c === "*" || c === "+" || c === "?") return this.#fail(`repeats nothing with ${c}`);
    return c === "\\" ? this.#escape() : this.#literal(c);
  }

  #escape(): Pattern {
    const assertions: Readonly<Record<string, Assertion>> = { A: "begin", z: "end", b: "word edge", B: "no word edge" };
    const what = assertions[this.#peek()];
    if (what === undefined) return this.#set(this.#escapedRanges());
    this.#at++;
    return { kind: "assertion", what };
  }

  /** What stands behind a backslash, outside and inside of brackets. */
  #escapedRanges(): Ranges {
    const c = this.#next();
    const perl = perlClasses[c.toLowerCase()];
    if (perl !== undefined) return c === c.toLowerCase() ? perl : complement(perl);
    const escaped = escapes[c];
    if (escaped !== undefined) return [[escaped, escaped]];
    if (c === "x") return this.#hexadecimal();
    if (/[0-7]/.test(c)) return this.#octal(c);
    if (c === "p" || c === "P") return this.#fail(`has a class by Unicode property (\\${c}), classes are ranges, \\d, \\s, \\w and [:names:]`);
    if (c === "" || /[A-Za-z0-9]/.test(c)) return this.#fail(`has the escape \\${c}, which is none of RE2's that are read`);
    return points(c);
  }

  #hexadecimal(): Ranges {
    const rest = this.#text.slice(this.#at, this.#at + 10).join("");
    const found = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(rest);
    const point = Number.parseInt(found?.[1] ?? found?.[2] ?? "", 16);
    if (!(point <= lastPoint)) return this.#fail("has an escape \\x without a code point in hexadecimal");
    this.#at += found?.[0].length ?? 0;
    return [[point, point]];
  }

  #octal(first: string): Ranges {
    let text = first;
    while (text.length < 3 && /[0-7]/.test(this.#peek())) text += this.#next();
    // \1 to \7 alone would be a backreference.
    if (first !== "0" && text.length === 1) return this.#fail(`has the backreference \\${first}, which no automaton follows`);
    const point = Number.parseInt(text, 8);
    return [[point, point]];
  }

  #group(): Pattern | undefined {
    if (++this.#depth > 200) return this.#fail("has more than 200 groups inside one another");
    const outer = this.#flags;
    if (this.#peek() === "?" && !this.#named()) {
      const flags = /^\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.#text.slice(this.#at, this.#at + 12).join(""));
      if (flags === null) return this.#fail("has a group (? that is none of RE2's: names, flags and (?: are");
      this.#at += flags[0].length;
      const [, on = "", off = ""] = flags;
      const set = (flag: keyof Flags): boolean => (on.includes(flag) || outer[flag]) && !off.includes(flag);
      this.#flags = { i: set("i"), m: set("m"), s: set("s") };
      if (flags[3] === ")") {
        this.#depth--;
        return undefined;
      }
    }
    const inner = this.#choice();
    if (!this.#accept(")")) return this.#fail("leaves a group open");
    this.#flags = outer;
    this.#depth--;
    return inner;
  }

  /** "?P<name>" or "?<name>"; what groups are called makes no difference. */
  #named(): boolean {
    const found = /^\?P?<\w+>/.exec(this.#text.slice(this.#at).join(""));
    this.#at += found?.[0].length ?? 0;
    return found !== null;
  }

  #class(): Ranges {
    const isNegated = this.#accept("^");
    let ranges: Ranges = [];
    for (let isFirst = true; isFirst || this.#peek() !== "]"; isFirst = false) {
      if (this.#at >= this.#text.length) return this.#fail("leaves brackets open");
      ranges = [...ranges, ...this.#classItem()];
    }
    this.#at++;
    const inside = this.#flags.i ? inAnyCase(joined(ranges)) : ranges;
    return isNegated ? complement(inside) : inside;
  }

  #classItem(): Ranges {
    const named = /^\[:(\^?)(\w+):\]/.exec(this.#text.slice(this.#at, this.#at + 20).join(""));
    if (named !== null) {
      this.#at += named[0].length;
      const [whole, , name = ""] = named;
      if (!Object.hasOwn(posixClasses, name)) return this.#fail(`has the class ${whole}, which is none of RE2's`);
      const found = posixClasses[name] ?? [];
      return named[1] === "^" ? complement(found) : found;
    }
    const low = this.#classPoint();
    const isRange = low.length === 1 && low[0]?.[0] === low[0]?.[1] && this.#peek() === "-" && !["]", ""].includes(this.#peek(1));
    if (!isRange) return low;
    this.#at++;
    const high = this.#classPoint();
    const [from, to] = [low[0]?.[0] ?? 0, high[0]?.[1] ?? 0];
    if (high.length !== 1 || high[0]?.[0] !== to || to < from) return this.#fail(`has a range in brackets that ends before it begins`);
    return [[from, to]];
  }

  #classPoint(): Ranges {
    const c = this.#next();
    return c === "\\" ? this.#escapedRanges() : points(c);
  }

  /** The item with what says how often; whether it prefers more or less makes no difference to a full match. */
  #repeated(item: Pattern): Pattern {
    const found = /^(?:([*+?])|\{(\d{1,6})(?:(,)(\d{1,6})?)?\})\??/.exec(this.#text.slice(this.#at, this.#at + 18).join(""));
    if (found === null) return item;
    this.#at += found[0].length;
    const [, sign, from, comma, to] = found;
    const least = sign === undefined ? Number(from) : sign === "+" ? 1 : 0;
    const most = sign === undefined ? (comma === undefined ? least : to === undefined ? undefined : Number(to)) : sign === "?" ? 1 : undefined;
    if (Math.max(least, most ?? 0) > mostRepeated) return this.#fail(`repeats more than ${mostRepeated} times`);
    if (most !== undefined && most < least) return this.#fail(`repeats ${least} to ${most} times`);
    if (/^[*+?]|^\{\d+(,\d*)?\}/.test(this.#text.slice(this.#at, this.#at + 18).join(""))) return this.#fail("repeats a repetition without a group");
    return { kind: "repeat", item, least, most };
  }
}
