/** Expressions as folded WebAssembly instructions. Operators, casts and memory have files of their own. */
import { invariant } from "../../core/diagnostics.ts";
import { bounds } from "../../core/dim.ts";
import { atMost } from "../../core/dim-order.ts";
import type { Expr, ExprOf, Scalar } from "../../loop/expr.ts";
import { someExpr } from "../../loop/some.ts";
import { pickOf } from "../../loop/value-range.ts";
import type { Context } from "./context.ts";
import { printBitcast, printCast } from "./convert.ts";
import { printLoad, printSplatLoad } from "./memory-access.ts";
import { printBinary, printUnary, secondOperand } from "./operators.ts";
import { printDim } from "./print-dim.ts";
import { i32Const, localGet, type Sexpr, sexpr } from "./sexpr.ts";
import { isFloatType, prefixOf, scalarType, valueType } from "./value-types.ts";

/** `e` as instructions that leave its value on the stack. */
export function printExpr(e: Expr, context: Context): Sexpr {
  const print = (x: Expr): Sexpr => printExpr(x, context);
  switch (e.kind) {
    case "const":
      return printConstant(e, context);
    case "index":
      return printDim(e.dim, context, print);
    case "var":
      return localGet(context.name(e));
    case "read":
      invariant(false, `tensor ${e.tensor.name} is read in a kernel`);
      break;
    case "load":
      return printLoad(e, context, print);
    case "tileget":
      return localGet(context.name(e.tile));
    case "unary":
      return printUnary(e, print(e.x), context);
    case "binary":
      if ((e.op === "and" || e.op === "or") && e.lanes === 1 && e.dtype === "bool" && readsMemory(e.b)) return shortCircuit(e, print);
      return printBinary(e, print(e.a), print(secondOperand(e)), context);
    case "select":
      return printSelect(e, context, print);
    case "cast":
      return printCast(e, print(e.x), context);
    case "bitcast":
      return printBitcast(e, print(e.x));
    case "lane":
      invariant(false, "a lane in all lanes is printed; scalarize the kernel first");
      break;
    case "splat":
      return printSplat(e, context, print);
    case "ramp":
      return sexpr("i32x4.add", sexpr("i32x4.splat", print(e.base)), sexpr("v128.const i32x4 0 1 2 3"));
    case "fold":
      return printFold(e, context, print);
    case "call":
      return sexpr(context.function(e.fn, e.lanes), ...e.args.map(print));
  }
}

type Print = (e: Expr) => Sexpr;

function printConstant(e: ExprOf<"const">, context: Context): Sexpr {
  const text = literal(e.dtype, e.value, e.lanes);
  if (e.lanes === 1) return sexpr(`${scalarType(e.dtype)}.const ${text}`);
  const spelling = `${prefixOf(e)} ${Array.from({ length: e.lanes }, () => text).join(" ")}`;
  // All bits 0 and all bits 1 are one instruction anyway.
  const isOne = text === "0" || (text === "-1" && !isFloatType(e.dtype));
  if (isOne || !Number.isFinite(Number(text))) return sexpr(`v128.const ${spelling}`);
  if (context.hasLoops) return localGet(context.constantOf(prefixOf(e), text, spelling));
  return sexpr(`v128.load (; ${text} ;)`, i32Const(context.vectorAt(spelling)));
}

function literal(dtype: Scalar, value: number | bigint | boolean, lanes: number): string {
  if (typeof value === "boolean") return value ? (lanes > 1 ? "-1" : "1") : "0";
  if (!isFloatType(dtype) || typeof value === "bigint") return `${value}`;
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : shortest(value, dtype);
}

/** The shortest decimal that gives the same f32 (or f64) back. */
function shortest(value: number, dtype: Scalar): string {
  if (dtype === "f64") return `${value}`;
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return `${text}`;
  }
  return `${Number(value.toPrecision(9))}`;
}

const readsMemory = (e: Expr): boolean => someExpr(e, (x) => x.kind === "load" || x.kind === "call");

/** The second operand is evaluated only where the first does not decide: it may read where it must not. */
function shortCircuit(e: ExprOf<"binary">, print: Print): Sexpr {
  const [then, otherwise] = e.op === "and" ? [print(e.b), i32Const(0)] : [i32Const(1), print(e.b)];
  return sexpr("if (result i32)", print(e.a), sexpr("then", then), sexpr("else", otherwise));
}

/** True for what may be computed although it is not chosen: elements that are there whatever was asked, and numbers. */
function isAtHand(e: Expr): boolean {
  if (e.kind === "load") return bounds(e.at)[0] >= 0 && atMost(e.buffer.elements, e.at) === false && e.count === undefined;
  return e.kind === "const" || e.kind === "var" || e.kind === "tileget";
}

/** Branches that read memory are taken, not both evaluated: a guard in front of a load is what keeps it in its buffer. */
function printSelect(e: ExprOf<"select">, context: Context, print: Print): Sexpr {
  if (e.lanes > 1 && e.then.kind === "call" && e.then.fn.rare === true) return printRarely(e, e.then, context, print);
  const pick = e.lanes > 1 ? pickOf(e) : undefined;
  if (pick !== undefined) return sexpr(`f32x4.p${pick.op}`, print(pick.second), print(pick.first));
  const lazy = (readsMemory(e.then) || readsMemory(e.else)) && !(isAtHand(e.then) && isAtHand(e.else));
  const condition = e.lanes > 1 && e.condition.kind === "splat" ? e.condition.x : e.condition;
  if (e.lanes > 1 && (condition.lanes > 1 || !lazy)) return sexpr("v128.bitselect", print(e.then), print(e.else), print(e.condition));
  if (lazy) return sexpr(`if (result ${valueType(e)})`, print(condition), sexpr("then", print(e.then)), sexpr("else", print(e.else)));
  return sexpr("select", print(e.then), print(e.else), print(condition));
}

/** A rare call of the lanes of a vector, if any lane wants it; then the lanes that do take what it gives. */
function printRarely(e: ExprOf<"select">, { fn, args }: ExprOf<"call">, context: Context, print: Print): Sexpr {
  const [x] = args;
  invariant(x !== undefined, `${fn.name} has no argument`);
  const lane = (l: number): Sexpr => sexpr(context.function(fn, 1), sexpr(`${prefixOf(x)}.extract_lane ${l}`, print(x)));
  const all = [1, 2, 3].reduce((v, l) => sexpr(`${prefixOf(e)}.replace_lane ${l}`, v, lane(l)), sexpr(`${prefixOf(e)}.splat`, lane(0)));
  return context.twice("v128", print(e.condition), (first, again) => {
    const called = sexpr("if (result v128)", sexpr("v128.any_true", first), sexpr("then", all), sexpr("else", sexpr("v128.const i32x4 0 0 0 0")));
    return sexpr("v128.bitselect", called, print(e.else), again);
  });
}

function printSplat(e: ExprOf<"splat">, context: Context, print: Print): Sexpr {
  if (e.x.kind === "load" && e.x.count === undefined) {
    const loaded = printSplatLoad(e.x, context, print);
    if (loaded !== undefined) return loaded;
  }
  const x = print(e.x);
  return sexpr(`${prefixOf(e)}.splat`, e.dtype === "bool" ? sexpr("i32.sub", i32Const(0), x) : x);
}

/** Lanes 0 and 2, 1 and 3, then the two results. */
function printFold(e: ExprOf<"fold">, context: Context, print: Print): Sexpr {
  if (e.x.lanes === 1) return print(e.x);
  const vector = prefixOf(e.x);
  const float = isFloatType(e.dtype);
  const sign = float || e.op === "add" || e.op === "mul" ? "" : e.dtype === "u32" ? "_u" : "_s";
  const halves = context.twice("v128", print(e.x), (x1, x2) =>
    sexpr(`${vector}.${e.op}${sign}`, x1, sexpr("i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7", x2, x2)),
  );
  return context.twice("v128", halves, (h1, h2) => {
    const a = sexpr(`${vector}.extract_lane 0`, h1);
    const b = sexpr(`${vector}.extract_lane 1`, h2);
    if (float || e.op === "add" || e.op === "mul") return sexpr(`${scalarType(e.dtype)}.${e.op}`, a, b);
    const compare = `i32.${e.op === "min" ? "lt" : "gt"}${sign}`;
    return context.twice("i32", a, (a1, a2) => context.twice("i32", b, (b1, b2) => sexpr("select", a1, b1, sexpr(compare, a2, b2))));
  });
}
