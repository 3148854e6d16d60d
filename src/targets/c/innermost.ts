/** Innermost loops around register tiles. */
import type { Stmt } from "../../loop/kernel.ts";

/** True for a loop whose body sets accumulators in unrolled loops only. */
export const isInnermost = (s: Stmt & { readonly kind: "for" }): boolean =>
  s.body.every((x) => x.kind === "set" || x.kind === "let" || (x.kind === "for" && x.unroll && isInnermost(x)));
