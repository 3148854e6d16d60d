/** Indices read at run time: an element of an index tensor as a Dim that certainly lies inside the axis it selects from. */
import { bounds, type Dim } from "../../core/dim.ts";
import { add, cast, computedDim, constant, type Expr, index, lt, max, min, read, select, sub, type Tensor } from "../../loop/expr.ts";

/**
 * indices[at] as a coordinate of an axis of `extent` elements: negative indices count from the end. ONNX leaves indices outside undefined;
 * here they become the nearest end, so that no access leaves the operand.
 */
export const gatheredIndex = (indices: Tensor, at: readonly Dim[], extent: Dim): Dim => indexInside(read(indices, at), extent);

/** The same of an index at hand. */
export function indexInside(given: Expr, extent: Dim): Dim {
  if (extent === 1) return 0;
  const size: Expr = typeof extent === "number" ? constant("i32", extent) : cast("i32", index(extent));
  const zero = constant("i32", 0);
  const raw = cast("i32", given);
  const fromStart = select(lt(raw, zero), add(raw, size), raw);
  // At least 0, also where the run finds no elements: its buffer has room for some.
  const last = typeof extent === "number" ? constant("i32", extent - 1) : sub(size, constant("i32", 1));
  const inside = max(min(fromStart, last), zero);
  return computedDim("index", inside, [0, Math.max(0, bounds(extent)[1] - 1)]);
}
