/** Whether anything of a kind stands in an expression or in statements, in what computed symbols stand for, too. */
import type { Sym } from "../core/dim.ts";
import type { Expr } from "./expr.ts";
import { walkExpressions, walkStatements } from "./functions.ts";
import type { Stmt } from "./kernel.ts";
import { walkExpr, walkSymbols } from "./rewrite-expr.ts";

/** True where `walk` comes to something that is so. */
function some<T>(walk: (visit: (x: T) => void) => void, is: (x: T) => boolean): boolean {
  let found = false;
  walk((x) => {
    found ||= is(x);
  });
  return found;
}

export const someExpr = (e: Expr, is: (x: Expr) => boolean): boolean => some<Expr>((visit) => walkExpr(e, visit), is);

export const someSymbol = (e: Expr, is: (s: Sym) => boolean): boolean => some<Sym>((visit) => walkSymbols(e, visit), is);

export const mentions = (e: Expr, s: Sym): boolean => someSymbol(e, (x) => x === s);

export const someStatement = (body: readonly Stmt[], is: (s: Stmt) => boolean): boolean => some<Stmt>((visit) => walkStatements(body, visit), is);

export const someExprIn = (body: readonly Stmt[], is: (e: Expr) => boolean): boolean => some<Expr>((visit) => walkExpressions(body, visit), is);
