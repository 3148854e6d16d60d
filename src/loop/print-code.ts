/**
 * Prints kernels and functions as C-family code: structure, names, parentheses and line breaks. Everything a language spells in its own way
 * stands in a `Dialect`. Vector forms are printed only by dialects that have them; others get a scalarized kernel.
 */
import { invariant } from "../core/diagnostics.ts";
import { type Dim, equalShapes, type Sym } from "../core/dim.ts";
import { apply, breakLine, element, infix, type Piece } from "./code-piece.ts";
import type { Expr, ExprOf, FunctionDef, Tile } from "./expr.ts";
import type { Kernel, Stmt } from "./kernel.ts";
import { type RunsOfVector, runsOfVector } from "./lane-runs.ts";
import { type Named, type Names, nameFunction, nameKernel } from "./naming.ts";
import { type DimDialect, printDim } from "./print-dim.ts";
import { computedValue } from "./rewrite-expr.ts";
import { type Transposition, transpositionOf } from "./transposition.ts";

export type StmtOf<K extends Stmt["kind"]> = Extract<Stmt, { kind: K }>;

/** How one language spells the loop language. Each entry gets the node and its printed parts. */
export interface Dialect {
  /** One level of indentation, and the width beyond which lines are broken. */
  readonly indent: string;
  readonly width: number;
  /** Words that kernels may not use as names: helpers, module-level names. */
  readonly taken: readonly string[];
  readonly dims: DimDialect;
  constant(e: ExprOf<"const">): Piece;
  unary(e: ExprOf<"unary">, x: Piece): Piece;
  binary(e: ExprOf<"binary">, a: Piece, b: Piece): Piece;
  select(e: ExprOf<"select">, condition: Piece, then: Piece, otherwise: Piece): Piece;
  cast(e: ExprOf<"cast">, x: Piece): Piece;
  bitcast(e: ExprOf<"bitcast">, x: Piece): Piece;
  load(e: ExprOf<"load">, buffer: string, at: Piece, count: Piece | undefined): Piece;
  /** An accumulator, as a value and as the target of an assignment. */
  tileElement(tile: Tile, name: string, at: readonly Dim[], dim: (d: Dim) => Piece): Piece;
  /** A computed integer where an index is wanted. */
  computedIndex(e: Expr, x: Piece): Piece;
  /** Vector forms; a dialect without them prints scalar kernels only. */
  readonly vectors?: {
    splat(e: ExprOf<"splat">, x: Piece): Piece;
    lane(e: ExprOf<"lane">, x: Piece): Piece;
    ramp(e: ExprOf<"ramp">, base: Piece): Piece;
    fold(e: ExprOf<"fold">, x: Piece): Piece;
    /** Lanes that share elements of one vector in runs; undefined where that is no less than choosing among these elements. */
    runs(e: ExprOf<"select">, of: RunsOfVector, buffer: string, at: Piece, from: Piece): Piece | undefined;
  };
  /** Any expression as it is printed, for what a language adds to some. */
  value?(e: Expr, printed: Piece): Piece;
  /** name(args) unless the language has a better word for a function. */
  call?(e: ExprOf<"call">, args: readonly Piece[]): Piece;
  /** "+=" where `target = target op x` may be printed as `target += x`. */
  compound(e: ExprOf<"binary">): string | undefined;
  letStatement(s: StmtOf<"let">, name: string, value: Piece): string;
  bindStatement(s: Sym, name: string, value: Piece): string;
  tileStatement(s: StmtOf<"tile">, name: string, init: Piece): string;
  /** A declaration at the head of the function for a tile whose statement then only fills it. */
  tileAtHead?(tile: Tile, name: string): string | undefined;
  storeStatement(s: StmtOf<"store">, buffer: string, at: Piece, value: Piece, count: Piece | undefined): string;
  /** for (...) without a body; `end` names a variable for the upper end where it is to be computed once. */
  forHeader(s: StmtOf<"for">, name: string, from: Piece, to: Piece, end: string | undefined): string;
  /** The statement of a transposition between the first elements of both sides; languages without one print its loops. */
  transposition?(t: Transposition, to: Piece, from: Piece, dim: (d: Dim) => Piece): string;
  /** The statement of an iteration that prefetches; languages without one print nothing. */
  prefetchStatement?(buffer: string, at: Piece): string;
  /** Languages without threads print nothing where threads wait for each other. */
  readonly waitStatement?: string;
  /** True where a body of one statement stands in braces, too. */
  readonly braces?: true;
  comment(lines: readonly string[]): readonly string[];
  /** The signature up to the opening brace. */
  kernelHead(kernel: Kernel, names: Names): readonly string[];
  functionHead(fn: FunctionDef, names: Names): readonly string[];
}

/** A kernel as a function, with its comment. */
export function printKernel(kernel: Kernel, dialect: Dialect): string {
  const isAtHead = (thing: Named): boolean => thing.kind === "tile" && dialect.tileAtHead?.(thing, thing.name) !== undefined;
  const printer = new Printer(dialect, nameKernel(kernel, dialect.taken, isAtHead));
  const body = printer.statements(kernel.body, 1);
  return finish([
    ...dialect.comment(kernel.doc),
    ...openBrace(dialect.kernelHead(kernel, printer.names)),
    ...printer.head.map((line) => dialect.indent + line),
    ...body,
    "}",
  ]);
}

/** A pure function of the loop language, with its comment. */
export function printFunction(fn: FunctionDef, dialect: Dialect): string {
  const printer = new Printer(dialect, nameFunction(fn, dialect.taken));
  return finish([
    ...dialect.comment([fn.doc]),
    ...openBrace(dialect.functionHead(fn, printer.names)),
    ...fn.lets.flatMap(({ name, value }) => printer.statements([{ kind: "let", name, value }], 1)),
    ...printer.line(`return ${printer.expr(fn.value).text};`, 1),
    "}",
  ]);
}

const comments = /\/\*[\s\S]*?\*\/|\/\/.*/g;

/** Definitions whose names occur in `text` outside comments, each from the first table that has the name, those they use before them. */
export function helpersUsed(text: string, ...tables: readonly Readonly<Record<string, string>>[]): readonly string[] {
  const found = new Set<string>();
  const scan = (code: string): void => {
    for (const word of code.replace(comments, "").match(/[A-Za-z_]\w*/g) ?? []) {
      const definition = tables.find((table) => Object.hasOwn(table, word))?.[word];
      if (definition === undefined || found.has(definition) || definition === code) continue;
      scan(definition);
      found.add(definition);
    }
  };
  scan(text);
  return [...found];
}

const openBrace = (head: readonly string[]): readonly string[] => head.map((line, i) => (i === head.length - 1 ? `${line} {` : line));
const finish = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

class Printer {
  readonly head: string[] = [];
  readonly #hoisted = new Set<Tile>();
  readonly #dialect: Dialect;
  readonly names: Names;

  constructor(dialect: Dialect, names: Names) {
    this.#dialect = dialect;
    this.names = names;
  }

  readonly dim = (d: Dim): Piece =>
    printDim(d, this.#dialect.dims, (s) => {
      const value = computedValue(s);
      if (value === undefined || this.names.has(s)) return { text: this.names.of(s), level: 16 };
      return this.#dialect.computedIndex(value, this.expr(value));
    });

  readonly expr = (e: Expr): Piece => {
    const printed = this.#printed(e);
    return this.#dialect.value === undefined ? printed : this.#dialect.value(e, printed);
  };

  #printed(e: Expr): Piece {
    const dialect = this.#dialect;
    switch (e.kind) {
      case "const":
        return dialect.constant(e);
      case "index":
        return this.dim(e.dim);
      case "var":
        return element(this.names.of(e));
      case "read":
        throw new Error(`internal: ${e.tensor.name} is read in a kernel, where only buffers are`);
      case "load":
        return dialect.load(e, this.names.of(e.buffer), this.dim(e.at), e.count === undefined ? undefined : this.dim(e.count));
      case "tileget":
        return dialect.tileElement(e.tile, this.names.of(e.tile), e.at, this.dim);
      case "unary":
        return dialect.unary(e, this.expr(e.x));
      case "binary":
        return dialect.binary(e, this.expr(e.a), this.expr(e.b));
      case "select":
        return this.#runs(e) ?? dialect.select(e, this.expr(e.condition), this.expr(e.then), this.expr(e.else));
      case "cast":
        return dialect.cast(e, this.expr(e.x));
      case "bitcast":
        return dialect.bitcast(e, this.expr(e.x));
      case "call": {
        const args = e.args.map(this.expr);
        return dialect.call === undefined ? apply(e.fn.name, ...args) : dialect.call(e, args);
      }
      case "splat":
      case "lane":
      case "ramp":
      case "fold":
        return this.#vector(e);
    }
  }

  #runs(e: ExprOf<"select">): Piece | undefined {
    const of = e.lanes > 1 ? runsOfVector(e) : undefined;
    return of === undefined ? undefined : this.#dialect.vectors?.runs(e, of, this.names.of(of.buffer), this.dim(of.at), this.dim(of.from));
  }

  #vector(e: ExprOf<"splat" | "lane" | "ramp" | "fold">): Piece {
    const { vectors } = this.#dialect;
    invariant(vectors !== undefined, `a ${e.kind} is printed in a language without vectors; scalarize the kernel first`);
    switch (e.kind) {
      case "splat":
        return vectors.splat(e, this.expr(e.x));
      case "lane":
        return vectors.lane(e, this.expr(e.x));
      case "ramp":
        return vectors.ramp(e, this.expr(e.base));
      case "fold":
        return vectors.fold(e, this.expr(e.x));
    }
  }

  line(text: string, depth: number): readonly string[] {
    const { indent, width } = this.#dialect;
    return breakLine(text, indent.repeat(depth), width, indent);
  }

  statements(body: readonly Stmt[], depth: number): readonly string[] {
    return body.flatMap((s) => this.statement(s, depth));
  }

  statement(s: Stmt, depth: number): readonly string[] {
    const dialect = this.#dialect;
    const { names } = this;
    switch (s.kind) {
      case "for": {
        const transposed = this.#transposition(s);
        if (transposed !== undefined) return this.line(transposed, depth);
        const header = dialect.forHeader(s, names.of(s.sym), this.dim(s.from), this.dim(s.to), names.endOf(s.sym));
        const asked = (s.prefetch ?? []).flatMap(({ buffer, at }) => dialect.prefetchStatement?.(names.of(buffer), this.dim(at)) ?? []);
        const first = asked.flatMap((text) => this.line(text, depth + 1));
        return this.#block(header, s.body, depth, first.length > 0, first);
      }
      case "let":
        return this.line(dialect.letStatement(s, names.of(s.name), this.expr(s.value)), depth);
      case "bind":
        return this.line(dialect.bindStatement(s.sym, names.of(s.sym), this.dim(s.value)), depth);
      case "tile": {
        this.#hoist(s.tile);
        return this.line(dialect.tileStatement(s, names.of(s.tile), this.expr(s.init)), depth);
      }
      case "set":
        return this.line(this.#assignment(s), depth);
      case "store":
        return this.line(
          dialect.storeStatement(s, names.of(s.buffer), this.dim(s.at), this.expr(s.value), s.count === undefined ? undefined : this.dim(s.count)),
          depth,
        );
      case "if": {
        const lines = this.#block(`if (${this.expr(s.condition).text})`, s.then, depth, s.else.length > 0);
        return s.else.length === 0 ? lines : [...lines.slice(0, -1), ...this.#block("} else", s.else, depth, true)];
      }
      case "while":
        return this.#block(`while (${this.expr(s.condition).text})`, s.body, depth);
      case "wait":
        return dialect.waitStatement === undefined ? [] : this.line(dialect.waitStatement, depth);
    }
  }

  #transposition(s: Stmt): string | undefined {
    const t = this.#dialect.transposition === undefined ? undefined : transpositionOf(s);
    if (t === undefined) return undefined;
    const first = ({ buffer, at }: Transposition["to"]): Piece => {
      const name = element(this.names.of(buffer));
      return at === 0 ? name : infix("+", name, this.dim(at));
    };
    return this.#dialect.transposition?.(t, first(t.to), first(t.from), this.dim);
  }

  #hoist(tile: Tile): void {
    if (this.#hoisted.has(tile)) return;
    this.#hoisted.add(tile);
    const declaration = this.#dialect.tileAtHead?.(tile, this.names.of(tile));
    if (declaration !== undefined) this.head.push(declaration);
  }

  #assignment(s: StmtOf<"set">): string {
    const target = this.#dialect.tileElement(s.tile, this.names.of(s.tile), s.at, this.dim).text;
    const { value } = s;
    if (value.kind === "binary" && value.a.kind === "tileget" && value.a.tile === s.tile && equalShapes(value.a.at, s.at)) {
      const operator = this.#dialect.compound(value);
      if (operator !== undefined) return `${target} ${operator} ${this.expr(value.b).text};`;
    }
    return `${target} = ${this.expr(value).text};`;
  }

  /** header { before body }; the braces are left out around one simple statement or a nest of loops around one. */
  #block(header: string, body: readonly Stmt[], depth: number, braces = false, before: readonly string[] = []): readonly string[] {
    const [first, ...more] = this.line(header, depth).slice().reverse();
    const headLines = (tail: string): readonly string[] => [...more.reverse(), `${first ?? ""}${tail}`];
    const inner = [...before, ...this.statements(body, depth + 1)];
    const bare = !braces && body.length === 1 && isBare(body[0] as Stmt) && this.#dialect.braces === undefined;
    return bare ? [...headLines(""), ...inner] : [...headLines(" {"), ...inner, `${this.#dialect.indent.repeat(depth)}}`];
  }
}

const isBare = (s: Stmt): boolean => {
  switch (s.kind) {
    case "set":
    case "store":
      return true;
    case "for":
      return s.body.length === 1 && isBare(s.body[0] as Stmt);
    case "let":
    case "bind":
    case "tile":
    case "if":
    case "while":
    case "wait":
      return false;
  }
};
