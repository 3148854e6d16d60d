/**
 * 16-bit floats that are only moved, as the integers that their bits are: nothing is widened and rounded again on the way. The integers are other views of the
 * same memory, so every schedule takes the result as it is.
 */
import type { DType } from "../../core/dtype.ts";
import { type Compute, operandsOf } from "../compute.ts";
import { constant, type Expr, read, select, type Tensor, tensor } from "../expr.ts";
import { storedElement } from "../semantics.ts";
import type { WordCompute } from "./byte-products.ts";

/** The compute over integers; undefined where its result is no 16-bit float, or is more than moved. */
export function asMovedBits(c: Compute): WordCompute | undefined {
  const { dtype } = c.output;
  if ((dtype !== "f16" && dtype !== "bf16") || c.reduction !== undefined) return undefined;
  const views = new Map<Tensor, Tensor>();
  const viewOf = (t: Tensor): Tensor => {
    const view = views.get(t) ?? tensor(t.name, "u16", t.shape, t.layout, t.constant);
    views.set(t, view);
    return view;
  };
  const value = bitsOf(c.value, dtype, viewOf);
  if (value === undefined) return undefined;
  const moved: Compute = Object.freeze({ ...c, output: viewOf(c.output), value });
  const isElsewhere = operandsOf(moved).some((t) => views.has(t));
  return isElsewhere ? undefined : { compute: moved, bytesOf: new Map([...views].map(([t, view]) => [view, t])) };
}

/** The bits of an element of `dtype`; undefined where it is computed. */
function bitsOf(e: Expr, dtype: DType, viewOf: (t: Tensor) => Tensor): Expr | undefined {
  if (e.kind === "read") return e.tensor.dtype === dtype ? read(viewOf(e.tensor), e.at) : undefined;
  if (e.kind === "const") return constant("u32", Number(storedElement(dtype, e.value)));
  // What is of the type already is not rounded to it.
  if (e.kind === "cast" && e.to === dtype) return bitsOf(e.x, dtype, viewOf);
  if (e.kind !== "select") return undefined;
  const [then, otherwise] = [bitsOf(e.then, dtype, viewOf), bitsOf(e.else, dtype, viewOf)];
  return then === undefined || otherwise === undefined ? undefined : select(e.condition, then, otherwise);
}
