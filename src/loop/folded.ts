/** Many terms in one expression that is no deeper than compilers, and our own walks, take. */
import type { Expr } from "./expr.ts";

/** Terms of a run, each of which nests the one before: C compilers take 256 parentheses inside each other. */
const longestRun = 64;

/** All terms in one, left to right in runs, the runs likewise. */
export function folded(terms: readonly Expr[], f: (a: Expr, b: Expr) => Expr): Expr {
  if (terms.length <= longestRun) return terms.reduce((a, b) => f(a, b));
  const runs = Array.from({ length: Math.ceil(terms.length / longestRun) }, (_, i) => terms.slice(i * longestRun, (i + 1) * longestRun));
  return folded(
    runs.map((run) => folded(run, f)),
    f,
  );
}
