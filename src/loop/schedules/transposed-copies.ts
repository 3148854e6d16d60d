/** Loops of copies that read neighbours along one axis and store them along another. */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { addressOf } from "../../core/layout.ts";
import type { Compute } from "../compute.ts";
import type { Stmt } from "../kernel.ts";
import { tensorsRead, walkExpr } from "../rewrite-expr.ts";
import { transposing } from "../transposition.ts";
import { type Loop, loopsAround, type Nest, replaced } from "./nest.ts";

/** A copy whose reads and stores find neighbours along different loops: those stand around its one statement inside all others, for squares in registers. Undefined elsewhere. */
export function transposedLoops(c: Compute, { loops, value, at }: Nest, point: Stmt): readonly Stmt[] | undefined {
  if (value.kind !== "read") return undefined;
  const along = (tensor: Compute["output"], place: readonly Dim[]): Loop | undefined =>
    loops.find((l) => linearIn(addressOf(tensor.layout, tensor.shape, place), l.sym)?.coef === 1);
  const [outer, inner] = [along(value.tensor, value.at), along(c.output, at)];
  if (outer === undefined || inner === undefined || loops.some((l) => dependsOn(l.extent, outer.sym) || dependsOn(l.extent, inner.sym)))
    return undefined;
  const [across] = loopsAround([outer, inner], [point]);
  const transposed = across === undefined ? undefined : transposing(across);
  return transposed === undefined
    ? undefined
    : loopsAround(
        loops.filter((l) => l !== outer && l !== inner),
        [transposed],
      );
}

/** Neighbours along the last loop that are written together in a transposition: as many lines are read meanwhile as a set of a first-level cache holds. */
const transposedTile = 8;

/**
 * A copy whose reads walk memory along the loop around the last one (a transposition) goes in strips of neighbours of the last loop, so that what is read stays
 * in the first-level cache until its line is used up. Undefined elsewhere.
 */
export function transposedTiles(c: Compute, { loops, value, at }: Nest): readonly { loops: readonly Loop[]; inner: Loop; nest: Nest }[] | undefined {
  const [around, last] = loops.slice(-2);
  if (around === undefined || last === undefined || typeof around.extent !== "number" || around.extent < transposedTile) return undefined;
  const stride = (tensor: Compute["output"], place: readonly Dim[], s: Sym): Dim | undefined =>
    linearIn(addressOf(tensor.layout, tensor.shape, place), s)?.coef;
  let crosses = stride(c.output, at, last.sym) === 1;
  walkExpr(value, (x) => {
    if (x.kind !== "read") return;
    const [outside, inside] = [stride(x.tensor, x.at, around.sym), stride(x.tensor, x.at, last.sym)];
    const isCrossed =
      typeof inside === "number" && inside >= transposedTile && (outside === undefined || (Number(outside) > 0 && Number(outside) < inside));
    crosses &&= isCrossed || inside === 0;
  });
  if (!crosses || tensorsRead(value).length === 0) return undefined;
  // Of a last block that is not full, strips lie along what is read.
  const [cut, kept] = typeof last.extent === "number" ? [last, around] : [around, last];
  if (typeof cut.extent !== "number" || cut.extent < 2 * transposedTile) return undefined;
  const strips = Math.floor(cut.extent / transposedTile);
  const [strip, inner] = [sym(`${cut.sym.name}_strip`, 0, strips - 1), sym(cut.sym.name, 0, transposedTile - 1)];
  const moved = (by: Dim): Nest => replaced({ loops, value, at }, (s) => (s === cut.sym ? by : undefined));
  const before = loops.slice(0, -2);
  const whole = {
    loops: [...before, { sym: strip, extent: strips }, kept],
    inner: { sym: inner, extent: transposedTile },
    nest: moved(add(mul(dimOf(strip), transposedTile), dimOf(inner))),
  };
  const left = cut.extent - strips * transposedTile;
  if (left === 0) return [whole];
  const rest = sym(cut.sym.name, 0, left - 1);
  return [whole, { loops: [...before, kept], inner: { sym: rest, extent: left }, nest: moved(add(dimOf(rest), strips * transposedTile)) }];
}
