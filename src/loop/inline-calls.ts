/**
 * Expands calls of pure functions with more than one lane into bindings before the statement, for languages that cannot pass vectors or pay for it.
 * Scalar calls stay calls, and so do rare ones.
 */
import { type Expr, type ExprOf, type FunctionDef, type Var, variable, widen } from "./expr.ts";
import { expressionSize } from "./expression-size.ts";
import { type Kernel, kernel, letStmt, type Stmt, withBodies } from "./kernel.ts";
import { rewriteExpr } from "./rewrite-expr.ts";

/** The same kernel without calls of more than one lane, or without those of functions up to a size (`functionSize`). */
export const inlineVectorCalls = (k: Kernel, most = Number.POSITIVE_INFINITY): Kernel => kernel({ ...k, body: inlined(k.body, most) });

/** True for a call that its statement is to hold expanded. */
const isExpanded = (e: ExprOf<"call">, most: number): boolean => e.lanes > 1 && e.fn.rare === undefined && functionSize(e.fn) <= most;

/** Operations and leaves of a function's body. */
const functionSize = ({ lets, value }: FunctionDef): number => lets.reduce((sum, l) => sum + expressionSize(l.value), expressionSize(value));

const inlined = (body: readonly Stmt[], most: number): readonly Stmt[] => body.flatMap((s) => inStatement(s, most));

function inStatement(s: Stmt, most: number): readonly Stmt[] {
  const before: Stmt[] = [];
  const expr = (e: Expr): Expr => expandCalls(e, before, most);
  switch (s.kind) {
    case "for":
    case "while":
    case "if":
    case "bind":
    case "wait":
      return [withBodies(s, (body) => inlined(body, most))];
    case "let":
    case "set":
    case "store": {
      const value = expr(s.value);
      return [...before, value === s.value ? s : { ...s, value }];
    }
    case "tile": {
      const init = expr(s.init);
      return [...before, { ...s, init }];
    }
  }
}

/** `e` with every wide call replaced by its value; what that value needs is bound in `before`. */
const expandCalls = (e: Expr, before: Stmt[], most: number): Expr =>
  rewriteExpr(e, {
    expr: (x) => (x.kind === "call" && isExpanded(x, most) ? bodyOf(x.fn, x.args, x.lanes, before, most) : x),
  });

function bodyOf(fn: FunctionDef, args: readonly Expr[], lanes: number, before: Stmt[], most: number): Expr {
  const wide = new Map<Var, Expr>();
  const bind = (name: Var, value: Expr): void => {
    if (value.kind === "var" || value.kind === "const") {
      wide.set(name, value);
      return;
    }
    const bound = variable(name.name, value.dtype, value.lanes);
    before.push(letStmt(bound, value));
    wide.set(name, bound);
  };
  const inBody = (e: Expr): Expr => {
    return expandCalls(rewriteExpr(e, { expr: (x) => (x.kind === "var" ? (wide.get(x) ?? x) : x) }), before, most);
  };
  fn.params.forEach((param, i) => bind(param, args[i] as Expr));
  for (const { name, value } of fn.lets) bind(name, inBody(value));
  return widen(inBody(fn.value), lanes);
}
