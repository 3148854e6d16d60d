/** Evaluates kernels by walking them, with semantics.ts for every operation: slow, vectors included, and independent of all printers. */
import type { Dim, Sym } from "../../src/core/dim.ts";
import { evaluateDim } from "../../src/core/dim-fold.ts";
import type { ElementArray } from "../../src/core/dtype.ts";
import type { Buffer, Expr, Tile, Var } from "../../src/loop/expr.ts";
import { integersOf, type Kernel, type Stmt } from "../../src/loop/kernel.ts";
import { computedValue } from "../../src/loop/rewrite-expr.ts";
import { binaryValue, bitcastValue, castValue, foldValues, loadedValue, storedElement, unaryValue, type Value } from "../../src/loop/semantics.ts";

/** Runs `kernel` on one array a parameter, as evaluateKernel does; throws on any access outside an array. */
export function walkKernel(kernel: Kernel, arrays: readonly ElementArray[], integers: readonly number[] = []): void {
  const walk = walkOf(kernel, arrays, integers);
  while (walk.next().done !== true);
}

/**
 * Runs a kernel as threads do that take units parts[t] to parts[t + 1]: a round of a loop at a time, of the thread that `pick` says among those that
 * do not wait for others. Throws where some wait and others have ended.
 */
export function walkTogether(kernel: Kernel, arrays: readonly ElementArray[], parts: readonly number[], pick: (among: number) => number): void {
  const walks = parts.slice(1).map((end, t) => walkOf(kernel, arrays, [parts[t] as number, end]));
  for (let running = [...walks]; running.length > 0; ) {
    const waiting: typeof running = [];
    while (running.length > 0) {
      const one = running[pick(running.length)] as Pausing;
      const { done, value } = one.next();
      if (done === true || value === "waits") running = running.filter((x) => x !== one);
      if (value === "waits") waiting.push(one);
    }
    if (waiting.length > 0 && waiting.length < walks.length) throw new Error(`${kernel.name}: ${waiting.length} threads of ${walks.length} wait`);
    running = waiting;
  }
}

/** Stops after each round of a loop, and where it waits. */
type Pausing = Generator<"goes on" | "waits", void>;

const walkOf = (kernel: Kernel, arrays: readonly ElementArray[], integers: readonly number[]): Pausing =>
  new Walk(
    new Map(kernel.params.map((p, i) => [p, arrays[i] as ElementArray])),
    new Map(integersOf(kernel).map((s, i) => [s, integers[i] ?? 0])),
  ).body(kernel.body);

class Walk {
  readonly #arrays: ReadonlyMap<Buffer, ElementArray>;
  readonly #syms: Map<Sym, number>;
  readonly #vars = new Map<Var, readonly Value[]>();
  readonly #tiles = new Map<Tile, (readonly Value[])[]>();

  constructor(arrays: ReadonlyMap<Buffer, ElementArray>, syms: Map<Sym, number>) {
    this.#arrays = arrays;
    this.#syms = syms;
  }

  *body(statements: readonly Stmt[]): Pausing {
    for (const s of statements) yield* this.#statement(s);
  }

  *#statement(s: Stmt): Pausing {
    switch (s.kind) {
      case "for":
        for (let i = this.#dim(s.from); i < this.#dim(s.to); i++) {
          this.#syms.set(s.sym, s.turns !== undefined && this.#dim(s.turns) === 1 ? this.#dim(s.from) + this.#dim(s.to) - 1 - i : i);
          yield* this.body(s.body);
          yield "goes on";
        }
        return;
      case "let":
        this.#vars.set(s.name, this.#expr(s.value));
        return;
      case "bind":
        this.#syms.set(s.sym, this.#dim(s.value));
        return;
      case "tile": {
        const size = s.tile.shape.reduce((a, b) => a * b, 1);
        this.#tiles.set(s.tile, new Array(size).fill(this.#expr(s.init)));
        return;
      }
      case "set": {
        const value = this.#expr(s.value);
        (this.#tiles.get(s.tile) as (readonly Value[])[])[this.#tileIndex(s.tile, s.at)] = value;
        return;
      }
      case "store": {
        const [at, value] = [this.#dim(s.at), this.#expr(s.value)];
        const count = s.count === undefined ? value.length : Math.min(value.length, this.#dim(s.count));
        const array = this.#arrays.get(s.buffer) as ElementArray;
        for (let lane = 0; lane < count; lane++) {
          if (at + lane < 0 || at + lane >= array.length) throw new Error(`store outside ${s.buffer.name} at ${at + lane}`);
          array[at + lane] = storedElement(s.buffer.dtype, value[lane] as Value);
        }
        return;
      }
      case "if":
        yield* this.body(this.#expr(s.condition)[0] ? s.then : s.else);
        return;
      case "while":
        while (this.#expr(s.condition)[0]) yield* this.body(s.body);
        return;
      case "wait":
        yield "waits";
        return;
    }
  }

  #dim(d: Dim): number {
    return evaluateDim(d, (s) => {
      const value = computedValue(s);
      return this.#syms.get(s) ?? Number(this.#expr(value as Expr)[0]);
    });
  }

  #tileIndex(t: Tile, at: readonly Dim[]): number {
    return at.reduce<number>((sum, d, i) => {
      const [extent, value] = [t.shape[i] ?? 0, this.#dim(d)];
      if (value < 0 || value >= extent) throw new Error(`tile ${t.name} at ${value} of ${extent}`);
      return sum * extent + value;
    }, 0);
  }

  /** The lanes of an expression. */
  #expr(e: Expr): readonly Value[] {
    const lanes = (f: (lane: number) => Value): readonly Value[] => Array.from({ length: e.lanes }, (_, i) => f(i));
    switch (e.kind) {
      case "const":
        return lanes(() => e.value);
      case "index":
        return [this.#dim(e.dim)];
      case "var":
        return this.#vars.get(e) as readonly Value[];
      case "read":
        throw new Error("a kernel reads no tensors");
      case "load": {
        const array = this.#arrays.get(e.buffer) as ElementArray;
        const at = this.#dim(e.at);
        const count = e.count === undefined ? e.lanes : this.#dim(e.count);
        return lanes((i) => {
          if (i >= count) return castValue(e.buffer.dtype, "i32", 0);
          if (at + i < 0 || at + i >= array.length) throw new Error(`load outside ${e.buffer.name} at ${at + i}`);
          return loadedValue(e.buffer.dtype, array[at + i] as number | bigint);
        });
      }
      case "tileget":
        return (this.#tiles.get(e.tile) as (readonly Value[])[])[this.#tileIndex(e.tile, e.at)] as readonly Value[];
      case "unary":
        return this.#expr(e.x).map((x) => unaryValue(e.op, e.x.dtype, x));
      case "binary": {
        const [a, b] = [this.#expr(e.a), this.#expr(e.b)];
        return lanes((i) => binaryValue(e.op, e.a.dtype, a[i] as Value, b[i] as Value));
      }
      case "select": {
        const condition = this.#expr(e.condition);
        if (e.lanes === 1) return this.#expr(condition[0] ? e.then : e.else);
        const [a, b] = [this.#expr(e.then), this.#expr(e.else)];
        return lanes((i) => (condition[i] ? a : b)[i] as Value);
      }
      case "cast":
        return this.#expr(e.x).map((x) => castValue(e.to, e.x.dtype, x));
      case "bitcast":
        return this.#expr(e.x).map((x) => bitcastValue(e.dtype, e.x.dtype, x));
      case "splat": {
        const [x] = this.#expr(e.x);
        return lanes(() => x as Value);
      }
      case "lane":
        return lanes(() => this.#expr(e.x)[e.lane] as Value);
      case "ramp": {
        const [base] = this.#expr(e.base);
        return lanes((i) => binaryValue("add", e.dtype, base as Value, typeof base === "bigint" ? BigInt(i) : i));
      }
      case "fold":
        return [foldValues(e.op, e.dtype, this.#expr(e.x))];
      case "call": {
        const args = e.args.map((a) => this.#expr(a));
        return lanes((lane) => {
          const inner = new Walk(this.#arrays, this.#syms);
          e.fn.params.forEach((p, i) => inner.#vars.set(p, [args[i]?.[lane] as Value]));
          for (const { name, value } of e.fn.lets) inner.#vars.set(name, inner.#expr(value));
          return inner.#expr(e.fn.value)[0] as Value;
        });
      }
    }
  }
}
