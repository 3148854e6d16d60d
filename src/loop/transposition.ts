/** Copies that go across rows: two loops that read neighbours along one of them and store neighbours along the other, which targets do by squares in registers. */
import { bounds, type Dim, type Sym, sub } from "../core/dim.ts";
import { substitute } from "../core/dim-fold.ts";
import { dependsOn, linearIn } from "../core/dim-terms.ts";
import { bytesOf, type DType, dtypes } from "../core/dtype.ts";
import type { Buffer } from "./expr.ts";
import type { Stmt } from "./kernel.ts";

type Loop = Extract<Stmt, { kind: "for" }>;

/** Elements along one axis of a matrix: where its first one stands, and how far apart its rows are, in elements. */
interface Side {
  readonly buffer: Buffer;
  readonly at: Dim;
  readonly stride: Dim;
}

/** Row r of `to` becomes column r of `from`. */
export interface Transposition {
  readonly to: Side;
  readonly from: Side;
  /** Of `to`, and the elements of each. */
  readonly rows: Dim;
  readonly length: Dim;
  /** Of an element. */
  readonly bytes: number;
}

/** Elements of the smallest square. */
const least = 4;

/** The loops marked as a transposition, where they are one that is worth it; undefined elsewhere. */
export function transposing(s: Stmt): Stmt | undefined {
  if (s.kind !== "for") return undefined;
  const marked: Loop = { ...s, transposes: true };
  const found = transpositionOf(marked);
  return found === undefined || bounds(found.rows)[1] < least || bounds(found.length)[1] < least ? undefined : marked;
}

/** What a marked nest of loops moves; undefined for any other statement. */
export function transpositionOf(s: Stmt): Transposition | undefined {
  if (s.kind !== "for" || s.transposes !== true) return undefined;
  const [inner] = s.body;
  if (s.body.length !== 1 || inner?.kind !== "for" || dependsOn(inner.from, s.sym) || dependsOn(inner.to, s.sym)) return undefined;
  const [moved] = inner.body;
  if (inner.body.length !== 1 || moved?.kind !== "store" || moved.value.kind !== "load") return undefined;
  const { buffer, at, value } = moved;
  if (value.lanes !== 1 || !isMovedAsBits(buffer.dtype) || value.buffer.dtype !== buffer.dtype || value.buffer === buffer) return undefined;
  const [to, from] = [side(buffer, at, s, inner, inner.sym), side(value.buffer, value.at, s, inner, s.sym)];
  if (to === undefined || from === undefined) return undefined;
  return { to, from, rows: sub(s.to, s.from), length: sub(inner.to, inner.from), bytes: bytesOf(buffer.dtype) };
}

/** Elements whose bits are all there is to them: a truth value in memory is any byte. */
const isMovedAsBits = (dtype: DType): boolean => dtypes[dtype].kind !== "bool" && dtypes[dtype].bits >= 8;

/** A buffer's part in it, whose neighbours lie along one of both loops. */
function side(buffer: Buffer, at: Dim, outer: Loop, inner: Loop, along: Sym): Side | undefined {
  const across = along === outer.sym ? inner.sym : outer.sym;
  const [neighbours, rows] = [linearIn(at, along), linearIn(at, across)];
  if (neighbours?.coef !== 1 || rows === undefined || bounds(rows.coef)[0] < 2) return undefined;
  const start = substitute(at, (s) => (s === outer.sym ? outer.from : s === inner.sym ? inner.from : undefined));
  return { buffer, at: start, stride: rows.coef };
}
