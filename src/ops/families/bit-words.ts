/**
 * Rows times a matrix of few bits in integers: each block of a row is rounded to bytes of a scale of its own, its largest magnitude over 127, and
 * words of four bytes are multiplied at once. What MatMulNBits allows with an accuracy_level of 4. A row's bytes stand in the order in which the
 * fields of four bytes of bits come out of a word: the first of each byte, then the second.
 */
import { add as addDims, type Dim, dimOf, floorDiv, mul as mulDims } from "../../core/dim.ts";
import { storageElements } from "../../core/layout.ts";
import type { LowerContext, Work } from "../../graph/graph.ts";
import { axesOver, axis, compute, coordinate } from "../../loop/compute.ts";
import {
  abs,
  add,
  and,
  type Buffer,
  buffer,
  cast,
  constant,
  div,
  dot4,
  type Expr,
  eq,
  f32,
  i32,
  load,
  mul,
  nearest,
  read,
  select,
  shr,
  splat,
  sub,
  type Tensor,
  tile,
  tileGet,
  variable,
} from "../../loop/expr.ts";
import { declareTile, letStmt, loop, type Routine, type Stmt, setTile } from "../../loop/kernel.ts";
import { word } from "../../loop/schedules/byte-products.ts";
import { type Columns, type ColumnTile, columnsOf, eachResult, memoriesOf, overColumns, parametersOf, storeResults } from "./bit-columns.ts";
import { type BitProduct, packingOf } from "./bit-matrix-product.ts";
import { wide } from "./quantized.ts";
import { type Memory, memory, routine } from "./routines.ts";

/** The name of this way of computing a product. */
export const inWords = "bits in words";

/** Inputs by position. */
const [A, B] = [0, 1] as const;
/** Elements of whole words, of two bits even. */
export const leastBlock = 16;
/** Rows for which bytes take less time than floats, which are unpacked once for all rows, where `dot4` takes several instructions. */
export const mostRoundedRows = 16;
/** Rows of a tile. */
const mostRows = 4;

interface Product extends Columns {
  /** Of rows and bits, as words. */
  readonly bytes: Buffer;
  readonly bits: Memory;
  readonly words: Buffer;
  /** [row, block]: a block's scale, and that times the sum of its bytes. */
  readonly steps: Memory;
  readonly sums: Memory;
}

export function rowsInWords(context: LowerContext<BitProduct>, output: Tensor): readonly Work[] {
  const { columns, depth, bits: width, block } = packingOf(context);
  const { lanes, registers } = context.machine;
  const a = context.input(A);
  const rows = a.shape.slice(0, -1).reduce<number>((n, d) => n * Number(d), 1);
  const { bytes, steps, sums, work } = roundedRows(context, a);
  const bits = memory("bits", context.input(B), "in");
  const asWords = (name: string, t: Tensor): Buffer => buffer(name, "i32", Number(storageElements(t.layout, t.shape)) / word, "in");
  const p: Product = {
    ...columnsOf(context, output),
    bytes: asWords("bytes", bytes),
    bits,
    words: asWords("bits", bits.tensor),
    steps: memory("steps", steps, "in"),
    sums: memory("sums", sums, "in"),
  };
  const tallest = Math.min(rows, mostRows);
  const vectors = Math.max(1, Math.min(4, Math.floor(registers / (4 * tallest))));
  const others = [p.steps, p.sums, ...memoriesOf(p)];
  const body = overColumns(columns, lanes, vectors, (t) => overRows(rows, tallest, (row, count) => results(p, t, row, count)));
  const made = routine(
    `matmul_bits_in_words_${rows}x${depth}_to_${rows}x${columns}`,
    `y = bytes of a times ${width}-bit columns in blocks of ${block}`,
    others,
    body,
  );
  return [...work, withWords(made, [p.bytes, p.words], [bytes, bits.tensor])];
}

/** The routine with buffers of words before its own. */
const withWords = (r: Routine, words: readonly Buffer[], tensors: readonly Tensor[]): Routine =>
  Object.freeze({ ...r, kernel: Object.freeze({ ...r.kernel, params: [...words, ...r.kernel.params] }), operands: [...tensors, ...r.operands] });

/** Rows as bytes in blocks, each block's step, and that times the sum of its bytes. */
function roundedRows(
  context: LowerContext<BitProduct>,
  a: Tensor,
): Readonly<Record<"bytes" | "steps" | "sums", Tensor>> & { readonly work: readonly Work[] } {
  const { blocks, block, each } = packingOf(context);
  const outer = a.shape.slice(0, -1);
  const [steps, sums] = [context.scratch("steps", "f32", [...outer, blocks]), context.scratch("sums", "f32", [...outer, blocks])];
  const group = word * each;
  const bytes = context.scratch("bytes", "i8", [...outer, blocks, block]);
  const inBlocks = axesOver(steps.shape, "");
  const at = inBlocks.map(coordinate);
  const start = mulDims(at.at(-1) as Dim, block);
  const k = axis("k", block);
  const most = variable("most", "f32");
  const magnitude = abs(read(a, [...at.slice(0, -1), addDims(start, coordinate(k))]));
  const [g, j, t] = [axis("group", block / group), axis("field", each), axis("byte", word)].map((x) => ({ x, at: coordinate(x) })) as [
    Place,
    Place,
    Place,
  ];
  const element = addDims(start, mulDims(g.at, group), mulDims(t.at, each), j.at);
  const step = read(steps, at);
  const inverse = select(eq(step, f32(0)), f32(0), div(f32(1), step));
  const place = axis("byte", block);
  const total = variable("sum", "i32");
  return {
    bytes,
    steps,
    sums,
    work: [
      compute({
        name: "block_steps",
        output: steps,
        axes: inBlocks,
        reduction: { axes: [k], combine: "max", body: magnitude, result: most },
        value: div(most, f32(127)),
      }),
      compute({
        name: "block_bytes",
        output: bytes,
        axes: [...inBlocks, g.x, j.x, t.x],
        at: [...at, addDims(mulDims(g.at, group), mulDims(j.at, word), t.at)],
        value: cast("i32", nearest(mul(read(a, [...at.slice(0, -1), element]), inverse))),
      }),
      compute({
        name: "block_sums",
        output: sums,
        axes: inBlocks,
        reduction: { axes: [place], combine: "sum", body: wide(read(bytes, [...at, coordinate(place)])), result: total },
        value: mul(cast("f32", total), step),
      }),
    ],
  };
}

interface Place {
  readonly x: ReturnType<typeof axis>;
  readonly at: Dim;
}

/** Tiles of `tallest` rows, then one of what is left. */
function overRows(rows: number, tallest: number, body: (row: Dim, count: number) => readonly Stmt[]): readonly Stmt[] {
  const whole = Math.floor(rows / tallest);
  const rest = rows - whole * tallest;
  const tiles = whole === 1 ? body(0, tallest) : [loop("row", whole, (s) => body(mulDims(dimOf(s), tallest), tallest))];
  return rest === 0 ? tiles : [...tiles, ...body(whole * tallest, rest)];
}

/** The results of `count` rows from `row` on in a tile of columns. */
function results(p: Product, at: ColumnTile, row: Dim, count: number): readonly Stmt[] {
  const { context, lanes } = p;
  const { first, vectors } = at;
  const { blocks } = packingOf(context);
  const [total, part] = [tile("total", "f32", lanes, [vectors, count]), tile("part", "i32", lanes, [vectors, count])];
  return [
    declareTile(total, constant("f32", 0, lanes)),
    loop("block", blocks, (s) => [
      declareTile(part, constant("i32", 0, lanes)),
      wordTerms(p, { first, vectors, block: dimOf(s), row, count }, (c, r, term) => setTile(part, [c, r], add(tileGet(part, [c, r]), term))),
      ...eachResult(vectors, count, (c, r) => {
        const { scale, zeroPoint } = parametersOf(p, mulDims(addDims(first, c), lanes), dimOf(s));
        const of = (m: Memory): Expr => splat(load(m.buffer, addDims(mulDims(addDims(row, r), blocks), dimOf(s))), lanes);
        const moved = sub(mul(cast("f32", tileGet(part, [c, r])), of(p.steps)), mul(zeroPoint, of(p.sums)));
        return setTile(total, [c, r], add(tileGet(total, [c, r]), mul(moved, scale)));
      }),
    ]),
    ...storeResults(p, at, { row, rows: count, total }),
  ];
}

interface BlockTile extends Omit<ColumnTile, "valid"> {
  readonly block: Dim;
  readonly row: Dim;
  readonly count: number;
}

/** The terms of a block, a word of bits after the other: its fields once for all rows. */
function wordTerms(p: Product, { first, vectors, block, row, count }: BlockTile, take: (c: number, r: number, term: Expr) => Stmt): Stmt {
  const { context, lanes, bits, words, bytes } = p;
  const { each, depth, block: size, bits: width } = packingOf(context);
  const mask = (2 ** width - 1) * 0x01010101;
  return loop("word", size / (each * word), (s) => {
    const statements: Stmt[] = [];
    for (let c = 0; c < vectors; c++) {
      const packed = variable(`packed${c}`, "i32", lanes);
      const address = bits.address([mulDims(addDims(first, c), lanes), block, mulDims(dimOf(s), word)]);
      statements.push(letStmt(packed, load(words, floorDiv(address, word), lanes)));
      for (let j = 0; j < each; j++) {
        const field = variable(`q${c}_${j}`, "i32", lanes);
        const shifted = j === 0 ? packed : shr(packed, i32(j * width));
        statements.push(letStmt(field, each === 1 ? packed : and(shifted, i32(mask))));
        for (let r = 0; r < count; r++) {
          const at = addDims(mulDims(addDims(row, r), depth / word), mulDims(block, size / word), mulDims(dimOf(s), each), j);
          statements.push(take(c, r, dot4(field, splat(load(bytes, at), lanes))));
        }
      }
    }
    return statements;
  });
}
