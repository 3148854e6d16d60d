/**
 * recognize-normalizations: LayerNormalization, RMSNormalization and GroupNormalization as exporters spell them out, in three steps that also meet halves of them:
 * the normalized value becomes a normalization without scale, then takes up the product, then the sum behind it.
 */

import { equalDims } from "../core/dim.ts";
import { constantNumbers } from "../graph/build.ts";
import type { Node, OpDef, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { GroupNormalization } from "../ops/group-normalization.ts";
import { InstanceNormalization } from "../ops/instance-normalization.ts";
import { LayerNormalization } from "../ops/layer-normalization.ts";
import { Pow } from "../ops/pow.ts";
import { ReduceMean } from "../ops/reduce.ts";
import { Reshape } from "../ops/reshape.ts";
import { RMSNormalization } from "../ops/rms-normalization.ts";
import { Reciprocal, Sqrt } from "../ops/roots.ts";
import { uniformNumber, variesAlong } from "./constant-elements.ts";
import { isFloat32, isWideFloat, madeBy, madeForUs, orders, rankOf, reducedAxes, rulesPass, sameType, typeOf } from "./patterns.ts";

/** What stands under the root of sqrt(v), or of v^0.5. */
function underRoot(graph: Rewriting, v: Value | undefined): Value | undefined {
  const root = madeForUs(graph, v, Sqrt);
  if (root !== undefined) return root.inputs[0];
  const power = madeForUs(graph, v, Pow);
  return uniformNumber(power?.inputs[1]) === 0.5 ? power?.inputs[0] : undefined;
}

/** What stands under the root of 1 / sqrt(v), in the ways it is written. */
function underInverseRoot(graph: Rewriting, v: Value | undefined): Value | undefined {
  const reciprocal = madeForUs(graph, v, Reciprocal);
  if (reciprocal !== undefined) return underRoot(graph, reciprocal.inputs[0]);
  const quotient = madeForUs(graph, v, Div);
  if (uniformNumber(quotient?.inputs[0]) === 1) return underRoot(graph, quotient?.inputs[1]);
  const power = madeForUs(graph, v, Pow);
  return uniformNumber(power?.inputs[1]) === -0.5 ? power?.inputs[0] : undefined;
}

/** `numerator` / sqrt(`under`), when `n` computes that. */
function overRoot(graph: Rewriting, n: Node): { readonly numerator: Value | undefined; readonly under: Value } | undefined {
  if (n.op === Div) {
    const under = underRoot(graph, n.inputs[1]);
    return under === undefined ? undefined : { numerator: n.inputs[0], under };
  }
  if (n.op !== Mul) return undefined;
  for (const [numerator, inverse] of orders(n)) {
    const under = underInverseRoot(graph, inverse);
    if (under !== undefined) return { numerator, under };
  }
  return undefined;
}

/** What is squared: v * v or v^2, and how many reads of v that takes. */
function squared(graph: Rewriting, v: Value | undefined): { readonly of: Value | undefined; readonly reads: number } | undefined {
  const product = madeForUs(graph, v, Mul);
  if (product !== undefined && product.inputs[0] === product.inputs[1]) return { of: product.inputs[0], reads: 2 };
  const power = madeForUs(graph, v, Pow);
  return uniformNumber(power?.inputs[1]) === 2 ? { of: power?.inputs[0], reads: 1 } : undefined;
}

/** The axis from which on `mean` averages over all axes and keeps them. */
function trailingAxis(mean: Node): number | undefined {
  const axes = reducedAxes(mean);
  const rank = rankOf(mean.inputs[0]);
  const first = rank - (axes?.length ?? 0);
  return mean.attrs.keepdims === true && axes !== undefined && axes.length > 0 && axes.every((a, i) => a === first + i) ? first : undefined;
}

/** A scale that changes nothing, until a product behind the node at hand gives another. */
const unitScale = (n: Node, x: Value | undefined, graph: Rewriting): Value =>
  graph.numbers(`${n.outputs[0]?.name}.scale`, typeOf(x)?.dtype ?? "f32", [1], [1]);

/** (x - mean x) / sqrt(mean (x - mean x)^2 + epsilon) over the last axes. */
const layerNorm: Rule = (n, graph) => {
  const quotient = overRoot(graph, n);
  const sum = madeForUs(graph, quotient?.under, Add);
  const deviation = madeBy(graph, quotient?.numerator, Sub);
  const [x, average] = deviation?.inputs ?? [];
  if (quotient?.numerator === undefined || sum === undefined || deviation === undefined || !isWideFloat(x) || !sameType(x, n.outputs[0]))
    return undefined;
  const mean = madeForUs(graph, average, ReduceMean);
  const axis = mean?.inputs[0] === x && mean !== undefined ? trailingAxis(mean) : undefined;
  for (const [variance, epsilon] of orders(sum)) {
    const moment = madeForUs(graph, variance, ReduceMean);
    const square = squared(graph, moment?.inputs[0]);
    if (axis === undefined || moment === undefined || square?.of !== quotient.numerator || trailingAxis(moment) !== axis) continue;
    const added = uniformNumber(epsilon);
    if (added === undefined || graph.uses(quotient.numerator) !== square.reads + 1) continue;
    return graph.replace(LayerNormalization, [x, unitScale(n, x, graph)], { axis: axis - rankOf(x), epsilon: added });
  }
  return undefined;
};

/** x / sqrt(mean x^2 + epsilon) over the last axes. */
const rmsNorm: Rule = (n, graph) => {
  const quotient = overRoot(graph, n);
  const sum = madeForUs(graph, quotient?.under, Add);
  const x = quotient?.numerator;
  if (sum === undefined || !isWideFloat(x) || !sameType(x, n.outputs[0])) return undefined;
  for (const [moment, epsilon] of orders(sum)) {
    const mean = madeForUs(graph, moment, ReduceMean);
    const axis = mean === undefined ? undefined : trailingAxis(mean);
    const added = uniformNumber(epsilon);
    if (axis === undefined || added === undefined || squared(graph, mean?.inputs[0])?.of !== x) continue;
    return graph.replace(RMSNormalization, [x, unitScale(n, x, graph)], { axis: axis - rankOf(x), epsilon: added });
  }
  return undefined;
};

/** Whether `v`, broadcast, is the same for everything that is normalized apart: it has an extent only where `x` is normalized. */
const variesWithin = (v: Value | undefined, x: Value | undefined, axis: number): boolean => {
  const [shape, rank] = [typeOf(v)?.shape ?? [], rankOf(x)];
  const first = rank - shape.length;
  return (
    v !== undefined &&
    first >= 0 &&
    shape.every((d, a) => d === 1 || (first + a >= (axis < 0 ? axis + rank : axis) && d === typeOf(x)?.shape[first + a]))
  );
};

type OfLastAxes = { readonly axis: number };

/** A normalization of the last axes with one output that only the node at hand reads, and the other operand. */
function behindNorm<A extends OfLastAxes>(n: Node, graph: Rewriting, op: OpDef<A>): { readonly norm: Node<A>; readonly other: Value } | undefined {
  for (const [v, other] of orders(n)) {
    const norm = madeForUs(graph, v, op);
    if (norm?.outputs.length !== 1 || other === undefined || norm.inputs[2] !== undefined || !sameType(v, n.outputs[0])) continue;
    if (variesWithin(other, norm.inputs[0], norm.attrs.axis)) return { norm, other };
  }
  return undefined;
}

const scaledNorm: Rule = (n, graph) => {
  for (const op of n.op === Mul ? [LayerNormalization, RMSNormalization] : []) {
    const found = behindNorm(n, graph, op);
    if (found === undefined || uniformNumber(found.norm.inputs[1]) !== 1) continue;
    return graph.replace(op, [found.norm.inputs[0], found.other], found.norm.attrs);
  }
  return undefined;
};

const shiftedNorm: Rule = (n, graph) => {
  const found = n.op === Add ? behindNorm(n, graph, LayerNormalization) : undefined;
  return found === undefined ? undefined : graph.replace(LayerNormalization, [...found.norm.inputs.slice(0, 2), found.other], found.norm.attrs);
};

/** Channels in groups, normalized as instances of so many channels, and brought back to their shape. */
const groupNorm: Rule = (n, graph) => {
  const norm = n.op === Reshape ? madeForUs(graph, n.inputs[0], InstanceNormalization) : undefined;
  const grouped = madeForUs(graph, norm?.inputs[0], Reshape);
  const [x] = grouped?.inputs ?? [];
  const [batch, channels] = typeOf(x)?.shape ?? [];
  const [groupBatch, groups] = typeOf(norm?.outputs[0])?.shape ?? [];
  const isPlain = uniformNumber(norm?.inputs[1]) === 1 && uniformNumber(norm?.inputs[2]) === 0;
  if (norm === undefined || !isPlain || !isFloat32(x) || !sameType(x, n.outputs[0]) || batch === undefined || groupBatch === undefined)
    return undefined;
  if (typeof channels !== "number" || typeof groups !== "number" || channels % groups !== 0 || !equalDims(groupBatch, batch)) return undefined;
  const name = n.outputs[0]?.name ?? "";
  const scale = graph.constant(`${name}.scale`, "f32", [channels], Float32Array.of(1), true);
  const bias = graph.constant(`${name}.bias`, "f32", [channels], Float32Array.of(0), true);
  return graph.replace(GroupNormalization, [x, scale, bias], { num_groups: groups, epsilon: norm.attrs.epsilon });
};

/** A product or sum of one constant a channel behind a GroupNormalization that has none yet. */
const affineGroupNorm: Rule = (n, graph) => {
  if (n.op !== Mul && n.op !== Add) return undefined;
  for (const [v, other] of orders(n)) {
    const norm = madeForUs(graph, v, GroupNormalization);
    const count = typeOf(v)?.shape[1];
    const numbers = constantNumbers(other);
    if (norm === undefined || numbers === undefined || typeof count !== "number" || !variesAlong(other, { rank: rankOf(v), axis: 1, count }))
      continue;
    const [x, scale, bias] = norm.inputs;
    if (uniformNumber(bias) !== 0 || (n.op === Mul && uniformNumber(scale) !== 1) || !isFloat32(x)) continue;
    const each = Float32Array.from({ length: count }, (_, c) => numbers[numbers.length === 1 ? 0 : c] as number);
    const made = graph.constant(other?.name ?? "", "f32", [count], each);
    return graph.replace(GroupNormalization, n.op === Mul ? [x, made, bias] : [x, scale, made], norm.attrs);
  }
  return undefined;
};

export const recognizeNormalizations: Pass = rulesPass({
  name: "recognize-normalizations",
  doc: "recognizes normalizations that are spelled out",
  contract: "reassociates",
  rules: [layerNorm, rmsNorm, scaledNorm, shiftedNorm, groupNorm, affineGroupNorm],
});
