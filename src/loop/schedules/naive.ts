/** The naive schedule: one scalar loop an axis, in order, reductions innermost. What constants are folded with and -O0 prints. */

import type { Dim } from "../../core/dim.ts";
import { type Axis, type Compute, neutralElement, type Reduction } from "../compute.ts";
import { type Buffer, type Tensor, tile, tileGet } from "../expr.ts";
import { declareTile, kernel, loop, type Routine, type Stmt, setTile, store } from "../kernel.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { combined } from "./combine.ts";
import { parametersOf, storeAddress, withAddresses } from "./parameters.ts";

export function naive(c: Compute): Routine {
  const { operands, params, bufferOf, output: out } = parametersOf(c);
  const address = storeAddress(c, c.at, bufferOf);
  const point = c.reduction === undefined ? [store(out, address, withAddresses(c.value, bufferOf))] : reduce(c, c.reduction, bufferOf, out, address);
  const body = nest(c.axes, point);
  return Object.freeze({
    kind: "routine",
    kernel: kernel({ name: c.name, doc: [], params, body }),
    operands,
    origin: c.origin,
  });
}

function reduce(c: Compute, r: Reduction, bufferOf: (t: Tensor) => Buffer, out: Buffer, address: Dim): readonly Stmt[] {
  const acc = tile("acc", r.result.dtype, 1, []);
  const step = setTile(acc, [], combined(r.combine, tileGet(acc, []), withAddresses(r.body, bufferOf)));
  const value = rewriteExpr(withAddresses(c.value, bufferOf), { expr: (x) => (x === r.result ? tileGet(acc, []) : x) });
  return [declareTile(acc, neutralElement(r.combine, r.result.dtype)), ...nest(r.axes, [step]), store(out, address, value)];
}

/** Loops over the axes, outermost first, around `body`; the axes' own symbols are the loop variables. */
export function nest(axes: readonly Axis[], body: readonly Stmt[]): readonly Stmt[] {
  return axes.reduceRight<readonly Stmt[]>((inner, a) => [{ ...loop(a.sym.name, a.extent, () => inner), sym: a.sym } as Stmt], body);
}
