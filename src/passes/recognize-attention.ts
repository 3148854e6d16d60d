/**
 * recognize-attention: softmax(scale q k^T under masks) v as exporters spell it out, over any axes of batch and heads, joined or not. The scale may stand at
 * the scores, at the queries, at the keys, or be shared between these.
 */

import { type Dim, equalDims, equalShapes } from "../core/dim.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Mul } from "../ops/arithmetic.ts";
import { Expand } from "../ops/expand.ts";
import { Not } from "../ops/logic.ts";
import { MaskedAttention } from "../ops/masked-attention.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Reshape } from "../ops/reshape.ts";
import { MaskedSoftmax, Softmax } from "../ops/softmax.ts";
import { Transpose } from "../ops/transpose.ts";
import { type Division, divisions, extents } from "./attention-axes.ts";
import { type Mask, type Scores, scoresOf, shapeOf } from "./attention-scores.ts";
import { factorsOf, isFloat32, isProduct, madeBy, madeForUs, rankOf, rulesPass } from "./patterns.ts";

/** `v` as a number times a value. */
function scaled(graph: Rewriting, v: Value | undefined): { readonly by: number; readonly of: Value | undefined } {
  const n = v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined;
  const product = n !== undefined && isProduct(n) ? factorsOf(graph, n) : undefined;
  return product?.values.length === 1 ? { by: product.coefficient, of: product.values[0] } : { by: 1, of: v };
}

/** A scaled tensor as a Transpose of another, where it is one, the scale before or behind it. */
interface Operand {
  readonly by: number;
  readonly from: Value;
  readonly perm: readonly number[];
}

function operandOf(graph: Rewriting, v: Value | undefined): Operand | undefined {
  const outer = scaled(graph, v);
  const transpose = madeForUs(graph, outer.of, Transpose);
  const perm = transpose?.attrs.perm;
  if (perm === undefined || perm.length !== rankOf(v)) return outer.of && { by: outer.by, from: outer.of, perm: shapeOf(v).map((_, a) => a) };
  const inner = scaled(graph, transpose?.inputs[0]);
  return inner.of && { by: outer.by * inner.by, from: inner.of, perm };
}

const swapsLast = (perm: readonly number[]): readonly number[] => [...perm.slice(0, -2), perm.at(-1) as number, perm.at(-2) as number];

const orderedShape = ({ from, perm }: Operand): readonly Dim[] => perm.map((axis) => shapeOf(from)[axis] as Dim);

const ordered = (graph: Rewriting, name: string, { from, perm }: Operand): Value =>
  perm.every((axis, a) => axis === a) ? from : graph.emit(`${from.name}.${name}`, Transpose, [from], { perm });

/** What keys or values [.., keys, size] are, as it is in memory, and [.., rows], what it is repeated to: heads that share them may be written out by an Expand. */
interface Shared {
  readonly from: Operand;
  readonly whole: readonly Dim[];
}

function sharedOf(graph: Rewriting, operand: Operand, rows: readonly Dim[]): Shared {
  const view = operand.perm.every((axis, a) => axis === a) ? graph.producer(operand.from) : undefined;
  const expand = view?.op.view === true ? madeBy(graph, view.inputs[0], Expand) : undefined;
  const [x] = expand?.inputs ?? [];
  const repeated = shapeOf(expand?.outputs[0]);
  const ends = [shapeOf(x), repeated, shapeOf(operand.from)].map((shape) => shape.slice(-2));
  // A single query is taken by itself.
  if (rows.at(-1) === 1 || x === undefined || rankOf(x) !== repeated.length || !ends.every((shape) => equalShapes(shape, ends[0] ?? [])))
    return { from: operand, whole: rows };
  return { from: { ...operand, from: x, perm: repeated.map((_, a) => a) }, whole: [...repeated.slice(0, -2), rows.at(-1) as Dim] };
}

/** The softmax along the last axis that `p` is, but for a Reshape that leaves this axis alone. */
function softmaxOf(graph: Rewriting, p: Value | undefined): Node | undefined {
  const madeAlone = (v: Value | undefined): Node | undefined => (v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined);
  const made = madeAlone(p);
  const softmax = made?.op.view === true ? madeAlone(made.inputs[0]) : made;
  const shape = shapeOf(softmax?.outputs[0]);
  const isLast = (softmax?.op === Softmax || softmax?.op === MaskedSoftmax) && (softmax.attrs.axis === -1 || softmax.attrs.axis === shape.length - 1);
  return isLast && equalShapes(shape.slice(-1), shapeOf(p).slice(-1)) ? softmax : undefined;
}

/** Values [.., size, keys] times probabilities turned are the turned product of probabilities and values. */
const valuesInFront: Rule = (n, graph) => {
  const [values, turned] = n.op === MatMul ? n.inputs : [];
  const transpose = madeForUs(graph, turned, Transpose);
  const swap = swapsLast(shapeOf(turned).map((_, a) => a));
  if (values === undefined || rankOf(values) !== swap.length || transpose?.attrs.perm.join() !== swap.join()) return undefined;
  const [p] = transpose?.inputs ?? [];
  if (softmaxOf(graph, p) === undefined) return undefined;
  const mixed = graph.emit(`${values.name}.mixed`, MatMul, [p, graph.emit(`${values.name}.values`, Transpose, [values], { perm: swap })]);
  return graph.replace(Transpose, [mixed], { perm: swap });
};

const withoutLast = (v: Value | undefined): readonly Dim[] => shapeOf(v).slice(0, -1);

interface Found {
  readonly scores: Scores;
  /** [.., queries, size] and [.., keys, size] */
  readonly queries: Operand;
  readonly keys: Shared;
  readonly values: Shared;
}

const attention: Rule = (n, graph) => {
  const [p, values] = n.op === MatMul && isFloat32(n.outputs[0]) ? n.inputs : [];
  const scores = scoresOf(graph, softmaxOf(graph, p)?.inputs[0]);
  const [queries, keys] = [0, 1].map((i) => operandOf(graph, scores?.product.inputs[i]));
  if (values === undefined || rankOf(values) < 3 || scores === undefined || queries === undefined || keys === undefined) return undefined;
  if (scores.product.inputs.some((v) => rankOf(v) < 2)) return undefined;
  const [rows, mixed] = [withoutLast(scores.product.outputs[0]), withoutLast(p)];
  const isWhole = equalShapes(orderedShape(queries).slice(0, -1), rows) && equalShapes(withoutLast(n.outputs[0]), mixed);
  if (!isWhole) return undefined;
  const shared = [
    sharedOf(graph, { ...keys, perm: swapsLast(keys.perm) }, rows),
    sharedOf(graph, { by: 1, from: values, perm: shapeOf(values).map((_, a) => a) }, mixed),
  ] as const;
  const found = { scores, queries, keys: shared[0], values: shared[1] };
  for (const division of divisions(rows, [
    mixed,
    ...shared.map(({ whole }) => whole),
    ...[...scores.masks, ...scores.factors].map(({ at }) => at.slice(0, -1)),
  ])) {
    const y = spelled(graph, n, found, division);
    if (y !== undefined) return y;
  }
  return undefined;
};

/** The operator in place of what was found, where a division of the axes suits all operands. */
function spelled(graph: Rewriting, n: Node, { scores, queries, keys, values }: Found, division: Division): readonly Value[] | undefined {
  const rows = withoutLast(scores.product.outputs[0]);
  const whole = extents(division, rows, rows);
  const [shared, mixedHeads] = [keys, values].map(({ from, whole }) => extents(division, whole, [...orderedShape(from).slice(0, -2), 1], true));
  const beside = [...scores.masks, ...scores.factors].map(({ at, value }) => extents(division, at.slice(0, -1), withoutLast(value)));
  const isShared = shared !== undefined && mixedHeads !== undefined && equalShapes(shared, mixedHeads);
  if (whole === undefined || !isShared || !equalDims(shared[0], whole[0]) || beside.includes(undefined)) return undefined;
  const placed = (i: number, value: Value): Value => {
    const shape = [...(beside[i] ?? []), shapeOf(value).at(-1) as Dim];
    const missing = shape.length - rankOf(value);
    const isFit = rankOf(value) >= 2 && shape.slice(0, missing).every((d) => d === 1) && equalShapes(shapeOf(value), shape.slice(missing));
    return isFit ? value : shaped(graph, value, shape);
  };
  const factors = scores.factors.map(({ value }, i) => placed(scores.masks.length + i, value));
  const q = shaped(graph, ordered(graph, "queries", queries), [...whole, orderedShape(queries).at(-1) as Dim]);
  const [k, v] = [ordered(graph, "keys", keys.from), values.from.from].map((x) => shaped(graph, x, [shared[0], shared[1], ...shapeOf(x).slice(-2)]));
  const masks = scores.masks.map((m, i) => taken(graph, m, placed(i, m.value)));
  const scaledQueries = factors.reduce((x, factor) => graph.emit(`${x.name}.scaled`, Mul, [x, factor]), q);
  const attrs = {
    scale: scores.scale * queries.by * keys.from.by,
    ...(scores.softcap === 0 ? {} : { softcap: scores.softcap }),
    ...(Number.isFinite(scores.least) ? { least: scores.least } : {}),
  };
  const operands = [scaledQueries, k, v, ...masks];
  const [output] = n.outputs as readonly [Value];
  if (equalShapes(withoutLast(output), whole)) return graph.replace(MaskedAttention, operands, attrs);
  return graph.replace(Reshape, [
    graph.emit(`${output.name}.heads`, MaskedAttention, operands, attrs),
    shapeConstant(graph, output.name, shapeOf(output)),
  ]);
}

/** A mask as the operator takes it: added, or true where keys are seen. */
function taken(graph: Rewriting, { by, shown }: Mask, v: Value): Value {
  if (shown === undefined) return by === 1 ? v : graph.emit(`${v.name}.scaled`, Mul, [v, number(graph, by)]);
  return shown ? v : graph.emit(`${v.name}.shown`, Not, [v]);
}

const number = (graph: Rewriting, x: number): Value => graph.numbers("number", "f32", [], [x]);

/** A batch of unknown extent stays what it is. */
const shapeConstant = (graph: Rewriting, name: string, shape: readonly Dim[]): Value =>
  graph.numbers(
    `${name}.shape`,
    "i64",
    [shape.length],
    shape.map((d) => (typeof d === "number" ? d : 0)),
  );

/** `v` as `shape`, itself where it has it. */
const shaped = (graph: Rewriting, v: Value, shape: readonly Dim[]): Value =>
  equalShapes(shapeOf(v), shape) ? v : graph.emit(`${v.name}.heads`, Reshape, [v, shapeConstant(graph, v.name, shape)]);

export const recognizeAttention: Pass = rulesPass({
  name: "recognize-attention",
  doc: "recognizes attention that is spelled out",
  contract: "assumes-finite",
  rules: [valuesInFront, attention],
});
