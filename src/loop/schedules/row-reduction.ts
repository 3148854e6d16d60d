/** The row reduction: lanes along the last reduction axis in several accumulators, folded at the end. Sums, maxima and means over contiguous rows. */

import { invariant } from "../../core/diagnostics.ts";
import { add, type Dim, dimOf, floorDiv, mod, mul, type Sym, sym } from "../../core/dim.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { addressOf } from "../../core/layout.ts";
import { type Axis, axis, type Combine, type Compute, compute, neutralElement, type Reduction } from "../compute.ts";
import { constant, type Expr, type ExprOf, fold, le, lt, ramp, type Scalar, select, splat, tile, tileGet, widen } from "../expr.ts";
import { declareTile, kernel, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { combined } from "./combine.ts";
import { nest } from "./naive.ts";
import { type Parameters, parametersOf, storeAddress, withAddresses } from "./parameters.ts";
import { isVectorizable, vectorized } from "./vectorize.ts";

/** Types of results that fit lanes of 32 bits. */
const laneTypes: ReadonlySet<Scalar> = new Set<Scalar>(["f32", "i32", "u32"]);

/** The reduction axis lanes can run along: the last one, long enough, every part of the body in vector form. */
export function rowAxis(c: Compute, machine: Machine): Axis | undefined {
  const last = c.reduction?.axes.at(-1);
  if (c.reduction === undefined || last === undefined || machine.lanes === 1) return undefined;
  if (typeof last.extent !== "number" || last.extent < machine.lanes) return undefined;
  if (!laneTypes.has(c.reduction.result.dtype)) return undefined;
  const { body, lane } = alongLanes(c.reduction, last, machine.lanes);
  const isWhole = last.extent % machine.lanes === 0;
  return isVectorizable(body, lane) && (isWhole || restOf(c.reduction, last, machine.lanes) !== undefined) ? last : undefined;
}

/** The compute with neighbouring reduction axes as one wherever all that is read lies in a row along both: a plane of pixels is a row of all of them. */
export function withJoinedTerms(c: Compute): Compute {
  const { reduction: r } = c;
  const [outer, inner] = r?.axes.slice(-2) ?? [];
  if (r === undefined || outer === undefined || inner === undefined || typeof outer.extent !== "number" || typeof inner.extent !== "number") return c;
  const { extent } = inner;
  const both = axis(inner.sym.name, outer.extent * extent);
  const at = dimOf(both.sym);
  const body = rewriteExpr(r.body, { sym: (s) => (s === outer.sym ? floorDiv(at, extent) : s === inner.sym ? mod(at, extent) : undefined) });
  let isRow = outer.extent > 0 && extent > 0;
  walkExpr(body, (x) => {
    if (x.kind === "read" && linearIn(addressOf(x.tensor.layout, x.tensor.shape, x.at), both.sym) === undefined) isRow = false;
    if (x.kind === "index" && dependsOn(x.dim, both.sym)) isRow = false;
  });
  return isRow ? withJoinedTerms(compute({ ...c, reduction: { ...r, axes: [...r.axes.slice(0, -2), both], body } })) : c;
}

function alongLanes(r: Reduction, a: Axis, lanes: number): { body: Expr; lane: Sym; block: Sym } {
  const lane = sym("lane", 0, lanes - 1);
  const blocks = typeof a.extent === "number" ? Math.floor(a.extent / lanes) : 1;
  const block = sym(a.sym.name, 0, Math.max(0, blocks - 1));
  return { body: bodyAt(r, a, add(mul(dimOf(block), lanes), dimOf(lane))), lane, block };
}

/**
 * What is left behind the whole vectors: as the row's last whole vector, whose first lanes are taken already, or where lanes are not neighbours there as the first
 * `valid` lanes of one more; undefined where neither has a vector form.
 */
function restOf(r: Reduction, a: Axis, lanes: number): { readonly body: Expr; readonly lane: Sym; readonly valid?: number } | undefined {
  const extent = a.extent as number;
  const valid = extent % lanes;
  const [lane, few] = [sym("lane", 0, lanes - 1), sym("lane", 0, valid - 1)];
  const last = bodyAt(r, a, add(dimOf(lane), extent - lanes));
  if (isVectorizable(last, lane)) return { body: last, lane };
  const more = bodyAt(r, a, add(dimOf(few), extent - valid));
  return isVectorizable(more, few) ? { body: more, lane: few, valid } : undefined;
}

const bodyAt = (r: Reduction, a: Axis, at: Dim): Expr => rewriteExpr(r.body, { sym: (s) => (s === a.sym ? at : undefined) });

const foldOps: Readonly<Record<Combine, ExprOf<"fold">["op"]>> = { sum: "add", product: "mul", max: "max", min: "min" };

export function rowReduction(c: Compute, row: Axis, machine: Machine): Routine {
  const parameters = parametersOf(c);
  const r = c.reduction as Reduction;
  const body = nest(c.axes, rowBody(c, r, row, machine, parameters));
  return Object.freeze({
    kind: "routine",
    kernel: kernel({ name: c.name, doc: [], params: parameters.params, plan: { schedule: "rows", lanes: machine.lanes }, body }),
    operands: parameters.operands,
    origin: c.origin,
  });
}

/**
 * Accumulators side by side: a sum or maximum takes several cycles, and the next one of the same accumulator waits for it. Where code must stay short, four of
 * elements as they are, two of what is computed.
 */
const accumulators = (machine: Machine, vectors: number, body: Expr): number =>
  [machine.shortBodies && body.kind !== "read" ? 2 : 4, 2, 1].find((n) => n <= vectors) ?? 1;

function rowBody(c: Compute, r: Reduction, row: Axis, machine: Machine, parameters: Parameters): readonly Stmt[] {
  const { lanes } = machine;
  const extent = row.extent as number;
  const whole = Math.floor(extent / lanes);
  const tail = extent - whole * lanes;
  const neutral = neutralElement(r.combine, r.result.dtype);
  const { body, lane, block } = alongLanes(r, row, lanes);
  const count = accumulators(machine, whole, body);
  const acc = tile("acc", r.result.dtype, lanes, count === 1 ? [] : [count]);
  const at = (i: Dim): readonly Dim[] => (count === 1 ? [] : [i]);
  const wide = (e: Expr, along: Sym, valid?: number): Expr => {
    const how = { sym: along, count: lanes, valid };
    return widen(vectorized(e, how, parameters), lanes);
  };
  const bodyIn = (i: Dim): Expr => rewriteExpr(body, { sym: (s) => (s === block ? i : undefined) });
  const vector = (i: Dim): Expr => wide(bodyIn(i), lane);
  const take = (i: Dim, x: Expr): Stmt => setTile(acc, at(i), combined(r.combine, tileGet(acc, at(i)), x));
  const rounds = Math.floor(whole / count);
  const inRow: Stmt[] = [
    loop(row.sym.name, rounds, (round) => {
      if (count === 1) return [take(0, vector(dimOf(round)))];
      return [loop("u", count, (u) => [take(dimOf(u), vector(add(mul(dimOf(round), count), dimOf(u))))], { unroll: true })];
    }),
    ...Array.from({ length: whole - rounds * count }, (_, i) => take(i, vector(rounds * count + i))),
  ];
  if (tail > 0) {
    const rest = restOf(r, row, lanes);
    invariant(rest !== undefined, `${c.name} has a rest without a vector form`);
    const isLast = rest.valid === undefined;
    const places = ramp(constant("i32", 0), lanes);
    const isNew = isLast ? le(constant("i32", lanes - tail, lanes), places) : lt(places, constant("i32", tail, lanes));
    const isTwiceHarmless = isLast && (r.combine === "max" || r.combine === "min");
    const vectorOf = wide(rest.body, rest.lane, rest.valid);
    inRow.push(take(whole % count, isTwiceHarmless ? vectorOf : select(isNew, vectorOf, splat(neutral, lanes))));
  }
  const all = Array.from({ length: count }, (_, i) => tileGet(acc, at(i))).reduce((a, b) => combined(r.combine, a, b));
  const total = tile("total", r.result.dtype, 1, []);
  const value = rewriteExpr(withAddresses(c.value, parameters.bufferOf), { expr: (x) => (x === r.result ? tileGet(total, []) : x) });
  return [
    declareTile(acc, splat(neutral, lanes)),
    ...nest(r.axes.slice(0, -1), inRow),
    declareTile(total, fold(foldOps[r.combine], all)),
    store(parameters.output, storeAddress(c, c.at, parameters.bufferOf), value),
  ];
}
