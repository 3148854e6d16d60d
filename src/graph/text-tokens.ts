/** Splits the text form of graphs into tokens; what they mean is left to text-parse.ts. */

import { compileError } from "../core/diagnostics.ts";

export interface Token {
  /** "name" is bare; "string" is quoted; "from" is a comment's list of source nodes; "end" stands after the last token. */
  readonly kind: "name" | "string" | "number" | "layout" | "mark" | "newline" | "from" | "end";
  readonly text: string;
  readonly line: number;
}

const forms: readonly (readonly [Token["kind"] | "skip" | "comment", RegExp])[] = [
  ["skip", /[ \t\r]+/y],
  ["newline", /[\n;]/y],
  ["comment", /#[^\n]*/y],
  ["string", /"(?:[^"\\\n]|\\.)*"/y],
  ["number", /\d+(?:\.\d+)?(?:e[+-]?\d+)?/y],
  ["name", /[A-Za-z_][\w.~]*/y],
  ["layout", /@[A-Z]*(?:\d+[a-z])*(?:\+\d+(?::\d+)?(?:,\d+(?::\d+)?)*)?/y],
  ["mark", /:=|\.\.\.|\.\.|[()[\]{}=:,+\-*/%]/y],
];

export function tokens(text: string): readonly Token[] {
  const list: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const [kind, found] = tokenAt(text, at, line);
    if (kind === "comment") {
      const origin = /(?:^#|\s)from (.*)$/.exec(found)?.[1];
      if (origin !== undefined) list.push({ kind: "from", text: origin, line });
    } else if (kind !== "skip") list.push({ kind, text: found, line });
    if (found === "\n") line++;
    at += found.length;
  }
  list.push({ kind: "end", text: "the end", line });
  return list;
}

function tokenAt(text: string, at: number, line: number): readonly [Token["kind"] | "skip" | "comment", string] {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found !== undefined) return [kind, found];
  }
  return textError(line, `${JSON.stringify(text[at])} begins nothing known`);
}

/** Refuses the text at a line. */
function textError(line: number, message: string): never {
  throw compileError({ code: "AOT203", where: `graph text, line ${line}`, message });
}

/** A position in a list of tokens, with the steps every parser takes. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  /** Takes the mark (or bare word) `text` if it stands here. */
  accept(text: string): boolean {
    const token = this.peek();
    if (token.text !== text || token.kind === "string") return false;
    this.#at++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(`${JSON.stringify(text)} is expected, not ${this.peek().text}`);
  }

  /** A bare or quoted name. */
  name(): string {
    const token = this.next();
    if (token.kind === "string") return JSON.parse(token.text) as string;
    if (token.kind !== "name") textError(token.line, `a name is expected, not ${token.text}`);
    return token.text;
  }

  /** What `read` reads, separated by commas, up to the mark `close`. */
  list<T>(close: string, read: () => T): readonly T[] {
    const found: T[] = [];
    if (this.accept(close)) return found;
    do found.push(read());
    while (this.accept(","));
    this.expect(close);
    return found;
  }

  skipNewlines(): void {
    while (this.peek().kind === "newline") this.#at++;
  }

  fail(message: string): never {
    return textError(this.peek().line, message);
  }
}
