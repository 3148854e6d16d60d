/** Kernels on strings: reading one by its number, writing them one behind the other, comparing bytes. */
import { add, bounds, type Dim, dimOf, product } from "../../core/dim.ts";
import type { InferContext, LowerContext } from "../../graph/graph.ts";
import { type TensorType, type TextBound, typeText } from "../../graph/types.ts";
import { and, cast, computedDim, type Expr, eq, i32, index, load, lt, min, add as plus, sub, type Tensor, tile, tileGet } from "../../loop/expr.ts";
import { declareTile, ifStmt, loop, type Stmt, setTile, store, whileStmt } from "../../loop/kernel.ts";
import { bound, type Memory, memory, overShape } from "./routines.ts";

/** A tensor of strings as two parameters of a kernel. */
export interface Strings {
  readonly offsets: Memory;
  readonly bytes: Memory;
  /** Bytes there is room for. */
  readonly capacity: number;
}

export function strings(name: string, t: Tensor, access: "in" | "out" | "inout"): Strings {
  const { bytes } = t;
  if (bytes === undefined) throw new Error(`internal: ${t.name} holds no strings`);
  return { offsets: memory(name, t, access), bytes: memory(`${name}_bytes`, bytes, access), capacity: Number(bytes.shape[0]) };
}

/** The two parameters in the order of a kernel's. */
export const partsOf = ({ offsets, bytes }: Strings): readonly Memory[] => [offsets, bytes];

/** Loops over all coordinates of `shape`; nothing where it has none. */
export const eachOf = (shape: readonly Dim[], body: (at: readonly Dim[]) => readonly Stmt[]): readonly Stmt[] =>
  bounds(product(shape))[1] === 0 ? [] : overShape(shape, body);

/** One string: where its bytes begin, and how many there are. */
export interface Span {
  readonly first: Dim;
  readonly length: Dim;
}

/** String `place`: statements that find it, and it. `name` tells several in one kernel apart. */
export function spanOf(from: Strings, place: Dim, name = ""): { readonly statements: readonly Stmt[]; readonly span: Span } {
  const [begin, end] = [from.offsets.get([place]), from.offsets.get([add(place, 1)])];
  const first = bound(`${name}first`, computedDim(`${name}first`, begin, [0, from.capacity]));
  const length = bound(`${name}length`, computedDim(`${name}length`, sub(end, begin), [0, from.capacity]));
  return { statements: [first.statement, length.statement], span: { first: first.dim, length: length.dim } };
}

/** Byte `k` of a string as an i32. */
export const byteOf = (from: Strings, { first }: Span, k: Dim): Expr => cast("i32", load(from.bytes.buffer, add(first, k)));

export const asI32 = (d: Dim): Expr => cast("i32", index(d));

/** An i32 that changes: statements that declare and set it, its value, and itself as a coordinate. */
export interface Counter {
  readonly start: Stmt;
  readonly set: (value: Expr) => Stmt;
  readonly value: Expr;
  readonly dim: (most: number) => { readonly statement: Stmt; readonly dim: Dim };
}

export function counted(name: string, from: Expr = i32(0)): Counter {
  const held = tile(name, "i32", 1, []);
  const value = tileGet(held, []);
  return {
    start: declareTile(held, from),
    set: (next) => setTile(held, [], next),
    value,
    dim: (most) => bound(`at_${name}`, computedDim(`at_${name}`, value, [0, Math.max(0, most)])),
  };
}

/** Writes strings one behind the other. */
export interface StringWriter {
  /** Ahead of all strings. */
  readonly start: readonly Stmt[];
  /** Bytes of the string under way. */
  readonly append: (from: Strings, part: Span) => readonly Stmt[];
  readonly appendByte: (byte: Expr) => readonly Stmt[];
  /** What was appended since the last is string `place`. */
  readonly finish: (place: Dim) => Stmt;
}

/** Writes the first strings of `to`, or those from number `from` on where some stand before them. */
export function stringWriter(to: Strings, from?: Dim): StringWriter {
  const end = counted("end", from === undefined ? i32(0) : to.offsets.get([from]));
  return {
    start: [end.start, ...(from === undefined ? [to.offsets.put([0], i32(0))] : [])],
    append(source, { first, length }) {
      const target = end.dim(to.capacity);
      const copy = loop("k", length, (s) => [store(to.bytes.buffer, add(target.dim, dimOf(s)), load(source.bytes.buffer, add(first, dimOf(s))))]);
      return [target.statement, copy, end.set(plus(end.value, asI32(length)))];
    },
    appendByte(byte) {
      const target = end.dim(to.capacity - 1);
      return [target.statement, store(to.bytes.buffer, target.dim, cast("u8", byte)), end.set(plus(end.value, i32(1)))];
    },
    finish: (place) => to.offsets.put([add(place, 1)], end.value),
  };
}

/** Statements that compare two strings by their bytes: `order` is negative, 0 or positive afterwards. */
export function compareStrings(a: Strings, x: Span, b: Strings, y: Span, order: Counter): readonly Stmt[] {
  const [at, shorter] = [counted("byte"), counted("shorter", min(asI32(x.length), asI32(y.length)))];
  const place = at.dim(Math.max(0, Math.min(a.capacity, b.capacity) - 1));
  return [
    at.start,
    shorter.start,
    order.set(i32(0)),
    whileStmt(and(lt(at.value, shorter.value), eq(order.value, i32(0))), [
      place.statement,
      order.set(sub(byteOf(a, x, place.dim), byteOf(b, y, place.dim))),
      at.set(plus(at.value, i32(1))),
    ]),
    ifStmt(eq(order.value, i32(0)), [order.set(sub(asI32(x.length), asI32(y.length)))]),
  ];
}

type StringType = TensorType & { readonly text: TextBound };

/** The type of input `i`, which must be strings, and how long those are. */
export function stringsAt(context: Pick<InferContext, "tensor" | "inputName" | "fail">, i: number): StringType {
  const type = context.tensor(i);
  if (type.text === undefined) return context.fail(`${context.inputName(i)} is ${typeText(type)}, strings are expected`);
  return { ...type, text: type.text };
}

/** The same of a node that is lowered. */
export function stringTypeOf({ node, inputName, fail }: Pick<LowerContext, "node" | "inputName" | "fail">, i: number): StringType {
  const type = node.inputs[i]?.type;
  return stringsAt({ tensor: () => (type?.kind === "tensor" ? type : fail(`${inputName(i)} is no tensor`)), inputName, fail }, i);
}
