/**
 * The steps of a recurrent network as one kernel: states set up, every time step of every direction, last states stored. The hidden state
 * stands twice, before and after a step, in turns. What a step computes is the cell's.
 */
import { add, type Dim, dimOf, mod, mul, sub } from "../../core/dim.ts";
import type { Layout } from "../../core/layout.ts";
import { cast, constant, type Expr, gt, index, scalarOf, type Tensor } from "../../loop/expr.ts";
import { ifStmt, loop, type Routine, type Stmt } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import type { Activation } from "./recurrent-activations.ts";
import { type Ahead, beforeSteps, beside, keptAt, type Window } from "./recurrent-ahead.ts";
import { type CellName, phasesOf, type Step } from "./recurrent-cells.ts";
import { overUnits, phase, type Shape, storeUnits, type Units, unitsOf } from "./recurrent-phase.ts";
import { type Memory, memory, routine } from "./routines.ts";

export interface Recurrence {
  readonly cell: CellName;
  readonly directions: number;
  readonly reverse: boolean;
  readonly time: Dim;
  readonly rows: Dim;
  readonly units: number;
  /** x and y are [row, time, ..] instead of [time, row, ..]. */
  readonly batchFirst: boolean;
  /** One list a direction. */
  readonly activations: readonly (readonly Activation[])[];
  readonly clip: number;
  readonly couplesForget: boolean;
  readonly machine: Machine;
  /** The input's part of all gates of all steps, or of those kept: [direction and gate, time and row, unit]. */
  readonly projected: Tensor;
  /** What that is computed of, where the steps do it. */
  readonly input: Input | undefined;
  readonly weights: readonly Tensor[];
  readonly resetBias: Tensor | undefined;
  readonly lengths: Tensor | undefined;
  readonly initialHidden: Tensor | undefined;
  readonly initialCell: Tensor | undefined;
  readonly peepholes: Tensor | undefined;
  readonly sequence: Tensor | undefined;
  readonly lastHidden: Tensor | undefined;
  readonly lastCell: Tensor | undefined;
  /** A private intermediate. */
  readonly scratch: (name: string, shape: readonly Dim[], layout: Layout) => Tensor;
}

export interface Input {
  readonly window: Window;
  readonly x: Tensor;
  readonly weights: Tensor;
  readonly bias: Tensor | undefined;
}

/** Row-major with the last axis, which counts units, in whole vectors. */
export const unitBlocked = (rank: number, lanes: number): Layout =>
  Object.freeze({ order: Array.from({ length: rank }, (_, a) => a), blocks: lanes === 1 ? [] : [{ axis: rank - 1, size: lanes }], halo: [] });

interface Memories {
  readonly projected: Memory;
  readonly x: Memory | undefined;
  readonly inputWeights: Memory | undefined;
  readonly inputBias: Memory | undefined;
  readonly weights: readonly Memory[];
  readonly resetBias: Memory | undefined;
  readonly lengths: Memory | undefined;
  readonly initialHidden: Memory | undefined;
  readonly initialCell: Memory | undefined;
  readonly peepholes: Memory | undefined;
  /** [direction, before or after, row, unit] */
  readonly hidden: Memory;
  readonly cell: Memory | undefined;
  readonly kept: readonly Memory[];
  readonly sequence: Memory | undefined;
  readonly lastHidden: Memory | undefined;
  readonly lastCell: Memory | undefined;
}

function memoriesOf(r: Recurrence, lanes: number): Memories {
  const input = (name: string, t: Tensor | undefined): Memory | undefined => (t === undefined ? undefined : memory(name, t, "in"));
  const output = (name: string, t: Tensor | undefined): Memory | undefined => (t === undefined ? undefined : memory(name, t, "out"));
  const state = (name: string, ...more: readonly Dim[]): Memory => {
    const shape = [r.directions, ...more, r.rows, r.units];
    return memory(name, r.scratch(name, shape, unitBlocked(shape.length, lanes)), "out");
  };
  const isTwoPhased = r.weights.length > 1;
  return {
    projected: memory("projected", r.projected, r.input === undefined ? "in" : "out"),
    x: input("x", r.input?.x),
    inputWeights: input("w_x", r.input?.weights),
    inputBias: input("bias_x", r.input?.bias),
    weights: r.weights.map((t, i) => memory(i === 0 ? "w" : "w_h", t, "in")),
    resetBias: input("bias", r.resetBias),
    lengths: input("lengths", r.lengths),
    initialHidden: input("initial_h", r.initialHidden),
    initialCell: input("initial_c", r.initialCell),
    peepholes: input("peepholes", r.peepholes),
    hidden: state("h", 2),
    cell: r.cell === "LSTM" ? state("cell") : undefined,
    kept: isTwoPhased ? [state("update"), state("reset_h")] : [],
    sequence: output("y", r.sequence),
    lastHidden: output("last_h", r.lastHidden),
    lastCell: output("last_c", r.lastCell),
  };
}

export function recurrentSteps(r: Recurrence): Routine {
  const lanes = r.projected.layout.blocks[0]?.size ?? 1;
  const shape: Shape = { units: r.units, lanes, rows: r.rows, scalar: scalarOf(r.projected.dtype), machine: r.machine };
  const m = memoriesOf(r, lanes);
  const { weights, kept, ...single } = m;
  const memories = [...Object.values(single), ...weights, ...kept].filter((x): x is Memory => x !== undefined);
  const order = (x: Memory): number => ["in", "inout", "out"].indexOf(x.buffer.access);
  const [first, second] = r.activations;
  const isAlike = second === undefined || JSON.stringify(first) === JSON.stringify(second);
  const body = isAlike
    ? alongDirections(r.directions, (d) => oneDirection(r, shape, m, d, first as readonly Activation[]))
    : r.activations.flatMap((list, d) => oneDirection(r, shape, m, d, list));
  const sorted = [...memories].sort((a, b) => order(a) - order(b));
  return routine(kernelName(r), kernelDoc(r), sorted, body);
}

const alongDirections = (count: number, body: (d: Dim) => readonly Stmt[]): readonly Stmt[] =>
  count === 1 ? body(0) : [loop("direction", count, (s) => body(dimOf(s)), { parallel: true })];

const kernelName = ({ cell, directions, time, rows, units }: Recurrence): string => {
  const sizes = [time, rows, units].map((d) => (typeof d === "number" ? `${d}` : "n")).join("x");
  return `${directions === 2 ? "bi" : ""}${cell.toLowerCase()}_steps_${sizes}`;
};

function kernelDoc({ cell, directions, reverse, projected, weights }: Recurrence): string {
  const order = directions === 2 ? "forward and backward" : reverse ? "from the last step to the first" : "from the first step to the last";
  const sizes = weights.map((t) => t.shape.join("x")).join(" and ");
  return `${cell} ${order}: gates of x ${projected.shape.join("x")}, weights of the state ${sizes}`;
}

function oneDirection(r: Recurrence, shape: Shape, m: Memories, d: Dim, activations: readonly Activation[]): readonly Stmt[] {
  const zero = constant(shape.scalar, 0, shape.lanes);
  const ahead = aheadOf(r, m, d);
  const setUp = overUnits(shape, ({ row, unit }) => {
    const initial = (from: Memory | undefined): Expr => (from === undefined ? zero : unitsOf(shape, from, [d, row, unit]));
    return [
      storeUnits(shape, m.hidden, [d, 0, row, unit], initial(m.initialHidden)),
      ...(m.cell === undefined ? [] : [storeUnits(shape, m.cell, [d, row, unit], initial(m.initialCell))]),
      ...(ahead === undefined ? [] : [beforeSteps(shape, ahead, unit)]),
    ];
  });
  const steps = loop("step", r.time, (s) => {
    const kept = ahead === undefined ? undefined : keptAt(ahead, dimOf(s), 1);
    const phases = phasesOf[r.cell](stepOf(r, shape, m, { d, s: dimOf(s), activations, ahead, kept: kept?.dim }));
    return [...(kept === undefined ? [] : [kept.statement]), ...phases.flatMap((p) => phase(shape, p))];
  });
  const last = overUnits(shape, ({ row, unit }) => {
    const copy = (to: Memory | undefined, value: Expr): readonly Stmt[] => (to === undefined ? [] : [storeUnits(shape, to, [d, row, unit], value)]);
    return [
      ...copy(m.lastHidden, unitsOf(shape, m.hidden, [d, mod(r.time, 2), row, unit])),
      ...(m.cell === undefined ? [] : copy(m.lastCell, unitsOf(shape, m.cell, [d, row, unit]))),
    ];
  });
  return [...setUp, steps, ...last];
}

/** 1 where direction `d` goes back in time. */
const isBackward = (r: Recurrence, d: Dim): Dim => (r.directions === 2 ? d : r.reverse ? 1 : 0);

function aheadOf(r: Recurrence, m: Memories, direction: Dim): Ahead | undefined {
  const { x, inputWeights: weights, inputBias: bias, projected } = m;
  if (r.input === undefined || x === undefined || weights === undefined) return undefined;
  const gates = (r.projected.shape[0] as number) / r.directions;
  const { batchFirst } = r;
  return { window: r.input.window, x, weights, bias, projected, batchFirst, gates, direction, isBackward: isBackward(r, direction) };
}

interface InTime {
  readonly d: Dim;
  readonly s: Dim;
  readonly activations: readonly Activation[];
  readonly ahead: Ahead | undefined;
  /** Where the input's part of the step is kept; all of them, by their time, where left out. */
  readonly kept: Dim | undefined;
}

function stepOf(r: Recurrence, shape: Shape, m: Memories, { d, s, activations, ahead, kept }: InTime): Step {
  const parity = mod(s, 2);
  // Backward, time runs from the end: s + d * (time - 1 - 2 s) for direction d of two.
  const t = add(s, mul(isBackward(r, d), sub(r.time, add(1, mul(2, s)))));
  const line = (row: Dim): Dim => (r.batchFirst ? add(mul(row, r.time), t) : add(mul(t, r.rows), row));
  const gates = r.projected.shape[0] as number;
  const before = ({ row, unit }: Units): Expr => unitsOf(shape, m.hidden, [d, parity, row, unit]);
  const finish = (at: Units, hidden: Expr, cell?: Expr): readonly Stmt[] => {
    const { row, unit } = at;
    const next = [d, sub(1, parity), row, unit];
    const inSequence = (value: Expr): readonly Stmt[] =>
      m.sequence === undefined ? [] : [storeUnits(shape, m.sequence, r.batchFirst ? [row, t, d, unit] : [t, row, d, unit], value)];
    const go = [
      ...(m.cell === undefined || cell === undefined ? [] : [storeUnits(shape, m.cell, [d, row, unit], cell)]),
      storeUnits(shape, m.hidden, next, hidden),
      ...inSequence(hidden),
    ];
    if (m.lengths === undefined) return go;
    const hold = [storeUnits(shape, m.hidden, next, before(at)), ...inSequence(constant(shape.scalar, 0, shape.lanes))];
    return [ifStmt(gt(m.lengths.get([row]), cast("i32", index(t))), go, hold)];
  };
  return {
    shape,
    direction: d,
    activations,
    clip: r.clip,
    couplesForget: r.couplesForget,
    backwards: weightBytes(r) > r.machine.l2 / 2 ? parity : 0,
    beside: ahead === undefined ? undefined : (product) => beside(shape, ahead, s, product),
    weights: m.weights,
    resetBias: m.resetBias,
    peepholes: m.peepholes,
    cell: m.cell,
    kept: m.kept,
    projected: (gate, { row, unit }) => unitsOf(shape, m.projected, [add(mul(d, gates / r.directions), gate), kept ?? line(row), unit]),
    element: (row, k) => m.hidden.get([d, parity, row, k]),
    before,
    finish,
  };
}

/** Of one direction's recurrent weights. */
const weightBytes = ({ weights, units }: Recurrence): number => weights.reduce((n, t) => n + 4 * units * units * (t.shape[1] as number), 0);
