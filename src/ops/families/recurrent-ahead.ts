/**
 * The input's part of later steps, computed beside the product with the state. That product waits for recurrent weights from the second-level
 * cache and leaves half of the multiply-adds free; the input's product takes them. Steps come in windows: while one runs, each tile of units
 * finds what its gates get from the inputs of the next, a part of it a step. The first window's stands before the steps.
 */
import { add, type Dim, dimOf, floorDiv, mod, mul, sub } from "../../core/dim.ts";
import { allOf, constant, load, add as plus, splat, type Tile, tile, tileGet, mul as times, within } from "../../loop/expr.ts";
import { declareTile, ifStmt, loop, type Stmt, setTile, store } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { blockTile, type Shape, type StateProduct, unitsOf } from "./recurrent-phase.ts";
import { bound, boundWithin, type Memory } from "./routines.ts";

/** How the input's product is divided among steps. */
export interface Window {
  /** Steps of a window, which are rows of the product's register tile. */
  readonly rows: number;
  /** Vectors of units of all gates in a tile of units, computed in as many of a window's steps. */
  readonly panels: number;
  /** Steps before the first window but one begins to be computed; the other windows are whole. */
  readonly before: number;
  readonly time: number;
  /** Elements of the input in a step. */
  readonly size: number;
}

export interface Product {
  readonly time: number;
  readonly size: number;
  readonly units: number;
  readonly gates: number;
}

/** Steps of a window where loads bound a step, since each window reads the input's weights once; more make the first window longer. */
const usualRows = 8;

/**
 * The windows of one sequence; undefined where a step's product leaves no multiply-adds free (shorter vectors arrive from the second-level cache as fast as they are
 * multiplied; two multiply-adds a cycle take all loads), has no registers left, or no time for the input's.
 */
export function windowOf(machine: Machine, { time, size, units, gates }: Product): Window | undefined {
  const { lanes, registers, wideMultiplyAdds, l1 } = machine;
  const tile = blockTile(machine, Math.ceil(units / lanes), 1, gates);
  const panels = gates * tile;
  if (wideMultiplyAdds !== 1 || units % (tile * lanes) !== 0 || gates * units * units * 4 <= l1) return undefined;
  // Where multiply-adds bound a step, all steps of a window take some of the input's.
  const rows = size > units ? panels : usualRows;
  if (panels > rows || panels + rows + 3 > registers || time < 2 * rows) return undefined;
  if (size * 8 < units || size > units * 4) return undefined;
  return { rows, panels, before: time % rows, time, size };
}

/** Steps whose part of the input is kept: a window's, and those of the one before it or behind it. */
export const keptSteps = ({ rows }: Window): number => 2 * rows;

export interface Ahead {
  readonly window: Window;
  readonly x: Memory;
  /** [direction and gate, unit, element of the input] */
  readonly weights: Memory;
  readonly bias: Memory | undefined;
  /** [direction and gate, kept step, unit] */
  readonly projected: Memory;
  readonly batchFirst: boolean;
  /** Gates of one direction. */
  readonly gates: number;
  readonly direction: Dim;
  /** 1 where steps go back in time. */
  readonly isBackward: Dim;
}

/** Where the parts of `count` steps from `step` on are kept, one behind the other as they stand in time. */
export function keptAt({ window: w, isBackward }: Ahead, step: Dim, count: number): ReturnType<typeof boundWithin> {
  const at = mod(add(step, w.rows - w.before), keptSteps(w));
  return boundWithin("kept", add(at, mul(isBackward, sub(keptSteps(w) - count, mul(2, at)))), keptSteps(w) - count);
}

/** What an element of a product's depth adds to its sums. */
type Element = (k: Dim) => readonly Stmt[];

/** A tile of `count` places in time from `first` on, by one vector of units of a gate. */
interface Rows {
  readonly sums: Tile;
  readonly count: number;
  /** Where the first place's part is kept. */
  readonly kept: Dim;
  readonly gate: Dim;
  readonly unit: Dim;
  /** Where the first row of x and the vector's weights begin, in elements: compilers give each row a register of its own where these are sums. */
  readonly x: Dim;
  readonly weights: Dim;
}

/** The rows of `count` steps from `step` on, and the statements that start them. */
function rowsAt(shape: Shape, a: Ahead, { step, count, gate, unit }: Place): readonly [Rows, readonly Stmt[]] {
  const first = boundWithin("first", add(step, mul(a.isBackward, sub(a.window.time, add(count, mul(2, step))))), a.window.time - count);
  const kept = keptAt(a, step, count);
  const weights = bound("weights", a.weights.address([add(mul(a.direction, a.gates), gate), unit, 0]));
  const x = bound("from", a.x.address(a.batchFirst ? [0, first.dim, 0] : [first.dim, 0, 0]));
  const rows: Rows = {
    sums: tile("input", shape.scalar, shape.lanes, [count]),
    count,
    kept: kept.dim,
    gate,
    unit,
    x: x.dim,
    weights: weights.dim,
  };
  return [rows, [first.statement, kept.statement, x.statement, weights.statement, declareTile(rows.sums, constant(shape.scalar, 0, shape.lanes))]];
}

interface Place {
  readonly step: Dim;
  readonly count: number;
  readonly gate: Dim;
  readonly unit: Dim;
}

/** What element `k` of the input adds to all rows. */
function column({ lanes }: Shape, a: Ahead, rows: Rows, k: Dim): readonly Stmt[] {
  const weights = load(a.weights.buffer, add(rows.weights, mul(k, lanes)), lanes);
  return Array.from({ length: rows.count }, (_, row) => {
    const x = load(a.x.buffer, add(rows.x, a.x.address(a.batchFirst ? [0, row, k] : [row, 0, k])));
    return setTile(rows.sums, [row], plus(tileGet(rows.sums, [row]), times(splat(x, lanes), weights)));
  });
}

function storeRows(shape: Shape, a: Ahead, { sums, count, kept, gate, unit }: Rows): readonly Stmt[] {
  const own = add(mul(a.direction, a.gates), gate);
  return Array.from({ length: count }, (_, row) => {
    const sum = tileGet(sums, [row]);
    const value = a.bias === undefined ? sum : plus(sum, unitsOf(shape, a.bias, [own, unit]));
    return store(a.projected.buffer, a.projected.address([own, add(kept, row), unit]), value);
  });
}

/** For a vector of units from `unit` on, the input's part of the steps before the first window that is computed beside another. */
export function beforeSteps(shape: Shape, a: Ahead, unit: Dim): Stmt {
  const { rows, before, size } = a.window;
  return loop("gate", a.gates, (gate) => {
    const [part, start] = rowsAt(shape, a, { step: 0, count: rows + before, gate: dimOf(gate), unit });
    return [...start, loop("k", size, (s) => column(shape, a, part, dimOf(s))), ...storeRows(shape, a, part)];
  });
}

/** A tile's product with the state, and beside it the input's product of the next window for one panel of the tile. */
export function beside(shape: Shape, a: Ahead, step: Dim, { at, element, alone }: StateProduct): readonly Stmt[] {
  const { rows, panels, before, time, size } = a.window;
  // Where a step stands in its window; steps before the first one count as if there were another.
  const place = mod(add(step, rows - before), rows);
  const panel = boundWithin("panel", place, panels - 1);
  const gate = bound("gate", mod(panel.dim, a.gates));
  const vector = bound("vector", floorDiv(panel.dim, a.gates));
  const unit = mul(add(at.block, vector.dim), shape.lanes);
  const [own, start] = rowsAt(shape, a, { step: sub(add(step, rows), panel.dim), count: rows, gate: gate.dim, unit });
  const both = [
    ...[panel, gate, vector].map((b) => b.statement),
    ...start,
    ...walks(shape.units, element, size, (k) => column(shape, a, own, k)),
    ...storeRows(shape, a, own),
  ];
  const condition = allOf([within(step, before, time - rows), within(place, 0, panels)]);
  return condition === undefined ? both : [ifStmt(condition, both, alone)];
}

/** Both products in one loop, as many elements of the longer one a round as make them end together. */
function walks(units: number, product: Element, size: number, input: Element): readonly Stmt[] {
  const [ofState, ofInput] = [Math.max(1, Math.floor(units / size)), Math.max(1, Math.floor(size / units))];
  const rounds = Math.min(Math.floor(units / ofState), Math.floor(size / ofInput));
  const several = (count: number, round: Dim, element: Element): readonly Stmt[] =>
    count === 1 ? element(round) : [loop("k", count, (s) => element(add(mul(round, count), dimOf(s))), { unroll: true })];
  const rest = (from: number, to: number, element: Element): readonly Stmt[] =>
    from === to ? [] : [loop("k", to, (s) => element(dimOf(s)), { from })];
  return [
    loop("round", rounds, (s) => [...several(ofState, dimOf(s), product), ...several(ofInput, dimOf(s), input)]),
    ...rest(rounds * ofState, units, product),
    ...rest(rounds * ofInput, size, input),
  ];
}
