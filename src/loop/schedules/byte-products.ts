/**
 * Sums of products of bytes, four at a time: a sum over `u8 * i8` whose operands hold four neighbours along a reduction axis side by side becomes
 * one over words of four bytes and `dot4`; so does a sum of bytes, which is one of products with 1. The words are other views of the same memory, so
 * every schedule takes the result as it is.
 */

import { add, ceilDiv, type Dim, dimOf, equalDims, floorDiv, mod } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { haloOf, type Layout } from "../../core/layout.ts";
import { type Axis, axis, type Compute } from "../compute.ts";
import { dot4, type Expr, type ExprOf, i32, read, type Tensor, tensor, xor } from "../expr.ts";
import type { Routine } from "../kernel.ts";

/** A compute over words, and the tensors of bytes that its words are views of. */
export interface WordCompute {
  readonly compute: Compute;
  readonly bytesOf: ReadonlyMap<Tensor, Tensor>;
}

export const word = 4;
/** The sign bits of four bytes. */
export const signBits = 0x80808080 | 0;
/** Four ones. */
const ones = 0x01010101;

/** Whether a tensor's memory begins at a multiple of four bytes. */
export type IsAligned = (t: Tensor) => boolean;

/** A byte that is read, and whether its sign bit is turned to make it what is multiplied. */
export interface Factor {
  readonly element: ExprOf<"read">;
  readonly isMoved: boolean;
}

/** The compute over words; undefined where its sum is none of byte products, or its bytes do not stand so. */
export function asByteProducts(c: Compute, isAligned: IsAligned): WordCompute | undefined {
  const { reduction } = c;
  const factors = reduction?.combine === "sum" && reduction.body.dtype === "i32" ? factorsOf(reduction.body) : undefined;
  if (reduction === undefined || factors === undefined) return undefined;
  const elements = Object.values(factors).map(({ element }) => element);
  for (const along of reduction.axes) {
    const short = axis(along.sym.name, ceilDiv(along.extent, word));
    const bytesOf = new Map<Tensor, Tensor>();
    const words = (factor: Factor | undefined): Expr | undefined => {
      if (factor === undefined) return i32(ones);
      const read = wordsAlong(factor.element, along, short, isAligned);
      if (read === undefined) return undefined;
      bytesOf.set(read.tensor, factor.element.tensor);
      return factor.isMoved ? xor(read, i32(signBits)) : read;
    };
    const [left, right] = [words(factors.unsigned), words(factors.signed)];
    if (left === undefined || right === undefined || !isCovered(along, elements)) continue;
    const axes = reduction.axes.map((x) => (x === along ? short : x));
    return { compute: Object.freeze({ ...c, reduction: { ...reduction, axes, body: dot4(left, right) } }), bytesOf };
  }
  return undefined;
}

/** The bytes whose product (or which alone) `e` is. */
function factorsOf(e: Expr): { readonly unsigned?: Factor; readonly signed?: Factor } | undefined {
  if (e.kind === "binary" && e.op === "mul") {
    const [unsigned, signed] = [unsignedFactor(e.a) ?? unsignedFactor(e.b), signedFactor(e.b) ?? signedFactor(e.a)];
    return unsigned === undefined || signed === undefined ? undefined : { unsigned, signed };
  }
  const [unsigned, signed] = [unsignedFactor(e), signedFactor(e)];
  return unsigned !== undefined ? { unsigned } : signed !== undefined ? { signed } : undefined;
}

/** What was scheduled over words, called with the tensors of bytes. */
export const onBytes = (routine: Routine, { bytesOf }: WordCompute): Routine =>
  Object.freeze({ ...routine, operands: routine.operands.map((t) => bytesOf.get(t) ?? t) });

/** An unsigned byte: one that is read so, or a signed one moved by 128, which is its bits with the sign turned. */
export function unsignedFactor(e: Expr): Factor | undefined {
  const element = byteOf(e, "u8");
  if (element !== undefined) return { element, isMoved: false };
  return e.kind === "binary" && e.op === "add" ? movedBy(e, 128, "i8") : undefined;
}

/** A signed byte: one that is read so, or an unsigned one moved by -128. */
export function signedFactor(e: Expr): Factor | undefined {
  const element = byteOf(e, "i8");
  if (element !== undefined) return { element, isMoved: false };
  return e.kind === "binary" && e.op === "sub" ? movedBy(e, 128, "u8") : undefined;
}

function movedBy({ a, b }: ExprOf<"binary">, by: number, dtype: "u8" | "i8"): Factor | undefined {
  const element = b.kind === "const" && b.value === by ? byteOf(a, dtype) : undefined;
  return element === undefined ? undefined : { element, isMoved: true };
}

/** The read of a byte of this type that `e` is, as an i32. */
function byteOf(e: Expr, dtype: "u8" | "i8"): ExprOf<"read"> | undefined {
  const x = e.kind === "cast" && e.to === "i32" ? e.x : e;
  return x.kind === "read" && x.tensor.dtype === dtype && e.dtype === "i32" ? x : undefined;
}

/** Words past the end of the axis add nothing: it ends with a word, or a packed constant holds zeros there. */
const isCovered = (a: Axis, factors: readonly ExprOf<"read">[]): boolean =>
  equalDims(mod(a.extent, word), 0) ||
  factors.some(
    ({ tensor: { constant, shape, layout } }) => constant && shape.some((d, i) => equalDims(d, a.extent) && layout.blocks.at(-1)?.axis === i),
  );

/** The read of the words along `a`, `short` in its place; undefined where four neighbours along it are no word. */
export function wordsAlong({ tensor: bytes, at }: ExprOf<"read">, a: Axis, short: Axis, isAligned: IsAligned): ExprOf<"read"> | undefined {
  const inner = bytes.layout.blocks.at(-1)?.axis ?? bytes.layout.order.at(-1);
  const place = inner === undefined ? undefined : at[inner];
  if (inner === undefined || place === undefined || at.some((d, i) => i !== inner && dependsOn(d, a.sym))) return undefined;
  const linear = linearIn(place, a.sym);
  if (linear?.coef !== 1 || !equalDims(mod(linear.rest, word), 0)) return undefined;
  const layout = wordLayout(bytes, inner);
  if (layout === undefined) return undefined;
  const shape = bytes.shape.map((d, i) => (i === inner ? ceilDiv(d, word) : d));
  const words = wordTensor(bytes, shape, layout, isAligned);
  const wordAt: readonly Dim[] = at.map((d, i) => (i === inner ? add(floorDiv(linear.rest, word), dimOf(short.sym)) : d));
  return read(words, wordAt) as ExprOf<"read">;
}

/** The words of `bytes`, in a shape and layout of their own. */
export function wordTensor(bytes: Tensor, shape: readonly Dim[], layout: Layout, isAligned: IsAligned): Tensor {
  const words = tensor(bytes.name, "i32", shape, layout, bytes.constant);
  return isAligned(bytes) ? words : Object.freeze({ ...words, unaligned: true });
}

/** How words stand: blocks of bytes are blocks of a fourth as many words. A row without blocks is whole words. */
export function wordLayout({ layout, shape }: Tensor, inner: number): Layout | undefined {
  const last = layout.blocks.at(-1);
  if (last !== undefined) {
    if (last.size % word !== 0) return undefined;
    const blocks = [...layout.blocks.slice(0, -1), ...(last.size === word ? [] : [{ axis: last.axis, size: last.size / word }])];
    return Object.freeze({ ...layout, blocks });
  }
  const { before, after } = haloOf(layout, inner);
  return before + after === 0 && equalDims(mod(shape[inner] ?? 1, word), 0) ? layout : undefined;
}
