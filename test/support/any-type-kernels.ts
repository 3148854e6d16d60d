/** Random kernels of every element type: all statements and expressions, casts between all types, addresses that stay inside their buffers. */
import fc from "fast-check";
import {
  add as addDim,
  type Dim,
  dimOf,
  floorDiv,
  max as maxDim,
  min as minDim,
  mod,
  mul as mulDim,
  type Sym,
  sub as subDim,
  sym,
} from "../../src/core/dim.ts";
import { symbolsOf } from "../../src/core/dim-fold.ts";
import { type DType, type ElementArray, newArray } from "../../src/core/dtype.ts";
import {
  type Buffer,
  binary,
  bitcast,
  buffer,
  call,
  cast,
  computedDim,
  constant,
  type Expr,
  type FunctionDef,
  fold,
  index,
  load,
  lt,
  not,
  ramp,
  type Scalar,
  scalarOf,
  select,
  splat,
  splatLane,
  type Tile,
  tile,
  tileGet,
  unary,
  type Var,
  variable,
  widen,
} from "../../src/loop/expr.ts";
import { bindStmt, declareTile, ifStmt, type Kernel, kernel, letStmt, loop, type Stmt, setTile, store } from "../../src/loop/kernel.ts";
import { runtimeExtent } from "../../src/loop/runtime-extent.ts";
import { storedElement } from "../../src/loop/semantics.ts";
import { edgeValues } from "./semantics-cases.ts";

type Gen = fc.GeneratorValue;
type Arithmetic = Exclude<Scalar, "index">;

/** Elements of every buffer: enough for any address and vector. */
export const bufferLength = 64;
/** Buffer types, in parameter order: the inputs, then what is written. */
export const inputTypes: readonly DType[] = ["f32", "f64", "i32", "u32", "i64", "u64", "bool", "i8", "u8", "f16", "bf16"];
export const outputTypes: readonly DType[] = ["f32", "f64", "i32", "u32", "i64", "u64", "bool", "i16", "f16"];

const types: readonly Arithmetic[] = ["f32", "f64", "i32", "u32", "i64", "u64", "bool"];
const isFloat = (s: Scalar): boolean => s === "f32" || s === "f64";

/** Twice x, minus one where x is below y: a function called in random kernels. */
const x = variable("x", "f32");
const y = variable("y", "f32");
const twice = variable("twice", "f32");
const sample: FunctionDef = {
  name: "sample_f32",
  doc: "2x, less 1 where x < y.",
  params: [x, y],
  result: "f32",
  lets: [{ name: twice, value: binary("add", x, x) }],
  value: select(lt(x, y), binary("sub", twice, constant("f32", 1)), twice),
};

interface Scope {
  readonly syms: readonly Sym[];
  readonly vars: readonly Var[];
  readonly tiles: readonly Tile[];
}

export interface RandomKernelOptions {
  /** Lanes of its vectors. */
  readonly lanes: number;
  /** False: a constant stands where otherwise an extent is passed. */
  readonly extents: boolean;
  /** False where the sign of a zero from min or max may differ: no min and max of floats. */
  readonly floatExtrema: boolean;
  /** False: tiles are indexed by constants, as everywhere but in the evaluator and C. */
  readonly dynamicTiles: boolean;
}

/** A kernel whose inputs are `inputTypes` and outputs `outputTypes`, each of `bufferLength` elements. */
export function randomKernel(g: Gen, options: RandomKernelOptions): Kernel {
  const { extents } = options;
  const inputs = inputTypes.map((t) => buffer(`in_${t}`, t, bufferLength, "in"));
  const outputs = outputTypes.map((t) => buffer(`out_${t}`, t, bufferLength, "inout"));
  const [n] = (extents ? symbolsOf(runtimeExtent("n", 1, 5)) : [sym("n", 1, 5)]) as [Sym];
  const builder = new Builder(g, options, inputs, outputs);
  const body = builder.body({ syms: [n], vars: [], tiles: [] }, 2);
  const first = extents ? bindStmt(sym("given", 1, 5), dimOf(n)) : bindStmt(n, 3);
  return kernel({ name: "random", doc: [], params: [...inputs, ...outputs], body: [first, ...body] });
}

/** Edge values of each type in a fixed shuffle. Outputs start with them, too, since kernels may read them. */
export const randomKernelArrays = (types: readonly DType[]): ElementArray[] =>
  types.map((type) => {
    const values = edgeValues(scalarOf(type) as Arithmetic);
    const array = newArray(type, bufferLength);
    for (let i = 0; i < bufferLength; i++) array[i] = storedElement(type, values[(i * 7 + 3) % values.length] ?? 0);
    return array;
  });

/** An array for comparison: NaN has many spellings, and a stored zero may have either sign. */
export const comparable = (type: DType, array: ElementArray): readonly string[] =>
  Array.from(array as Iterable<number | bigint>, (v) => {
    if (type === "f16" && (Number(v) & 0x7fff) > 0x7c00) return "NaN";
    return type === "f16" && Number(v) === 32768 ? "0" : String(v);
  });

class Builder {
  readonly #g: Gen;
  readonly #lanes: number;
  readonly #options: RandomKernelOptions;
  readonly #inputs: readonly Buffer[];
  readonly #outputs: readonly Buffer[];

  constructor(g: Gen, options: RandomKernelOptions, inputs: readonly Buffer[], outputs: readonly Buffer[]) {
    this.#options = options;
    this.#g = g;
    this.#lanes = options.lanes;
    this.#inputs = inputs;
    this.#outputs = outputs;
  }

  #int(lo: number, hi: number): number {
    return this.#g(fc.integer, { min: lo, max: hi });
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#int(0, all.length - 1)] as T;
  }

  #someLanes(): number {
    return this.#int(0, 1) === 0 ? 1 : this.#lanes;
  }

  body(outer: Scope, depth: number): readonly Stmt[] {
    let scope = outer;
    const statements: Stmt[] = [];
    for (let i = this.#int(1, 4); i > 0; i--) {
      const { statement, next } = this.#statement(scope, depth);
      statements.push(statement);
      scope = next;
    }
    statements.push(this.#store(scope));
    return statements;
  }

  #statement(scope: Scope, depth: number): { readonly statement: Stmt; readonly next: Scope } {
    const kind = this.#int(0, depth > 0 ? 6 : 4);
    if (kind === 0) {
      const value = this.#expr(this.#pick(types), this.#someLanes(), scope, 3);
      const name = variable("v", value.dtype, value.lanes);
      return { statement: letStmt(name, value), next: { ...scope, vars: [...scope.vars, name] } };
    }
    if (kind === 1) {
      const [type, lanes] = [this.#pick(types), this.#someLanes()];
      const t = tile("acc", type, lanes, this.#pick([[], [2], [2, 3]]));
      return { statement: declareTile(t, this.#expr(type, lanes, scope, 1)), next: { ...scope, tiles: [...scope.tiles, t] } };
    }
    if (kind === 2 && scope.tiles.length > 0) {
      const t = this.#pick(scope.tiles);
      return { statement: setTile(t, this.#tileAt(t, scope), this.#expr(t.dtype as Arithmetic, t.lanes, scope, 3)), next: scope };
    }
    if (kind === 3) {
      const bound = sym("k", 0, 31);
      return { statement: bindStmt(bound, mod(this.#dim(scope, 2), 32)), next: { ...scope, syms: [...scope.syms, bound] } };
    }
    if (kind === 5) {
      const to = this.#int(0, 1) === 0 ? this.#int(1, 3) : addDim(1, mod(this.#dim(scope, 1), 3));
      return { statement: loop("i", to, (s) => this.body({ ...scope, syms: [...scope.syms, s] }, depth - 1)), next: scope };
    }
    if (kind === 6) {
      const otherwise = this.#int(0, 1) === 0 ? [] : this.body(scope, depth - 1);
      return { statement: ifStmt(this.#expr("bool", 1, scope, 2), this.body(scope, depth - 1), otherwise), next: scope };
    }
    return { statement: this.#store(scope), next: scope };
  }

  #store(scope: Scope): Stmt {
    const target = this.#pick(this.#outputs);
    const lanes = this.#someLanes();
    const scalar = ({ i16: "i32", f16: "f32" } as Readonly<Record<string, Arithmetic>>)[target.dtype] ?? (target.dtype as Arithmetic);
    const count = this.#int(0, 3) === 0 && lanes > 1 ? mod(this.#dim(scope, 1), lanes + 1) : undefined;
    return store(target, this.#address(scope, lanes), this.#expr(scalar, lanes, scope, 3), count);
  }

  #address(scope: Scope, lanes: number): Dim {
    return mod(this.#dim(scope, 3), bufferLength - lanes + 1);
  }

  #tileAt(t: Tile, scope: Scope): readonly Dim[] {
    return t.shape.map((extent) => (this.#options.dynamicTiles ? mod(this.#dim(scope, 1), extent) : this.#int(0, extent - 1)));
  }

  #dim(scope: Scope, depth: number): Dim {
    const sub = (): Dim => this.#dim(scope, depth - 1);
    const choice = depth === 0 ? this.#int(0, 1) : this.#int(0, 8);
    switch (choice) {
      case 0:
        return this.#int(-9, 40);
      case 2:
        return addDim(sub(), sub());
      case 3:
        return subDim(sub(), sub());
      case 4:
        return mulDim(sub(), this.#pick([-3, 2, 8, 16]));
      case 5:
        return floorDiv(sub(), this.#pick([2, 3, 8]));
      case 6:
        return mod(sub(), this.#pick([3, 8, 16]));
      case 7:
        return this.#int(0, 1) === 0 ? minDim(sub(), sub()) : maxDim(sub(), sub());
      case 8:
        return computedDim("gathered", this.#small(scope), [-128, 127]);
      default:
        return dimOf(this.#pick(scope.syms));
    }
  }

  /** An i32 in -128..127, for computed dims. */
  #small(scope: Scope): Expr {
    return load(this.#inputs[inputTypes.indexOf("i8")] as Buffer, mod(dimOf(this.#pick(scope.syms)), bufferLength));
  }

  #expr(type: Arithmetic, lanes: number, scope: Scope, depth: number): Expr {
    const sub = (t: Arithmetic = type, l = lanes): Expr => this.#expr(t, l, scope, depth - 1);
    const choice = depth === 0 ? this.#int(0, 3) : this.#int(0, 13);
    switch (choice) {
      case 0:
        return constant(type, this.#pick(edgeValues(type)), lanes);
      case 1: {
        const vars = scope.vars.filter((v) => v.dtype === type && (v.lanes === lanes || v.lanes === 1));
        return vars.length === 0 ? this.#load(type, lanes, scope) : widen(this.#pick(vars), lanes);
      }
      case 2: {
        const tiles = scope.tiles.filter((t) => t.dtype === type && t.lanes === lanes);
        if (tiles.length === 0) return this.#load(type, lanes, scope);
        const t = this.#pick(tiles);
        return tileGet(t, this.#tileAt(t, scope));
      }
      case 4:
      case 5:
        return this.#binary(type, sub);
      case 6:
        return this.#unary(type, sub());
      case 7:
        return select(sub("bool"), sub(), sub());
      case 8:
        return cast(type, sub(this.#pick(types.filter((t) => t !== type))));
      case 9:
        if (lanes === 1) return sub();
        return this.#int(0, 1) === 0 ? splat(sub(type, 1), lanes) : splatLane(sub(), this.#int(0, lanes - 1));
      case 10:
        return lanes === 1 && type !== "bool"
          ? fold(
              this.#pick(isFloat(type) && !this.#options.floatExtrema ? (["add", "mul"] as const) : (["add", "mul", "min", "max"] as const)),
              sub(type, this.#lanes),
            )
          : sub();
      case 11:
        return type === "f32" ? call(sample, [sub(), sub()]) : sub();
      case 12:
        return this.#ramp(type, lanes, scope) ?? sub();
      case 13: {
        const partner = ({ i32: "u32", u32: "i32", i64: "u64", u64: "i64" } as Readonly<Record<string, Arithmetic>>)[type];
        return partner === undefined ? sub() : bitcast(type, sub(partner));
      }
      default:
        return this.#load(type, lanes, scope);
    }
  }

  #load(type: Arithmetic, lanes: number, scope: Scope): Expr {
    const narrow: Readonly<Record<string, readonly number[]>> = {
      i32: [2, 7],
      u32: [3, 8],
      f32: [0, 9, 10],
      f64: [1],
      i64: [4],
      u64: [5],
      bool: [6],
    };
    const fromOutput = this.#int(0, 3) === 0 ? this.#outputs.find((b) => b.dtype === type) : undefined;
    const source = fromOutput ?? (this.#inputs[this.#pick(narrow[type] ?? [0])] as Buffer);
    const count = this.#int(0, 4) === 0 && lanes > 1 ? mod(dimOf(this.#pick(scope.syms)), lanes + 1) : undefined;
    return load(source, this.#address(scope, lanes), lanes, count);
  }

  #unary(type: Arithmetic, value: Expr): Expr {
    if (type === "bool") return not(value);
    return unary(
      this.#pick(isFloat(type) ? (["neg", "abs", "sqrt", "floor", "ceil", "trunc", "nearest"] as const) : (["neg", "abs", "bitnot"] as const)),
      value,
    );
  }

  #binary(type: Arithmetic, sub: (t?: Arithmetic) => Expr): Expr {
    if (type !== "bool") {
      const plain = ["add", "sub", "mul", "div", "rem"] as const;
      const float = this.#options.floatExtrema ? ([...plain, "min", "max"] as const) : plain;
      return binary(this.#pick(isFloat(type) ? float : ([...plain, "min", "max", "and", "or", "xor", "shl", "shr"] as const)), sub(), sub());
    }
    if (this.#int(0, 1) === 0) return binary(this.#pick(["and", "or", "xor", "eq", "ne"] as const), sub(), sub());
    const other = this.#pick(types.filter((t) => t !== "bool"));
    return binary(this.#pick(["eq", "ne", "lt", "le"] as const), sub(other), sub(other));
  }

  #ramp(type: Arithmetic, lanes: number, scope: Scope): Expr | undefined {
    if (type !== "i32") return undefined;
    const base = index(this.#dim(scope, 2));
    return cast("i32", lanes === 1 ? base : ramp(base, lanes));
  }
}
