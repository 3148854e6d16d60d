/**
 * One phase of a recurrent step: for every unit, the sums of all gates over the elements of a state, kept in a register tile of gates by
 * blocks of units by rows of the batch, then what becomes of them. Units run along the lanes; weights are read once a tile, in order.
 */
import { add, ceilDiv, type Dim, dimOf, min, mul, sub } from "../../core/dim.ts";
import { constant, type Expr, load, add as plus, type Scalar, splat, tile, tileGet, mul as times } from "../../loop/expr.ts";
import { declareTile, loop, type Stmt, setTile, store } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import type { Memory } from "./routines.ts";

/** Where a vector of units stands: the row of the batch, and the first unit. */
export interface Units {
  readonly row: Dim;
  readonly unit: Dim;
}

/** What the parts of a recurrent kernel share. */
export interface Shape {
  /** Units, and those of one vector (1 without vectors). */
  readonly units: number;
  readonly lanes: number;
  readonly rows: Dim;
  readonly scalar: Scalar;
  readonly machine: Machine;
}

export interface Phase {
  /** [direction, gate, unit, element of the state] */
  readonly weights: Memory;
  readonly direction: Dim;
  readonly gates: number;
  /** Element `k` of the state that the weights of a row are multiplied with. */
  readonly state: (row: Dim, k: Dim) => Expr;
  /** What the sum of a gate starts with. */
  readonly start: (gate: number, at: Units) => Expr;
  readonly finish: (sums: readonly Expr[], at: Units) => readonly Stmt[];
  /** 1 where blocks are walked from the last to the first, so that what the cache still holds is read first. */
  readonly backwards?: Dim;
  /** The walk over the state's elements together with something else. */
  readonly beside?: (product: StateProduct) => readonly Stmt[];
}

/** A tile's product with the state: what adds element `k`, and the walk over all by itself. */
export interface StateProduct {
  readonly at: Tiled;
  readonly element: (k: Dim) => readonly Stmt[];
  readonly alone: readonly Stmt[];
}

/** The units from `at` on of a memory whose axis `axis` counts units: as many as there are lanes, or those that are left of an unpadded axis. */
export function unitsOf({ lanes, units }: Shape, from: Memory, at: readonly Dim[], axis = at.length - 1): Expr {
  return load(from.buffer, from.address(at), lanes, isWhole(lanes, units, from, axis) ? undefined : min(lanes, sub(units, at[axis] as Dim)));
}

export const storeUnits = ({ lanes, units }: Shape, to: Memory, at: readonly Dim[], value: Expr): Stmt =>
  store(to.buffer, to.address(at), value, isWhole(lanes, units, to, at.length - 1) ? undefined : min(lanes, sub(units, at.at(-1) as Dim)));

const isWhole = (lanes: number, units: number, m: Memory, axis: number): boolean =>
  units % lanes === 0 || m.tensor.layout.blocks.some((b) => b.axis === axis);

/** Every vector of units of every row, outside of any phase. */
export const overUnits = ({ units, lanes, rows }: Shape, body: (at: Units) => readonly Stmt[]): readonly Stmt[] =>
  over("row", rows, 1, (row) => over("block", ceilDiv(units, lanes), 1, (block) => body({ row, unit: mul(block, lanes) })));

/** Sums a tile of registers may hold where the rows of a batch share its weights. */
const mostSums = ({ lanes, shortBodies, registers }: Machine): number => (lanes === 1 || shortBodies ? 8 : registers >= 32 ? 24 : 12);

/** Sums that hide the latency of multiply-adds. */
const enoughSums = 8;

/** Rows of a tile: all of them, or a part of equal size. */
function rowTile(machine: Machine, rows: Dim, gates: number): number {
  if (typeof rows !== "number") return 1;
  const most = Math.max(1, Math.floor(mostSums(machine) / gates));
  return Math.ceil(rows / Math.ceil(rows / most));
}

/** Vectors of units in a tile: as many of `vectors` as make enough sums with the rows, none left over if that costs less than half of them. */
export function blockTile(machine: Machine, vectors: number, rows: Dim, gates: number): number {
  const most = Math.max(1, Math.min(vectors, Math.floor(enoughSums / (gates * rowTile(machine, rows, gates)))));
  for (let tile = most; tile * 2 > most; tile--) if (vectors % tile === 0) return tile;
  return most;
}

/**
 * True where the weights of an element are loaded into registers of their own while those of the one before are multiplied. Multiply-adds that
 * load for themselves wait for the sums' last ones, so a core that begins two of them a cycle asks the second-level cache too late. With 16 registers a GRU
 * takes 7 percent longer so (AVX2), and twice as long without vectors, whose sums then go to memory.
 */
const loadsAhead = ({ units, lanes, machine }: Shape, sums: number): boolean =>
  units > 1 && lanes > 1 && machine.wideMultiplyAdds > 1 && 2 * sums + 2 <= machine.registers;

export function phase(shape: Shape, p: Phase): readonly Stmt[] {
  const { machine, rows } = shape;
  const blocks = Math.ceil(shape.units / shape.lanes);
  const ofRows = (block: Dim, blockCount: number): readonly Stmt[] =>
    over("row", rows, rowTile(machine, rows, p.gates), (row, rowCount) => tileBody(shape, p, { block, blocks: blockCount, row, rows: rowCount }));
  return over("block", blocks, blockTile(machine, blocks, rows, p.gates), ofRows, p.backwards);
}

/** Tiles of `size` along an axis, the last one smaller; with `backwards`, a loop over whole tiles that turns round. */
function over(name: string, extent: Dim, size: number, body: (at: Dim, count: number) => readonly Stmt[], backwards: Dim = 0): readonly Stmt[] {
  if (typeof extent !== "number") return [loop(name, extent, (s) => body(dimOf(s), 1))];
  const whole = Math.floor(extent / size);
  const rest = extent - whole * size;
  const tail = rest === 0 ? [] : body(whole * size, rest);
  if (whole <= 1) return [...(whole === 1 ? body(0, size) : []), ...tail];
  const turns = backwards === 0 ? {} : { turns: backwards };
  return [loop(size === 1 ? name : `${name}_tile`, whole, (s) => body(mul(dimOf(s), size), size), turns), ...tail];
}

/** A tile of sums: vectors of units from `block` on, rows of the batch from `row` on. */
export interface Tiled {
  readonly block: Dim;
  readonly blocks: number;
  readonly row: Dim;
  readonly rows: number;
}

function tileBody(shape: Shape, p: Phase, at: Tiled): readonly Stmt[] {
  const { lanes, scalar } = shape;
  const extents = [p.gates, at.blocks, at.rows];
  const sums = tile(
    "sum",
    scalar,
    lanes,
    extents.filter((n) => n > 1),
  );
  const place = (...indices: readonly Dim[]): readonly Dim[] => indices.filter((_, i) => (extents[i] as number) > 1);
  const units = (tb: Dim, tr: Dim): Units => ({ row: add(at.row, tr), unit: mul(add(at.block, tb), lanes) });
  const perGate = (statement: (gate: number, tb: Dim, tr: Dim) => Stmt): readonly Stmt[] =>
    unrolled("tr", at.rows, (tr) => unrolled("tb", at.blocks, (tb) => Array.from({ length: p.gates }, (_, gate) => statement(gate, tb, tr))));
  const sum = (gate: number, tb: Dim, tr: Dim): Expr => tileGet(sums, place(gate, tb, tr));
  const weightsOf = (gate: number, tb: Dim, k: Dim): Expr => unitsOf(shape, p.weights, [p.direction, gate, units(tb, 0).unit, k], 2);
  const addProduct = (weights: Expr, k: Dim, gate: number, tb: Dim, tr: Dim): Stmt => {
    const state = p.state(units(tb, tr).row, k);
    return setTile(sums, place(gate, tb, tr), plus(sum(gate, tb, tr), times(lanes === 1 ? state : splat(state, lanes), weights)));
  };
  const product = (k: Dim): readonly Stmt[] => perGate((gate, tb, tr) => addProduct(weightsOf(gate, tb, k), k, gate, tb, tr));
  const walk = (): readonly Stmt[] => {
    if (at.rows > 1 || !loadsAhead(shape, p.gates * at.blocks)) return [loop("k", shape.units, (s) => product(dimOf(s)))];
    const next = tile("next", scalar, lanes, sums.shape);
    const fetch = (gate: number, tb: Dim, k: Dim): Stmt => setTile(next, place(gate, tb, 0), weightsOf(gate, tb, k));
    const fetched = (k: Dim) => (gate: number, tb: Dim, tr: Dim) => addProduct(tileGet(next, place(gate, tb, 0)), k, gate, tb, tr);
    return [
      declareTile(next, constant(scalar, 0, lanes)),
      ...perGate((gate, tb) => fetch(gate, tb, 0)),
      loop("k", shape.units - 1, (s) => [...perGate(fetched(dimOf(s))), ...perGate((gate, tb) => fetch(gate, tb, add(dimOf(s), 1)))]),
      ...perGate(fetched(shape.units - 1)),
    ];
  };
  return [
    declareTile(sums, constant(scalar, 0, lanes)),
    ...perGate((gate, tb, tr) => setTile(sums, place(gate, tb, tr), p.start(gate, units(tb, tr)))),
    ...(p.beside?.({ at, element: product, alone: walk() }) ?? walk()),
    ...unrolled("tr", at.rows, (tr) =>
      unrolled("tb", at.blocks, (tb) =>
        p.finish(
          Array.from({ length: p.gates }, (_, gate) => sum(gate, tb, tr)),
          units(tb, tr),
        ),
      ),
    ),
  ];
}

const unrolled = (name: string, count: number, body: (at: Dim) => readonly Stmt[]): readonly Stmt[] =>
  count === 1 ? body(0) : [loop(name, count, (s) => body(dimOf(s)), { unroll: true })];
