/**
 * A few rows times a matrix of few bits: its bits are read once, from memory to registers, and multiplied as floats there, columns along the lanes. A
 * block's sum meets scale and zero point once: sum of a (q - z) s = s (sum of a q - z sum of a), where the sums of a are those of its blocks, for all
 * columns.
 */
import { add as addDims, type Dim, dimOf, floorDiv, mod, mul as mulDims } from "../../core/dim.ts";
import { type Layout, plainLayout } from "../../core/layout.ts";
import type { LowerContext, Value, Work } from "../../graph/graph.ts";
import { axesOver, axis, compute, coordinate } from "../../loop/compute.ts";
import {
  add,
  and,
  cast,
  constant,
  type Expr,
  i32,
  index,
  load,
  mul,
  read,
  shr,
  splat,
  sub,
  type Tensor,
  type Tile,
  tile,
  tileGet,
  variable,
} from "../../loop/expr.ts";
import { declareTile, letStmt, loop, type Stmt, setTile, store } from "../../loop/kernel.ts";
import { type BitProduct, packingOf } from "./bit-matrix-product.ts";
import { type Memory, memory, routine } from "./routines.ts";

/** The name of this way of computing a product. */
export const streamed = "bits in registers";

/** With more rows the bits are unpacked for tiles of rows. */
export const mostRows = 4;

/** Inputs by position. */
const [A, B, Scales, Zeros, Bias] = [0, 1, 2, 3, 5] as const;

/** The first axis in blocks of `lanes`, or row-major. */
export function blockedColumns(v: Value | undefined, lanes: number): Layout | undefined {
  if (v?.type.kind !== "tensor") return undefined;
  const plain = plainLayout(v.type.shape.length);
  return lanes === 1 ? plain : Object.freeze({ ...plain, blocks: [{ axis: 0, size: lanes }] });
}

/** What a product of a few rows takes besides rows and bits, and where it leaves its results. */
export interface Columns {
  readonly context: LowerContext<BitProduct>;
  readonly lanes: number;
  readonly scales: Memory;
  readonly zeros: Memory | undefined;
  readonly bias: Memory | undefined;
  readonly output: Memory;
}

export function columnsOf(context: LowerContext<BitProduct>, output: Tensor): Columns {
  const optional = (name: string, i: number): Memory | undefined =>
    context.inputs[i] === undefined ? undefined : memory(name, context.input(i), "in");
  return {
    context,
    lanes: context.machine.lanes,
    scales: memory("scales", context.input(Scales), "in"),
    zeros: optional("zeros", Zeros),
    bias: optional("bias", Bias),
    output: memory("y", output, "out"),
  };
}

/** In the order of a kernel's parameters. */
export const memoriesOf = ({ scales, zeros, bias, output }: Columns): readonly Memory[] =>
  [scales, zeros, bias, output].filter((m): m is Memory => m !== undefined);

interface Rows extends Columns {
  readonly rows: number;
  readonly a: Memory;
  /** [row, block] */
  readonly sums: Memory;
  readonly bits: Memory;
}

export function rowsOf(context: LowerContext<BitProduct>, output: Tensor): readonly Work[] {
  const { columns, blocks, block, depth, bits } = packingOf(context);
  const { lanes, registers } = context.machine;
  const a = context.input(A);
  const outer = a.shape.slice(0, -1);
  const rows = outer.reduce<number>((n, d) => n * Number(d), 1);
  const sums = context.scratch("block_sums", "f32", [...outer, blocks]);
  const r: Rows = {
    ...columnsOf(context, output),
    rows,
    a: memory("a", a, "in"),
    sums: memory("block_sums", sums, "in"),
    bits: memory("bits", context.input(B), "in"),
  };
  // A sum of the block and one of all blocks for each vector and row, half of the registers.
  const vectors = Math.max(1, Math.min(4, Math.floor(registers / (4 * rows))));
  const memories = [r.a, r.sums, r.bits, ...memoriesOf(r)];
  const name = `matmul_bits_${rows}x${depth}_to_${rows}x${columns}`;
  const body = overColumns(columns, lanes, vectors, (t) => columnTile(r, t));
  return [blockSums(a, sums, block), routine(name, `y = a times ${bits}-bit columns in blocks of ${block}`, memories, body)];
}

function blockSums(a: Tensor, output: Tensor, block: number): Work {
  const axes = axesOver(output.shape, "");
  const at = axes.map(coordinate);
  const k = axis("k", block);
  const result = variable("sum", "f32");
  const body = read(a, [...at.slice(0, -1), addDims(mulDims(at.at(-1) as Dim, block), coordinate(k))]);
  return compute({ name: "block_sums", output, axes, reduction: { axes: [k], combine: "sum", body, result }, value: result });
}

/** Columns from a vector on: some vectors, of the last of which only `valid` columns exist where that is given. */
export interface ColumnTile {
  readonly first: Dim;
  readonly vectors: number;
  readonly valid?: number;
}

/** Tiles of `vectors` vectors, then vectors one by one, the last one perhaps in part. */
export function overColumns(columns: number, lanes: number, vectors: number, body: (tile: ColumnTile) => readonly Stmt[]): readonly Stmt[] {
  const whole = Math.floor(columns / lanes);
  const tiles = Math.floor(whole / vectors);
  const left = whole - tiles * vectors;
  const some = (name: string, count: number, from: number, size: number): readonly Stmt[] =>
    count === 0 ? [] : [loop(name, count, (s) => body({ first: addDims(mulDims(dimOf(s), size), from), vectors: size }))];
  return [
    ...some("tile", tiles, 0, vectors),
    ...some("vector", left, tiles * vectors, 1),
    ...(columns > whole * lanes ? body({ first: whole, vectors: 1, valid: columns - whole * lanes }) : []),
  ];
}

/** A statement for every vector of columns and row of a tile. */
export const eachResult = (vectors: number, rows: number, make: (c: number, row: number) => Stmt): readonly Stmt[] =>
  Array.from({ length: vectors }, (_, c) => Array.from({ length: rows }, (_, row) => make(c, row))).flat();

/** Stores the sums of a tile of columns and of `rows` rows from `row` on, with the bias added. */
export function storeResults(
  { context, lanes, bias, output }: Columns,
  { first, vectors, valid }: ColumnTile,
  { row, rows, total }: { readonly row: Dim; readonly rows: number; readonly total: Tile },
): readonly Stmt[] {
  const { columns } = packingOf(context);
  return eachResult(vectors, rows, (c, r) => {
    const column = mulDims(addDims(first, c), lanes);
    const sum = tileGet(total, [c, r]);
    const value = bias === undefined ? sum : add(sum, load(bias.buffer, column, lanes, bias.tensor.constant ? undefined : valid));
    return store(output.buffer, addDims(mulDims(addDims(row, r), columns), column), value, valid);
  });
}

/** The results of a tile of columns. */
function columnTile(r: Rows, at: ColumnTile): readonly Stmt[] {
  const { context, lanes, rows } = r;
  const { first, vectors } = at;
  const { blocks } = packingOf(context);
  const shape = [vectors, rows];
  const [total, part] = [tile("total", "f32", lanes, shape), tile("part", "f32", lanes, shape)];
  const zero = constant("f32", 0, lanes);
  return [
    declareTile(total, zero),
    loop("block", blocks, (s) => [
      declareTile(part, zero),
      ...blockTerms(r, { first, vectors, block: dimOf(s) }, (c, row, term) => setTile(part, [c, row], add(tileGet(part, [c, row]), term))),
      ...eachResult(vectors, rows, (c, row) => {
        const { scale, zeroPoint } = parametersOf(r, mulDims(addDims(first, c), lanes), dimOf(s));
        const sum = splat(load(r.sums.buffer, addDims(row * blocks, dimOf(s))), lanes);
        return setTile(total, [c, row], add(tileGet(total, [c, row]), mul(sub(tileGet(part, [c, row]), mul(zeroPoint, sum)), scale)));
      }),
    ]),
    ...storeResults(r, at, { row: 0, rows, total }),
  ];
}

/** Scale and zero point of the columns of a vector in a block. */
export function parametersOf(
  { context, scales, zeros, lanes }: Columns,
  column: Dim,
  block: Dim,
): { readonly scale: Expr; readonly zeroPoint: Expr } {
  const { bits, each } = packingOf(context);
  const vector = (m: Memory, second: Dim): Expr => load(m.buffer, m.address([column, second]), lanes);
  const scale = vector(scales, block);
  if (zeros === undefined) return { scale, zeroPoint: constant("f32", 2 ** (bits - 1), lanes) };
  if (zeros.tensor.dtype !== "u8") return { scale, zeroPoint: vector(zeros, block) };
  const byte = cast("i32", vector(zeros, floorDiv(block, each)));
  const shift = cast("i32", index(mulDims(mod(block, each), bits)));
  return { scale, zeroPoint: cast("f32", each === 1 ? byte : and(shr(byte, splat(shift, lanes)), i32(2 ** bits - 1))) };
}

/** The terms of a block: for each byte its elements as floats once, for all rows. */
function blockTerms(
  r: Rows,
  { first, vectors, block }: { readonly first: Dim; readonly vectors: number; readonly block: Dim },
  take: (c: number, row: number, term: Expr) => Stmt,
): readonly Stmt[] {
  const { context, lanes, rows, a, bits } = r;
  const { each, depth, block: size, bits: width } = packingOf(context);
  return [
    loop("byte", size / each, (s) => {
      const byte = dimOf(s);
      const statements: Stmt[] = [];
      for (let c = 0; c < vectors; c++) {
        const packed = variable(`packed${c}`, "i32", lanes);
        statements.push(letStmt(packed, cast("i32", load(bits.buffer, bits.address([mulDims(addDims(first, c), lanes), block, byte]), lanes))));
        for (let j = 0; j < each; j++) {
          const weight = variable(`w${c}_${j}`, "f32", lanes);
          statements.push(letStmt(weight, cast("f32", fieldOf(packed, j, width))));
          for (let row = 0; row < rows; row++) {
            const k = addDims(mulDims(block, size), mulDims(byte, each), j);
            statements.push(take(c, row, mul(weight, splat(load(a.buffer, addDims(row * depth, k)), lanes))));
          }
        }
      }
      return statements;
    }),
  ];
}

/** Field `j` of each lane's byte. */
export function fieldOf(packed: Expr, j: number, width: number): Expr {
  const shifted = j === 0 ? packed : shr(packed, i32(j * width));
  // Nothing stands above the last one.
  return (j + 1) * width === 8 ? shifted : and(shifted, i32(2 ** width - 1));
}
