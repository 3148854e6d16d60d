/**
 * Values of f32 on which a result depends by more than their last bit: what is compared, rounded to integers or divided with a remainder, and all that
 * they are computed of. TypeScript computes in doubles, which is faster and more exact, but rounds these after every operation, as others do.
 */
import type { Expr, ExprOf, Var } from "../../loop/expr.ts";
import { exprKey } from "../../loop/expr-key.ts";
import { walkExpressions, walkStatements } from "../../loop/functions.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { binaryValue, unaryValue } from "../../loop/semantics.ts";

export function decisiveValues(kernels: readonly Kernel[]): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  for (const { body } of kernels) {
    const values = new Map<Var, Expr>();
    const seen = new Set<Expr>();
    walkStatements(body, (s) => s.kind === "let" && values.set(s.name, s.value));
    const steady = new Set<Expr>();
    walkExpressions(body, (e) => e.kind === "select" && isContinuous(e, values) && steady.add(e.condition));
    walkExpressions(body, (e) => {
      if (!steady.has(e)) for (const x of decidingOperands(e)) addAll(x, { values, seen, found });
    });
  }
  return found;
}

/** Operands whose last bit may change the result of `e` altogether. */
function decidingOperands(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case "unary":
      return e.op === "floor" || e.op === "ceil" || e.op === "trunc" || e.op === "nearest" ? [e.x] : [];
    case "binary":
      return isDecision(e) && e.a !== e.b && ![e.a, e.b].some(isNoNumber) ? [e.a, e.b] : [];
    case "cast":
      return e.dtype === "f32" || e.dtype === "f64" ? [] : [e.x];
    default:
      return [];
  }
}

const isDecision = ({ op }: ExprOf<"binary">): boolean => op === "eq" || op === "ne" || op === "lt" || op === "le" || op === "rem";
const isNoNumber = (e: Expr): boolean => e.kind === "const" && !Number.isFinite(Number(e.value));

interface Finding {
  /** What names stand for. */
  readonly values: ReadonlyMap<Var, Expr>;
  /** Expressions that were followed already. */
  readonly seen: Set<Expr>;
  readonly found: Set<Expr>;
}

/** Adds what of `e` is computed in f32. */
function addAll(e: Expr, finding: Finding): void {
  const { values, seen, found } = finding;
  if (e.dtype !== "f32" || seen.has(e)) return;
  seen.add(e);
  const add = (x: Expr): void => addAll(x, finding);
  switch (e.kind) {
    case "var": {
      const value = values.get(e);
      if (value !== undefined) add(value);
      return;
    }
    case "unary":
      if (e.op === "sqrt") found.add(e);
      add(e.x);
      return;
    case "binary":
      if (e.op !== "min" && e.op !== "max" && e.op !== "rem") found.add(e);
      add(e.a);
      add(e.b);
      return;
    case "select":
      add(e.then);
      add(e.else);
      return;
    case "cast":
    case "call":
      found.add(e);
      for (const x of e.kind === "call" ? e.args : [e.x]) add(x);
      return;
    case "tileget":
      found.add(e);
      return;
    default:
      return;
  }
}

/** True for a choice by order whose sides meet where both operands are equal, as those of a ReLU. */
function isContinuous({ condition, then, else: otherwise }: ExprOf<"select">, values: ReadonlyMap<Var, Expr>): boolean {
  if (condition.kind !== "binary" || (condition.op !== "lt" && condition.op !== "le")) return false;
  const [a, b, p, q] = [condition.a, condition.b, then, otherwise].map(exprKey);
  if ((p === a && q === b) || (p === b && q === a)) return true;
  const [limit, x] = condition.a.kind === "const" ? [condition.a, condition.b] : [condition.b, condition.a];
  if (limit.kind !== "const") return false;
  const known: KnownAt = { x: exprKey(x), value: Number(limit.value), values, named: new Map() };
  const above = valueAt(then, known);
  return above !== undefined && above === valueAt(otherwise, known);
}

/** One expression, what it is taken to be, what names stand for, and what those are there that were asked for. */
interface KnownAt {
  readonly x: string;
  readonly value: number;
  readonly values: ReadonlyMap<Var, Expr>;
  readonly named: Map<Var, number | undefined>;
}

/** What `e` is there; undefined where that depends on more. */
function valueAt(e: Expr, known: KnownAt): number | undefined {
  if (e.kind === "const") return Number(e.value);
  if (exprKey(e) === known.x) return known.value;
  switch (e.kind) {
    case "var": {
      const value = known.values.get(e);
      if (!known.named.has(e)) known.named.set(e, value === undefined ? undefined : valueAt(value, known));
      return known.named.get(e);
    }
    case "unary": {
      const x = valueAt(e.x, known);
      return x === undefined ? undefined : Number(unaryValue(e.op, e.dtype, x));
    }
    case "binary": {
      const [a, b] = [valueAt(e.a, known), valueAt(e.b, known)];
      if (e.op === "mul" && (a === 0 || b === 0)) return 0;
      return a === undefined || b === undefined ? undefined : Number(binaryValue(e.op, e.a.dtype, a, b));
    }
    case "select": {
      const condition = valueAt(e.condition, known);
      return condition === undefined ? undefined : valueAt(condition === 0 ? e.else : e.then, known);
    }
    default:
      return undefined;
  }
}
