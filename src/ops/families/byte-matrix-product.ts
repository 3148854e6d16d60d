/**
 * Matrix products of bytes less their zero points, both operands known at run time: sum of (a - za) (b - zb) = sum of a b - za (sum of b) - zb (sum
 * of a) + k za zb. Where words of four bytes are multiplied at once, b is packed for it in every run: columns along the lanes, four rows side by
 * side.
 */
import { add as addDims, type Dim } from "../../core/dim.ts";
import type { Layout } from "../../core/layout.ts";
import type { LowerContext, Work } from "../../graph/graph.ts";
import { axesOver, compute, coordinate } from "../../loop/compute.ts";
import { add, type Expr, guarded, i32, mul, read, sub, type Tensor, within } from "../../loop/expr.ts";
import type { Machine } from "../../loop/machine.ts";
import { columnRead } from "./matrix-parameters.ts";
import { type MatrixProduct, matrixProduct } from "./matrix-product.ts";
import { unsignedByte, wide } from "./quantized.ts";
import { reduceStep } from "./reduction.ts";

/** The zero point of a row of a or of a column of b, an i32; `number`: the same for all, known at build time. */
export interface ZeroPoint {
  readonly number?: number;
  readonly at: (operand: readonly Dim[]) => Expr;
}

export interface ByteProduct extends Pick<MatrixProduct, "a" | "b" | "output" | "kernel"> {
  readonly context: LowerContext;
  readonly zeroOfA: ZeroPoint;
  readonly zeroOfB: ZeroPoint;
  /** The sum of each column of constant signed b, where it is known. */
  readonly columnSums?: Tensor;
  readonly finish: NonNullable<MatrixProduct["finish"]>;
}

/** Four bytes. */
export const word = 4;

/** Packing b reads all of it: fewer rows of a do not pay for it. */
const leastRows = 4;

/** Columns in blocks of lanes, four rows together where words are made of them: how a right operand is read in order. */
export function packedColumns(rank: number, { lanes, dot4 }: Pick<Machine, "lanes" | "dot4">): Layout {
  const [row, column] = [rank - 2, rank - 1];
  const order = [...Array.from({ length: rank - 2 }, (_, i) => i), column, row];
  return Object.freeze({
    order,
    blocks: [...(lanes > 1 ? [{ axis: column, size: lanes }] : []), ...(dot4 ? [{ axis: row, size: word }] : [])],
    halo: [],
  });
}

export function byteProduct(spec: ByteProduct): readonly Work[] {
  const { context, a, b, zeroOfB, columnSums } = spec;
  if (b.constant && columnSums !== undefined) return sumsAround(spec, { b, zero: zeroOfB, columnSums });
  const isMatrix = a.shape.length >= 2 && b.shape.length >= 2;
  const sizes = [...b.shape.slice(-2), ...a.shape.slice(-2)];
  const paysOff = sizes.every((d) => typeof d === "number") && (a.shape.at(-2) as number) >= leastRows;
  if (!isMatrix || !paysOff) return [oneByOne(spec)];
  const { lanes, dot4 } = context.machine;
  const packed = lanes > 1 || dot4 ? pack(spec) : { b, zero: zeroOfB, work: [] };
  if (leftOf(spec).zero.number === 0) return [...packed.work, ...sumsAround(spec, packed)];
  const sums = context.scratch("column_sums", "i32", b.shape.with(-2, 1));
  const how = { axes: new Set([b.shape.length - 2]), keepdims: true };
  const sumStep = reduceStep({ kernel: "column_sums", from: packed.b, output: sums, how, combine: "sum", body: wide, finish: same });
  return [...packed.work, sumStep, ...sumsAround(spec, { ...packed, columnSums: sums })];
}

const same = (x: Expr): Expr => x;

/** Factors less their zero points, multiplied as they stand. */
const oneByOne = ({ zeroOfA, zeroOfB, ...spec }: ByteProduct): Work =>
  matrixProduct({ ...spec, left: (x, at) => less(wide(x), zeroOfA, at), right: (x, at) => less(wide(x), zeroOfB, at) });

const less = (x: Expr, zero: ZeroPoint, at: readonly Dim[]): Expr => (zero.number === 0 ? x : sub(x, zero.at(at)));

/** The zero point of elements that are moved by `by`. */
const shifted = (zero: ZeroPoint, by: number): ZeroPoint =>
  by === 0 ? zero : { at: (at) => add(zero.at(at), i32(by)), ...(zero.number === undefined ? {} : { number: zero.number + by }) };

/** Elements of a as they are multiplied, unsigned in words, and their zero point. */
function leftOf({ context, a, zeroOfA }: ByteProduct): { readonly factor: (x: Expr) => Expr; readonly zero: ZeroPoint } {
  if (!context.machine.dot4) return { factor: wide, zero: zeroOfA };
  return { factor: (x) => unsignedByte(x, a), zero: shifted(zeroOfA, a.dtype === "i8" ? 128 : 0) };
}

/** A right operand as it is multiplied. */
interface Right {
  readonly b: Tensor;
  readonly zero: ZeroPoint;
  /** Left out where nothing asks for them. */
  readonly columnSums?: Tensor;
}

/** The product of elements as they are, and what their zero points add to it. */
function sumsAround(spec: ByteProduct, { b, zero: zeroOfB, columnSums }: Right): readonly Work[] {
  const { context, a, finish } = spec;
  const { factor, zero: zeroOfA } = leftOf(spec);
  const depth = Number(a.shape.at(-1));
  const rowSums = zeroOfB.number === 0 ? undefined : context.scratch("row_sums", "i32", a.shape.slice(0, -1));
  const how = { axes: new Set([a.shape.length - 1]), keepdims: false };
  const sums =
    rowSums === undefined ? [] : [reduceStep({ kernel: "row_sums", from: a, output: rowSums, how, combine: "sum", body: factor, finish: same })];
  const product = matrixProduct({
    ...spec,
    b,
    depth: b.shape.at(-2) as Dim,
    left: factor,
    right: wide,
    finish(sum, leftAt, rightAt) {
      // Of a column less its zero point.
      const ofColumn = (): Expr => {
        const total = columnSums === undefined ? i32(0) : columnRead(columnSums, rightAt);
        return zeroOfB.number === 0 ? total : sub(total, mul(zeroOfB.at(rightAt), i32(depth)));
      };
      const lessRows = rowSums === undefined ? sum : sub(sum, mul(zeroOfB.at(rightAt), read(rowSums, leftAt.slice(0, -1))));
      return finish(zeroOfA.number === 0 ? lessRows : sub(lessRows, mul(zeroOfA.at(leftAt), ofColumn())), leftAt, rightAt);
    },
  });
  return [...sums, product];
}

/** b as signed bytes with columns along the lanes, in words of four rows where there are such, the last ones filled up with zeros. */
function pack({ context, b, zeroOfB }: ByteProduct): Right & { readonly work: readonly Work[] } {
  const [depth, columns] = b.shape.slice(-2) as [number, number];
  const batch = b.shape.slice(0, -2);
  const together = context.machine.dot4 ? word : 1;
  const whole = depth - (depth % together);
  const shape = [...batch, whole === depth ? depth : whole + together, columns];
  const packed = context.scratch("packed", "i8", shape, packedColumns(shape.length, context.machine));
  const by = b.dtype === "u8" ? 128 : 0;
  /** Rows `from` and those behind it, of which `valid` exist. */
  const copy = (from: number, rows: number, valid: number): Work => {
    const axes = axesOver([...batch, rows, columns], `${batch.map((_, i) => `n${i} `).join("")}k column`);
    const places = axes.map(coordinate);
    const row = places.at(-2) as Dim;
    const at = places.with(-2, addDims(row, from));
    const element = wide(read(b, at));
    const signed = by === 0 ? element : sub(element, i32(by));
    return compute({ name: "pack_rows", output: packed, axes, at, value: guarded(within(row, 0, valid), signed, i32(0)) });
  };
  const work = [...(whole > 0 ? [copy(0, whole, whole)] : []), ...(whole < depth ? [copy(whole, together, depth - whole)] : [])];
  return { b: packed, zero: shifted(zeroOfB, -by), work };
}
