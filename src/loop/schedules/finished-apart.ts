/**
 * Results that functions are called for and that lanes run along the depth of: as scalars they would take longer than their sums. So these are stored as they are,
 * and a second kernel finishes them along memory, in place.
 */
import { type Dim, dimOf, floorDiv, mod, type Sym } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { axesOver, type Compute, compute, coordinate, operandsOf } from "../compute.ts";
import { read } from "../expr.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { depthLanes } from "./depth-lanes.ts";
import { callsFunctions } from "./finishing.ts";

/** What stores the sums, and what finishes them; undefined where both are one. */
export function finishedApart(c: Compute, machine: Machine): readonly [sums: Compute, finished: Compute] | undefined {
  const { output, reduction } = c;
  if (reduction === undefined || reduction.result.dtype !== output.dtype || operandsOf(c).includes(output) || !callsFunctions(c)) return undefined;
  const axes = axesOver(output.shape, "");
  const at = axes.map(coordinate);
  const places = depthLanes(c, machine) === undefined ? undefined : placesOf(c, at);
  if (places === undefined) return undefined;
  const moved = rewriteExpr(c.value, { sym: (s) => places.get(s) });
  const value = rewriteExpr(moved, { expr: (x) => (x === reduction.result ? read(output, at) : x) });
  return [
    compute({ ...c, name: `${c.name}_sums`, value: reduction.result }),
    compute({ name: `${c.name}_of_sums`, output, axes, at, value, origin: c.origin }),
  ];
}

/** Where the axes of a compute stand at coordinates of its output: an axis along each, or a position and a remainder by a stride. */
function placesOf(c: Compute, at: readonly Dim[]): ReadonlyMap<Sym, Dim> | undefined {
  const places = new Map<Sym, Dim>();
  for (const [i, d] of c.at.entries()) {
    const here = at[i] as Dim;
    const along = c.axes.filter((a) => symbolsOf(d).includes(a.sym));
    const unit = along.find((a) => linearIn(d, a.sym)?.coef === 1);
    const [wide, ...more] = along.filter((a) => a !== unit);
    if (unit === undefined ? d !== 0 : more.length > 0 || linearIn(d, unit.sym) === undefined) return undefined;
    if (unit === undefined) continue;
    const stride = wide === undefined ? undefined : linearIn(d, wide.sym)?.coef;
    if (wide === undefined && !isSame(d, dimOf(unit.sym))) return undefined;
    if (wide !== undefined && (typeof stride !== "number" || stride !== unit.extent)) return undefined;
    places.set(unit.sym, typeof stride === "number" ? mod(here, stride) : here);
    if (wide !== undefined && typeof stride === "number") places.set(wide.sym, floorDiv(here, stride));
  }
  return places;
}

const isSame = (a: Dim, b: Dim): boolean => typeof a !== "number" && typeof b !== "number" && a.key === b.key;
