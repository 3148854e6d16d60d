/** Counting: results whose extent is how many elements pass a test. Kernels that count, store the count to its slot, and list what passed. */
import { add, type Dim, floorDiv, mod, mul } from "../../core/dim.ts";
import { add as addExpr, computedDim, constant, type Expr, i32, ne, tile, tileGet } from "../../loop/expr.ts";
import { declareTile, type Stmt, setTile } from "../../loop/kernel.ts";
import { slotOfDim } from "../../loop/runtime-extent.ts";
import { bound, type Memory, memory } from "./routines.ts";

/** A running count: statements that start it, use it as a place, and go on. */
export interface Counter {
  readonly start: Stmt;
  /** Statements with the count so far as a coordinate below `most`, which it must be. */
  readonly at: (most: number, body: (place: Dim) => readonly Stmt[]) => readonly Stmt[];
  readonly next: Stmt;
  readonly value: Expr;
}

export function counter(name: string): Counter {
  const held = tile(name, "i32", 1, []);
  const value = tileGet(held, []);
  return {
    start: declareTile(held, i32(0)),
    at(most, body) {
      const place = bound("place", computedDim("place", value, [0, Math.max(0, most - 1)]));
      return [place.statement, ...body(place.dim)];
    },
    next: setTile(held, [], addExpr(value, i32(1))),
    value,
  };
}

/** The slot of an extent as a parameter; undefined where the extent is a number. */
export function slotMemory(extent: Dim): Memory | undefined {
  const slot = slotOfDim(extent);
  return slot === undefined ? undefined : memory(slot.name, slot, "out");
}

/** Stores `value`, an i32, as the extent; nothing where it is a number. */
export const storeExtent = (slot: Memory | undefined, value: Expr): readonly Stmt[] => (slot === undefined ? [] : [slot.put([], value)]);

/** Whether an element counts as true: any number but 0, NaN included. */
export const isNonZero = (x: Expr): Expr => (x.dtype === "bool" ? x : ne(x, constant(x.dtype, 0)));

/** The row-major number of the element at `at`. */
export const flattened = (shape: readonly Dim[], at: readonly Dim[]): Dim => at.reduce<Dim>((flat, d, a) => add(mul(flat, shape[a] ?? 1), d), 0);

/** Where the element of a row-major number stands, in a shape whose inner extents are numbers. */
export function unflattened(shape: readonly number[], flat: Dim): readonly Dim[] {
  let stride = 1;
  return shape
    .map((_, i) => {
      const a = shape.length - 1 - i;
      const extent = Math.max(1, shape[a] ?? 1);
      const at = a === 0 ? floorDiv(flat, stride) : mod(floorDiv(flat, stride), extent);
      stride *= extent;
      return at;
    })
    .toReversed();
}
