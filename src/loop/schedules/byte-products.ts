/**
 * Sums of products of bytes, four at a time: a sum over `u8 * i8` whose operands hold four neighbours along a reduction axis side by side becomes
 * one over words of four bytes and `dot4`. The words are other views of the same memory, so every schedule takes the result as it is.
 */

import { add, ceilDiv, type Dim, dependsOn, dimOf, equalDims, floorDiv, linearIn, mod } from "../../core/dim.ts";
import { haloOf, type Layout } from "../../core/layout.ts";
import { type Axis, axis, type Compute } from "../compute.ts";
import { dot4, type Expr, type ExprOf, i32, read, type Tensor, tensor, xor } from "../expr.ts";
import type { Routine } from "../kernel.ts";

/** A compute over words, and the tensors of bytes that its words are views of. */
export interface WordCompute {
  readonly compute: Compute;
  readonly bytesOf: ReadonlyMap<Tensor, Tensor>;
}

const word = 4;
/** The sign bits of four bytes. */
const signBits = 0x80808080 | 0;

/** The compute over words; undefined where its sum is none of byte products, or its bytes do not stand so. */
export function asByteProducts(c: Compute): WordCompute | undefined {
  const { reduction } = c;
  if (reduction === undefined || reduction.combine !== "sum" || reduction.body.kind !== "binary" || reduction.body.op !== "mul") return undefined;
  const { a, b } = reduction.body;
  const [unsigned, signed] = [unsignedFactor(a) ?? unsignedFactor(b), signedFactor(b) ?? signedFactor(a)];
  if (unsigned === undefined || signed === undefined || reduction.body.dtype !== "i32") return undefined;
  for (const along of reduction.axes) {
    const short = axis(along.sym.name, ceilDiv(along.extent, word));
    const [left, right] = [wordsAlong(unsigned.element, along, short), wordsAlong(signed, along, short)];
    if (left === undefined || right === undefined || !isCovered(along, [unsigned.element, signed])) continue;
    const axes = reduction.axes.map((x) => (x === along ? short : x));
    const body = dot4(unsigned.isMoved ? xor(left, i32(signBits)) : left, right);
    return {
      compute: Object.freeze({ ...c, reduction: { ...reduction, axes, body } }),
      bytesOf: new Map([
        [left.tensor, unsigned.element.tensor],
        [right.tensor, signed.tensor],
      ]),
    };
  }
  return undefined;
}

/** What was scheduled over words, called with the tensors of bytes. */
export const onBytes = (routine: Routine, { bytesOf }: WordCompute): Routine =>
  Object.freeze({ ...routine, operands: routine.operands.map((t) => bytesOf.get(t) ?? t) });

/** An unsigned byte: one that is read so, or a signed one moved by 128, which is its bits with the sign turned. */
function unsignedFactor(e: Expr): { readonly element: ExprOf<"read">; readonly isMoved: boolean } | undefined {
  if (e.kind === "cast" && e.to === "i32" && e.x.kind === "read" && e.x.tensor.dtype === "u8") return { element: e.x, isMoved: false };
  if (e.kind !== "binary" || e.op !== "add" || e.b.kind !== "const" || e.b.value !== 128) return undefined;
  const element = signedFactor(e.a);
  return element === undefined ? undefined : { element, isMoved: true };
}

const signedFactor = (e: Expr): ExprOf<"read"> | undefined => (e.kind === "read" && e.tensor.dtype === "i8" ? e : undefined);

/** Words past the end of the axis add nothing: it ends with a word, or a packed constant holds zeros there. */
const isCovered = (a: Axis, factors: readonly ExprOf<"read">[]): boolean =>
  equalDims(mod(a.extent, word), 0) ||
  factors.some(
    ({ tensor: { constant, shape, layout } }) => constant && shape.some((d, i) => equalDims(d, a.extent) && layout.blocks.at(-1)?.axis === i),
  );

/** The read of the words along `a`, `short` in its place; undefined where four neighbours along it are no word. */
function wordsAlong({ tensor: bytes, at }: ExprOf<"read">, a: Axis, short: Axis): ExprOf<"read"> | undefined {
  const inner = bytes.layout.blocks.at(-1)?.axis ?? bytes.layout.order.at(-1);
  const place = inner === undefined ? undefined : at[inner];
  if (inner === undefined || place === undefined || at.some((d, i) => i !== inner && dependsOn(d, a.sym))) return undefined;
  const linear = linearIn(place, a.sym);
  if (linear?.coef !== 1 || !equalDims(mod(linear.rest, word), 0)) return undefined;
  const layout = wordLayout(bytes, inner);
  if (layout === undefined) return undefined;
  const shape = bytes.shape.map((d, i) => (i === inner ? ceilDiv(d, word) : d));
  const words = tensor(bytes.name, "i32", shape, layout, bytes.constant);
  const wordAt: readonly Dim[] = at.map((d, i) => (i === inner ? add(floorDiv(linear.rest, word), dimOf(short.sym)) : d));
  return read(words, wordAt) as ExprOf<"read">;
}

/** How words stand: blocks of bytes are blocks of a fourth as many words. A row without blocks is whole words. */
function wordLayout({ layout, shape }: Tensor, inner: number): Layout | undefined {
  const last = layout.blocks.at(-1);
  if (last !== undefined) {
    if (last.size % word !== 0) return undefined;
    const blocks = [...layout.blocks.slice(0, -1), ...(last.size === word ? [] : [{ axis: last.axis, size: last.size / word }])];
    return Object.freeze({ ...layout, blocks });
  }
  const { before, after } = haloOf(layout, inner);
  return before + after === 0 && equalDims(mod(shape[inner] ?? 1, word), 0) ? layout : undefined;
}
