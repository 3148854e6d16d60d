/**
 * Common subexpressions: what straight-line code computes twice is bound once by a `let`. Exact: nothing is reordered or reassociated.
 */
import { type Dim, dimOf, type Sym, sym } from "../core/dim.ts";
import { substitute } from "../core/dim-fold.ts";
import type { Expr, Var } from "./expr.ts";
import { walkStatements } from "./functions.ts";
import { declareTile, ifStmt, type Kernel, letStmt, type Stmt, setTile, store, withBody } from "./kernel.ts";
import { rebuild } from "./rewrite-expr.ts";
import { computedIn, Numbering, type State, type Written } from "./value-numbering.ts";

/** The kernel with equal loads, splats and expressions of one straight-line piece of code computed once. */
export function commonSubexpressions(source: Kernel): Kernel {
  const numbering = new Numbering(source.params.filter((p) => p.access !== "in"));
  return withBody(source, new Block(numbering, new Map(), new Map()).run(source.body));
}

/** Nothing is gained by naming these. */
const isTrivial = (e: Expr): boolean =>
  e.kind === "const" || e.kind === "var" || e.kind === "tileget" || (e.kind === "index" && (typeof e.dim === "number" || isSymbol(e.dim)));

const isSymbol = (d: Exclude<Dim, number>): boolean =>
  d.constant === 0 && d.terms.length === 1 && d.terms[0]?.coef === 1 && d.terms[0].atoms.length === 1;

/** One straight-line piece of code: what it may use of the code around it, and how often it uses each value itself. */
class Block {
  readonly #numbering: Numbering;
  readonly #state: State;
  readonly #bound: Map<number, Var>;
  readonly #uses = new Map<number, number>();
  readonly #computed = new Map<string, Sym>();
  #lets: Stmt[] = [];

  constructor(numbering: Numbering, state: State, bound: ReadonlyMap<number, Var>) {
    this.#numbering = numbering;
    this.#state = state;
    this.#bound = new Map(bound);
  }

  run(body: readonly Stmt[]): readonly Stmt[] {
    const writes = body.map((stmt) => new Map([...this.#writtenBy([stmt])].map((w) => [w, this.#numbering.newWrite()] as const)));
    const start = new Map(this.#state);
    body.forEach((stmt, i) => {
      this.#countStmt(stmt);
      this.#apply(writes[i]);
    });
    this.#numbering.forget();
    this.#state.clear();
    this.#merge(start);
    return body.flatMap((stmt, i) => {
      this.#lets = [];
      const done = this.#stmt(stmt);
      const lets = this.#lets;
      this.#apply(writes[i]);
      return [...lets, ...done];
    });
  }

  #merge(state: ReadonlyMap<Written, number>): void {
    if (state.size > 0) this.#numbering.forget();
    for (const [w, n] of state) this.#state.set(w, n);
  }

  #apply(writes: ReadonlyMap<Written, number> | undefined): void {
    if (writes !== undefined) this.#merge(writes);
  }

  #countStmt(stmt: Stmt): void {
    switch (stmt.kind) {
      case "for":
        this.#countDim(stmt.from, false);
        this.#countDim(stmt.to, false);
        return;
      case "let":
        this.#count(stmt.value, false);
        this.#numbering.name(stmt.name, this.#numbering.of(stmt.value, this.#state));
        return;
      case "bind":
        this.#countDim(stmt.value, false);
        return;
      case "tile":
        this.#count(stmt.init, false);
        return;
      case "set":
        this.#count(stmt.value, false);
        return;
      case "store":
        this.#countDim(stmt.at, false);
        if (stmt.count !== undefined) this.#countDim(stmt.count, false);
        this.#count(stmt.value, false);
        return;
      case "if":
        this.#count(stmt.condition, false);
        return;
      case "while":
      case "wait":
        return;
    }
  }

  /**
   * Counts a use; operands only of what is seen for the first time. `maybe`: behind a condition, where loads may not be moved from, unless what they are
   * part of was computed before it.
   */
  #count(e: Expr, maybe: boolean): void {
    if (isTrivial(e)) return;
    const value = this.#numbering.of(e, this.#state);
    if (this.#bound.has(value.id)) return;
    const seen = this.#uses.get(value.id) ?? 0;
    if (!(maybe && value.isGuarded) || seen > 0) {
      this.#uses.set(value.id, seen + 1);
      if (seen > 0) return;
    }
    rebuild(
      e,
      (x) => {
        this.#count(x, maybe || (e.kind === "select" && x !== e.condition));
        return x;
      },
      (d) => {
        this.#countDim(d, maybe);
        return d;
      },
    );
  }

  #countDim(d: Dim, maybe: boolean): void {
    for (const payload of computedIn(d)) this.#count(payload, maybe);
  }

  #stmt(stmt: Stmt): readonly Stmt[] {
    switch (stmt.kind) {
      case "for":
        return [{ ...stmt, from: this.#dim(stmt.from, false), to: this.#dim(stmt.to, false), body: this.#inner(stmt.body, stmt.body) }];
      case "let": {
        const { id } = this.#numbering.of(stmt.value, this.#state);
        const known = this.#bound.get(id);
        if (known !== undefined) return [];
        const value = this.#operands(stmt.value, false);
        if (isTrivial(stmt.value)) return [letStmt(stmt.name, value)];
        this.#bound.set(id, stmt.name);
        return [letStmt(stmt.name, value)];
      }
      case "bind":
        return [{ ...stmt, value: this.#dim(stmt.value, false) }];
      case "tile":
        return [declareTile(stmt.tile, this.#expr(stmt.init, false))];
      case "set":
        return [setTile(stmt.tile, stmt.at, this.#expr(stmt.value, false))];
      case "store":
        return [
          store(
            stmt.buffer,
            this.#dim(stmt.at, false),
            this.#expr(stmt.value, false),
            stmt.count === undefined ? undefined : this.#dim(stmt.count, false),
          ),
        ];
      case "if":
        return [ifStmt(this.#expr(stmt.condition, false), this.#inner(stmt.then, []), this.#inner(stmt.else, []))];
      case "while":
        return [{ ...stmt, condition: this.#renamed(stmt.condition), body: this.#inner(stmt.body, stmt.body) }];
      case "wait":
        return [stmt];
    }
  }

  /** An expression that is computed again and again: only names that a `let` no longer declares are replaced. */
  #renamed(e: Expr): Expr {
    if (e.kind === "var") return this.#bound.get(this.#numbering.of(e, this.#state).id) ?? e;
    return rebuild(
      e,
      (x) => this.#renamed(x),
      (d) => d,
    );
  }

  /** A body in its own scope; one that repeats (`again`) starts in a state where its own writes have happened. */
  #inner(body: readonly Stmt[], again: readonly Stmt[]): readonly Stmt[] {
    const state = new Map(this.#state);
    for (const w of this.#writtenBy(again)) state.set(w, this.#numbering.newWrite());
    return new Block(this.#numbering, state, this.#bound).run(body);
  }

  #expr(e: Expr, maybe: boolean): Expr {
    if (e.kind === "var") return this.#bound.get(this.#numbering.of(e, this.#state).id) ?? e;
    if (isTrivial(e)) return this.#operands(e, maybe);
    const { id, isGuarded } = this.#numbering.of(e, this.#state);
    const known = this.#bound.get(id);
    if (known !== undefined) return known;
    const value = this.#operands(e, maybe);
    if ((maybe && isGuarded) || (this.#uses.get(id) ?? 0) < 2) return value;
    const name = this.#numbering.newName(e);
    this.#numbering.name(name, { id, isGuarded });
    this.#bound.set(id, name);
    this.#lets.push(letStmt(name, value));
    return name;
  }

  /** Buffers and tiles that statements may write, their bodies included. */
  #writtenBy(body: readonly Stmt[]): ReadonlySet<Written> {
    const written = new Set<Written>();
    walkStatements(body, (s) => {
      if (s.kind === "tile" || s.kind === "set") written.add(s.tile);
      if (s.kind === "store") written.add(s.buffer);
      if (s.kind === "wait") for (const w of this.#numbering.shared) written.add(w);
    });
    return written;
  }

  #operands(e: Expr, maybe: boolean): Expr {
    return rebuild(
      e,
      (x) => this.#expr(x, maybe || (e.kind === "select" && x !== e.condition)),
      (d) => this.#dim(d, maybe),
    );
  }

  #dim(d: Dim, maybe: boolean): Dim {
    return substitute(d, (s) => {
      if (s.payload === undefined) return undefined;
      const payload = s.payload as Expr;
      const value = this.#expr(payload, maybe);
      if (value === payload) return undefined;
      const key = `${this.#numbering.of(payload, this.#state).id} ${value.kind === "var" ? value.name : ""} ${s.lo} ${s.hi}`;
      const made = this.#computed.get(key) ?? sym(s.name, s.lo, s.hi, value);
      this.#computed.set(key, made);
      return dimOf(made);
    });
  }
}
