/** Vectors whose lanes share elements in runs: channels of several groups, of each of which the lanes of its results read one. */
import { add, bounds, type Dim, dimOf, equalDims, mod, type Sym, sub, sym } from "../core/dim.ts";
import { substitute } from "../core/dim-fold.ts";
import { dependsOn } from "../core/dim-terms.ts";
import { type Buffer, constant, type Expr, type ExprOf, i32, lt, ramp, select } from "./expr.ts";

/** The addresses that runs of neighbouring lanes read, an element each: channels of several groups in a vector. Undefined where runs are shorter than two lanes. */
export function runsOf(address: Dim, lane: Sym): readonly Dim[] | undefined {
  for (let size = (lane.hi + 1) / 2; size >= 2; size /= 2) {
    const within = sym("lane", 0, size - 1);
    const starts = Array.from({ length: (lane.hi + 1) / size }, (_, i) => i * size);
    const runs = starts.map((start) => substitute(address, (s) => (s === lane ? add(start, dimOf(within)) : undefined)));
    if (runs.every((run) => !dependsOn(run, within))) return runs;
  }
  return undefined;
}

/** One vector of elements that runs of its lanes share. */
export function inRuns(runs: readonly Expr[], lanes: number, from = 0, to = lanes): Expr {
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return only;
  const [half, middle] = [runs.length / 2, (from + to) / 2];
  const isBefore = lt(ramp(i32(0), lanes), constant("i32", middle, lanes));
  return select(isBefore, inRuns(runs.slice(0, half), lanes, from, middle), inRuns(runs.slice(half), lanes, middle, to));
}

/** Runs that each read one element of a vector in memory, all at the same place within their lanes. */
export interface RunsOfVector {
  readonly buffer: Buffer;
  /** Where the vector begins, a multiple of its lanes. */
  readonly at: Dim;
  /** The place within a run, less than its size. */
  readonly from: Dim;
  readonly size: number;
}

/** The one vector in memory that holds what `inRuns` puts together; undefined where there is none. */
export function runsOfVector(e: ExprOf<"select">): RunsOfVector | undefined {
  const parts = loadsOf(e, 0, e.lanes);
  const [first] = parts ?? [];
  if (parts === undefined || first === undefined) return undefined;
  const { buffer } = first;
  const size = e.lanes / parts.length;
  const from = mod(first.at, e.lanes);
  const isWhole = typeof buffer.elements === "number" && buffer.elements % e.lanes === 0;
  const isOne = parts.every((x, i) => x.buffer === buffer && equalDims(sub(x.at, first.at), i * size));
  return isWhole && isOne && bounds(from)[1] < size ? { buffer, at: sub(first.at, from), from, size } : undefined;
}

/** The loads of the runs from lane `from` to `to`; undefined where the expression is something else. */
function loadsOf(e: Expr, from: number, to: number): readonly ExprOf<"load">[] | undefined {
  if (e.kind === "splat") return e.x.kind === "load" && e.x.count === undefined ? [e.x] : undefined;
  const middle = (from + to) / 2;
  if (e.kind !== "select" || !isBefore(e.condition, middle)) return undefined;
  const [first, second] = [loadsOf(e.then, from, middle), loadsOf(e.else, middle, to)];
  return first === undefined || first.length !== second?.length ? undefined : [...first, ...second];
}

const isBefore = (e: Expr, lane: number): boolean =>
  e.kind === "binary" &&
  e.op === "lt" &&
  e.a.kind === "ramp" &&
  e.a.base.kind === "const" &&
  e.a.base.value === 0 &&
  e.b.kind === "const" &&
  e.b.value === lane;
