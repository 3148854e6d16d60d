/**
 * Kernels written as a script: statements one after the other, on i32 variables and on memory that is only touched inside its bounds, whatever
 * a file says. For decoders; no expression of coordinates can say what they do.
 */
import { bounds, type Dim, dimOf } from "../../core/dim.ts";
import {
  add,
  and,
  cast,
  computedDim,
  div,
  type Expr,
  eq,
  i32,
  index,
  le,
  lt,
  max,
  min,
  mul,
  ne,
  or,
  rem,
  select,
  shl,
  shr,
  sub,
  tile,
  tileGet,
  variable,
  xor,
} from "../../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile, whileStmt } from "../../loop/kernel.ts";
import { bound, type Memory } from "./routines.ts";

/** A number of a script: an i32, or a constant. */
export type Num = Expr | number;

const of = (x: Num): Expr => (typeof x === "number" ? i32(x) : x);
const fold =
  (op: (a: Expr, b: Expr) => Expr) =>
  (first: Num, ...more: readonly Num[]): Expr =>
    more.reduce<Expr>((a, b) => op(a, of(b)), of(first));

export const plus = fold(add);
export const minus = fold(sub);
export const times = fold(mul);
/** Divided toward 0; by 0 it is 0. */
export const over = fold(div);
export const rest = fold(rem);
export const both = fold(and);
export const either = fold(or);
export const bitsOf = both;
export const joined = either;
export const differing = fold(xor);
export const least = fold(min);
export const most = fold(max);
export const up = (a: Num, by: Num): Expr => shl(of(a), of(by));
/** Shifted right with its sign. */
export const down = (a: Num, by: Num): Expr => shr(of(a), of(by));
export const same = (a: Num, b: Num): Expr => eq(of(a), of(b));
export const differs = (a: Num, b: Num): Expr => ne(of(a), of(b));
export const less = (a: Num, b: Num): Expr => lt(of(a), of(b));
export const atMost = (a: Num, b: Num): Expr => le(of(a), of(b));
export const pick = (condition: Expr, a: Num, b: Num): Expr => select(condition, of(a), of(b));

/** An i32 that changes. */
export interface Changing {
  /** What it is where this is evaluated. */
  readonly now: Expr;
  readonly set: (x: Num) => void;
}

export class Script {
  #list: Stmt[] = [];
  readonly #memories = new Set<Memory>();

  /** What it reads and writes, in order of first use. */
  get memories(): readonly Memory[] {
    return [...this.#memories];
  }

  get statements(): readonly Stmt[] {
    return this.#list;
  }

  changing(name: string, from: Num = 0): Changing {
    const held = tile(name, "i32", 1, []);
    this.#list.push(declareTile(held, of(from)));
    return { now: tileGet(held, []), set: (x) => this.#list.push(setTile(held, [], of(x))) };
  }

  /** `x` as it is now. */
  let(name: string, x: Num): Expr {
    const value = of(x);
    const v = variable(name, value.dtype);
    this.#list.push(letStmt(v, value));
    return v;
  }

  /** The element at `at`, kept inside of the memory, as it is now. */
  get(from: Memory, at: Num): Expr {
    return this.let("read", cast("i32", from.get([this.#place(from, at)])));
  }

  put(to: Memory, at: Num, x: Num): void {
    const value = of(x);
    const place = this.#place(to, at);
    this.#list.push(to.put([place], cast(to.buffer.dtype, value)));
  }

  #place(within: Memory, at: Num): Dim {
    this.#memories.add(within);
    const last = bounds(within.buffer.elements)[1] - 1;
    if (typeof at === "number") return Math.min(Math.max(at, 0), last);
    const { statement, dim } = bound("place", computedDim("place", min(max(at, i32(0)), i32(last)), [0, last]));
    this.#list.push(statement);
    return dim;
  }

  when(condition: Expr, then: () => void, otherwise: () => void = () => {}): void {
    const [yes, no] = [this.#inner(then), this.#inner(otherwise)];
    this.#list.push(ifStmt(condition, yes, no));
  }

  /** `condition` is a function of what changes. */
  while(condition: Expr, body: () => void): void {
    this.#list.push(whileStmt(condition, this.#inner(body)));
  }

  /** For 0, 1, ... up to `count`; as often as that is at the start. */
  repeat(name: string, count: Num, body: (i: Expr) => void): void {
    if (typeof count === "number") {
      this.#list.push(loop(name, count, (s) => this.#inner(() => body(cast("i32", index(dimOf(s)))))));
      return;
    }
    const [end, i] = [this.changing(`${name}_end`, count), this.changing(name)];
    this.while(less(i.now, end.now), () => {
      body(this.let(name, i.now));
      i.set(plus(i.now, 1));
    });
  }

  #inner(body: () => void): readonly Stmt[] {
    const outer = this.#list;
    this.#list = [];
    body();
    const made = this.#list;
    this.#list = outer;
    return made;
  }
}
