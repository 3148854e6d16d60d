/**
 * Products of bytes where one instruction multiplies signed bytes alone (SDOT): an unsigned factor counts from 128, and 128 times the sum of the others is
 * added. That is the same for all columns of a tile, so it is summed once beside them and added behind the loop.
 */
import { dimOf, type Sym, sym } from "../../core/dim.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { add, constant, dot4, type Expr, type ExprOf, i32, shl, sub, type Tile, tile, tileGet, widen } from "../../loop/expr.ts";
import { exprKey } from "../../loop/expr-key.ts";
import { walkExpressions, walkStatements } from "../../loop/functions.ts";
import { declareTile, type Kernel, kernel, type Stmt, setTile, withBodies } from "../../loop/kernel.ts";
import { mentions, someStatement } from "../../loop/some.ts";

type For = Stmt & { readonly kind: "for" };

const ones = (lanes: number): Expr => constant("i32", 0x01010101, lanes);

/** 128 times the sum of the bytes of `b`, signed. */
const above = (b: Expr): Expr => shl(dot4(ones(b.lanes), b), widen(i32(7), b.lanes));

/** The factors of what is the sum of the products of a's bytes, less 128, and b's; undefined for others. */
export function factorsBelow(e: Expr): readonly [a: Expr, b: Expr] | undefined {
  if (e.kind !== "binary" || e.op !== "sub" || e.a.kind !== "binary" || e.a.op !== "dot4") return undefined;
  return exprKey(e.b) === exprKey(above(e.a.b)) ? [e.a.a, e.a.b] : undefined;
}

/** The same kernel, with signed products in its tiles. */
export const withSignedProducts = (k: Kernel): Kernel => kernel({ ...k, body: inBody(k.body) });

function inBody(body: readonly Stmt[]): readonly Stmt[] {
  const inner = body.map((s) => withBodies(s, inBody));
  return inner.reduce<readonly Stmt[]>((all, s) => (s.kind === "tile" && isOfSums(s.tile) ? withMoved(all, s.tile) : all), inner);
}

const isOfSums = ({ dtype, lanes, shape }: Tile): boolean => dtype === "i32" && lanes > 1 && shape.length > 0;

/** The statements around a tile's declaration, where loops that sum products into it stand. */
function withMoved(body: readonly Stmt[], sums: Tile): readonly Stmt[] {
  const declared = body.findIndex((s) => s.kind === "tile" && s.tile === sums);
  const moved = tile(`${sums.name}_moved`, "i32", sums.lanes, [sums.shape[0] as number]);
  const last = body.findLastIndex((s, i) => i > declared && !stores(s) && changed(s, sums, moved) !== s);
  if (last < 0 || body.slice(declared, last).some((s) => isReadIn(s, sums))) return body;
  const next = body.map((s, i) => (i > declared && i <= last && !stores(s) ? changed(s, sums, moved) : s));
  const loops = sums.shape.map((n, i) => sym(i === 0 ? "tb" : "tw", 0, n - 1));
  const at = loops.map(dimOf);
  const total = setTile(sums, at, add(tileGet(sums, at), shl(tileGet(moved, at.slice(0, 1)), widen(i32(7), sums.lanes))));
  return [
    ...next.slice(0, declared),
    declareTile(moved, constant("i32", 0, sums.lanes)),
    ...next.slice(declared, last + 1),
    ...loops.reduceRight<readonly Stmt[]>((inner, s) => [unrolled(s, inner)], [total]),
    ...next.slice(last + 1),
  ];
}

const unrolled = (s: Sym, body: readonly Stmt[]): For => ({ kind: "for", sym: s, from: 0, to: s.hi + 1, unroll: true, parallel: false, body });

const stores = (s: Stmt): boolean => someStatement([s], (x) => x.kind === "store");

/** True where a tile is read otherwise than to be added to. */
function isReadIn(s: Stmt, sums: Tile): boolean {
  const reads = (body: readonly Stmt[]): number => {
    let count = 0;
    walkExpressions(body, (e) => {
      if (e.kind === "tileget" && e.tile === sums) count++;
    });
    return count;
  };
  let own = 0;
  walkStatements([s], (x) => {
    if (x.kind === "set" && x.tile === sums) own += reads([x]);
  });
  return reads([s]) > own;
}

/** The statement, in whose loops sums are of signed products, and those of the weights beside them; itself where there is none. */
function changed(s: Stmt, sums: Tile, moved: Tile): Stmt {
  if (s.kind !== "for" || s.unroll) return s;
  const [only, ...others] = s.body;
  const found = others.length === 0 && only !== undefined ? productOf(only, sums, []) : undefined;
  if (found === undefined) {
    const body = s.body.map((inner) => changed(inner, sums, moved));
    return body.every((inner, i) => inner === s.body[i]) ? s : { ...s, body };
  }
  const { set, product, loops, vector } = found;
  const signed: Stmt = { ...set, value: add(tileGet(sums, set.at), sub(product, above(product.b))) };
  const at = [dimOf(vector)];
  const weights = setTile(moved, at, add(tileGet(moved, at), dot4(ones(sums.lanes), product.b)));
  return { ...s, body: [...loops.reduceRight<readonly Stmt[]>((body, l) => [{ ...l, body }], [signed]), unrolled(vector, [weights])] };
}

interface Product {
  readonly set: Stmt & { readonly kind: "set" };
  readonly product: ExprOf<"binary">;
  /** Around it, outermost first. */
  readonly loops: readonly For[];
  /** That over vectors of weights. */
  readonly vector: Sym;
}

/** What unrolled loops around one statement add to a whole tile, where the second factors are the same for all columns. */
function productOf(s: Stmt, sums: Tile, loops: readonly For[]): Product | undefined {
  const [only, ...others] = s.kind === "for" && s.unroll ? s.body : [];
  if (s.kind === "for") return only === undefined || others.length > 0 ? undefined : productOf(only, sums, [...loops, s]);
  if (s.kind !== "set" || s.tile !== sums || loops.length !== sums.shape.length) return undefined;
  const [vector, ...columns] = s.at.map((d) => loops.find((l) => dependsOn(d, l.sym))?.sym);
  const isWhole = [vector, ...columns].every((l, i) => l !== undefined && l.hi + 1 === sums.shape[i]);
  const { value } = s;
  if (!isWhole || vector === undefined || value.kind !== "binary" || value.op !== "add") return undefined;
  const { a, b: product } = value;
  if (product.kind !== "binary" || product.op !== "dot4" || exprKey(a) !== exprKey(tileGet(sums, s.at))) return undefined;
  return columns.some((l) => l !== undefined && mentions(product.b, l)) ? undefined : { set: s, product, loops, vector };
}
