/** Combining reduced values: the operation behind each `Combine`. */

import { unreachable } from "../../core/diagnostics.ts";
import type { Combine, Reduction } from "../compute.ts";
import { add, type Expr, max, min, mul } from "../expr.ts";

export function combined(how: Combine, acc: Expr, x: Expr): Expr {
  switch (how) {
    case "sum":
      return add(acc, x);
    case "product":
      return mul(acc, x);
    case "max":
      return max(acc, x);
    case "min":
      return min(acc, x);
  }
  return unreachable(how);
}

/** True for sums and products of floats, whose every term rounds. Integers wrap, and a minimum or maximum is one of its terms, in any order. */
export const dependsOnOrder = ({ combine, result }: Reduction): boolean =>
  (combine === "sum" || combine === "product") && (result.dtype === "f32" || result.dtype === "f64");
