/**
 * Unrolling: loops marked `unroll` are expanded by substitution, and register tiles become one named accumulator for each place
 * (acc[0][3] -> acc_0_3), for printers that have neither constant-indexed local arrays nor an optimizer behind them.
 */
import { invariant } from "../core/diagnostics.ts";
import { type Dim, dimOf, type Sym, sym } from "../core/dim.ts";
import { dependsOn } from "../core/dim-terms.ts";
import { type Expr, type Tile, tile, tileGet, type Var, variable } from "./expr.ts";
import { exprKey } from "./expr-key.ts";
import { partsOf, walkStatements } from "./functions.ts";
import { bindStmt, declareTile, ifStmt, type Kernel, letStmt, type Stmt, setTile, store, withBody } from "./kernel.ts";
import { rewriteDim, rewriteExpr, walkExpr } from "./rewrite-expr.ts";

/** What names of the source stand for in one copy of a body; a copy adds to a chain of these, so leaving a copy forgets its names. */
interface Copy {
  readonly outer: Copy | undefined;
  /** Numbers of the copies around, in order: they keep the names of copies apart. */
  readonly suffix: string;
  readonly syms: Map<Sym, Dim>;
  readonly vars: Map<Var, Var>;
  readonly tiles: Map<Tile, Tile>;
  /** Computed symbols rewritten in this copy: equal ones stay one symbol. */
  readonly computed: Map<Sym, Dim>;
  readonly accumulators: Accumulators;
}

type Accumulators = Map<Tile, Map<string, Tile>>;

const copyOf = (outer: Copy | undefined, suffix: string): Copy => ({
  outer,
  accumulators: outer?.accumulators ?? new Map(),
  suffix,
  syms: new Map(),
  vars: new Map(),
  tiles: new Map(),
  computed: new Map(),
});

function lookup<K, V>(copy: Copy | undefined, table: (c: Copy) => Map<K, V>, key: K): V | undefined {
  for (let c = copy; c !== undefined; c = c.outer) {
    const found = table(c).get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The kernel without unrolled loops and without tiles of rank over 0; every tile index must be constant then. */
export function expandUnrolled(source: Kernel): Kernel {
  return withBody(source, expandAll(source.body, copyOf(undefined, "")));
}

/** A body with symbols replaced. */
export function substituteIn(body: readonly Stmt[], symbols: ReadonlyMap<Sym, Dim>): readonly Stmt[] {
  const copy = copyOf(undefined, "");
  for (const [s, d] of symbols) copy.syms.set(s, d);
  return expandAll(body, copy);
}

const expandAll = (body: readonly Stmt[], copy: Copy): readonly Stmt[] => withFirstValues(body.flatMap((stmt) => expand(stmt, copy)));

/** Accumulators that are set before anything else happens begin with that. */
function withFirstValues(body: readonly Stmt[]): readonly Stmt[] {
  const open = new Map<Tile, Stmt>();
  const dropped = new Set<Stmt>();
  const result = body.map((s): Stmt => {
    if (s.kind === "tile" && s.overwritten === true && s.tile.shape.length === 0) open.set(s.tile, s);
    else if (s.kind === "set") {
      const declared = open.get(s.tile);
      if (declared === undefined) return s;
      open.delete(s.tile);
      dropped.add(declared);
      return declareTile(s.tile, s.value);
    } else if (s.kind !== "tile" && s.kind !== "let" && s.kind !== "bind") open.clear();
    return s;
  });
  return dropped.size === 0 ? body : result.filter((s) => !dropped.has(s));
}

function expand(stmt: Stmt, copy: Copy): readonly Stmt[] {
  const dim = (d: Dim): Dim => dimIn(d, copy);
  const expr = (e: Expr): Expr => exprIn(e, copy);
  switch (stmt.kind) {
    case "for":
      return expandLoop(stmt, copy);
    case "let": {
      const value = expr(stmt.value);
      return [letStmt(varIn(stmt.name, copy), value)];
    }
    case "bind": {
      const value = dim(stmt.value);
      const fresh = copy.suffix === "" ? stmt.sym : sym(`${stmt.sym.name}${copy.suffix}`, stmt.sym.lo, stmt.sym.hi);
      copy.syms.set(stmt.sym, typeof value === "number" ? value : dimOf(fresh));
      return typeof value === "number" ? [] : [bindStmt(fresh, value)];
    }
    case "tile": {
      const init = expr(stmt.init);
      return places(stmt.tile.shape).map((at) => ({ ...stmt, tile: placeOf(stmt.tile, at, copy, true), init }));
    }
    case "set": {
      const value = expr(stmt.value);
      return [setTile(placeOf(stmt.tile, stmt.at.map(dim), copy), [], value)];
    }
    case "store":
      return [store(stmt.buffer, dim(stmt.at), expr(stmt.value), stmt.count === undefined ? undefined : dim(stmt.count))];
    case "if": {
      const condition = expr(stmt.condition);
      if (condition.kind === "const") return expandAll(condition.value ? stmt.then : stmt.else, copy);
      return [ifStmt(condition, inScope(stmt.then, copy), inScope(stmt.else, copy))];
    }
    case "while":
      return [{ ...stmt, condition: expr(stmt.condition), body: inScope(stmt.body, copy) }];
    case "wait":
      return [stmt];
  }
}

const inScope = (body: readonly Stmt[], copy: Copy): readonly Stmt[] => expandAll(body, copyOf(copy, copy.suffix));

function expandLoop(stmt: Stmt & { kind: "for" }, copy: Copy): readonly Stmt[] {
  const from = dimIn(stmt.from, copy);
  const to = dimIn(stmt.to, copy);
  const wanted = stmt.unroll || indexesTile(stmt.body, stmt.sym);
  if (typeof from === "number" && typeof to === "number" && (wanted || to - from === 1)) {
    const copies: Stmt[] = [];
    for (let i = from; i < to; i++) {
      const inner = copyOf(copy, to - from === 1 ? copy.suffix : `${copy.suffix}_${i}`);
      inner.syms.set(stmt.sym, i);
      copies.push(...expandAll(stmt.body, inner));
    }
    return copies;
  }
  invariant(!wanted, `loop ${stmt.sym.name} is to be unrolled but its bounds are not constant`);
  return [{ ...stmt, from, to, body: inScope(stmt.body, copy) }];
}

/** True when a tile in `body` is indexed by `s`: such a loop cannot stay rolled. */
function indexesTile(body: readonly Stmt[], s: Sym): boolean {
  let found = false;
  const look = (at: readonly Dim[]): void => {
    found ||= at.some((d) => dependsOn(d, s));
  };
  walkStatements(body, (stmt) => {
    if (stmt.kind === "set") look(stmt.at);
    for (const e of partsOf(stmt).exprs)
      walkExpr(e, (x) => {
        if (x.kind === "tileget") look(x.at);
      });
  });
  return found;
}

/** All index tuples of a shape; one empty tuple for []. */
const places = (shape: readonly number[]): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>((all, n) => all.flatMap((at) => Array.from({ length: n }, (_, i) => [...at, i])), [[]]);

/** The accumulator that place `at` of `t` becomes outside all copies; inside them it is what this one is looked up by. */
function accumulator(t: Tile, at: readonly number[], accumulators: Accumulators): Tile {
  if (at.length === 0) return t;
  const table = accumulators.get(t) ?? new Map<string, Tile>();
  accumulators.set(t, table);
  const key = at.join("_");
  const known = table.get(key);
  if (known !== undefined) return known;
  const made = tile(`${t.name}_${key}`, t.dtype, t.lanes, []);
  table.set(key, made);
  return made;
}

function placeOf(t: Tile, at: readonly Dim[], copy: Copy, declare = false): Tile {
  const constant = at.map((d) => {
    invariant(typeof d === "number", `tile ${t.name} is indexed by a value that is not constant once loops are unrolled`);
    return d;
  });
  const identity = accumulator(t, constant, copy.accumulators);
  if (!declare) return lookup(copy, (c) => c.tiles, identity) ?? identity;
  const fresh = copy.suffix === "" ? identity : tile(`${identity.name}${copy.suffix}`, t.dtype, t.lanes, []);
  copy.tiles.set(identity, fresh);
  return fresh;
}

function varIn(v: Var, copy: Copy): Var {
  if (copy.suffix === "") return v;
  const fresh = variable(`${v.name}${copy.suffix}`, v.dtype, v.lanes);
  copy.vars.set(v, fresh);
  return fresh;
}

const symIn = (s: Sym, copy: Copy): Dim | undefined => {
  const known = lookup(copy, (c) => c.syms, s);
  if (known !== undefined || s.payload === undefined) return known;
  const value = exprIn(s.payload as Expr, copy);
  if (value.kind === "const" && typeof value.value === "number") return value.value;
  if (exprKey(value) === exprKey(s.payload as Expr)) return undefined;
  const made = copy.computed.get(s) ?? dimOf(sym(s.name, s.lo, s.hi, value));
  copy.computed.set(s, made);
  return made;
};

const dimIn = (d: Dim, copy: Copy): Dim => (typeof d === "number" ? d : rewriteDim(d, { sym: (s) => symIn(s, copy) }));

function exprIn(e: Expr, copy: Copy): Expr {
  return rewriteExpr(e, {
    sym: (s) => symIn(s, copy),
    expr: (x) => {
      if (x.kind === "var") return lookup(copy, (c) => c.vars, x) ?? x;
      if (x.kind === "tileget") return tileGet(placeOf(x.tile, x.at, copy), []);
      return x;
    },
  });
}
