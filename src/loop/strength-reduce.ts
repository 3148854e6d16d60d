/**
 * Strength reduction of addresses: in each rolled loop, addresses of one buffer that differ by a constant share a base, and a base that is
 * linear in the loop's symbol becomes a running index, raised once a round; a base the loop does not change is computed before it. What
 * remains of every address is `base + constant`. Running indices are index tiles, so the kernel stays a kernel and evaluates as before.
 */
import { add, bounds, type Dim, dimOf, keyOf, type Sym, sub, sym } from "../core/dim.ts";
import { substitute, symbolsOf } from "../core/dim-fold.ts";
import { linearIn } from "../core/dim-terms.ts";
import { type Buffer, type Expr, index, load, type Tile, tile, tileGet, type Var } from "./expr.ts";
import { declaredBy, walkStatements } from "./functions.ts";
import { bindStmt, declareTile, ifStmt, type Kernel, type Stmt, setTile, store, withBodies, withBody } from "./kernel.ts";
import { rewriteExpr, walkExpr } from "./rewrite-expr.ts";
import { transpositionOf } from "./transposition.ts";

/** The kernel with every address reduced to a base and a constant wherever the base is linear in the loops around. */
export function strengthReduce(source: Kernel): Kernel {
  const reduction = new Reduction();
  return withBody(source, reduction.shareBases(reduction.block(source.body)));
}

/** Addresses of `buffer` with the same variable part: all are base + a constant that is not negative. */
interface Group {
  readonly buffer: Buffer;
  /** Per round of the loop; 0 where the loop does not change the base. */
  readonly coef: Dim;
  /** The variable part, the loop's symbol included. */
  readonly variable: Dim;
  least: number;
  uses: number;
  /** Stands for variable + least. */
  base?: Dim;
}

/** Replaces the address `at` of `buffer`. */
type MapAddress = (buffer: Buffer, at: Dim) => Dim;

const constantOf = (d: Dim): number => (typeof d === "number" ? d : d.constant);
const variableOf = (d: Dim): Dim => sub(d, constantOf(d));

/** A plain symbol: nothing is gained by naming it again. */
const isPlain = (d: Dim): boolean =>
  typeof d === "number" || (d.terms.length === 1 && d.terms[0]?.coef === 1 && d.terms[0].atoms.length === 1 && d.terms[0].atoms[0]?.kind === "sym");

class Reduction {
  /** The buffer each running index and shared base made here is for. */
  readonly #made = new Map<Tile | Sym, Buffer>();

  block(body: readonly Stmt[]): readonly Stmt[] {
    return body.flatMap((stmt): readonly Stmt[] => {
      if (stmt.kind !== "for") return [withBodies(stmt, (inner) => this.shareBases(this.block(inner)))];
      return transpositionOf(stmt) === undefined ? this.#loop(stmt) : [stmt];
    });
  }

  #loop(loop: Stmt & { kind: "for" }): readonly Stmt[] {
    const body = this.block(loop.body);
    const changing = changedIn(body);
    const groups = new Map<string, Group>();
    this.#mapAddresses(
      body,
      (buffer, at) => {
        const group = this.#groupInLoop(buffer, at, loop.sym, changing);
        if (group === undefined) return at;
        const known = groups.get(group.key);
        if (known === undefined) groups.set(group.key, group.group);
        else known.least = Math.min(known.least, constantOf(at));
        return at;
      },
      true,
    );
    const before: Stmt[] = [];
    const after: Stmt[] = [];
    for (const group of groups.values()) this.#declare(group, loop, before, after);
    const reduced = this.#mapAddresses(
      body,
      (buffer, at) => {
        const group = this.#groupInLoop(buffer, at, loop.sym, changing);
        const base = group === undefined ? undefined : groups.get(group.key);
        return base?.base === undefined ? at : add(base.base, constantOf(at) - base.least);
      },
      true,
    );
    return [...before, { ...loop, body: [...this.shareBases(reduced), ...after] }];
  }

  #groupInLoop(buffer: Buffer, at: Dim, s: Sym, changing: Changing): { readonly key: string; readonly group: Group } | undefined {
    const variable = variableOf(at);
    const linear = linearIn(variable, s);
    if (linear === undefined || !isInvariant(linear.coef, changing) || !isInvariant(linear.rest, changing)) return undefined;
    if (linear.coef === 0 && isPlain(linear.rest)) return undefined;
    const key = `${keyOf(variable)} ${keyOf(linear.coef)}`;
    return { key: `${this.#number(buffer)} ${key}`, group: { buffer, coef: linear.coef, variable, least: constantOf(at), uses: 1 } };
  }

  readonly #numbers = new Map<Buffer, number>();
  #number(buffer: Buffer): number {
    const known = this.#numbers.get(buffer) ?? this.#numbers.size;
    this.#numbers.set(buffer, known);
    return known;
  }

  #declare(group: Group, loop: Stmt & { kind: "for" }, before: Stmt[], after: Stmt[]): void {
    const { buffer, coef } = group;
    const whole = add(group.variable, group.least);
    const [lo, hi] = bounds(whole);
    if (coef === 0) {
      const shared = sym(`${buffer.name}_base`, lo, hi);
      this.#made.set(shared, buffer);
      before.push(bindStmt(shared, whole));
      group.base = dimOf(shared);
      return;
    }
    const running = tile(`${buffer.name}_at`, "index", 1, []);
    this.#made.set(running, buffer);
    group.base = dimOf(sym(running.name, lo, hi, tileGet(running, [])));
    before.push(declareTile(running, index(substitute(whole, (s) => (s === loop.sym ? loop.from : undefined)))));
    after.push(setTile(running, [], index(add(group.base, coef))));
  }

  /** Names the base of addresses that a straight-line piece of code uses more than once. */
  shareBases(body: readonly Stmt[]): readonly Stmt[] {
    const groups = new Map<string, Group>();
    const keyFor = (buffer: Buffer, at: Dim): string | undefined => {
      const variable = variableOf(at);
      return isPlain(variable) ? undefined : `${this.#number(buffer)} ${keyOf(variable)}`;
    };
    const out: Stmt[] = [];
    this.#mapAddresses(
      body,
      (buffer, at) => {
        const key = keyFor(buffer, at);
        if (key === undefined) return at;
        const known = groups.get(key) ?? { buffer, coef: 0, variable: variableOf(at), least: constantOf(at), uses: 0 };
        known.least = Math.min(known.least, constantOf(at));
        known.uses += 1;
        groups.set(key, known);
        return at;
      },
      false,
    );
    for (const stmt of body) {
      const lets: Stmt[] = [];
      const [mapped] = this.#mapAddresses(
        [stmt],
        (buffer, at) => {
          const key = keyFor(buffer, at);
          const group = key === undefined ? undefined : groups.get(key);
          if (group === undefined || group.uses < 2 || !isStable(group.variable)) return at;
          if (group.base === undefined) {
            const whole = add(group.variable, group.least);
            const shared = sym(`${buffer.name}_base`, ...bounds(whole));
            this.#made.set(shared, buffer);
            group.base = dimOf(shared);
            lets.push(bindStmt(shared, whole));
          }
          return add(group.base, constantOf(at) - group.least);
        },
        false,
      );
      out.push(...lets, ...(mapped === undefined ? [] : [mapped]));
    }
    return out;
  }

  /** Rewrites the addresses of a body outside its inner loops; `branches` says whether those in `if` belong to it. */
  #mapAddresses(body: readonly Stmt[], map: MapAddress, branches: boolean): readonly Stmt[] {
    const expr = (e: Expr): Expr => rewriteExpr(e, { expr: (x) => (x.kind === "load" ? load(x.buffer, map(x.buffer, x.at), x.lanes, x.count) : x) });
    const inside = (stmts: readonly Stmt[]): readonly Stmt[] => (branches ? this.#mapAddresses(stmts, map, branches) : stmts);
    return body.map((stmt): Stmt => {
      switch (stmt.kind) {
        case "for":
        case "while":
        case "wait":
          return stmt;
        case "let":
          return { ...stmt, value: expr(stmt.value) };
        case "bind": {
          const buffer = this.#made.get(stmt.sym);
          return buffer === undefined ? stmt : bindStmt(stmt.sym, map(buffer, stmt.value));
        }
        case "tile": {
          const buffer = this.#made.get(stmt.tile);
          if (buffer === undefined || stmt.init.kind !== "index") return { ...stmt, init: expr(stmt.init) };
          return declareTile(stmt.tile, index(map(buffer, stmt.init.dim)));
        }
        case "set":
          return this.#made.has(stmt.tile) ? stmt : setTile(stmt.tile, stmt.at, expr(stmt.value));
        case "store":
          return store(stmt.buffer, map(stmt.buffer, stmt.at), expr(stmt.value), stmt.count);
        case "if":
          return ifStmt(expr(stmt.condition), inside(stmt.then), inside(stmt.else));
      }
    });
  }
}

/** What a loop's body declares. */
type Changing = ReadonlySet<Sym | Var | Tile | undefined>;

function changedIn(body: readonly Stmt[]): Changing {
  const declared = new Set<Sym | Var | Tile | undefined>();
  walkStatements(body, (s) => declared.add(declaredBy(s)));
  return declared;
}

/** True when no symbol of `d` changes in the loop; computed symbols only where they are a variable bound outside. */
const isInvariant = (d: Dim, changing: Changing): boolean =>
  symbolsOf(d).every((s) => {
    if (s.payload === undefined) return !changing.has(s);
    const payload = s.payload as Expr;
    return payload.kind === "var" && !changing.has(payload);
  });

/** True when `d` means the same anywhere in its block: no symbol stands for a load or a tile. */
function isStable(d: Dim): boolean {
  return symbolsOf(d).every((s) => {
    if (s.payload === undefined) return true;
    let stable = true;
    walkExpr(s.payload as Expr, (x) => {
      if (x.kind === "load" || x.kind === "tileget") stable = false;
    });
    return stable;
  });
}
