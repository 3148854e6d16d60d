/** What printers of one WebAssembly function share: names, locals, temporaries, and what the function asks of its module. */
import { invariant } from "../../core/diagnostics.ts";
import type { Sym } from "../../core/dim.ts";
import type { Buffer, FunctionDef, Tile } from "../../loop/expr.ts";
import type { Named, Names } from "../../loop/naming.ts";
import { isLeaf, localGet, localTee, type Sexpr, sexpr } from "./sexpr.ts";
import type { ValueType } from "./value-types.ts";

/** What the functions of a module ask of it. */
export class Needs {
  /** Names of helpers.ts. */
  readonly helpers = new Set<string>();
  /** Functions of the loop language, by the lanes they are called with. */
  readonly functions = new Map<FunctionDef, Set<number>>();
  /** Vectors that functions load from the bottom of memory, by their spelling: the byte address of each. */
  readonly vectors = new Map<string, number>();
  /** Loops of kernels that are functions of their own, by parameters and body. */
  readonly loops = new Map<string, { readonly name: string; readonly text: string }>();
  /** Bytes below the lowest address of any buffer that a base may point to, though nothing is read there. */
  reserve = 0;
}

/** What is known of the constants that a kernel reads. */
export interface Known {
  /** Products of bytes are printed as ../small-bytes.ts finds them. */
  readonly hasSmallBytes: boolean;
  /** Memory of f16 without infinities and NaNs. */
  readonly finite: ReadonlySet<Buffer>;
}

/** The name a function of the loop language has at `lanes`. */
export const functionName = (fn: FunctionDef, lanes: number): string => (lanes === 1 ? fn.name : `${fn.name}_x${lanes}`);

export class Context {
  readonly needs: Needs;
  readonly #names: Names;
  readonly #pointers: ReadonlySet<Sym | Tile>;
  readonly #locals = new Map<string, ValueType>();
  readonly #spelled = new Map<Named, string>();
  readonly #used = new Map<ValueType, number>();
  readonly #constants = new Map<string, string>();
  readonly #captured = new Map<string, ValueType>();
  #outer: Context | undefined;

  /** `hasLoops`: engines keep constants in registers around the loops of a kernel; a function without loops would make each anew in every call. */
  constructor(
    names: Names,
    needs: Needs,
    readonly hasLoops: boolean,
    pointers: ReadonlySet<Sym | Tile> = new Set(),
    readonly known: Known = { hasSmallBytes: false, finite: new Set() },
  ) {
    this.#names = names;
    this.needs = needs;
    this.#pointers = pointers;
  }

  /** The context of a loop that is a function of its own: what it names and does not declare are its parameters. */
  inner(): Context {
    const context = new Context(this.#names, this.needs, this.hasLoops, this.#pointers, this.known);
    context.#outer = this;
    return context;
  }

  /** Parameters of a loop that is a function of its own, in order of first use; all are locals or parameters around it, of the same names. */
  get captured(): ReadonlyMap<string, ValueType> {
    return this.#captured;
  }

  /** Locals in order of declaration, parameters excluded. */
  get locals(): ReadonlyMap<string, ValueType> {
    return this.#locals;
  }

  /** True for an index that holds a byte address instead of an element number. */
  isPointer(thing: Sym | Tile): boolean {
    return this.#pointers.has(thing);
  }

  /** Spells a parameter. */
  param(thing: Named): string {
    const name = this.#names.of(thing);
    this.#spelled.set(thing, name);
    return name;
  }

  /** Spells a local and declares it; names of sibling scopes are shared where the types agree. */
  declare(thing: Named, type: ValueType): string {
    return this.#declareName(thing, this.#names.of(thing), type);
  }

  #declareName(thing: Named | undefined, wanted: string, type: ValueType): string {
    let name = wanted;
    for (let n = 2; (this.#locals.get(name) ?? type) !== type; n++) name = `${wanted}_${type}${n === 2 ? "" : n}`;
    this.#locals.set(name, type);
    if (thing !== undefined) this.#spelled.set(thing, name);
    return name;
  }

  /** A local that holds the end of a loop. */
  declareEnd(s: Sym): string {
    return this.#declareName(undefined, `${this.name(s)}_end`, "i32");
  }

  name(thing: Named): string {
    const name = this.#spelled.get(thing);
    if (name === undefined && this.#outer !== undefined) {
      const around = this.#outer.name(thing);
      this.#captured.set(around, this.#outer.#locals.get(around) ?? "i32");
      return around;
    }
    invariant(name !== undefined, `${thing.kind} ${thing.name} is used where it is not declared`);
    return name;
  }

  helper(name: string): string {
    this.needs.helpers.add(name);
    return `call $${name}`;
  }

  function(fn: FunctionDef, lanes: number): string {
    const known = this.needs.functions.get(fn) ?? new Set<number>();
    this.needs.functions.set(fn, known.add(lanes));
    return `call $${functionName(fn, lanes)}`;
  }

  /** Locals that hold a vector from the start of the function on, and how v128.const spells it. */
  get constants(): ReadonlyMap<string, string> {
    return this.#constants;
  }

  /** `number` in all lanes of a vector: `shape` is "i32x4" or the like. */
  all(shape: string, number: string): Sexpr {
    const count = Number(shape.slice(shape.indexOf("x") + 1));
    const spelling = `${shape} ${Array.from({ length: count }, () => number).join(" ")}`;
    return this.hasLoops ? localGet(this.constantOf(shape, number, spelling)) : sexpr(`v128.const ${spelling}`);
  }

  /** The local of a vector of equal lanes, named after them: what stands there often is two bytes each time. */
  constantOf(prefix: string, text: string, spelling: string): string {
    const name = `${prefix}.${text}`;
    this.#constants.set(name, spelling);
    this.#locals.set(name, "v128");
    return name;
  }

  /** The byte address of a vector, spelled as v128.const takes it: a load is one instruction for an engine that makes a constant of three. */
  vectorAt(spelling: string): number {
    const { vectors } = this.needs;
    const address = vectors.get(spelling) ?? 16 * vectors.size;
    vectors.set(spelling, address);
    this.reserve(address + 16);
    return address;
  }

  reserve(bytes: number): void {
    this.needs.reserve = Math.max(this.needs.reserve, bytes);
  }

  /** Gives `use` two spellings of `x`: one that computes it, to be evaluated first, and one that repeats it. */
  twice(type: ValueType, x: Sexpr, use: (first: Sexpr, again: Sexpr) => Sexpr): Sexpr {
    if (isLeaf(x)) return use(x, x);
    const name = this.#temporary(type);
    return use(localTee(name, x), localGet(name));
  }

  /** Temporaries are not used twice in one statement; after it they are free again. */
  endStatement(): void {
    this.#used.clear();
  }

  #temporary(type: ValueType): string {
    const n = (this.#used.get(type) ?? 0) + 1;
    this.#used.set(type, n);
    const name = `${type}.${n}`;
    this.#locals.set(name, type);
    return name;
  }
}
