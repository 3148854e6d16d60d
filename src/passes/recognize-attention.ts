/**
 * recognize-attention: softmax(scale q k^T under a mask) v as exporters spell it out, over [batch, heads, length, size] or with batch and heads in one
 * axis. The scale may stand at the scores, at the queries, at the keys, or be shared between these.
 */

import { type Dim, equalDims } from "../core/dim.ts";
import { constantNumbers } from "../graph/build.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Add } from "../ops/arithmetic.ts";
import { Attention } from "../ops/attention.ts";
import { Not } from "../ops/logic.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Reshape } from "../ops/reshape.ts";
import { Softmax } from "../ops/softmax.ts";
import { Transpose } from "../ops/transpose.ts";
import { Where } from "../ops/where.ts";
import { uniformNumber } from "./constant-elements.ts";
import { factorsOf, isFloat32, isProduct, madeForUs, orders, rankOf, rulesPass, typeOf } from "./patterns.ts";

/** `v` as a number times a value. */
function scaled(graph: Rewriting, v: Value | undefined): { readonly by: number; readonly of: Value | undefined } {
  const n = v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined;
  const product = n !== undefined && isProduct(n) ? factorsOf(graph, n) : undefined;
  return product?.values.length === 1 ? { by: product.coefficient, of: product.values[0] } : { by: 1, of: v };
}

const shapeOf = (v: Value | undefined): readonly Dim[] => typeOf(v)?.shape ?? [];

const swapsLast = (perm: readonly number[]): readonly number[] => [...perm.slice(0, -2), perm.at(-1) as number, perm.at(-2) as number];

/** The keys [.., keys, size] of a right operand [.., size, keys] that a Transpose made, scaled before or behind it. */
function keysOf(graph: Rewriting, v: Value | undefined): { readonly by: number; readonly from: Value; readonly perm: readonly number[] } | undefined {
  const outer = scaled(graph, v);
  const transpose = madeForUs(graph, outer.of, Transpose);
  const perm = transpose?.attrs.perm as readonly number[] | undefined;
  const inner = scaled(graph, transpose?.inputs[0]);
  if (perm === undefined || perm.length !== rankOf(v) || inner.of === undefined) return undefined;
  return { by: outer.by * inner.by, from: inner.of, perm: swapsLast(perm) };
}

interface Masked {
  readonly scores: Value | undefined;
  /** A float mask that is added, or a bool one; undefined: none. */
  readonly mask?: Value;
  /** The bool mask is true where keys are hidden. */
  readonly isInverse?: boolean;
}

/** True where a constant mask shows every query at least one key. */
function showsSome(mask: Value, shown: boolean): boolean {
  const numbers = constantNumbers(mask);
  const keys = shapeOf(mask).at(-1);
  if (numbers === undefined || typeof keys !== "number" || keys < 1) return false;
  return Array.from({ length: numbers.length / keys }, (_, row) => numbers.slice(row * keys, (row + 1) * keys)).every((row) =>
    row.includes(Number(shown)),
  );
}

/** A float mask is added, a bool one chooses between scores and a number so low that it counts for nothing. */
function masked(graph: Rewriting, v: Value | undefined): Masked {
  const where = madeForUs(graph, v, Where);
  if (where !== undefined) {
    const [condition, ...arms] = where.inputs as readonly [Value, Value, Value];
    for (const [scores, hidden, shown] of [
      [arms[0], arms[1], true],
      [arms[1], arms[0], false],
    ] as const) {
      const low = uniformNumber(hidden) ?? 0;
      const isHidden = low === Number.NEGATIVE_INFINITY || (low <= -1e30 && showsSome(condition, shown));
      if (isHidden && rankOf(condition) >= 2) return { scores, mask: condition, isInverse: !shown };
    }
  }
  const sum = madeForUs(graph, v, Add);
  for (const [scores, mask] of sum === undefined ? [] : orders(sum)) {
    const product = scaled(graph, scores).of;
    if (mask !== undefined && rankOf(mask) >= 2 && isFloat32(mask) && madeForUs(graph, product, MatMul) !== undefined) return { scores, mask };
  }
  return { scores: v };
}

const fitsScores = (mask: Value | undefined, scores: readonly Dim[]): boolean => {
  const shape = shapeOf(mask);
  return shape.length <= scores.length && shape.every((d, i) => d === 1 || equalDims(d, scores[scores.length - shape.length + i] as Dim));
};

const attention: Rule = (n, graph) => {
  const softmax = n.op === MatMul ? madeForUs(graph, n.inputs[0], Softmax) : undefined;
  const rank = rankOf(n.outputs[0]);
  const isLast = softmax?.attrs.axis === -1 || softmax?.attrs.axis === rank - 1;
  if (softmax === undefined || !isLast || !isFloat32(n.outputs[0]) || (rank !== 4 && rank !== 3)) return undefined;
  const { scores, mask, isInverse } = masked(graph, softmax.inputs[0]);
  const outer = scaled(graph, scores);
  const product = madeForUs(graph, outer.of, MatMul);
  const keys = keysOf(graph, product?.inputs[1]);
  const queries = scaled(graph, product?.inputs[0]);
  const values = n.inputs[1];
  const shape = shapeOf(product?.outputs[0]);
  if (keys === undefined || queries.of === undefined || values === undefined || shape.length !== rank) return undefined;
  if (![queries.of, values].every((v) => rankOf(v) === rank && sameBatch(shapeOf(v), shape))) return undefined;
  const keyShape = keys.perm.map((axis) => shapeOf(keys.from)[axis] as Dim);
  if (!sameBatch(keyShape, shape) || (mask !== undefined && (rank !== 4 || !fitsScores(mask, shape)))) return undefined;
  const k = graph.emit(`${keys.from.name}.keys`, Transpose, [keys.from], { perm: keys.perm });
  const scale = outer.by * keys.by * queries.by;
  if (rank === 3) return withHeadAxis(graph, n, [queries.of, k, values], scale);
  if (mask === undefined) return graph.replace(Attention, [queries.of, k, values], { scale });
  const shown = isInverse === true ? graph.emit(`${mask.name}.shown`, Not, [mask]) : mask;
  return graph.replace(Attention, [queries.of, k, values, shown], { scale });
};

/** Equal but for the last two axes; all extents are numbers. */
const sameBatch = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.every((d, i) => typeof d === "number" && (i >= a.length - 2 || equalDims(d, b[i] as Dim)));

/** Batch and heads stand in one axis: every entry is a batch of one head. */
function withHeadAxis(graph: Rewriting, n: Node, operands: readonly Value[], scale: number): readonly Value[] {
  const reshaped = (name: string, v: Value, shape: readonly number[]): readonly [Value, Value] => [
    v,
    graph.numbers(`${name}.shape`, "i64", [shape.length], shape),
  ];
  const heads = operands.map((v) => {
    const [batch, ...rest] = shapeOf(v) as readonly number[];
    return graph.emit(`${v.name}.heads`, Reshape, reshaped(v.name, v, [batch as number, 1, ...rest]));
  });
  const [output] = n.outputs as readonly [Value];
  const y = graph.emit(`${output.name}.heads`, Attention, heads, { scale });
  return graph.replace(Reshape, reshaped(output.name, y, shapeOf(output) as readonly number[]));
}

export const recognizeAttention: Pass = rulesPass({
  name: "recognize-attention",
  doc: "makes one operator of attention that is spelled out",
  contract: "assumes-finite",
  rules: [attention],
});
