/**
 * Extents that only the run decides: how many elements are not zero, how many boxes are kept. Each is a symbol in a proved range with a slot,
 * the i32 which the kernel that finds the extent stores it to; every later kernel is given the value.
 */
import { type Dim, dimOf, equalDims, type Sym, sym } from "../core/dim.ts";
import { substitute, symbolsOf } from "../core/dim-fold.ts";
import { plainLayout } from "../core/layout.ts";
import { type Tensor, tensor } from "./expr.ts";

const slots = new WeakMap<Sym, Tensor>();
const limits = new WeakMap<Sym, Dim>();

/**
 * A new extent in [lo, hi]; `name` is what people call it ("nonzero", "kept"). A range of one value is that number and needs no slot. `atMost`: what
 * is no smaller in any run, such as the extent it was chosen from.
 */
export function runtimeExtent(name: string, lo: number, hi: number, atMost?: Dim): Dim {
  if (lo === hi) return lo;
  const s = sym(name, lo, hi);
  slots.set(s, tensor(name, "i32", [], plainLayout(0)));
  if (atMost !== undefined) limits.set(s, atMost);
  return dimOf(s);
}

/** What a sum of extents is at most in terms of those they were chosen from or have grown from; itself where nothing is said of them. */
export function limitOf(d: Dim): Dim {
  if (typeof d === "number" || !d.terms.every(({ coef, atoms }) => coef > 0 && atoms.every((a) => a.kind === "sym"))) return d;
  const limit = substitute(d, (s) => limits.get(s));
  return equalDims(limit, d) ? d : limitOf(limit);
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
