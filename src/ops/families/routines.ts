/**
 * Kernels written directly, for what is no expression of an output's coordinates (running sums, scatters, selection): memory of tensors at
 * logical coordinates, and loops over shapes.
 */
import type { Dim } from "../../core/dim.ts";
import { bounds, dimOf, sym } from "../../core/dim.ts";
import { addressOf, isPlain, storageElements } from "../../core/layout.ts";
import { type Buffer, buffer, type Expr, load, type Tensor } from "../../loop/expr.ts";
import { bindStmt, kernel, loop, type Routine, type Stmt, store } from "../../loop/kernel.ts";
import { axisLetter } from "./axes.ts";

/** A tensor as a parameter of a kernel. */
export interface Memory {
  readonly tensor: Tensor;
  readonly buffer: Buffer;
  /** Elements from the start of the buffer. */
  readonly address: (at: readonly Dim[]) => Dim;
  readonly get: (at: readonly Dim[]) => Expr;
  readonly put: (at: readonly Dim[], value: Expr) => Stmt;
}

/** `dtype`: another element type of as many bytes that the bits are read and written as. */
export function memory(name: string, tensor: Tensor, access: Buffer["access"], dtype = tensor.dtype): Memory {
  const held = buffer(name, dtype, storageElements(tensor.layout, tensor.shape), access);
  const address = (at: readonly Dim[]): Dim => addressOf(tensor.layout, tensor.shape, at);
  return { tensor, buffer: held, address, get: (at) => load(held, address(at)), put: (at, value) => store(held, address(at), value) };
}

export const routine = (name: string, doc: string, memories: readonly Memory[], body: readonly Stmt[]): Routine => ({
  kind: "routine",
  kernel: kernel({ name, doc: [doc], params: memories.map((m) => m.buffer), body }),
  operands: memories.map((m) => m.tensor),
  origin: [],
});

/** Loops over all coordinates of `shape`, the last axis innermost. */
export function overShape(shape: readonly Dim[], body: (at: readonly Dim[]) => readonly Stmt[]): readonly Stmt[] {
  const nest = (at: readonly Dim[]): readonly Stmt[] => {
    const a = at.length;
    const extent = shape[a];
    if (extent === undefined) return body(at);
    if (extent === 1) return nest([...at, 0]);
    return [loop(axisLetter(shape.length, a), extent, (s) => nest([...at, dimOf(s)]))];
  };
  return nest([]);
}

/** Every element of `to` set to the element at the same place of `from`, of the same shape: memory as it lies where both are row-major. */
export const copyAll = (from: Memory, to: Memory): readonly Stmt[] =>
  isPlain(from.tensor.layout) && isPlain(to.tensor.layout)
    ? [loop("i", to.buffer.elements, (s) => [store(to.buffer, dimOf(s), load(from.buffer, dimOf(s)))])]
    : overShape(to.tensor.shape, (at) => [to.put(at, from.get(at))]);

/** `value` computed once: a statement, and the coordinate that stands for it from there on. */
export function bound(name: string, value: Dim): Bound {
  const s = sym(name, ...bounds(value));
  return { statement: bindStmt(s, value), dim: dimOf(s) };
}

/** The same of a value that is 0 to `most`, which its terms do not show: proofs about addresses rely on it. */
export function boundWithin(name: string, value: Dim, most: number): Bound {
  const s = sym(name, 0, most);
  return { statement: bindStmt(s, value), dim: dimOf(s) };
}

interface Bound {
  readonly statement: Stmt;
  readonly dim: Dim;
}
