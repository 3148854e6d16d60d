/**
 * Extents that only the run decides: how many elements are not zero, how many boxes are kept. Each is a symbol in a proved range with a slot,
 * the i32 which the kernel that finds the extent stores it to; every later kernel is given the value.
 */
import { type Dim, dimOf, type Sym, sym, symbolsOf } from "../core/dim.ts";
import { plainLayout } from "../core/layout.ts";
import { type Tensor, tensor } from "./expr.ts";

const slots = new WeakMap<Sym, Tensor>();

/** A new extent in [lo, hi]; `name` is what people call it ("nonzero", "kept"). A range of one value is that number and needs no slot. */
export function runtimeExtent(name: string, lo: number, hi: number): Dim {
  if (lo === hi) return lo;
  const s = sym(name, lo, hi);
  slots.set(s, tensor(name, "i32", [], plainLayout(0)));
  return dimOf(s);
}

/** The i32 that holds the extent; undefined for loop variables and model dims. */
export const slotOf = (s: Sym): Tensor | undefined => slots.get(s);

/** The slot of an extent that is one symbol by itself; undefined for numbers and for what is computed from extents. */
export function slotOfDim(d: Dim): Tensor | undefined {
  const [only, ...others] = symbolsOf(d);
  return only !== undefined && others.length === 0 && typeof d !== "number" && d.key === dimOf(only).key ? slotOf(only) : undefined;
}

/** The distinct slots of the extents in `dims`, in order of first use. */
export const slotsOf = (dims: readonly Dim[]): readonly Tensor[] => [...new Set(dims.flatMap(symbolsOf).flatMap((s) => slotOf(s) ?? []))];
