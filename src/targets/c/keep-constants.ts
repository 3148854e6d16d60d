/**
 * Constants of loops that finish tiles, named before those loops. The products around need every register, so gcc 12 leaves the constants of a swish
 * or a GELU in memory and loads each in every round: more loads than the arithmetic takes. A named constant of AVX-512 is kept in a register (AOT_KEEP).
 */
import { constant, type Expr, type Tile, type Var, variable } from "../../loop/expr.ts";
import { exprKey } from "../../loop/expr-key.ts";
import { partsOf, walkExpressions, walkStatements } from "../../loop/functions.ts";
import { heldLet, type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";
import { rewriteExpr } from "../../loop/rewrite-expr.ts";

/** f32 lanes of a register of AVX-512, of which there are 32. */
const lanes = 16;
/** With fewer constants the arithmetic takes longer than their loads; with more they do not stay beside what is computed. */
const [fewest, most] = [4, 22];

/** The same kernel with the constants of such loops named. */
export const withKeptConstants = (k: Kernel): Kernel => kernel({ ...k, body: k.body.flatMap((s) => keptIn(s, 0)) });

function keptIn(s: Stmt, depth: number): readonly Stmt[] {
  if (depth === 0 || s.kind !== "for" || s.unroll || !finishesTile(s.body))
    return [withBodies(s, (body) => body.flatMap((x) => keptIn(x, depth + 1)))];
  const names = constantsOf(s.body);
  if (names.size < fewest || names.size > most) return [s];
  const lets = [...names.values()].map(({ name, value }) => heldLet(name, value));
  const named = (e: Expr): Expr => (e.kind === "const" ? (names.get(exprKey(e))?.name ?? e) : e);
  return [...lets, withBodies(s, (body) => body.map((x) => replaced(x, named)))];
}

/** True for statements that read sums which they do not add to: those of a total they may. */
function finishesTile(body: readonly Stmt[]): boolean {
  const [read, changed] = [new Set<Tile>(), new Set<Tile>()];
  let isStraight = true;
  walkExpressions(body, (e) => {
    if (e.kind === "tileget") read.add(e.tile);
  });
  walkStatements(body, (s) => {
    if (s.kind === "set") changed.add(s.tile);
    isStraight &&= s.kind !== "tile" && s.kind !== "while";
  });
  return isStraight && [...read].some((t) => !changed.has(t));
}

/** The float constants of whole registers by their keys, each with a name. Operands of minima and maxima stay: what is known of them makes those cheap. */
function constantsOf(body: readonly Stmt[]): ReadonlyMap<string, { readonly name: Var; readonly value: Expr }> {
  const found = new Map<string, { readonly name: Var; readonly value: Expr }>();
  const bounds = new Set<string>();
  walkExpressions(body, (e) => {
    if (e.kind === "binary" && (e.op === "min" || e.op === "max")) for (const x of [e.a, e.b]) bounds.add(exprKey(x));
    if (e.kind !== "const" || e.dtype !== "f32" || e.lanes !== lanes || found.has(exprKey(e))) return;
    found.set(exprKey(e), { name: variable("k", "f32", lanes), value: constant("f32", e.value, lanes) });
  });
  for (const key of bounds) found.delete(key);
  return found;
}

function replaced(s: Stmt, expr: (e: Expr) => Expr): Stmt {
  const within = withBodies(s, (body) => body.map((x) => replaced(x, expr)));
  if (partsOf(s).exprs.length === 0) return within;
  switch (within.kind) {
    case "let":
    case "store":
      return { ...within, value: rewriteExpr(within.value, { expr }) };
    case "if":
      return { ...within, condition: rewriteExpr(within.condition, { expr }) };
    case "for":
    case "bind":
    case "set":
    case "tile":
    case "while":
    case "wait":
      return within;
  }
}
