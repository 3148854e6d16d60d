/** Loops that finish the sums of a row, read from where they were stored or put aside. */
import { add, type Dim, floorDiv, type Sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import type { Axis } from "../compute.ts";
import { type Expr, load, tile, tileGet } from "../expr.ts";
import { type Stmt, setTile } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { storeAddress } from "./parameters.ts";
import { withResult } from "./store-result.ts";
import { asideAt, type Job, startOf, stores } from "./tile-job.ts";
import { overSegment, overTile, type Place, simpleLoop } from "./tile-place.ts";
import { type Lanes, vectorized } from "./vectorize.ts";

/** Vectors that are finished together, so that their chains of operations stand side by side. */
const together = 4;

/** The sums of a row of columns, or of the one there is, read from where they were stored or put aside, and finished there. */
export function finishedRows(job: Job, column: Axis | undefined, place: Place): readonly Stmt[] {
  const { c, parameters, reduction, aside } = job;
  const { lane, lanes, valid, laneCount } = place;
  const how: Lanes | undefined = lane === undefined ? undefined : { sym: lane, count: lanes, valid };
  const extent = column?.extent ?? 1;
  const result = (tb: Dim, x: Dim) => {
    const at = (s: Sym): Dim | undefined => (s === column?.sym ? add(aside?.from ?? 0, x) : place.coordinates.get(s)?.(tb, 0));
    const coordinates = c.at.map((d) => substitute(d, at));
    const address = storeAddress(c, coordinates, parameters.bufferOf);
    const start = lane === undefined ? address : substitute(address, (s) => (s === lane ? 0 : undefined));
    const finished = (sum: Expr): readonly Stmt[] =>
      stores(job, place, tb, start, withResult(vectorized(rewriteExpr(c.value, { sym: at }), how, parameters), reduction, sum, lanes));
    return { sum: () => load(parameters.output, start, lanes, valid), finished };
  };
  if (aside !== undefined)
    return simpleLoop("tb", laneCount, (tb) =>
      simpleLoop(column?.sym.name ?? "", extent, (x) => result(tb, x).finished(tileGet(aside.sums, asideAt(aside, tb, x)))),
    );
  const columns = columnsTogether(laneCount, extent);
  const group: Place = { ...place, columnCount: columns };
  const read = tile(
    "read",
    reduction.result.dtype,
    lanes,
    [laneCount, columns].filter((n) => n > 1),
  );
  const slot = (tb: Dim, tw: Dim): readonly Dim[] => [...(laneCount > 1 ? [tb] : []), ...(columns > 1 ? [tw] : [])];
  return overSegment(column?.sym.name ?? "", { size: columns, start: 0, from: 0, to: floorDiv(extent, columns) }, (x) => [
    { kind: "tile", tile: read, init: startOf(reduction, lanes), overwritten: true },
    ...overTile(group, (tb, tw) => setTile(read, slot(tb, tw), result(tb, add(x, tw)).sum())),
    ...overTile(group, (tb, tw) => result(tb, add(x, tw)).finished(tileGet(read, slot(tb, tw)))),
  ]);
}

/** Columns of vectors that are finished together: as many as divide all of them. */
const columnsTogether = (vectors: number, extent: Dim): number =>
  typeof extent === "number" ? ([4, 2].find((n) => vectors * n <= together && extent % n === 0) ?? 1) : 1;
