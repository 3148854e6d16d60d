/**
 * Recurrence: what LSTM, GRU and RNN become. The input's part of all gates of all time steps is one matrix product; the steps are one kernel
 * over recurrent weights that stand in the order they are read. Domain aot.
 *
 * Inputs: x [time, batch, in] (batch_first: [batch, time, in]); input weights [direction and gate, unit, in]; their bias [direction and gate,
 * unit]; recurrent weights [direction, gate, unit, unit], in two parts for a GRU whose reset gate works before the product; GRU's bias inside
 * the reset gate [direction, unit]; sequence lengths [batch]; initial hidden and cell state [direction, batch, unit]; peepholes i o f
 * [direction, 3, unit]. Outputs: the last hidden state, LSTM's last cell state, and, with `sequence`, all hidden states [time, batch,
 * direction, unit] (or [batch, time, ..]).
 */
import { type Dim, equalDims, floorDiv, mod, mul } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import type { Layout } from "../core/layout.ts";
import {
  type Algorithm,
  type AttrReader,
  defineOp,
  f32Tolerance,
  type InferContext,
  type LowerContext,
  type Node,
  type Value,
  type Work,
} from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { axis, type Compute, compute, coordinate } from "../loop/compute.ts";
import { add as plus, read, type Tensor, mul as times, variable } from "../loop/expr.ts";
import type { Machine } from "../loop/machine.ts";
import { activationAttrs, activationsOf } from "./families/recurrent-activations.ts";
import { keptSteps, type Window, windowOf } from "./families/recurrent-ahead.ts";
import { cellNames, cells } from "./families/recurrent-cells.ts";
import { blockTile } from "./families/recurrent-phase.ts";
import { recurrentSteps, unitBlocked } from "./families/recurrent-steps.ts";
import { choiceAttribute, floats, sameDType, typed } from "./families/type-sets.ts";
import { reducedOver } from "./families/window.ts";

/** Inputs by position. */
export const recurrenceInputs = {
  x: 0,
  inputWeights: 1,
  bias: 2,
  weights: 3,
  candidateWeights: 4,
  resetBias: 5,
  lengths: 6,
  initialHidden: 7,
  initialCell: 8,
  peepholes: 9,
} as const;
const at = recurrenceInputs;

function attrs(raw: AttrReader) {
  const cell = choiceAttribute(raw, "cell", cellNames);
  const direction = raw.string("direction", "forward");
  const usual = cells[cell].activations;
  return {
    cell,
    direction,
    batch_first: raw.int("batch_first", 0) !== 0,
    sequence: raw.int("sequence", 1) !== 0,
    clip: raw.float("clip", 0),
    input_forget: raw.int("input_forget", 0) !== 0,
    ...activationAttrs(raw, direction === "bidirectional" ? [...usual, ...usual] : usual),
  };
}

type Attributes = ReturnType<typeof attrs>;

const directionsOf = (attrs: Pick<Attributes, "direction">): number => (attrs.direction === "bidirectional" ? 2 : 1);

/** Time and batch of x. */
const timeAndRows = (attrs: Pick<Attributes, "batch_first">, [a, b]: readonly Dim[]): readonly [Dim, Dim] =>
  (attrs.batch_first ? [b, a] : [a, b]) as readonly [Dim, Dim];

function typesOf(context: InferContext<Attributes>): readonly TensorType[] {
  const { attrs, fail } = context;
  const { dtype, shape } = typed(context, at.x, floats);
  for (const i of [at.inputWeights, at.weights]) sameDType(context, at.x, i);
  const weights = context.tensor(at.inputWeights).shape;
  const directions = directionsOf(attrs);
  if (shape.length !== 3 || weights.length !== 3) fail(`x is ${shapeText(shape)} and its weights ${shapeText(weights)}, both have three axes`);
  if (!equalDims(shape[2] as Dim, weights[2] as Dim))
    fail(`x has ${dimText(shape[2] as Dim)} elements a step, its weights are for ${dimText(weights[2] as Dim)}`);
  if (weights[0] !== directions * cells[attrs.cell].gates) fail(`weights of x are for ${dimText(weights[0] as Dim)} gates`);
  const [, rows] = timeAndRows(attrs, shape);
  const units = weights[1] as Dim;
  const state = tensorType(dtype, [directions, rows, units]);
  const sequence = attrs.sequence ? [tensorType(dtype, [shape[0] as Dim, shape[1] as Dim, directions, units])] : [];
  return [state, ...(attrs.cell === "LSTM" ? [state] : []), ...sequence];
}

/** Units along the lanes: for all units of a tile, all gates stand side by side, then the next element of the state. */
function packed(machine: Machine, { type }: Value, rows: Dim): Layout {
  const [, gates, units] = (type as TensorType).shape.map(Number) as [number, number, number];
  const tile = blockTile(machine, Math.ceil(units / machine.lanes), rows, gates);
  return Object.freeze({ order: [0, 2, 3, 1], blocks: [{ axis: 2, size: tile * machine.lanes }], halo: [] });
}

/** Weights in blocks of lanes; float types that no vector holds, and machines without vectors, take them as they are. */
function algorithms(n: Node<Attributes>, machine: Machine): readonly Algorithm[] {
  const { lanes } = machine;
  const [x, weights, candidateWeights] = [at.x, at.weights, at.candidateWeights].map((i) => n.inputs[i]);
  if (lanes === 1 || x?.type.kind !== "tensor" || x.type.dtype !== "f32" || weights === undefined) return [];
  const [, rows] = timeAndRows(n.attrs, x.type.shape);
  const layouts = new Map<number, Layout>([
    [at.inputWeights, Object.freeze({ order: [0, 1, 2], blocks: [{ axis: 1, size: lanes }], halo: [] })],
    [at.bias, unitBlocked(2, lanes)],
    [at.weights, packed(machine, weights, rows)],
    ...(candidateWeights === undefined ? [] : ([[at.candidateWeights, packed(machine, candidateWeights, rows)]] as const)),
    [at.resetBias, unitBlocked(2, lanes)],
    [at.peepholes, unitBlocked(3, lanes)],
  ]);
  const bytes = n.inputs.reduce(
    (sum, v, i) => (v?.type.kind === "tensor" && layouts.has(i) ? sum + 4 * v.type.shape.reduce<number>((k, d) => k * Number(d), 1) : sum),
    0,
  );
  const isAhead = windowFor(n, machine) !== undefined;
  // Rows of x stand one behind the other there.
  if (isAhead) layouts.set(at.x, Object.freeze({ order: [0, 1, 2], blocks: [], halo: [] }));
  const inputs = n.inputs.map((_, i) => layouts.get(i));
  const name = isAhead ? "ahead" : "packed";
  return [{ name, seconds: bytes / 20e9, weightBytes: bytes, scratchBytes: 0, inputs, outputs: n.outputs.map(() => undefined), precise: true }];
}

/** How the steps compute the input's part of later ones; undefined where that is one matrix product before them. */
function windowFor({ attrs, inputs }: Pick<Node<Attributes>, "attrs" | "inputs">, machine: Machine): Window | undefined {
  const [x, weights] = [at.x, at.inputWeights].map((i) => inputs[i]?.type as TensorType);
  if (x === undefined || weights === undefined || inputs[at.candidateWeights] !== undefined) return undefined;
  const [time, rows] = timeAndRows(attrs, x.shape);
  const size = x.shape[2];
  const [gates, units] = weights.shape.map(Number) as [number, number];
  if (rows !== 1 || typeof time !== "number" || typeof size !== "number") return undefined;
  return windowOf(machine, { time, size, units, gates: gates / directionsOf(attrs) });
}

/** All gates of all steps as far as x decides them: [direction and gate, time and row, unit]. */
function projection(context: LowerContext<Attributes>, output: Tensor): Compute {
  const [x, weights, bias] = [context.input(at.x), context.input(at.inputWeights), context.inputs[at.bias]];
  const [outer, inner, size] = x.shape as readonly [Dim, Dim, Dim];
  const axes = [axis("gate", output.shape[0] as Dim), axis("row", mul(outer, inner)), axis("unit", output.shape[2] as Dim)];
  const [gate, row, unit] = axes.map(coordinate) as [Dim, Dim, Dim];
  const { axes: reduced, at: places } = reducedOver([["k", size]]);
  const [k] = places as readonly [Dim];
  // Rows of a batch whose size is only known at run time are walked apart.
  const length = typeof inner === "number" ? Math.max(1, inner) : context.fail("has a batch that is only known at run time");
  const step = [floorDiv(row, length), mod(row, length)];
  const body = times(read(x, [...step, k]), read(weights, [gate, unit, k]));
  const result = reduced.length === 0 ? body : variable("sum", body.dtype);
  const value = bias === undefined ? result : plus(result, read(bias, [gate, unit]));
  const name = `${context.attrs.cell.toLowerCase()}_input`;
  if (result.kind !== "var") return compute({ name, output, axes, value });
  return compute({ name, output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value });
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const { attrs, inputs } = context;
  const [x, inputWeights, weights] = [context.input(at.x), context.input(at.inputWeights), context.input(at.weights)];
  const [time, rows] = timeAndRows(attrs, x.shape);
  const units = inputWeights.shape[1];
  if (typeof units !== "number") return context.fail("has a number of units that is only known at run time");
  const lanes = weights.layout.blocks.length > 0 ? context.machine.lanes : 1;
  const dtype = x.dtype === "f64" ? "f64" : "f32";
  const window = context.node.algorithm === "ahead" ? windowFor({ attrs, inputs: context.node.inputs }, context.machine) : undefined;
  const shape = [inputWeights.shape[0] as Dim, window === undefined ? mul(time, rows) : keptSteps(window), units];
  const projected = context.scratch("gates", dtype, shape, unitBlocked(3, lanes));
  const directions = directionsOf(attrs);
  const activations = activationsOf(attrs);
  const perDirection = activations.length / directions;
  const [lastHidden, ...more] = context.outputs;
  const [lastCell, sequence] = attrs.cell === "LSTM" ? more : [undefined, ...more];
  const steps = recurrentSteps({
    cell: attrs.cell,
    directions,
    reverse: attrs.direction === "reverse",
    time,
    rows,
    units,
    batchFirst: attrs.batch_first,
    activations: Array.from({ length: directions }, (_, d) => activations.slice(d * perDirection, (d + 1) * perDirection)),
    clip: attrs.clip,
    couplesForget: attrs.input_forget,
    machine: context.machine,
    projected,
    input: window === undefined ? undefined : { window, x, weights: inputWeights, bias: inputs[at.bias] },
    weights: [weights, ...(inputs[at.candidateWeights] === undefined ? [] : [context.input(at.candidateWeights)])],
    resetBias: inputs[at.resetBias],
    lengths: inputs[at.lengths],
    initialHidden: inputs[at.initialHidden],
    initialCell: inputs[at.initialCell],
    peepholes: inputs[at.peepholes],
    sequence,
    lastHidden,
    lastCell,
    scratch: (name, extents, layout) => context.scratch(name, dtype, extents, layout),
  });
  return window === undefined ? [projection(context, projected), steps] : [steps];
}

export const Recurrence = defineOp({
  name: "Recurrence",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "the steps of LSTM, GRU or RNN over a sequence",
  inputs: Object.keys(recurrenceInputs),
  attrs,
  infer: typesOf,
  algorithms,
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "one unit of RNN that adds and doubles",
      attrs: { cell: "RNN", activations: ["Affine"] },
      inputs: [{ shape: [3, 1, 1], values: [1, 10, 100] }, { shape: [1, 1, 1], values: [1] }, undefined, { shape: [1, 1, 1, 1], values: [2] }],
      outputs: [
        { shape: [1, 1, 1], values: [124] },
        { shape: [3, 1, 1, 1], values: [1, 12, 124] },
      ],
    },
  ],
});
