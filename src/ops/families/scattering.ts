/** Scattering: updates stored over, or combined with, the elements of a copy of the data. Where each update goes is the operator's. */
import type { DType } from "../../core/dtype.ts";
import type { AttrReader, InferContext } from "../../graph/graph.ts";
import { add, type Expr, max, min, mul } from "../../loop/expr.ts";
import { elements, sameDType, typed } from "./type-sets.ts";

const combinations: Readonly<Record<string, (old: Expr, update: Expr) => Expr>> = {
  none: (_, update) => update,
  add,
  mul,
  max,
  min,
};

/** The attribute `reduction`. */
export function scatterReduction(raw: AttrReader): string {
  const reduction = raw.string("reduction", "none");
  if (combinations[reduction] === undefined)
    raw.fail(`attribute reduction is "${reduction}", expected one of ${Object.keys(combinations).join(", ")}`);
  return reduction;
}

/** What an element becomes when an update meets it. */
export const combined = (reduction: string, old: Expr, update: Expr): Expr => (combinations[reduction] as (typeof combinations)[string])(old, update);

/** Checks the types of data (input 0) and updates (input 2); bools cannot be combined. */
export function checkScattered(context: InferContext): DType {
  const { dtype } = typed(context, 0, elements);
  sameDType(context, 0, 2);
  if (dtype === "bool" && context.attrs.reduction !== "none") context.fail(`reduction "${context.attrs.reduction}" of bool, a number is expected`);
  return dtype;
}
