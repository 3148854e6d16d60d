/**
 * Neighbouring loops over the same range become one, where each round touches elements of its own only. A vector kernel without vectors
 * (scalarize.ts) has a loop over lanes for every statement: fused, what one statement leaves for the next is a scalar instead of an array.
 */
import { type Dim, dimOf, equalDims, type Sym } from "../core/dim.ts";
import { linearIn } from "../core/dim-terms.ts";
import { type Buffer, type Expr, index, type Tile, type Var, variable } from "./expr.ts";
import { partsOf, walkExpressions, walkStatements } from "./functions.ts";
import { type Kernel, kernel, letStmt, type Stmt } from "./kernel.ts";
import { rewriteDim, rewriteExpr, walkExpr } from "./rewrite-expr.ts";

type For = Stmt & { readonly kind: "for" };

/** One access to memory: which, where, and whether it is written. */
interface Access {
  readonly memory: Tile | Buffer;
  readonly at: readonly Dim[];
  readonly isWrite: boolean;
}

/** The same kernel with fewer loops. */
export const fuseLoops = (k: Kernel): Kernel => kernel({ ...k, body: new Fuser(k.body).body(k.body) });

class Fuser {
  /** How often the whole kernel mentions a tile. */
  readonly #uses: ReadonlyMap<Tile, number>;

  constructor(body: readonly Stmt[]) {
    this.#uses = tileUses(body);
  }

  readonly body = (statements: readonly Stmt[]): readonly Stmt[] => {
    const done: Stmt[] = [];
    for (const s of statements.map((x) => this.#nested(x))) {
      if (!isSimple(s)) {
        done.push(s);
        continue;
      }
      // Declarations of arrays that stand between two loops move in front of them.
      const last = done.findLastIndex((x) => x.kind !== "tile" || x.init.kind !== "const");
      const before = done[last];
      const both = before !== undefined && isSimple(before) ? fused(before, s) : undefined;
      if (both === undefined) done.push(s);
      else done.splice(last, done.length - last, ...done.slice(last + 1), both);
    }
    return this.#withoutArrays(done);
  };

  #nested(s: Stmt): Stmt {
    if (s.kind === "for" || s.kind === "while") return { ...s, body: this.body(s.body) };
    return s.kind === "if" ? { ...s, then: this.body(s.then), else: this.body(s.else) } : s;
  }

  /** Arrays of one element a round, set once and read in that round only, become names. */
  #withoutArrays(body: readonly Stmt[]): readonly Stmt[] {
    const gone = new Set<Tile>();
    const result = body.map((s): Stmt => {
      if (!isSimple(s)) return s;
      const inside = tileUses(s.body);
      const names = new Map<Tile, Var>();
      for (const d of body)
        if (d.kind === "tile" && inside.get(d.tile) === this.#uses.get(d.tile) && isSetFirst(s, d.tile)) {
          names.set(d.tile, variable(d.tile.name, d.tile.dtype));
          gone.add(d.tile);
        }
      return names.size === 0 ? s : { ...s, body: s.body.map((x) => named(x, names)) };
    });
    return result.filter((s) => s.kind !== "tile" || !gone.has(s.tile));
  }
}

/** A loop from 0 over statements without statements in them, left to the compiler. */
const isSimple = (s: Stmt): s is For =>
  s.kind === "for" &&
  s.from === 0 &&
  typeof s.to === "number" &&
  !s.unroll &&
  !s.parallel &&
  s.body.every((x) => x.kind === "let" || x.kind === "set" || (x.kind === "store" && x.count === undefined));

function tileUses(body: readonly Stmt[]): Map<Tile, number> {
  const uses = new Map<Tile, number>();
  for (const { memory } of accessesOf(body)) if (memory.kind === "tile") uses.set(memory, (uses.get(memory) ?? 0) + 1);
  return uses;
}

function accessesOf(body: readonly Stmt[]): readonly Access[] {
  const found: Access[] = [];
  walkExpressions(body, (e) => {
    if (e.kind === "load") found.push({ memory: e.buffer, at: [e.at], isWrite: false });
    if (e.kind === "tileget") found.push({ memory: e.tile, at: e.at, isWrite: false });
  });
  walkStatements(body, (s) => {
    if (s.kind === "store") found.push({ memory: s.buffer, at: [s.at], isWrite: true });
    if (s.kind === "set") found.push({ memory: s.tile, at: s.at, isWrite: true });
  });
  return found;
}

/** Both loops as one; undefined where a round of one needs what another round of the other leaves. */
function fused(first: For, second: For): For | undefined {
  if (!equalDims(first.to, second.to)) return undefined;
  const body = [...first.body, ...second.body.map((s) => moved(s, (x) => (x === second.sym ? dimOf(first.sym) : undefined)))];
  const accesses = accessesOf(body);
  for (const memory of new Set(accesses.filter((a) => a.isWrite).map((a) => a.memory)))
    if (
      !areOwn(
        accesses.filter((a) => a.memory === memory),
        first.sym,
      )
    )
      return undefined;
  return { ...first, body };
}

/** True when no two rounds touch the same element: all accesses have the round's number as the same coordinate, or one address that it moves. */
function areOwn(list: readonly Access[], round: Sym): boolean {
  const [one] = list as readonly [Access, ...Access[]];
  if (one.memory.kind === "tile") return one.at.some((_, i) => list.every((a) => equalDims(a.at[i] as Dim, dimOf(round))));
  const [address] = one.at as readonly [Dim];
  const step = linearIn(address, round)?.coef;
  return typeof step === "number" && step !== 0 && list.every((a) => equalDims(a.at[0] as Dim, address));
}

function moved(s: Stmt, sym: (s: Sym) => Dim | undefined): Stmt {
  const value = (e: Expr): Expr => rewriteExpr(e, { sym });
  if (s.kind === "let") return { ...s, value: value(s.value) };
  if (s.kind === "set") return { ...s, at: s.at.map((d) => rewriteDim(d, { sym })), value: value(s.value) };
  return s.kind === "store" ? { ...s, at: rewriteDim(s.at, { sym }), value: value(s.value) } : s;
}

/** True when the loop's rounds set their element of `t` once, before they read it. */
function isSetFirst(s: For, t: Tile): boolean {
  const own = (at: readonly Dim[]): boolean => at.length === 1 && equalDims(at[0] as Dim, dimOf(s.sym));
  let sets = 0;
  let reads = true;
  for (const x of s.body) {
    const { exprs, dims } = partsOf(x);
    const check = (y: Expr, mayRead: boolean): void => {
      if (y.kind === "tileget" && y.tile === t && !(mayRead && own(y.at))) reads = false;
    };
    for (const e of exprs) walkExpr(e, (y) => check(y, sets === 1));
    for (const d of dims) walkExpr(index(d), (y) => check(y, false));
    if (x.kind === "set" && x.tile === t) {
      sets++;
      if (!own(x.at)) reads = false;
    }
  }
  return sets === 1 && reads;
}

function named(s: Stmt, names: ReadonlyMap<Tile, Var>): Stmt {
  const value = (e: Expr): Expr => rewriteExpr(e, { expr: (x) => (x.kind === "tileget" ? (names.get(x.tile) ?? x) : x) });
  if (s.kind === "set") {
    const name = names.get(s.tile);
    return name === undefined ? { ...s, value: value(s.value) } : letStmt(name, value(s.value));
  }
  return s.kind === "let" || s.kind === "store" ? { ...s, value: value(s.value) } : s;
}
