/** Names of one kernel: unique identifiers for its Syms, Vars, Tiles and Buffers, readable and stable; sibling scopes share names (oc, oc). */
import { invariant } from "../core/diagnostics.ts";
import type { Dim, Sym } from "../core/dim.ts";
import { localIdentifier } from "../core/names.ts";
import type { Buffer, FunctionDef, Tile, Var } from "./expr.ts";
import { declaredBy, functionsOf, walkStatements } from "./functions.ts";
import { integersOf, type Kernel, type Stmt } from "./kernel.ts";
import { isPlainDim } from "./print-dim.ts";

export type Named = Sym | Var | Tile | Buffer;

export interface Names {
  /** The identifier of something declared in this kernel or function. */
  of(thing: Named): string;
  has(thing: Named): boolean;
  /** The variable that holds a loop's upper end; undefined where the end is printed in the loop's condition. */
  endOf(s: Sym): string | undefined;
}

/** True where a loop's end is worth computing once. */
const hasNamedEnd = (to: Dim): boolean => !isPlainDim(to);

/**
 * Names for a kernel; `taken` are words its language or module has given a meaning. Names of called functions are taken, too. What `isAtHead`
 * says of is declared at the head of the function, so that its name is free everywhere.
 */
export function nameKernel(kernel: Kernel, taken: Iterable<string> = [], isAtHead: (thing: Named) => boolean = () => false): Names {
  const scope = new Scopes([...taken, kernel.name, ...functionsOf(kernel.body).map((f) => f.name)]);
  for (const param of [...kernel.params, ...integersOf(kernel)]) scope.declare(param);
  // Something declared in several places (one symbol for a main and a remainder loop) keeps one name that is free everywhere.
  const seen = new Set<Named>();
  forEachDeclared(kernel.body, (thing) => {
    if (seen.has(thing) || isAtHead(thing)) scope.declare(thing);
    seen.add(thing);
  });
  nameBody(kernel.body, scope);
  return scope;
}

/** Names for the parameters and bindings of a function. */
export function nameFunction(fn: FunctionDef, taken: Iterable<string> = []): Names {
  const scope = new Scopes([...taken, fn.name]);
  for (const param of fn.params) scope.declare(param);
  for (const { name } of fn.lets) scope.declare(name);
  return scope;
}

function nameBody(body: readonly Stmt[], scope: Scopes): void {
  scope.inside(() => {
    for (const s of body) {
      switch (s.kind) {
        case "for":
          scope.inside(() => {
            scope.declare(s.sym);
            if (hasNamedEnd(s.to)) scope.declareEnd(s.sym);
            nameBody(s.body, scope);
          });
          break;
        case "let":
          scope.declare(s.name);
          break;
        case "bind":
          scope.declare(s.sym);
          break;
        case "tile":
          scope.declareOnce(s.tile);
          break;
        case "if":
          nameBody(s.then, scope);
          nameBody(s.else, scope);
          break;
        case "while":
          nameBody(s.body, scope);
          break;
        case "set":
        case "store":
        case "wait":
          break;
      }
    }
  });
}

/** Calls `visit` for each declaration in order. */
const forEachDeclared = (body: readonly Stmt[], visit: (thing: Named) => void): void =>
  walkStatements(body, (s) => {
    const declared = declaredBy(s);
    if (declared !== undefined) visit(declared);
  });

class Scopes implements Names {
  readonly #names = new Map<Named, string>();
  readonly #ends = new Map<Sym, string>();
  readonly #ever = new Set<string>();
  #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  inside(work: () => void): void {
    const outer = this.#taken;
    this.#taken = new Set(outer);
    work();
    this.#taken = outer;
  }

  #claim(source: string, isFree = (name: string): boolean => !this.#taken.has(name)): string {
    const base = localIdentifier(source);
    let name = base;
    for (let n = 2; !isFree(name); n++) name = `${base}_${n}`;
    this.#taken.add(name);
    this.#ever.add(name);
    return name;
  }

  /** A name no sibling scope has: tiles with a shape are declared at the head of a function by some printers. */
  declareOnce(thing: Named): void {
    if (!this.#names.has(thing))
      this.#names.set(
        thing,
        this.#claim(thing.name, (name) => !this.#taken.has(name) && !this.#ever.has(name)),
      );
  }

  declare(thing: Named): void {
    if (!this.#names.has(thing)) this.#names.set(thing, this.#claim(thing.name));
  }

  declareEnd(s: Sym): void {
    if (!this.#ends.has(s)) this.#ends.set(s, this.#claim(`${this.of(s)}_end`));
  }

  of(thing: Named): string {
    const name = this.#names.get(thing);
    invariant(name !== undefined, `${thing.kind} ${thing.name} is used where it is not declared`);
    return name;
  }

  has(thing: Named): boolean {
    return this.#names.has(thing);
  }

  endOf(s: Sym): string | undefined {
    return this.#ends.get(s);
  }
}
