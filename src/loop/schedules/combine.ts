/** Combining reduced values: the operation behind each `Combine`. */

import { unreachable } from "../../core/diagnostics.ts";
import type { Combine } from "../compute.ts";
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
