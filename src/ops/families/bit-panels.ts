/**
 * Many rows times a matrix of few bits: a panel of columns becomes floats in a small buffer once, (q - z) s for each element, and the register tile of all
 * matrix products multiplies every row with it from there.
 */
import { add as addDims, type Dim, dimOf, mul as mulDims } from "../../core/dim.ts";
import type { LowerContext, Work } from "../../graph/graph.ts";
import { axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { add, type Buffer, cast, load, mul, read, sub, type Tensor, variable } from "../../loop/expr.ts";
import { kernel, letStmt, loop, type Stmt, store } from "../../loop/kernel.ts";
import { planTile } from "../../loop/schedules/tile-plan.ts";
import { tiledLoops } from "../../loop/schedules/tiled-reduction.ts";
import { type Columns, type ColumnTile, columnsOf, fieldOf, memoriesOf, overColumns, parametersOf } from "./bit-columns.ts";
import { type BitProduct, packingOf } from "./bit-matrix-product.ts";
import { type Memory, memory } from "./routines.ts";

/** The name of this way of computing a product. */
export const unpacked = "bits in panels";

/** Inputs by position. */
const [A, B] = [0, 1] as const;

/** Vectors of columns in a panel: those of a register tile. */
const panelVectors = 2;

interface Product extends Columns {
  readonly a: Memory;
  readonly bits: Memory;
  /** [column of the panel, element of the depth], its columns along the lanes. */
  readonly panel: Memory;
}

export function rowsTimesPanels(context: LowerContext<BitProduct>, output: Tensor): readonly Work[] {
  const { columns, depth, block, bits } = packingOf(context);
  const { machine } = context;
  const { lanes } = machine;
  const vectors = Math.min(panelVectors, Math.ceil(columns / lanes));
  const panelLayout = Object.freeze({ order: [0, 1], blocks: [{ axis: 0, size: lanes }], halo: [] });
  const p: Product = {
    ...columnsOf(context, output),
    a: memory("a", context.input(A), "in"),
    bits: memory("bits", context.input(B), "in"),
    panel: memory("panel", context.scratch("panel", "f32", [vectors * lanes, depth], panelLayout), "out"),
  };
  const memories = [p.a, p.bits, ...memoriesOf(p).slice(0, -1), p.panel, p.output];
  const rows = p.a.tensor.shape.slice(0, -1).reduce<number>((n, d) => n * Number(d), 1);
  const { laneTile, columnTile } = planTile(productOf(p, { first: 0, vectors }), machine);
  const body = overColumns(columns, lanes, vectors, (tile) => [...unpack(p, tile), ...multiply(p, tile)]);
  return [
    Object.freeze({
      kind: "routine",
      kernel: kernel({
        name: `matmul_bits_${rows}x${depth}_to_${rows}x${columns}`,
        doc: [`y = a times ${bits}-bit columns in blocks of ${block}, ${vectors * lanes} of them as floats at a time`],
        params: memories.map((m) => m.buffer),
        plan: { schedule: "panels", lanes, tile: [laneTile, columnTile] },
        body,
      }),
      operands: memories.map((m) => m.tensor),
      scratch: [p.panel.tensor],
      origin: [],
    }),
  ];
}

/** The columns of a tile as floats. */
function unpack(p: Product, { first, vectors }: ColumnTile): readonly Stmt[] {
  const { context, lanes, bits, panel } = p;
  const { blocks, block: size, each, bits: width } = packingOf(context);
  const over = (name: string, count: number, body: (i: Dim) => readonly Stmt[]): readonly Stmt[] =>
    count === 1 ? body(0) : [loop(name, count, (s) => body(dimOf(s)))];
  return over("vector", vectors, (vector) =>
    over("block", blocks, (block) => {
      const column = mulDims(addDims(first, vector), lanes);
      const { scale, zeroPoint } = parametersOf(p, column, block);
      const [s, z, packed] = [variable("scale", "f32", lanes), variable("zero", "f32", lanes), variable("packed", "i32", lanes)];
      const put = (k: Dim, j: number): Stmt =>
        store(panel.buffer, panel.address([mulDims(vector, lanes), k]), mul(sub(cast("f32", fieldOf(packed, j, width)), z), s));
      return [
        letStmt(s, scale),
        letStmt(z, zeroPoint),
        ...over("byte", size / each, (byte) => [
          letStmt(packed, cast("i32", load(bits.buffer, bits.address([column, block, byte]), lanes))),
          ...Array.from({ length: each }, (_, j) => put(addDims(mulDims(block, size), mulDims(byte, each), j), j)),
        ]),
      ];
    }),
  );
}

/** All rows times the panel of a tile of columns. */
function multiply(p: Product, tile: ColumnTile): readonly Stmt[] {
  const c = productOf(p, tile);
  const buffers = new Map([p.a, p.panel, ...memoriesOf(p)].map((m) => [m.tensor, m.buffer]));
  const bufferOf = (t: Tensor): Buffer => buffers.get(t) as Buffer;
  return tiledLoops(c, planTile(c, p.context.machine), false, { operands: [], params: [], output: p.output.buffer, bufferOf });
}

function productOf({ context, a, panel, bias, output, lanes }: Product, { first, vectors, valid }: ColumnTile): Compute {
  const outer = a.tensor.shape.slice(0, -1).map((extent, i, all) => axis(i === all.length - 1 ? "row" : `n${i}`, extent));
  const column = axis("column", valid ?? vectors * lanes);
  const k = axis("k", packingOf(context).depth);
  const result = variable("sum", "f32");
  const at = outer.map(coordinate);
  const place = addDims(mulDims(first, lanes), coordinate(column));
  return compute({
    name: "matmul_bits",
    output: output.tensor,
    axes: [...outer, column],
    at: [...at, place],
    reduction: {
      axes: [k],
      combine: "sum",
      body: mul(read(a.tensor, [...at, coordinate(k)]), read(panel.tensor, [coordinate(column), coordinate(k)])),
      result,
    },
    value: bias === undefined ? result : add(result, read(bias.tensor, [place])),
  });
}
