/**
 * Recurrent cells: what the gates of one step of LSTM, GRU and RNN are made of and what the new state is. Gates stand in ONNX's order:
 * LSTM i o f c, GRU z r h, RNN the state itself. How steps, units and sums are walked is recurrent-steps.ts's.
 */
import type { Dim } from "../../core/dim.ts";
import { add, constant, type Expr, max, min, mul, sub, variable } from "../../loop/expr.ts";
import { letStmt, type Stmt } from "../../loop/kernel.ts";
import { type Activation, activated } from "./recurrent-activations.ts";
import { type Phase, type Shape, storeUnits, type Units, unitsOf } from "./recurrent-phase.ts";
import type { Memory } from "./routines.ts";

export const cellNames = ["LSTM", "GRU", "RNN"] as const;
export type CellName = (typeof cellNames)[number];

/** Kinds of gates, and activations a direction. */
export const cells: Readonly<Record<CellName, { readonly gates: number; readonly activations: readonly string[] }>> = {
  LSTM: { gates: 4, activations: ["Sigmoid", "Tanh", "Tanh"] },
  GRU: { gates: 3, activations: ["Sigmoid", "Tanh"] },
  RNN: { gates: 1, activations: ["Tanh"] },
};

/** What one step of one direction works on. */
export interface Step {
  readonly shape: Shape;
  readonly direction: Dim;
  readonly activations: readonly Activation[];
  /** Activations' inputs are kept within -clip..clip; 0 for no limit. */
  readonly clip: number;
  readonly couplesForget: boolean;
  readonly backwards: Dim;
  /** What the first product of a step carries along. */
  readonly beside: Phase["beside"];
  /** [direction, gate, unit, element of the state]; GRU without linear_before_reset has two, for z and r and for h. */
  readonly weights: readonly Memory[];
  /** [direction, unit], inside the reset gate of GRU. */
  readonly resetBias: Memory | undefined;
  /** [direction, i o f, unit] */
  readonly peepholes: Memory | undefined;
  /** [direction, row, unit]: the cell state of LSTM; z, and r * h, of GRU. */
  readonly cell: Memory | undefined;
  readonly kept: readonly Memory[];
  /** The input's part of a gate. */
  readonly projected: (gate: number, at: Units) => Expr;
  /** The state before this step: element `k` of a row, and units of it. */
  readonly element: (row: Dim, k: Dim) => Expr;
  readonly before: (at: Units) => Expr;
  /** Stores the new state of LSTM's cell, if there is one, and the new hidden state. */
  readonly finish: (at: Units, hidden: Expr, cell?: Expr) => readonly Stmt[];
}

/** An expression of a name of its own, so that it is computed once. */
function named(lets: Stmt[], name: string, value: Expr): Expr {
  const v = variable(name, value.dtype, value.lanes);
  lets.push(letStmt(v, value));
  return v;
}

/** An activation of a clipped argument. */
function gate({ activations, clip }: Step, which: number, x: Expr): Expr {
  const kept = clip === 0 ? x : max(constant(x.dtype, -clip, x.lanes), min(constant(x.dtype, clip, x.lanes), x));
  return activated(activations[which] as Activation, kept);
}

const oneMinus = (x: Expr): Expr => sub(constant(x.dtype, 1, x.lanes), x);

const phaseOf = (step: Step, weights: number, rest: Pick<Phase, "gates" | "start" | "finish" | "state">): Phase => ({
  ...rest,
  weights: step.weights[weights] as Memory,
  direction: step.direction,
  backwards: step.backwards,
  ...(weights > 0 || step.beside === undefined ? {} : { beside: step.beside }),
});

/** c' = f c + i g(c~), h' = o h(c'), with peepholes from c to i and f and from c' to o. As in ONNX Runtime, c' is not clipped. */
function lstm(step: Step): readonly Phase[] {
  const { shape, direction, peepholes, couplesForget } = step;
  const cell = step.cell as Memory;
  const finish = ([i, o, f, c]: readonly Expr[], at: Units): readonly Stmt[] => {
    const lets: Stmt[] = [];
    const peeped = (sum: Expr, which: number, state: Expr): Expr =>
      peepholes === undefined ? sum : add(sum, mul(unitsOf(shape, peepholes, [direction, which, at.unit]), state));
    const before = named(lets, "c_before", unitsOf(shape, cell, [direction, at.row, at.unit]));
    const input = named(lets, "i", gate(step, 0, peeped(i as Expr, 0, before)));
    const forget = named(lets, "f", couplesForget ? oneMinus(input) : gate(step, 0, peeped(f as Expr, 2, before)));
    const candidate = gate(step, 1, c as Expr);
    const after = named(lets, "c", add(mul(forget, before), mul(input, candidate)));
    const output = gate(step, 0, peeped(o as Expr, 1, after));
    const hidden = named(lets, "h_new", mul(output, activated(step.activations[2] as Activation, after)));
    return [...lets, ...step.finish(at, hidden, after)];
  };
  return [phaseOf(step, 0, { gates: 4, state: step.element, start: step.projected, finish })];
}

/** h' = (1 - z) h~ + z h, where h~ sees r (R h + b), or R (r h), which needs r of all units first. */
function gru(step: Step): readonly Phase[] {
  const { shape, direction, resetBias } = step;
  const mixed = (lets: Stmt[], at: Units, z: Expr, candidate: Expr): readonly Stmt[] => {
    const hidden = named(lets, "h_new", add(mul(oneMinus(z), candidate), mul(z, step.before(at))));
    return [...lets, ...step.finish(at, hidden)];
  };
  const [keptZ, reset] = step.kept;
  if (keptZ === undefined || reset === undefined) {
    const start = (which: number, at: Units): Expr => {
      if (which < 2) return step.projected(which, at);
      return resetBias === undefined ? constant(shape.scalar, 0, shape.lanes) : unitsOf(shape, resetBias, [direction, at.unit]);
    };
    const finish = ([z, r, h]: readonly Expr[], at: Units): readonly Stmt[] => {
      const lets: Stmt[] = [];
      const update = named(lets, "z", gate(step, 0, z as Expr));
      const candidate = gate(step, 1, add(step.projected(2, at), mul(gate(step, 0, r as Expr), h as Expr)));
      return mixed(lets, at, update, candidate);
    };
    return [phaseOf(step, 0, { gates: 3, state: step.element, start, finish })];
  }
  const place = (at: Units): readonly Dim[] => [direction, at.row, at.unit];
  const gates = ([z, r]: readonly Expr[], at: Units): readonly Stmt[] => [
    storeUnits(shape, keptZ, place(at), gate(step, 0, z as Expr)),
    storeUnits(shape, reset, place(at), mul(gate(step, 0, r as Expr), step.before(at))),
  ];
  const candidate = ([h]: readonly Expr[], at: Units): readonly Stmt[] => {
    const lets: Stmt[] = [];
    const update = named(lets, "z", unitsOf(shape, keptZ, place(at)));
    return mixed(lets, at, update, gate(step, 1, h as Expr));
  };
  return [
    phaseOf(step, 0, { gates: 2, state: step.element, start: step.projected, finish: gates }),
    phaseOf(step, 1, {
      gates: 1,
      state: (row, k) => reset.get([direction, row, k]),
      start: (_, at) => step.projected(2, at),
      finish: candidate,
    }),
  ];
}

/** h' = f(W x + R h + b) */
function rnn(step: Step): readonly Phase[] {
  const finish = ([h]: readonly Expr[], at: Units): readonly Stmt[] => {
    const lets: Stmt[] = [];
    const hidden = named(lets, "h_new", gate(step, 0, h as Expr));
    return [...lets, ...step.finish(at, hidden)];
  };
  return [phaseOf(step, 0, { gates: 1, state: step.element, start: step.projected, finish })];
}

export const phasesOf: Readonly<Record<CellName, (step: Step) => readonly Phase[]>> = { LSTM: lstm, GRU: gru, RNN: rnn };
