/** C starts an array of accumulators with zeros by its initializer; any other start is written by unrolled loops behind the declaration. */
import { dimOf, type Sym, sym } from "../../core/dim.ts";
import { constant, type Expr } from "../../loop/expr.ts";
import { declareTile, type Kernel, kernel, type Stmt, setTile } from "../../loop/kernel.ts";

/** The same kernel, where every tile of several accumulators is declared with zeros. */
export const withFilledTiles = (k: Kernel): Kernel => kernel({ ...k, body: filled(k.body) });

const filled = (body: readonly Stmt[]): readonly Stmt[] => body.flatMap(fill);

const isZero = (e: Expr): boolean => e.kind === "const" && Number(e.value) === 0 && !Object.is(e.value, -0);

function fill(s: Stmt): readonly Stmt[] {
  switch (s.kind) {
    case "for":
    case "while":
      return [{ ...s, body: filled(s.body) }];
    case "if":
      return [{ ...s, then: filled(s.then), else: filled(s.else) }];
    case "tile": {
      if (s.tile.shape.length === 0 || isZero(s.init)) return [s];
      const at = s.tile.shape.map((n, i) => sym(`t${i}`, 0, n - 1));
      const zeros = declareTile(s.tile, constant(s.tile.dtype, 0, s.tile.lanes));
      return [zeros, ...loopsAround(at, setTile(s.tile, at.map(dimOf), s.init))];
    }
    case "let":
    case "bind":
    case "set":
    case "store":
      return [s];
  }
}

const loopsAround = (at: readonly Sym[], write: Stmt): readonly Stmt[] =>
  at.reduceRight<readonly Stmt[]>((body, s) => [{ kind: "for", sym: s, from: 0, to: s.hi + 1, unroll: true, parallel: false, body }], [write]);
