/**
 * The register-tiled reduction: convolutions, matrix products, pools and means are all this loop nest. Outer loops over tiles, a tile of
 * accumulators, reduction loops around one unrolled update, then the epilogue. Which axes and sizes: tile-plan.ts.
 */

import { invariant } from "../../core/diagnostics.ts";
import { add, bounds, type Dim, dimOf, mul, type Sym, sub } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import type { DType } from "../../core/dtype.ts";
import { plainLayout } from "../../core/layout.ts";
import type { Axis, Compute, Reduction } from "../compute.ts";
import { type Buffer, buffer, type Expr, load, type Tensor, type Tile, tensor, tile, tileGet, variable, widen } from "../expr.ts";
import { declareTile, kernel, letStmt, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { combined } from "./combine.ts";
import { cleared, depthParts, folded, movedTo } from "./depth-lanes.ts";
import { finishedRows } from "./finished-rows.ts";
import { fromFirstOfAll, fromFirstTerm } from "./first-term.ts";
import { type Clip, splitGuard } from "./guards.ts";
import { inRows } from "./joined-rows.ts";
import { type Parameters, parametersOf, storeAddress } from "./parameters.ts";
import { reductionNest } from "./reduction-nest.ts";
import { atPosition } from "./row-window.ts";
import { scattered } from "./scattered.ts";
import { laneSegments, segmentsOf } from "./segments.ts";
import { overRows } from "./shared-rows.ts";
import { firstOfLine, lineOf, overPositions, windowSegments, windowsOfLine } from "./sliding-windows.ts";
import { withResult } from "./store-result.ts";
import { type Aside, asideAt, type Besides, type Job, reachedByTile, startOf, stores, tileSyms } from "./tile-job.ts";
import { lanesOf, overSegment, overTile, type Place, simpleLoop, withAxis } from "./tile-place.ts";
import type { TilePlan } from "./tile-plan.ts";
import type { Total } from "./totals.ts";
import { type Lanes, vectorized } from "./vectorize.ts";

/** `inOrder`: the terms of each result are combined in the order of the reduction axes, whatever the layouts. `total` is added up of what is stored. */
export function tiledReduction(c: Compute, plan: TilePlan, inOrder: boolean, total?: Total): Routine {
  const parameters = parametersOf(c);
  const { lanes, laneTile, columnTile } = plan;
  const put = plan.scatters !== undefined ? tileInMemory(c, lanes * laneTile * columnTile) : undefined;
  const body = tiledLoops(c, plan, inOrder, parameters, { put: put?.buffer, total });
  const before = <T>(list: readonly T[], own: T | undefined): readonly T[] =>
    own === undefined ? list : [...list.slice(0, -1), own, ...list.slice(-1)];
  const params = [...before(parameters.params, put?.buffer), ...(total === undefined ? [] : [total.output])];
  return Object.freeze({
    kind: "routine",
    kernel: kernel({ name: c.name, doc: [], params, plan: { schedule: "tiled", lanes, tile: [laneTile, columnTile] }, body }),
    operands: [...before(parameters.operands, put?.tensor), ...(total === undefined ? [] : [total.c.output])],
    scratch: put && [put.tensor],
    origin: c.origin,
  });
}

/** Memory for the results of a tile that are put aside. */
function tileInMemory(c: Compute, elements: number): { readonly tensor: Tensor; readonly buffer: Buffer } {
  const dtype = (c.reduction as Reduction).result.dtype as DType;
  return { tensor: tensor(`${c.output.name}.tile`, dtype, [elements], plainLayout(1)), buffer: buffer("tile", dtype, elements, "out") };
}

/** The loops of `tiledReduction` over other buffers: a stage of a larger kernel. */
export function tiledLoops(c: Compute, plan: TilePlan, inOrder: boolean, parameters: Parameters, besides: Besides = {}): readonly Stmt[] {
  const { reduction } = c;
  invariant(reduction !== undefined, `${c.name} has no reduction`);
  const place: Place = { coordinates: new Map(), ...lanesOf(plan.lanes), laneCount: 1, columnCount: 1 };
  const from =
    plan.window !== undefined
      ? undefined
      : (fromFirstOfAll(c, reduction) ?? (inOrder || !plan.startsWithConstants ? undefined : fromFirstTerm(c, reduction)));
  const own = from?.compute ?? c;
  return outerLoops(
    {
      c: own,
      first: from?.first,
      plan: inOrder ? inSourceOrder(plan) : plan,
      inOrder,
      parameters,
      reduction: own.reduction ?? reduction,
      ...besides,
    },
    plan.order,
    place,
  );
}

/** The plan without partial sums, and without rows whose terms follow each other. */
function inSourceOrder({ depth: _, rows: __, ...plan }: TilePlan): TilePlan {
  return plan;
}

function outerLoops(job: Job, axes: readonly Axis[], place: Place): readonly Stmt[] {
  const [a, ...rest] = axes;
  if (a === undefined) return job.stage === "finish" ? finishedRows(job, undefined, place) : tileBody(job, place);
  const { plan, total } = job;
  if (total !== undefined && job.stage === undefined && job.sums === undefined && axes.every((x) => total.over.has(x.sym) || x.extent === 1))
    return totalled(job, total, axes, place);
  if (finishesAlong(job, a, rest)) return finishedLater(job, axes, a, place);
  if (a === plan.laneAxis)
    return laneSegments(job.c, plan, a).flatMap((segment) =>
      overSegment(a.sym.name, segment, (base) => {
        const { lanes, lane } = segment.lanes === undefined ? place : lanesOf(segment.lanes);
        const at = (tb: Dim): Dim => add(mul(add(base, mul(tb, segment.step ?? 1)), plan.lanes), lane === undefined ? 0 : dimOf(lane));
        return outerLoops(job, rest, withAxis({ ...place, lanes, lane, laneCount: segment.size, valid: segment.valid }, a, at));
      }),
    );
  const [column] = rest;
  if (a === plan.rowAxis && column !== undefined && job.stage !== "finish") return joinedTiles(job, a, column, rest.slice(1), place);
  if (a === plan.columnAxis)
    return (plan.window === undefined ? segmentsOf(a.extent, plan.columnTile) : windowSegments(plan.window, plan.columnTile)).flatMap((segment) =>
      overSegment(a.sym.name, segment, (base) =>
        outerLoops(
          job,
          rest,
          withAxis({ ...place, columnCount: segment.size }, a, (_, tw) => add(job.aside?.from ?? 0, base, tw)),
        ),
      ),
    );
  return simpleLoop(a.sym.name, a.extent, (i) =>
    outerLoops(
      job,
      rest,
      withAxis(place, a, () => i),
    ),
  );
}

/** Tiles over rows that lie as one. */
function joinedTiles(job: Job, row: Axis, column: Axis, rest: readonly Axis[], place: Place): readonly Stmt[] {
  const width = bounds(column.extent)[1];
  return segmentsOf(mul(row.extent, width), job.plan.columnTile).flatMap((segment) =>
    overSegment(`${row.sym.name}_${column.sym.name}`, segment, (base) => {
      const part =
        (i: 0 | 1) =>
        (_: Dim, tw: Dim): Dim =>
          inRows(add(base, tw), width)[i];
      return outerLoops(job, rest, withAxis(withAxis({ ...place, columnCount: segment.size }, row, part(0)), column, part(1)));
    }),
  );
}

/** The loops over the axes of a total, which begins before them and is stored behind them. */
function totalled(job: Job, total: Total, axes: readonly Axis[], place: Place): readonly Stmt[] {
  const { c, reduction, output } = total;
  const { lane, lanes, laneCount, valid } = place;
  const sums = tile("total", reduction.result.dtype, lanes, laneCount > 1 ? [laneCount] : []);
  const slot = (tb: Dim): readonly Dim[] => (laneCount > 1 ? [tb] : []);
  const addressAt = (tb: Dim): Dim => {
    const at = (s: Sym): Dim | undefined => (s === lane ? 0 : place.coordinates.get(s)?.(tb, 0));
    return substitute(substitute(total.address, at), at);
  };
  const result = (tb: Dim): Stmt => {
    const sum = tileGet(sums, slot(tb));
    return store(output, addressAt(tb), total.continues === true ? sum : withResult(c.value, reduction, sum, lanes), valid);
  };
  const each = (body: (tb: Dim) => Stmt): readonly Stmt[] =>
    laneCount > 1 ? [loop("tb", laneCount, (tb) => [body(dimOf(tb))], { unroll: true })] : [body(0)];
  return [
    declareTile(sums, startOf(reduction, lanes)),
    ...(total.continues === true ? each((tb) => setTile(sums, slot(tb), load(output, addressAt(tb), lanes, valid))) : []),
    ...outerLoops({ ...job, sums }, axes, place),
    ...each(result),
  ];
}

/** True for the axis along which what stands in the last loop is finished after all its sums: that of the columns, without one that of the lanes. */
const finishesAlong = ({ plan, stage }: Job, a: Axis, rest: readonly Axis[]): boolean =>
  plan.finishing !== undefined &&
  plan.finishing.where !== "tile" &&
  stage === undefined &&
  a === (plan.rowAxis ?? plan.columnAxis ?? plan.laneAxis) &&
  rest.every((x) => x.extent === 1 || x === plan.columnAxis);

/** All sums along an axis, or along a part of it that is put aside, then a loop that finishes them. */
function finishedLater(job: Job, axes: readonly Axis[], a: Axis, place: Place): readonly Stmt[] {
  const { plan, reduction } = job;
  const { sums: _, ...unsummed } = job;
  const summing: Job = { ...unsummed, c: { ...job.c, value: reduction.result }, stage: "sum" };
  if (plan.finishing?.where === "aside")
    return segmentsOf(a.extent, plan.finishing.columns).flatMap((segment) =>
      overSegment(`${a.sym.name}_part`, segment, (from) => {
        const part = { ...a, extent: segment.size };
        const shape = [...(place.laneCount > 1 ? [place.laneCount] : []), segment.size];
        const aside: Aside = { sums: tile("sums", reduction.result.dtype, place.lanes, shape), from };
        return [
          { kind: "tile", tile: aside.sums, init: startOf(reduction, place.lanes), overwritten: true },
          ...outerLoops({ ...summing, plan: { ...plan, columnAxis: part }, aside }, [part, ...axes.slice(1)], place),
          ...finishedRows({ ...job, aside }, part, place),
        ];
      }),
    );
  const rows = (at: Place): readonly Stmt[] => finishedRows(job, plan.columnAxis, at);
  if (a === plan.columnAxis) return [...outerLoops(summing, axes, place), ...rows(place)];
  if (a === plan.rowAxis) return [...outerLoops(summing, axes, place), ...simpleLoop(a.sym.name, a.extent, (y) => rows(withAxis(place, a, () => y)))];
  return [...outerLoops(summing, axes, place), ...outerLoops({ ...job, plan: { ...plan, laneTile: 1 }, stage: "finish" }, axes, place)];
}

function tileBody(job: Job, place: Place): readonly Stmt[] {
  const { c, plan, parameters, reduction } = job;
  const { lane } = place;
  const accumulated = plan.depth?.lanes ?? place.lanes;
  const acc = tile(
    "acc",
    reduction.result.dtype,
    accumulated,
    [place.laneCount, place.columnCount].filter((n) => n > 1),
  );
  const lanes: Lanes | undefined = lane === undefined ? undefined : { sym: lane, count: place.lanes, valid: place.valid };
  const atTile = (tb: Dim, tw: Dim): readonly Dim[] => [...(place.laneCount > 1 ? [tb] : []), ...(place.columnCount > 1 ? [tw] : [])];
  const vector = (e: Expr, tb: Dim, tw: Dim, along: Lanes | undefined): Expr =>
    widen(vectorized(rewriteExpr(e, { sym: (s) => place.coordinates.get(s)?.(tb, tw) }), along, parameters), accumulated);
  const guard = splitGuard(c, tileSyms(job, place));
  const { window } = plan;
  const line = window === undefined ? undefined : lineOf(window, reduction, place);
  const terms = (reduced: Reduction, body: Expr, along: Lanes | undefined): readonly Stmt[] => {
    const added = (tb: Dim, tw: Dim, term: Expr): Stmt =>
      setTile(acc, atTile(tb, tw), combined(reduction.combine, tileGet(acc, atTile(tb, tw)), term));
    const { rows } = plan;
    const corner = (sym: Sym): Dim | undefined => place.coordinates.get(sym)?.(0, 0);
    const clips = new Map([...guard.clips, ...reachedByTile(job, place)]);
    const nest = (axes: readonly Axis[], own: ReadonlyMap<Axis, Clip>, update: readonly Stmt[]): readonly Stmt[] =>
      reductionNest({ c, reduction: { ...reduced, axes }, inOrder: job.inOrder, corner, unrolls: plan.unrolls }, own, update);
    if (window !== undefined && line !== undefined) {
      const axes = reduced.axes.filter((a) => a !== window.taps);
      const joined = (term: Expr, set: (held: Expr, x: Expr) => Expr): readonly Stmt[] =>
        overPositions(window, line, place, (tb, position) => vector(atPosition(term, window, position), tb, 0, along), set);
      const all = joined(body, (held, x) => combined(reduction.combine, held, x));
      const first = firstOfLine({ ...reduced, axes }, clips);
      if (first === undefined) return nest(axes, clips, all);
      return [...joined(movedTo(body, first.axis, first.at), (_, x) => x), ...nest(axes, new Map([[first.axis, first.others]]), all)];
    }
    if (rows === undefined)
      return nest(
        reduced.axes,
        clips,
        overTile(place, (tb, tw) => added(tb, tw, vector(body, tb, tw, along))),
      );
    return nest(
      reduced.axes.filter((a) => a !== rows.terms),
      clips,
      overRows(
        rows,
        place.columnCount,
        (tw, term) => vector(movedTo(body, rows.terms, term), 0, tw, along),
        (tw, term) => added(0, tw, term),
      ),
    );
  };
  const { depth } = plan;
  const reductionLoops =
    depth === undefined
      ? terms(reduction, guard.body, lanes)
      : depthParts(reduction, depth).flatMap((part) => [
          ...terms(part.reduction, movedTo(guard.body, depth.axis, part.at), { sym: part.lane, count: depth.lanes }),
          ...(part.valid === undefined
            ? []
            : overTile(place, (tb, tw) => setTile(acc, atTile(tb, tw), cleared(tileGet(acc, atTile(tb, tw)), reduction, part.valid ?? 0)))),
        ]);
  const stored = (from: Tile, tb: Dim, tw: Dim): readonly Stmt[] => {
    const sum = tileGet(from, atTile(tb, tw));
    const result = depth === undefined ? sum : variable("sum", sum.dtype, 1);
    const value = rewriteExpr(c.value, { sym: (s) => place.coordinates.get(s)?.(tb, tw) });
    const element = withResult(vectorized(value, lanes, parameters), reduction, result, place.lanes);
    const at = c.at.map((d) => substitute(d, (s) => place.coordinates.get(s)?.(tb, tw)));
    const address = storeAddress(c, at, parameters.bufferOf);
    return [
      ...(result.kind === "var" ? [letStmt(result, folded(reduction, sum))] : []),
      ...stores(job, place, tb, lane === undefined ? address : substitute(address, (s) => (s === lane ? 0 : undefined)), element),
    ];
  };
  const start = startOf(reduction, accumulated);
  const { aside, first } = job;
  const sets = first === undefined ? undefined : overTile(place, (tb, tw) => setTile(acc, atTile(tb, tw), vector(first, tb, tw, lanes)));
  const reduced =
    window === undefined || line === undefined
      ? [...begun(acc, start, sets), ...reductionLoops]
      : [
          declareTile(line, start),
          ...reductionLoops,
          ...begun(
            acc,
            start,
            windowsOfLine(window, line, reduction, place, (tb, tw, x) => setTile(acc, atTile(tb, tw), x)),
          ),
        ];
  if (aside !== undefined) {
    const column = (tb: Dim, tw: Dim): Dim =>
      sub(plan.columnAxis === undefined ? 0 : (place.coordinates.get(plan.columnAxis.sym)?.(tb, tw) ?? 0), aside.from);
    return [...reduced, ...overTile(place, (tb, tw) => setTile(aside.sums, asideAt(aside, tb, column(tb, tw)), tileGet(acc, atTile(tb, tw))))];
  }
  if (job.put !== undefined) return [...reduced, ...scattered(job, place, job.put, (tb, tw) => tileGet(acc, atTile(tb, tw)))];
  if (plan.finishing?.where !== "tile" || acc.shape.length === 0) return [...reduced, ...overTile(place, (tb, tw) => stored(acc, tb, tw))];
  // Out of the registers first: what is computed of each result wants them for itself.
  const sums = tile("sums", acc.dtype, acc.lanes, acc.shape);
  const moved = overTile(place, (tb, tw) => setTile(sums, atTile(tb, tw), tileGet(acc, atTile(tb, tw))));
  return [...reduced, declareTile(sums, start), ...moved, ...overTile(place, (tb, tw) => stored(sums, tb, tw), false)];
}

/** A tile of sums that start with nothing, or are set to their first terms. */
function begun(acc: Tile, nothing: Expr, sets: readonly Stmt[] | undefined): readonly Stmt[] {
  if (sets === undefined) return [declareTile(acc, nothing)];
  const [set] = sets;
  if (acc.shape.length === 0 && set?.kind === "set") return [declareTile(acc, set.value)];
  return [{ kind: "tile", tile: acc, init: nothing, overwritten: true }, ...sets];
}
