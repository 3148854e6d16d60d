/**
 * Finding what Strassen's way computes: a product of a matrix that the run finds and a constant one, both of which can be halved along each side,
 * and what that takes of the plain sum's time.
 */
import { add, type Dim, dimOf, floorDiv, mod, mul, sym } from "../../core/dim.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import { type Axis, type Compute, coordinate, type Reduction } from "../compute.ts";
import type { Expr } from "../expr.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, tensorsRead, walkExpr } from "../rewrite-expr.ts";
import { canRunAlongLanes, innermostAxis } from "./tile-axes.ts";
import { isVectorizable } from "./vectorize.ts";

/** Fewest vectors of columns in a register tile. */
const leastVectors = 2;

/** The product found in a Compute. */
export interface StrassenProduct {
  readonly reduction: Reduction;
  /** Factors of a term: of a row, and of a column. */
  readonly left: Expr;
  readonly right: Expr;
  /** Each of its points is a product for itself. */
  readonly outer: Axis;
  /** Rows are the points of these axes, the last one innermost. */
  readonly rowAxes: readonly Axis[];
  readonly column: Axis;
  readonly depth: Axis;
  readonly size: ProductSize;
  /** Rows that are halved at a time. */
  readonly chunk: number;
}

/** Extents of a product: results have rows and columns, and are sums over the depth. */
export interface ProductSize {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

/** Register tiles: vectors of columns and rows of one, and how many a half of the rows takes; the last one may reach behind it. */
export interface ProductTiles {
  readonly vectors: number;
  readonly rows: number;
  readonly count: number;
}

/** Rows of half a product, the odd one with the upper half. */
export const upperRows = (rows: number): number => Math.ceil(rows / 2);

/** What machines make of it: all is measured. */
interface Way {
  /** Register tiles [vectors of columns, rows]; of those that take as long, the first is taken. */
  readonly tiles: readonly (readonly [number, number])[];
  /** Beginning and ending a tile takes as long as so many rows of it. */
  readonly begin: number;
  /** Second-level caches that sums of the left factor's quadrants fill at most, those of all parts of the depth together. */
  readonly caches: number;
  /** What sums of four quadrants' vectors take, left and right ones, and what of seven products' vectors makes four of results: as long as so many multiply-adds. */
  readonly costs: { readonly left: number; readonly right: number; readonly finishing: number };
  /** A larger share of the plain sum's time is not worth what sums of sums lose. */
  readonly worthwhile: number;
}

const wide: Way = {
  tiles: Array.from({ length: 7 }, (_, i) => [leastVectors, 14 - i]),
  begin: 1 / 3,
  caches: 2,
  costs: { left: 30, right: 0, finishing: 30 },
  worthwhile: 0.945,
};

/** WebAssembly, which keeps the sums of both factors. */
const short: Way = {
  tiles: [
    [2, 4],
    [4, 2],
  ],
  begin: 0,
  caches: 8,
  costs: { left: 20, right: 20, finishing: 48 },
  worthwhile: 0.96,
};

const wayOf = ({ shortBodies }: Machine): Way => (shortBodies ? short : wide);

/** The tiles that take least time for so many rows, those that stay empty included. */
export function productTiles({ rows, columns }: ProductSize, machine: Machine): ProductTiles {
  const { tiles, begin } = wayOf(machine);
  const fitting = tiles
    .filter(([vectors]) => columns % (2 * vectors * machine.lanes) === 0)
    .map(([vectors, n]) => ({ vectors, rows: n, count: Math.ceil(upperRows(rows) / n) }));
  const timeOf = (t: ProductTiles): number => t.count * (t.rows + begin);
  return fitting.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a));
}

/** Bytes of the sums of the left factor's quadrants, for all rows of a product. */
export function strassenBytes(size: ProductSize, machine: Machine): number {
  const { rows, count } = productTiles(size, machine);
  return 4 * 7 * rows * count * (size.depth / 2);
}

/** Parts of the depth, in blocks of lanes, whose sums of the left factor's quadrants a second-level cache holds. */
export function depthParts(size: ProductSize, machine: Machine): number {
  const blocks = size.depth / (2 * machine.lanes);
  const bytes = strassenBytes(size, machine);
  for (let parts = 1; parts < blocks; parts++) if (blocks % parts === 0 && bytes / parts <= machine.l2) return parts;
  return blocks;
}

/** Fewer rows than that are not halved: of all, and of parts, each of which reads the weights again. */
const [leastRows, leastInParts] = [32, 96];

/** Rows that are halved at a time: as many as divide all, and as sums have room for near the processor; undefined where those would be few. */
export function rowsAtOnce(size: ProductSize, machine: Machine): number | undefined {
  const { rows } = size;
  for (let parts = 1; rows >= parts * (parts === 1 ? leastRows : leastInParts); parts++)
    if (rows % parts === 0 && strassenBytes({ ...size, rows: rows / parts }, machine) <= wayOf(machine).caches * machine.l2) return rows / parts;
  return undefined;
}

/**
 * Which share of the plain sum's time Strassen's way takes on a machine; undefined where it is not known to take less. Seven products stand for eight, sums and
 * tiles that are not full come on top.
 */
export function strassenShare(size: ProductSize, machine: Machine): number | undefined {
  const { lanes, fma, shortBodies } = machine;
  // Measured with vectors of 16, and in WebAssembly.
  const isMeasured = (lanes === 16 && fma) || (lanes === 4 && shortBodies);
  const chunk = isMeasured && isHalved(size, lanes) ? rowsAtOnce(size, machine) : undefined;
  if (chunk === undefined) return undefined;
  const { costs, worthwhile } = wayOf(machine);
  const { rows, count } = productTiles({ ...size, rows: chunk }, machine);
  const sums = costs.left / (4 * size.columns) + costs.right / (4 * chunk);
  const share = (7 * 2 * rows * count) / (8 * chunk) + sums + costs.finishing / (4 * size.depth);
  return share > worthwhile ? undefined : share;
}

/** True where half the depth fills vectors, and half the columns fill tiles. */
const isHalved = ({ depth, columns }: ProductSize, lanes: number): boolean => depth % (2 * lanes) === 0 && columns % (2 * leastVectors * lanes) === 0;

/** The product, or undefined where the Compute is none that this way serves. */
export function strassenProduct(c: Compute, machine: Machine): StrassenProduct | undefined {
  const { lanes } = machine;
  const { reduction } = c;
  const [outer, ...inner] = c.axes;
  const [depth, ...more] = reduction?.axes ?? [];
  if (reduction === undefined || reduction.combine !== "sum" || depth === undefined || more.length > 0 || outer === undefined) return undefined;
  const column = innermostAxis(c, lanes);
  if (column === undefined || column === outer || !inner.includes(column) || !canRunAlongLanes(c, column, lanes)) return undefined;
  const rowAxes = inner.filter((a) => a !== column);
  const size = { rows: rowAxes.reduce((n, a) => n * extentOf(a), 1), depth: extentOf(depth), columns: extentOf(column) };
  const chunk = Object.values(size).every(Number.isInteger) && isHalved(size, lanes) ? rowsAtOnce(size, machine) : undefined;
  if (chunk === undefined) return undefined;
  const { body } = reduction;
  if (body.kind !== "binary" || body.op !== "mul" || body.dtype !== "f32") return undefined;
  const isRight = (e: Expr): boolean => tensorsRead(e).every((t) => t.constant) && ![outer, ...rowAxes].some((a) => mentions(e, a));
  const [left, right] = isRight(body.b) ? [body.a, body.b] : [body.b, body.a];
  if (!isRight(right) || mentions(left, column) || !runsAlong(left, depth, lanes)) return undefined;
  return { reduction, left, right, outer, rowAxes, column, depth, size, chunk };
}

const extentOf = ({ extent }: Axis): number => (typeof extent === "number" ? extent : Number.NaN);

/** The coordinates of a row along the axes that rows are points of. */
export function rowPlaces(rowAxes: readonly Axis[], row: Dim): readonly Dim[] {
  const [last, ...others] = [...rowAxes].reverse();
  if (last === undefined) return [];
  if (others.length === 0) return [row];
  const extent = extentOf(last);
  return [...rowPlaces(others.reverse(), floorDiv(row, extent)), mod(row, extent)];
}

function mentions(e: Expr, a: Axis): boolean {
  let found = false;
  walkExpr(e, (x) => {
    if (x.kind === "read") found ||= x.at.some((d) => dependsOn(d, a.sym));
    if (x.kind === "index") found ||= dependsOn(x.dim, a.sym);
  });
  return found && coordinate(a) !== 0;
}

/** True where vectors of a factor can be loaded along the depth. */
function runsAlong(e: Expr, depth: Axis, lanes: number): boolean {
  const lane = sym("lane", 0, lanes - 1);
  const block = sym("block", 0, extentOf(depth) / lanes - 1);
  const at = add(mul(dimOf(block), lanes), dimOf(lane));
  return isVectorizable(rewriteExpr(e, { sym: (s) => (s === depth.sym ? at : undefined) }), lane);
}
