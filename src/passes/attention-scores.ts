/** Attention's scores as exporters spell them out: from a softmax back to the product of queries and keys, through whatever scales, caps, hides and reshapes. */

import { type Dim, equalDims, equalShapes } from "../core/dim.ts";
import { constantNumbers } from "../graph/build.ts";
import type { Node, Value } from "../graph/graph.ts";
import type { Rewriting } from "../graph/rewrite-nodes.ts";
import { Add, Sub } from "../ops/arithmetic.ts";
import { Expand } from "../ops/expand.ts";
import { Tanh } from "../ops/hyperbolic.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Max } from "../ops/variadic.ts";
import { Where } from "../ops/where.ts";
import { uniformNumber } from "./constant-elements.ts";
import { factorsOf, isFloat32, isProduct, madeBy, orders, typeOf } from "./patterns.ts";

/** A value that meets scores of the shape `at`, to which it broadcasts. */
export interface Beside {
  readonly value: Value;
  readonly at: readonly Dim[];
}

/** A float mask times `by` is added; of a bool one, keys are seen where it is `shown`. */
export interface Mask extends Beside {
  readonly by: number;
  readonly shown?: boolean;
}

/** max(softcap * tanh(scale * factors * product / softcap) + masks, least) */
export interface Scores {
  readonly product: Node;
  readonly scale: number;
  /** Numbers that all keys of a query share. */
  readonly factors: readonly Beside[];
  /** The outermost first. */
  readonly masks: readonly Mask[];
  /** 0: none. */
  readonly softcap: number;
  readonly least: number;
}

type Outer = Omit<Scores, "product">;

const untouched: Outer = { scale: 1, factors: [], masks: [], softcap: 0, least: Number.NEGATIVE_INFINITY };

/** No score that counts is less: what stands for hidden keys. */
const lowest = -1e4;

export const shapeOf = (v: Value | undefined): readonly Dim[] => typeOf(v)?.shape ?? [];

const broadcastsTo = (whole: readonly Dim[], v: Value): boolean => {
  const shape = shapeOf(v);
  return shape.length <= whole.length && shape.every((d, a) => d === 1 || equalDims(d, whole[whole.length - shape.length + a] as Dim));
};

/** `v`, or what it was made of by an Expand that broadcasting does by itself. */
function narrow(graph: Rewriting, v: Value, at: readonly Dim[]): Value {
  const from = madeBy(graph, v, Expand)?.inputs[0];
  return from !== undefined && broadcastsTo(at, from) ? from : v;
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

/** The scores `v`, of which `outer` was found outside. */
export function scoresOf(graph: Rewriting, v: Value | undefined, outer: Outer = untouched): Scores | undefined {
  const n = v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined;
  if (n === undefined) return undefined;
  if (n.op === MatMul) return { ...outer, product: n };
  const at = shapeOf(v);
  if (n.op.view === true) return equalDims(at.at(-1) ?? 0, shapeOf(n.inputs[0]).at(-1) ?? 1) ? scoresOf(graph, n.inputs[0], outer) : undefined;
  if (isProduct(n)) return scaled(graph, n, at, outer);
  // What is behind a cap, or behind factors that differ, is no mask of scores.
  if (outer.softcap !== 0 || outer.factors.length > 0) return undefined;
  if (n.op === Tanh) return scoresOf(graph, n.inputs[0], { ...outer, softcap: outer.scale });
  return masked(graph, n, at, outer);
}

const hasShape = (v: Value | undefined, shape: readonly Dim[]): v is Value => v !== undefined && equalShapes(shapeOf(v), shape);

function scaled(graph: Rewriting, n: Node, at: readonly Dim[], outer: Outer): Scores | undefined {
  const { coefficient, values } = factorsOf(graph, n);
  for (const v of values) {
    const others = values.filter((other) => other !== v);
    const areFactors = others.length === values.length - 1 && others.every((f) => shapeOf(f).at(-1) === 1 && broadcastsTo(at, f));
    if (!hasShape(v, at) || !areFactors || coefficient === 0) continue;
    const factors = [...outer.factors, ...others.map((value) => ({ value, at }))];
    const found = scoresOf(graph, v, { ...outer, scale: outer.scale * coefficient, factors });
    if (found !== undefined) return found;
  }
  return undefined;
}

function masked(graph: Rewriting, n: Node, at: readonly Dim[], outer: Outer): Scores | undefined {
  const isOutermost = outer.masks.length === 0 && outer.scale === 1;
  const [first, ...rest] = n.inputs;
  const under = (v: Value | undefined, mask: Omit<Mask, "at">, least = outer.least): Scores | undefined => {
    const value = narrow(graph, mask.value, at);
    const fits = hasShape(v, at) && broadcastsTo(at, value) && shapeOf(value).length > 0;
    return fits ? scoresOf(graph, v, { ...outer, least, masks: [...outer.masks, { ...mask, value, at }] }) : undefined;
  };
  if (n.op === Add || n.op === Sub) {
    for (const [scores, value] of n.op === Add ? orders(n) : [n.inputs]) {
      const found = value !== undefined && isFloat32(value) ? under(scores, { value, by: n.op === Add ? outer.scale : -outer.scale }) : undefined;
      if (found !== undefined) return found;
    }
  }
  if (n.op === Max && n.inputs.length === 2 && isOutermost)
    for (const [scores, bound] of orders(n)) {
      const least = uniformNumber(bound) ?? 0;
      if (least <= lowest && hasShape(scores, at)) return scoresOf(graph, scores, { ...outer, least: Math.max(least, outer.least) });
    }
  if (n.op === Where && first !== undefined)
    for (const [scores, hidden, shown] of [
      [rest[0], rest[1], true],
      [rest[1], rest[0], false],
    ] as const) {
      const low = uniformNumber(hidden) ?? 0;
      const isGone = outer.scale > 0 && (low === Number.NEGATIVE_INFINITY || (low <= lowest && isOutermost && showsSome(first, shown)));
      if (isGone) return under(scores, { value: first, by: 1, shown });
      if (low <= lowest && isOutermost) return under(scores, { value: first, by: 1, shown }, Math.max(low, outer.least));
    }
  return undefined;
}
