/** Random kernels: loops, unrolled loops, tiles, guards, lets, gathers and stores that read their own buffer; every access stays inside. */
import { add, bounds, type Dim, dimOf, floorDiv, mod, mul, type Sym, sub, sym } from "../../src/core/dim.ts";
import {
  and,
  bitcast,
  buffer,
  cast,
  computedDim,
  constant,
  type Expr,
  guarded,
  index,
  load,
  lt,
  max,
  min,
  add as plus,
  select,
  splat,
  type Tile,
  tile,
  tileGet,
  mul as times,
  type Var,
  variable,
  within,
} from "../../src/loop/expr.ts";
import { bindStmt, declareTile, ifStmt, type Kernel, kernel, letStmt, loop, type Stmt, setTile, store } from "../../src/loop/kernel.ts";
import { Random } from "./random.ts";

const size = 400;
const source = buffer("source", "f32", size, "in");
const picks = buffer("picks", "u8", size, "in");
const result = buffer("result", "f32", size, "inout");

interface Scope {
  readonly syms: readonly Sym[];
  readonly vars: readonly Var[];
  readonly tiles: readonly Tile[];
}

class Maker {
  readonly #random: Random;
  readonly #lanes: number;
  #names = 0;

  constructor(seed: number, lanes: number) {
    this.#random = new Random(seed);
    this.#lanes = lanes;
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#random.below(choices.length)] as T;
  }

  #name(word: string): string {
    this.#names += 1;
    return this.#one([word, `${word}${this.#names}`]);
  }

  /** A sum of symbols, some divided, anywhere. */
  #affine(scope: Scope): Dim {
    let d: Dim = this.#random.below(9) - 2;
    for (const s of scope.syms) {
      if (this.#random.below(3) === 0) continue;
      const x = this.#one<Dim>([dimOf(s), dimOf(s), dimOf(s), floorDiv(add(dimOf(s), 1), 2), mod(dimOf(s), 3)]);
      d = add(d, mul(x, this.#one([1, 1, 2, 4, 8, 12, -1, -3])));
    }
    return d;
  }

  /** An address at which `lanes` elements lie inside a buffer. */
  #address(scope: Scope): Dim {
    const d = this.#affine(scope);
    const [lo, hi] = bounds(d);
    const inside = lo < 0 ? sub(d, lo) : d;
    const room = size - 8;
    return hi - Math.min(lo, 0) < room ? inside : mod(inside, room);
  }

  #load(scope: Scope, lanes: number): Expr {
    const from = this.#one([source, result]);
    const at = this.#address(scope);
    if (this.#random.below(6) === 0) {
      const picked = computedDim("picked", load(picks, this.#address(scope)), [0, 255]);
      return load(from, add(picked, this.#random.below(40)), lanes);
    }
    if (lanes > 1 && this.#random.below(5) === 0) return load(from, at, lanes, this.#random.below(5));
    const loaded = load(from, at, lanes);
    if (lanes > 1 || this.#random.below(5) > 0) return loaded;
    const unsafe = sub(this.#affine(scope), 3);
    const guard = within(unsafe, 0, size - 8);
    return guarded(guard, load(from, unsafe, lanes), constant("f32", 0));
  }

  #expr(scope: Scope, depth: number, lanes: number): Expr {
    const inner = (): Expr => this.#expr(scope, depth - 1, lanes);
    const leaf = (): Expr => {
      const vars = scope.vars.filter((v) => v.lanes === lanes);
      const tiles = scope.tiles.filter((t) => t.lanes === lanes && t.shape.length === 0);
      switch (this.#random.below(6)) {
        case 0:
          return constant("f32", this.#random.below(5) / 2, lanes);
        case 1:
          if (vars.length > 0) return this.#one(vars);
          break;
        case 2:
          if (tiles.length > 0) return tileGet(this.#one(tiles), []);
          break;
        case 3:
          return lanes > 1 ? splat(this.#expr(scope, 0, 1), lanes) : cast("f32", index(this.#affine(scope)));
      }
      return this.#load(scope, lanes);
    };
    if (depth <= 0) return leaf();
    switch (this.#random.below(8)) {
      case 0:
      case 1:
        return plus(inner(), inner());
      case 2:
        return times(inner(), constant("f32", this.#one([0.5, -1, 0.25]), lanes));
      case 3:
        return max(inner(), inner());
      case 4:
        return min(inner(), inner());
      case 5:
        return select(and(lt(inner(), inner()), lt(inner(), constant("f32", 3, lanes))), inner(), inner());
      case 6:
        return bitcast("f32", bitcast("i32", inner()));
      default:
        return leaf();
    }
  }

  #set(t: Tile, at: readonly Dim[], scope: Scope): Stmt {
    return setTile(t, at, plus(tileGet(t, at), this.#expr(scope, 1, t.lanes)));
  }

  body(scope: Scope, depth: number): readonly Stmt[] {
    const statements: Stmt[] = [];
    let now = scope;
    const count = 1 + this.#random.below(4);
    for (let i = 0; i < count; i++) {
      const lanes = this.#one([1, this.#lanes]);
      switch (this.#random.below(depth > 0 ? 9 : 5)) {
        case 0: {
          const name = variable(this.#name("value"), "f32", lanes);
          statements.push(letStmt(name, this.#expr(now, 2, lanes)));
          now = { ...now, vars: [...now.vars, name] };
          break;
        }
        case 1: {
          const value = this.#affine(now);
          const bound = sym(this.#name("place"), ...bounds(value));
          statements.push(bindStmt(bound, value));
          now = { ...now, syms: [...now.syms, bound] };
          break;
        }
        case 2: {
          const scalar = tile(this.#name("sum"), "f32", lanes, []);
          statements.push(declareTile(scalar, this.#expr(now, 1, lanes)));
          now = { ...now, tiles: [...now.tiles, scalar] };
          break;
        }
        case 3:
          if (now.tiles.length > 0) statements.push(this.#set(this.#one(now.tiles), [], now));
          break;
        case 5:
        case 6:
          statements.push(this.#loop(now, depth, this.#random.below(3) === 0));
          break;
        case 7:
          statements.push(
            ifStmt(lt(this.#expr(now, 1, 1), constant("f32", 1)), this.body(now, depth - 1), this.#one([[], this.body(now, depth - 1)])),
          );
          break;
        case 8:
          statements.push(...this.#tiled(now, depth));
          break;
      }
      statements.push(store(result, this.#address(now), this.#expr(now, 2, lanes), lanes > 1 && this.#random.below(4) === 0 ? 3 : undefined));
    }
    return statements;
  }

  #loop(scope: Scope, depth: number, unroll: boolean): Stmt {
    const from = this.#random.below(3) === 0 ? 1 : 0;
    const inner = (s: Sym): readonly Stmt[] => {
      const here = { ...scope, syms: [...scope.syms, s] };
      return this.#random.below(3) === 0 && !unroll ? [this.#loop(here, depth - 1, false)] : this.body(here, depth - 1);
    };
    return loop(this.#name("i"), from + 1 + this.#random.below(4), depth <= 0 ? (s) => this.body({ ...scope, syms: [...scope.syms, s] }, 0) : inner, {
      from,
      unroll,
    });
  }

  /** A register tile: declared, summed over a loop, stored. */
  #tiled(scope: Scope, depth: number): readonly Stmt[] {
    const sums = tile("acc", "f32", this.#lanes, [2, 3]);
    const over = (f: (b: Dim, w: Dim, inner: Scope) => Stmt, outer: Scope): Stmt =>
      loop("tb", 2, (b) => [loop("tw", 3, (w) => [f(dimOf(b), dimOf(w), { ...outer, syms: [...outer.syms, b, w] })], { unroll: true })], {
        unroll: true,
      });
    return [
      declareTile(sums, constant("f32", 0, this.#lanes)),
      loop("k", 1 + this.#random.below(5), (k) => [
        over((b, w, inner) => setTile(sums, [b, w], plus(tileGet(sums, [b, w]), this.#expr(inner, depth, this.#lanes))), {
          ...scope,
          syms: [...scope.syms, k],
        }),
      ]),
      over((b, w, inner) => store(result, this.#address(inner), tileGet(sums, [b, w])), scope),
    ];
  }
}

export function randomKernel(seed: number, lanes: number): Kernel {
  const body = new Maker(seed, lanes).body({ syms: [], vars: [], tiles: [] }, 3);
  return kernel({ name: "random_kernel", doc: [`seed ${seed}`], params: [source, picks, result], body });
}

/** Arrays for a random kernel. */
export function randomArrays(seed: number): readonly [Float32Array, Uint8Array, Float32Array] {
  const random = new Random(seed ^ 0x5eed);
  const halves = (): Float32Array => random.floats(size, -4, 4).map((x) => Math.round(x * 2) / 2);
  return [halves(), Uint8Array.from({ length: size }, () => random.below(256)), halves()];
}
