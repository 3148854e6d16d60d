/** Random recurrent layers within what ONNX Runtime accepts (it has no layout 1): one seed, one case. */
import type { OpDef } from "../../src/graph/graph.ts";
import { GRU } from "../../src/ops/gru.ts";
import { LSTM } from "../../src/ops/lstm.ts";
import { RNN } from "../../src/ops/rnn.ts";
import { type CaseInput, type Choices, choices, type NodeCase } from "./single-node.ts";

const functions = ["Relu", "Tanh", "Sigmoid", "Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu", "Softsign", "Softplus"];
const takesAlpha = ["Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu"];
const takesBeta = ["Affine", "ScaledTanh", "HardSigmoid"];

const cells: readonly { readonly op: OpDef; readonly gates: number; readonly activations: number }[] = [
  { op: LSTM, gates: 4, activations: 3 },
  { op: GRU, gates: 3, activations: 2 },
  { op: RNN, gates: 1, activations: 1 },
];

function activationAttrs(c: Choices, count: number): NonNullable<NodeCase["attrs"]> {
  if (c.int(0, 2) > 0) return {};
  const activations = Array.from({ length: count }, () => c.pick(functions));
  const numbers = (names: readonly string[]): readonly number[] => activations.flatMap((f) => (names.includes(f) ? [c.pick([0.25, 0.5, 1])] : []));
  const lists = { activation_alpha: numbers(takesAlpha), activation_beta: numbers(takesBeta) };
  return { activations, ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) };
}

export const recurrentCase = (seed: number): NodeCase => recurrentCaseOf([1, 2, 4, 7, 8, 12, 16, 20, 33], seed);

/** What a case may have of steps (from, to), rows of a batch, and elements of an input; weights are as large as `gain` says. */
interface Extents {
  readonly time: readonly [number, number];
  readonly batches: readonly number[];
  readonly inputs: readonly number[];
  readonly gain: number;
}

const small: Extents = { time: [1, 5], batches: [1, 1, 2, 3, 5], inputs: [1, 3, 8], gain: 1 };

/** With one of `sizes` for its units. */
export function recurrentCaseOf(sizes: readonly number[], seed: number, extents = small): NodeCase {
  const c = choices(seed);
  const { op, gates, activations } = c.pick(cells);
  const direction = c.pick(["forward", "reverse", "bidirectional"]);
  const directions = direction === "bidirectional" ? 2 : 1;
  const [time, batch, size, units] = [c.int(...extents.time), c.pick(extents.batches), c.pick(extents.inputs), c.pick(sizes)];
  const isConstant = c.int(0, 3) > 0;
  const scaled = (shape: readonly number[], constant = isConstant): CaseInput => {
    const made = c.tensor(shape, constant);
    return { ...made, values: made.values.map((v) => Math.fround((extents.gain * v) / Math.sqrt(shape.at(-1) as number))) };
  };
  const maybe = (make: () => CaseInput): CaseInput | undefined => (c.int(0, 1) === 0 ? undefined : make());
  const lengths = (): CaseInput => ({ dtype: "i32", shape: [batch], values: Array.from({ length: batch }, () => c.int(1, time)), constant: true });
  const state = (): CaseInput => c.tensor([directions, batch, units]);
  const inputs: (CaseInput | undefined)[] = [
    c.tensor([time, batch, size]),
    scaled([directions, gates * units, size]),
    scaled([directions, gates * units, units]),
    maybe(() => c.tensor([directions, 2 * gates * units], isConstant)),
    maybe(lengths),
    maybe(state),
  ];
  if (op === LSTM)
    inputs.push(
      maybe(state),
      maybe(() => c.tensor([directions, 3 * units], isConstant)),
    );
  while (inputs.at(-1) === undefined) inputs.pop();
  const own: Readonly<Record<string, number>> =
    op === LSTM ? { input_forget: c.pick([0, 0, 1]) } : op === GRU ? { linear_before_reset: c.int(0, 1) } : {};
  const clip: Readonly<Record<string, number>> = c.int(0, 3) === 0 ? { clip: c.pick([0.5, 2]) } : {};
  return {
    op,
    attrs: { hidden_size: units, direction, ...own, ...clip, ...activationAttrs(c, activations * directions) },
    floatAttrs: ["clip", "activation_alpha", "activation_beta"],
    inputs,
    outputCount: op === LSTM ? 3 : 2,
  };
}

/** The case with its batch in front, as layout 1 has it, and where each output stands then. */
export function batchFirst(spec: NodeCase): NodeCase {
  const [x, ...rest] = spec.inputs;
  const turned = rest.map((t, i) => (t !== undefined && (i === 4 || i === 5) ? swapped(t) : t));
  return { ...spec, attrs: { ...spec.attrs, layout: 1 }, inputs: [x === undefined ? x : swapped(x), ...turned] };
}

const swapped = (t: CaseInput): CaseInput => ({ ...t, ...transposed(t, [1, 0, 2]) });

/** The elements with their axes in another order. */
export function transposed({ shape, values }: Pick<CaseInput, "shape" | "values">, order: readonly number[]): Pick<CaseInput, "shape" | "values"> {
  const to = order.map((a) => shape[a] as number);
  const strides = shape.map((_, a) => shape.slice(a + 1).reduce((n, d) => n * d, 1));
  const walk = (a: number, from: number): readonly number[] =>
    a === to.length
      ? [values[from] as number]
      : Array.from({ length: to[a] as number }, (_, i) => walk(a + 1, from + i * (strides[order[a] as number] as number))).flat();
  return { shape: to, values: walk(0, 0) };
}

/**
 * Layers whose steps compute the input's part of later ones where loads bound a step: weights beyond the first-level cache, one row, steps
 * enough. Their weights are small, so that a rounding of the first step does not grow with all later ones.
 */
export const longRecurrentCase = (seed: number): NodeCase =>
  recurrentCaseOf([64, 96, 128], seed, { time: [16, 29], batches: [1], inputs: [16, 33, 64, 200], gain: 0.25 });
