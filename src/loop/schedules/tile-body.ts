/** One register tile at its place: its accumulators, the loops over its terms, and what becomes of its sums. The loops around it: tiled-reduction.ts. */
import { type Dim, type Sym, sub } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import type { Axis, Reduction } from "../compute.ts";
import { type Expr, type Tile, tile, tileGet, variable, widen } from "../expr.ts";
import { declareTile, letStmt, type Stmt, setTile } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { combined } from "./combine.ts";
import { cleared, depthParts, folded, movedTo } from "./depth-lanes.ts";
import { type Clip, splitGuard } from "./guards.ts";
import { storeAddress } from "./parameters.ts";
import { reductionNest } from "./reduction-nest.ts";
import { atPosition, type RowWindow } from "./row-window.ts";
import { scattered } from "./scattered.ts";
import { overRows } from "./shared-rows.ts";
import { firstOfLine, lineOf, overPositions, windowsOfLine } from "./sliding-windows.ts";
import { withResult } from "./store-result.ts";
import { type Aside, asideAt, type Job, reachedByTile, startOf, stores, tileSyms } from "./tile-job.ts";
import { overTile, type Place } from "./tile-place.ts";
import { type Lanes, vectorized } from "./vectorize.ts";

interface RegisterTile {
  readonly job: Job;
  readonly place: Place;
  /** Along the depth, vectors of partial sums. */
  readonly acc: Tile;
  /** The lanes of results; undefined for scalars. */
  readonly lanes: Lanes | undefined;
}

/** What is combined in the accumulators: all terms, or those of a part of the depth. */
interface Terms {
  readonly reduction: Reduction;
  readonly body: Expr;
  readonly lanes: Lanes | undefined;
  readonly clips: ReadonlyMap<Axis, Clip>;
}

export function tileBody(job: Job, place: Place): readonly Stmt[] {
  const { plan, reduction, aside, put } = job;
  const { lane, laneCount, columnCount } = place;
  const shape = [laneCount, columnCount].filter((n) => n > 1);
  const acc = tile("acc", reduction.result.dtype, plan.depth?.lanes ?? place.lanes, shape);
  const t: RegisterTile = { job, place, acc, lanes: lane === undefined ? undefined : { sym: lane, count: place.lanes, valid: place.valid } };
  const sums = summed(t);
  if (aside !== undefined) return [...sums, ...putAside(t, aside)];
  if (put !== undefined) return [...sums, ...scattered(job, place, put, (tb, tw) => sumAt(t, tb, tw))];
  if (plan.finishing?.where !== "tile" || shape.length === 0) return [...sums, ...overTile(place, (tb, tw) => stored(t, sumAt(t, tb, tw), tb, tw))];
  // Out of the registers first: what is computed of each result wants them for itself.
  const kept: RegisterTile = { ...t, acc: tile("sums", acc.dtype, acc.lanes, shape) };
  return [
    ...sums,
    declareTile(kept.acc, startOf(reduction, acc.lanes)),
    ...overTile(place, (tb, tw) => setSum(kept, tb, tw, sumAt(t, tb, tw))),
    ...overTile(place, (tb, tw) => stored(t, sumAt(kept, tb, tw), tb, tw), false),
  ];
}

const slot = ({ laneCount, columnCount }: Place, tb: Dim, tw: Dim): readonly Dim[] => [
  ...(laneCount > 1 ? [tb] : []),
  ...(columnCount > 1 ? [tw] : []),
];

const sumAt = ({ acc, place }: RegisterTile, tb: Dim, tw: Dim): Expr => tileGet(acc, slot(place, tb, tw));

const setSum = ({ acc, place }: RegisterTile, tb: Dim, tw: Dim, value: Expr): Stmt => setTile(acc, slot(place, tb, tw), value);

const addTerm = (t: RegisterTile, tb: Dim, tw: Dim, term: Expr): Stmt => setSum(t, tb, tw, combined(t.job.reduction.combine, sumAt(t, tb, tw), term));

const atResult =
  ({ coordinates }: Place, tb: Dim, tw: Dim) =>
  (s: Sym): Dim | undefined =>
    coordinates.get(s)?.(tb, tw);

/** What is summed, as it stands for vector `tb` and column `tw`. */
const termAt =
  ({ job, place, acc }: RegisterTile, e: Expr, lanes: Lanes | undefined) =>
  (tb: Dim, tw: Dim): Expr =>
    widen(vectorized(rewriteExpr(e, { sym: atResult(place, tb, tw) }), lanes, job.parameters), acc.lanes);

/** The accumulators declared, and all terms combined in them. */
function summed(t: RegisterTile): readonly Stmt[] {
  const { job, place, acc, lanes } = t;
  const { plan, reduction, first } = job;
  const { depth, window } = plan;
  const guard = splitGuard(job.c, tileSyms(job, place));
  const terms: Terms = { reduction, body: guard.body, lanes, clips: new Map([...guard.clips, ...reachedByTile(job, place)]) };
  const start = startOf(reduction, acc.lanes);
  const line = window === undefined ? undefined : lineOf(window, reduction, place);
  if (window !== undefined && line !== undefined) {
    const windows = windowsOfLine(window, line, reduction, place, (tb, tw, x) => setSum(t, tb, tw, x));
    return [declareTile(line, start), ...positionsOf(t, window, line, terms), ...begun(acc, start, windows)];
  }
  const firstAt = first === undefined ? undefined : termAt(t, first, lanes);
  const firsts = firstAt === undefined ? undefined : overTile(place, (tb, tw) => setSum(t, tb, tw, firstAt(tb, tw)));
  if (depth === undefined) return [...begun(acc, start, firsts), ...termsOf(t, terms)];
  const parts = depthParts(reduction, depth).flatMap(({ reduction: own, lane, at, valid }) => [
    ...termsOf(t, { ...terms, reduction: own, body: movedTo(guard.body, depth.axis, at), lanes: { sym: lane, count: depth.lanes } }),
    ...(valid === undefined ? [] : overTile(place, (tb, tw) => setSum(t, tb, tw, cleared(sumAt(t, tb, tw), reduction, valid)))),
  ]);
  return [...begun(acc, start, firsts), ...parts];
}

/** A tile of sums that start with nothing, or are set to their first terms. */
function begun(acc: Tile, nothing: Expr, sets: readonly Stmt[] | undefined): readonly Stmt[] {
  if (sets === undefined) return [declareTile(acc, nothing)];
  const [set] = sets;
  if (acc.shape.length === 0 && set?.kind === "set") return [declareTile(acc, set.value)];
  return [{ kind: "tile", tile: acc, init: nothing, overwritten: true }, ...sets];
}

/** The loops over the terms of each result, those along rows that columns share by rows. */
function termsOf(t: RegisterTile, terms: Terms): readonly Stmt[] {
  const { job, place } = t;
  const { rows } = job.plan;
  const { reduction, body, lanes } = terms;
  if (rows === undefined) {
    const term = termAt(t, body, lanes);
    return nest(
      t,
      terms,
      overTile(place, (tb, tw) => addTerm(t, tb, tw, term(tb, tw))),
    );
  }
  const axes = reduction.axes.filter((a) => a !== rows.terms);
  const product = (tw: Dim, at: Dim): Expr => termAt(t, movedTo(body, rows.terms, at), lanes)(0, tw);
  const update = overRows(rows, place.columnCount, product, (tw, x) => addTerm(t, 0, tw, x));
  return nest(t, { ...terms, reduction: { ...reduction, axes } }, update);
}

/** The loops over the terms of each position that windows share. */
function positionsOf(t: RegisterTile, window: RowWindow, line: Tile, terms: Terms): readonly Stmt[] {
  const { body, lanes, clips } = terms;
  const reduction = { ...terms.reduction, axes: terms.reduction.axes.filter((a) => a !== window.taps) };
  const joined = (term: Expr, set: (held: Expr, x: Expr) => Expr): readonly Stmt[] =>
    overPositions(window, line, t.place, (tb, position) => termAt(t, atPosition(term, window, position), lanes)(tb, 0), set);
  const all = joined(body, (held, x) => combined(reduction.combine, held, x));
  const first = firstOfLine(reduction, clips);
  if (first === undefined) return nest(t, { ...terms, reduction }, all);
  const others = nest(t, { ...terms, reduction, clips: new Map([[first.axis, first.others]]) }, all);
  return [...joined(movedTo(body, first.axis, first.at), (_, x) => x), ...others];
}

function nest({ job, place }: RegisterTile, { reduction, clips }: Terms, update: readonly Stmt[]): readonly Stmt[] {
  const { c, inOrder, plan } = job;
  return reductionNest({ c, reduction, inOrder, corner: atResult(place, 0, 0), unrolls: plan.unrolls }, clips, update);
}

/** The result of a sum, stored. */
function stored({ job, place, lanes }: RegisterTile, sum: Expr, tb: Dim, tw: Dim): readonly Stmt[] {
  const { c, plan, parameters, reduction } = job;
  const result = plan.depth === undefined ? sum : variable("sum", sum.dtype, 1);
  const value = rewriteExpr(c.value, { sym: atResult(place, tb, tw) });
  const element = withResult(vectorized(value, lanes, parameters), reduction, result, place.lanes);
  const at = c.at.map((d) => substitute(d, atResult(place, tb, tw)));
  const address = substitute(storeAddress(c, at, parameters.bufferOf), (s) => (s === place.lane ? 0 : undefined));
  return [...(result.kind === "var" ? [letStmt(result, folded(reduction, sum))] : []), ...stores(job, place, tb, address, element)];
}

/** The sums kept until those of the rest of their row are there. */
function putAside(t: RegisterTile, aside: Aside): readonly Stmt[] {
  const { job, place } = t;
  const { columnAxis } = job.plan;
  const column = (tb: Dim, tw: Dim): Dim => sub(columnAxis === undefined ? 0 : (atResult(place, tb, tw)(columnAxis.sym) ?? 0), aside.from);
  return overTile(place, (tb, tw) => setTile(aside.sums, asideAt(aside, tb, column(tb, tw)), sumAt(t, tb, tw)));
}
