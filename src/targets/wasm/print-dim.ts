/** Dims as WebAssembly: 32-bit arithmetic that is exact where the value fits, floor divisions without a branch. */
import { bounds, type Dim, type Sym } from "../../core/dim.ts";
import { foldDim } from "../../core/dim-fold.ts";
import type { Expr } from "../../loop/expr.ts";
import type { Context } from "./context.ts";
import { constantValue, i32Const, localGet, type Sexpr, sexpr } from "./sexpr.ts";
import { scalarType } from "./value-types.ts";

/** Prints the expression a computed symbol stands for. */
export type PrintExpr = (e: Expr) => Sexpr;

export const addI32 = (a: Sexpr, b: Sexpr): Sexpr => {
  if (constantValue(b) === 0) return a;
  if (constantValue(a) === 0) return b;
  return sexpr("i32.add", a, b);
};

/** x * by, by a constant: shifted where it is a power of two. */
function multiplyI32(x: Sexpr, by: Sexpr): Sexpr {
  const factor = constantValue(by);
  if (factor === undefined) return sexpr("i32.mul", x, by);
  const power = Math.log2(factor);
  return factor > 0 && Number.isInteger(power) ? sexpr("i32.shl", x, i32Const(power)) : sexpr("i32.mul", x, by);
}

/** `d` as an i32. */
export function printDim(d: Dim, context: Context, print: PrintExpr): Sexpr {
  return foldDim<Sexpr>(d, {
    constant: i32Const,
    sym: (s) => printSym(s, context, print),
    add: addI32,
    mul: multiplyI32,
    floorDiv: (x, by, of) => floorDivision(x, by, of),
    mod: (x, by, of) => remainder(x, by, of),
    min: (a, b) => extremum("i32.lt_s", a, b, context),
    max: (a, b) => extremum("i32.gt_s", a, b, context),
  });
}

function printSym(s: Sym, context: Context, print: PrintExpr): Sexpr {
  if (s.payload === undefined) return localGet(context.name(s));
  const value = s.payload as Expr;
  const printed = print(value);
  return scalarType(value.dtype) === "i64" ? sexpr("i32.wrap_i64", printed) : printed;
}

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));

/** floor(x / by): divided unsigned after whole multiples of `by` have made it positive, shifted where it is a power of two. */
function floorDivision(x: Sexpr, by: number, of: Dim): Sexpr {
  const [lo] = bounds(of);
  if (isPowerOfTwo(by)) return sexpr("i32.shr_s", x, i32Const(Math.log2(by)));
  if (lo >= 0) return sexpr("i32.div_u", x, i32Const(by));
  const raise = raised(lo, by);
  return sexpr("i32.sub", sexpr("i32.div_u", sexpr("i32.add", x, i32Const(raise * by)), i32Const(by)), i32Const(raise));
}

/** Multiples of `by` that make everything from `lo` on positive. */
const raised = (lo: number, by: number): number => Math.ceil(Math.min(-lo, 2 ** 30) / by);

function remainder(x: Sexpr, by: number, of: Dim): Sexpr {
  const [lo] = bounds(of);
  if (isPowerOfTwo(by)) return sexpr("i32.and", x, i32Const(by - 1));
  if (lo >= 0) return sexpr("i32.rem_u", x, i32Const(by));
  return sexpr("i32.rem_u", sexpr("i32.add", x, i32Const(raised(lo, by) * by)), i32Const(by));
}

const extremum = (compare: string, a: Sexpr, b: Sexpr, context: Context): Sexpr =>
  context.twice("i32", a, (a1, a2) => context.twice("i32", b, (b1, b2) => sexpr("select", a1, b1, sexpr(compare, a2, b2))));
