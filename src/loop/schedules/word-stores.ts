/**
 * Bytes stored four at a time: a copy or pointwise compute whose output holds four neighbours along an axis side by side becomes one over words.
 * Where the four stand side by side in its operand as well, a word is read as it is; else it is put together of four bytes, each with lanes of its
 * own.
 */

import { add, ceilDiv, type Dim, equalDims, floorDiv, mod, mul, type Sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { type Axis, axis, type Compute, coordinate, operandsOf } from "../compute.ts";
import { and, cast, type Expr, i32, or, shl, type Tensor, xor } from "../expr.ts";
import { expressionSize } from "../expression-size.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import {
  type Factor,
  type IsAligned,
  signBits,
  signedFactor,
  unsignedFactor,
  type WordCompute,
  word,
  wordLayout,
  wordsAlong,
  wordTensor,
} from "./byte-products.ts";

/** What is computed of four elements is written four times: no more than that. */
const largestValue = 100;

/** The compute over words; undefined where its results are no bytes that stand so, or nothing is gained. */
export function asWordStores(c: Compute, isAligned: IsAligned): WordCompute | undefined {
  const { output, reduction } = c;
  const block = output.layout.blocks.at(-1);
  const isByte = output.dtype === "u8" || output.dtype === "i8";
  if (reduction !== undefined || !isByte || block === undefined || operandsOf(c).includes(output) || expressionSize(c.value) > largestValue)
    return undefined;
  const found = axisAlong(c, block.axis);
  const layout = wordLayout(output, block.axis);
  if (found === undefined || layout === undefined) return undefined;
  const { a, from } = found;
  const short = axis(a.sym.name, ceilDiv(a.extent, word));
  const shape = output.shape.map((d, i) => (i === block.axis ? floorDiv(add(d, word - 1), word) : d));
  const words = wordTensor(output, shape, layout, isAligned);
  const whole = wordOf(c.value, a, short, isAligned);
  const value = whole?.value ?? bytesOfWord(c.value, a, short);
  const at = c.at.map((d, i) => (i === block.axis ? add(floorDiv(from, word), coordinate(short)) : d));
  const axes = c.axes.map((x) => (x === a ? short : x));
  const bytesOf = new Map([[words, output], ...(whole?.bytesOf ?? [])]);
  return { compute: Object.freeze({ ...c, output: words, axes, at, value }), bytesOf };
}

/** The axis of whole words that runs along an axis of the output, from a word's beginning on, or is all of it in one word. */
function axisAlong(c: Compute, along: number): { readonly a: Axis; readonly from: Dim } | undefined {
  const place = c.at[along] as Dim;
  const a = c.axes.find((x) => dependsOn(place, x.sym));
  const linear = a === undefined ? undefined : linearIn(place, a.sym);
  if (a === undefined || linear?.coef !== 1 || !equalDims(mod(linear.rest, word), 0)) return undefined;
  // Behind the last of fewer than four stands what nobody reads.
  const isAlone = typeof a.extent === "number" && a.extent < word && a.extent === c.output.shape[along];
  if (!isAlone && !equalDims(mod(a.extent, word), 0)) return undefined;
  return c.at.some((d, i) => i !== along && dependsOn(d, a.sym)) ? undefined : { a, from: linear.rest };
}

/** Four neighbours of an operand, as they are or with their signs turned. */
function wordOf(
  e: Expr,
  a: Axis,
  short: Axis,
  isAligned: IsAligned,
): { readonly value: Expr; readonly bytesOf: ReadonlyMap<Tensor, Tensor> } | undefined {
  const factor = asFactor(e);
  const found = factor === undefined ? undefined : wordsAlong(factor.element, a, short, isAligned);
  if (factor === undefined || found === undefined) return undefined;
  return { value: factor.isMoved ? xor(found, i32(signBits)) : found, bytesOf: new Map([[found.tensor, factor.element.tensor]]) };
}

const asFactor = (e: Expr): Factor | undefined =>
  e.kind === "read" && e.tensor.dtype === "u8" ? { element: e, isMoved: false } : (unsignedFactor(e) ?? signedFactor(e));

/** The low bytes of the values of four neighbours, or as many as there are, the first one lowest. */
function bytesOfWord(value: Expr, a: Axis, short: Axis): Expr {
  const byte = (i: number): Expr => {
    const at = (s: Sym): Dim | undefined => (s === a.sym ? add(mul(coordinate(short), word), i) : undefined);
    const whole = cast("i32", rewriteExpr(value, { sym: at }));
    const bits = i === word - 1 ? whole : and(whole, i32(0xff));
    return i === 0 ? bits : shl(bits, i32(8 * i));
  };
  const others = [1, 2, 3].filter((i) => typeof a.extent !== "number" || i < a.extent);
  return others.reduce((all, i) => or(all, byte(i)), byte(0));
}
