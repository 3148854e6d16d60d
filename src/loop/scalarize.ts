/**
 * Any vector kernel as an equal scalar kernel: vector tiles and lets get one more dimension, vector statements become loops over lanes, which
 * a C compiler turns back into vectors. Used by the evaluator and where vectors are switched off.
 */
import { invariant } from "../core/diagnostics.ts";
import { add, type Dim, dimOf, equalDims, min } from "../core/dim.ts";
import {
  binary,
  call,
  cast,
  constant,
  type Expr,
  type ExprOf,
  index,
  load,
  lt,
  select,
  splat,
  type Tile,
  tile,
  tileGet,
  type Var,
  variable,
} from "./expr.ts";
import { exprKey } from "./expr-key.ts";
import { walkExpressions, walkStatements } from "./functions.ts";
import { declareTile, ifStmt, type Kernel, kernel, letStmt, loop, type Stmt, setTile, store } from "./kernel.ts";
import { rewriteExpr, walkExpr } from "./rewrite-expr.ts";

/** True when a kernel has vectors or counted accesses, which a language without vectors cannot print. */
export function hasVectors(k: Kernel): boolean {
  let found = false;
  walkExpressions(k.body, (e) => {
    if (e.lanes > 1 || (e.kind === "load" && e.count !== undefined)) found = true;
  });
  walkStatements(k.body, (s) => {
    if (s.kind === "store" && s.count !== undefined) found = true;
  });
  return found;
}

/** The same computation without vectors. */
export const scalarize = (k: Kernel): Kernel => (hasVectors(k) ? kernel({ ...k, body: new Scalarizer(k).body(k.body) }) : k);

class Scalarizer {
  readonly #tiles = new Map<Tile, Tile>();
  /** What a vector name stands for: a tile of lanes, or an expression that is as cheap to repeat. */
  readonly #vectors = new Map<Var, Tile | Expr>();
  readonly #written: ReadonlySet<string | object>;

  constructor(k: Kernel) {
    this.#written = new Set(k.params.filter((p) => p.access !== "in"));
  }

  readonly body = (statements: readonly Stmt[]): readonly Stmt[] => statements.flatMap((s) => this.#statement(s));

  #statement(s: Stmt): readonly Stmt[] {
    switch (s.kind) {
      case "for":
        return [{ ...s, body: this.body(s.body) }];
      case "bind":
      case "wait":
        return [s];
      case "if": {
        const before: Stmt[] = [];
        const condition = this.#lane(this.#hoist(s.condition, before), 0);
        return [...before, ifStmt(condition, this.body(s.then), this.body(s.else))];
      }
      case "while": {
        const before: Stmt[] = [];
        const condition = this.#lane(this.#hoist(s.condition, before), 0);
        invariant(before.length === 0, "the condition of a while loop has no vectors");
        return [{ ...s, condition, body: this.body(s.body) }];
      }
      case "let":
        return this.#let(s.name, s.value);
      case "tile":
        return this.#declare(s.tile, s.init);
      case "set": {
        const before: Stmt[] = [];
        const value = this.#hoist(s.value, before);
        const target = this.#tileOf(s.tile);
        return [...before, ...lanes(s.tile.lanes, (l) => setTile(target, this.#at(s.tile, s.at, l), this.#lane(value, l)))];
      }
      case "store":
        return this.#store(s.buffer, s.at, s.value, s.count);
    }
  }

  #let(name: Var, value: Expr): readonly Stmt[] {
    const before: Stmt[] = [];
    const hoisted = this.#hoist(value, before);
    if (name.lanes === 1) return [...before, letStmt(name, this.#lane(hoisted, 0))];
    if (this.#isRepeatable(hoisted)) {
      this.#vectors.set(name, hoisted);
      return before;
    }
    const held = tile(name.name, name.dtype, 1, [name.lanes]);
    this.#vectors.set(name, held);
    return [...before, declareTile(held, zero(name.dtype)), ...lanes(name.lanes, (l) => setTile(held, [l], this.#lane(hoisted, l)))];
  }

  #declare(t: Tile, init: Expr): readonly Stmt[] {
    const before: Stmt[] = [];
    const value = this.#hoist(init, before);
    const target = this.#tileOf(t);
    if (t.lanes === 1 || value.kind === "splat" || value.kind === "const") return [...before, declareTile(target, this.#lane(value, 0))];
    const fill = (shape: readonly number[], at: readonly Dim[]): readonly Stmt[] => {
      const [extent, ...inner] = shape;
      if (extent === undefined) return lanes(t.lanes, (l) => setTile(target, [...at, l], this.#lane(value, l)));
      return [loop("j", extent, (s) => fill(inner, [...at, dimOf(s)]))];
    };
    return [...before, declareTile(target, zero(t.dtype)), ...fill(t.shape, [])];
  }

  #store(target: Extract<Stmt, { kind: "store" }>["buffer"], at: Dim, value: Expr, count: Dim | undefined): readonly Stmt[] {
    const before: Stmt[] = [];
    let source = this.#hoist(value, before);
    if (value.lanes > 1 && readsElsewhere(source, target, at)) {
      const held = tile(target.name, value.dtype, 1, [value.lanes]);
      const name = variable(target.name, value.dtype, value.lanes);
      const whole = source;
      before.push(declareTile(held, zero(value.dtype)), ...lanes(value.lanes, (l) => setTile(held, [l], this.#lane(whole, l))));
      this.#vectors.set(name, held);
      source = name;
    }
    const stored = (l: Dim): Stmt => store(target, add(at, l), this.#lane(source, l));
    if (value.lanes === 1) return [...before, ...(count === undefined ? [stored(0)] : [ifStmt(lt(index(0), index(count)), [stored(0)])])];
    return [...before, ...lanes(value.lanes, stored, count)];
  }

  #tileOf(t: Tile): Tile {
    if (t.lanes === 1) return t;
    const known = this.#tiles.get(t) ?? tile(t.name, t.dtype, 1, [...t.shape, t.lanes]);
    this.#tiles.set(t, known);
    return known;
  }

  #at(t: Tile, at: readonly Dim[], lane: Dim): readonly Dim[] {
    return t.lanes === 1 ? at : [...at, lane];
  }

  /** A vector that costs no more in each lane than a tile element: it is not kept. */
  #isRepeatable(e: Expr): boolean {
    if (e.kind === "load") return e.count === undefined && !this.#written.has(e.buffer);
    return e.kind === "const" || e.kind === "splat" || e.kind === "ramp";
  }

  /** `e` with folds, lanes that stand in all lanes, and splats that are worth it, computed before the statement, equal ones once. */
  #hoist(e: Expr, before: Stmt[]): Expr {
    const done = new Map<string, Expr>();
    const once = (x: Expr, make: () => Expr): Expr => {
      const key = exprKey(x);
      const made = done.get(key) ?? make();
      done.set(key, made);
      return made;
    };
    return rewriteExpr(e, {
      expr: (x) => {
        if (x.kind === "fold") return once(x, () => this.#fold(x, before));
        if (x.kind !== "lane" && (x.kind !== "splat" || isCheap(x.x))) return x;
        return once(x, () => {
          const name = variable(x.x.kind === "load" ? x.x.buffer.name : "each", x.dtype);
          before.push(letStmt(name, this.#lane(x.x, x.kind === "lane" ? x.lane : 0)));
          return splat(name, x.lanes);
        });
      },
    });
  }

  /** Lane i with lane i + half, for halves down to 1. */
  #fold(e: ExprOf<"fold">, before: Stmt[]): Expr {
    const all = e.x.lanes;
    if (all === 1) return e.x;
    invariant(Number.isInteger(Math.log2(all)), `a fold of ${all} lanes`);
    const part = tile("part", e.dtype, 1, [all]);
    const result = variable("folded", e.dtype);
    before.push(declareTile(part, zero(e.dtype)), ...lanes(all, (l) => setTile(part, [l], this.#lane(e.x, l))));
    for (let half = all / 2; half >= 1; half /= 2)
      before.push(...lanes(half, (l) => setTile(part, [l], binary(e.op, tileGet(part, [l]), tileGet(part, [add(l, half)])))));
    before.push(letStmt(result, tileGet(part, [0])));
    return result;
  }

  /** The value of `e` in one lane, as a scalar; scalars are the same in every lane. */
  #lane(e: Expr, l: Dim): Expr {
    const lane = (x: Expr): Expr => this.#lane(x, l);
    switch (e.kind) {
      case "const":
        return e.lanes === 1 ? e : constant(e.dtype, e.value);
      case "index":
      case "read":
      case "fold":
        return e;
      case "var": {
        const held = this.#vectors.get(e);
        if (held === undefined) return e;
        return held.kind === "tile" ? tileGet(held, [l]) : lane(held);
      }
      case "load": {
        const at = e.lanes === 1 ? e.at : add(e.at, l);
        const element = load(e.buffer, at);
        return e.count === undefined ? element : select(lt(index(e.lanes === 1 ? 0 : l), index(e.count)), element, zero(e.dtype));
      }
      case "tileget":
        return tileGet(this.#tileOf(e.tile), this.#at(e.tile, e.at, l));
      case "unary":
        return { ...e, lanes: 1, x: lane(e.x) };
      case "binary":
        return binary(e.op, lane(e.a), lane(e.b));
      case "select":
        return select(lane(e.condition), lane(e.then), lane(e.else));
      case "cast":
      case "bitcast":
        return { ...e, lanes: 1, x: lane(e.x) };
      case "splat":
        return lane(e.x);
      case "lane":
        return this.#lane(e.x, e.lane);
      case "ramp":
        return rampLane(lane(e.base), l);
      case "call":
        return call(e.fn, e.args.map(lane));
    }
  }
}

function rampLane(base: Expr, l: Dim): Expr {
  if (base.kind === "index") return index(add(base.dim, l));
  const { dtype } = base;
  invariant(dtype !== "bool", "a ramp of bools");
  return binary("add", base, dtype === "index" ? index(l) : cast(dtype, index(l)));
}

const zero = (dtype: Expr["dtype"]): Expr => constant(dtype, dtype === "bool" ? false : 0);
const isCheap = (e: Expr): boolean => e.kind === "const" || e.kind === "var" || e.kind === "index" || (e.kind === "tileget" && e.tile.lanes === 1);

/** for (lane = 0; lane < count; lane++), or the statement alone for one lane. */
function lanes(count: number, body: (l: Dim) => Stmt, limit?: Dim): readonly Stmt[] {
  if (count === 1 && limit === undefined) return [body(0)];
  return [loop("lane", limit === undefined ? count : min(limit, count), (s) => [body(dimOf(s))], { lanes: true })];
}

/** True when `e` reads `target` at an address other than the one a lane stores to. */
function readsElsewhere(e: Expr, target: object, at: Dim): boolean {
  let found = false;
  walkExpr(e, (x) => {
    if (x.kind === "load" && x.buffer === target && !(x.lanes > 1 && equalDims(x.at, at))) found = true;
  });
  return found;
}
