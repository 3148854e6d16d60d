/** What stands in a kernel's body: walks over its expressions, and the pure functions it calls. */
import type { Dim, Sym } from "../core/dim.ts";
import type { Expr, FunctionDef, Tile, Var } from "./expr.ts";
import { call, index } from "./expr.ts";
import type { Stmt } from "./kernel.ts";
import { rewriteExpr, walkExpr, walkSymbols } from "./rewrite-expr.ts";

/** The expressions and Dims directly in one statement, not those of nested bodies. */
export function partsOf(s: Stmt): { readonly exprs: readonly Expr[]; readonly dims: readonly Dim[] } {
  switch (s.kind) {
    case "for":
      return { exprs: [], dims: s.turns === undefined ? [s.from, s.to] : [s.from, s.to, s.turns] };
    case "let":
      return { exprs: [s.value], dims: [] };
    case "bind":
      return { exprs: [], dims: [s.value] };
    case "tile":
      return { exprs: [s.init], dims: [] };
    case "set":
      return { exprs: [s.value], dims: s.at };
    case "store":
      return { exprs: [s.value], dims: s.count === undefined ? [s.at] : [s.at, s.count] };
    case "if":
    case "while":
      return { exprs: [s.condition], dims: [] };
    case "wait":
      return { exprs: [], dims: [] };
  }
}

/** The statements nested directly in one statement. */
export function bodiesOf(s: Stmt): readonly (readonly Stmt[])[] {
  switch (s.kind) {
    case "for":
    case "while":
      return [s.body];
    case "if":
      return [s.then, s.else];
    case "let":
    case "bind":
    case "tile":
    case "set":
    case "store":
    case "wait":
      return [];
  }
}

/** What a statement declares: the symbol of a loop or a binding, a variable, a tile. */
export function declaredBy(s: Stmt): Sym | Var | Tile | undefined {
  switch (s.kind) {
    case "for":
    case "bind":
      return s.sym;
    case "let":
      return s.name;
    case "tile":
      return s.tile;
    case "set":
    case "store":
    case "if":
    case "while":
    case "wait":
      return undefined;
  }
}

/** Calls `visit` for every statement, outer ones first. */
export function walkStatements(body: readonly Stmt[], visit: (s: Stmt) => void): void {
  for (const s of body) {
    visit(s);
    for (const inner of bodiesOf(s)) walkStatements(inner, visit);
  }
}

/** Calls `visit` for every expression of a body, leaves first, those inside computed symbols included. */
export function walkExpressions(body: readonly Stmt[], visit: (e: Expr) => void): void {
  walkStatements(body, (s) => {
    const { exprs, dims } = partsOf(s);
    for (const e of exprs) walkExpr(e, visit);
    for (const d of dims) walkExpr(index(d), visit);
  });
}

/** The distinct symbols in the Dims of a body, those inside computed symbols included, in order of first use. */
export function symbolsIn(body: readonly Stmt[]): readonly Sym[] {
  const found = new Set<Sym>();
  walkStatements(body, (s) => {
    const { exprs, dims } = partsOf(s);
    for (const e of [...dims.map(index), ...exprs]) walkSymbols(e, (x) => found.add(x));
  });
  return [...found];
}

/** The distinct functions a body calls, callees before their callers. */
export function functionsOf(body: readonly Stmt[]): readonly FunctionDef[] {
  const found = new Set<FunctionDef>();
  const visit = (e: Expr): void => {
    if (e.kind === "call") collect(e.fn);
  };
  const collect = (fn: FunctionDef): void => {
    if (found.has(fn)) return;
    for (const { value } of fn.lets) walkExpr(value, visit);
    walkExpr(fn.value, visit);
    found.add(fn);
  };
  walkExpressions(body, visit);
  return [...found];
}

/** `e` with functions as they are quickest where a product and a sum are two instructions. */
export function withUnfused(e: Expr): Expr {
  let differs = false;
  walkExpr(e, (x) => {
    differs ||= x.kind === "call" && x.fn.unfused !== undefined;
  });
  return differs ? rewriteExpr(e, { expr: (x) => (x.kind === "call" && x.fn.unfused !== undefined ? call(x.fn.unfused, x.args) : x) }) : e;
}
