/** The row reduction: lanes along the last reduction axis, folded at the end. Sums, maxima and means over contiguous rows. */

import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { type Axis, type Combine, type Compute, neutralElement, type Reduction } from "../compute.ts";
import { type Expr, type ExprOf, fold, splat, tile, tileGet, widen } from "../expr.ts";
import { declareTile, kernel, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { combined } from "./combine.ts";
import { splitGuard } from "./guards.ts";
import { nest } from "./naive.ts";
import { type Parameters, parametersOf, storeAddress, withAddresses } from "./parameters.ts";
import { isVectorizable, vectorized } from "./vectorize.ts";

/** The reduction axis lanes can run along: the last one, long enough, every part of the body in vector form. */
export function rowAxis(c: Compute, machine: Machine): Axis | undefined {
  const last = c.reduction?.axes.at(-1);
  if (c.reduction === undefined || last === undefined || machine.lanes === 1) return undefined;
  if (typeof last.extent !== "number" || last.extent < machine.lanes || c.reduction.body.kind === "select") return undefined;
  if (c.reduction.result.dtype !== "f32" && c.reduction.result.dtype !== "i32") return undefined;
  const { body, lane } = alongLanes(c.reduction, last, machine.lanes);
  return isVectorizable(body, lane) ? last : undefined;
}

function alongLanes(r: Reduction, a: Axis, lanes: number): { body: Expr; lane: Sym; block: Sym } {
  const lane = sym("lane", 0, lanes - 1);
  const blocks = typeof a.extent === "number" ? Math.floor(a.extent / lanes) : 1;
  const block = sym(a.sym.name, 0, Math.max(0, blocks - 1));
  const at: Dim = add(mul(dimOf(block), lanes), dimOf(lane));
  return { body: rewriteExpr(r.body, { sym: (s) => (s === a.sym ? at : undefined) }), lane, block };
}

const foldOps: Readonly<Record<Combine, ExprOf<"fold">["op"]>> = { sum: "add", product: "mul", max: "max", min: "min" };

export function rowReduction(c: Compute, row: Axis, machine: Machine): Routine {
  const parameters = parametersOf(c);
  const r = c.reduction as Reduction;
  const body = nest(c.axes, rowBody(c, r, row, machine, parameters));
  return Object.freeze({
    kind: "routine",
    kernel: kernel({ name: c.name, doc: [], params: parameters.params, body }),
    operands: parameters.operands,
    origin: c.origin,
  });
}

function rowBody(c: Compute, r: Reduction, row: Axis, { lanes }: Machine, parameters: Parameters): readonly Stmt[] {
  const extent = row.extent as number;
  const whole = Math.floor(extent / lanes);
  const neutral = neutralElement(r.combine, r.result.dtype);
  const { body, lane, block } = alongLanes(r, row, lanes);
  const outer = r.axes.slice(0, -1);
  const wide = tile("acc", r.result.dtype, lanes, []);
  const vector = widen(vectorized(body, { sym: lane, count: lanes }, parameters), lanes);
  const total = tile("total", r.result.dtype, 1, []);
  const wideLoop = { ...loop(block.name, whole, () => [setTile(wide, [], combined(r.combine, tileGet(wide, []), vector))]), sym: block } as Stmt;
  const tailSym = sym(row.sym.name, whole * lanes, Math.max(whole * lanes, extent - 1));
  const tailBody = rewriteExpr(splitGuard(c, []).body, { sym: (s) => (s === row.sym ? dimOf(tailSym) : undefined) });
  const scalar = withAddresses(tailBody, parameters.bufferOf);
  const tailLoop = {
    ...loop(tailSym.name, extent, () => [setTile(total, [], combined(r.combine, tileGet(total, []), scalar))], { from: whole * lanes }),
    sym: tailSym,
  } as Stmt;
  const value = rewriteExpr(withAddresses(c.value, parameters.bufferOf), { expr: (x) => (x === r.result ? tileGet(total, []) : x) });
  return [
    declareTile(wide, splat(neutral, lanes)),
    ...nest(outer, [wideLoop]),
    declareTile(total, fold(foldOps[r.combine], tileGet(wide, []))),
    ...(whole * lanes < extent ? nest(outer, [tailLoop]) : []),
    store(parameters.output, storeAddress(c, c.at, parameters.bufferOf), value),
  ];
}
