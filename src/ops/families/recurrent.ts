/**
 * Recurrent networks as ONNX writes them: attributes, the checks of their inputs, and how a node becomes a Recurrence, whose weights are split
 * by gates and whose two biases are one. What a cell computes stands in recurrent-cells.ts.
 */
import { type Dim, equalDims } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import type { AttrReader, ExpandContext, InferContext, Value } from "../../graph/graph.ts";
import { type TensorType, tensorType } from "../../graph/types.ts";
import { Recurrence, recurrenceInputs } from "../recurrence.ts";
import { type Composer, composer } from "./composing.ts";
import { activationAttrs } from "./recurrent-activations.ts";
import { type CellName, cells } from "./recurrent-cells.ts";
import { floats, sameDType, typed } from "./type-sets.ts";

/** Inputs by position. */
const [X, W, R, B, Lengths, InitialH, InitialC, P] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

const directions = ["forward", "reverse", "bidirectional"];

export function recurrentAttrs(raw: AttrReader, cell: CellName) {
  const direction = raw.string("direction", "forward");
  if (!directions.includes(direction)) raw.fail(`attribute direction is "${direction}", expected one of ${directions.join(", ")}`);
  const layout = raw.int("layout", 0);
  if (layout !== 0 && layout !== 1) raw.fail(`attribute layout is ${layout}, expected 0 (time first) or 1 (batch first)`);
  const usual = cells[cell].activations;
  const clip = raw.float("clip", 0);
  if (clip < 0) raw.fail(`attribute clip is ${clip}, a threshold above 0 is expected`);
  return {
    direction,
    layout,
    clip,
    hidden_size: raw.int("hidden_size", 0),
    ...activationAttrs(raw, direction === "bidirectional" ? [...usual, ...usual] : usual),
  };
}

/** With what only GRU, and only LSTM has. */
type Attributes = ReturnType<typeof recurrentAttrs> & { readonly linear_before_reset?: boolean; readonly input_forget?: boolean };

interface Sizes {
  readonly time: Dim;
  readonly batch: Dim;
  readonly directions: number;
  readonly units: number;
}

function sizesOf(context: InferContext<Attributes> | ExpandContext<Attributes>): Sizes {
  const { attrs, fail } = context;
  const x = context.tensor(X).shape;
  const r = context.tensor(R).shape;
  if (x.length !== 3)
    fail(`${context.inputName(0)} has shape ${shapeText(x)}, three axes are expected (${attrs.layout === 1 ? "batch, time" : "time, batch"}, size)`);
  const [time, batch] = (attrs.layout === 1 ? [x[1], x[0]] : [x[0], x[1]]) as readonly [Dim, Dim];
  const units = r[2];
  if (typeof units !== "number") return fail(`${context.inputName(2)} has shape ${shapeText(r)}, its last extent must be known`);
  const declared = attrs.hidden_size;
  if (declared !== 0 && declared !== units)
    fail(`hidden_size is ${declared}, but ${context.inputName(2)} has shape ${shapeText(r)}`, "are the weights transposed?");
  return { time, batch, units, directions: attrs.direction === "bidirectional" ? 2 : 1 };
}

/** The types of Y, Y_h and Y_c, once all inputs fit. */
export function recurrentTypes(context: InferContext<Attributes>, cell: CellName): readonly TensorType[] {
  const { dtype, shape } = typed(context, X, floats);
  const { time, batch, directions, units } = sizesOf(context);
  if (batch === 0) context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, one sequence at least is expected`);
  const { gates } = cells[cell];
  const state = context.attrs.layout === 1 ? [batch, directions, units] : [directions, batch, units];
  const expect = (i: number, wanted: readonly Dim[]): void => {
    if (context.inputs[i] === undefined && i !== W && i !== R) return;
    sameDType(context, X, i);
    expectShape(context, i, wanted);
  };
  expect(W, [directions, gates * units, shape[2] as Dim]);
  expect(R, [directions, gates * units, units]);
  expect(B, [directions, 2 * gates * units]);
  expect(InitialH, state);
  if (cell === "LSTM") {
    expect(InitialC, state);
    expect(P, [directions, 3 * units]);
  }
  if (context.inputs[Lengths] !== undefined) {
    const { dtype: type } = context.tensor(Lengths);
    if (type !== "i32") context.fail(`${context.inputName(Lengths)} is ${type}, i32 is expected`);
    expectShape(context, Lengths, [batch]);
  }
  const y = context.attrs.layout === 1 ? [batch, time, directions, units] : [time, directions, batch, units];
  const types = [tensorType(dtype, y), tensorType(dtype, state), ...(cell === "LSTM" ? [tensorType(dtype, state)] : [])];
  return types.slice(0, Math.max(1, context.outputCount));
}

function expectShape(context: InferContext, i: number, wanted: readonly Dim[]): void {
  const { shape } = context.tensor(i);
  if (shape.length !== wanted.length || !shape.every((d, a) => equalDims(d, wanted[a] as Dim)))
    context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${shapeText(wanted)} is expected`);
}

/** The composer of a value that goes into a Recurrence, by what generated code calls it; the plain one for what it is made of. */
type Named = (name?: string) => Composer;

interface Biases {
  readonly bias: Value | undefined;
  readonly resetBias: Value | undefined;
}

/** Both biases of a gate are one, but for the one of a GRU that stands inside its reset gate. */
function biasesOf(named: Named, b: Value | undefined, { directions: d, units }: Sizes, gates: number, isReset: boolean): Biases {
  if (b === undefined) return { bias: undefined, resetBias: undefined };
  const c = named();
  const all = c.reshape(b, [d, 2, gates, units]);
  const [input, recurrent] = [c.slice(all, 1, 0, 1), c.slice(all, 1, 1, 2)];
  if (!isReset) return { bias: named("bias").reshape(c.add(input, recurrent), [d * gates, units]), resetBias: undefined };
  const joined = c.add(c.slice(input, 2, 0, 2), c.slice(recurrent, 2, 0, 2));
  return {
    bias: named("bias").reshape(c.concat([joined, c.slice(input, 2, 2, 3)], 2), [d * gates, units]),
    resetBias: named("reset_bias").reshape(c.slice(recurrent, 2, 2, 3), [d, units]),
  };
}

/** Exporters give initial states of zeros, which is what is there without them. */
const isZero = ({ data }: Value): boolean =>
  data !== undefined && (data.array as ArrayLike<unknown> & Iterable<unknown>).length > 0 && [...data.array].every((x) => Object.is(x, 0));

function inputsOf(context: ExpandContext<Attributes>, cell: CellName, sizes: Sizes, named: Named): readonly (Value | undefined)[] {
  const { attrs, inputs } = context;
  const { directions: d, units } = sizes;
  const { gates } = cells[cell];
  const isReset = attrs.linear_before_reset ?? false;
  const state = (i: number, name: string): Value | undefined => {
    const v = inputs[i];
    if (v === undefined || isZero(v)) return undefined;
    return attrs.layout === 1 ? named(name).transpose(v, [1, 0, 2]) : v;
  };
  const isSplit = cell === "GRU" && !isReset;
  const weights = named(isSplit ? undefined : "weights").reshape(inputs[R] as Value, [d, gates, units, units]);
  const [first, candidate] = isSplit
    ? [named("weights").slice(weights, 1, 0, 2), named("candidate_weights").slice(weights, 1, 2, 3)]
    : [weights, undefined];
  const { bias, resetBias } = biasesOf(named, inputs[B], sizes, gates, isReset);
  const peepholes = cell === "LSTM" ? inputs[P] : undefined;
  const at = recurrenceInputs;
  const made = new Map<number, Value | undefined>([
    [at.x, inputs[X]],
    [at.inputWeights, named("input_weights").reshape(inputs[W] as Value, [d * gates, units, context.tensor(X).shape[2] as Dim])],
    [at.bias, bias],
    [at.weights, first],
    [at.candidateWeights, candidate],
    [at.resetBias, resetBias],
    [at.lengths, inputs[Lengths]],
    [at.initialHidden, state(InitialH, "initial_h")],
    [at.initialCell, cell === "LSTM" ? state(InitialC, "initial_c") : undefined],
    [at.peepholes, peepholes && named("peepholes").reshape(peepholes, [d, 3, units])],
  ]);
  return Array.from({ length: made.size }, (_, i) => made.get(i));
}

/** The node's outputs, made by a Recurrence. */
export function recurrentNodes(context: ExpandContext<Attributes>, cell: CellName): readonly Value[] {
  const { attrs, node } = context;
  const named: Named = (name) => composer(name === undefined ? context : context.called(name));
  const inputs = inputsOf(context, cell, sizesOf(context), named);
  const isBatchFirst = attrs.layout === 1;
  const sequence = context.isUsed(0);
  const { direction, clip, input_forget, activations, activation_alpha, activation_beta } = attrs;
  const raw = { cell, direction, clip, activations, activation_alpha, activation_beta };
  const flags = { batch_first: isBatchFirst ? 1 : 0, sequence: sequence ? 1 : 0, input_forget: Number(input_forget ?? false) };
  const states = cell === "LSTM" ? 2 : 1;
  const made = context.called("state").emit(Recurrence, inputs, { ...raw, ...flags }, states + (sequence ? 1 : 0));
  const last = made.slice(0, states).map((v) => (isBatchFirst ? named("state").transpose(v, [1, 0, 2]) : v));
  const all = made[states];
  const y = all === undefined || isBatchFirst ? all : named("y").transpose(all, [0, 2, 1, 3]);
  // Where nobody reads Y, it stands for itself.
  return [y ?? (node.outputs[0] as Value), ...last].slice(0, node.outputs.length);
}
