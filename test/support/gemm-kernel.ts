/** A matrix product written by hand: the register tile that WebAssembly runs fastest, 4 rows by 2 vectors around a rolled k loop. */
import { add, type Dim, dimOf, mul } from "../../src/core/dim.ts";
import { buffer, constant, load, add as plus, splat, tile, tileGet, mul as times } from "../../src/loop/expr.ts";
import { declareTile, type Kernel, kernel, loop, type Stmt, setTile, store } from "../../src/loop/kernel.ts";

/** y[rows,columns] = x[rows,depth] * w, w packed as [columns/8][depth][8]; rows a multiple of 4, columns of 8. */
export function gemmKernel(rows: number, columns: number, depth: number): Kernel {
  const x = buffer("x", "f32", rows * depth, "in");
  const w = buffer("w", "f32", columns * depth, "in");
  const y = buffer("y", "f32", rows * columns, "out");
  const acc = tile("acc", "f32", 4, [4, 2]);
  const overTile = (f: (row: Dim, vector: Dim) => Stmt): Stmt =>
    loop("tr", 4, (r) => [loop("tv", 2, (v) => [f(dimOf(r), dimOf(v))], { unroll: true })], { unroll: true });
  const body = loop("column", columns / 8, (c) => [
    loop("row", rows / 4, (r) => [
      declareTile(acc, constant("f32", 0, 4)),
      loop("k", depth, (k) => [
        overTile((tr, tv) => {
          const element = load(x, add(mul(add(mul(dimOf(r), 4), tr), depth), dimOf(k)));
          const weights = load(w, add(mul(dimOf(c), depth * 8), mul(dimOf(k), 8), mul(tv, 4)), 4);
          return setTile(acc, [tr, tv], plus(tileGet(acc, [tr, tv]), times(splat(element, 4), weights)));
        }),
      ]),
      overTile((tr, tv) => store(y, add(mul(add(mul(dimOf(r), 4), tr), columns), mul(dimOf(c), 8), mul(tv, 4)), tileGet(acc, [tr, tv]))),
    ]),
  ]);
  return kernel({ name: "gemm", doc: ["y = x * w"], params: [x, w, y], body: [body] });
}
