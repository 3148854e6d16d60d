/** Elements at places computed in floats: whole numbers of any size become coordinates that surely lie inside. */
import type { Dim } from "../../core/dim.ts";
import {
  allOf,
  and,
  bitcast,
  cast,
  computedDim,
  constant,
  type Expr,
  guarded,
  index,
  le,
  max,
  min,
  read,
  sub,
  type Tensor,
} from "../../loop/expr.ts";

/** A float through its bits: rounded also where a language computes in doubles, so that it lies inside wherever it does in floats. */
export const roundedPlace = (x: Expr): Expr => (x.dtype === "f32" ? bitcast("f32", bitcast("i32", x)) : x);

/** A whole number as a coordinate of an axis of `extent` elements; what lies outside becomes the nearest end. */
export function coordinateInside(x: Expr, extent: Dim): Dim {
  if (extent === 1) return 0;
  const last = typeof extent === "number" ? constant("i32", extent - 1) : sub(cast("i32", index(extent)), constant("i32", 1));
  const highest = typeof extent === "number" ? extent - 1 : 2 ** 31 - 2;
  return computedDim("index", min(max(cast("i32", x), constant("i32", 0)), last), [0, highest]);
}

/** The element of `t` at coordinates `leading`, then at whole numbers `places`; 0 where a place lies outside. */
export function elementOrZero(t: Tensor, leading: readonly Dim[], places: readonly Expr[]): Expr {
  const extents = t.shape.slice(leading.length);
  const found = read(t, [...leading, ...places.map((p, i) => coordinateInside(p, extents[i] ?? 1))]);
  const conditions = places.map((p, i) => {
    const extent = extents[i] ?? 1;
    const last = typeof extent === "number" ? constant(p.dtype, extent - 1) : sub(cast("f32", index(extent)), constant("f32", 1));
    return and(le(constant(p.dtype, 0), p), le(p, last));
  });
  return guarded(allOf(conditions), found, constant(found.dtype, 0));
}
