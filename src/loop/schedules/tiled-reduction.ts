/**
 * The register-tiled reduction: convolutions, matrix products, pools and means are all this loop nest. Outer loops over tiles, a tile of
 * accumulators, reduction loops around one unrolled update, then the epilogue (tile-body.ts). Which axes and sizes: tile-plan.ts.
 */

import { invariant } from "../../core/diagnostics.ts";
import { add, bounds, type Dim, dimOf, mul, type Sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import type { DType } from "../../core/dtype.ts";
import { plainLayout } from "../../core/layout.ts";
import type { Axis, Compute, Reduction } from "../compute.ts";
import { type Buffer, buffer, type Expr, load, type Tensor, tensor, tile, tileGet } from "../expr.ts";
import { declareTile, kernel, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import { finishedRows } from "./finished-rows.ts";
import { fromFirstOfAll, fromFirstTerm } from "./first-term.ts";
import { inRows } from "./joined-rows.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { laneSegments, segmentsOf } from "./segments.ts";
import { windowSegments } from "./sliding-windows.ts";
import { withResult } from "./store-result.ts";
import { tileBody } from "./tile-body.ts";
import { type Aside, type Besides, type Job, startOf } from "./tile-job.ts";
import { lanesOf, overSegment, type Place, simpleLoop, withAxis } from "./tile-place.ts";
import type { TilePlan } from "./tile-plan.ts";
import type { Total } from "./totals.ts";

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
  const continued = (tb: Dim): Expr => load(output, addressAt(tb), lanes, valid);
  const start = startOf(reduction, lanes);
  const begin = (): readonly Stmt[] => {
    if (total.continues !== true) return [declareTile(sums, start)];
    if (laneCount === 1) return [declareTile(sums, continued(0))];
    return [{ kind: "tile", tile: sums, init: start, overwritten: true }, ...each((tb) => setTile(sums, slot(tb), continued(tb)))];
  };
  return [...begin(), ...outerLoops({ ...job, sums }, axes, place), ...each(result)];
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
