/**
 * Value numbering: the same number is the same value wherever both are seen, since a number holds the state of the memory and tiles that the value
 * depends on.
 */
import { type Dim, keyOf } from "../core/dim.ts";
import { symbolsOf } from "../core/dim-fold.ts";
import { type Buffer, type Expr, type Tile, type Var, variable } from "./expr.ts";
import { rebuild } from "./rewrite-expr.ts";
import { rangeOf } from "./value-range.ts";

export type Written = Buffer | Tile;

/** A memory state: the number of the last write to each buffer and tile. */
export type State = Map<Written, number>;

interface Value {
  readonly id: number;
  /** With a load, which a condition may keep inside its buffer, or a rare call: computed only where it is wanted. */
  readonly isGuarded: boolean;
}

export class Numbering {
  readonly #values = new Map<string, Value>();
  readonly #objects = new Map<object, number>();
  readonly #named = new Map<Var, Value>();
  /** Values in the state of `#asked`: an expression is asked for once for each of its ancestors. */
  #known = new Map<Expr, Value>();
  #asked: State | undefined;
  #writes = 0;
  #names = 0;

  /** `shared`: what other threads may have written behind a wait. */
  constructor(readonly shared: readonly Buffer[]) {}

  newWrite(): number {
    this.#writes += 1;
    return this.#writes;
  }

  newName(e: Expr): Var {
    this.#names += 1;
    const of = e.kind === "splat" || e.kind === "load" ? bufferOf(e)?.name : undefined;
    return variable(`${of ?? "value"}_v${this.#names}`, e.dtype, e.lanes, rangeOf(e));
  }

  name(v: Var, value: Value): void {
    this.#named.set(v, value);
  }

  /** To be called when a state that was asked about changes. */
  forget(): void {
    this.#asked = undefined;
  }

  of(e: Expr, state: State): Value {
    if (e.kind === "var") return this.#named.get(e) ?? this.#value(`var ${this.#identity(e)}`, false);
    if (this.#asked !== state) {
      this.#known = new Map();
      this.#asked = state;
    }
    const known = this.#known.get(e);
    if (known !== undefined) return known;
    const value = this.#number(e, state);
    this.#known.set(e, value);
    return value;
  }

  #number(e: Exclude<Expr, Var>, state: State): Value {
    let isGuarded = e.kind === "load" || (e.kind === "call" && e.fn.rare === true);
    const parts: string[] = [];
    const part = (x: Value): void => {
      parts.push(`${x.id}`);
      isGuarded ||= x.isGuarded;
    };
    rebuild(
      e,
      (x) => {
        part(this.of(x, state));
        return x;
      },
      (d) => {
        parts.push(keyOf(d));
        for (const payload of computedIn(d)) part(this.of(payload, state));
        return d;
      },
    );
    return this.#value(`${this.#head(e, state)}(${parts.join()})`, isGuarded);
  }

  #head(e: Exclude<Expr, Var>, state: State): string {
    const typed = `${e.kind} ${e.dtype}x${e.lanes}`;
    switch (e.kind) {
      case "const":
        return `${typed} ${Object.is(e.value, -0) ? "-0" : e.value}`;
      case "load":
        return `${typed} ${this.#identity(e.buffer)}@${state.get(e.buffer) ?? 0}`;
      case "tileget":
        return `${typed} ${this.#identity(e.tile)}@${state.get(e.tile) ?? 0}`;
      case "read":
        return `${typed} ${this.#identity(e.tensor)}`;
      case "unary":
      case "binary":
      case "fold":
        return `${typed} ${e.op}`;
      case "cast":
        return `${typed} ${e.to}`;
      case "call":
        return `${typed} ${this.#identity(e.fn)}`;
      case "index":
      case "select":
      case "bitcast":
      case "splat":
      case "ramp":
        return typed;
      case "lane":
        return `${typed} ${e.lane}`;
    }
  }

  #identity(o: object): number {
    const known = this.#objects.get(o) ?? this.#objects.size;
    this.#objects.set(o, known);
    return known;
  }

  #value(key: string, isGuarded: boolean): Value {
    const known = this.#values.get(key) ?? { id: this.#values.size, isGuarded };
    this.#values.set(key, known);
    return known;
  }
}

/** Expressions whose values a Dim is made of. */
export const computedIn = (d: Dim): readonly Expr[] => symbolsOf(d).flatMap((s) => (s.payload === undefined ? [] : [s.payload as Expr]));

function bufferOf(e: Expr): Buffer | undefined {
  if (e.kind === "load") return e.buffer;
  return e.kind === "splat" ? bufferOf(e.x) : undefined;
}
