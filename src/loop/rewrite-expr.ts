/** Walking and rewriting expressions: two traversals, used by fusion, schedules and printers. */
import { type Dim, dimOf, type Sym, sym } from "../core/dim.ts";
import { substitute, symbolsOf } from "../core/dim-fold.ts";
import { settled } from "./conditions.ts";
import { binary, bitcast, call, cast, type Expr, fold, index, load, ramp, read, select, splatLane, tileGet, unary, widen } from "./expr.ts";
import { exprKey } from "./expr-key.ts";

export interface ExprRewrite {
  /** Gets an expression whose children are rewritten; returns its replacement. */
  readonly expr?: (e: Expr) => Expr;
  /** Replaces symbols in every Dim; undefined keeps one. */
  readonly sym?: (s: Sym) => Dim | undefined;
}

/** `e` rebuilt from its leaves to its root, through the constructors, so that the result is well typed and simplified. */
export function rewriteExpr(e: Expr, by: ExprRewrite): Expr {
  const renamed = new Map<Sym, Dim>();
  const dim = (d: Dim): Dim => rewriteDim(d, by, renamed);
  const visit = (x: Expr): Expr => {
    const rebuilt = settled(rebuild(x, visit, dim));
    return by.expr === undefined ? rebuilt : by.expr(rebuilt);
  };
  return visit(e);
}

/** A Dim with symbols replaced, also inside computed symbols. */
export function rewriteDim(d: Dim, by: ExprRewrite, renamed = new Map<Sym, Dim>()): Dim {
  return substitute(d, (s) => {
    const known = renamed.get(s);
    if (known !== undefined) return known;
    const replaced = by.sym?.(s) ?? rewriteComputed(s, by);
    if (replaced !== undefined) renamed.set(s, replaced);
    return replaced;
  });
}

function rewriteComputed(s: Sym, by: ExprRewrite): Dim | undefined {
  const value = computedValue(s);
  if (value === undefined) return undefined;
  const next = rewriteExpr(value, by);
  return exprKey(next) === exprKey(value) ? undefined : dimOf(sym(s.name, s.lo, s.hi, next));
}

/** The expression a computed symbol stands for; undefined for loop variables and model dims. */
export const computedValue = (s: Sym): Expr | undefined => s.payload as Expr | undefined;

/** `e` with its direct operands and Dims replaced: one step of every traversal. */
export function rebuild(e: Expr, visit: (x: Expr) => Expr, dim: (d: Dim) => Dim): Expr {
  switch (e.kind) {
    case "const":
    case "var":
      return e;
    case "index":
      return index(dim(e.dim));
    case "read":
      return read(e.tensor, e.at.map(dim));
    case "load":
      return load(e.buffer, dim(e.at), e.lanes, e.count === undefined ? undefined : dim(e.count));
    case "tileget":
      return tileGet(e.tile, e.at.map(dim));
    case "unary":
      return unary(e.op, visit(e.x));
    case "binary":
      return binary(e.op, visit(e.a), visit(e.b));
    case "select":
      return select(visit(e.condition), visit(e.then), visit(e.else));
    case "cast":
      return cast(e.to, visit(e.x));
    case "bitcast":
      return bitcast(e.dtype, visit(e.x));
    case "splat":
      return widen(visit(e.x), e.lanes);
    case "lane":
      return splatLane(visit(e.x), e.lane);
    case "ramp":
      return ramp(visit(e.base), e.lanes);
    case "fold":
      return fold(e.op, visit(e.x));
    case "call":
      return call(e.fn, e.args.map(visit));
  }
}

/** The expressions directly in one expression. */
export function childrenOf(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case "const":
    case "index":
    case "var":
    case "read":
    case "load":
    case "tileget":
      return [];
    case "unary":
    case "cast":
    case "bitcast":
    case "splat":
    case "lane":
    case "fold":
      return [e.x];
    case "binary":
      return [e.a, e.b];
    case "select":
      return [e.condition, e.then, e.else];
    case "ramp":
      return [e.base];
    case "call":
      return e.args;
  }
}

/** The Dims directly in one expression. */
export function dimsOf(e: Expr): readonly Dim[] {
  switch (e.kind) {
    case "index":
      return [e.dim];
    case "read":
    case "tileget":
      return e.at;
    case "load":
      return e.count === undefined ? [e.at] : [e.at, e.count];
    default:
      return [];
  }
}

/** Calls `visit` for every expression in `e`, leaves first, those that computed symbols stand for included. */
export function walkExpr(e: Expr, visit: (x: Expr) => void): void {
  walk(e, visit, () => {});
}

/** Calls `visit` for every symbol in the Dims of `e`, then for those in what it stands for. */
export const walkSymbols = (e: Expr, visit: (s: Sym) => void): void => walk(e, () => {}, visit);

function walk(e: Expr, visit: (x: Expr) => void, symbol: (s: Sym) => void): void {
  for (const child of childrenOf(e)) walk(child, visit, symbol);
  for (const d of dimsOf(e))
    for (const s of symbolsOf(d)) {
      symbol(s);
      const value = computedValue(s);
      if (value !== undefined) walk(value, visit, symbol);
    }
  visit(e);
}

/** The distinct tensors read in `e`, in order of first use. */
export function tensorsRead(e: Expr): readonly (Expr & { kind: "read" })["tensor"][] {
  const found = new Set<(Expr & { kind: "read" })["tensor"]>();
  walkExpr(e, (x) => {
    if (x.kind === "read") found.add(x.tensor);
  });
  return [...found];
}
