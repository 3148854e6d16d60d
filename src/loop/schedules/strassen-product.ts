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
import { canRunAlongLanes, innermostAxis } from "./tile-plan.ts";
import { isVectorizable } from "./vectorize.ts";

/** Vectors of columns in a register tile. */
export const columnVectors = 2;

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

/** Rows of a register tile, and how many tiles a half of the rows takes; the last one may reach behind it. */
export interface RowTiles {
  readonly tile: number;
  readonly count: number;
}

/** Rows of half a product, the odd one with the upper half. */
export const upperRows = (rows: number): number => Math.ceil(rows / 2);

/** As many rows a tile as leave least of the last one empty; beginning and ending a tile takes as long as a third of a row. */
export function rowTiles(rows: number): RowTiles {
  const half = upperRows(rows);
  const [least, most, begin] = [8, 14, 1 / 3];
  const sizes = Array.from({ length: most - least + 1 }, (_, i) => ({ tile: most - i, count: Math.ceil(half / (most - i)) }));
  const timeOf = ({ tile, count }: RowTiles): number => count * (tile + begin);
  return sizes.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a));
}

/** Bytes of the sums of quadrants that the products of so many rows read. */
export function strassenBytes(rows: number, depth: number): number {
  const { tile, count } = rowTiles(rows);
  return 4 * 7 * tile * count * (depth / 2);
}

/** Fewer rows than that are not halved: of all, and of parts, each of which reads the weights again. */
const [leastRows, leastInParts] = [32, 96];
/** Second-level caches that sums of quadrants may fill. */
const mostCaches = 2;

/** Rows that are halved at a time: as many as divide all, and as sums have room for near the processor; undefined where those would be few. */
export function rowsAtOnce({ rows, depth }: ProductSize, { l2 }: Machine): number | undefined {
  for (let parts = 1; rows >= parts * (parts === 1 ? leastRows : leastInParts); parts++)
    if (rows % parts === 0 && strassenBytes(rows / parts, depth) <= mostCaches * l2) return rows / parts;
  return undefined;
}

/** A larger share of the plain sum's time is not worth what sums of sums lose. */
const worthwhile = 0.945;
/** What sums of four quadrants' vectors take, and what of seven products' vectors makes four of results: as long as so many multiply-adds. */
const [summing, finishing] = [30, 30];

/**
 * Which share of the plain sum's time Strassen's way takes on a machine; undefined where it is not known to take less. Seven products stand for eight, sums and
 * tiles that are not full come on top.
 */
export function strassenShare(size: ProductSize, machine: Machine): number | undefined {
  const { lanes, fma } = machine;
  const rows = rowsAtOnce(size, machine);
  // Measured with vectors of 16 only.
  if (lanes !== 16 || !fma || !isHalved(size, lanes) || rows === undefined) return undefined;
  const { tile, count } = rowTiles(rows);
  const share = (7 * 2 * tile * count) / (8 * rows) + summing / (4 * size.columns) + finishing / (4 * size.depth);
  return share > worthwhile ? undefined : share;
}

/** True where half the depth fills vectors, and half the columns fill tiles. */
const isHalved = ({ depth, columns }: ProductSize, lanes: number): boolean =>
  depth % (2 * lanes) === 0 && columns % (2 * columnVectors * lanes) === 0;

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
  const chunk = Object.values(size).every(Number.isInteger) ? rowsAtOnce(size, machine) : undefined;
  if (chunk === undefined || !isHalved(size, lanes)) return undefined;
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
