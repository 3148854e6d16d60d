/**
 * simplify-movement: operators that only move elements, where they move none, or where two in a row are one. Reshapes whose shape is
 * computed from free dims get a constant shape, so that the computation disappears.
 */

import { equalDims } from "../core/dim.ts";
import { knownElements } from "../graph/build.ts";
import { isNodeOf, type Node, type Pass, type Value } from "../graph/graph.ts";
import type { Rule } from "../graph/rewrite-nodes.ts";
import { equalTypes, type TensorType } from "../graph/types.ts";
import { Concat } from "../ops/concat.ts";
import { Expand } from "../ops/expand.ts";
import { Pad } from "../ops/pad.ts";
import { Reshape } from "../ops/reshape.ts";
import { Slice } from "../ops/slice.ts";
import { Split } from "../ops/split.ts";
import { Tile } from "../ops/tile.ts";
import { Transpose } from "../ops/transpose.ts";
import { rulesPass } from "./patterns.ts";
import { reshapeTo } from "./shape-constants.ts";

const shapeOf = (v: Value | undefined): TensorType["shape"] => (v?.type.kind === "tensor" ? v.type.shape : []);
const keepsType = (n: Node): boolean => n.inputs[0] !== undefined && n.outputs[0] !== undefined && equalTypes(n.inputs[0].type, n.outputs[0].type);

const isView = (n: Node): boolean => n.op.view === true && n.outputs.length === 1;

/** A view, Expand or Tile whose result has its input's shape is its input. */
const sameShape: Rule = (n) => ((isView(n) || n.op === Expand || n.op === Tile) && keepsType(n) ? n.inputs[0] : undefined);

/** A view of a view is one Reshape. */
const viewOfView: Rule = (n, graph) => {
  const inner = graph.producer(n.inputs[0]);
  const [from] = inner?.inputs ?? [];
  const [output] = n.outputs;
  if (!isView(n) || inner === undefined || !isView(inner) || from?.type.kind !== "tensor" || output?.type.kind !== "tensor") return undefined;
  return reshapeTo(graph, from, output);
};

/** A Reshape by a shape that is computed but known. */
const knownShape: Rule = (n, graph) => {
  const [from, shape] = n.inputs;
  const [output] = n.outputs;
  if (n.op !== Reshape || from === undefined || output === undefined || shape === undefined || shape.data !== undefined) return undefined;
  return reshapeTo(graph, from, output);
};

/** Axis a of the result is axis order[a] of the input. */
function orderOf(n: Node<{ readonly perm: readonly number[] }>): readonly number[] {
  const { perm } = n.attrs;
  return perm.length > 0 ? perm : shapeOf(n.inputs[0]).map((_, a, all) => all.length - 1 - a);
}

const isAscending = (list: readonly number[]): boolean => list.every((x, i) => i === 0 || x > (list[i - 1] ?? 0));

const transposes: Rule = (n, graph) => {
  const [from] = n.inputs;
  const [output] = n.outputs;
  if (!isNodeOf(n, Transpose) || from === undefined || output === undefined) return undefined;
  const order = orderOf(n);
  if (isAscending(order)) return from;
  // Only axes of one element change places: the elements stay in order.
  if (isAscending(order.filter((a) => shapeOf(from)[a] !== 1))) return reshapeTo(graph, from, output);
  const inner = graph.producer(from);
  if (!isNodeOf(inner, Transpose)) return undefined;
  const innerOrder = orderOf(inner);
  return graph.replace(Transpose, inner.inputs, { perm: order.map((a) => innerOrder[a] ?? a) });
};

const areAll = (v: Value | undefined, wanted: number): boolean => knownElements(v)?.every((d) => d === wanted) === true;

/** Slices with step 1 that keep every element, and pads of nothing. */
const wholeSlice: Rule = (n) => {
  const isWhole = n.op === Slice && keepsType(n) && (n.inputs[4] === undefined || areAll(n.inputs[4], 1));
  const isUnpadded = n.op === Pad && areAll(n.inputs[1], 0);
  return isWhole || isUnpadded ? n.inputs[0] : undefined;
};

type Along = Node<{ readonly axis: number }>;

const axisOf = (n: Along): number => {
  const { axis } = n.attrs;
  return axis < 0 ? axis + shapeOf(n.inputs[0]).length : axis;
};

const concats: Rule = (n, graph) => {
  if (!isNodeOf(n, Concat)) return undefined;
  if (n.inputs.length === 1) return n.inputs[0];
  const whole = splitAgain(n, graph.producer(n.inputs[0]));
  if (whole !== undefined) return whole;
  const parts = n.inputs.map((v) => (v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined));
  const isPart = (p: Node | undefined): p is Node => isNodeOf(p, Concat) && axisOf(p) === axisOf(n);
  if (!parts.some(isPart)) return undefined;
  const inputs = n.inputs.flatMap((v, i) => {
    const part = parts[i];
    return isPart(part) ? part.inputs : [v];
  });
  return graph.replace(Concat, inputs, { axis: axisOf(n) });
};

/** The input of a Split whose parts, all and in order, are joined again. */
function splitAgain(n: Along, split: Node | undefined): Value | undefined {
  if (!isNodeOf(split, Split) || split.outputs.length !== n.inputs.length) return undefined;
  return split.outputs.every((v, i) => v === n.inputs[i]) && axisOf(split) === axisOf(n) ? split.inputs[0] : undefined;
}

const splits: Rule = (n) => (n.op === Split && n.outputs.length === 1 && keepsType(n) ? n.inputs[0] : undefined);

/** Concat parts of no elements. */
const emptyParts: Rule = (n, graph) => {
  if (!isNodeOf(n, Concat)) return undefined;
  const full = n.inputs.filter((v) => !equalDims(shapeOf(v)[axisOf(n)] ?? 1, 0));
  return full.length === 0 || full.length === n.inputs.length ? undefined : graph.replace(Concat, full, { axis: axisOf(n) });
};

export const simplifyMovement: Pass = rulesPass({
  name: "simplify-movement",
  doc: "removes and merges operators that only move elements",
  contract: "exact",
  rules: [sameShape, viewOfView, knownShape, transposes, wholeSlice, emptyParts, concats, splits],
});
