/**
 * What no loop of a pointwise kernel on bytes changes (scales, zero points and what is made of them), bound once before all: JavaScript engines
 * load and compute it anew in each round.
 */
import type { Sym } from "../../core/dim.ts";
import { type Expr, type Var, variable } from "../expr.ts";
import { exprKey } from "../expr-key.ts";
import { letStmt, type Stmt } from "../kernel.ts";
import { rebuild, tensorsRead } from "../rewrite-expr.ts";
import { someSymbol } from "../some.ts";
import { rangeOf } from "../value-range.ts";
import type { Parameters } from "./parameters.ts";
import { vectorized } from "./vectorize.ts";

/** Names for parts of `value` that read something and mention none of the loops, and the value with them; `value` itself where it converts no bytes. */
export function fixedValues(value: Expr, loops: ReadonlySet<Sym>, parameters: Parameters): { readonly lets: readonly Stmt[]; readonly value: Expr } {
  const names = new Map<string, Var>();
  const lets: Stmt[] = [];
  const visit = (e: Expr): Expr => {
    const read = tensorsRead(e);
    if (read.length === 0) return e;
    const isOwn = read.some((t) => parameters.bufferOf(t) === parameters.output);
    if (isOwn || e.dtype === "bool" || someSymbol(e, (s) => loops.has(s))) return rebuild(e, visit, (d) => d);
    const known = names.get(exprKey(e));
    if (known !== undefined) return known;
    const fixed = vectorized(e, undefined, parameters);
    const name = variable("fixed", e.dtype, 1, rangeOf(fixed));
    lets.push(letStmt(name, fixed));
    names.set(exprKey(e), name);
    return name;
  };
  const isOfBytes = [parameters.output, ...tensorsRead(value)].some(({ dtype }) => dtype === "u8" || dtype === "i8");
  return isOfBytes ? { value: visit(value), lets } : { value, lets };
}
