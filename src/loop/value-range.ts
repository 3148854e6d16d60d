/** What expressions say of floats: selects that take the less or the greater of two values, and ranges that a value provably lies in. */
import { dtypes } from "../core/dtype.ts";
import type { Expr, ExprOf } from "./expr.ts";
import { exprKey } from "./expr-key.ts";
import { integerRange } from "./semantics.ts";

/**
 * `first < second ? first : second`, or the same with >: the second where either is NaN, and of two zeros. It is what the minimum and maximum
 * instructions of x86 and WebAssembly's pseudo-minimum compute.
 */
export interface Pick {
  readonly op: "min" | "max";
  readonly first: Expr;
  readonly second: Expr;
}

/** A select of f32 as such; undefined when it is another one. */
export function pickOf({ condition, then, else: otherwise, dtype }: ExprOf<"select">): Pick | undefined {
  if (dtype !== "f32" || condition.kind !== "binary" || condition.op !== "lt") return undefined;
  const [a, b, first, second] = [condition.a, condition.b, then, otherwise].map(exprKey);
  if (first === a && second === b) return { op: "min", first: then, second: otherwise };
  return first === b && second === a ? { op: "max", first: then, second: otherwise } : undefined;
}

type Range = readonly [least: number, most: number];

/** Bounds of a number that cannot be NaN; undefined where nothing is known. */
export function rangeOf(e: Expr): Range | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "number" && !Number.isNaN(e.value) ? [e.value, e.value] : undefined;
    case "splat":
    case "lane":
      return rangeOf(e.x);
    case "load":
      return rangeOfBytes(e);
    case "cast":
      return e.to === "f32" || e.to === "i32" ? rangeOf(e.x) : undefined;
    case "unary":
      return e.op === "nearest" ? widened(rangeOf(e.x)) : undefined;
    case "binary":
      return rangeOfSum(e);
    case "select":
      return rangeOfPick(e);
    case "var":
      return e.range;
    case "index":
    case "read":
    case "tileget":
    case "bitcast":
    case "ramp":
    case "fold":
    case "call":
      return undefined;
  }
}

const rangeOfBytes = ({ buffer: { dtype } }: ExprOf<"load">): Range | undefined => {
  const { kind, bits } = dtypes[dtype];
  if ((kind !== "int" && kind !== "uint") || bits > 16) return undefined;
  const { lo, hi } = integerRange(dtype);
  return [Number(lo), Number(hi)];
};

const widened = (r: Range | undefined): Range | undefined => (r === undefined ? undefined : [Math.floor(r[0]), Math.ceil(r[1])]);

/** Small numbers only, so that a sum cannot wrap and rounds by less than 1. */
function rangeOfSum({ op, a, b }: ExprOf<"binary">): Range | undefined {
  const [x, y] = [rangeOf(a), rangeOf(b)];
  if (x === undefined || y === undefined || (op !== "add" && op !== "sub")) return undefined;
  const r: Range = op === "add" ? [x[0] + y[0] - 1, x[1] + y[1] + 1] : [x[0] - y[1] - 1, x[1] - y[0] + 1];
  return Math.abs(r[0]) < 2 ** 20 && Math.abs(r[1]) < 2 ** 20 ? r : undefined;
}

/** Where the second value is a number, so is the result. */
function rangeOfPick(e: ExprOf<"select">): Range | undefined {
  const pick = pickOf(e);
  const [first, second] = [pick === undefined ? undefined : rangeOf(pick.first), pick === undefined ? undefined : rangeOf(pick.second)];
  if (pick === undefined || second === undefined) return undefined;
  const [least, most] = first ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return pick.op === "min" ? [Math.min(least, second[0]), second[1]] : [second[0], Math.max(most, second[1])];
}

/** True for an i32 made of a rounded f32 that is under 2^21: no conversion has to ask whether it fits. */
export function isRoundedSmall(e: ExprOf<"cast">): boolean {
  if (e.to !== "i32" || e.x.dtype !== "f32" || e.x.kind !== "unary" || e.x.op !== "nearest") return false;
  const r = rangeOf(e.x.x);
  return r !== undefined && r[0] > -(2 ** 21) && r[1] < 2 ** 21;
}
