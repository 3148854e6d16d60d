/** Vectorizing: turns a scalar expression over reads into one over `lanes` consecutive values of a lane symbol. */

import { bounds, type Dim, type Sym } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import { atMost } from "../../core/dim-order.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import type { DType } from "../../core/dtype.ts";
import { addressOf } from "../../core/layout.ts";
import { type Expr, index, load, ramp, type Tensor } from "../expr.ts";
import { inRuns, runsOf } from "../lane-runs.ts";
import type { Machine } from "../machine.ts";
import { laneBitsOf } from "../narrow-lanes.ts";
import { childrenOf, computedValue, rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { someExpr } from "../some.ts";
import type { Parameters } from "./parameters.ts";

/** How far a read's address moves from one lane to the next: 0, 1, or undefined where it is neither. */
function laneStride(tensor: Tensor, at: readonly Dim[], lane: Sym): 0 | 1 | undefined {
  const linear = linearIn(addressOf(tensor.layout, tensor.shape, at), lane);
  return linear?.coef === 0 ? 0 : linear?.coef === 1 ? 1 : undefined;
}

const vectorForms: ReadonlySet<DType> = new Set<DType>(["f32", "f16", "bf16", "i32", "i16", "u16", "i8", "u8", "bool"]);

/** Element types that vectors are loaded from and stored to: bytes, halves and truth values become lanes of 32 bits on the way. */
export const hasVectorForm = (dtype: DType): boolean => vectorForms.has(dtype);

/** Element types that are stored in vectors: C compilers make longer ones of truth values and of 16 bits themselves, V8 makes none. */
export const isStoredInVectors = (dtype: DType, { shortBodies }: Machine): boolean =>
  hasVectorForm(dtype) && (shortBodies || (dtype !== "bool" && laneBitsOf(dtype) !== 16));

/**
 * True when every part of `e` has a vector form over `lane`: reads of such types at stride 0 or 1 or alike in runs of lanes, coordinates linear in it. Integers are
 * divided where a machine that does so is named.
 */
export function isVectorizable(e: Expr, lane: Sym, machine?: Machine): boolean {
  let possible = true;
  walkLanes(e, (x) => {
    if (x.kind === "read") {
      const isLoaded = laneStride(x.tensor, x.at, lane) !== undefined || runsOf(addressOf(x.tensor.layout, x.tensor.shape, x.at), lane) !== undefined;
      if (!hasVectorForm(x.tensor.dtype) || !isLoaded) possible = false;
      if (x.at.some((d) => isComputedBy(d, lane))) possible = false;
    }
    if (x.kind === "index" && !isRamp(x.dim, lane)) possible = false;
    if (x.kind === "select" && isGuard(x.condition) && !isSafe(x)) possible = false;
    if (x.kind === "cast" && x.to !== "u32" && !hasVectorForm(x.to)) possible = false;
    if (x.dtype === "f64" || x.dtype === "i64" || x.dtype === "u64") possible = false;
    const isDivision = x.kind === "binary" && (x.op === "div" || x.op === "rem") && x.dtype !== "f32";
    if (isDivision && machine?.dividesWords !== true) possible = false;
  });
  return possible;
}

/** Calls `visit` for every expression that has lanes: places that are computed have none. */
function walkLanes(e: Expr, visit: (x: Expr) => void): void {
  for (const child of childrenOf(e)) walkLanes(child, visit);
  visit(e);
}

/** A coordinate that is the same in all lanes or one more in each, and fits lanes of 32 bits. */
const isRamp = (d: Dim, lane: Sym): boolean =>
  !isComputedBy(d, lane) && (!dependsOn(d, lane) || (linearIn(d, lane)?.coef === 1 && bounds(d)[1] < 2 ** 31));

/** True where all that is read lies inside its tensor, whatever conditions say. */
export function isSafe(e: Expr): boolean {
  let safe = true;
  walkExpr(e, (x) => {
    if (x.kind !== "read") return;
    const { shape } = x.tensor;
    if (!x.at.every((d, i) => atMost(0, d) === true && atMost(shape[i] ?? 1, d) === false)) safe = false;
  });
  return safe;
}

/** A condition on coordinates: it may keep reads inside their tensor, and a vector select would evaluate them all the same. */
export const isGuard = (condition: Expr): boolean => someExpr(condition, (x) => x.kind === "index");

/** True when a computed symbol in `d` (a gathered index) itself depends on the lane, or on a reduction's result, of which each lane has its own. */
const isComputedBy = (d: Dim, lane: Sym): boolean =>
  symbolsOf(d).some((s) => {
    const value = computedValue(s);
    return value !== undefined && someExpr(value, (x) => x.kind === "var" || standsAt(x, lane));
  });

const standsAt = (x: Expr, s: Sym): boolean =>
  (x.kind === "read" && x.at.some((d) => dependsOn(d, s))) || (x.kind === "index" && dependsOn(x.dim, s));

export interface Lanes {
  readonly sym: Sym;
  readonly count: number;
  /** Only the first `valid` lanes exist in unpadded memory; undefined: all. */
  readonly valid?: Dim;
}

/** Runs of lanes that exist, the last of them in place of those behind it: what they would read may not be there. */
function existing(runs: readonly Dim[], { count, valid }: Lanes): readonly Dim[] {
  const last = typeof valid === "number" ? Math.ceil((valid * runs.length) / count) - 1 : runs.length - 1;
  return runs.map((run, i) => (i <= last ? run : (runs[last] ?? run)));
}

/** `e` with reads as loads: scalar where the lane does not matter (the constructors widen them), vectors where it does. */
export function vectorized(e: Expr, lanes: Lanes | undefined, { bufferOf }: Parameters): Expr {
  return rewriteExpr(e, {
    expr(x) {
      if (x.kind === "read") {
        const address = addressOf(x.tensor.layout, x.tensor.shape, x.at);
        const linear = lanes === undefined ? undefined : linearIn(address, lanes.sym);
        const runs = lanes !== undefined && linear === undefined ? runsOf(address, lanes.sym) : undefined;
        if (lanes !== undefined && runs !== undefined)
          return inRuns(
            existing(runs, lanes).map((run) => load(bufferOf(x.tensor), run)),
            lanes.count,
          );
        if (lanes === undefined || linear === undefined || linear.coef === 0) return load(bufferOf(x.tensor), address);
        return load(bufferOf(x.tensor), linear.rest, lanes.count, x.tensor.constant ? undefined : lanes.valid);
      }
      if (x.kind === "index" && lanes !== undefined && dependsOn(x.dim, lanes.sym)) {
        const linear = linearIn(x.dim, lanes.sym);
        if (linear?.coef === 1) return ramp(index(linear.rest), lanes.count);
      }
      return x;
    },
  });
}
