/** Statements with other expressions in the same places. */
import type { Dim, Sym } from "../core/dim.ts";
import type { Expr } from "./expr.ts";
import type { Stmt } from "./kernel.ts";
import { rewriteDim, rewriteExpr } from "./rewrite-expr.ts";

export interface BodyRewrite {
  /** As rewriteExpr's: gets an expression whose children are rewritten. */
  readonly expr?: (e: Expr) => Expr;
  /** As rewriteExpr's, in expressions and in places of tiles that are set: addresses that are stored to and bounds of loops stay. */
  readonly sym?: (s: Sym) => Dim | undefined;
  /** Gets a store whose value is rewritten. */
  readonly store?: (s: Stmt & { readonly kind: "store" }) => Stmt;
  /** Gets a loop with what it asks the cache for. */
  readonly loop?: (s: Stmt & { readonly kind: "for" }) => Stmt & { readonly kind: "for" };
}

/** The body with every expression rewritten, those that computed symbols stand for where they are bound. */
export function rewriteBody(body: readonly Stmt[], by: BodyRewrite): readonly Stmt[] {
  const value = (e: Expr): Expr => rewriteExpr(e, by);
  return body.map((s): Stmt => {
    switch (s.kind) {
      case "for": {
        const around = by.loop?.(s) ?? s;
        return { ...around, body: rewriteBody(s.body, by) };
      }
      case "while":
        return { ...s, condition: value(s.condition), body: rewriteBody(s.body, by) };
      case "if":
        return { ...s, condition: value(s.condition), then: rewriteBody(s.then, by), else: rewriteBody(s.else, by) };
      case "bind":
        return { ...s, value: rewriteDim(s.value, by) };
      case "let":
        return { ...s, value: value(s.value) };
      case "set":
        return { ...s, at: by.sym === undefined ? s.at : s.at.map((d) => rewriteDim(d, by)), value: value(s.value) };
      case "tile":
        return { ...s, init: value(s.init) };
      case "wait":
        return s;
      case "store": {
        const stored = { ...s, value: value(s.value) };
        return by.store?.(stored) ?? stored;
      }
    }
  });
}
