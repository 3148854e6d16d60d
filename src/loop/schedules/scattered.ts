/** Results of a tile whose lanes do not stand side by side in the output: finished as vectors where they have such a form, put aside, and stored by runs of lanes that do. */
import { add, type Dim, equalDims, mul, sub } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { type Buffer, bitcast, type Expr, load } from "../expr.ts";
import { type Stmt, store } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { storeAddress } from "./parameters.ts";
import { withResult } from "./store-result.ts";
import type { Job } from "./tile-job.ts";
import { overTile, type Place, simpleLoop } from "./tile-place.ts";
import { type Lanes, vectorized } from "./vectorize.ts";

/** Neighbouring lanes that are stored at once. */
interface Piece {
  readonly from: Dim;
  readonly lanes: number;
}

/** Lanes of the smallest vector. */
const leastLanes = 4;

/** Stores what `sum` gives for each vector of a tile. `put` holds a tile of sums, or the bits of as many results. */
export function scattered(job: Job, place: Place, put: Buffer, sum: (tb: Dim, tw: Dim) => Expr): readonly Stmt[] {
  const { c, plan, parameters, reduction } = job;
  const { lane, lanes, valid, laneCount, columnCount, coordinates } = place;
  const slot = (tb: Dim, tw: Dim): Dim => mul(add(mul(tb, columnCount), tw), plan.lanes);
  const all: Lanes | undefined = lane === undefined ? undefined : { sym: lane, count: lanes, valid };
  /** The value of a vector, or of one of its lanes. */
  const finished = (tb: Dim, tw: Dim, result: Expr, l?: Dim): Expr => {
    const value = rewriteExpr(c.value, { sym: (s) => coordinates.get(s)?.(tb, tw) });
    const own = l === undefined ? value : rewriteExpr(value, { sym: (s) => (s === lane ? l : undefined) });
    return withResult(vectorized(own, l === undefined ? all : undefined, parameters), reduction, result, result.lanes);
  };
  const address = (tb: Dim, tw: Dim, l: Dim): Dim => {
    const at = c.at.map((d) =>
      substitute(
        substitute(d, (s) => coordinates.get(s)?.(tb, tw)),
        (s) => (s === lane ? l : undefined),
      ),
    );
    return storeAddress(c, at, parameters.bufferOf);
  };
  const inVectors = plan.scatters === "results";
  const piece = (tb: Dim, tw: Dim, { from, lanes: count }: Piece): Stmt => {
    const kept = load(put, add(slot(tb, tw), from), count);
    return store(parameters.output, address(tb, tw, from), inVectors ? asType(c.value.dtype, kept) : finished(tb, tw, kept, from));
  };
  const finish = (tb: Dim, tw: Dim, result: Expr): Stmt => store(put, slot(tb, tw), asType(reduction.result.dtype, finished(tb, tw, result)));
  const each = (body: (tb: Dim, tw: Dim) => readonly Stmt[]): readonly Stmt[] =>
    simpleLoop("tb", laneCount, (tb) => simpleLoop("tw", columnCount, (tw) => body(tb, tw)));
  const isLater = inVectors && plan.finishing !== undefined;
  const runs = inVectors ? runsOfLanes(Number(valid ?? lanes), (l) => address(0, 0, l)) : undefined;
  return [
    ...overTile(place, (tb, tw) => (inVectors && !isLater ? finish(tb, tw, sum(tb, tw)) : store(put, slot(tb, tw), sum(tb, tw)))),
    ...(isLater ? each((tb, tw) => [finish(tb, tw, load(put, slot(tb, tw), lanes))]) : []),
    ...(runs === undefined
      ? simpleLoop("tb", laneCount, (tb) =>
          simpleLoop("lane", valid ?? lanes, (from) => simpleLoop("tw", columnCount, (tw) => [piece(tb, tw, { from, lanes: 1 })])),
        )
      : each((tb, tw) => runs.flatMap(piecesOf).map((p) => piece(tb, tw, p)))),
  ];
}

const asType = (dtype: Expr["dtype"], e: Expr): Expr => (e.dtype === dtype ? e : bitcast(dtype, e));

/** The longest runs of lanes whose addresses follow each other; undefined where each stands by itself. */
function runsOfLanes(lanes: number, address: (lane: Dim) => Dim): readonly { readonly from: number; readonly lanes: number }[] | undefined {
  const at = Array.from({ length: lanes }, (_, l) => address(l));
  const starts = at.flatMap((d, l) => (l > 0 && equalDims(sub(d, at[l - 1] ?? 0), 1) ? [] : [l]));
  return starts.length === lanes ? undefined : starts.map((from, i) => ({ from, lanes: (starts[i + 1] ?? lanes) - from }));
}

/** A run as vectors, the last of which may meet the one before, or as elements. */
function piecesOf({ from, lanes }: { readonly from: number; readonly lanes: number }): readonly Piece[] {
  if (lanes < leastLanes) return Array.from({ length: lanes }, (_, l) => ({ from: from + l, lanes: 1 }));
  const size = 2 ** Math.floor(Math.log2(lanes));
  const rest = lanes - size;
  const last = Math.max(leastLanes, 2 ** Math.ceil(Math.log2(rest)));
  return [{ from, lanes: size }, ...(rest === 0 ? [] : [{ from: from + lanes - last, lanes: last }])];
}
