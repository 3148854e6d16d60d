/** Ways to compute a matrix product: the columns of its right operand packed in blocks of lanes, N/c K c, read once in order. */

import type { Layout } from "../../core/layout.ts";
import type { Algorithm, Node, Value } from "../../graph/graph.ts";
import type { Machine } from "../../loop/machine.ts";
import { mostColumns } from "../../loop/schedules/register-tiles.ts";
import { strassenName } from "../../loop/schedules/strassen-operands.ts";
import { type ProductSize, rowsAtOnce, strassenBytes, strassenShare } from "../../loop/schedules/strassen-product.ts";

/** `columnAxis` is the axis of the right operand that the result's columns run along. */
export function packedProduct(n: Node, machine: Machine, isConstant: (v: Value) => boolean, columnAxis: 0 | 1): readonly Algorithm[] {
  const right = n.inputs[1];
  if (machine.lanes === 1 || right === undefined || right.type.kind !== "tensor" || right.type.dtype !== "f32") return [];
  if (!isConstant(right)) return packedByCopy(n, machine, columnAxis);
  const { shape } = right.type;
  if (shape.length !== 2) return [];
  const [columns, depth] = [Number(shape[columnAxis]), Number(shape[1 - columnAxis])];
  if (isAlongDepth(columns, depth, machine)) return [alongDepth(n, machine, columnAxis, depth)];
  const packed: Layout = Object.freeze({ order: columnAxis === 0 ? [0, 1] : [1, 0], blocks: [{ axis: columnAxis, size: machine.lanes }], halo: [] });
  const weightBytes = 4 * Math.ceil(columns / machine.lanes) * machine.lanes * depth;
  const rows = rowPanels(n, machine, columns, depth);
  const plain: Algorithm = {
    name: rows === undefined ? "packed" : "packed, rows in panels",
    // The constant operand is streamed once at 20 GB/s when there are few rows.
    seconds: weightBytes / 20e9,
    weightBytes,
    scratchBytes: 0,
    inputs: n.inputs.map((_, i) => (i === 0 ? rows : i === 1 ? packed : undefined)),
    outputs: [undefined],
    precise: true,
  };
  const ofEach = right.data === undefined ? undefined : rowsOf(n);
  return [plain, ...(ofEach === undefined ? [] : strassenAlgorithm(plain, { rows: ofEach, depth, columns }, machine))];
}

/** Rows that read a panel often enough for its columns to be copied side by side first. */
const leastRowsOfCopy = 64;

/**
 * The columns of a right operand that the run computes, packed by a copy: where they lie behind each other, and where the rows of a panel share so few sets of the
 * first-level cache that they push each other out. With 16 registers every six rows of the product read all of them again.
 */
function packedByCopy(n: Node, { registers, shortBodies, lanes }: Machine, columnAxis: 0 | 1): readonly Algorithm[] {
  const [left, right] = n.inputs;
  if (shortBodies || registers >= 32 || left?.type.kind !== "tensor" || right?.type.kind !== "tensor") return [];
  const [rank, outer] = [right.type.shape.length, right.type.shape.length - 2];
  // One matrix is shared by the rows of all in a batch.
  const rows = left.type.shape.slice(rank === 2 ? 0 : -2, -1).reduce<number>((all, d) => all * (typeof d === "number" ? d : Number.NaN), 1);
  const [columns, depth] = [right.type.shape[outer + columnAxis], right.type.shape[outer + 1 - columnAxis]];
  if (n.attrs.transA === 1 || !(rows >= leastRowsOfCopy) || typeof columns !== "number" || typeof depth !== "number" || columns < 2 * lanes)
    return [];
  if (columnAxis === 1 && depth <= linesApart(4 * columns)) return [];
  const order = [...Array.from({ length: outer }, (_, a) => a), outer + columnAxis, outer + 1 - columnAxis];
  const packed: Layout = Object.freeze({ order, blocks: [{ axis: outer + columnAxis, size: lanes }], halo: [] });
  const inputs = n.inputs.map((_, i) => (i === 1 ? packed : undefined));
  return [{ name: "packed by a copy", seconds: 0, weightBytes: 0, scratchBytes: 0, inputs, outputs: [undefined], precise: true }];
}

/** True where sums with lanes along the depth take fewer vectors, folding them counted as two for each halving of the lanes. */
const isAlongDepth = (columns: number, depth: number, { lanes }: Machine): boolean =>
  columns * (Math.ceil(depth / lanes) + 2 * Math.log2(lanes)) < 0.9 * depth;

/** Few columns: the terms of each lie side by side, and lanes run along them; those of several columns in one tile where they fill vectors. */
function alongDepth(n: Node, { lanes }: Machine, columnAxis: 0 | 1, depth: number): Algorithm {
  const blocks = depth % lanes === 0 ? [{ axis: 1 - columnAxis, size: lanes }] : [];
  const packed: Layout = Object.freeze({ order: [columnAxis, 1 - columnAxis], blocks, halo: [] });
  const inputs = n.inputs.map((_, i) => (i === 1 ? packed : undefined));
  return { name: "along-depth", seconds: 0, weightBytes: 0, scratchBytes: 0, inputs, outputs: [undefined], precise: true };
}

/** Rows of each matrix of a batch; undefined for a single matrix, whose rows may be a batch that is not to be mixed, and where the run decides. */
function rowsOf(n: Node): number | undefined {
  const [left] = n.inputs;
  if (left?.type.kind !== "tensor" || left.type.shape.length < 3) return undefined;
  const rows = left.type.shape.slice(1, -1).reduce<number>((all, d) => all * (typeof d === "number" ? d : Number.NaN), 1);
  return Number.isInteger(rows) ? rows : undefined;
}

/** Strassen's way to compute a product, with the layouts of the plain one; none where it is not known to take less time. */
export function strassenAlgorithm(plain: Algorithm, size: ProductSize, machine: Machine): readonly Algorithm[] {
  const share = strassenShare(size, machine);
  if (share === undefined) return [];
  return [
    {
      ...plain,
      name: strassenName,
      seconds: plain.seconds * share,
      scratchBytes: strassenBytes({ ...size, rows: rowsAtOnce(size, machine) ?? size.rows }, machine),
      precise: false,
    },
  ];
}

/** Bytes between addresses that a first-level cache keeps in one set. */
const setStride = 4096;
/** Lines that such a set holds. */
const ways = 8;
/** Bytes of a line. */
const line = 64;

/** Lines of a first-level cache that hold what lies so many bytes apart. */
const linesApart = (stride: number): number => ways * (setStride / Math.max(line, Math.min(setStride, stride & -stride)));

/**
 * The left operand with its depth in blocks of lanes, K/c M c, where rows as they lie would share one set of the cache: a tile of rows, read
 * side by side, would push itself out. Undefined where rows may stay as they are.
 */
export function rowPanels(n: Node, machine: Machine, columns: number, depth: number): Layout | undefined {
  const [left] = n.inputs;
  if (left?.type.kind !== "tensor" || left.data !== undefined || n.attrs.transA === 1) return undefined;
  const rank = left.type.shape.length;
  const rows = left.type.shape.at(-2);
  const collides = (4 * depth) % setStride === 0 && depth % machine.lanes === 0;
  // Rows of a tile, and the weights and those asked for ahead.
  const fits = mostColumns(machine, columns > machine.lanes ? 2 : 1) + 2 <= ways;
  if (rank < 2 || typeof rows !== "number" || rows < ways || fits || !collides) return undefined;
  const order = [...Array.from({ length: rank - 2 }, (_, a) => a), rank - 1, rank - 2];
  return Object.freeze({ order, blocks: [{ axis: rank - 1, size: machine.lanes }], halo: [] });
}
